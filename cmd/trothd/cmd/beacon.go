package cmd

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/vrfkey"
	"github.com/trothchain/troth/internal/example"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

const beaconRegisterPath = "trothd beacon register"

// beaconCmd is a validator's work on its key for the beacon.
func beaconCmd(enc app.Encoding) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "beacon",
		Short: "The validator's key for the random beacon",
		Long: `Each block of a validator that has registered a key adds a proof of randomness that nobody can choose. The secret
keys lie in config/vrf_key.json of the node's home, which only its owner may read: back it up. A validator whose key
is registered and whose node does not have the secret proposes blocks that all others refuse.`,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(beaconShowKeyCmd(), beaconNewKeyCmd(), beaconRegisterCmd(), beaconGenesisKeyCmd(enc))
	return cmd
}

// registration is what a validator shows to have its key registered by somebody else, or from another machine.
type registration struct {
	ChainID    string `json:"chain_id"`
	Validator  string `json:"validator"`
	Key        string `json:"key"`
	Possession string `json:"possession"`
}

func beaconShowKeyCmd() *cobra.Command {
	var operator string
	cmd := &cobra.Command{
		Use:   "show-key",
		Short: "Show the public keys of this node, the newest last",
		Long: `Shows the public keys in config/vrf_key.json, one a line, the newest last. With --operator it shows, as JSON, the
newest with the proof of possession for that validator, which "trothd tx beacon register-vrf-key" and
"trothd beacon add-genesis-key" take.`,
		Example: "  trothd beacon show-key\n  trothd beacon show-key --operator " + example.Validator,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx := client.GetClientContextFromCmd(cmd)
			home := clientCtx.HomeDir
			keys, err := vrfkey.Load(home)
			if err != nil {
				return err
			}
			if operator == "" {
				if _, ok := keys.Newest(); !ok {
					return noKey(home)
				}
				for _, key := range keys.Public() {
					cmd.Println(hex.EncodeToString(key))
				}
				return nil
			}
			chainID, err := chainIDOf(cmd, clientCtx)
			if err != nil {
				return err
			}
			address, err := beacontypes.ValidatorAddress("--operator", operator)
			if err != nil {
				return err
			}
			r, err := newestRegistration(home, chainID, address)
			if err != nil {
				return err
			}
			return printJSON(cmd, r)
		},
	}
	cmd.Flags().StringVar(&operator, "operator", "", "operator address of the validator (trothvaloper1…)")
	cmd.Flags().String(flags.FlagChainID, "", "the chain's id (default that of client.toml or of the genesis file)")
	return cmd
}

func beaconNewKeyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "new-key",
		Short: "Add a new key to this node's key file",
		Long: `Adds a new random key to config/vrf_key.json and shows its public key. Those that are there stay, for one of them is in
force until the new one is. Then register it, and start the node again before the height that the registration names.`,
		Example: "  trothd beacon new-key\n  trothd beacon register --from alice",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			home := client.GetClientContextFromCmd(cmd).HomeDir
			keys, err := vrfkey.Load(home)
			if err != nil {
				return err
			}
			secret, err := keys.Add()
			if err != nil {
				return err
			}
			if err := keys.Save(home); err != nil {
				return err
			}
			cmd.Println(hex.EncodeToString(secret.Key()))
			return nil
		},
	}
}

func beaconRegisterCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "register",
		Short: "Register this node's newest key for the validator that --from operates",
		Long: `Sends the message that registers the newest key of config/vrf_key.json, with the proof that this node has its secret. The
key is in force from the epoch after the next on; from then on the validator's blocks need this key file.`,
		Example: "  trothd beacon register --from alice\n  trothd query beacon key " + example.Validator,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			chainID, err := chainIDOf(cmd, clientCtx)
			if err != nil {
				return err
			}
			msg, err := newestKeyMsg(clientCtx.HomeDir, chainID, sdk.ValAddress(clientCtx.GetFromAddress()))
			if err != nil {
				return err
			}
			return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func beaconGenesisKeyCmd(enc app.Encoding) *cobra.Command {
	return &cobra.Command{
		Use:   "add-genesis-key [validator] [key] [possession]",
		Short: "Add a validator's key to the genesis file, so that it is in force from the first block on",
		Long: `Adds the key of a validator to the genesis file of this home. With the address alone it is this node's newest key; key and
possession of another validator are what its "trothd beacon show-key --operator" prints. The validator itself comes
from its genesis transaction. A key that is there is replaced.`,
		Example: "  trothd beacon add-genesis-key " + example.Validator + "\n  trothd beacon add-genesis-key " + example.Validator + " " +
			example.VRFKey + " " + example.VRFPossession,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 3 {
				return fmt.Errorf("%d arguments, want a validator, or a validator with its key and possession", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg := server.GetServerContextFromCmd(cmd).Config
			genesis, err := genutiltypes.AppGenesisFromFile(cfg.GenesisFile())
			if err != nil {
				return fmt.Errorf("%w: run `trothd init` first", err)
			}
			operator, err := beacontypes.ValidatorAddress("validator", args[0])
			if err != nil {
				return err
			}
			var msg *beacontypes.MsgRegisterVrfKey
			if len(args) == 1 {
				msg, err = newestKeyMsg(cfg.RootDir, genesis.ChainID, operator)
			} else {
				msg, err = keyMsg(registration{genesis.ChainID, operator.String(), args[1], args[2]})
			}
			if err != nil {
				return err
			}
			if genesis.AppState, err = app.AddGenesisVRFKey(enc.Codec, genesis.AppState, genesis.ChainID, msg); err != nil {
				return err
			}
			return genesis.SaveAs(cfg.GenesisFile())
		},
	}
}

var errNoChainID = errors.New("no chain id: give --chain-id, for the proof of possession is for one chain")

func noKey(home string) error {
	return fmt.Errorf("%s has no key: make one with `trothd beacon new-key`", vrfkey.File(home))
}

// chainIDOf is the chain id of the command line, the client's configuration or the genesis file.
func chainIDOf(cmd *cobra.Command, clientCtx client.Context) (string, error) {
	if clientCtx.ChainID != "" {
		return clientCtx.ChainID, nil
	}
	genesis, err := genutiltypes.AppGenesisFromFile(server.GetServerContextFromCmd(cmd).Config.GenesisFile())
	if err != nil || genesis.ChainID == "" {
		return "", errNoChainID
	}
	return genesis.ChainID, nil
}

// newestRegistration shows that the home has the secret of its newest key, for one validator of one chain.
func newestRegistration(home, chainID string, operator sdk.ValAddress) (registration, error) {
	keys, err := vrfkey.Load(home)
	if err != nil {
		return registration{}, err
	}
	secret, ok := keys.Newest()
	if !ok {
		return registration{}, noKey(home)
	}
	return registration{
		ChainID: chainID, Validator: operator.String(), Key: hex.EncodeToString(secret.Key()),
		Possession: hex.EncodeToString(secret.Prove(vrf.Possession(chainID, operator))),
	}, nil
}

func newestKeyMsg(home, chainID string, operator sdk.ValAddress) (*beacontypes.MsgRegisterVrfKey, error) {
	r, err := newestRegistration(home, chainID, operator)
	if err != nil {
		return nil, err
	}
	return keyMsg(r)
}

func keyMsg(r registration) (*beacontypes.MsgRegisterVrfKey, error) {
	key, err := hex.DecodeString(r.Key)
	if err != nil {
		return nil, beacontypes.ErrKey.Wrapf("key: %q is not hex", r.Key)
	}
	possession, err := hex.DecodeString(r.Possession)
	if err != nil {
		return nil, beacontypes.ErrPossession.Wrap("possession: not hex")
	}
	msg := &beacontypes.MsgRegisterVrfKey{Validator: r.Validator, Key: key, Possession: possession}
	return msg, msg.ValidateBasic()
}
