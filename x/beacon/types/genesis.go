package types

import (
	"bytes"
	"math"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/vrf"
)

// MaxGenesisKeys bounds the keys of a genesis: more than validators ever exist at once.
const MaxGenesisKeys = 10_000

// DefaultGenesis returns default parameters, no value and no keys: the chain begins with a value made from its id.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters, the chain of values and the keys (ErrGenesis).
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	if n := len(gs.Values); n > KeptValues {
		return ErrGenesis.Wrapf("values: %d, want at most %d", n, KeptValues)
	}
	if err := CheckChain(gs.Values); err != nil {
		return ErrGenesis.Wrapf("values: %s", err)
	}
	if n := len(gs.Keys); n > MaxGenesisKeys {
		return ErrGenesis.Wrapf("keys: %d, want at most %d", n, MaxGenesisKeys)
	}
	var last sdk.ValAddress
	for i, k := range gs.Keys {
		if err := k.Validate(); err != nil {
			return ErrGenesis.Wrapf("keys[%d]: %s", i, err)
		}
		address, err := ValidatorAddress("validator", k.Validator)
		if err != nil {
			return ErrGenesis.Wrapf("keys[%d]: %s", i, err)
		}
		if i > 0 && bytes.Compare(last, address) >= 0 {
			return ErrGenesis.Wrapf("keys[%d].validator: %s, want the validators in order of their addresses, each once", i, k.Validator)
		}
		last = address
	}
	return nil
}

// SetKey gives a validator a key that is in force from the first block on, in place of what it has there, and keeps the
// order of the validators.
func (gs *GenesisState) SetKey(operator sdk.ValAddress, key []byte) error {
	record := VrfKey{Validator: operator.String(), Key: key}
	at := len(gs.Keys)
	for i, k := range gs.Keys {
		other, err := ValidatorAddress("validator", k.Validator)
		if err != nil {
			return ErrGenesis.Wrapf("keys[%d]: %s", i, err)
		}
		if order := bytes.Compare(operator, other); order == 0 {
			gs.Keys[i] = record
			return gs.Validate()
		} else if order < 0 {
			at = i
			break
		}
	}
	gs.Keys = slices.Insert(gs.Keys, at, record)
	return gs.Validate()
}

// Validate checks the height and the size of the seed.
func (v Value) Validate() error {
	if v.Height < 0 || v.Height == math.MaxInt64 {
		return ErrBroken.Wrapf("height: %d", v.Height)
	}
	if len(v.Seed) != vrf.ValueSize {
		return ErrBroken.Wrapf("seed of height %d: %d bytes, want %d", v.Height, len(v.Seed), vrf.ValueSize)
	}
	return nil
}

// follows checks that the value can come right after another: the next height, and without a proof the one possible seed.
func (v Value) follows(before Value) error {
	if v.Height != before.Height+1 {
		return ErrBroken.Wrapf("height %d after %d", v.Height, before.Height)
	}
	if !v.Proven && !bytes.Equal(v.Seed, vrf.Skip(before.Seed, v.Height)) {
		return ErrBroken.Wrapf("seed of height %d is not what follows without a proof", v.Height)
	}
	return nil
}

// CheckChain checks values in order of height: each well-formed, and each able to follow the one before (ErrBroken).
func CheckChain(values []Value) error {
	for i, v := range values {
		if err := v.Validate(); err != nil {
			return err
		}
		if i > 0 {
			if err := v.follows(values[i-1]); err != nil {
				return err
			}
		}
	}
	return nil
}
