package mcp

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/cosmos/gogoproto/proto"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/disk"
)

// journal remembers the messages that an idempotency key stands for, so that a repeated call sends the very same ones
// though the market time has moved on. The zero journal remembers nothing.
type journal struct{ dir string }

// entry of a key.
type entry struct {
	// Arguments is the sha256 of tool and arguments.
	Arguments string `json:"arguments"`
	// Messages are encoded anys.
	Messages [][]byte `json:"messages"`
	Effect   string   `json:"effect"`
}

func openJournal(dir string) (journal, error) { return journal{dir}, os.MkdirAll(dir, 0o700) }

func (j journal) path(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(j.dir, hex.EncodeToString(sum[:])+".json")
}

// load returns the messages of a key: ok is false for a key that is not there, client.ErrKeyUsed one that stands for
// other arguments.
func (j journal) load(key, arguments string) (msgs []sdk.Msg, effect string, ok bool, err error) {
	if j.dir == "" {
		return nil, "", false, nil
	}
	raw, err := os.ReadFile(j.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", false, nil
	}
	if err != nil {
		return nil, "", false, err
	}
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, "", false, fmt.Errorf("%s: %w", j.path(key), err)
	}
	if e.Arguments != arguments {
		return nil, "", false, client.ErrKeyUsed.Wrapf("%.128q", key)
	}
	for _, packed := range e.Messages {
		m, err := unpackMsg(packed)
		if err != nil {
			return nil, "", false, err
		}
		msgs = append(msgs, m)
	}
	return msgs, e.Effect, true, nil
}

func (j journal) save(key, arguments, effect string, msgs []sdk.Msg) error {
	if j.dir == "" {
		return nil
	}
	e := entry{Arguments: arguments, Effect: effect}
	for _, m := range msgs {
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			return err
		}
		raw, err := proto.Marshal(packed)
		if err != nil {
			return err
		}
		e.Messages = append(e.Messages, raw)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return disk.Replace(j.path(key), raw)
}

// forget frees a key after a refusal: nothing was done.
func (j journal) forget(key string) error {
	if j.dir == "" {
		return nil
	}
	return disk.Remove(j.path(key))
}

func unpackMsg(raw []byte) (sdk.Msg, error) {
	var packed codectypes.Any
	if err := proto.Unmarshal(raw, &packed); err != nil {
		return nil, err
	}
	if len(packed.TypeUrl) < 2 {
		return nil, errors.New("mcp: a stored message without a type")
	}
	t := proto.MessageType(packed.TypeUrl[1:])
	if t == nil {
		return nil, fmt.Errorf("mcp: a stored message of an unknown type %s", packed.TypeUrl)
	}
	m, ok := newMessage(t)
	if !ok {
		return nil, fmt.Errorf("mcp: a stored %s is no message", packed.TypeUrl)
	}
	return m, proto.Unmarshal(packed.Value, m)
}

// newKey makes an idempotency key for a call without one.
func newKey() (string, error) {
	raw := make([]byte, 12)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return "auto-" + hex.EncodeToString(raw), nil
}

// sumOf hashes a tool and its arguments.
func sumOf(tool string, arguments any) (string, error) {
	raw, err := json.Marshal(arguments)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(tool+"\n"), raw...))
	return hex.EncodeToString(sum[:]), nil
}
