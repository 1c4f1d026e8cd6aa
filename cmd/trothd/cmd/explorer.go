package cmd

import (
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/explorer"
	"github.com/trothchain/troth/explorer/follow"
)

// explorerCmd indexes a chain and shows it.
func explorerCmd(enc app.Encoding) *cobra.Command {
	var o explorer.Options
	var listen string
	cmd := &cobra.Command{
		Use:   "explorer",
		Short: "Index a chain and show it: API and page",
		Long: `Follows a node block by block into a database and serves a JSON API (/v1), a stream of events and a page. The node must
have all blocks (pruning nothing, not state-synced) until the index has caught up. The database is SQLite (a file) or
PostgreSQL; killed at any moment, it goes on where it stopped. One explorer writes one database. Behind a proxy of your
own, give --behind-proxy, so that each visitor has a rate limit of his own.`,
		Example:           "  trothd explorer --node http://127.0.0.1:26657 --db sqlite:explorer.db",
		Args:              cobra.NoArgs,
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			l, err := net.Listen("tcp", listen)
			if err != nil {
				return fmt.Errorf("--listen: %w", err)
			}
			o.Listener, o.Encoding = l, explorerEncoding(enc)
			o.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
			cmd.Printf("explorer of %s at http://%s\n", o.Node, l.Addr())
			return explorer.Run(ctx, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Node, flags.FlagNode, "http://127.0.0.1:26657", "RPC of the node to follow")
	f.StringVar(&o.Database, "db", "sqlite:explorer.db", "sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")
	f.StringVar(&listen, "listen", "127.0.0.1:4600", "host and port of API and page")
	f.BoolVar(&o.BehindProxy, "behind-proxy", false, "take the visitor's address from the last X-Forwarded-For")
	f.IntVar(&o.PerSecond, "rate", 0, "requests per second of one address (default 50, -1 unbounded)")
	f.IntVar(&o.Burst, "burst", 0, "requests of one address at once (default 200)")
	return cmd
}

func explorerEncoding(enc app.Encoding) follow.Encoding {
	return follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()}
}
