// Package cmd is the command line of trothd: one file for each command that is not made by the SDK.
package cmd

import (
	"fmt"
	"os"
	"strings"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	clientconfig "github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	servercmd "github.com/cosmos/cosmos-sdk/server/cmd"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/app"
	trothclient "github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
)

// envPrefix of environment variables that stand for flags, such as TROTHD_HOME.
const envPrefix = "TROTHD"

// Execute runs the command line and returns the exit code.
func Execute() int {
	root, err := NewRoot()
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		return 1
	}
	if err := servercmd.Execute(root, envPrefix, app.DefaultNodeHome); err != nil {
		fmt.Fprintf(os.Stderr, "Error: %s\n", printable([]byte(err.Error()))) // it may quote a provider
		if remedy := explain.Remedy(err); remedy != "" {
			fmt.Fprintln(os.Stderr, "→", remedy)
		}
		return 1
	}
	return 0
}

// NewRoot makes the whole command tree.
func NewRoot() (*cobra.Command, error) {
	// The command line asks the application which messages and queries there are; it loads no state for that.
	temp, err := app.NewUnloaded(log.NewNopLogger(), dbm.NewMemDB(), viper.New())
	if err != nil {
		return nil, err
	}
	enc := temp.Encoding()
	base := client.Context{}.
		WithCodec(enc.Codec).
		WithInterfaceRegistry(enc.InterfaceRegistry).
		WithTxConfig(enc.Reading()).
		WithLegacyAmino(enc.Amino).
		WithInput(os.Stdin).
		WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(app.DefaultNodeHome).
		WithKeyringOptions(trothclient.WithEd25519()).
		WithViper(envPrefix)

	root := &cobra.Command{
		Use:           "trothd",
		Short:         "Troth: agents hire, negotiate with and pay each other",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return prepare(cmd, base)
		},
	}
	addCommands(root, enc)

	withDefaults, err := clientconfig.ReadDefaultValuesFromDefaultClientConfig(base)
	if err != nil {
		return nil, fmt.Errorf("client defaults: %w", err)
	}
	if err := temp.AutoCLI(withDefaults).EnhanceRootCommand(root); err != nil {
		return nil, fmt.Errorf("commands of the modules: %w", err)
	}
	return root, nil
}

// prepare reads flags, client.toml, app.toml and config.toml before a command runs, writing those that are missing.
func prepare(cmd *cobra.Command, base client.Context) error {
	cmd.SetOut(cmd.OutOrStdout())
	cmd.SetErr(cmd.ErrOrStderr())
	if err := homeFromEnvironment(cmd); err != nil {
		return err
	}
	clientCtx, err := client.ReadPersistentCommandFlags(base.WithCmdContext(cmd.Context()), cmd.Flags())
	if err != nil {
		return err
	}
	clientCtx, err = clientconfig.ReadFromClientConfig(clientCtx)
	if err != nil {
		return err
	}
	if err := client.SetCmdClientContextHandler(clientCtx, cmd); err != nil {
		return err
	}
	if err := defaultFees(cmd); err != nil {
		return err
	}
	return server.InterceptConfigsPreRunHandler(cmd, serverconfig.DefaultConfigTemplate, app.AppConfig(), app.CometConfig())
}

// homeFromEnvironment lets TROTHD_HOME stand for --home: the SDK takes it for the node's files, but not for keys and
// client.toml.
func homeFromEnvironment(cmd *cobra.Command) error {
	home := os.Getenv(envPrefix + "_HOME")
	if f := cmd.Flags().Lookup(flags.FlagHome); home == "" || f == nil || f.Changed {
		return nil
	}
	return cmd.Flags().Set(flags.FlagHome, home)
}

// defaultFees lets transaction commands estimate their gas and pay the chain's minimum price when the user says nothing.
func defaultFees(cmd *cobra.Command) error {
	set := func(name, value string) error {
		if f := cmd.Flags().Lookup(name); f == nil || f.Changed {
			return nil
		}
		return cmd.Flags().Set(name, value)
	}
	sends := strings.HasPrefix(cmd.CommandPath(), "trothd tx ") || cmd.CommandPath() == beaconRegisterPath
	if f := cmd.Flags().Lookup(flags.FlagFees); f == nil || f.Changed || !sends {
		return nil
	}
	if err := set(flags.FlagGasPrices, app.MinGasPrices); err != nil {
		return err
	}
	if f := cmd.Flags().Lookup(flags.FlagOffline); f == nil || f.Value.String() == "true" {
		return nil // an estimate needs a node
	}
	if err := set(flags.FlagGas, flags.GasFlagAuto); err != nil {
		return err
	}
	return set(flags.FlagGasAdjustment, "1.5")
}
