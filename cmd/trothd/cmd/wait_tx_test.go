package cmd

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"

	trothclient "github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/example"
)

// slowIndex is a node whose index has a transaction only after it was asked some times: blocks are indexed after they
// are committed.
type slowIndex struct {
	client.CometRPC
	misses int
	asked  int
	err    error
}

func (n *slowIndex) Tx(ctx context.Context, hash []byte, _ bool) (*coretypes.ResultTx, error) {
	n.asked++
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case n.err != nil:
		return nil, n.err
	case n.asked <= n.misses:
		return nil, fmt.Errorf("RPC error -32603 - Internal error: tx (%X) not found", hash)
	}
	return &coretypes.ResultTx{Hash: hash}, nil
}

func TestWaitTxAsksUntilTheTransactionIsThere(t *testing.T) {
	away := errors.New("connection refused")
	for name, tc := range map[string]struct {
		node    slowIndex
		timeout time.Duration
		want    error
		asked   int
	}{
		"there":                  {asked: 1, timeout: time.Minute},
		"indexed later":          {node: slowIndex{misses: 2}, asked: 3, timeout: time.Minute},
		"the node does not help": {node: slowIndex{err: away}, asked: 1, timeout: time.Minute, want: away},
		"never there":            {node: slowIndex{misses: 1000}, timeout: waitTxPoll * 3 / 2, want: ErrNotIncluded},
	} {
		t.Run(name, func(t *testing.T) {
			hash, err := hex.DecodeString(example.Tx)
			require.NoError(t, err)

			err = waitTx(t.Context(), client.Context{Client: &tc.node}, hash, tc.timeout)

			require.ErrorIs(t, err, tc.want)
			if tc.asked > 0 {
				require.Equal(t, tc.asked, tc.node.asked)
			}
		})
	}
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, waitTx(interrupted, client.Context{Client: &slowIndex{}}, make([]byte, 32), time.Minute), context.Canceled)
}

func TestWaitTxTakesTheHashOrWhatACommandPrinted(t *testing.T) {
	want, err := hex.DecodeString(example.Tx)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		args  []string
		input string
		err   string
	}{
		"argument":           {args: []string{example.Tx}},
		"small letters":      {args: []string{"0x" + strings.ToLower(example.Tx)}},
		"JSON":               {input: `{"height":"0","txhash":"` + example.Tx + `","code":0}`},
		"YAML":               {input: "code: 0\nraw_log: \"\"\ntxhash: " + example.Tx + "\n"},
		"too short":          {args: []string{"ABCD"}, err: "hash: "},
		"no hex":             {args: []string{strings.Repeat("Z", 64)}, err: "hash: "},
		"wrong in the input": {input: "txhash: soon\n", err: "txhash of standard input: "},
		"nothing":            {err: "hash: none is given"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := awaited(bytes.NewBufferString(tc.input), tc.args)
			if tc.err != "" {
				require.ErrorIs(t, err, trothclient.ErrOption)
				require.ErrorContains(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestWaitTxRefusesATimeThatIsNone(t *testing.T) {
	home := t.TempDir()
	_, err := trothd(t, home, "init", "me", "--chain-id", chain.DevnetID)
	require.NoError(t, err)

	_, err = trothd(t, home, "query", "wait-tx", example.Tx, "--timeout", "0s")

	require.ErrorIs(t, err, trothclient.ErrOption)
	require.ErrorContains(t, err, "--timeout")
}
