package mcp_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/trothchain/troth/agent/mcp"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// window of a bidding, in milliseconds.
const window = 5000

func post(more args) args {
	a := args{
		"title": "Translate a page", "spec_text": "Translate: the harbour wakes.", "skill": "translation", "budget": "0.5troth",
		"bid_ms": window, "reveal_ms": window, "delivery_ms": 600_000, "review_ms": 600_000,
	}
	for k, v := range more {
		a[k] = v
	}
	return a
}

func TestTwoAgentsDoAWholeJobThroughMCPAlone(t *testing.T) {
	w := start(t)
	client, provider := w.player(t, "carol", "newsroom", 10_000_000), w.player(t, "alice", "bob", 10_000_000)

	status := call[mcp.StatusOut](client.host, "get_chain_status", nil)
	require.True(t, status.CanSign)
	require.False(t, status.OwnerSigns)
	require.Equal(t, client.address, status.Agent)
	posted := call[mcp.Done](client.host, "post_job", post(nil))
	require.NotNil(t, posted.Created)
	job := posted.Created.Job

	found := call[mcp.JobsOut](provider.host, "search_jobs", args{"skill": "translation", "limit": 50})
	ids := []string{}
	for _, j := range found.Jobs {
		ids = append(ids, j.ID)
	}
	require.Contains(t, ids, job)
	seen := call[mcp.JobOut](provider.host, "get_job", args{"id": job, "with_content": true})
	require.Equal(t, "Translate: the harbour wakes.", seen.Job.Untrusted.Spec.Text)
	dry := call[mcp.Done](provider.host, "place_bid", args{"job": job, "price": "300000utroth", "pledge": "0.5troth", "dry_run": true})
	require.Equal(t, "dry_run", dry.Mode)
	require.NotEmpty(t, dry.Cost.Held, "the deposit of a sealed bid")
	require.Equal(t, "estimate", dry.Bid.Stage)
	require.Equal(t, "mcp/10", refused(provider.host, "place_bid", args{"job": job, "price": "300000utroth", "pledge": "1utroth"}).Code, "its deposit would be lost")
	bid := call[mcp.Done](provider.host, "place_bid", args{"job": job, "price": "300000utroth", "pledge": "0.5troth"})
	require.Equal(t, "committed", bid.Bid.Stage)
	require.Equal(t, []mcp.MyBid{{Job: job, Stage: "committed"}}, call[mcp.WorkOut](provider.host, "list_my_work", nil).Bids)

	awarded := until(client.host, "get_job", args{"id": job}, func(o mcp.JobOut) bool { return o.Job.Agreement != "" })
	agreement := awarded.Job.Agreement
	work := call[mcp.WorkOut](provider.host, "list_my_work", nil)
	require.Len(t, work.Agreements, 1)
	require.Equal(t, "working", work.Agreements[0].Status)
	require.Empty(t, work.Bids, "the server opened the bid by itself")
	delivered := call[mcp.Done](provider.host, "submit_work", args{"agreement": agreement, "result_text": "Der Hafen erwacht.", "note": "done"})
	require.NotNil(t, delivered.Transaction)

	review := call[mcp.JobOut](client.host, "get_job", args{"id": agreement, "with_content": true})
	require.Equal(t, "review", review.Agreement.Status)
	require.Equal(t, "Der Hafen erwacht.", review.Agreement.Untrusted.Result.Text)
	require.Equal(t, "done", review.Agreement.Untrusted.ResultNote)
	call[mcp.Done](client.host, "review_work", args{"agreement": agreement, "decision": "accept", "rating": 90})

	end := call[mcp.JobOut](client.host, "get_job", args{"id": agreement})
	require.Equal(t, "completed", end.Agreement.Status)
	require.Equal(t, "accept", end.Agreement.Receipts[0].Outcome)
	require.NotEqual(t, "0utroth", end.Agreement.Receipts[0].Paid)
	tx := indexed(client.host, delivered.Transaction.Hash)
	require.True(t, tx.OK)
	require.Contains(t, tx.Events, "agreement.work_submitted")
	score := call[mcp.ReputationOut](client.host, "get_reputation", args{"agent": provider.address, "skill": "translation"})
	require.Positive(t, score.Successes)

	for _, p := range []*player{client, provider} {
		require.NotContains(t, p.host.heard.String(), hex.EncodeToString(p.secret), "a key was shown")
	}
}

func TestDryRunSaysWhatHappensAndDoesNothing(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "dry", 10_000_000)
	before := call[mcp.AccountOut](p.host, "get_account", nil)

	dry := call[mcp.Done](p.host, "post_job", post(args{"dry_run": true, "auction": "open"}))

	require.Equal(t, []string{"500000utroth"}, dry.Cost.Held)
	require.Nil(t, dry.Transaction)
	require.Equal(t, before, call[mcp.AccountOut](p.host, "get_account", nil))
	require.Empty(t, call[mcp.WorkOut](p.host, "list_my_work", nil).Jobs)

	done := call[mcp.Done](p.host, "post_job", post(args{"auction": "open"}))
	require.Equal(t, dry.MandateLeft, done.MandateLeft, "the dry run foretold what the mandate leaves")
	require.Equal(t, "99500000", done.MandateLeft[0].Window)
}

