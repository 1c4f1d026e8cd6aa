package types

import (
	"cosmossdk.io/math"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// debtPlan takes what a party owes the other, whose deposits have paid its part of what the judges cost (design 07: the fees
// are paid in proportion to how far each side was from the verdict), off what the settlement gives the debtor. Of the client
// that is its part of the price, then the compensation; of the provider the pledge that comes back, then its pay, at last
// what of the pledge would be burned: the other's cost is part of the loss. What all of it does not reach stays with who has
// paid: docs/adr/0017.
func (a Agreement) debtPlan(plan *Plan) {
	plan.DebtRefund, plan.DebtPay, plan.DebtPledge = math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	if a.Status != StatusDisputed || a.Dispute == nil || a.Dispute.Debt.IsNil() {
		return
	}
	left := a.Dispute.Debt
	switch a.Dispute.Debtor {
	case RoleClient:
		plan.DebtRefund = take(&plan.Refund, &left)
		plan.DebtPledge = take(&plan.Compensation, &left)
		plan.PledgeReturn = plan.PledgeReturn.Add(plan.DebtPledge)
	case RoleProvider:
		back := take(&plan.PledgeReturn, &left).Add(take(&plan.PledgeLater, &left))
		fees := a.Snapshot.Fees()
		gross := grossOf(left, fees)
		plan.DebtPay = take(&plan.Pay, &gross)
		left = left.Sub(math.MinInt(left, fees.Split(plan.DebtPay).Paid))
		plan.DebtPledge = back.Add(take(&plan.PledgeBurn, &left))
		plan.Compensation = plan.Compensation.Add(plan.DebtPledge)
	}
}

// DebtPaid returns what of the debt reaches who had paid: fees go off what the provider pays out of its pay, so that the
// burn is that of the whole pay.
func (p Plan) DebtPaid(fees escrowtypes.Fees) math.Int {
	return p.DebtRefund.Add(p.DebtPledge).Add(fees.Split(p.DebtPay).Paid)
}

// take moves as much of an amount as is left to be paid, and returns it.
func take(of, left *math.Int) math.Int {
	taken := math.MinInt(*of, *left)
	*of, *left = of.Sub(taken), left.Sub(taken)
	return taken
}

// orZero reads an amount that may be unset in a file of genesis.
func orZero(v math.Int) math.Int {
	if v.IsNil() {
		return math.ZeroInt()
	}
	return v
}

// grossOf returns the payment of which so much arrives, at most two base units more by rounding; nothing where the fees are
// all of it.
func grossOf(net math.Int, fees escrowtypes.Fees) math.Int {
	rest := int64(BPS) - int64(fees.BurnBps) - int64(fees.ProtocolFeeBps)
	if rest <= 0 {
		return math.ZeroInt()
	}
	return net.MulRaw(BPS).AddRaw(rest - 1).QuoRaw(rest)
}
