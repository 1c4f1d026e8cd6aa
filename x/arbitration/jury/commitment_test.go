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

// sealed is what a commitment binds.
type sealed struct {
	chainID       string
	key           []byte
	round         uint32
	arbiter, salt []byte
	votes         []uint32
}

func (s sealed) commitment() []byte {
	return jury.Commitment(s.chainID, s.key, s.round, s.arbiter, s.votes, s.salt)
}

func seat(votes ...uint32) sealed {
	return sealed{
		chainID: "troth-devnet-1", key: []byte{0, 0, 0, 0x2a, 0x1b, 0x2c, 0x3d, 0x4e}, round: 1, arbiter: bytes.Repeat([]byte{7}, 32),
		votes: votes, salt: bytes.Repeat([]byte{1}, jury.SaltLen),
	}
}

// Clients in other languages must come to the same bytes: these values are public, and were made by another program.
func TestCommitmentIsAsPublished(t *testing.T) {
	for want, votes := range map[string][]uint32{
		"8cb719f28cf6df3a7879aed7d7a1b553d8441b8d8da6df126ab5fd02be74d446": {0},
		"c3357bade3d8ce713a21983b2ecb38885dd1fb36e84aed8be17e3c9090724db8": {7_500},
		"0bcbfc406d4566b20d5f0f2ebb948caedde68b64029562a8ac16db2a5f1238e5": {10_000, 0, 2_500},
	} {
		require.Equal(t, want, hex.EncodeToString(seat(votes...).commitment()), votes)
	}
}

func TestNumbersAreAsPublished(t *testing.T) {
	value, key := bytes.Repeat([]byte{3}, 32), seat().key
	seed := jury.Seed(value, key, 2)
	require.Equal(t, "655b8a0fa73a2f9ab43ced9f58d3c16b64bd10e38c15979bee17b52ea58d75a8", hex.EncodeToString(seed))
	for n, want := range []string{"a41bc6349a09ac812c4cfa54237785d48a89bc8b8c8ea8d994e162aebdbd2d17", "38c33d4ca01865888dc786d812f02cd886b5add403ba9b6fbebc1c4d7b8e7deb"} {
		got := jury.Number(seed, uint32(n))
		require.Equal(t, want, hex.EncodeToString(got[:]))
	}
	require.NotEqual(t, seed, jury.Seed(value, key, 3))
	require.NotEqual(t, seed, jury.Seed(value[1:], key, 2))
	require.NotEqual(t, seed, jury.Seed(value, key[1:], 2))
}

func TestCommitmentBindsEveryField(t *testing.T) {
	was := seat(7_500).commitment()
	for name, change := range map[string]func(*sealed){
		"chain id":            func(s *sealed) { s.chainID = "troth-devnet-2" },
		"case":                func(s *sealed) { s.key = []byte{0, 0, 0, 0x2a, 0x1b, 0x2c, 0x3d, 0x4f} },
		"round":               func(s *sealed) { s.round = 2 },
		"arbiter":             func(s *sealed) { s.arbiter = bytes.Repeat([]byte{8}, 32) },
		"vote":                func(s *sealed) { s.votes = []uint32{5_000} },
		"the same vote twice": func(s *sealed) { s.votes = []uint32{7_500, 7_500} },
		"salt":                func(s *sealed) { s.salt = bytes.Repeat([]byte{2}, 32) },
		"a shorter salt":      func(s *sealed) { s.salt = s.salt[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			s := seat(7_500)
			change(&s)
			require.NotEqual(t, was, s.commitment())
		})
	}
}

// Moving bytes from one part to its neighbour is another vote: no two votes share an encoding.
func TestCommitmentIsUnambiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) sealed {
			return sealed{
				chainID: rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".chain"),
				key:     []byte(rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".case")),
				round:   rapid.Uint32Range(0, 2).Draw(t, name+".round"),
				arbiter: []byte(rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".arbiter")),
				votes:   rapid.SliceOfN(rapid.SampledFrom(steps), 0, 2).Draw(t, name+".votes"),
			}
		}
		a, b := draw("a"), draw("b")
		same := a.chainID == b.chainID && bytes.Equal(a.key, b.key) && a.round == b.round && bytes.Equal(a.arbiter, b.arbiter) && slices.Equal(a.votes, b.votes)
		require.Equal(t, same, bytes.Equal(a.commitment(), b.commitment()))
	})
}
