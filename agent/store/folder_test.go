package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/store"
)

// write makes a file and the folders above it.
func write(t *testing.T, path string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte("half"), 0o600))
	return path
}

func TestFolderForgetsWhatACrashCutOffButNoWriteUnderWay(t *testing.T) {
	f, dir := openFolder(t, store.Limits{})
	_, err := f.Put(t.Context(), []byte("a"))
	require.NoError(t, err)
	half, underWay := write(t, filepath.Join(dir, "ca", ".tmp-1")), write(t, filepath.Join(dir, "ca", ".tmp-2"))
	before := time.Now().Add(-2 * time.Hour)
	require.NoError(t, os.Chtimes(half, before, before))
	again, err := store.OpenFolder(dir, "", store.Limits{})
	require.NoError(t, err)
	require.NoFileExists(t, half)
	require.FileExists(t, underWay, "another process that opens the folder does not disturb")
	_, err = again.Get(store.Hash([]byte("a")))
	require.NoError(t, err)
}

// `trothd agent store --dir ~/.troth` once removed the keyring without a word.
func TestAFolderOfSomethingElseIsLeftAlone(t *testing.T) {
	name := store.Name([]byte("x"))
	for what, path := range map[string]string{
		"a home":              "keyring-test/owner.info",
		"a file on top":       "notes.txt",
		"a file below":        "ab/notes.txt",
		"content elsewhere":   "ab/" + name,
		"a folder below":      "ab/" + "cd/notes.txt",
		"a folder as content": name[:2] + "/" + name + "/notes.txt",
		"half on top":         ".tmp-1",
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			path := write(t, filepath.Join(dir, path))
			half := write(t, filepath.Join(dir, "00", ".tmp-1"))
			before := time.Now().Add(-2 * time.Hour)
			require.NoError(t, os.Chtimes(half, before, before))
			_, err := store.OpenFolder(dir, "", store.Limits{})
			require.ErrorIs(t, err, store.ErrFolder)
			require.FileExists(t, path)
			require.FileExists(t, half, "a refusal changes nothing")
		})
	}
}
