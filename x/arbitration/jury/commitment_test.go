package jury_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/arbitration/jury"
)

func sealed(parts ...uint32) jury.Sealed {
	return jury.Sealed{
		ChainID: "troth-devnet-1", Case: "case_0000002a1b2c3d4e", Round: 1, Arbiter: bytes.Repeat([]byte{7}, 32), Parts: parts,
	}
}

var salt = bytes.Repeat([]byte{1}, jury.SaltLen)

// Clients in other languages must come to the same bytes: these values are public, and were made by another program.
func TestCommitmentIsAsPublished(t *testing.T) {
	for want, parts := range map[string][]uint32{
		"e71b778d0584fab6926b2ff8c37c9cfc6f95e54f6ba961a3e0c44701d34b2194": {0},
		"9b378e3592d2460560f35444aa1f130979354d7fadbb3d1aa55b3f585bcea588": {7_500},
		"b0937c5fe1b45e2e196de8209833710121e820f6d10a3155c21738ce662466fe": {10_000, 0, 2_500},
	} {
		require.Equal(t, want, hex.EncodeToString(jury.Commitment(sealed(parts...), salt)), parts)
	}
}

func TestNumbersAreAsPublished(t *testing.T) {
	seed := bytes.Repeat([]byte{3}, 32)
	for n, want := range []string{
		"afd96bac3c401936e7958eef5c50c4abc02818f491a39871ccd9a8716e9027ff", "9a8f872f34a1b3708ed81e2ba127d5924022123aa55bc4e73ae851e744aef496",
	} {
		got := jury.Number(seed, "case_0000002a1b2c3d4e", 2, uint32(n))
		require.Equal(t, want, hex.EncodeToString(got[:]))
	}
	was := jury.Number(seed, "case_0000002a1b2c3d4e", 2, 0)
	require.NotEqual(t, was, jury.Number(seed, "case_0000002a1b2c3d4e", 3, 0))
	require.NotEqual(t, was, jury.Number(seed, "case_0000002a1b2c3d4f", 2, 0))
	require.NotEqual(t, was, jury.Number(seed[1:], "case_0000002a1b2c3d4e", 2, 0))
}

func TestCommitmentBindsEveryField(t *testing.T) {
	was := jury.Commitment(sealed(7_500), salt)
	for name, change := range map[string]func(*jury.Sealed, *[]byte){
		"chain id":            func(s *jury.Sealed, _ *[]byte) { s.ChainID = "troth-devnet-2" },
		"case":                func(s *jury.Sealed, _ *[]byte) { s.Case = "case_0000002a1b2c3d4f" },
		"round":               func(s *jury.Sealed, _ *[]byte) { s.Round = 2 },
		"arbiter":             func(s *jury.Sealed, _ *[]byte) { s.Arbiter = bytes.Repeat([]byte{8}, 32) },
		"vote":                func(s *jury.Sealed, _ *[]byte) { s.Parts = []uint32{5_000} },
		"the same vote twice": func(s *jury.Sealed, _ *[]byte) { s.Parts = []uint32{7_500, 7_500} },
		"salt":                func(_ *jury.Sealed, salt *[]byte) { *salt = bytes.Repeat([]byte{2}, 32) },
		"a shorter salt":      func(_ *jury.Sealed, salt *[]byte) { *salt = (*salt)[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			s, other := sealed(7_500), salt
			change(&s, &other)
			require.NotEqual(t, was, jury.Commitment(s, other))
		})
	}
}

// Moving bytes from one part to its neighbour is another vote: no two votes share an encoding.
func TestCommitmentIsUnambiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) jury.Sealed {
			return jury.Sealed{
				ChainID: rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".chain"),
				Case:    rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".case"),
				Round:   rapid.Uint32Range(0, 2).Draw(t, name+".round"),
				Arbiter: []byte(rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".arbiter")),
				Parts:   rapid.SliceOfN(rapid.SampledFrom(steps), 0, 2).Draw(t, name+".parts"),
			}
		}
		a, b := draw("a"), draw("b")
		same := a.ChainID == b.ChainID && a.Case == b.Case && a.Round == b.Round && bytes.Equal(a.Arbiter, b.Arbiter) && slices.Equal(a.Parts, b.Parts)
		require.Equal(t, same, bytes.Equal(jury.Commitment(a, salt), jury.Commitment(b, salt)))
	})
}
