package linked_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/identity/linked"
)

// Whatever Parse accepts has one canonical form, which Parse accepts and leaves alone.
func FuzzParse(f *testing.F) {
	v := readVectors(f)
	for _, w := range v.Weak {
		f.Add(w.Account)
	}
	for _, valid := range v.Valid {
		f.Add(valid.Statement.Account)
		for _, s := range valid.Spellings {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := linked.Parse(s)
		if err != nil {
			require.Zero(t, a)
			return
		}
		require.LessOrEqual(t, len(a.String()), linked.MaxAccount)
		again, err := linked.Parse(a.String())
		require.NoError(t, err)
		require.Equal(t, a, again)
		require.Equal(t, a.String(), again.String())
	})
}

// Nothing panics, the answer is always the same, and no proof is good for two texts.
func FuzzVerify(f *testing.F) {
	v := readVectors(f)
	for _, w := range append(v.Valid, v.Invalid...) {
		f.Add(w.Statement.Account, w.Text, unhex(f, w.Signature), unhex(f, w.PublicKey))
	}
	f.Fuzz(func(t *testing.T, account, text string, signature, key []byte) {
		a, err := linked.Parse(account)
		if err != nil {
			return
		}
		p := linked.Proof{Signature: signature, PublicKey: key}
		first, second := linked.Verify(a, text, p), linked.Verify(a, text, p)
		require.Equal(t, first == nil, second == nil)
		if first == nil {
			require.ErrorIs(t, linked.Verify(a, text+" ", p), linked.ErrMismatch)
		}
	})
}
