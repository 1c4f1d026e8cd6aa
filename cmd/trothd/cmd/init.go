package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/server"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/vrfkey"
)

// initCmd is the SDK's init with Troth's consensus parameters in the genesis file, and with a key for the beacon.
func initCmd(enc app.Encoding) *cobra.Command {
	cmd := genutilcli.InitCmd(app.Basics(enc.Codec), app.DefaultNodeHome)
	cmd.Example = "  trothd init my-node --chain-id troth-1"
	initSDK := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := initSDK(cmd, args); err != nil {
			return err
		}
		cfg := server.GetServerContextFromCmd(cmd).Config
		if _, err := vrfkey.Ensure(cfg.RootDir); err != nil {
			return err
		}
		file := cfg.GenesisFile()
		genesis, err := genutiltypes.AppGenesisFromFile(file)
		if err != nil {
			return fmt.Errorf("read %s back: %w", file, err)
		}
		params := app.DefaultConsensusParams()
		params.Validator = genesis.Consensus.Params.Validator
		genesis.Consensus.Params = params
		return genesis.SaveAs(file)
	}
	return cmd
}
