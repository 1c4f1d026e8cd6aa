package cmd

import (
	"context"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/debug"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/pruning"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	"github.com/cosmos/cosmos-sdk/client/snapshot"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	authcmd "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"

	"github.com/trothchain/troth/app"
)

// addCommands adds everything that is not made from the modules' services. A command of our own is one line here and a
// file of its own.
func addCommands(root *cobra.Command, enc app.Encoding) {
	debugCmd := debug.Cmd()
	debugCmd.AddCommand(invariantsCmd())
	root.AddCommand(
		initCmd(enc),
		configCmd(),
		debugCmd,
		pruning.Cmd(newApp, app.DefaultNodeHome),
		snapshot.Cmd(newApp),
		server.StatusCommand(),
		genutilcli.Commands(enc.TxConfig, app.Basics(enc.Codec), app.DefaultNodeHome),
		queryCmd(),
		txCmd(),
		keys.Commands(),
		agentCmd(enc), beaconCmd(enc), devnetCmd(), explorerCmd(enc), demoCmd(), demoAgentCmd(), demoReportCmd(), explainCmd(), mcpCmd(enc),
	)
	node := new(startedNode)
	server.AddCommandsWithStartCmdOptions(root, app.DefaultNodeHome, node.newApp, exportApp, server.StartCmdOptions{PostSetup: node.watch})
}

// startedNode is the node of the start command: the SDK asks for its application in one place, and offers the client of
// its consensus in another.
type startedNode struct{ app *app.App }

func (n *startedNode) newApp(logger log.Logger, db dbm.DB, opts servertypes.AppOptions) servertypes.Application {
	a := newApp(logger, db, opts)
	n.app, _ = a.(*app.App)
	return a
}

// watch lets the application follow the rounds of consensus.
func (n *startedNode) watch(svr *server.Context, clientCtx client.Context, ctx context.Context, g *errgroup.Group) error {
	rounds, ok := clientCtx.Client.(app.Rounds)
	if !ok || n.app == nil {
		svr.Logger.Error("this node cannot see whose turn it is to propose", "remedy", "set api.enable or grpc.enable in app.toml, on a loopback address")
		return nil
	}
	g.Go(func() error { return n.app.WatchProposers(ctx, rounds) })
	return nil
}

// newApp is the application of a running node.
func newApp(logger log.Logger, db dbm.DB, opts servertypes.AppOptions) servertypes.Application {
	a, err := app.New(logger, db, opts, server.DefaultBaseappOptions(opts)...)
	if err != nil {
		panic(err) // servertypes.AppCreator has no error
	}
	return a
}

// queryCmd holds the queries that no module offers.
func queryCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "query", Aliases: []string{"q"}, Short: "Read the chain's state, blocks and transactions",
		SuggestionsMinimumDistance: 2, RunE: client.ValidateCmd,
	}
	cmd.AddCommand(
		waitTxCmd(), rpc.ValidatorCommand(),
		server.QueryBlockCmd(), server.QueryBlocksCmd(), server.QueryBlockResultsCmd(),
		authcmd.QueryTxCmd(), authcmd.QueryTxsByEventsCmd(),
	)
	return cmd
}

// txCmd holds the work on transactions that no module offers.
func txCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "tx", Short: "Make, sign and send transactions", SuggestionsMinimumDistance: 2, RunE: client.ValidateCmd,
	}
	cmd.AddCommand(
		authcmd.GetSignCommand(), authcmd.GetSignBatchCommand(), authcmd.GetMultiSignCommand(), authcmd.GetMultiSignBatchCmd(),
		authcmd.GetValidateSignaturesCommand(), authcmd.GetBroadcastCommand(), authcmd.GetEncodeCommand(),
		authcmd.GetDecodeCommand(), authcmd.GetSimulateCmd(),
	)
	cmd.PersistentFlags().String(flags.FlagChainID, "", "the chain's id")
	return cmd
}
