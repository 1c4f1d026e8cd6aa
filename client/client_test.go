package client

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/go-bip39"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/internal/explain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func pay(c *Client) sdk.Msg {
	return banktypes.NewMsgSend(c.Address(), c.Address(), sdk.NewCoins(sdk.NewInt64Coin("utroth", 1)))
}

// sending runs Send in the background.
func sending(ctx context.Context, c *Client) func() (Result, error) {
	type answer struct {
		r   Result
		err error
	}
	ch := make(chan answer, 1)
	go func() {
		r, err := c.Send(ctx, pay(c))
		ch <- answer{r, err}
	}()
	return func() (Result, error) { a := <-ch; return a.r, a.err }
}

func TestSendReturnsWhatHappenedInTheBlock(t *testing.T) {
	f := newFakeNode(t)
	c := f.client()
	wait := sending(t.Context(), c)
	f.waitOffered(1)
	f.mine(time.Second, nil)
	f.mine(time.Second, sent)
	r, err := wait()
	require.NoError(t, err)
	require.Equal(t, int64(3), r.Height)
	require.Equal(t, uint64(1000*3/2+unorderedGas), r.Gas)
	require.Equal(t, "29utroth", r.Fee.String(), "11500 gas at 0.0025, rounded up")
	require.Equal(t, "1utroth", r.Events[0].Get("amount"))
	_, err = Response[*banktypes.MsgSendResponse](r, 0)
	require.NoError(t, err)
	_, err = Response[*identitytypes.MsgRegisterResponse](r, 0)
	require.ErrorIs(t, err, ErrResponse)
	_, err = Response[*banktypes.MsgSendResponse](r, 1)
	require.ErrorIs(t, err, ErrResponse)
}

func TestSendEndsWhenTheTimeoutHasPassedInBlockTime(t *testing.T) {
	f := newFakeNode(t)
	wait := sending(t.Context(), f.client(WithTimeout(time.Minute)))
	f.waitOffered(1)
	f.mine(59*time.Second, nil)
	f.mine(2*time.Second, nil)
	_, err := wait()
	require.ErrorIs(t, err, ErrExpired)
	require.NotEmpty(t, explain.Remedy(err))
}

func TestSendSaysThatATransactionIsPendingWhenTheContextEnds(t *testing.T) {
	f := newFakeNode(t)
	ctx, cancel := context.WithCancel(t.Context())
	wait := sending(ctx, f.client())
	f.waitOffered(1)
	cancel()
	_, err := wait()
	require.ErrorIs(t, err, ErrPending)
	require.ErrorIs(t, err, context.Canceled)
}

func TestErrorsOfTheChainAreItsSentinels(t *testing.T) {
	text := "agent troth1x: " + identitytypes.ErrAgentNotFound.Error()
	code := identitytypes.ErrAgentNotFound.ABCICode()
	refusal := &abci.ResponseQuery{Code: code, Codespace: identitytypes.ModuleName, Log: text}
	for name, c := range map[string]struct {
		set    func(*fakeNode)
		mined  bool
		height int64
	}{
		"in the simulation": {set: func(f *fakeNode) { f.simulation = refusal }},
		"at the mempool":    {set: func(f *fakeNode) { f.refuse = refusal }},
		"in the block":      {set: func(*fakeNode) {}, mined: true, height: 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeNode(t)
			c.set(f)
			wait := sending(t.Context(), f.client())
			if c.mined {
				f.waitOffered(1)
				f.mine(0, failed(identitytypes.ModuleName, code, text))
			}
			_, err := wait()
			require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
			require.ErrorContains(t, err, "troth1x")
			require.NotEmpty(t, explain.Remedy(err))
			var refused *TxError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.height, refused.Height)
		})
	}
	t.Run("in a query", func(t *testing.T) {
		f := newFakeNode(t)
		f.queries["/troth.identity.v1.Query/Agent"] = abci.ResponseQuery{Code: 6, Codespace: "sdk", Log: text + ": unknown request"}
		_, err := identitytypes.NewQueryClient(f.client()).Agent(t.Context(), &identitytypes.QueryAgentRequest{Agent: "x"})
		require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
		_, err = identitytypes.NewQueryClient(f.client()).Params(t.Context(), &identitytypes.QueryParamsRequest{})
		require.ErrorIs(t, err, sdkerrors.ErrUnknownRequest)
	})
}

