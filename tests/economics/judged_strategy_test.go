package economics

import (
	"fmt"
	"math"
)

// beforeCourt is a court as a strategy meets it.
type beforeCourt func(w *market, r *ring)

// honestCourt has arbiters that err now and then, and nobody appeals.
func honestCourt(*market, *ring) {}

// colluding has a share of the stake in the attacker's hands; parties in the right appeal so often.
func colluding(share float64, appeals int) beforeCourt {
	return func(w *market, r *ring) {
		w.court.appeals = appeals
		r.seatJudges(w, share)
	}
}

// selling has arbiters with a share of the stake sell their votes, each for 5 % of the price: more than what being
// outvoted costs them.
func selling(share float64, appeals int) beforeCourt {
	return func(w *market, _ *ring) {
		w.court.appeals = appeals
		w.court.corruptible(share, 0.05)
	}
}

// careless are clients that notice bad work with another chance, as long as the attacker is there.
func careless(detection float64) beforeCourt {
	return func(w *market, _ *ring) { w.detection = detection }
}

// judged is an attacker before a court.
type judged struct {
	attacker
	court beforeCourt
	begun bool
}

func (a *judged) tick(w *market) {
	if !a.begun {
		a.begun = true
		a.court(w, a.accounts())
	}
	a.attacker.tick(w)
}

// before puts an attacker before a court. Its own arbiters come with their stakes.
func before(court beforeCourt, make func(*market) attacker) func(*market) attacker {
	return func(w *market) attacker { return &judged{attacker: make(w), court: court} }
}

// cheats are the variants of the reference's attackers before corrupted juries (E8e).
func cheats(court beforeCourt, stakes float64) []func(*market) attacker {
	var all []func(*market) attacker
	for _, bond := range []bool{false, true} {
		all = append(all, before(court, newCourtRing(300, stakes, bond)))
	}
	return all
}

// rejects is the client that rejects everything, before a court.
func rejects(court beforeCourt, stakes float64) []func(*market) attacker {
	return []func(*market) attacker{before(court, newRejecter(500+stakes, 0.1))}
}

// judgedStrategies are those of attackers that go to court, and of what is done to courts. Theory promises that cheating
// does not pay while the chance to be caught, detection times the chance of a right verdict, is at least 0.556; and that
// rejecting good work does not while verdicts are right with 0.8 (design 06, theorem 2, proposition 4).
func judgedStrategies() []strategy {
	all := []strategy{
		{name: "cheating, honest court", reference: "honest jury", claim: theorem2, jobs: 400, variants: cheats(honestCourt, 0)},
		{name: "cheating, clients notice 0.6", reference: "d 0.6", claim: theorem2, jobs: 400, variants: cheats(careless(0.6), 0)},
		{name: "cheating, clients notice 0.4", reference: "d 0.4", jobs: 400, variants: cheats(careless(0.4), 0)},
		{name: "cheating, clients notice 0.2", reference: "d 0.2", jobs: 400, variants: cheats(careless(0.2), 0)},
		{name: "frivolous rejection, honest court", claim: "proposition 4", jobs: 400, variants: rejects(honestCourt, 0)},
	}
	for _, share := range []float64{0.20, 0.33, 0.40} {
		for _, appeals := range []int{0, 2} {
			right := rightVerdict(share, appeals)
			cheating, rejecting := "", ""
			if 0.8*right >= 0.556 {
				cheating = theorem2
			}
			if right >= 0.8 {
				rejecting = "proposition 4"
			}
			name := func(what, whose string) string {
				return fmt.Sprintf("%s, %.0f %% of the stake %s, %d appeals", what, 100*share, whose, appeals)
			}
			reference := ""
			if appeals == 0 {
				reference = fmt.Sprintf("%.0f %% colluding", 100*share)
			}
			all = append(all,
				strategy{name: name("cheating", "own"), reference: reference, claim: cheating, jobs: 400,
					variants: cheats(colluding(share, appeals), stakesFor(share))},
				strategy{name: name("cheating", "bribed"), claim: cheating, jobs: 400,
					variants: cheats(selling(share, appeals), 0)},
				strategy{name: name("frivolous rejection", "own"), claim: rejecting, jobs: 400,
					variants: rejects(colluding(share, appeals), stakesFor(share))},
			)
		}
	}
	return all
}

// rightVerdict is the chance that the last panel decides against an attacker in the wrong: 5 seats, or 23 after two
// appeals.
func rightVerdict(share float64, appeals int) float64 {
	size := 5
	if appeals > 0 {
		size = []int{5, 11, 23, 47}[min(3, appeals)]
	}
	wrong := share + (1-share)*arbiterMistake
	return 1 - atLeast(size, size/2+1, wrong)
}

// atLeast is the chance of k or more of n, each with a chance.
func atLeast(n, k int, chance float64) (sum float64) {
	ways := 1.0 // n over i
	for i := range n + 1 {
		if i >= k {
			sum += ways * math.Pow(chance, float64(i)) * math.Pow(1-chance, float64(n-i))
		}
		ways = ways * float64(n-i) / float64(i+1)
	}
	return sum
}

// newCourtRing is the ring of ten of the reference's E8d and E8e, with the money for the stakes of its arbiters besides.
func newCourtRing(budget, stakes float64, bond bool) func(*market) attacker {
	return func(w *market) attacker {
		r := &washRing{ring: newRing(w, "ring", budget+stakes), size: 10, price: 10, share: 0.8, judges: stakes}
		if r.bond = bond; bond {
			r.share = 0.3
		}
		return r
	}
}
