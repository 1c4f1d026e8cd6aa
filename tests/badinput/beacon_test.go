package badinput

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

func (s *scene) beaconParams() *beacontypes.MsgUpdateParams {
	return &beacontypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Beacon.GetParams)}
}

// validator is the address of the world's only validator.
func (w *world) validator() sdk.ValAddress { return sdk.ValAddress(w.Operator(0).Address) }

func secretKey(seed string) vrf.Secret {
	secret, err := vrf.NewSecret(hash(seed))
	if err != nil {
		panic(err)
	}
	return secret
}

// registerVRFKey replaces the validator's key by a new one.
func (s *scene) registerVRFKey() *beacontypes.MsgRegisterVrfKey {
	secret := secretKey("the next key")
	return &beacontypes.MsgRegisterVrfKey{
		Validator: s.validator().String(), Key: secret.Key(), Possession: secret.Prove(vrf.Possession(testapp.ChainID, s.validator())),
	}
}

func (s *scene) removeVRFKey() *beacontypes.MsgRemoveVrfKey {
	return &beacontypes.MsgRemoveVrfKey{Validator: s.validator().String()}
}

// operators are the rows of a field that holds the address of a validator's operator.
func operators[M sdk.Msg](at func(M) *string) rows[M] {
	bad := func(change func(string) string, want error, names string) row[M] {
		return only(func(m M) { *at(m) = change(*at(m)) }, want, names)
	}
	is := func(s string) func(string) string { return func(string) string { return s } }
	malformed := func(change func(string) string) row[M] { return bad(change, beacontypes.ErrValidator, "validator") }
	return rows[M]{
		"validator absent":                 malformed(is("")),
		"validator is no address":          malformed(is("alice")),
		"validator is an account":          malformed(func(a string) string { return prefixed("troth", a) }),
		"validator is a consensus address": malformed(func(a string) string { return prefixed("trothvalcons", a) }),
		"validator of another chain":       malformed(func(a string) string { return prefixed("cosmosvaloper", a) }),
		"validator in mixed case":          malformed(func(a string) string { return strings.ToUpper(a[:20]) + a[20:] }),
		"validator with a typo":            malformed(typo),
		"validator with a blank":           malformed(func(a string) string { return " " + a }),
		"validator too long":               malformed(is("trothvaloper1" + strings.Repeat("q", 10_000))),
		"validator of zero bytes":          malformed(is(encoded("trothvaloper", nil))),
		"validator not UTF-8":              malformed(is("trothvaloper1\xff\xfe")),
		"validator in upper case" + isSame: bad(strings.ToUpper, nil, ""),
	}
}

func beaconCases(t *testing.T, w *world) {
	beaconParamsCases(t, w)
	vrfKeyCases(t, w)
	type msg = *beacontypes.MsgRemoveVrfKey
	run(t, w, "beacon.RemoveVrfKey", (*scene).removeVRFKey, operators(func(m msg) *string { return &m.Validator }), rows[msg]{
		"of nobody":                         only(func(m msg) { m.Validator = sdk.ValAddress(hash("nobody")[:20]).String() }, beacontypes.ErrNoValidator, ""),
		"twice":                             {func(s *scene, m msg) { s.do(m) }, beacontypes.ErrPending, ""},
		"while a replacement is on its way": {func(s *scene, _ msg) { s.do(s.registerVRFKey()) }, beacontypes.ErrPending, ""},
		"of a validator without a key": {func(s *scene, m msg) {
			require.NoError(s.t, s.App().Keepers.Beacon.Drop(s.ctx, s.validator()))
		}, beacontypes.ErrNoChange, ""},
	})
}

func beaconParamsCases(t *testing.T, w *world) {
	type msg = *beacontypes.MsgUpdateParams
	run(t, w, "beacon.UpdateParams", (*scene).beaconParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{"epoch_blocks": {10, 1_000_000}}, func(m msg) any { return &m.Params }),
		rows[msg]{
			"all parameters absent": only(func(m msg) { m.Params = beacontypes.Params{} }, field.ErrRange, "epoch_blocks"),
			"the longest epoch":     only(func(m msg) { m.Params.EpochBlocks = 1_000_000 }, nil, ""),
		})
}

func vrfKeyCases(t *testing.T, w *world) {
	type msg = *beacontypes.MsgRegisterVrfKey
	key := func(k []byte, want error) row[msg] { return only(func(m msg) { m.Key = k }, want, "key") }
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		require.NoError(t, err)
		return b
	}
	possession := func(change func(s *scene, m msg)) row[msg] {
		return row[msg]{change, beacontypes.ErrPossession, "possession"}
	}
	run(t, w, "beacon.RegisterVrfKey", (*scene).registerVRFKey,
		operators(func(m msg) *string { return &m.Validator }),
		hashes("key", vrf.KeySize, false, func(m msg) *[]byte { return &m.Key }),
		hashes("possession", vrf.ProofSize, false, func(m msg) *[]byte { return &m.Possession }),
		rows[msg]{
			"key of zeros, of order four":   key(make([]byte, vrf.KeySize), beacontypes.ErrKey),
			"key of the neutral element":    key(append([]byte{1}, make([]byte, 31)...), beacontypes.ErrKey),
			"key not in canonical encoding": key(bytes.Repeat([]byte{0xff}, vrf.KeySize), beacontypes.ErrKey),
			"key off the curve":             key(append([]byte{2}, make([]byte, 31)...), beacontypes.ErrKey),
			"key of order eight":            key(unhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), beacontypes.ErrKey),
			"possession of another key":     possession(func(_ *scene, m msg) { m.Key = secretKey("another").Key() }),
			"possession of zeros":           possession(func(_ *scene, m msg) { m.Possession = make([]byte, vrf.ProofSize) }),
			"possession for another validator": possession(func(_ *scene, m msg) {
				m.Possession = secretKey("the next key").Prove(vrf.Possession(testapp.ChainID, hash("other")[:20]))
			}),
			"possession for another chain": possession(func(s *scene, m msg) {
				m.Possession = secretKey("the next key").Prove(vrf.Possession("troth-1", s.validator()))
			}),
			"for nobody": {func(_ *scene, m msg) {
				nobody := sdk.ValAddress(hash("nobody")[:20])
				m.Validator, m.Possession = nobody.String(), secretKey("the next key").Prove(vrf.Possession(testapp.ChainID, nobody))
			}, beacontypes.ErrNoValidator, ""},
			"the key in force": {func(s *scene, m msg) {
				m.Key, m.Possession = s.Secret(0).Key(), s.Secret(0).Prove(vrf.Possession(testapp.ChainID, s.validator()))
			}, beacontypes.ErrNoChange, ""},
			"twice":                         {func(s *scene, m msg) { s.do(m) }, beacontypes.ErrPending, ""},
			"while a removal is on its way": {func(s *scene, _ msg) { s.do(s.removeVRFKey()) }, beacontypes.ErrPending, ""},
		})
}
