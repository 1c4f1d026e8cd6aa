package jury

import "cosmossdk.io/math"

// Standing is how a seat stands to the final verdict of its case.
type Standing uint8

// The standings.
const (
	// Hidden: the seat did not reveal a vote.
	Hidden Standing = 1 + iota
	// Far: its vote is more than one step from the verdict.
	Far
	// Close: its vote is coherent with the verdict.
	Close
)

// Seat is what the division needs to know of a seat, in the order of the draw.
type Seat struct {
	// Lock is what the seat locked of its stake.
	Lock math.Int
	// Revealed says whether Vote was shown in time.
	Revealed bool
	Vote     uint32
}

// Standing of the seat to a verdict.
func (s Seat) Standing(verdict uint32) Standing {
	switch {
	case !s.Revealed:
		return Hidden
	case !Coherent(s.Vote, verdict):
		return Far
	default:
		return Close
	}
}

// Rates are the shares of its lock that a seat loses, in basis points.
type Rates struct {
	HiddenBps, FarBps uint32
}

// Loss returns what a seat with a lock loses by its standing, rounded up, at most all of it.
func (r Rates) Loss(lock math.Int, s Standing) math.Int {
	switch s {
	case Hidden:
		return math.MinInt(lock, shareCeil(lock, r.HiddenBps))
	case Far:
		return math.MinInt(lock, shareCeil(lock, r.FarBps))
	default:
		return math.ZeroInt()
	}
}

// Result is what a panel's seats lose and earn, each list in the order of the seats. Fees and locks may be of different
// denoms, so they are never added up.
type Result struct {
	Standing []Standing
	// Lost is what each seat loses of its lock; Bonus what each gets of all that was lost; Fee what each gets of the fee.
	Lost, Bonus, Fee []math.Int
	// LostLeft and FeeLeft are what nobody earned, all or nothing: no seat was coherent. The lost is burned and the fee
	// returned to who paid it, so that nobody gains by a panel that fails.
	LostLeft, FeeLeft math.Int
	// Coherent is the number of coherent seats.
	Coherent uint32
}

// Divide settles a panel by the final verdict of its case: what the others lost and the fee go to the coherent seats, to
// each the same; of what cannot be divided the first coherent seats in the order of the list get one base unit each. Sums:
// Σ Lost = Σ Bonus + LostLeft, fee = Σ Fee + FeeLeft.
func Divide(seats []Seat, verdict uint32, fee math.Int, r Rates) Result {
	n := len(seats)
	res := Result{Standing: make([]Standing, n), Lost: make([]math.Int, n)}
	lost := math.ZeroInt()
	for i, s := range seats {
		res.Standing[i] = s.Standing(verdict)
		res.Lost[i] = r.Loss(s.Lock, res.Standing[i])
		lost = lost.Add(res.Lost[i])
		if res.Standing[i] == Close {
			res.Coherent++
		}
	}
	res.Bonus, res.LostLeft = evenly(lost, res.Standing, res.Coherent)
	res.Fee, res.FeeLeft = evenly(fee, res.Standing, res.Coherent)
	return res
}

// evenly divides an amount among the coherent seats; what is left is all of it when there are none, else nothing.
func evenly(amount math.Int, standing []Standing, coherent uint32) (parts []math.Int, left math.Int) {
	parts = make([]math.Int, len(standing))
	each, rest := math.ZeroInt(), math.ZeroInt()
	if coherent > 0 {
		each = amount.QuoRaw(int64(coherent))
		rest = amount.Sub(each.MulRaw(int64(coherent)))
	}
	for i, s := range standing {
		switch {
		case s != Close:
			parts[i] = math.ZeroInt()
		case rest.IsPositive():
			parts[i], rest = each.AddRaw(1), rest.SubRaw(1)
		default:
			parts[i] = each
		}
	}
	if coherent == 0 {
		return parts, amount
	}
	return parts, math.ZeroInt()
}

// Transfer is a payment from one place of a list to one of another.
type Transfer struct {
	From, To int
	Amount   math.Int
}

// Pour fills what is owed from what is given, both in order: the least payments that do so, fewer than there are places in
// both lists. left is what remains with each giver; what is owed beyond what is given stays unpaid.
func Pour(given, owed []math.Int) (transfers []Transfer, left []math.Int) {
	left = append([]math.Int(nil), given...)
	from := 0
	for to, need := range owed {
		for need.IsPositive() && from < len(left) {
			amount := math.MinInt(need, left[from])
			if amount.IsPositive() {
				transfers = append(transfers, Transfer{From: from, To: to, Amount: amount})
				left[from], need = left[from].Sub(amount), need.Sub(amount)
			}
			if !left[from].IsPositive() {
				from++
			}
		}
	}
	return transfers, left
}
