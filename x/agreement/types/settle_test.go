package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func addr(name string) string { return sdk.AccAddress((name + "____________________")[:20]).String() }

func coin(amount int64) sdk.Coin { return sdk.NewInt64Coin("utroth", amount) }

// example is a running agreement over 1000 with a loss of 150, a pledge of 1000 and a backup reserve of 50.
func example(status types.Status) types.Agreement {
	a := types.Agreement{
		Id:  "agr_0000000100000001",
		Job: "job_0000000100000001",
		Terms: types.Terms{
			Client: addr("client"), Provider: addr("provider"), Title: "Translate", Skill: "translation",
			Spec:  types.Spec{Uri: "https://example.com/spec", Sha256: make([]byte, 32), Bytes: 10},
			Price: coin(1_000), Loss: math.NewInt(150), Pledge: math.NewInt(1_000), DeliveryMs: 10_000, ReviewMs: 5_000,
		},
		Snapshot: types.Snapshot{
			Cover:   reputationtypes.CoverTerms{SigmaBps: 10_000, ConcedeBps: 8_000, LateBps: 2_000, RefundBps: 500},
			BurnBps: 200, ProtocolFeeBps: 100, KillFeeBps: 1_000, UnitsPerNumeraire: 1_000_000, PriceMicro: 1_000,
		},
		Capital: 333, BackupReserve: math.NewInt(50), Status: status, OpenedMs: 1_000, DueMs: 11_000,
	}
	if status != types.StatusWorking {
		a.BackupReserve, a.DueMs = math.ZeroInt(), 16_000
	}
	if status == types.StatusReview || status == types.StatusCompleted {
		a.Submission = &types.Submission{Uri: "https://example.com/work", Sha256: make([]byte, 32), SubmittedMs: 5_000}
	}
	if status.Ended() {
		a.Settlement = &types.Settlement{
			Paid: math.NewInt(970), Refunded: math.ZeroInt(), Burned: math.NewInt(20), ProtocolFee: math.NewInt(10),
			Compensation: math.ZeroInt(), SettledMs: 6_000,
		}
	}
	return a
}

func TestSettle(t *testing.T) {
	i := math.NewInt
	cases := map[string]struct {
		status types.Status
		act    types.Act
		want   types.Plan
	}{
		"accepted: all to the provider": {types.StatusReview, types.ActAccept, types.Plan{
			Status: types.StatusCompleted, Outcome: reputationtypes.OutcomeAccept, Pay: i(1_000), Refund: i(0),
			Compensation: i(0), PledgeBurn: i(0), PledgeReturn: i(1_000), CapitalFreed: 333,
		}},
		"silence accepts": {types.StatusReview, types.ActDue, types.Plan{
			Status: types.StatusCompleted, Outcome: reputationtypes.OutcomeAuto, Pay: i(1_000), Refund: i(0),
			Compensation: i(0), PledgeBurn: i(0), PledgeReturn: i(1_000), CapitalFreed: 333,
		}},
		"late: a fifth of the cover is lost, compensation is at most the loss": {types.StatusWorking, types.ActDue, types.Plan{
			Status: types.StatusRefunded, Outcome: reputationtypes.OutcomeLate, Pay: i(0), Refund: i(1_050),
			Compensation: i(150), PledgeBurn: i(50), PledgeReturn: i(800), CapitalLost: 67, CapitalFreed: 266, Defaulted: true,
		}},
		"resigned: a twentieth of the cover is lost": {types.StatusWorking, types.ActResign, types.Plan{
			Status: types.StatusRefunded, Outcome: reputationtypes.OutcomeRefund, Pay: i(0), Refund: i(1_050),
			Compensation: i(50), PledgeBurn: i(0), PledgeReturn: i(950), CapitalLost: 17, CapitalFreed: 316, Defaulted: true,
		}},
		"terminated: a tenth for the provider, no evidence": {types.StatusWorking, types.ActTerminate, types.Plan{
			Status: types.StatusTerminated, Pay: i(100), Refund: i(950),
			Compensation: i(0), PledgeBurn: i(0), PledgeReturn: i(1_000), CapitalFreed: 333,
		}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := types.Settle(example(tc.status), tc.act)
			require.NoError(t, err)
			require.Equal(t, tc.want.Pay.String(), got.Pay.String())
			require.Equal(t, tc.want.Refund.String(), got.Refund.String())
			require.Equal(t, tc.want.Compensation.String(), got.Compensation.String())
			require.Equal(t, tc.want.PledgeBurn.String(), got.PledgeBurn.String())
			require.Equal(t, tc.want.PledgeReturn.String(), got.PledgeReturn.String())
			require.Equal(t, [2]uint64{tc.want.CapitalLost, tc.want.CapitalFreed}, [2]uint64{got.CapitalLost, got.CapitalFreed})
			require.Equal(t, tc.want.Status, got.Status)
			require.Equal(t, tc.want.Outcome, got.Outcome)
			require.Equal(t, tc.want.Defaulted, got.Defaulted)
		})
	}
}

