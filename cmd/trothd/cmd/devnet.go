package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/demo"
	"github.com/trothchain/troth/internal/chain"
)

// untilSignal returns a context that ends with the command's own or with an interrupt.
func untilSignal(cmd *cobra.Command) (context.Context, context.CancelFunc) {
	ctx := cmd.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// devnetCmd runs a whole chain for development.
func devnetCmd() *cobra.Command {
	var o devnet.Options
	var configFile string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "devnet",
		Short: "Run a local chain with a faucet and an explorer, in one process",
		Long: `Runs a validator with RPC, gRPC, REST, a faucet and an explorer on 127.0.0.1. Accounts, validator and faucet come from config.yml
(Ignite's schema, version 1) in the working directory if there is one. The chain goes on where it stopped; --reset begins
anew. The keys of its accounts are the same on every devnet and known to everybody. Other commands find chain, node and
keys with --home alone.`,
		Example: `  trothd devnet
  trothd devnet --reset --block-time 300ms
  trothd devnet --rpc-port 0 --grpc-port 0 --api-port 0 --p2p-port 0 --faucet-port 0 --json`,
		Args:              cobra.NoArgs,
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			config, err := devnet.LoadConfig(configFile)
			if err != nil {
				return err
			}
			o.Config = config
			if !cmd.Flags().Changed("faucet-port") {
				o.FaucetPort = config.FaucetPort()
			}
			if !cmd.Flags().Changed("explorer-port") && !devnet.PortFree(o.ExplorerPort) {
				o.ExplorerPort = 0 // another devnet has it
			}
			return runDevnet(ctx, cmd, o, asJSON)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Home, flags.FlagHome, filepath.Join(filepath.Dir(app.DefaultNodeHome), "."+chain.Name+"-devnet"), "home folder of the chain")
	f.StringVar(&o.ChainID, flags.FlagChainID, chain.DevnetID, "chain id, ends in -devnet-N")
	f.StringVar(&configFile, "config", "", "config file (default config.yml in the working directory, if there is one)")
	f.DurationVar(&o.BlockTime, "block-time", devnet.DefaultBlockTime, "time between two blocks, 50ms to 4s")
	f.BoolVar(&o.Reset, "reset", false, "delete the chain in the home folder and begin anew")
	f.BoolVar(&asJSON, "json", false, "print one line of JSON when the chain is ready")
	f.IntVar(&o.RPCPort, "rpc-port", 26657, "port of the RPC; 0 is a free one")
	f.IntVar(&o.P2PPort, "p2p-port", 0, "port of the peer network; 0 is a free one")
	f.IntVar(&o.GRPCPort, "grpc-port", 9090, "port of gRPC; 0 is a free one")
	f.IntVar(&o.APIPort, "api-port", 1317, "port of REST; 0 is a free one")
	f.IntVar(&o.FaucetPort, "faucet-port", devnet.DefaultFaucetPort, "port of the faucet; 0 is a free one, -1 none (default from the config)")
	f.IntVar(&o.ExplorerPort, "explorer-port", devnet.DefaultExplorerPort, "port of the explorer; 0 is a free one, -1 none (another is taken when the default is not free)")
	f.StringVar(&o.LogLevel, "node-log-level", "info", "log level of the node's log file")
	return cmd
}

