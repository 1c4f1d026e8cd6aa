package state_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/client"
)

type note struct{ Text string }

func TestDocumentsAndOutboxSurvive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "state.db")
	d, err := state.Open(path)
	require.NoError(t, err)
	_, err = state.Open(path)
	require.ErrorIs(t, err, state.ErrLocked)
	require.NoError(t, state.Put(d, "note", "b", state.StillOpen, note{"two"}))
	require.NoError(t, state.Put(d, "note", "a", state.StillOpen, note{"one"}))
	require.NoError(t, state.Put(d, "note", "c", state.StillOpen, note{"three"}))
	require.NoError(t, state.Put(d, "note", "c", state.Closed, note{"done"}))
	require.NoError(t, d.Save("k", client.Entry{Height: 5}))
	require.NoError(t, d.Save("k", client.Entry{Height: 6, Landed: true}))
	require.NoError(t, d.Save("l", client.Entry{Height: 7}))
	require.NoError(t, d.Close())

	d, err = state.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, d.Close()) }()
	open, err := state.Unfinished[note](d, "note")
	require.NoError(t, err)
	require.Equal(t, []note{{"one"}, {"two"}}, open)
	got, ok, err := state.Get[note](d, "note", "c")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, note{"done"}, got)
	require.NoError(t, d.Delete("note", "c"))
	_, ok, err = state.Get[note](d, "note", "c")
	require.NoError(t, err)
	require.False(t, ok)
	e, err := d.Load("k")
	require.NoError(t, err)
	require.Equal(t, int64(6), e.Height)
	underWay, landed, err := d.Sent()
	require.NoError(t, err)
	require.Equal(t, [2]int{1, 1}, [2]int{underWay, landed})
	require.NoError(t, d.Forget("k"))
	e, err = d.Load("k")
	require.NoError(t, err)
	require.Nil(t, e)
}
