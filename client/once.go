package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/cosmos/gogoproto/proto"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/disk"
)

// Entry is what an Outbox keeps of one idempotency key: the transaction that may be under way, or the one that landed.
type Entry struct {
	// Messages is the sha256 of the messages, so that a key never stands for two things.
	Messages []byte `json:"messages"`
	Tx       Tx     `json:"tx"`
	Landed   bool   `json:"landed,omitempty"`
	Height   int64  `json:"height,omitempty"`
	GasUsed  int64  `json:"gas_used,omitempty"`
	// Data are the encoded responses of the messages.
	Data []byte `json:"data,omitempty"`
}

// Outbox keeps entries by idempotency key. Save must be on the disk when it returns, or a crash may send something twice.
// One process at a time uses an outbox.
type Outbox interface {
	// Load returns nil for a key that is not there.
	Load(key string) (*Entry, error)
	Save(key string, e Entry) error
	// Forget removes a key; one that is not there is no error.
	Forget(key string) error
}

// SendOnce sends the messages exactly once, whatever happens in between: the signed transaction is in the outbox before it
// leaves. Called again with the same key, after a crash or not, it waits for that transaction, makes a new one only when
// the last can never land, and returns the result of the one that landed without sending anything.
//
// It returns what Send returns, but never ErrExpired; ErrKeyUsed when the key stands for other messages. After a refusal
// (*TxError) the key is free again, because nothing was done; Passing tells those after which it is worth trying again.
// The result of an earlier call has no events.
func (c *Client) SendOnce(ctx context.Context, box Outbox, key string, msgs ...sdk.Msg) (Result, error) {
	if key == "" {
		return Result{}, ErrOption.Wrap("empty idempotency key")
	}
	defer c.keys.lock(key)()
	sum, err := sumOf(msgs)
	if err != nil {
		return Result{}, err
	}
	e, err := box.Load(key)
	if err != nil {
		return Result{}, err
	}
	if e != nil && hex.EncodeToString(e.Messages) != hex.EncodeToString(sum) {
		return Result{}, ErrKeyUsed.Wrapf("%s: transaction %s", key, e.Tx.Hash)
	}
	if e != nil && e.Landed {
		return e.result()
	}
	if c.ordered {
		c.sequence.Lock()
		defer c.sequence.Unlock()
	}
	for {
		if e == nil {
			tx, err := c.Prepare(ctx, msgs...)
			if err != nil {
				return Result{}, err // nothing left this process
			}
			e = &Entry{Messages: sum, Tx: tx}
			if err := box.Save(key, *e); err != nil {
				return Result{}, err
			}
		}
		res, err := c.Submit(ctx, e.Tx)
		switch {
		case err == nil:
			return res, e.land(box, key, res)
		case errors.Is(err, ErrExpired):
			if err := box.Forget(key); err != nil { // a new one may be refused before it is stored
				return Result{}, err
			}
			e = nil
		case errors.As(err, new(*TxError)):
			return Result{}, errors.Join(err, box.Forget(key))
		default:
			return res, err // pending: the entry stays
		}
	}
}

func (e *Entry) land(box Outbox, key string, res Result) error {
	e.Landed, e.Height, e.GasUsed = true, res.Height, res.GasUsed
	var data sdk.TxMsgData
	for _, m := range res.Responses {
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			return err
		}
		data.MsgResponses = append(data.MsgResponses, packed)
	}
	var err error
	if e.Data, err = proto.Marshal(&data); err != nil {
		return err
	}
	e.Tx.Bytes = nil // never needed again
	return box.Save(key, *e)
}

// result returns what landed in an earlier call.
func (e *Entry) result() (Result, error) {
	r := Result{Hash: e.Tx.Hash, Height: e.Height, GasUsed: e.GasUsed, Gas: e.Tx.Gas, Fee: e.Tx.Fee}
	var err error
	r.Responses, err = responses(e.Data)
	return r, err
}

// sumOf hashes messages with their types.
func sumOf(msgs []sdk.Msg) ([]byte, error) {
	h := sha256.New()
	for _, m := range msgs {
		raw, err := proto.Marshal(m)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d ", sdk.MsgTypeURL(m), len(raw))
		h.Write(raw)
	}
	return h.Sum(nil), nil
}

// keyLocks lets one caller at a time work on a key.
type keyLocks struct {
	mu   sync.Mutex
	held map[string]*keyLock
}

type keyLock struct {
	sync.Mutex
	users int
}

// lock waits for a key and returns what gives it back.
func (k *keyLocks) lock(key string) func() {
	k.mu.Lock()
	if k.held == nil {
		k.held = make(map[string]*keyLock)
	}
	l := k.held[key]
	if l == nil {
		l = &keyLock{}
		k.held[key] = l
	}
	l.users++
	k.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(k.held, key)
		}
	}
}

// folderOutbox keeps each key in a file.
type folderOutbox struct{ dir string }

// FolderOutbox keeps entries in a folder, one file each, replaced as a whole; it makes the folder if it does not exist.
func FolderOutbox(dir string) (Outbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return folderOutbox{dir}, nil
}

func (f folderOutbox) path(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(f.dir, hex.EncodeToString(sum[:])+".json")
}

func (f folderOutbox) Load(key string) (*Entry, error) {
	raw, err := os.ReadFile(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var e Entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path(key), err)
	}
	return &e, nil
}

func (f folderOutbox) Save(key string, e Entry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return disk.Replace(f.path(key), raw)
}

func (f folderOutbox) Forget(key string) error { return disk.Remove(f.path(key)) }
