package economics

import (
	"fmt"
)

// strategy is a way to cheat, with the variants of which the most profitable counts.
type strategy struct {
	name string
	// reference is the row of the reference's figures.
	reference string
	variants  []func(*market) attacker
	// claim says why theory calls it unprofitable; empty when theory does not.
	claim string
	// jobs posted while it lasts; 0 takes the window.
	jobs int
}

// attempt is what a strategy did in one market.
type attempt struct {
	gain    float64 // what theory bounds by nothing
	profit  float64
	outlay  float64
	netLoss float64
	won     float64
	held    float64 // most coins that were locked at once
	note    string
}

// play lets an attacker into a branch of a market, to the end of all its contracts.
func (s strategy) play(from *market, make func(*market) attacker) attempt {
	w := from.branch()
	foe := make(w)
	w.beginWindow()
	jobs := s.jobs
	if jobs == 0 {
		jobs = w.window
	}
	w.run(jobs, foe)
	w.drain()
	r := foe.accounts()
	r.dismiss(w)
	r.check(w)
	for _, err := range r.refusals[:min(3, len(r.refusals))] {
		w.t.Logf("%s: one of %d bids that were refused: %s", s.name, len(r.refusals), err)
	}
	h := w.measure()
	a := attempt{
		profit: foe.profit(w), gain: foe.gain(w), outlay: r.outlay(w), netLoss: h.netLoss, held: units(r.peakHeld),
		won: ratio(float64(w.stats.attacked), float64(w.stats.jobs)),
	}
	inner := foe
	if j, ok := foe.(*judged); ok {
		inner = j.attacker
		a.note = fmt.Sprintf("%d cases, %d wrong, %d appeals; own judges %+.0f, bribes %.0f",
			w.court.cases, w.court.wrong, w.court.appealed, units(r.judged(w)), units(r.bribes))
	}
	switch foe := inner.(type) {
	case *sleepers:
		a.note = fmt.Sprintf("scam phase %.0f of %.0f burned", units(foe.scamGain-foe.scamLoss), units(foe.fees))
	case *slander:
		a.note = fmt.Sprintf("score lost %.3f of %.3f", foe.before-foe.after, foe.before)
	case *rejecter:
		a.note = fmt.Sprintf("%d hires, good work for %.0f; %s", foe.jobs, foe.work, a.note)
	}
	return a
}

// record is what a strategy did in many markets.
type record struct {
	strategy
	attempts []attempt
}

// over sums a number of all attempts.
func (r record) over(f func(attempt) float64) (all []float64) {
	for _, a := range r.attempts {
		all = append(all, f(a))
	}
	return all
}

func (r record) gain() float64 { return mean(r.over(func(a attempt) float64 { return a.gain })) }

func (r record) profit() float64 { return median(r.over(func(a attempt) float64 { return a.profit })) }

// roi pools all markets.
func (r record) roi() float64 {
	return ratio(mean(r.over(func(a attempt) float64 { return a.profit })), mean(r.over(func(a attempt) float64 { return a.outlay })))
}

// judge says how the strategy compares with theory; bad when it pays, beyond chance, although theory says that it does not.
// Theory is about expectations and close to 0 at its bound, so the mean of a few markets may lie above.
func (r record) judge() (verdict string, bad bool) {
	gains := r.over(func(a attempt) float64 { return a.gain })
	switch gain := r.gain(); {
	case r.claim == "" && gain > 0:
		return "pays; theory promises nothing", false
	case r.claim == "":
		return "does not pay; theory promises nothing", false
	case gain > 0 && gain > 2*standardError(gains):
		return "PAYS against: " + r.claim, true
	case gain > 0:
		return "ok within chance: " + r.claim, false
	}
	return "ok: " + r.claim, false
}

// best of several variants in the same markets: the attacker takes the one that brings most.
func best(records []record) record {
	found := records[0]
	for _, r := range records[1:] {
		if r.gain() > found.gain() {
			found = r
		}
	}
	return found
}

const theorem2 = "theorem 2"

// marketStrategies are those that need no judges.
func marketStrategies() []strategy {
	all := []strategy{
		{name: "wash ring, 50 members, B=100", reference: "wash ring", claim: theorem2, variants: []func(*market) attacker{
			newWashRing(100, 50, false), newWashRing(100, 50, true),
		}},
		{name: "exit scam, 5 sleepers x 30 jobs", reference: "exit scam", claim: theorem2, variants: []func(*market) attacker{
			newSleepers(1_000, 5, 30, false, true), newSleepers(1_000, 5, 30, false, false),
			newSleepers(1_000, 5, 30, true, true), newSleepers(1_000, 5, 30, true, false),
		}},
		{name: "whitewashing, B=500", reference: "whitewashing", claim: theorem2, variants: []func(*market) attacker{newWhitewash(500, false)}},
		{name: "junk delivery, one name, B=500", claim: theorem2, variants: []func(*market) attacker{newWhitewash(500, true)}},
		{name: "ballot stuffing q=0.5, B=200", reference: "ballot stuffing", claim: theorem2, variants: []func(*market) attacker{newStuffer(200, 20)}},
	}
	for _, b := range []float64{10, 100, 1_000} {
		all = append(all, strategy{
			name: fmt.Sprintf("bad-mouthing, 30 clients, B=%.0f", b), reference: fmt.Sprintf("bad-mouthing %.0f", b), jobs: 1,
			claim: "pure cost", variants: []func(*market) attacker{newSlander(b, 30)},
		})
	}
	return all
}
