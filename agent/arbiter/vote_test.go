package arbiter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/arbiter"
)

func TestParseVotes(t *testing.T) {
	for out, want := range map[string][]uint32{
		"7500": {7_500}, "0\n": {0}, " 10000 \r\n": {10_000}, "2500 5000,7500\n": {2_500, 5_000, 7_500},
	} {
		votes, err := arbiter.ParseVotes([]byte(out))
		require.NoError(t, err, out)
		require.Equal(t, want, votes, out)
	}
	for _, out := range []string{
		"", " \n", "75", "10001", "-2500", "7500 points", "75%", "7500.0", "1e4", "the provider", "12500", "4294969796",
		strings.Repeat("5000 ", 17), "5000\x005000",
	} {
		_, err := arbiter.ParseVotes([]byte(out))
		require.ErrorIs(t, err, arbiter.ErrVote, "%q", out)
	}
}

func TestStoredVotesAreTheOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "votes")
	votes, err := arbiter.OpenVotes(dir)
	require.NoError(t, err)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.EqualValues(t, 0o700, info.Mode().Perm())

	v, err := votes.Load("case_0000003021436587", 0)
	require.NoError(t, err)
	require.Nil(t, v)
	_, err = votes.Load("../../etc/passwd", 0)
	require.Error(t, err, "an id is no path")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "case_0000003021436587-0.json"), []byte("{"), 0o600))
	_, err = votes.Load("case_0000003021436587", 0)
	require.ErrorContains(t, err, "case_0000003021436587-0.json", "half a file is no vote, and no reason to vote anew")
}
