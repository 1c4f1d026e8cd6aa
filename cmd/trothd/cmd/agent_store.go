package cmd

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
)

// defaultStore is where a store listens when nobody says otherwise.
const defaultStore = "127.0.0.1:8090"

// agentStoreCmd serves content by its hash.
func agentStoreCmd(env *agentEnv) *cobra.Command {
	var dir, listen, base, tokenFile string
	var content, total int64
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Serve content by its hash: specs, results, notes",
		Long: `Serves the files of a folder at /b/<sha256>, and takes new ones from whoever has the token. Content has one name, its
sha256, so that whoever fetches it knows whether it is what was meant. Without a token file nobody can put anything in.
Ctrl-C ends it.`,
		Example: "  trothd agent store --dir blobs --listen 127.0.0.1:8791 --token-file token",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			if dir == "" {
				dir = filepath.Join(env.home, "store")
			}
			token, err := readToken(tokenFile)
			if err != nil {
				return err
			}
			f, err := store.OpenFolder(dir, base, store.Limits{Content: content, Total: total})
			if err != nil {
				return err
			}
			l, err := net.Listen("tcp", listen)
			if err != nil {
				return err
			}
			if err := env.print(cmd, map[string]string{"listen": l.Addr().String(), "dir": dir},
				[2]string{"serves", dir}, [2]string{"at", "http://" + l.Addr().String() + "/b/"}); err != nil {
				return errors.Join(err, l.Close())
			}
			return f.Serve(ctx, l, token)
		},
	}
	s := cmd.Flags()
	s.StringVar(&dir, "dir", "", "folder of the content (default store in the home)")
	s.StringVar(&listen, "listen", defaultStore, "address to serve at")
	s.StringVar(&base, "base", "", "address that others reach it under, such as https://store.example.com (default http and --listen)")
	s.StringVar(&tokenFile, "token-file", "", "file with the token that allows to put content in")
	s.Int64Var(&content, "max-content", store.MaxContent, "most bytes of one content")
	s.Int64Var(&total, "max-total", 16<<30, "most bytes of all")
	cmd.AddCommand(agentStorePutCmd(env), agentStoreGetCmd(env))
	return cmd
}

func agentStorePutCmd(env *agentEnv) *cobra.Command {
	var at, tokenFile string
	cmd := &cobra.Command{
		Use:     "put [file]",
		Short:   "Put a file into a store and print its URI",
		Example: "  trothd agent store put report.txt --store http://127.0.0.1:8791 --token-file token",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			token, err := readToken(tokenFile)
			if err != nil {
				return err
			}
			uri, err := store.Remote{Base: at, Token: token}.Put(cmd.Context(), content)
			if err != nil {
				return err
			}
			return env.print(cmd, map[string]any{"uri": uri, "sha256": store.Name(content), "bytes": len(content)},
				[2]string{"uri", uri}, [2]string{"sha256", store.Name(content)}, [2]string{"bytes", fmt.Sprint(len(content))})
		},
	}
	cmd.Flags().StringVar(&at, "store", "http://"+defaultStore, "address of the store")
	cmd.Flags().StringVar(&tokenFile, "token-file", "", "file with the token of the store")
	return cmd
}

func agentStoreGetCmd(env *agentEnv) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:     "get [uri]",
		Short:   "Fetch content and check it against the hash in its URI",
		Example: "  trothd agent store get http://127.0.0.1:8791/b/b6285c57e8797db5d4c51c80d6f11938afda9b11c6a003549709189e9b4b92a2 --output copy.txt",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			hash, ok := store.HashOf(args[0])
			if !ok {
				return store.ErrURI.Wrap(args[0])
			}
			content, err := store.Fetcher{Private: true}.Get(cmd.Context(), args[0], hash, 0)
			if err != nil {
				return err
			}
			if output != "" {
				return os.WriteFile(output, content, 0o600)
			}
			_, err = cmd.OutOrStdout().Write(content)
			return err
		},
	}
	cmd.Flags().StringVar(&output, "output", "", "file to write it to (default standard output)")
	return cmd
}

// readToken reads a token of a file; no file is no token.
func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(raw))
	if len(token) < 16 {
		return "", fmt.Errorf("%s: a token has at least 16 characters", path)
	}
	return token, nil
}

// openStore serves the folder of an agent where it was served before, or uses the store that is named. The address is kept
// in the agent's state, because what is on the chain names it.
func openStore(db *state.DB, dir string, f storeFlags) (store.Putter, io.Closer, error) {
	if f.remote != "" {
		token, err := readToken(f.tokenFile)
		return store.Remote{Base: f.remote, Token: token}, io.NopCloser(nil), err
	}
	listen, _, err := state.Get[string](db, "setting", "listen")
	if err != nil {
		return nil, nil, err
	}
	if f.listen != "" {
		listen = f.listen
	}
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	s, err := store.ServeFolder(dir, listen, f.base, store.Limits{})
	if err != nil {
		return nil, nil, fmt.Errorf("%w (--listen says where, --store names another)", err)
	}
	if err := state.Put(db, "setting", "listen", state.Closed, s.Address); err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, s, nil
}

// storeFlags say where an agent keeps its content.
type storeFlags struct{ listen, base, remote, tokenFile string }

func (f *storeFlags) define(cmd *cobra.Command) {
	s := cmd.Flags()
	s.StringVar(&f.listen, "listen", "", "address to serve the agent's content at (default a free port of this machine, the same each time)")
	s.StringVar(&f.base, "base", "", "address that others reach that under (default http and --listen)")
	s.StringVar(&f.remote, "store", "", "use this store instead, such as http://127.0.0.1:8090")
	s.StringVar(&f.tokenFile, "token-file", "", "file with the token of the store")
}
