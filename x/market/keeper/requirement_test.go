package keeper_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// bidding are the three ways to bid: each posts a job with the changes and returns the message by which a bids on it.
var bidding = map[string]func(f *fixture, changes ...func(*types.JobRequest)) func(context.Context) error{
	"sealed": func(f *fixture, changes ...func(*types.JobRequest)) func(context.Context) error {
		m := f.commitMsg(f.post("client", changes...), bid{by: "a", price: 4 * unit})
		return func(ctx context.Context) error {
			_, err := f.msgs.CommitBid(ctx, m)
			return err
		}
	},
	"open": func(f *fixture, changes ...func(*types.JobRequest)) func(context.Context) error {
		m := f.placeMsg(f.post("client", append(changes, openAuction)...), bid{by: "a", price: 4 * unit})
		return func(ctx context.Context) error {
			_, err := f.msgs.PlaceBid(ctx, m)
			return err
		}
	},
	"clock": func(f *fixture, changes ...func(*types.JobRequest)) func(context.Context) error {
		m := f.takeMsg(f.post("client", append(changes, clockAuction)...), "a", 0)
		f.setNow(f.now() + minute/2)
		return func(ctx context.Context) error {
			_, err := f.msgs.TakeJob(ctx, m)
			return err
		}
	},
}

func TestOnlyTheInvitedBid(t *testing.T) {
	for name, way := range bidding {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			friend := f.agent("friend").addr.String()
			f.refused(types.ErrNotInvited, way(f, invites(friend)))
			require.NoError(t, way(f, invites(friend, strings.ToUpper(f.agent("a").addr.String())))(f.ctx), "in whatever case")
			f.block()
		})
	}
}

// That it is not invited is the first thing a provider hears of a job, whatever else is wrong.
func TestTheInvitationIsLookedAtFirst(t *testing.T) {
	for name, way := range bidding {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			send := way(f, invites(f.agent("friend").addr.String()), f.requires("issuer", "kya"), func(r *types.JobRequest) { r.MinScoreBps = 10_000 })
			f.setNow(f.now() + 10*minute)
			f.refused(types.ErrNotInvited, send)
		})
	}
}

func TestRequirementsAreMetByTheAttestationOfAnIssuer(t *testing.T) {
	for name, way := range bidding {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			send := way(f, f.requires("issuer", "kya"))
			f.refused(identitytypes.ErrRequirementUnmet, send)
			f.attest("issuer", "a", "kyb")
			f.refused(identitytypes.ErrRequirementUnmet, send) // another schema
			f.attest("a", "a", "kya")
			f.refused(identitytypes.ErrRequirementUnmet, send) // by itself
			f.attest("issuer", "a", "kya")
			require.NoError(t, send(f.ctx))
			f.block()
		})
	}
}

// What counted when a bidder committed itself counts until the award: an issuer, who may be the client, cannot burn the
// deposits of those who committed, and a provider cannot get out of a bid by giving up its attestation.
func TestACommitmentOutlastsTheAttestation(t *testing.T) {
	f := newFixture(t)
	f.attest("client", "a", "kya")
	key := f.post("client", f.requires("client", "kya"))
	f.commit(key, bid{by: "a", price: 4 * unit})
	f.pass(minute)
	f.revoke("client", "a", "kya")
	require.Equal(t, []uint32{1}, f.reveal(key, bid{by: "a", price: 4 * unit}))
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
}

// A runner-up is bound by nothing while it stands by; it must still have what the job requires when it takes over.
func TestARunnerUpMustStillMeetTheRequirements(t *testing.T) {
	f := newFixture(t)
	for _, b := range three {
		f.attest("issuer", b.by, "kya")
	}
	key := f.auctioned("client", three, withBackups(2), f.requires("issuer", "kya"))
	f.revoke("issuer", "b", "kya")
	f.pass(30 * minute)
	require.Equal(t, "c", f.winner(key))
}

