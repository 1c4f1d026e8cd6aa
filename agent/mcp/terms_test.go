package mcp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/mcp"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// TestTermsThatNobodySawAreNotTaken has a provider offer terms at a fair price by which an accomplice judges, nobody may
// contest, and which leave a second for the review. A tool shows all of it, and takes it only from who names it.
func TestTermsThatNobodySawAreNotTaken(t *testing.T) {
	w := start(t)
	victim, enemy := w.player(t, "carol", "reader", 10_000_000), w.player(t, "alice", "dealer", 10_000_000)
	accomplice := w.player(t, "faucet", "judge", 1_000_000)
	by := enemy.owner.Address().String()
	terms := func(change func(*agreementtypes.Terms)) agreementtypes.Terms {
		terms := agreementtypes.Terms{
			Client: victim.address, Provider: enemy.address, Title: "Talk", Spec: agreementtypes.Spec{Uri: "https://example.com/x", Sha256: make([]byte, 32), Bytes: 1},
			Skill: "translation", ReviewMs: 7_200_000, Price: sdk.NewInt64Coin(chain.BaseDenom, 100_000), Loss: math.NewInt(100_000), Pledge: math.NewInt(100_000),
			Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: 600_000}},
		}
		change(&terms)
		return terms
	}
	offered := func(t agreementtypes.Terms) string {
		now, err := agent.Now(victim.host.t.Context(), enemy.owner)
		require.NoError(victim.host.t, err)
		res, err := enemy.owner.Send(victim.host.t.Context(), &markettypes.MsgMakeOffer{Signer: by, Maker: enemy.address, Terms: t, ExpiresMs: now + 3_600_000})
		require.NoError(victim.host.t, err)
		made, err := client.Response[*markettypes.MsgMakeOfferResponse](res, 0)
		require.NoError(victim.host.t, err)
		return made.Offer
	}
	judged := offered(terms(func(t *agreementtypes.Terms) {
		t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: accomplice.address, EvalMs: 600_000, Final: true}
	}))
	seen := call[mcp.JobOut](victim.host, "get_job", args{"id": judged}).Offer
	require.Equal(t, []any{"evaluator", accomplice.address, true}, []any{seen.Verified, seen.Evaluator, seen.Final})
	for _, action := range []string{"accept", "counter"} {
		for _, a := range []args{{}, {"verification": "evaluator"}, {"verification": "evaluator", "evaluator": enemy.address}, {"dry_run": true}, {"mode": "unsigned"}} {
			a["action"], a["offer"], a["price"] = action, judged, "0.1troth"
			require.Equal(t, "mcp/12", refused(victim.host, "negotiate", a).Code)
		}
	}
	call[mcp.Done](victim.host, "negotiate", args{
		"action": "accept", "offer": judged, "verification": "evaluator", "evaluator": accomplice.address, "dry_run": true,
	})

	hasty := offered(terms(func(t *agreementtypes.Terms) { t.ReviewMs = 60_000 }))
	require.Equal(t, "mcp/12", refused(victim.host, "negotiate", args{"action": "accept", "offer": hasty}).Code)
	call[mcp.Done](victim.host, "negotiate", args{"action": "accept", "offer": hasty, "min_review_ms": 60_000, "dry_run": true})

	template := terms(func(t *agreementtypes.Terms) { t.Client, t.ReviewMs = "", 60_000 })
	res, err := enemy.owner.Send(t.Context(), &markettypes.MsgListService{Signer: by, Provider: enemy.address, Terms: template, Capacity: 1})
	require.NoError(t, err)
	listed, err := client.Response[*markettypes.MsgListServiceResponse](res, 0)
	require.NoError(t, err)
	require.EqualValues(t, 60_000, call[mcp.JobOut](victim.host, "get_job", args{"id": listed.Service}).Service.ReviewMs)
	hire := args{"action": "hire_service", "service": listed.Service, "price": "0.1troth", "spec_text": "Talk."}
	require.Equal(t, "mcp/12", refused(victim.host, "negotiate", hire).Code)
	hire["min_review_ms"] = 60_000
	hired := call[mcp.Done](victim.host, "negotiate", hire).Created.Agreement
	require.NotEmpty(t, hired)
	seenBy := call[mcp.JobOut](enemy.host, "get_job", args{"id": hired})
	require.Greater(t, seenBy.Agreement.DeclineMs, seenBy.MarketMs, "the provider can still hand it back at no loss")
	require.Less(t, seenBy.Agreement.DeclineMs, seenBy.Agreement.DueMs)
}
