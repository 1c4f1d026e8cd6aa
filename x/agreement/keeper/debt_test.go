package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// Who is right against an evaluator's verdict has deposited alone. What the other side owes of the panel's fee of 200000 comes
// off what the settlement gives it; only who gets nothing at all can pay nothing.
func TestTheLoserOfAContestPaysThePanel(t *testing.T) {
	const fee = int64(200_000)
	for name, tc := range map[string]struct {
		by               types.Role
		verdict, found   uint32
		loss             int64 // the price unless given
		debtor           types.Role
		paid             int64
		client, provider int64 // what the contest costs them beyond the verdict of judges
	}{
		"by the provider, in vain":                      {by: asProvider, verdict: 5_000, found: 2_500, provider: fee},
		"by the provider, half the way":                 {by: asProvider, verdict: 0, found: 5_000, debtor: asClient, paid: fee / 2, client: fee / 2, provider: fee / 2},
		"by the provider, a third":                      {by: asProvider, verdict: 2_500, found: 5_000, debtor: asClient, paid: 66_666, client: 66_666, provider: fee - 66_666},
		"by the provider, all: the client gets nothing": {by: asProvider, verdict: 2_500, found: 10_000, debtor: asClient, provider: fee},
		"by the client, half the way":                   {by: asClient, verdict: 10_000, found: 5_000, debtor: asProvider, paid: fee / 2, client: fee/2 + (3_750_000-fee)/2, provider: fee / 2},
		"by the client, all: the provider gets nothing": {by: asClient, verdict: 10_000, found: 0, debtor: asProvider, client: fee},
		"by the client, all: of the burned pledge":      {by: asClient, verdict: 10_000, found: 0, loss: 2 * million, debtor: asProvider, paid: fee},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			d := f.usual()
			if tc.loss > 0 {
				d.loss = tc.loss
			}
			a := f.hire(f.judged(d))
			require.NoError(t, f.submit(a))
			require.NoError(t, f.evaluate(a, tc.verdict))
			require.NoError(t, f.contest(a, tc.by))
			f.clearEvents()
			f.decide(a, tc.found)
			r := f.receipt(a, 0)
			require.Equal(t, tc.debtor, r.Debtor)
			require.Equal(t, tc.paid, r.DebtPaid.Int64())
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			// What each has beyond the division of price and pledge that the verdict of judges alone makes.
			refund, pay := r.Refunded.Int64(), r.Paid.Int64()
			lost, own := r.Compensation.Int64()+r.PledgeBurned.Int64(), int64(0)
			switch tc.debtor {
			case asClient:
				refund, pay = refund+tc.paid, pay-tc.paid
			case asProvider:
				own = tc.paid
			}
			clientBase := purse - 10*million + refund + r.Compensation.Int64() - own
			providerBase := purse + pay - lost + own
			if tc.found == 0 { // all of the pledge is lost: the debt was paid of what would have been burned
				providerBase -= own
			}
			require.Equal(t, clientBase-tc.client, f.balance(f.client))
			require.Equal(t, providerBase-tc.provider, f.balance(f.provider))
		})
	}
}

// boughtAppeal has the provider appeal against a panel that the terms ask for, from a verdict to half of the price, and
// demands that the client pays the second panel.
func (f *fixture) boughtAppeal(first uint32) types.Receipt {
	f.Helper()
	f.bench(5 + 11)
	a := f.hire(f.usual().panel(5))
	require.NoError(f, f.submit(a))
	f.votes(a, first)
	require.NoError(f, f.appealCase(a, f.provider))
	f.votes(a, 5_000)
	f.until(f.caseOf(a).Id, arbitrationtypes.StatusClosed)
	r := f.receipt(a, 0)
	require.Equal(f, types.RoleClient, r.Debtor)
	require.Equal(f, int64(440_000), r.DebtPaid.Int64(), "the fee of eleven seats")
	require.Zero(f, f.held(f.client)+f.held(f.provider))
	return r
}

// A panel that the terms ask for: an appeal that moves the verdict is refunded by the other side, whose deposit was the first
// panel's fee alone.
func TestAnAppealAgainstABoughtPanelIsRefunded(t *testing.T) {
	f := newFixture(t)
	r := f.boughtAppeal(2_500)
	require.Equal(t, purse+r.Paid.Int64()-440_000-r.Compensation.Int64()-r.PledgeBurned.Int64(), f.balance(f.provider))
	require.Equal(t, purse-10*million+r.Refunded.Int64()+r.Compensation.Int64(), f.balance(f.client))
}

// When no seat of the bought panel was right, its fee is of the price again, which both divide: the appeal is all the client's.
func TestAnAppealThatOverturnsABoughtPanelCostsTheWinnerNothing(t *testing.T) {
	f := newFixture(t)
	r := f.boughtAppeal(0)
	require.True(t, r.PanelFee.IsZero(), "the first panel cost nothing")
}