// The evaluator counts at the commitment, too: it could otherwise retire or claim a relation and so burn deposits.
func TestACommitmentOutlastsTheEvaluator(t *testing.T) {
	for name, gone := range map[string]func(f *fixture){
		"it retires": func(f *fixture) { require.NoError(f.t, f.setStatus("judge", identitytypes.AgentStatusRetired)) },
		"it makes the bidder's owner its operator": func(f *fixture) {
			judge := f.agent("judge")
			_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
				Owner: judge.owner.String(), Agent: judge.addr.String(), Key: f.agent("a").owner.String(),
				Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionProfile}, WindowMs: day},
			})
			require.NoError(f.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", judged(f))
			f.commit(key, bid{by: "a", price: 4 * unit})
			gone(f)
			f.pass(minute)
			require.Equal(t, []uint32{1}, f.reveal(key, bid{by: "a", price: 4 * unit}))
			f.pass(minute)
			require.Equal(t, "a", f.winner(key))
			require.Equal(t, f.agent("judge").addr.String(), f.opened(key).Terms.Verification.Evaluator)
		})
	}
}

// dearJudges is a fee of a panel that is raised.
type dearJudges struct {
	agreementtypes.ArbitrationKeeper
	fee *int64
}

func (j dearJudges) PanelFeeOf(context.Context, sdk.Coin, uint64, uint32) (math.Int, error) {
	return math.NewInt(*j.fee), nil
}

// Nor does a fee of judges that is raised above what the terms grant the panel burn a deposit: the client reviews then.
func TestACommitmentOutlastsTheFeeOfThePanel(t *testing.T) {
	f := newFixture(t)
	fee := int64(unit / 10)
	f.agreement.SetArbitration(dearJudges{fee: &fee})
	key := f.post("client", func(r *types.JobRequest) {
		r.Verification = agreementtypes.Verification{Method: agreementtypes.MethodPanel, PanelSize: 5, FeeBps: 1_000}
	})
	f.commit(key, bid{by: "a", price: 4 * unit})
	fee = unit
	f.pass(minute)
	require.Equal(t, []uint32{1}, f.reveal(key, bid{by: "a", price: 4 * unit}))
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
	require.NoError(t, f.submit(key, nil))
	require.Equal(t, agreementtypes.StatusReview, f.opened(key).Status)
}

// Nor does one that is lowered, so that the price is no small claim any more: the last judge stays the last.
func TestACommitmentOutlastsTheSmallClaim(t *testing.T) {
	f := newFixture(t)
	fee := int64(3 * unit)
	f.agreement.SetArbitration(dearJudges{fee: &fee})
	key := f.post("client", func(r *types.JobRequest) {
		r.Verification = agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: f.agent("judge").addr.String(), EvalMs: minute, FeeBps: 100, Final: true,
		}
	})
	f.commit(key, bid{by: "a", price: 4 * unit})
	fee = unit / 10
	f.pass(minute)
	require.Equal(t, []uint32{1}, f.reveal(key, bid{by: "a", price: 4 * unit}))
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
	require.True(t, f.opened(key).Terms.Verification.Final)
}

// Nor can the client burn them by ending the agreement that the job was to be a part of.
func TestACommitmentOutlastsTheParent(t *testing.T) {
	f := newFixture(t)
	whole := f.auctioned("customer", []bid{{by: "client", price: 9 * unit, delivery: 3 * minute / 2}})
	parent := f.job(whole).Agreement
	key := f.post("client", func(r *types.JobRequest) { r.Parent = parent })
	f.commit(key, bid{by: "a", price: 4 * unit})
	f.pass(minute)
	f.pass(minute / 2)
	live, err := f.agreement.Live(f.ctx, parent)
	require.NoError(t, err)
	require.False(t, live)
	require.Equal(t, []uint32{1}, f.reveal(key, bid{by: "a", price: 4 * unit}))
	f.pass(minute / 2)
	require.Equal(t, "a", f.winner(key))
	require.Equal(t, parent, f.opened(key).Terms.Parent)
}

// A provider that is related to the evaluator hears it before it has a deposit to lose.
func TestARelativeOfTheEvaluatorCannotBid(t *testing.T) {
	for name, way := range bidding {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.agent("a")
			f.hand("judge", f.agent("a").owner)
			f.refused(agreementtypes.ErrEvaluator, way(f, judged(f)))
		})
	}
}
