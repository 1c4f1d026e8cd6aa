package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/trothchain/troth/agent/mcp"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/disk"
)

// mcpFlags are the flags of `mcp`.
type mcpFlags struct {
	agent, http, owner, store, tokenFile string
	private                              bool
}

// mcpCmd serves language models.
func mcpCmd(enc app.Encoding) *cobra.Command {
	env := &agentEnv{enc: enc}
	var f mcpFlags
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let a language model use Troth, by the Model Context Protocol",
		Long: `Serves the tools, resources and prompts of Troth to a host such as a desktop assistant or an editor: over standard
input and output, or with --http on this machine at /mcp. With --agent it acts for that agent and signs with its operator
key, within the mandate that the chain enforces; without, it reads the chain and prepares transactions that somebody else
signs. What only an owner may do is prepared, never signed, unless --owner names the owner's key as well.

Specs and results that a model gives as text are kept in a content store: the one of --store, or a folder that is served
while the program runs.`,
		Example: `  trothd mcp --agent max
  trothd mcp --agent max --http 127.0.0.1:8787`,
		Args: cobra.NoArgs,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := withoutFiles(cmd, args); err != nil {
				return err
			}
			return env.settings(cmd)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			return env.mcp(ctx, cmd, f)
		},
	}
	s := cmd.Flags()
	s.StringSliceVar(&env.nodes, flags.FlagNode, []string{"http://127.0.0.1:26657"}, "RPC address of a node; several are tried in turn")
	s.StringVar(&env.home, flags.FlagHome, app.DefaultNodeHome, "home folder: keyring and agents")
	s.StringVar(&env.backend, flags.FlagKeyringBackend, keyring.BackendOS, "keyring backend: os, file or test")
	s.DurationVar(&env.timeout, "timeout", client.DefaultTimeout, "how long a transaction may take to be included, up to 10m")
	s.StringVar(&env.maxFee, "max-fee", client.DefaultMaxFee, "most that the fee of one transaction may be, whatever the node asks")
	s.StringVar(&f.agent, "agent", "", "agent to act for, registered before; none only reads and prepares")
	s.StringVar(&f.http, "http", "", "loopback address to serve at, such as 127.0.0.1:8787 (default standard input and output)")
	s.StringVar(&f.owner, "owner", "", "key of the owner, to sign what only an owner may do")
	s.StringVar(&f.store, "store", "", "content store to put text into (default a folder of the agent, served on a free port)")
	s.StringVar(&f.tokenFile, "token-file", "", "file with the token of that store")
	s.BoolVar(&f.private, "private", false, "fetch content from private addresses too, as on a devnet")
	return cmd
}

// mcp serves until the context ends or the host goes away.
func (e *agentEnv) mcp(ctx context.Context, cmd *cobra.Command, f mcpFlags) (err error) {
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	c := mcp.Config{Codec: e.enc.Codec, Fetch: store.Fetcher{Private: f.private}, Version: version.Version, Log: log}
	if c.Version == "" {
		c.Version = "dev"
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	var serving errgroup.Group
	defer func() {
		end()
		err = errors.Join(err, serving.Wait())
	}()
	if f.agent == "" {
		if f.owner != "" {
			return errors.New("--owner: only together with --agent")
		}
		if c.Client, err = e.dial(nil); err != nil {
			return err
		}
	} else if err := e.mcpAgent(cmd, f, &c); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Client.Close()) }()
	if c.Owner != nil {
		defer func() { err = errors.Join(err, c.Owner.Close()) }()
	}
	if c.Store, err = e.mcpStore(ctx, f, &serving); err != nil {
		return err
	}
	s, err := mcp.New(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if f.http == "" {
		return s.ServeStdio(ctx)
	}
	l, err := mcp.Listen(f.http)
	if err != nil {
		return err
	}
	cmd.Printf("http://%s/mcp\n", l.Addr())
	return s.ServeHTTP(ctx, l)
}

// mcpAgent fills in what an agent's server needs.
func (e *agentEnv) mcpAgent(cmd *cobra.Command, f mcpFlags, c *mcp.Config) error {
	a, err := e.load(f.agent)
	if err != nil {
		return err
	}
	dir, err := e.folder(f.agent)
	if err != nil {
		return err
	}
	c.Agent, c.Dir, c.Bids = a.Address, filepath.Join(dir, "mcp"), filepath.Join(dir, "bids")
	if c.Client, err = e.as(cmd, a.OperatorKey); err != nil {
		return err
	}
	if f.owner == "" {
		return nil
	}
	if c.Owner, err = e.as(cmd, f.owner); err != nil {
		return errors.Join(err, c.Client.Close())
	}
	return nil
}

// mcpStore is the store of the flags, or a folder that is served meanwhile; none for a server without an agent.
func (e *agentEnv) mcpStore(ctx context.Context, f mcpFlags, serving *errgroup.Group) (store.Putter, error) {
	token, err := readToken(f.tokenFile)
	if err != nil {
		return nil, err
	}
	if f.store != "" {
		return store.Remote{Base: f.store, Token: token}, nil
	}
	if f.agent == "" {
		return nil, nil
	}
	dir, err := e.folder(f.agent)
	if err != nil {
		return nil, err
	}
	at := filepath.Join(dir, "content")
	if err := os.MkdirAll(at, 0o700); err != nil {
		return nil, err
	}
	l, base, err := sameListener(filepath.Join(dir, "content.addr"))
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", f.agent, err)
	}
	folder, err := store.OpenFolder(at, base, store.Limits{})
	if l == nil {
		return folder, err // another server of this agent serves the folder
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	serving.Go(func() error { return folder.Serve(ctx, l, "") })
	return folder, nil
}

// sameListener listens at the loopback address that a file remembers, so that the URIs of content stay good; else at a
// free one, which it remembers. The listener is nil when another process listens there.
func sameListener(file string) (l net.Listener, base string, err error) {
	known, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, "", err
	}
	if len(known) > 0 {
		l, err := mcp.Listen(string(known))
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, "http://" + string(known), nil
		}
		return l, "http://" + string(known), err
	}
	if l, err = mcp.Listen("127.0.0.1:0"); err != nil {
		return nil, "", err
	}
	return l, "http://" + l.Addr().String(), disk.Replace(file, []byte(l.Addr().String()))
}
