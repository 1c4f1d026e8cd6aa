package vrf_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/beacon/vrf"
)

func unhex(t require.TestingT, s string) []byte {
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// TestVectorsOfTheRFC are the examples 19 to 21 of RFC 9381, appendix B.4 (ECVRF-EDWARDS25519-SHA512-ELL2).
func TestVectorsOfTheRFC(t *testing.T) {
	for name, v := range map[string]struct{ seed, key, alpha, proof, output string }{
		"example 19": {
			"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
			"",
			"7d9c633ffeee27349264cf5c667579fc583b4bda63ab71d001f89c10003ab46f14adf9a3cd8b8412d9038531e865c341cafa73589b023d14311c331a9ad15ff2fb37831e00f0acaa6d73bc9997b06501",
			"9d574bf9b8302ec0fc1e21c3ec5368269527b87b462ce36dab2d14ccf80c53cccf6758f058c5b1c856b116388152bbe509ee3b9ecfe63d93c3b4346c1fbc6c54",
		},
		"example 20": {
			"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
			"72",
			"47b327393ff2dd81336f8a2ef10339112401253b3c714eeda879f12c509072ef055b48372bb82efbdce8e10c8cb9a2f9d60e93908f93df1623ad78a86a028d6bc064dbfc75a6a57379ef855dc6733801",
			"38561d6b77b71d30eb97a062168ae12b667ce5c28caccdf76bc88e093e4635987cd96814ce55b4689b3dd2947f80e59aac7b7675f8083865b46c89b2ce9cc735",
		},
		"example 21": {
			"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
			"af82",
			"926e895d308f5e328e7aa159c06eddbe56d06846abf5d98c2512235eaa57fdce35b46edfc655bc828d44ad09d1150f31374e7ef73027e14760d42e77341fe05467bb286cc2c9d7fde29120a0b2320d04",
			"121b7f9b9aaaa29099fc04a94ba52784d44eac976dd1a3cca458733be5cd090a7b5fbd148444f17f8daf1fb55cb04b1ae85a626e30a54b4b0f8abf4a43314a58",
		},
	} {
		t.Run(name, func(t *testing.T) {
			secret, err := vrf.NewSecret(unhex(t, v.seed))
			require.NoError(t, err)
			require.Equal(t, v.key, hex.EncodeToString(secret.Key()))
			require.NoError(t, vrf.CheckKey(secret.Key()))
			require.Equal(t, v.proof, hex.EncodeToString(secret.Prove(unhex(t, v.alpha))))
			output, ok := vrf.Verify(secret.Key(), unhex(t, v.alpha), unhex(t, v.proof))
			require.True(t, ok)
			require.Equal(t, v.output, hex.EncodeToString(output))
		})
	}
}

func secretOf(t require.TestingT, b byte) vrf.Secret {
	s, err := vrf.NewSecret(bytes.Repeat([]byte{b}, vrf.SeedSize))
	require.NoError(t, err)
	return s
}

// Whatever is changed about a proof, its key or what it is about, it is not a proof any more.
func TestAProofIsOfOneKeyAboutOneThing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := secretOf(t, rapid.Byte().Draw(t, "key"))
		alpha := vrf.Alpha(rapid.StringN(0, 20, 50).Draw(t, "chain"), rapid.Int64().Draw(t, "height"),
			rapid.SliceOfN(rapid.Byte(), vrf.ValueSize, vrf.ValueSize).Draw(t, "last"))
		proof := secret.Prove(alpha)
		require.Equal(t, proof, secret.Prove(alpha))
		output, ok := vrf.Verify(secret.Key(), alpha, proof)
		require.True(t, ok)
		require.Len(t, output, vrf.OutputSize)

		flip := func(b []byte, what string) []byte {
			b = bytes.Clone(b)
			b[rapid.IntRange(0, len(b)-1).Draw(t, what)] ^= 1 << rapid.IntRange(0, 7).Draw(t, what+" bit")
			return b
		}
		for what, try := range map[string][3][]byte{
			"proof": {secret.Key(), alpha, flip(proof, "proof")},
			"key":   {flip(secret.Key(), "key byte"), alpha, proof},
			"alpha": {secret.Key(), flip(alpha, "alpha"), proof},
			"short": {secret.Key(), alpha, proof[:len(proof)-1]},
			"long":  {secret.Key(), alpha, append(bytes.Clone(proof), 0)},
			"none":  {secret.Key(), alpha, nil},
			"nokey": {nil, alpha, proof},
		} {
			_, ok := vrf.Verify(try[0], try[1], try[2])
			require.False(t, ok, what)
		}
	})
}

