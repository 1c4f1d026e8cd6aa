// Package field checks the fields of messages. Every error wraps one of the sentinels below and names the field, the
// value or its size, and the bound.
package field

import (
	"strings"
	"unicode/utf8"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "field"

// The sentinels of malformed fields.
var (
	ErrAddress   = explain.New(Codespace, 2, "malformed address", "give a bech32 address that starts with troth1")
	ErrMissing   = explain.New(Codespace, 3, "missing field", "set the field")
	ErrLength    = explain.New(Codespace, 4, "wrong length", "keep the field within the length the message names")
	ErrFormat    = explain.New(Codespace, 5, "wrong format", "use only the characters and the form the message names")
	ErrRange     = explain.New(Codespace, 6, "value out of range", "choose a value within the range the message names")
	ErrCoin      = explain.New(Codespace, 7, "malformed coins", "give a positive whole amount and a denom, such as 1000utroth")
	ErrTooMany   = explain.New(Codespace, 8, "too many entries", "send fewer entries, as the message names")
	ErrDuplicate = explain.New(Codespace, 9, "duplicate entry", "name each entry once")
)

// MaxAmount is the largest amount a message may carry: 2^128 - 1 base units, so that sums and products of amounts stay
// far from the 256 bits of math.Int.
var MaxAmount = math.NewIntFromUint64(^uint64(0)).AddRaw(1).Mul(math.NewIntFromUint64(^uint64(0)).AddRaw(1)).SubRaw(1)

// Address parses a bech32 account address.
func Address(name, s string) (sdk.AccAddress, error) {
	if s == "" {
		return nil, ErrMissing.Wrapf("%s: address", name)
	}
	if len(s) > 128 {
		return nil, ErrAddress.Wrapf("%s: %d characters", name, len(s))
	}
	a, err := sdk.AccAddressFromBech32(s)
	if err != nil {
		return nil, ErrAddress.Wrapf("%s: %q: %s", name, s, err)
	}
	return a, nil
}

// Text checks that s is valid UTF-8 without control characters, of min to max bytes.
func Text(name, s string, min, max int) error {
	if s == "" && min > 0 {
		return ErrMissing.Wrapf("%s: text of %d to %d bytes", name, min, max)
	}
	if len(s) < min || len(s) > max {
		return ErrLength.Wrapf("%s: %d bytes, want %d to %d", name, len(s), min, max)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ErrFormat.Wrapf("%s: want UTF-8 without control characters", name)
	}
	return nil
}

// Tag checks that s is [a-z0-9-]{min,max}.
func Tag(name, s string, min, max int) error {
	if s == "" {
		return ErrMissing.Wrapf("%s: tag of %d to %d characters", name, min, max)
	}
	if len(s) < min || len(s) > max {
		return ErrLength.Wrapf("%s: %d characters, want %d to %d", name, len(s), min, max)
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return ErrFormat.Wrapf("%s: %q, want only a-z, 0-9 and -", name, s)
		}
	}
	return nil
}

// Bytes checks the exact length of b.
func Bytes(name string, b []byte, want int) error {
	if len(b) == 0 {
		return ErrMissing.Wrapf("%s: %d bytes", name, want)
	}
	if len(b) != want {
		return ErrLength.Wrapf("%s: %d bytes, want %d", name, len(b), want)
	}
	return nil
}

// OptionalBytes checks that b is empty or has the exact length.
func OptionalBytes(name string, b []byte, want int) error {
	if len(b) == 0 {
		return nil
	}
	return Bytes(name, b, want)
}

// Range checks min <= v <= max.
func Range(name string, v, min, max uint64) error {
	if v < min || v > max {
		return ErrRange.Wrapf("%s: %d, want %d to %d", name, v, min, max)
	}
	return nil
}

// Amount checks that v is set and min <= v <= MaxAmount.
func Amount(name string, v math.Int, min int64) error {
	if v.IsNil() {
		return ErrMissing.Wrapf("%s: whole amount", name)
	}
	if v.LT(math.NewInt(min)) || v.GT(MaxAmount) {
		return ErrRange.Wrapf("%s: %s, want %d to %s", name, v, min, MaxAmount)
	}
	return nil
}

// Coin checks that c has a valid denom and a positive amount of at most MaxAmount.
func Coin(name string, c sdk.Coin) error {
	if err := sdk.ValidateDenom(c.Denom); err != nil {
		return ErrCoin.Wrapf("%s: denom %.128q", name, c.Denom)
	}
	if c.Amount.IsNil() || !c.Amount.IsPositive() || c.Amount.GT(MaxAmount) {
		return ErrCoin.Wrapf("%s: amount %s, want 1 to %s", name, c.Amount, MaxAmount)
	}
	return nil
}

// Count checks that a list has at most max entries.
func Count(name string, n, max int) error {
	if n > max {
		return ErrTooMany.Wrapf("%s: %d entries, want at most %d", name, n, max)
	}
	return nil
}
