package types

import (
	"bytes"

	sdk "github.com/cosmos/cosmos-sdk/types"

	_ "github.com/trothchain/troth/internal/chain" // the prefixes of addresses
	"github.com/trothchain/troth/x/beacon/vrf"
)

// maxAddress bounds the text of an address in bytes.
const maxAddress = 128

// ValidatorAddress parses the address of a validator's operator. ErrValidator names the field.
func ValidatorAddress(name, s string) (sdk.ValAddress, error) {
	if s == "" {
		return nil, ErrValidator.Wrapf("%s: missing", name)
	}
	if len(s) > maxAddress {
		return nil, ErrValidator.Wrapf("%s: %d characters", name, len(s))
	}
	a, err := sdk.ValAddressFromBech32(s)
	if err != nil {
		return nil, ErrValidator.Wrapf("%s: %q: %s", name, s, err)
	}
	return a, nil
}

// At returns the key in force at a height, nil for none.
func (k VrfKey) At(height int64) []byte {
	key := k.Key
	if k.NextFrom > 0 && height >= k.NextFrom {
		key = k.NextKey
	}
	if len(key) == 0 {
		return nil
	}
	return key
}

// Change returns the record after a change to a key, nil for none, asked for at a height and in force from a later one.
// A second change before the first is in force would let the operator choose between two keys when it knows what each
// gives: ErrPending. ErrNoChange when the key is in force already.
func (k VrfKey) Change(height, from int64, key []byte) (VrfKey, error) {
	if k.NextFrom > height {
		return k, ErrPending.Wrapf("validator %s: until height %d", k.Validator, k.NextFrom)
	}
	if bytes.Equal(k.At(height), key) {
		return k, ErrNoChange.Wrapf("validator %s: the key is %q", k.Validator, hexOrNone(key))
	}
	return VrfKey{Validator: k.Validator, Key: k.At(height), NextKey: key, NextFrom: from}, nil
}

// Validate checks the address, the keys and the height.
func (k VrfKey) Validate() error {
	if _, err := ValidatorAddress("validator", k.Validator); err != nil {
		return err
	}
	if err := optionalKey("key", k.Key); err != nil {
		return err
	}
	if err := optionalKey("next_key", k.NextKey); err != nil {
		return err
	}
	if k.NextFrom < 0 || k.NextFrom == 0 && len(k.NextKey) > 0 {
		return ErrKey.Wrapf("next_from: %d", k.NextFrom)
	}
	return nil
}

func optionalKey(name string, key []byte) error {
	if len(key) == 0 {
		return nil
	}
	if err := vrf.CheckKey(key); err != nil {
		return ErrKey.Wrapf("%s: %s", name, err)
	}
	return nil
}
