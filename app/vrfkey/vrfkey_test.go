package vrfkey_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app/vrfkey"
	"github.com/trothchain/troth/x/beacon/vrf"
)

func TestAKeyFileIsMadeOnceAndReadBack(t *testing.T) {
	home := t.TempDir()
	none, err := vrfkey.Load(home)
	require.NoError(t, err)
	_, ok := none.Newest()
	require.False(t, ok)

	first, err := vrfkey.Ensure(home)
	require.NoError(t, err)
	again, err := vrfkey.Ensure(home)
	require.NoError(t, err)
	require.Equal(t, first.Key(), again.Key(), "a key that is there is kept")
	info, err := os.Stat(vrfkey.File(home))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	keys, err := vrfkey.Load(home)
	require.NoError(t, err)
	second, err := keys.Add()
	require.NoError(t, err)
	require.NoError(t, keys.Save(home))
	require.NotEqual(t, first.Key(), second.Key())
	keys, err = vrfkey.Load(home)
	require.NoError(t, err)
	require.Equal(t, [][]byte{first.Key(), second.Key()}, keys.Public())
	newest, ok := keys.Newest()
	require.True(t, ok)
	require.Equal(t, second.Key(), newest.Key())
	old, ok := keys.Find(first.Key())
	require.True(t, ok)
	require.Equal(t, first.Seed(), old.Seed())
	_, ok = keys.Find(make([]byte, vrf.KeySize))
	require.False(t, ok)
	left, err := filepath.Glob(filepath.Join(home, "config", "*"))
	require.NoError(t, err)
	require.Equal(t, []string{vrfkey.File(home)}, left, "no other file is left")
}

func TestAFileHasFewKeys(t *testing.T) {
	keys := new(vrfkey.Keys)
	for range vrfkey.MaxKeys {
		_, err := keys.Add()
		require.NoError(t, err)
	}
	_, err := keys.Add()
	require.ErrorContains(t, err, "8 keys already")
}

func TestAFileThatOthersReadIsSeen(t *testing.T) {
	home := t.TempDir()
	exposed, err := vrfkey.Exposed(home)
	require.NoError(t, err)
	require.False(t, exposed, "there is none")
	_, err = vrfkey.Ensure(home)
	require.NoError(t, err)
	exposed, err = vrfkey.Exposed(home)
	require.NoError(t, err)
	require.False(t, exposed)
	require.NoError(t, os.Chmod(vrfkey.File(home), 0o644))
	exposed, err = vrfkey.Exposed(home)
	require.NoError(t, err)
	require.True(t, exposed)
}

// No error of a bad file tells a part of the secret.
func TestABadFileIsRefusedWithoutASecretInTheError(t *testing.T) {
	home := t.TempDir()
	secret, err := vrfkey.Ensure(home)
	require.NoError(t, err)
	good, err := os.ReadFile(vrfkey.File(home))
	require.NoError(t, err)
	seed, public := hex.EncodeToString(secret.Seed()), hex.EncodeToString(secret.Key())
	require.Contains(t, string(good), seed)
	for name, c := range map[string]struct{ raw, want string }{
		"cut off":       {string(good[:len(good)-20]), "malformed"},
		"empty":         {"", "malformed"},
		"unknown field": {strings.Replace(string(good), "keys", "key", 1), "malformed"},
		"not hex":       {strings.Replace(string(good), seed, "zz"+seed[2:], 1), "not hex"},
		"short seed":    {strings.Replace(string(good), seed, seed[2:], 1), "31 bytes"},
		"another key":   {strings.Replace(string(good), public, public[2:]+"00", 1), "restore"},
		"too many": {`{"keys":[` + strings.TrimSuffix(strings.Repeat(`{"public_key":"`+public+`","secret_seed":"`+seed+`"},`, 9), ",") + `]}`,
			"at most 8"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(vrfkey.File(home), []byte(c.raw), 0o600))
			_, err := vrfkey.Load(home)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), seed[2:40])
			_, err = vrfkey.Ensure(home)
			require.Error(t, err, "a bad file is not overwritten")
		})
	}
	require.NoError(t, os.WriteFile(vrfkey.File(home), bytes.TrimSpace(good), 0o600))
	_, err = vrfkey.Load(home)
	require.NoError(t, err)
}