func TestSubmitFindsATransactionThatTheMempoolRefusesBecauseItIsInABlock(t *testing.T) {
	f := newFakeNode(t)
	c := f.client()
	tx, err := c.Prepare(t.Context(), pay(c))
	require.NoError(t, err)
	f.pool = append(f.pool, tx.Bytes)
	f.mine(time.Second, sent)
	f.refuse = &abci.ResponseQuery{Code: 18, Codespace: "sdk", Log: "nonce used: invalid request"}
	for range 2 {
		r, err := c.Submit(t.Context(), tx)
		require.NoError(t, err)
		require.Equal(t, int64(2), r.Height)
	}
}

func TestARefusalOfATransactionSentBeforeIsNoEndBeforeItsTimeout(t *testing.T) {
	f := newFakeNode(t)
	c := f.client()
	tx, err := c.Prepare(t.Context(), pay(c))
	require.NoError(t, err)
	tx.fresh = nil // as read from a file after a crash
	f.refuse = &abci.ResponseQuery{Code: 18, Codespace: "sdk", Log: "refused: invalid request"}
	done := make(chan error, 1)
	go func() {
		_, err := c.Submit(t.Context(), tx)
		done <- err
	}()
	f.waitOffered(1)
	select {
	case err := <-done:
		t.Fatalf("ended early: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	f.mine(2*time.Minute, nil)
	require.ErrorIs(t, <-done, sdkerrors.ErrInvalidRequest)
}

func TestFailsOverToTheNextEndpoint(t *testing.T) {
	f := newFakeNode(t)
	dead := httptest.NewServer(nil)
	dead.Close()
	c, err := New([]string{dead.URL, f.url}, nil)
	require.NoError(t, err)
	h, err := c.Height(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(1), h)
	require.Equal(t, int32(1), c.current.Load())
	c, err = New([]string{dead.URL}, nil)
	require.NoError(t, err)
	_, err = c.Height(t.Context())
	require.ErrorIs(t, err, ErrUnreachable)
	_, err = c.Send(t.Context(), pay(f.client()))
	require.ErrorIs(t, err, ErrNoSigner)
}

func TestFollowGivesEveryBlockOnceAndInOrder(t *testing.T) {
	f := newFakeNode(t)
	for range 4 {
		f.mine(time.Second, nil)
	}
	c := f.client()
	var seen []int64
	first := func(n int) func(*Block) error {
		return func(b *Block) error {
			if seen = append(seen, b.Height); len(seen) >= n {
				return ErrStop
			}
			return nil
		}
	}
	require.NoError(t, c.Follow(t.Context(), 2, first(3)))
	require.Equal(t, []int64{2, 3, 4}, seen)
	seen = nil
	go func() { time.Sleep(30 * time.Millisecond); f.mine(time.Second, nil) }()
	require.NoError(t, c.Follow(t.Context(), 0, first(1)))
	require.Equal(t, []int64{6}, seen, "from 0 is from the next block on")
	boom := errors.New("boom")
	require.ErrorIs(t, c.Follow(t.Context(), 1, func(*Block) error { return boom }), boom)
}

func TestQueriesCanReadOlderHeights(t *testing.T) {
	f := newFakeNode(t)
	f.answer("/troth.identity.v1.Query/Agent", &identitytypes.QueryAgentResponse{Agent: identitytypes.Agent{Handovers: 2}})
	f.answer("/troth.identity.v1.Query/Agent@5", &identitytypes.QueryAgentResponse{Agent: identitytypes.Agent{Handovers: 1}})
	q := identitytypes.NewQueryClient(f.client())
	r, err := q.Agent(AtHeight(t.Context(), 5), &identitytypes.QueryAgentRequest{})
	require.NoError(t, err)
	require.Equal(t, uint32(1), r.Agent.Handovers)
}

func TestNoGoroutineOutlivesItsCall(t *testing.T) {
	f := newFakeNode(t)
	c := f.client()
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, err := c.Send(ctx, pay(c)); assert.Error(t, err) })
		wg.Go(func() { assert.Error(t, c.Follow(ctx, 1, func(*Block) error { return nil })) })
	}
	f.waitOffered(20)
	cancel()
	wg.Wait()
	c.http.CloseIdleConnections()
	require.Eventually(t, func() bool { c.http.CloseIdleConnections(); return runtime.NumGoroutine() <= before+2 }, 5*time.Second, 20*time.Millisecond)
}

