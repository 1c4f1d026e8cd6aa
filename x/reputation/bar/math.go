package bar

import "math/bits"

// Arithmetic saturates instead of failing: what does not fit into 64 bits becomes the largest number. So no input can
// halt the state machine. Within the bounds of this package (records clipped to MaxTrials and MaxMoney, prices to
// MaxPrice, parameters as x/reputation/types.Params.Validate allows them) nothing saturates but the value lever, where
// the result is only the larger side of a min; each function says why.

// maxUint64 is what a result that does not fit becomes.
const maxUint64 = ^uint64(0)

// mulDiv returns floor(a·b / c) over a 128-bit product. It is 0 when a or b is 0, whatever c, and saturates when the
// quotient does not fit (or c is 0). With a ≤ c or b ≤ c it cannot saturate: the quotient is at most the other factor.
func mulDiv(a, b, c uint64) uint64 {
	q, _ := mulDivRem(a, b, c)
	return q
}

// mulDivCeil returns ceil(a·b / c) under the rules of mulDiv.
func mulDivCeil(a, b, c uint64) uint64 {
	q, r := mulDivRem(a, b, c)
	if r != 0 {
		q = add(q, 1)
	}
	return q
}

// mulDivRem returns quotient and remainder of a·b / c. bits.Div64 panics unless hi < c; that is what is checked.
func mulDivRem(a, b, c uint64) (q, r uint64) {
	hi, lo := bits.Mul64(a, b)
	if hi == 0 && lo == 0 {
		return 0, 0
	}
	if hi >= c {
		return maxUint64, 0
	}
	return bits.Div64(hi, lo, c)
}

// add returns a + b, saturating.
func add(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return maxUint64
	}
	return sum
}

// sub returns a − b, or 0 when b is larger.
func sub(a, b uint64) uint64 {
	if b >= a {
		return 0
	}
	return a - b
}

// Isqrt returns the floor of the square root of n (Newton from above). It never overflows: the first guess is at most
// 2^32, and n over a guess not below the root is at most the root.
func Isqrt(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	x := uint64(1) << ((bits.Len64(n) + 1) / 2)
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}
