package types

import (
	"cosmossdk.io/math"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The rules of fundings. A list is ordered oldest first, every amount is above zero and no two neighbours name the same
// mandate. What is paid comes from the oldest, what comes back goes to the youngest. No function changes its arguments.

// Sum returns the sum of the amounts.
func Sum(fs []Funding) math.Int {
	sum := math.ZeroInt()
	for _, f := range fs {
		sum = sum.Add(f.Amount)
	}
	return sum
}

// Fund returns fs with more at its young end. Neighbours of one mandate become one; the result can be longer than
// MaxFundings, which the caller refuses or squeezes.
func Fund(fs []Funding, more ...Funding) []Funding {
	out := append(make([]Funding, 0, len(fs)+len(more)), fs...)
	for _, f := range more {
		if n := len(out); n > 0 && out[n-1].Spend == f.Spend {
			out[n-1].Amount = out[n-1].Amount.Add(f.Amount)
			continue
		}
		out = append(out, f)
	}
	return out
}

// TakeOldest splits fs at amount from its old end; amount is at most the sum.
func TakeOldest(fs []Funding, amount math.Int) (taken, rest []Funding) { return split(fs, amount) }

// TakeYoungest splits fs at amount from its young end, both parts oldest first; amount is at most the sum.
func TakeYoungest(fs []Funding, amount math.Int) (rest, taken []Funding) {
	return split(fs, Sum(fs).Sub(amount))
}

func split(fs []Funding, amount math.Int) (first, second []Funding) {
	left := amount
	for _, f := range fs {
		switch {
		case !left.IsPositive():
			second = append(second, f)
		case f.Amount.LTE(left):
			first = append(first, f)
			left = left.Sub(f.Amount)
		default:
			first = append(first, Funding{Spend: f.Spend, Amount: left})
			second = append(second, Funding{Spend: f.Spend, Amount: f.Amount.Sub(left)})
			left = math.ZeroInt()
		}
	}
	return first, second
}

// Squeeze makes fs at most MaxFundings long, so that moving money never fails for the length of its history. The oldest
// are joined into one that names the agent's owner and no mandate: what comes back of it restores nobody. A mandate thus
// gets back too little, never too much, and of the parts that are the first to be paid; the owner can renew it.
func Squeeze(fs []Funding, agent string) []Funding {
	extra := len(fs) - MaxFundings
	if extra <= 0 {
		return fs
	}
	oldest := Funding{Spend: identitytypes.SpendRef{Agent: agent}, Amount: Sum(fs[:extra+1])}
	return Fund([]Funding{oldest}, fs[extra+1:]...)
}
