package types_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// shares draws the shares of n milestones that sum to 10000.
func shares(r *rapid.T, n int) []uint32 {
	rest := uint32(types.BPS)
	list := make([]uint32, n)
	for i := range n - 1 {
		list[i] = rapid.Uint32Range(1, rest-uint32(n-1-i)).Draw(r, fmt.Sprintf("share %d", i))
		rest -= list[i]
	}
	list[n-1] = rest
	return list
}

// anyAgreement draws a running agreement in any status, of any size, under any parameters.
func anyAgreement(r *rapid.T) types.Agreement {
	amount := func(name string, low uint64) math.Int {
		v := math.NewIntFromUint64(rapid.Uint64Min(low).Draw(r, name))
		if rapid.Bool().Draw(r, name+" huge") {
			v = v.Mul(math.NewIntFromUint64(1 << 60))
		}
		return v
	}
	bps := func(name string) uint32 { return rapid.Uint32Range(0, types.BPS).Draw(r, name) }
	var live []types.Status
	for _, s := range types.Statuses {
		if s.Live() {
			live = append(live, s)
		}
	}
	a := example(rapid.SampledFrom(live).Draw(r, "status"))
	n := rapid.IntRange(1, types.MaxMilestones).Draw(r, "milestones")
	a.First = rapid.Uint32Range(0, uint32(types.MaxMilestones-n)).Draw(r, "first")
	a = inParts(a, a.First+rapid.Uint32Range(0, uint32(n-1)).Draw(r, "current"), shares(r, n)...)
	a.Amendments = min(a.First, 1)
	a.Terms.Price.Amount, a.Terms.Loss, a.Terms.Pledge = amount("price", 1), amount("loss", 1), amount("pledge", 0)
	a.Capital = rapid.Uint64Max(1_000_000_000_000_000_000).Draw(r, "capital")
	a.Snapshot.PriceMicro = rapid.Uint64Range(1, types.MaxPriceMicro).Draw(r, "micro")
	a.Snapshot.KillFeeBps, a.Snapshot.BurnBps, a.Snapshot.ProtocolFeeBps = bps("kill"), bps("burn")/2, bps("fee")/2
	a.Snapshot.Cover = reputationtypes.CoverTerms{SigmaBps: 10_000, ConcedeBps: bps("concede"), LateBps: bps("late"), RefundBps: bps("refund")}
	switch {
	case a.Status == types.StatusWorking && a.Milestone == 0 && a.Amendments == 0:
		a.BackupReserve = amount("reserve", 0)
	case a.Status == types.StatusWorking && rapid.Bool().Draw(r, "reworked"):
		a.Submission, a.Reworks = submission(), 1
	case a.Status == types.StatusWorking && rapid.Bool().Draw(r, "hash"):
		a = hashed(a)
	case a.Status == types.StatusEvaluated:
		a = evaluated(a, bps("verdict"))
		a.Terms.Verification.FeeBps = rapid.Uint32Range(0, types.MaxEvaluatorFeeBps).Draw(r, "evaluator's fee")
	case a.Status == types.StatusDisputed && rapid.Bool().Draw(r, "contested"):
		a = contesting(a, bps("verdict"), rapid.SampledFrom([]types.Role{types.RoleClient, types.RoleProvider}).Draw(r, "by"))
		a.Terms.Verification.FeeBps = rapid.Uint32Range(0, types.MaxEvaluatorFeeBps).Draw(r, "evaluator's fee")
	case a.Status == types.StatusDisputed && rapid.Bool().Draw(r, "bought"):
		a = panelled(a, 0)
		a.Dispute.Fee = a.Current().Price.MulRaw(int64(bps("panel"))).QuoRaw(types.BPS)
	case a.Status != types.StatusEvaluating && rapid.Bool().Draw(r, "instant"):
		a.Terms.Instant = true
		if a.Status != types.StatusWorking {
			p := a.Snapshot.Fees().Split(a.Current().Price)
			a.Advance = &types.Advance{Paid: p.Paid, Burned: p.Burned, ProtocolFee: p.ProtocolFee}
		}
	}
	return a
}

