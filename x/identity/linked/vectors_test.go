package linked_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/identity/linked"
)

// vector is a statement and a proof made by testdata/gen, with libraries that share no code with this package.
type vector struct {
	Name      string `json:"name"`
	Statement struct {
		ChainID    string `json:"chain_id"`
		Owner      string `json:"owner"`
		Agent      string `json:"agent"`
		Account    string `json:"account"`
		DeadlineMs uint64 `json:"deadline_ms"`
	} `json:"statement"`
	Text      string   `json:"text"`
	Signature string   `json:"signature"`
	PublicKey string   `json:"public_key"`
	Spellings []string `json:"spellings"`
	Error     string   `json:"error"`
}

type vectors struct {
	Valid   []vector `json:"valid"`
	Invalid []vector `json:"invalid"`
	Weak    []struct {
		Name    string `json:"name"`
		Account string `json:"account"`
	} `json:"weak"`
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(raw, &v))
	require.NotEmpty(t, v.Valid)
	require.NotEmpty(t, v.Invalid)
	require.NotEmpty(t, v.Weak)
	return v
}

func (v vector) account(t testing.TB) linked.Account {
	t.Helper()
	a, err := linked.Parse(v.Statement.Account)
	require.NoError(t, err)
	return a
}

func (v vector) statement() string {
	s := v.Statement
	return linked.Statement(s.ChainID, s.Owner, s.Agent, s.Account, s.DeadlineMs)
}

func (v vector) proof(t testing.TB) linked.Proof {
	t.Helper()
	return linked.Proof{Signature: unhex(t, v.Signature), PublicKey: unhex(t, v.PublicKey)}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

func TestWhatOthersSignedVerifies(t *testing.T) {
	seen := map[linked.Scheme]int{}
	for _, v := range readVectors(t).Valid {
		t.Run(v.Name, func(t *testing.T) {
			require.Equal(t, v.Text, v.statement(), "the text, written down twice")
			a := v.account(t)
			seen[a.Scheme()]++
			require.Equal(t, v.Statement.Account, a.String(), "the canonical form")
			for _, s := range v.Spellings {
				other, err := linked.Parse(s)
				require.NoError(t, err, s)
				require.Equal(t, a, other)
			}
			require.NoError(t, linked.Verify(a, v.Text, v.proof(t)))
		})
	}
	for _, s := range linked.Schemes() {
		require.NotZero(t, seen[s], s)
	}
}

func TestWhatOthersSignedWrongIsRefused(t *testing.T) {
	sentinels := map[string]error{
		"mismatch": linked.ErrMismatch, "length": linked.ErrSignatureLength, "public_key": linked.ErrPublicKey,
		"recovery": linked.ErrRecovery, "scalar": linked.ErrScalar, "high_s": linked.ErrHighS,
	}
	seen := map[string]int{}
	for _, v := range readVectors(t).Invalid {
		t.Run(v.Name, func(t *testing.T) {
			want, known := sentinels[v.Error]
			require.True(t, known, v.Error)
			seen[v.Error]++
			err := linked.Verify(v.account(t), v.statement(), v.proof(t))
			require.ErrorIs(t, err, want)
			require.Less(t, len(err.Error()), 400)
		})
	}
	require.Len(t, seen, len(sentinels), "every error occurs")
}

func TestKeysUnderWhichAnybodyCanSignAreRefused(t *testing.T) {
	for _, w := range readVectors(t).Weak {
		t.Run(w.Name, func(t *testing.T) {
			_, err := linked.Parse(w.Account)
			require.ErrorIs(t, err, linked.ErrWeakKey)
		})
	}
}

// Every bit of a signature and of a key counts: a proof with one bit turned proves nothing.
func TestEveryBitOfAProofCounts(t *testing.T) {
	tried := map[linked.Scheme]bool{}
	for _, v := range readVectors(t).Valid {
		a := v.account(t)
		if tried[a.Scheme()] {
			continue
		}
		tried[a.Scheme()] = true
		p := v.proof(t)
		for _, b := range [][]byte{p.Signature, p.PublicKey} {
			for i := range len(b) * 8 {
				b[i/8] ^= 1 << (i % 8)
				require.Error(t, linked.Verify(a, v.Text, p), "%s, bit %d", v.Name, i)
				b[i/8] ^= 1 << (i % 8)
			}
		}
		require.NoError(t, linked.Verify(a, v.Text, p))
	}
	require.Len(t, tried, len(linked.Schemes()))
}

// The text is seven lines of ASCII, so that every wallet shows and signs the same bytes.
func TestTheStatementIsPlain(t *testing.T) {
	s := linked.Statement("troth-1", "troth1owner", "troth1agent", "did:key:z6Mk", 1<<64-1)
	require.Equal(t, "troth/link/v1\n"+
		"I control this account and link it to an agent on Troth. This moves no money.\n"+
		"chain: troth-1\nowner: troth1owner\nagent: troth1agent\naccount: did:key:z6Mk\n"+
		"deadline_ms: 18446744073709551615", s)
	require.Len(t, strings.Split(s, "\n"), 7)
}