func TestKeysThatAreNone(t *testing.T) {
	for name, key := range map[string]string{
		"nothing":             "",
		"too short":           "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
		"the neutral element": "0100000000000000000000000000000000000000000000000000000000000000",
		"of order two":        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"of order four":       "0000000000000000000000000000000000000000000000000000000000000000",
		"of order eight":      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"not canonical":       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"not on the curve":    "0200000000000000000000000000000000000000000000000000000000000000",
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, vrf.CheckKey(unhex(t, key)), vrf.ErrKey)
			_, ok := vrf.Verify(unhex(t, key), nil, secretOf(t, 1).Prove(nil))
			require.False(t, ok)
		})
	}
	for b := range 32 {
		require.NoError(t, vrf.CheckKey(secretOf(t, byte(b)).Key()))
	}
}

func TestASecretDoesNotPrint(t *testing.T) {
	secret := secretOf(t, 7)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		printed := fmt.Sprintf(verb, secret)
		require.NotContains(t, printed, hex.EncodeToString(secret.Seed()), verb)
		require.NotContains(t, printed, "7 7 7", verb)
	}
	_, err := vrf.NewSecret(secret.Seed()[1:])
	require.ErrorContains(t, err, "31 bytes")
}

// The formulas, pinned: whoever computes the beacon outside the chain computes this.
func TestTheChainOfValues(t *testing.T) {
	first := vrf.First("troth-devnet-1")
	skipped := vrf.Skip(first, 1)
	output, ok := vrf.Verify(secretOf(t, 1).Key(), vrf.Alpha("troth-devnet-1", 2, skipped),
		secretOf(t, 1).Prove(vrf.Alpha("troth-devnet-1", 2, skipped)))
	require.True(t, ok)
	next := vrf.Next(skipped, output)
	require.Equal(t, []string{
		"372a2edeb8b7cade1cc4124c0f51e4c721b8d62c89023473c397130cf45ed8a8",
		"e56150445b89ae3d0d920f01c7a3ac7999596466b508553506529eaa7369cbf3",
		"85075054b75c84be35486384060fa44a2c95d65d4b06a7dae01c5285d0292141",
	}, []string{hex.EncodeToString(first), hex.EncodeToString(skipped), hex.EncodeToString(next)})
}

func TestAlphasDiffer(t *testing.T) {
	last := make([]byte, vrf.ValueSize)
	seen := map[string]bool{}
	for _, alpha := range [][]byte{
		vrf.Alpha("a", 1, last), vrf.Alpha("b", 1, last), vrf.Alpha("a", 2, last), vrf.Alpha("a", 1, vrf.First("a")),
		vrf.Alpha("", 1, last), vrf.Possession("a", last), vrf.Possession("a", nil), vrf.Possession("", last),
	} {
		require.False(t, seen[string(alpha)])
		seen[string(alpha)] = true
	}
}

func TestItems(t *testing.T) {
	proof := secretOf(t, 1).Prove(nil)
	item := vrf.Item(proof)
	require.Len(t, item, vrf.ItemSize)
	require.True(t, vrf.IsItem(item))
	got, err := vrf.ProofOf(item)
	require.NoError(t, err)
	require.Equal(t, proof, got)
	for name, bad := range map[string][]byte{
		"cut off": item[:len(item)-1], "oversized": append(bytes.Clone(item), 0), "the prefix alone": item[:16],
	} {
		require.True(t, vrf.IsItem(bad), name)
		_, err := vrf.ProofOf(bad)
		require.ErrorContains(t, err, "bytes, want 96", name)
	}
	for name, other := range map[string][]byte{"nothing": nil, "a transaction": []byte("\x0a\x01"), "half the prefix": item[:8]} {
		require.False(t, vrf.IsItem(other), name)
		_, err := vrf.ProofOf(other)
		require.ErrorContains(t, err, "begin", name)
	}
}

func BenchmarkProve(b *testing.B) {
	secret := secretOf(b, 1)
	for b.Loop() {
		secret.Prove(nil)
	}
}

func BenchmarkVerify(b *testing.B) {
	secret := secretOf(b, 1)
	proof := secret.Prove(nil)
	for b.Loop() {
		vrf.Verify(secret.Key(), nil, proof)
	}
}