func TestListsGoOnWithTheirNextPage(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "pages", 10_000_000)
	for range 3 {
		call[mcp.Done](p.host, "post_job", post(args{"auction": "open"}))
	}
	seen := map[string]bool{}
	a := args{"client": p.address, "limit": 2}
	for pages := 1; ; pages++ {
		got := call[mcp.JobsOut](p.host, "search_jobs", a)
		for _, j := range got.Jobs {
			seen[j.ID] = true
		}
		if got.NextPage == "" {
			require.Equal(t, 2, pages)
			break
		}
		a["page"] = got.NextPage
	}
	require.Len(t, seen, 3)
	require.Equal(t, "mcp/2", refused(p.host, "search_jobs", args{"page": "?"}).Code)
}

func TestTheSameKeyDoesNothingTwice(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "once", 10_000_000)
	first := call[mcp.Done](p.host, "post_job", post(args{"idempotency_key": "a", "auction": "open"}))
	again := call[mcp.Done](p.host, "post_job", post(args{"idempotency_key": "a", "auction": "open"}))
	require.Equal(t, first.Created, again.Created)
	require.Equal(t, first.Transaction.Hash, again.Transaction.Hash)

	other := refused(p.host, "post_job", post(args{"idempotency_key": "a", "auction": "open", "budget": "0.6troth"}))
	require.Equal(t, "client/10", other.Code)

	// Another server of the same agent, as after a restart, with an offer whose end depends on the time.
	q := w.player(t, "alice", "other", 10_000_000)
	offer := args{
		"action": "offer", "with": q.address, "title": "Talk", "spec_text": "Talk.", "skill": "translation", "price": "0.1troth",
		"idempotency_key": "b", "expires_in_ms": 600_000,
	}
	made := call[mcp.Done](p.host, "negotiate", offer)
	restarted := connect(t, w.server(t, p, nil))
	require.Equal(t, made.Created, call[mcp.Done](restarted, "negotiate", offer).Created)
	require.Len(t, call[mcp.WorkOut](restarted, "list_my_work", nil).Offers, 1)
}

func TestUnsignedTransactionsAreForSomebodyElse(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "unsigned", 10_000_000)
	taken := call[mcp.Done](p.host, "withdraw", args{"amount": "1troth"})
	require.Equal(t, "unsigned", taken.Mode, "only the owner may, and the owner's key is elsewhere")
	require.Equal(t, p.owner.Address().String(), taken.Unsigned.Signer)
	require.Equal(t, []string{"1000000utroth"}, taken.Cost.Paid)
	var tx txtypes.Tx
	require.NoError(t, w.enc.Codec.UnmarshalJSON([]byte(plain(t, taken.Unsigned.Untrusted.Tx)), &tx))
	require.Len(t, tx.Body.Messages, 1)
	require.Equal(t, "mcp/3", refused(p.host, "withdraw", args{"amount": "1troth", "mode": "sign"}).Code)

	posted := call[mcp.Done](p.host, "post_job", post(args{"mode": "unsigned"}))
	require.NoError(t, w.enc.Codec.UnmarshalJSON([]byte(plain(t, posted.Unsigned.Untrusted.Tx)), &tx))
	require.Empty(t, tx.Signatures)
	var msg sdk.Msg
	require.NoError(t, w.enc.InterfaceRegistry.UnpackAny(tx.Body.Messages[0], &msg))
	require.IsType(t, &markettypes.MsgPostJob{}, msg)

	// With the owner's key, the server signs.
	h := connect(t, w.server(t, p, p.owner))
	require.NotNil(t, call[mcp.Done](h, "withdraw", args{"amount": "1troth"}).Transaction)
	require.NotNil(t, call[mcp.Done](h, "update_agent", args{"status": "paused"}).Transaction)
	require.Equal(t, "paused", call[mcp.Agent](h, "get_agent", nil).Status)
	made := call[mcp.Done](h, "register_agent", args{"name": "child-of-mcp", "operator": p.operator.Address().String(), "per_action": "1troth", "fund": "2troth"})
	require.Equal(t, "child-of-mcp", call[mcp.Agent](h, "get_agent", args{"agent": made.Created.Agent}).Untrusted.Name)
	require.NotNil(t, call[mcp.Done](h, "pay", args{"to": "child-of-mcp", "amount": "1troth"}).Transaction)
	require.Equal(t, []string{"3000000utroth"}, call[mcp.AccountOut](h, "get_account", args{"agent": "child-of-mcp"}).Available)
}
