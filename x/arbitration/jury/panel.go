package jury

import "cosmossdk.io/math"

const (
	// MinSize is the smallest panel: below it nobody is drawn.
	MinSize = 3
	// MaxSize is the largest panel, the last of the appeals.
	MaxSize = 47
)

// ladder are the sizes of the panels of a case, one appeal after the other (design 07).
var ladder = [...]uint32{5, 11, 23, MaxSize}

// NextSize returns the size of the panel that hears the appeal against one of the given size, which is the size it was meant
// to have: the next of 5, 11, 23, 47. ok is false after the last: its verdict is final.
func NextSize(size uint32) (next uint32, ok bool) {
	for _, s := range ladder {
		if s > size {
			return s, true
		}
	}
	return 0, false
}

// SeatLock returns what each seat of a panel locks of its stake, so that all of them lock at least the stake of the
// panel, twice the price: stake / size, rounded up. The size must not be zero.
func SeatLock(stake math.Int, size int) math.Int {
	return stake.AddRaw(int64(size) - 1).QuoRaw(int64(size))
}

// Seats chooses a panel from candidates in the order in which they were drawn, each with the stake it has free: the
// largest odd size from wanted down to least, which is at least MinSize, for which there are so many with enough for the
// lock of a seat of that panel; its members are the first of those. It returns their places in the list and the lock, or
// none when there are too few. Smaller panels lock more per seat. An even wanted size counts as the odd one below.
func Seats(free []math.Int, stake math.Int, wanted, least int) (chosen []int, lock math.Int) {
	wanted, least = min(wanted, MaxSize), max(least, MinSize)
	if wanted%2 == 0 {
		wanted--
	}
	for size := wanted; size >= least; size -= 2 {
		lock = SeatLock(stake, size)
		chosen = make([]int, 0, size)
		for i, f := range free {
			if f.GTE(lock) {
				chosen = append(chosen, i)
			}
			if len(chosen) == size {
				return chosen, lock
			}
		}
	}
	return nil, math.ZeroInt()
}
