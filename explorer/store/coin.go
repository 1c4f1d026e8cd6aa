package store

import (
	"strings"

	"cosmossdk.io/math"
)

// Coin is an amount of base units of a denom; it fills the columns NAME_amount and NAME_denom.
type Coin struct {
	Amount string `json:"amount"`
	Denom  string `json:"denom"`
}

// ParseCoin reads a coin as events write it, such as 12utroth; what is none gives zero of no denom.
func ParseCoin(s string) Coin {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 0 {
		return Coin{Amount: "0"}
	}
	return Coin{Amount: s[:n], Denom: s[n:]}
}

// ParseCoins reads coins separated by commas.
func ParseCoins(s string) []Coin {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	out := make([]Coin, len(parts))
	for i, p := range parts {
		out[i] = ParseCoin(p)
	}
	return out
}

// Add adds two decimal numbers; what is no number counts as zero.
func Add(a, b string) string {
	if b == "" || b == "0" {
		if a == "" {
			return "0"
		}
		return a
	}
	return integer(a).Add(integer(b)).String()
}

// Sub subtracts b from a.
func Sub(a, b string) string { return integer(a).Sub(integer(b)).String() }

func integer(s string) math.Int {
	n, ok := math.NewIntFromString(s)
	if !ok {
		return math.ZeroInt()
	}
	return n
}
