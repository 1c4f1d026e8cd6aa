package types_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
)

// The encoding is public: clients in other languages compute it. sha256 of
// "troth/rating/v1" 00000002 "c1" 00000002 "a1" 00000002 "p1" 5a and 32 zeros.
func TestRatingCommitmentVector(t *testing.T) {
	got, err := types.RatingCommitment("c1", "a1", "p1", 90, make([]byte, 32))
	require.NoError(t, err)
	require.Equal(t, "175eb77fbe96593e4555e2950af40b2d379cd55585a234aea113664ba0bf6a89", hex.EncodeToString(got))
}

func TestRatingCommitmentRefuses(t *testing.T) {
	cases := map[string]struct {
		rating uint32
		salt   int
		err    error
	}{
		"rating above 100": {101, 32, field.ErrRange},
		"no salt":          {1, 0, field.ErrMissing},
		"short salt":       {1, 31, field.ErrLength},
		"long salt":        {1, 33, field.ErrLength},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := types.RatingCommitment("c", "a", "p", tc.rating, make([]byte, tc.salt))
			require.ErrorIs(t, err, tc.err)
		})
	}
}

// Two different things never have one commitment: the parts cannot run into each other.
func TestRatingCommitmentIsUnambiguous(t *testing.T) {
	part := rapid.StringOfN(rapid.RuneFrom([]rune("ab\x00")), 0, 3, -1)
	salt := rapid.SampledFrom([]byte{0, 1})
	type input struct {
		chain, agreement, provider string
		rating                     uint32
		salt                       byte
	}
	draw := func(r *rapid.T, n string) input {
		return input{part.Draw(r, "chain"+n), part.Draw(r, "agreement"+n), part.Draw(r, "provider"+n), rapid.Uint32Range(0, 2).Draw(r, "rating"+n), salt.Draw(r, "salt"+n)}
	}
	commit := func(t require.TestingT, in input) string {
		s := make([]byte, 32)
		s[0] = in.salt
		c, err := types.RatingCommitment(in.chain, in.agreement, in.provider, in.rating, s)
		require.NoError(t, err)
		return string(c)
	}
	rapid.Check(t, func(r *rapid.T) {
		a, b := draw(r, "1"), draw(r, "2")
		require.Equal(r, a == b, commit(r, a) == commit(r, b))
	})
}
