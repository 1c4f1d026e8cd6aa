package store

import (
	"bytes"
	"io"
	"os"
	"strings"

	"filippo.io/age"

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/trothchain/troth/internal/disk"
)

// sealHeader begins all that Seal makes.
const sealHeader = "age-encryption.org/v1"

// Seal encrypts content to X25519 keys as agents have them in their profiles, 32 bytes each. Any one of their owners can
// open it. ErrRecipient without a key or with a malformed one.
func Seal(content []byte, keys ...[]byte) ([]byte, error) {
	if len(keys) == 0 {
		return nil, ErrRecipient
	}
	var to []age.Recipient
	for _, key := range keys {
		if len(key) != 32 {
			return nil, ErrRecipient.Wrapf("%d bytes, want 32", len(key))
		}
		text, err := bech32.ConvertAndEncode("age", key)
		if err != nil {
			return nil, ErrRecipient.Wrap(err.Error())
		}
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, ErrRecipient.Wrap(err.Error())
		}
		to = append(to, r)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Sealed says whether content is encrypted.
func Sealed(content []byte) bool { return bytes.HasPrefix(content, []byte(sealHeader)) }

// Identity is the secret key that opens what was sealed to its public key.
type Identity struct{ key *age.X25519Identity }

// NewIdentity makes a new key.
func NewIdentity() (Identity, error) {
	key, err := age.GenerateX25519Identity()
	return Identity{key}, err
}

// LoadIdentity reads a key of a file as age-keygen writes it; a missing file is made with a new key.
func LoadIdentity(path string) (Identity, error) {
	raw, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		i, err := NewIdentity()
		if err != nil {
			return i, err
		}
		return i, disk.Replace(path, []byte(i.key.String()+"\n"))
	}
	if err != nil {
		return Identity{}, err
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := age.ParseX25519Identity(line)
		if err != nil {
			return Identity{}, ErrSealed.Wrapf("%s: %s", path, err)
		}
		return Identity{key}, nil
	}
	return Identity{}, ErrSealed.Wrapf("%s: no key", path)
}

// PublicKey returns the 32 bytes for the profile of an agent.
func (i Identity) PublicKey() ([]byte, error) {
	_, key, err := bech32.DecodeAndConvert(i.key.Recipient().String())
	return key, err
}

// Open decrypts content: ErrSealed when it was not sealed to this key or was changed, ErrTooBig above limit bytes.
func (i Identity) Open(content []byte, limit int64) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(content), i.key)
	if err != nil {
		return nil, ErrSealed.Wrap(err.Error())
	}
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, ErrSealed.Wrap(err.Error())
	}
	if int64(len(out)) > limit {
		return nil, ErrTooBig.Wrapf("more than %d bytes", limit)
	}
	return out, nil
}
