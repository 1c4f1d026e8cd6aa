package types_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// A change is in force at the beginning of an epoch, after at least one whole epoch and at most two.
func TestAChangeWaitsForAWholeEpoch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := types.Params{EpochBlocks: rapid.Uint64Range(types.MinEpochBlocks, types.MaxEpochBlocks).Draw(t, "epoch")}
		require.NoError(t, p.Validate())
		height := rapid.Int64Range(0, 1<<40).Draw(t, "height")
		from, epoch := p.ChangeFrom(height), int64(p.EpochBlocks)
		require.Zero(t, from%epoch)
		require.Greater(t, from-height, epoch)
		require.LessOrEqual(t, from-height, 2*epoch)
	})
}

// Whatever an operator asks for and when, the key of a height is fixed a whole epoch before it.
func TestTheKeyOfAHeightIsKnownAnEpochBefore(t *testing.T) {
	operator := sdk.ValAddress(bytes.Repeat([]byte{1}, 20)).String()
	params := types.Params{EpochBlocks: types.MinEpochBlocks}
	keys := [][]byte{nil}
	for b := byte(1); b < 4; b++ {
		secret, err := vrf.NewSecret(bytes.Repeat([]byte{b}, vrf.SeedSize))
		require.NoError(t, err)
		keys = append(keys, secret.Key())
	}
	rapid.Check(t, func(t *rapid.T) {
		record := types.VrfKey{Validator: operator}
		height := int64(0)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			height += rapid.Int64Range(0, 12).Draw(t, "blocks")
			key := rapid.SampledFrom(keys).Draw(t, "key")
			after, err := record.Change(height, params.ChangeFrom(height), key)
			if err != nil {
				require.Equal(t, record, after)
				continue
			}
			require.NoError(t, after.Validate())
			for h := height; h <= height+types.MinEpochBlocks; h++ {
				require.Equal(t, record.At(h), after.At(h), "height %d, asked for at %d", h, height)
			}
			require.Equal(t, key, after.At(params.ChangeFrom(height)))
			record = after
		}
	})
}

func TestAddressesOfValidators(t *testing.T) {
	good := sdk.ValAddress(bytes.Repeat([]byte{1}, 20))
	for name, c := range map[string]struct {
		address string
		ok      bool
	}{
		"an operator's":         {good.String(), true},
		"in upper case":         {strings.ToUpper(good.String()), true},
		"none":                  {"", false},
		"of an account":         {sdk.AccAddress(good).String(), false},
		"of a consensus key":    {sdk.ConsAddress(good).String(), false},
		"with a typo":           {good.String()[:len(good.String())-1] + "q", false},
		"of ten thousand bytes": {strings.Repeat("t", 10_000), false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := types.ValidatorAddress("validator", c.address)
			if c.ok {
				require.NoError(t, err)
				require.Equal(t, good, got)
				return
			}
			require.ErrorIs(t, err, types.ErrValidator)
			require.ErrorContains(t, err, "validator")
			require.Less(t, len(err.Error()), 500)
		})
	}
}

func TestMessages(t *testing.T) {
	operator := sdk.ValAddress(bytes.Repeat([]byte{1}, 20)).String()
	secret, err := vrf.NewSecret(make([]byte, vrf.SeedSize))
	require.NoError(t, err)
	key, proof := secret.Key(), secret.Prove(nil)
	for name, c := range map[string]struct {
		msg  interface{ ValidateBasic() error }
		want error
	}{
		"register":                      {&types.MsgRegisterVrfKey{Validator: operator, Key: key, Possession: proof}, nil},
		"register for nobody":           {&types.MsgRegisterVrfKey{Key: key, Possession: proof}, types.ErrValidator},
		"register no key":               {&types.MsgRegisterVrfKey{Validator: operator, Possession: proof}, field.ErrMissing},
		"register a short key":          {&types.MsgRegisterVrfKey{Validator: operator, Key: key[1:], Possession: proof}, field.ErrLength},
		"register a key of small order": {&types.MsgRegisterVrfKey{Validator: operator, Key: make([]byte, 32), Possession: proof}, types.ErrKey},
		"register without possession":   {&types.MsgRegisterVrfKey{Validator: operator, Key: key}, field.ErrMissing},
		"register with half a proof":    {&types.MsgRegisterVrfKey{Validator: operator, Key: key, Possession: proof[:40]}, field.ErrLength},
		"remove":                        {&types.MsgRemoveVrfKey{Validator: operator}, nil},
		"remove for nobody":             {&types.MsgRemoveVrfKey{}, types.ErrValidator},
		"params by nobody":              {&types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing},
		"params absent":                 {&types.MsgUpdateParams{Authority: sdk.AccAddress(key[:20]).String()}, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, c.msg.ValidateBasic(), c.want) })
	}
}
