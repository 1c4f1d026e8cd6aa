package client

import (
	"context"
	"errors"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	"github.com/stretchr/testify/require"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

type answer struct {
	r   Result
	err error
}

// sendingOnce runs SendOnce in the background.
func sendingOnce(ctx context.Context, c *Client, box Outbox, key string) <-chan answer {
	ch := make(chan answer, 1)
	go func() {
		r, err := c.SendOnce(ctx, box, key, pay(c))
		ch <- answer{r, err}
	}()
	return ch
}

func newOutbox(t *testing.T) Outbox {
	t.Helper()
	box, err := FolderOutbox(t.TempDir())
	require.NoError(t, err)
	return box
}

func TestSendOnceReturnsTheFirstResultWithoutSendingAgain(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	first := sendingOnce(t.Context(), c, box, "k")
	second := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(1)
	f.mine(time.Second, sent)
	a, b := <-first, <-second
	require.NoError(t, a.err)
	require.NoError(t, b.err)
	require.Equal(t, a.r.Hash, b.r.Hash)
	again, err := c.SendOnce(t.Context(), box, "k", pay(c))
	require.NoError(t, err)
	require.Equal(t, a.r.Hash, again.Hash)
	require.Equal(t, int64(2), again.Height)
	_, err = Response[*banktypes.MsgSendResponse](again, 0)
	require.NoError(t, err)
	require.Equal(t, 1, f.offered)
	_, err = c.SendOnce(t.Context(), box, "k", pay(c), pay(c))
	require.ErrorIs(t, err, ErrKeyUsed)
	_, err = c.SendOnce(t.Context(), box, "", pay(c))
	require.ErrorIs(t, err, ErrOption)
}

func TestSendOnceGoesOnWithTheSameTransactionAfterACrash(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	ctx, crash := context.WithCancel(t.Context())
	ended := sendingOnce(ctx, c, box, "k")
	f.waitOffered(1)
	crash()
	require.ErrorIs(t, (<-ended).err, ErrPending)
	e, err := box.Load("k")
	require.NoError(t, err)

	ended = sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(2)
	f.mine(time.Second, func() *abci.ExecTxResult { return sent() })
	a := <-ended
	require.NoError(t, a.err)
	require.Equal(t, e.Tx.Hash, a.r.Hash)
}

func TestSendOnceMakesANewTransactionOnlyWhenTheLastCanNeverLand(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	ended := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(1)
	e, err := box.Load("k")
	require.NoError(t, err)
	f.mu.Lock()
	f.pool = nil // lost by the node
	f.mu.Unlock()
	f.mine(2*time.Minute, nil)
	f.waitOffered(2)
	f.mine(time.Second, sent)
	a := <-ended
	require.NoError(t, a.err)
	require.NotEqual(t, e.Tx.Hash, a.r.Hash)
}

func TestARefusalFreesTheKey(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	code := identitytypes.ErrAgentNotFound.ABCICode()
	f.refuse = &abci.ResponseQuery{Code: code, Codespace: identitytypes.ModuleName, Log: "no: " + identitytypes.ErrAgentNotFound.Error()}
	_, err := c.SendOnce(t.Context(), box, "k", pay(c))
	require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
	f.mu.Lock()
	f.refuse = nil
	f.mu.Unlock()
	ended := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(2)
	f.mine(time.Second, sent)
	require.NoError(t, (<-ended).err)
}

// A key whose transaction had expired once stayed taken when a new one was refused, and every call waited for the old one.
func TestARefusalAfterAnExpiryFreesTheKey(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	ended := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(1)
	f.mu.Lock()
	f.pool = nil // lost by the node
	f.simulation = &abci.ResponseQuery{
		Code: identitytypes.ErrAgentNotFound.ABCICode(), Codespace: identitytypes.ModuleName, Log: "no: " + identitytypes.ErrAgentNotFound.Error(),
	}
	f.mu.Unlock()
	f.mine(2*time.Minute, nil)
	require.ErrorIs(t, (<-ended).err, identitytypes.ErrAgentNotFound)
	e, err := box.Load("k")
	require.NoError(t, err)
	require.Nil(t, e)
}

// failingOutbox cannot write.
type failingOutbox struct{ Outbox }

var errDisk = errors.New("disk full")

func (failingOutbox) Save(string, Entry) error { return errDisk }

func TestNothingIsSentThatIsNotInTheOutbox(t *testing.T) {
	f := newFakeNode(t)
	_, err := f.client().SendOnce(t.Context(), failingOutbox{newOutbox(t)}, "k", pay(f.client()))
	require.ErrorIs(t, err, errDisk)
	require.Equal(t, 0, f.offered)
}

func TestSendWaitsForTheFirstBlockAfterANodeStarted(t *testing.T) {
	started := &abci.ResponseQuery{Code: 18, Codespace: "sdk", Log: "unordered tx ttl exceeds 10m0s: invalid request"}
	for name, set := range map[string]func(*fakeNode, *abci.ResponseQuery){
		"refused in the simulation": func(f *fakeNode, r *abci.ResponseQuery) { f.simulation = r },
		"refused by the mempool":    func(f *fakeNode, r *abci.ResponseQuery) { f.refuse = r },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeNode(t)
			set(f, started)
			wait := sending(t.Context(), f.client())
			time.Sleep(30 * time.Millisecond)
			f.mu.Lock()
			offered := f.offered
			set(f, nil)
			f.mu.Unlock()
			f.mine(time.Second, nil)
			f.waitOffered(offered + 1)
			f.mine(time.Second, sent)
			_, err := wait()
			require.NoError(t, err)
		})
	}
	t.Run("the last block is old", func(t *testing.T) {
		f := newFakeNode(t)
		f.mine(-time.Hour, nil)
		wait := sending(t.Context(), f.client())
		time.Sleep(30 * time.Millisecond)
		f.mu.Lock()
		require.Zero(t, f.offered)
		f.mu.Unlock()
		f.mine(time.Hour, nil)
		f.waitOffered(1)
		f.mine(time.Second, sent)
		_, err := wait()
		require.NoError(t, err)
	})
}

func TestANodeThatFailsInsideIsNoAnswer(t *testing.T) {
	for text, want := range map[string]bool{"leveldb: closed": false, "tx already exists in cache": true, "height 5 is not available": true} {
		require.Equal(t, want, answered(&rpctypes.RPCError{Code: internalError, Data: text}), text)
	}
	require.True(t, answered(&rpctypes.RPCError{Code: -32602, Message: "invalid params"}))
	require.False(t, answered(errors.New("connection refused")))
}
