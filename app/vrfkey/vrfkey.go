// Package vrfkey keeps the secret keys with which a validator contributes to the beacon, in config/vrf_key.json of its
// home. The file holds more than one while a key is being replaced; the chain says which of them is in force.
package vrfkey

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/trothchain/troth/x/beacon/vrf"
)

// MaxKeys bounds the keys in a file.
const MaxKeys = 8

// mode of the file: nobody but its owner reads it.
const mode = 0o600

// File returns the path of the key file in a node's home.
func File(home string) string { return filepath.Join(home, "config", "vrf_key.json") }

// Keys are the secret keys of a node, in the order of the file: the newest last.
type Keys struct{ secrets []vrf.Secret }

// document is the file.
type document struct {
	Keys []entry `json:"keys"`
}

// entry is one key; the public one is written for the reader's sake and checked.
type entry struct {
	Public string `json:"public_key"`
	Seed   string `json:"secret_seed"`
}

// New returns keys made of the seeds, of vrf.SeedSize bytes each.
func New(seeds ...[]byte) (*Keys, error) {
	k := new(Keys)
	for _, seed := range seeds {
		secret, err := vrf.NewSecret(seed)
		if err != nil {
			return nil, err
		}
		k.secrets = append(k.secrets, secret)
	}
	return k, nil
}

// Load reads the key file of a home. A home without one has no keys, which is no error. No error holds a secret.
func Load(home string) (*Keys, error) {
	file := File(home)
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return new(Keys), nil
	}
	if err != nil {
		return nil, err
	}
	var doc document
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s is malformed: restore it from your backup, or move it away and run `trothd beacon new-key`", file)
	}
	if len(doc.Keys) > MaxKeys {
		return nil, fmt.Errorf("%s: %d keys, at most %d: remove those that are in force nowhere any more", file, len(doc.Keys), MaxKeys)
	}
	k := new(Keys)
	for i, e := range doc.Keys {
		seed, err := hex.DecodeString(e.Seed)
		if err != nil {
			return nil, fmt.Errorf("%s: keys[%d].secret_seed is not hex", file, i)
		}
		secret, err := vrf.NewSecret(seed)
		if err != nil {
			return nil, fmt.Errorf("%s: keys[%d]: %w", file, i, err)
		}
		if e.Public != hex.EncodeToString(secret.Key()) {
			return nil, fmt.Errorf("%s: keys[%d].public_key is not that of its secret_seed: restore the file from your backup", file, i)
		}
		k.secrets = append(k.secrets, secret)
	}
	return k, nil
}

// Save writes the key file of a home, readable by its owner only, as a whole or not at all.
func (k *Keys) Save(home string) error {
	doc := document{Keys: []entry{}}
	for _, s := range k.secrets {
		doc.Keys = append(doc.Keys, entry{hex.EncodeToString(s.Key()), hex.EncodeToString(s.Seed())})
	}
	raw, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	file := File(home)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), "vrf_key-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(raw, '\n'))
	err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// Add makes a new random key and returns it. The keys that are there stay: one of them is in force until the new one is.
func (k *Keys) Add() (vrf.Secret, error) {
	if len(k.secrets) >= MaxKeys {
		return vrf.Secret{}, fmt.Errorf("%d keys already: remove those that are in force nowhere any more from the file", MaxKeys)
	}
	seed := make([]byte, vrf.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return vrf.Secret{}, err
	}
	secret, err := vrf.NewSecret(seed)
	if err != nil {
		return vrf.Secret{}, err
	}
	k.secrets = append(k.secrets, secret)
	return secret, nil
}

// Find returns the secret of a public key.
func (k *Keys) Find(key []byte) (vrf.Secret, bool) {
	for _, s := range k.secrets {
		if bytes.Equal(s.Key(), key) {
			return s, true
		}
	}
	return vrf.Secret{}, false
}

// Newest returns the last key of the file.
func (k *Keys) Newest() (vrf.Secret, bool) {
	if len(k.secrets) == 0 {
		return vrf.Secret{}, false
	}
	return k.secrets[len(k.secrets)-1], true
}

// Public returns the public keys in the order of the file.
func (k *Keys) Public() [][]byte {
	public := make([][]byte, len(k.secrets))
	for i, s := range k.secrets {
		public[i] = s.Key()
	}
	return public
}

// Exposed says whether others than its owner may read the key file of a home.
func Exposed(home string) (bool, error) {
	info, err := os.Stat(File(home))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return info.Mode().Perm()&0o077 != 0, nil
}

// Ensure makes a key file with one new key if the home has none, and returns the newest key.
func Ensure(home string) (vrf.Secret, error) {
	k, err := Load(home)
	if err != nil {
		return vrf.Secret{}, err
	}
	if secret, ok := k.Newest(); ok {
		return secret, nil
	}
	secret, err := k.Add()
	if err != nil {
		return vrf.Secret{}, err
	}
	return secret, k.Save(home)
}