func TestTimeoutsAreUniqueAndWithinWhatTheChainAccepts(t *testing.T) {
	c := newFakeNode(t).client(WithTimeout(MaxTimeout))
	var mu sync.Mutex
	seen := make(map[int64]bool)
	var wg sync.WaitGroup
	behind := time.Now().Add(-time.Hour)
	for range 8 {
		wg.Go(func() {
			for range 500 {
				at := c.timeoutFrom(behind)
				mu.Lock()
				seen[at.UnixNano()] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Len(t, seen, 4000)
	require.True(t, c.timeoutFrom(behind).Before(behind.Add(MaxTimeout)))
	ahead := time.Now().Add(70 * time.Second)
	require.True(t, c.timeoutFrom(ahead).After(ahead.Add(MaxTimeout-time.Minute)), "a clock that is behind")
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]Option{
		"timeout too long": WithTimeout(MaxTimeout + 1), "timeout too short": WithTimeout(0), "no poll": WithPoll(0),
		"gas price": WithGasPrice("cheap"), "gas factor": WithGasFactor(99),
		"no largest fee": WithMaxFee(""), "largest fee in words": WithMaxFee("little"), "part of a unit": WithMaxFee("0.5utroth"),
		"below nothing": WithMaxFee("-1utroth"), "beyond all": WithMaxFee("1" + strings.Repeat("0", 60) + "troth"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New([]string{"http://127.0.0.1:1"}, nil, o)
			require.ErrorIs(t, err, ErrOption)
		})
	}
	_, err := New(nil, nil)
	require.ErrorIs(t, err, ErrOption)
}

func TestEd25519KeysFollowSLIP10(t *testing.T) {
	seed, err := hex.DecodeString("000102030405060708090a0b0c0d0e0f")
	require.NoError(t, err)
	for path, want := range map[string]string{
		"m":         "2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7",
		"m/0'":      "68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3",
		"m/0'/1'":   "b1d0bad404bf35da785a64ca1ac54b2617211d2777696fbffaf208f746ae84f2",
		"m/0'/1/2'": "92a5b23c0b8a99e37d07df3fb9966917f5d06e02ddbd909c7e184371463e9fc9",
	} {
		got, err := slip10(seed, path)
		require.NoError(t, err)
		require.Equal(t, want, hex.EncodeToString(got), path)
	}
	_, err = slip10(seed, "m/x")
	require.Error(t, err)
}

func TestKeyringSignsWithEd25519(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	ring, err := keyring.New("troth", keyring.BackendTest, t.TempDir(), nil, codec.NewProtoCodec(registry), WithEd25519())
	require.NoError(t, err)
	entropy, err := bip39.NewEntropy(256)
	require.NoError(t, err)
	words, err := bip39.NewMnemonic(entropy)
	require.NoError(t, err)
	_, err = ring.NewAccount("op", words, "", hd.CreateHDPath(118, 0, 0).String(), Ed25519)
	require.NoError(t, err)
	s, err := FromKeyring(ring, "op")
	require.NoError(t, err)
	require.Equal(t, "ed25519", s.PubKey().Type())
	sig, err := s.Sign([]byte("doc"))
	require.NoError(t, err)
	require.True(t, s.PubKey().VerifySignature([]byte("doc"), sig))
	_, err = FromKeyring(ring, "nobody")
	require.Error(t, err)
}