func TestOnlyEndsAreSettled(t *testing.T) {
	ends := map[types.Status]map[types.Act]bool{
		types.StatusWorking: {types.ActTerminate: true, types.ActResign: true, types.ActDue: true},
		types.StatusReview:  {types.ActAccept: true, types.ActDue: true},
	}
	for _, status := range types.Statuses {
		for _, act := range types.Acts {
			_, err := types.Settle(example(status), act)
			if ends[status][act] {
				require.NoError(t, err, "%s in %s", act, status)
			} else {
				require.ErrorIs(t, err, types.ErrTransition, "%s in %s", act, status)
			}
		}
	}
}

func TestRoundingsHaveAnOwner(t *testing.T) {
	a := example(types.StatusWorking)
	a.Terms.Price, a.Terms.Pledge, a.Capital = coin(19), math.NewInt(1), 1
	plan, err := types.Settle(a, types.ActTerminate)
	require.NoError(t, err)
	require.Equal(t, "1", plan.Pay.String(), "the kill fee floors")
	plan, err = types.Settle(a, types.ActResign)
	require.NoError(t, err)
	require.Equal(t, "1", plan.Compensation.String(), "the lost pledge ceils")
	require.Equal(t, uint64(1), plan.CapitalLost, "the lost capital ceils")
}

// Whatever the terms, every unit of every hold is spoken for exactly once, and nobody gets more than the rules say.
func TestSettlementConserves(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amount := func(name string, low uint64) math.Int {
			v := math.NewIntFromUint64(rapid.Uint64Min(low).Draw(r, name))
			if rapid.Bool().Draw(r, name+" huge") {
				v = v.Mul(math.NewIntFromUint64(1 << 60))
			}
			return v
		}
		bps := func(name string) uint32 { return rapid.Uint32Range(0, types.BPS).Draw(r, name) }
		a := example(rapid.SampledFrom([]types.Status{types.StatusWorking, types.StatusReview}).Draw(r, "status"))
		a.Terms.Price.Amount, a.Terms.Loss, a.Terms.Pledge = amount("price", 1), amount("loss", 1), amount("pledge", 0)
		a.Capital = rapid.Uint64Max(1_000_000_000_000_000_000).Draw(r, "capital")
		a.Snapshot.KillFeeBps, a.Snapshot.Cover.LateBps, a.Snapshot.Cover.RefundBps = bps("kill"), bps("late"), bps("refund")
		a.Snapshot.BurnBps = bps("burn") / 2
		a.Snapshot.ProtocolFeeBps = bps("fee") / 2
		if a.Status == types.StatusWorking {
			a.BackupReserve = amount("reserve", 0)
		}
		act := rapid.SampledFrom(types.Acts).Draw(r, "act")
		plan, err := types.Settle(a, act)
		if err != nil {
			require.ErrorIs(r, err, types.ErrTransition)
			return
		}
		for _, part := range []math.Int{plan.Pay, plan.Refund, plan.Compensation, plan.PledgeBurn, plan.PledgeReturn} {
			require.False(r, part.IsNegative())
		}
		require.Equal(r, a.ClientHold().Amount.String(), plan.Pay.Add(plan.Refund).String())
		require.Equal(r, a.Terms.Pledge.String(), plan.Compensation.Add(plan.PledgeBurn).Add(plan.PledgeReturn).String())
		require.Equal(r, a.Capital, plan.CapitalLost+plan.CapitalFreed)
		require.True(r, plan.Compensation.LTE(a.Terms.Loss))
		require.True(r, plan.Pay.LTE(a.Terms.Price.Amount))
		require.True(r, plan.PledgeBurn.IsZero() || plan.Compensation.Equal(a.Terms.Loss), "burned only above the loss")
		p := a.Snapshot.Fees().Split(plan.Pay)
		require.Equal(r, plan.Pay.String(), p.Paid.Add(p.Burned).Add(p.ProtocolFee).String())
		require.True(r, plan.Status.Ended())
		require.Equal(r, plan.Outcome == reputationtypes.OutcomeUnspecified, plan.Status == types.StatusTerminated)
	})
}