func runDevnet(ctx context.Context, cmd *cobra.Command, o devnet.Options, asJSON bool) (err error) {
	if err := os.MkdirAll(o.Home, 0o700); err != nil {
		return err
	}
	logs, err := os.OpenFile(filepath.Join(o.Home, "node.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, logs.Close()) }()
	o.Logs = logs
	d, err := devnet.Start(ctx, o)
	if err != nil {
		return err
	}
	if err := announce(cmd, d, logs.Name(), asJSON); err != nil {
		return errors.Join(err, d.Close())
	}
	slog.New(slog.NewTextHandler(logs, nil)).Info("devnet ready", "chain_id", d.ChainID, "rpc", d.RPC)
	select {
	case <-ctx.Done():
		if !asJSON {
			cmd.Println("\nstopping; the chain goes on from here next time")
		}
		return d.Close()
	case <-d.Done():
		return errors.Join(fmt.Errorf("the node stopped by itself: see %s", logs.Name()), d.Close())
	}
}

func announce(cmd *cobra.Command, d *devnet.Devnet, log string, asJSON bool) error {
	accounts := make(map[string]string, len(d.Accounts))
	names := make([]string, 0, len(d.Accounts))
	for name, address := range d.Accounts {
		accounts[name] = address.String()
		names = append(names, name)
	}
	slices.Sort(names)
	if asJSON {
		return printLine(cmd, map[string]any{
			"chain_id": d.ChainID, "home": d.Home, "rpc": d.RPC, "rest": d.API, "grpc": d.GRPC, "faucet": d.Faucet, "explorer": d.Explorer,
			"accounts": accounts, "resumed": d.Resumed, "log": log,
		})
	}
	state := "new"
	if d.Resumed {
		state = "resumed"
	}
	cmd.Printf("%s  %s\n\n", d.ChainID, state)
	for _, row := range [][2]string{{"RPC", d.RPC}, {"REST", d.API}, {"gRPC", d.GRPC}, {"faucet", d.Faucet}, {"explorer", d.Explorer}, {"home", d.Home}, {"log", log}} {
		if row[1] != "" {
			cmd.Printf("  %-8s %s\n", row[0], row[1])
		}
	}
	for _, name := range names {
		cmd.Printf("  %-8s %s  %s\n", "account", accounts[name], name)
	}
	if d.Changed {
		cmd.Println("\nThe config has other accounts than this chain began with; --reset begins anew with them.")
	}
	cmd.Printf("\nnext: trothd agent register my-agent --owner %s --home %s\n", names[0], d.Home)
	return nil
}

// demoCmd is the main job of Troth, shown.
func demoCmd() *cobra.Command {
	var o demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show agents hiring and paying each other on a fresh local chain",
		Long: `Starts a fresh local chain and four agents, each its own process with its own operator key and mandate: a client and
three providers. They do four real jobs, take a service and negotiate a price; one winner is killed before it delivers, one
client stays silent. Every fact is checked on the chain at the end; the exit code tells whether all is as it must be.`,
		Example:           "  trothd demo\n  trothd demo --keep",
		Args:              cobra.NoArgs,
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			self, err := os.Executable()
			if err != nil {
				return err
			}
			o.Agent, o.Report, o.Out = []string{self, demoAgentName}, []string{self, demoReportName}, cmd.OutOrStdout()
			return demo.Run(ctx, o)
		},
	}
	cmd.Flags().BoolVar(&o.Keep, "keep", false, "have the agents go on at the end, until Ctrl-C, so that the page lives")
	cmd.Flags().DurationVar(&o.BlockTime, "block-time", 300*time.Millisecond, "time between two blocks")
	cmd.Flags().StringVar(&o.Home, flags.FlagHome, "", "folder for chain, agents and logs (default a temporary one)")
	return cmd
}

const demoAgentName, demoReportName = "demo-agent", "demo-report"

// demoReportCmd is the program of the providers of the demo.
func demoReportCmd() *cobra.Command {
	return &cobra.Command{
		Use: demoReportName, Short: "Make the report of a text", Hidden: true, Args: cobra.NoArgs, PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, _ []string) error { return demo.MakeReport(cmd.InOrStdin(), cmd.OutOrStdout()) },
	}
}

// demoAgentCmd is one agent's process of the demo.
func demoAgentCmd() *cobra.Command {
	return &cobra.Command{
		Use:               demoAgentName + " [config file]",
		Short:             "One agent of the demo",
		Hidden:            true,
		Args:              cobra.ExactArgs(1),
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			return demo.RunAgent(ctx, args[0], cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}
