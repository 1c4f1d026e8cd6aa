package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
)

// owing gives a disputed agreement a debt that its ruling names.
func owing(a types.Agreement, debtor types.Role, debt int64) types.Agreement {
	d := *a.Dispute
	d.Debtor, d.Debt, a.Dispute = debtor, math.NewInt(debt), &d
	return a
}

// What the debtor would have is the other's, as far as it goes: price 1000, loss 150, pledge 1000, fees of 3 %.
func TestDebtsComeOffTheDebtorsPart(t *testing.T) {
	const client, provider = types.RoleClient, types.RoleProvider
	claim := example(types.StatusDisputed)
	type debts struct{ refund, debtRefund, pay, debtPay, compensation, burn, back, later, paid int64 }
	for name, tc := range map[string]struct {
		a      types.Agreement
		debtor types.Role
		debt   int64
		found  uint32
		want   debts
	}{
		"nobody owes":                                   {claim, types.RoleUnspecified, 0, 7_500, debts{refund: 250, pay: 750, compensation: 150, burn: 100, back: 750}},
		"the client, out of the price":                  {claim, client, 100, 7_500, debts{refund: 150, debtRefund: 100, pay: 750, compensation: 150, burn: 100, back: 750, paid: 100}},
		"the client, out of the compensation then":      {claim, client, 300, 7_500, debts{debtRefund: 250, pay: 750, compensation: 100, burn: 100, back: 800, paid: 300}},
		"the client, no more than it gets":              {claim, client, 9_000, 7_500, debts{debtRefund: 250, pay: 750, burn: 100, back: 900, paid: 400}},
		"the client gets nothing":                       {claim, client, 100, 10_000, debts{pay: 1_000, back: 1_000}},
		"the client of an advance: the compensation":    {instant(claim), client, 100, 5_000, debts{compensation: 525, back: 725, paid: 100}},
		"the provider, out of the pledge":               {claim, provider, 100, 7_500, debts{refund: 250, pay: 750, compensation: 250, burn: 100, back: 650, paid: 100}},
		"the provider, out of its pay then":             {pledging(claim, 0), provider, 97, 7_500, debts{refund: 250, pay: 650, debtPay: 100, paid: 97}},
		"the provider, out of what would be burned":     {claim, provider, 1_000, 0, debts{refund: 1_000, compensation: 1_000, paid: 850}},
		"the provider, out of the later pledge":         {inParts(claim, 0, 5_000, 5_000), provider, 100, 0, debts{refund: 500, compensation: 175, burn: 425, later: 400, paid: 100}},
		"the later pledge stays while the work goes on": {pledging(inParts(claim, 0, 5_000, 5_000), 1), provider, 2, 10_000, debts{pay: 497, debtPay: 3, paid: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := types.Settle(owing(tc.a, tc.debtor, tc.debt), types.ActRule, tc.found)
			require.NoError(t, err)
			require.Equal(t, tc.want, debts{
				p.Refund.Int64(), p.DebtRefund.Int64(), p.Pay.Int64(), p.DebtPay.Int64(), p.Compensation.Int64(), p.PledgeBurn.Int64(),
				p.PledgeReturn.Int64(), p.PledgeLater.Int64(), p.DebtPaid(tc.a.Snapshot.Fees()).Int64(),
			})
		})
	}
}

// Whatever is owed: a debt moves money from the debtor's part to the other's and nowhere else, at most the debt (but for two
// units of rounding), and all of it while the debtor has anything.
func TestADebtIsPaidByTheDebtorAlone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := anyAgreement(r)
		if a.Status != types.StatusDisputed {
			return
		}
		debtor := rapid.SampledFrom([]types.Role{types.RoleClient, types.RoleProvider}).Draw(r, "debtor")
		found := rapid.Uint32Range(0, types.BPS).Draw(r, "found")
		debt := math.NewIntFromUint64(rapid.Uint64().Draw(r, "debt"))
		without, err := types.Settle(a, types.ActRule, found)
		require.NoError(r, err)
		d := *a.Dispute
		d.Debtor, d.Debt, a.Dispute = debtor, debt, &d
		with, err := types.Settle(a, types.ActRule, found)
		require.NoError(r, err)
		fees := a.Snapshot.Fees()
		paid := with.DebtPaid(fees)
		require.True(r, paid.LTE(debt.AddRaw(2)))

		client := func(p types.Plan) math.Int { return sum(p.Refund, p.Compensation, fees.Split(p.DebtPay).Paid) }
		provider := func(p types.Plan) math.Int {
			return sum(p.Pay, p.DebtPay, p.DebtRefund, p.PledgeReturn, p.PledgeLater, p.PledgeBurn)
		}
		gross := with.DebtPay.Sub(fees.Split(with.DebtPay).Paid) // burned of what went to the client, as it was of the pay
		rest := sum(with.Pay, with.PledgeReturn, with.PledgeLater, with.PledgeBurn)
		if debtor == types.RoleClient {
			require.Equal(r, client(without).Sub(paid).String(), client(with).String())
			require.Equal(r, provider(without).Add(paid).String(), provider(with).String())
			require.Equal(r, without.PledgeBurn.String(), with.PledgeBurn.String())
			require.True(r, paid.Equal(debt) || client(with).IsZero())
		} else {
			require.Equal(r, client(without).Add(paid).String(), client(with).String())
			require.Equal(r, provider(without).Sub(paid).Sub(gross).String(), rest.String())
			require.True(r, paid.GTE(debt) || rest.IsZero() || fees.BurnBps+fees.ProtocolFeeBps == types.BPS)
		}
		require.Equal(r, without.CapitalLost, with.CapitalLost)
		require.Equal(r, without.PriceMicro, with.PriceMicro)
	})
}
