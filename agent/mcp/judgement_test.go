package mcp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/mcp"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Who bids sees before what the judges take off the price, and who will be able to read the result.
func TestAJobSaysWhoJudgesForWhatAndWhoCanRead(t *testing.T) {
	w := start(t)
	poster, reader, judge := w.player(t, "carol", "asks", 10_000_000), w.player(t, "alice", "looks", 1_000_000), w.player(t, "faucet", "umpire", 1_000_000)
	for name, tc := range map[string]struct {
		verification agreementtypes.Verification
		recipients   []agreementtypes.Recipient
		want         mcp.Judgement
	}{
		"the client, in the open": {want: mcp.Judgement{Verified: "client"}},
		"the client, in private": {
			recipients: []agreementtypes.Recipient{agreementtypes.RecipientClient},
			want:       mcp.Judgement{Verified: "client", EncryptedTo: []string{"client"}},
		},
		"an evaluator": {
			verification: agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: judge.address, FeeBps: 700, EvalMs: 600_000},
			recipients:   []agreementtypes.Recipient{agreementtypes.RecipientClient, agreementtypes.RecipientEvaluator},
			want: mcp.Judgement{
				Verified: "evaluator", Evaluator: judge.address, JudgeFeeBps: 700, JudgeMs: 600_000, EncryptedTo: []string{"client", "evaluator"},
			},
		},
		"a panel": {
			verification: agreementtypes.Verification{Method: agreementtypes.MethodPanel, PanelSize: 3, FeeBps: 5000},
			recipients:   []agreementtypes.Recipient{agreementtypes.RecipientPanel},
			want:         mcp.Judgement{Verified: "panel", PanelSize: 3, JudgeFeeBps: 5000, EncryptedTo: []string{"panel"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := poster.owner.Send(t.Context(), &markettypes.MsgPostJob{
				Signer: poster.owner.Address().String(), Client: poster.address, Request: markettypes.JobRequest{
					Title: "Talk", Spec: agreementtypes.Spec{Uri: "https://example.com/x", Sha256: make([]byte, 32), Bytes: 1}, Skill: "translation",
					Budget: sdk.NewInt64Coin(chain.BaseDenom, 1_000_000), Loss: math.ZeroInt(), StartCost: math.ZeroInt(), Auction: markettypes.AuctionOpen,
					Clocks:       markettypes.Clocks{BidMs: 60_000, DeliveryMs: 600_000, ReviewMs: 600_000},
					Verification: tc.verification, Recipients: tc.recipients,
				},
			})
			require.NoError(t, err)
			posted, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
			require.NoError(t, err)
			seen := call[mcp.JobOut](reader.host, "get_job", args{"id": posted.Job}).Job
			require.Equal(t, tc.want, seen.Judgement)
			for _, listed := range call[mcp.JobsOut](reader.host, "search_jobs", args{"client": poster.address}).Jobs {
				if listed.ID == posted.Job {
					require.Equal(t, tc.want, listed.Judgement)
				}
			}
		})
	}
}
