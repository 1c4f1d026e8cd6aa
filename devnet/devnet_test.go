package devnet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/explain"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// start starts a devnet with free ports and short blocks.
func start(t *testing.T, o Options) *Devnet {
	t.Helper()
	if o.Home == "" {
		o.Home = t.TempDir()
	}
	if o.BlockTime == 0 {
		o.BlockTime = 150 * time.Millisecond
	}
	logs, err := os.Create(filepath.Join(t.TempDir(), "node.log"))
	require.NoError(t, err)
	o.Logs = logs
	d, err := Start(t.Context(), o)
	if err != nil {
		raw, _ := os.ReadFile(logs.Name())
		t.Logf("node log:\n%s", raw)
	}
	require.NoError(t, err)
	return d
}

// dial makes a client of a devnet.
func dial(t *testing.T, d *Devnet, signer client.Signer, opts ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New([]string{d.RPC}, signer, append([]client.Option{client.WithPoll(20 * time.Millisecond)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func named(t *testing.T, name string) client.Signer {
	t.Helper()
	key, err := Key(chain.DevnetID, name)
	require.NoError(t, err)
	return client.FromKey(key)
}

func utroth(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, n)) }

func balance(t *testing.T, c *client.Client, a sdk.AccAddress) int64 {
	t.Helper()
	r, err := banktypes.NewQueryClient(c).Balance(t.Context(), &banktypes.QueryBalanceRequest{Address: a.String(), Denom: chain.BaseDenom})
	require.NoError(t, err)
	return r.Balance.Amount.Int64()
}

func TestDevnet(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	d := start(t, Options{})
	closed := false
	t.Cleanup(func() {
		if !closed {
			require.NoError(t, d.Close())
		}
	})
	require.False(t, d.Resumed)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()

	t.Run("faucet gives to ed25519 accounts, up to its limit", func(t *testing.T) {
		c := dial(t, d, client.FromKey(client.NewEd25519()))
		code, _ := ask(t, d, c.Address().String(), "7"+chain.BaseDenom)
		require.Equal(t, http.StatusOK, code)
		require.Equal(t, int64(7), balance(t, c, c.Address()))
		code, body := ask(t, d, c.Address().String(), "1000000000"+chain.BaseDenom)
		require.Equal(t, http.StatusTooManyRequests, code)
		require.Contains(t, body, "999999993utroth more")
		code, body = ask(t, d, "nobody")
		require.Equal(t, http.StatusBadRequest, code)
		require.Contains(t, body, "address")
		r, err := http.Get(d.Faucet + "/info")
		require.NoError(t, err)
		defer r.Body.Close()
		var info faucetInfo
		require.NoError(t, json.NewDecoder(r.Body).Decode(&info))
		require.Equal(t, faucetInfo{true, chain.DevnetID}, info)
	})

	t.Run("50 transactions at once from one ed25519 key", func(t *testing.T) {
		c := dial(t, d, client.FromKey(client.NewEd25519()))
		code, _ := ask(t, d, c.Address().String())
		require.Equal(t, http.StatusOK, code)
		to := sdk.AccAddress(client.NewEd25519().PubKey().Address())
		var wg sync.WaitGroup
		errs := make([]error, 50)
		for i := range errs {
			wg.Go(func() { _, errs[i] = c.Send(ctx, banktypes.NewMsgSend(c.Address(), to, utroth(1000))) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		require.Equal(t, int64(50_000), balance(t, c, to))
	})

	t.Run("a transaction of a post-quantum key", func(t *testing.T) {
		key, err := mldsa65.GenPrivKey()
		require.NoError(t, err)
		c := dial(t, d, client.FromKey(&key))
		code, _ := ask(t, d, c.Address().String())
		require.Equal(t, http.StatusOK, code)
		_, err = c.Send(ctx, banktypes.NewMsgSend(c.Address(), c.Address(), utroth(1)))
		require.NoError(t, err)
	})

	t.Run("ordered transactions of a secp256k1 key", func(t *testing.T) {
		c := dial(t, d, named(t, "alice"), client.WithOrdered())
		for range 2 {
			_, err := c.Send(ctx, banktypes.NewMsgSend(c.Address(), c.Address(), utroth(1)))
			require.NoError(t, err)
		}
	})

	t.Run("typed errors survive the wire", func(t *testing.T) {
		c := dial(t, d, named(t, "alice"))
		_, err := c.Send(ctx, banktypes.NewMsgSend(c.Address(), c.Address(), utroth(1<<62)))
		require.ErrorIs(t, err, sdkerrors.ErrInsufficientFunds)
		var refused *client.TxError
		require.ErrorAs(t, err, &refused)
		_, err = c.Send(ctx, &markettypes.MsgCancelJob{
			Signer: c.Address().String(), Client: c.Address().String(), Job: "job_0000000000000000",
		})
		require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
		require.NotEmpty(t, explain.Remedy(err))
		_, err = markettypes.NewQueryClient(c).Job(ctx, &markettypes.QueryJobRequest{Id: "job_0000000000000000"})
		require.ErrorIs(t, err, markettypes.ErrJobNotFound, "in a query")
		poor := dial(t, d, client.FromKey(client.NewEd25519()))
		_, err = poor.Send(ctx, banktypes.NewMsgSend(poor.Address(), poor.Address(), utroth(1)))
		require.ErrorIs(t, err, client.ErrNoAccount)
	})

	t.Run("a transaction submitted twice lands once", func(t *testing.T) {
		c := dial(t, d, named(t, "alice"))
		to := sdk.AccAddress(client.NewEd25519().PubKey().Address())
		tx, err := c.Prepare(ctx, banktypes.NewMsgSend(c.Address(), to, utroth(5)))
		require.NoError(t, err)
		first, err := c.Submit(ctx, tx)
		require.NoError(t, err)
		raw, err := json.Marshal(tx)
		require.NoError(t, err)
		var stored client.Tx
		require.NoError(t, json.Unmarshal(raw, &stored))
		again, err := dial(t, d, nil).Submit(ctx, stored)
		require.NoError(t, err)
		require.Equal(t, first.Height, again.Height)
		require.Equal(t, int64(5), balance(t, c, to))
	})

	t.Run("follow sees every block and the events of a transaction", func(t *testing.T) {
		c := dial(t, d, named(t, "alice"))
		res, err := c.Send(ctx, banktypes.NewMsgSend(c.Address(), c.Address(), utroth(3)))
		require.NoError(t, err)
		next, seen := res.Height-3, false
		require.NoError(t, c.Follow(ctx, next, func(b *client.Block) error {
			require.Equal(t, next, b.Height)
			next++
			for _, e := range b.Events() {
				seen = seen || e.Tx == res.Hash && e.Type == "transfer" && e.Get("amount") == "3utroth"
			}
			if b.Height == res.Height+2 {
				return client.ErrStop
			}
			return nil
		}))
		require.True(t, seen)
		short, stop := context.WithTimeout(ctx, 100*time.Millisecond)
		defer stop()
		require.ErrorIs(t, c.Follow(short, 0, func(*client.Block) error { return nil }), context.DeadlineExceeded)
	})

	t.Run("the validator contributes to the beacon from the first block on", func(t *testing.T) {
		q := beacontypes.NewQueryClient(dial(t, d, nil))
		for _, height := range []int64{1, 2, 0} {
			r, err := q.Seed(ctx, &beacontypes.QuerySeedRequest{Height: height})
			require.NoError(t, err)
			require.True(t, r.Value.Proven, "height %d", height)
		}
		keys, err := q.Keys(ctx, &beacontypes.QueryKeysRequest{})
		require.NoError(t, err)
		require.Len(t, keys.Keys, 1)
		txs, err := txtypes.NewServiceClient(dial(t, d, nil)).GetTxsEvent(ctx, &txtypes.GetTxsEventRequest{Query: "tx.height=2"})
		require.NoError(t, err, "queries that come upon a proof do not fail")
		require.Len(t, txs.Txs, 1)
		require.Equal(t, app.ProofMemo, txs.Txs[0].Body.Memo)
	})

	t.Run("resumes where it stopped, and begins anew only when told", func(t *testing.T) {
		c := dial(t, d, nil)
		before, err := c.Height(ctx)
		require.NoError(t, err)
		_, err = Start(ctx, Options{Home: d.Home})
		require.ErrorIs(t, err, ErrHome, "a second one in the same home")
		closed = true
		require.NoError(t, d.Close())
		_, err = Start(ctx, Options{Home: d.Home, ChainID: "other-devnet-2"})
		require.ErrorIs(t, err, ErrHome)

		d = start(t, Options{Home: d.Home})
		closed = false
		require.True(t, d.Resumed)
		require.False(t, d.Changed)
		after, err := dial(t, d, nil).Height(ctx)
		require.NoError(t, err)
		require.Greater(t, after, before)
		code, _ := ask(t, d, d.Accounts["alice"].String())
		require.Equal(t, http.StatusOK, code)
		require.NoError(t, d.Close())

		d = start(t, Options{Home: d.Home, Reset: true})
		require.False(t, d.Resumed)
		h, err := dial(t, d, nil).Height(ctx)
		require.NoError(t, err)
		require.Less(t, h, before)
	})
}

// ask posts to the faucet.
func ask(t *testing.T, d *Devnet, address string, coins ...string) (int, string) {
	t.Helper()
	raw, err := json.Marshal(transferRequest{address, coins})
	require.NoError(t, err)
	r, err := http.Post(d.Faucet, "application/json", bytes.NewReader(raw))
	require.NoError(t, err)
	defer r.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(r.Body)
	require.NoError(t, err)
	return r.StatusCode, body.String()
}

func TestChainIDOfADevnet(t *testing.T) {
	for _, id := range []string{chain.DevnetID, "a-devnet-12"} {
		require.NoError(t, CheckChainID(id))
	}
	for _, id := range []string{"troth-1", "troth-devnet", "troth-devnet-", "devnet-1x", "-devnet-1", "troth-devnet-1-mainnet"} {
		require.ErrorIs(t, CheckChainID(id), ErrChainID, id)
		_, err := Key(id, "alice")
		require.ErrorIs(t, err, ErrChainID, id)
	}
	_, err := Start(t.Context(), Options{Home: t.TempDir(), ChainID: "troth-1"})
	require.ErrorIs(t, err, ErrChainID)
}

func TestConfig(t *testing.T) {
	valid := string(defaultConfig)
	_, err := ParseConfig(defaultConfig)
	require.NoError(t, err)
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown field":       {"version: 1", "version: 1\nbuild: {}", "build"},
		"wrong version":       {"version: 1", "version: 2", "version"},
		"account twice":       {"name: faucet\n    coins", "name: alice\n    coins", "twice"},
		"malformed coins":     {"- 1000000000000utroth", "- many", "coins"},
		"unknown validator":   {"validators:\n  - name: alice", "validators:\n  - name: bob", "validators[0].name"},
		"bonds too much":      {"bonded: 100000000000utroth", "bonded: 9000000000000utroth", "bonded"},
		"unknown faucet":      {"name: faucet\n  host", "name: bob\n  host", "faucet.name"},
		"faucet for everyone": {"host: 127.0.0.1:4500", "host: 0.0.0.0:4500", "loopback"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, valid, c.old)
			_, err := ParseConfig(bytes.Replace(defaultConfig, []byte(c.old), []byte(c.new), 1))
			require.ErrorContains(t, err, c.want)
		})
	}
}
