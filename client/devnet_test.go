package client_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func startNode(t *testing.T, home string, port int) *devnet.Devnet {
	t.Helper()
	logs, err := os.Create(filepath.Join(t.TempDir(), "node.log"))
	require.NoError(t, err)
	d, err := devnet.Start(t.Context(), devnet.Options{Home: home, BlockTime: 200 * time.Millisecond, FaucetPort: -1, RPCPort: port, Logs: logs})
	require.NoError(t, err)
	return d
}

func alice(t *testing.T, rpc string) *client.Client {
	t.Helper()
	key, err := devnet.Key(chain.DevnetID, "alice")
	require.NoError(t, err)
	c, err := client.New([]string{rpc}, client.FromKey(key), client.WithPoll(20*time.Millisecond))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func payment(c *client.Client, amount int64) sdk.Msg {
	to := sdk.AccAddress("somebody____________")
	return banktypes.NewMsgSend(c.Address(), to, sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, amount)))
}

func received(t *testing.T, c *client.Client) int64 {
	t.Helper()
	to := sdk.AccAddress("somebody____________")
	r, err := banktypes.NewQueryClient(c).Balance(t.Context(), &banktypes.QueryBalanceRequest{Address: to.String(), Denom: chain.BaseDenom})
	require.NoError(t, err)
	return r.Balance.Amount.Int64()
}

func TestFiveHundredAtOnceFromOneKey(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	d := startNode(t, t.TempDir(), 0)
	defer func() { require.NoError(t, d.Close()) }()
	c := alice(t, d.RPC)
	box, err := client.FolderOutbox(t.TempDir())
	require.NoError(t, err)
	var wg sync.WaitGroup
	begin := time.Now()
	for i := range 500 {
		wg.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = c.Send(t.Context(), payment(c, 1))
			} else {
				_, err = c.SendOnce(t.Context(), box, time.Duration(i).String(), payment(c, 1))
			}
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	t.Logf("500 transactions in %s", time.Since(begin))
	require.Equal(t, int64(500), received(t, c))

	_, err = c.Send(t.Context(), &identitytypes.MsgHeartbeat{Signer: c.Address().String(), Agent: c.Address().String()})
	require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
}

func TestANodeThatStartsAgainLosesNeitherTransactionsNorBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	home := t.TempDir()
	d := startNode(t, home, 0)
	rpc := d.RPC
	port := portOf(t, rpc)
	c := alice(t, rpc)
	box, err := client.FolderOutbox(t.TempDir())
	require.NoError(t, err)

	var seen []int64
	followed := make(chan error, 1)
	from, err := c.Height(t.Context())
	require.NoError(t, err)
	go func() {
		followed <- c.Follow(t.Context(), from, func(b *client.Block) error {
			if seen = append(seen, b.Height); len(seen) > 40 {
				return client.ErrStop
			}
			return nil
		})
	}()
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			key := time.Duration(i).String()
			for { // the node may be away for a moment
				_, err := c.SendOnce(t.Context(), box, key, payment(c, 1))
				if err == nil {
					return
				}
				if !assert.ErrorIs(t, err, client.ErrUnreachable) {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
		time.Sleep(15 * time.Millisecond)
		if i == 30 {
			require.NoError(t, d.Close())
			d = startNode(t, home, port)
		}
	}
	_, err = alice(t, rpc).Send(t.Context(), payment(c, 40))
	require.NoError(t, err)
	wg.Wait()
	require.NoError(t, <-followed)
	for i, h := range seen {
		require.Equal(t, from+int64(i), h, "every block once and in order")
	}
	require.Equal(t, int64(100), received(t, c))
	require.NoError(t, d.Close())
}

func portOf(t *testing.T, rpc string) int {
	t.Helper()
	u, err := url.Parse(rpc)
	require.NoError(t, err)
	port, err := strconv.Atoi(u.Port())
	require.NoError(t, err)
	return port
}
