package bar

// Need returns the cover a contract needs: ceil(price · sigma). It fits for price ≤ 10^15 and sigma up to 100
// (10^6 bps): at most 10^17. Beyond it saturates to a cover nobody can lock.
func Need(price, sigmaBps uint64) uint64 { return mulDivCeil(price, sigmaBps, BPS) }

// CapitalCover returns the capital to reserve next to a pledge: what the pledge leaves of need.
func CapitalCover(need, pledge uint64) uint64 { return sub(need, pledge) }

// Bid is what the expected cost of a bid depends on.
type Bid struct {
	// Price and Pledge as bid, Loss as the job declares it, in micro-units.
	Price, Pledge, Loss uint64
	// Score of the bidder at the job's budget, in bps.
	Score uint64
}

// ExpectedCost returns price + ceil((1 − score) · net) with net = loss − min(pledge, loss) · delta: what the client has
// to expect to pay and to lose. The award goes to the least (design 06 §3.6).
//
// It is exact for price ≤ 10^15 and loss ≤ 10^16: the product (10^4 − score) · net of up to 10^20 has 128 bits, the sum
// is at most 1.1·10^16. Beyond 64 bits it saturates, which never wins. A score above 10^4 counts as 10^4, a delta too.
func ExpectedCost(b Bid, deltaBps uint64) uint64 {
	net := b.Loss - mulDiv(min(b.Pledge, b.Loss), min(deltaBps, BPS), BPS)
	return add(b.Price, mulDivCeil(sub(BPS, b.Score), net, BPS))
}

// Condition is one of the inequalities that make cheating unprofitable (design 06 §4, Theorem 2): the update of
// parameters that leaves Left < Right is refused. Both sides are in units of 10^−12.
type Condition struct {
	Left, Right uint64
}

// Holds says whether caught cheating costs at least what uncaught cheating earns.
func (c Condition) Holds() bool { return c.Left >= c.Right }

// DeliveryCondition is sigma · rho · x_min ≥ max(1, lambda) · (1 − x_min), with rho the share of the cover lost by
// conceding and x_min the least chance of being caught. All arguments in bps.
func DeliveryCondition(sigma, rho, xMin, lambda uint64) Condition {
	return Condition{mul(sigma, rho, xMin), mul(max(BPS, lambda), sub(BPS, xMin), BPS)}
}

// InstantCondition is sigma_instant · rho · x_min ≥ max(1, lambda): whoever is paid at delivery keeps the price even
// when caught. All arguments in bps.
func InstantCondition(sigmaInstant, rho, xMin, lambda uint64) Condition {
	return Condition{mul(sigmaInstant, rho, xMin), mul(max(BPS, lambda), BPS, BPS)}
}

// mul returns a·b·c, saturating.
func mul(a, b, c uint64) uint64 { return mulDiv(mulDiv(a, b, 1), c, 1) }
