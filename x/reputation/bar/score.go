package bar

// Score is an agent's score for a skill at a value, with its parts.
type Score struct {
	// Score in bps: Reliability × min(1, capital / CapitalNeeded).
	Score uint64
	// Reliability is the lower confidence bound of the success rate in bps, Mean the same without caution (z = 0).
	Reliability, Mean uint64
	// Value the score was computed for, at least VFloor; CapitalNeeded is eta of it.
	Value, CapitalNeeded uint64
	// Successes and Failures are the micro-trials that counted, after the value lever and with those of other skills.
	Successes, Failures uint64
}

// Curve returns K·x / (K + x): the evidence that a raw mass x of one client is worth. It is below K for x < 2^64 − 1 and
// at most x, and grows with x. It cannot saturate: x ≤ K + x.
func Curve(x, pairCap uint64) uint64 {
	return mulDiv(pairCap, x, add(pairCap, x))
}

// Standing returns the weight of a client's praise in bps: OmegaMin for a new client, half way to 10^4 when it has
// burned OmegaK. It cannot saturate: burned ≤ burned + OmegaK.
func (p *Params) Standing(burned uint64) uint64 {
	least := min(p.OmegaMin, BPS)
	return least + mulDiv(BPS-least, burned, add(burned, p.OmegaK))
}

// LCB returns the lower confidence bound in bps of a success rate after s successes and f failures, in micro-trials:
// the normal approximation of a quantile of Beta(PriorA + s, PriorB + f).
func (p *Params) LCB(s, f uint64) uint64 { return p.bound(s, f, p.Z) }

// bound: mean ≤ 10^9 since a ≤ n, so mean·(10^9 − mean) ≤ 2.5·10^17 and its quotient by n + 10^6 times 10^6 is no larger;
// the root is at most 5·10^8. The result is at most 10^9 / 10^5 = 10^4. Without a prior and without trials it is 0.
func (p *Params) bound(s, f, z uint64) uint64 {
	a, b := add(p.PriorA, s), add(p.PriorB, f)
	n := add(a, b)
	mean := mulDiv(a, nano, n)
	deviation := Isqrt(mulDiv(mean*(nano-mean), One, add(n, One)))
	return sub(mean, mulDiv(deviation, z, BPS)) / (nano / BPS)
}

// Score computes the score of a provider at a value from records decayed to now: skill and all are its evidence in the
// skill and over all skills. score·CapitalNeeded ≤ 10^4·(free + reserved) always holds (Theorem 1).
//
// It cannot saturate: CapitalNeeded ≤ value for Eta ≤ 10^4, and capital < CapitalNeeded in the last product.
func (p *Params) Score(skill, all Evidence, capital Capital, value uint64) Score {
	v := max(value, p.VFloor)
	s, f := p.counted(skill, all, v)
	out := Score{
		Reliability: p.bound(s, f, p.Z), Mean: p.bound(s, f, 0),
		Value: v, CapitalNeeded: mulDiv(v, p.Eta, BPS),
		Successes: s, Failures: f,
	}
	out.Score = out.Reliability
	if have := add(capital.Free, capital.Reserved); have < out.CapitalNeeded {
		out.Score = mulDiv(out.Reliability, have, out.CapitalNeeded)
	}
	return out
}

// counted returns the successes and failures that count at value v. Small jobs count only in part for a large v: the
// value of the successes times the lever, over v, bounds their number. A part of the evidence in other skills is added.
func (p *Params) counted(skill, all Evidence, v uint64) (s, f uint64) {
	s = min(skill.Successes, p.trialsAt(skill.Value, v))
	others := min(sub(all.Successes, skill.Successes), p.trialsAt(sub(all.Value, skill.Value), v))
	s = add(s, min(mulDiv(others, p.Other, BPS), p.OtherCap))
	f = add(skill.Failures, min(mulDiv(sub(all.Failures, skill.Failures), p.Other, BPS), p.OtherCap))
	return s, f
}

// trialsAt returns how many micro-trials a success value is worth at v. It may saturate for a huge success value and a
// small v; its only use is as one side of a min, where the largest number is right.
func (p *Params) trialsAt(successValue, v uint64) uint64 {
	return mulDiv(mulDiv(successValue, p.Lever, BPS), One, v)
}
