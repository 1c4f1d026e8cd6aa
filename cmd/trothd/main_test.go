package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	servercmd "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/cmd/trothd/cmd"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
)

// TestMain lets the test binary stand for trothd in the scripts, and stops the devnet of the tests at the end.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"trothd": main})
}

type suite struct{ m *testing.M }

func (s suite) Run() int {
	code := s.m.Run()
	if err := stopScene(); err != nil {
		fmt.Fprintln(os.Stderr, "stopping the devnet:", err)
		return 1
	}
	return code
}

// keyNames are the keys that the examples and the scripts name, those of the same accounts on every devnet.
var keyNames = []string{"alice", "carol", "dave", "operator", "newowner", "anyone"}

// writeHome fills the home of somebody who has these keys and, when a node is given, uses the devnet.
func writeHome(home, node string) error {
	enc, err := app.NewEncoding()
	if err != nil {
		return err
	}
	ring, err := keyring.New(chain.Name, keyring.BackendTest, home, nil, enc.Codec, client.WithEd25519())
	if err != nil {
		return err
	}
	for _, name := range keyNames {
		key, err := devnet.Key(chain.DevnetID, name)
		if err != nil {
			return err
		}
		if err := ring.ImportPrivKeyHex(name, fmt.Sprintf("%x", key.Key), "secp256k1"); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(home, "config"), 0o700); err != nil {
		return err
	}
	text := fmt.Sprintf("keyring-backend = %q\n", keyring.BackendTest)
	if node != "" {
		text += fmt.Sprintf("chain-id = %q\nnode = %q\n", chain.DevnetID, node)
	}
	return os.WriteFile(filepath.Join(home, "config", "client.toml"), []byte(text), 0o600)
}

// newRoot makes the command tree.
func newRoot(t *testing.T) *cobra.Command {
	t.Helper()
	root, err := cmd.NewRoot()
	require.NoError(t, err)
	return root
}

// readyRoot makes a command tree that run can use.
func readyRoot(t *testing.T, home string) *cobra.Command {
	t.Helper()
	root := newRoot(t)
	root.SetArgs([]string{"version", "--home", home})
	root.SetOut(io.Discard)
	require.NoError(t, servercmd.Execute(root, "TROTHD", home)) // defines flags: once
	return root
}

// run runs one command line of a command tree, in this process, and returns what it printed. A tree runs each of its
// commands once: flags keep their values.
func run(root *cobra.Command, home string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(append(args, "--home", home))
	if err := root.ExecuteContext(servercmd.CreateExecuteContext(context.Background())); err != nil {
		return out.String(), fmt.Errorf("%w\n%s", err, errs.String())
	}
	return out.String(), nil
}