// Whatever the terms and the act: every unit of every hold is spoken for exactly once, nobody gets more than the rules say,
// and what is left is exactly what the next milestones need.
func TestSettlementConserves(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := anyAgreement(r)
		act := rapid.SampledFrom(types.Acts).Draw(r, "act")
		plan, err := types.Settle(a, act, rapid.Uint32Range(0, types.BPS).Draw(r, "agreed"))
		if err != nil {
			require.ErrorIs(r, err, types.ErrTransition)
			return
		}
		part := a.Current()
		for _, v := range []math.Int{
			plan.EvaluatorPay, plan.Pay, plan.DebtPay, plan.DebtRefund, plan.DebtPledge, plan.Refund, plan.Reserve, plan.Later, plan.Compensation, plan.PledgeBurn, plan.PledgeReturn, plan.PledgeLater,
		} {
			require.False(r, v.IsNegative())
		}
		after := a // the holds that the next milestones need
		after.Milestone, after.Advance, after.BackupReserve = a.Milestone+1, nil, zero
		after.Status = plan.Status
		require.Equal(r, plan.Status == types.StatusWorking, !plan.Status.Ended())
		require.Equal(r, a.ClientHold().Amount.String(), sum(plan.EvaluatorPay, plan.Pay, plan.DebtPay, plan.DebtRefund, plan.Refund, plan.Reserve, plan.Later, after.ClientHold().Amount).String())
		require.Equal(r, a.PledgeHold().Amount.String(), sum(plan.Compensation, plan.PledgeBurn, plan.PledgeReturn, plan.PledgeLater, after.PledgeHold().Amount).String())
		require.Equal(r, a.ReservedCapital(), plan.CapitalLost+plan.CapitalFreed+plan.CapitalLater+after.ReservedCapital())
		require.Equal(r, a.BackupReserve.String(), plan.Reserve.String())

		// The receipt sums to the price of the milestone, fees out of what is paid.
		advance := zero
		if a.Advance != nil {
			advance = sum(a.Advance.Paid, a.Advance.Burned, a.Advance.ProtocolFee)
		}
		e, p := a.Snapshot.Fees().Split(plan.EvaluatorPay), a.Snapshot.Fees().Split(plan.Pay)
		paid := sum(e.Paid, e.Burned, e.ProtocolFee, p.Paid, p.Burned, p.ProtocolFee)
		require.Equal(r, part.Price.String(), sum(paid, plan.Refund, advance, a.PanelFee()).String())

		// The cover: compensation up to the loss, burned only above it; a divided advance comes back up to the pledge.
		divided := act == types.ActSplit || act == types.ActCancel || act == types.ActUnclear
		if a.Advance == nil || !divided {
			require.True(r, plan.Compensation.LTE(part.Loss))
			require.True(r, plan.PledgeBurn.IsZero() || plan.Compensation.Equal(part.Loss))
		} else {
			require.True(r, plan.Compensation.LTE(math.MinInt(part.Pledge, part.Price)))
			require.True(r, plan.PledgeBurn.IsZero())
		}
		require.LessOrEqual(r, plan.PriceMicro, part.PriceMicro)
		require.LessOrEqual(r, plan.Bps, uint32(types.BPS))
		judged, ruled := a.Status == types.StatusEvaluated && act == types.ActDue, act == types.ActRule
		require.Equal(r, judged || ruled && plan.Bps%types.BPS != 0, plan.Outcome == reputationtypes.OutcomeVerdict)
		require.Equal(r, ruled && plan.Bps == 0, plan.Outcome == reputationtypes.OutcomeFault)
		require.Equal(r, ruled && plan.Bps == types.BPS, plan.Outcome == reputationtypes.OutcomeVindicated)
		require.True(r, !judged || plan.VerdictBps == a.Claim.Bps && plan.Bps == a.Claim.Bps)
		require.True(r, act != types.ActUnclear || plan.CapitalLost == 0 && plan.PledgeBurn.IsZero() && plan.Outcome == reputationtypes.OutcomeUnspecified)
		if plan.Defaulted {
			require.True(r, a.Milestone == 0 && a.Amendments == 0 && a.Submission == nil && plan.Status == types.StatusRefunded)
			require.True(r, plan.Pay.IsZero() && plan.EvaluatorPay.IsZero(), "all of the money is there for the runner-up")
		}
	})
}

func sum(parts ...math.Int) math.Int {
	total := math.ZeroInt()
	for _, p := range parts {
		total = total.Add(p)
	}
	return total
}

// The parts of any number of milestones are the whole, each floors, and the last one has the remainder.
func TestPartsAreTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := anyAgreement(r)
		price, loss, pledge, capital, micro := zero, zero, zero, uint64(0), uint64(0)
		for i, m := range a.Terms.Milestones {
			p := a.Part(a.First + uint32(i))
			require.Equal(r, a.Terms.Part(i).Price.String(), p.Price.String())
			floor := a.Terms.Price.Amount.MulRaw(int64(m.ShareBps)).QuoRaw(types.BPS)
			if i < len(a.Terms.Milestones)-1 {
				require.Equal(r, floor.String(), p.Price.String())
			} else {
				require.True(r, p.Price.GTE(floor))
			}
			price, loss, pledge, capital, micro = price.Add(p.Price), loss.Add(p.Loss), pledge.Add(p.Pledge), capital+p.Capital, micro+p.PriceMicro
		}
		require.Equal(r, a.Terms.Price.Amount.String(), price.String())
		require.Equal(r, a.Terms.Loss.String(), loss.String())
		require.Equal(r, a.Terms.Pledge.String(), pledge.String())
		require.Equal(r, a.Capital, capital)
		require.Equal(r, a.Snapshot.PriceMicro, micro)
		for _, none := range []types.Part{a.Part(a.First + uint32(len(a.Terms.Milestones))), a.Part(99)} {
			require.True(r, none.Price.IsZero() && none.Pledge.IsZero() && none.Capital == 0)
		}
		if a.First > 0 {
			require.True(r, a.Part(a.First-1).Price.IsZero(), "settled under earlier terms")
		}
	})
}

func TestSixteenOddMilestones(t *testing.T) {
	odd := []uint32{1, 3, 7, 11, 101, 103, 107, 109, 113, 997, 991, 1_009, 1_013, 1_019, 1_021, 3_395}
	a := inParts(example(types.StatusReview), 0, odd...)
	a.Terms.Price, a.Terms.Pledge = coin(99_999), math.NewInt(7)
	require.NoError(t, a.Terms.Validate())
	want := []int64{9, 29, 69, 109, 1_009, 1_029, 1_069, 1_089, 1_129, 9_969, 9_909, 10_089, 10_129, 10_189, 10_209, 33_964}
	for i, w := range want {
		require.Equal(t, w, a.Terms.Part(i).Price.Int64(), "milestone %d", i)
		require.Equal(t, i == 15, a.Terms.Part(i).Pledge.Equal(math.NewInt(7)), "a pledge of 7 is the last one's")
	}
}
