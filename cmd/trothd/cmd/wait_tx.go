package cmd

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"

	trothclient "github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/example"
	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the command line's own errors.
const Codespace = "trothd"

// ErrNotIncluded says that a transaction did not come within the time that it was waited for.
var ErrNotIncluded = explain.New(Codespace, 2, "the transaction is in no block yet",
	"wait for it again, with a longer --timeout; before you send anything again, ask with trothd query tx whether it is there")

const (
	// flagTimeout is how long wait-tx waits.
	flagTimeout = "timeout"
	// waitTxPoll is how often it asks.
	waitTxPoll = 200 * time.Millisecond
)

// waitTxCmd takes the place of the SDK's, which asks once and then relies on a subscription: a transaction that was in a
// block before the subscription, and in the index of the node after the question, is missed by both.
func waitTxCmd() *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:     "wait-tx [hash]",
		Aliases: []string{"event-query-tx-for"},
		Short:   "Wait for a transaction to be included in a block",
		Long: `Asks the node for a transaction until it is in a block, and prints it as "trothd query tx" does. Without a hash it reads
from standard input what a command of "trothd tx" printed:

  trothd tx bank send alice troth1… 1troth --yes | trothd query wait-tx

It fails when the transaction does not come in time, not when the chain refused what is in it: look at the field code.`,
		Example: "  trothd query wait-tx " + example.Tx,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if timeout <= 0 {
				return trothclient.ErrOption.Wrapf("--%s: %s is no time to wait", flagTimeout, timeout)
			}
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			hash, err := awaited(cmd.InOrStdin(), args)
			if err != nil {
				return err
			}
			if err := waitTx(cmd.Context(), clientCtx, hash, timeout); err != nil {
				return err
			}
			found, err := authtx.QueryTx(clientCtx, hex.EncodeToString(hash))
			if err != nil {
				return err
			}
			return clientCtx.WithOutput(cmd.OutOrStdout()).PrintProto(found)
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	cmd.Flags().DurationVar(&timeout, flagTimeout, 15*time.Second, "how long to wait at most")
	return cmd
}

// waitTx returns when a node has the transaction: ErrNotIncluded when it has not in time. A node that does not answer, or
// that keeps no transactions, is an error at once.
func waitTx(ctx context.Context, clientCtx client.Context, hash []byte, timeout time.Duration) error {
	node, err := clientCtx.GetNode()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	missing := fmt.Sprintf("tx (%X) not found", hash)
	again := time.NewTicker(waitTxPoll)
	defer again.Stop()
	for {
		_, err := node.Tx(limited, hash, false)
		switch {
		case err == nil:
			return nil
		case limited.Err() == nil && !strings.Contains(err.Error(), missing): // the RPC has no code for it
			return err
		}
		select {
		case <-limited.Done():
			if ctx.Err() != nil {
				return ctx.Err() // interrupted
			}
			return ErrNotIncluded.Wrapf("%X, after %s", hash, timeout)
		case <-again.C:
		}
	}
}

// awaited is the hash that is waited for: the argument, or the txhash of what a command printed.
func awaited(in io.Reader, args []string) ([]byte, error) {
	if len(args) == 1 {
		return txHash("hash", args[0])
	}
	printed, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	var response struct {
		TxHash string `json:"txhash"`
	}
	if json.Unmarshal(printed, &response) == nil && response.TxHash != "" { // --output json
		return txHash("txhash of standard input", response.TxHash)
	}
	for line := range strings.Lines(string(printed)) {
		if hash, ok := strings.CutPrefix(line, "txhash:"); ok {
			return txHash("txhash of standard input", strings.Trim(hash, " \"'\r\n"))
		}
	}
	return nil, trothclient.ErrOption.Wrap("hash: none is given, and standard input has no txhash: it is what a command of trothd tx prints")
}

// txHash reads the hash of a transaction: 64 hex digits, with or without 0x.
func txHash(field, text string) ([]byte, error) {
	hash, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(hash) != 32 {
		return nil, trothclient.ErrOption.Wrapf("%s: %.80q is not the hash of a transaction, which has 64 hex digits", field, text)
	}
	return hash, nil
}
