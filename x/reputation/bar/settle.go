package bar

// Outcome is how a contract ended; the numbers are those of troth.reputation.v1.Outcome.
type Outcome uint8

// The outcomes (design 06 §3.5, §3.8).
const (
	// Accept: the client accepted and rated.
	Accept Outcome = 1 + iota
	// Auto: the client stayed silent.
	Auto
	// Refund: the provider handed the work back before delivery.
	Refund
	// Late: the provider missed the deadline.
	Late
	// Concede: the provider conceded a claim.
	Concede
	// Fault: the judges found for the client.
	Fault
	// Vindicated: the judges found for the provider.
	Vindicated
	// Verdict: the judges divided the contract, see Contract.VerdictBps.
	Verdict
)

// Contract is what a settlement needs to know of the contract that ends.
type Contract struct {
	Outcome Outcome
	// VerdictBps is the judges' share for the provider, used with Verdict only and clipped to BPS. Everything a
	// settlement changes is linear in it: 0 is exactly Fault, BPS exactly Vindicated (design 07, "Outcome for reputation").
	VerdictBps uint64
	// Price in micro-units, clipped to MaxPrice; BurnBps of it is destroyed when it is paid.
	Price, BurnBps uint64
	// Reserved capital of the provider to free or destroy.
	Reserved uint64
	// ConcedeBps, LateBps, RefundBps are the shares of Reserved lost at these ends.
	ConcedeBps, LateBps, RefundBps uint64
	// Rating by the client, used with Accept only.
	Rating uint64
	// Unclaimed says that the judges decided without a claim of the client: then it was not unfair, whatever they found.
	Unclaimed bool
}

// PaidBps is the share of the price that the provider is paid, in bps, and so the share of the burn that happens.
func (c Contract) PaidBps() uint64 {
	switch c.Outcome {
	case Accept, Auto:
		return BPS
	default:
		v, _ := c.judged()
		return v
	}
}

// judged returns the judges' share for the provider in bps; ok is false, and the share 0, when no judges decided.
func (c Contract) judged() (v uint64, ok bool) {
	switch c.Outcome {
	case Fault:
		return 0, true
	case Vindicated:
		return BPS, true
	case Verdict:
		return min(c.VerdictBps, BPS), true
	default:
		return 0, false
	}
}

// lost returns what the outcome destroys of a reserve, rounded up. Never more than all of it.
func (c Contract) lost(reserved uint64) uint64 {
	var bps uint64
	switch c.Outcome {
	case Concede:
		bps = c.ConcedeBps
	case Late:
		bps = c.LateBps
	case Refund:
		bps = c.RefundBps
	default:
		if v, ok := c.judged(); ok {
			bps = BPS - v
		}
	}
	return min(mulDivCeil(reserved, bps, BPS), reserved)
}

// Records are the five records a settlement changes.
type Records struct {
	// Skill and All are the provider's evidence in the skill and over all skills.
	Skill, All Evidence
	Pair       Pair
	// Capital is the provider's.
	Capital Capital
	Client  Client
}

// Result says what a settlement changed: the burn that counted, the capital lost by the outcome and the capital that
// would have returned but was forfeit, in micro-units; the evidence in micro-trials.
type Result struct {
	Burn, Success, Failure, CapitalLost, CapitalForfeited uint64
}

// At returns the records decayed to epoch.
func (p *Params) At(r Records, epoch uint64) Records {
	return Records{
		Skill: p.Evidence(r.Skill, epoch), All: p.Evidence(r.All, epoch), Pair: p.Pair(r.Pair, epoch),
		Capital: p.Capital(r.Capital, epoch), Client: p.Client(r.Client, epoch),
	}
}

