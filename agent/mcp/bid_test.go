package mcp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/mcp"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// TestASealedBidOutlivesItsServer ends the server between commitment and opening; another one opens the bid. A second
// provider has both steps handed out and signs them itself.
func TestASealedBidOutlivesItsServer(t *testing.T) {
	w := start(t)
	client, first, second := w.player(t, "carol", "client", 10_000_000), w.player(t, "alice", "first", 10_000_000), w.player(t, "alice", "second", 10_000_000)
	job := call[mcp.Done](client.host, "post_job", post(args{"bid_ms": 8000, "reveal_ms": 20_000})).Created.Job
	require.Equal(t, "committed", call[mcp.Done](first.host, "place_bid", args{"job": job, "price": "0.4troth", "pledge": "0.5troth", "delivery_ms": 40_000}).Bid.Stage)
	plain := call[mcp.Done](first.host, "place_bid", args{"job": job, "price": "0.4troth", "pledge": "0.5troth"})
	require.Equal(t, "committed", plain.Bid.Stage, "without a delivery time it is the one under seal")
	other := refused(first.host, "place_bid", args{"job": job, "price": "0.2troth", "pledge": "0.5troth"})
	require.Equal(t, code(agent.Codespace, agent.ErrOtherBid.ABCICode()), other.Code, "another price than the one under seal")
	again := call[mcp.Done](first.host, "place_bid", args{"job": job, "price": "0.4troth", "pledge": "0.5troth", "idempotency_key": "again"})
	require.Equal(t, "again", again.IdempotencyKey)
	require.Contains(t, again.Effect, "bids 400000utroth")
	require.NoError(t, first.server.Close())
	bid := args{"job": job, "price": "0.3troth", "pledge": "0.5troth", "mode": "unsigned"}
	require.IsType(t, &markettypes.MsgCommitBid{}, w.sign(t, second, call[mcp.Done](second.host, "place_bid", bid)))

	dearer := args{"job": job, "price": "0.35troth", "pledge": "0.5troth", "mode": "unsigned"}
	require.Equal(t, other.Code, refused(second.host, "place_bid", dearer).Code, "the price that was handed out stands")

	restarted := connect(t, w.server(t, first, nil))
	until(second.host, "get_job", args{"id": job}, func(o mcp.JobOut) bool { return o.MarketMs >= o.Job.BidEndMs })
	require.Equal(t, other.Code, refused(second.host, "place_bid", dearer).Code, "and is not opened as another one")
	dearer["dry_run"] = true
	require.Equal(t, other.Code, refused(second.host, "place_bid", dearer).Code)
	require.IsType(t, &markettypes.MsgRevealBid{}, w.sign(t, second, call[mcp.Done](second.host, "place_bid", bid)))
	opened := until(restarted, "get_job", args{"id": job}, func(o mcp.JobOut) bool { return len(o.Job.Ranked) == 2 })
	require.Equal(t, second.address, opened.Job.Ranked[0].Provider, "the cheaper one leads")
	require.Equal(t, first.address, opened.Job.Ranked[1].Provider)
}

// sign sends an unsigned transaction as the operator and returns its message.
func (w *world) sign(t *testing.T, p *player, d mcp.Done) sdk.Msg {
	t.Helper()
	require.Equal(t, p.operator.Address().String(), d.Unsigned.Signer)
	var tx txtypes.Tx
	require.NoError(t, w.enc.Codec.UnmarshalJSON([]byte(plain(t, d.Unsigned.Untrusted.Tx)), &tx))
	var msg sdk.Msg
	require.NoError(t, w.enc.InterfaceRegistry.UnpackAny(tx.Body.Messages[0], &msg))
	_, err := p.operator.Send(t.Context(), msg)
	require.NoError(t, err)
	return msg
}