// Settle returns the records after the end of a contract at epoch (design 06 §3.3). It is the only way to evidence and
// capital, and it is total: whatever the input, the records that come out are within MaxTrials and MaxMoney.
//
// Bounds for prices ≤ MaxPrice and clipped records: burn ≤ price; weights ≤ 10^6; the mass of a pair ≤ 10^15 + 10^6;
// success value ≤ 10^18 + 10^15, since gs ≤ w0; capital credit ≤ price · lambda ≤ 10^17 for lambda up to 100.
func (p *Params) Settle(r Records, c Contract, epoch uint64) (Records, Result) {
	r = p.At(r, epoch)
	var res Result
	would := mulDiv(min(c.Price, MaxPrice), min(c.BurnBps, BPS), BPS)

	res.Burn = mulDiv(would, c.PaidBps(), BPS)

	w0, ws, wf := p.weights(c, would, r.Client)
	r.Pair, res.Success, res.Failure = p.saturate(r.Pair, w0, ws, wf)
	dv := mulDiv(min(c.Price, MaxPrice), res.Success, w0)
	r.Skill = r.Skill.plus(res.Success, dv, res.Failure)
	r.All = r.All.plus(res.Success, dv, res.Failure)
	r.Client = r.Client.plus(c, w0, res.Burn)
	r.Capital, res.CapitalLost, res.CapitalForfeited = r.Capital.settle(c, mulDiv(res.Burn, p.Lambda, BPS))
	return r, res
}

// weights returns the weight of a contract: w0 from the burn it would cause, ws for success and wf for failure. Praise,
// and the complaint inside an acceptance, weigh by the client's standing before this contract. What is on record (own
// act, clock, judges) does not, or a provider could cheat new clients at a discount. A verdict divides the weights of
// Vindicated and Fault; rounding never makes its praise more than the burn that happens buys, as Theorem 1 demands.
func (p *Params) weights(c Contract, would uint64, client Client) (w0, ws, wf uint64) {
	w0 = min(One, mulDiv(would, One, p.Kappa0))
	praise := mulDiv(w0, p.Standing(client.Burned), BPS)
	switch c.Outcome {
	case Accept:
		short := p.RatingFull - min(c.Rating, p.RatingFull)
		fb := min(mulDiv(short, p.RatingFmax, p.RatingFull), BPS)
		return w0, mulDiv(praise, BPS-fb, BPS), mulDiv(praise, fb, BPS)
	case Auto:
		return w0, praise / 2, 0
	case Fault, Vindicated, Verdict:
		v, _ := c.judged()
		bought := mulDiv(mulDiv(would, v, BPS), One, p.Kappa0)
		return w0, min(mulDiv(praise, v, BPS), bought), mulDiv(mulDiv(w0, p.Gamma, BPS), BPS-v, BPS)
	case Refund:
		return w0, 0, w0 / 2
	case Late, Concede:
		return w0, 0, w0
	default:
		return 0, 0, 0
	}
}

// saturate adds a contract to the pair and returns how much success gs and failure gf still fit under the curve of its
// mass. A lowered PairXMax stops the growth of larger masses but does not cut them, so that y ≤ x survives it.
func (p *Params) saturate(r Pair, w0, ws, wf uint64) (_ Pair, gs, gf uint64) {
	r.Mass = max(r.Mass, min(add(r.Mass, w0), p.PairXMax, MaxTrials))
	lim := Curve(r.Mass, p.PairCap)
	gs = min(ws, sub(lim, r.Credited))
	gf = min(wf, sub(mulDiv(lim, p.Gamma, BPS), r.Debited))
	r.Credited = min(r.Credited+gs, MaxTrials)
	r.Debited = min(r.Debited+gf, MaxTrials)
	return r, gs, gf
}

func (e Evidence) plus(gs, dv, gf uint64) Evidence {
	e.Successes = min(add(e.Successes, gs), MaxTrials)
	e.Value = min(add(e.Value, dv), MaxMoney)
	e.Failures = min(add(e.Failures, gf), MaxTrials)
	return e
}

// plus counts the burn, and the contract as an unfair rejection as far as the judges said so of a claim of the client,
// else as a fair outcome.
func (c Client) plus(ct Contract, w0, burn uint64) Client {
	unfair := uint64(0)
	if v, ok := ct.judged(); ok && !ct.Unclaimed {
		unfair = mulDiv(w0, v, BPS)
	}
	c.Burned = min(add(c.Burned, burn), MaxMoney)
	c.Fair = min(add(c.Fair, w0-unfair), MaxTrials)
	c.Unfair = min(add(c.Unfair, unfair), MaxTrials)
	return c
}

// settle ends a reservation and credits earned capital. Reserved + free never grow by more than earned.
func (c Capital) settle(ct Contract, earned uint64) (_ Capital, lost, forfeited uint64) {
	reserved := min(ct.Reserved, c.Reserved)
	lost = ct.lost(reserved)
	c, freed, forfeited := c.leave(reserved, lost)
	c.Free = min(add(c.Free, add(freed, earned)), MaxMoney-c.Reserved)
	return c, lost, forfeited
}
