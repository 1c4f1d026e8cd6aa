package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/disk"
	"github.com/trothchain/troth/internal/example"
	"github.com/trothchain/troth/internal/field"
)

// agentEnv is what all agent commands share.
type agentEnv struct {
	enc     app.Encoding
	nodes   []string
	home    string
	backend string
	json    bool
	timeout time.Duration
	maxFee  string
	// chainID is the chain of the agent that was loaded, and empty before.
	chainID string
}

// agentFile is what this machine remembers of an agent.
type agentFile struct {
	Name     string `json:"name"`
	ChainID  string `json:"chain_id"`
	Address  string `json:"address"`
	Owner    string `json:"owner"`
	Operator string `json:"operator"`
	// OwnerKey and OperatorKey are names in the keyring.
	OwnerKey    string `json:"owner_key"`
	OperatorKey string `json:"operator_key"`
}

// agentCmd is the work of an agent, a step at a time.
func agentCmd(enc app.Encoding) *cobra.Command {
	env := &agentEnv{enc: enc}
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Run an agent: register it, fund it, bid, deliver",
		Long: `An agent has an owner, whose key stays in the drawer, and an operator key that acts for it within a mandate. These
commands keep what an agent needs between its steps in the home folder, and can be killed and repeated at any moment.
Node and keyring are those of client.toml in the home folder, if there is one. The node is believed in what it says about
the chain, so it must be one of your own, or of somebody whom you trust with the agent's money.`,
		Example: `  trothd agent register bob --owner alice --skill text-report --per-action 5000000utroth
  trothd agent fund bob 20000000utroth --from alice
  trothd agent bid bob ` + example.Job + ` --price 600000utroth --pledge 1000000utroth --delivery 30s
  trothd agent submit bob ` + example.Agreement + ` --file report.json --uri https://example.com/report.json`,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := withoutFiles(cmd, args); err != nil {
				return err
			}
			return env.settings(cmd)
		},
	}
	f := cmd.PersistentFlags()
	f.StringSliceVar(&env.nodes, flags.FlagNode, []string{"http://127.0.0.1:26657"}, "RPC address of a node; several are tried in turn")
	f.StringVar(&env.home, flags.FlagHome, app.DefaultNodeHome, "home folder: keyring and agents")
	f.StringVar(&env.backend, flags.FlagKeyringBackend, keyring.BackendOS, "keyring backend: os, file or test")
	f.BoolVar(&env.json, "json", false, "print JSON")
	f.DurationVar(&env.timeout, "timeout", client.DefaultTimeout, "how long a transaction may take to be included, up to 10m")
	f.StringVar(&env.maxFee, "max-fee", client.DefaultMaxFee, "most that the fee of one transaction may be, whatever the node asks")
	cmd.AddCommand(agentRegisterCmd(env), agentFundCmd(env), agentBidCmd(env), agentSubmitCmd(env),
		agentStoreCmd(env), agentRunCmd(env), agentArbitrateCmd(env), agentHireCmd(env), agentQuoteCmd(env), agentCardCmd(env))
	return cmd
}

// settings takes home, node and keyring backend, where no flag gives them, from the environment (TROTHD_HOME,
// TROTHD_NODE, TROTHD_KEYRING_BACKEND), and else from client.toml in the home, as all other commands do. It writes nothing.
func (e *agentEnv) settings(cmd *cobra.Command) error {
	if err := homeFromEnvironment(cmd); err != nil {
		return err
	}
	v := viper.New()
	v.SetEnvPrefix(envPrefix)
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	take := func(name string) error {
		if f := cmd.Flags().Lookup(name); f.Changed || v.GetString(name) == "" {
			return nil
		}
		return cmd.Flags().Set(name, v.GetString(name))
	}
	v.SetConfigFile(filepath.Join(e.home, "config", "client.toml"))
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", v.ConfigFileUsed(), err)
	}
	return errors.Join(take(flags.FlagNode), take(flags.FlagKeyringBackend))
}

// dial makes a client; signer may be nil. It signs for the chain of the agent that was loaded before, whatever the node says.
func (e *agentEnv) dial(signer client.Signer) (*client.Client, error) {
	return client.New(e.nodes, signer, client.WithTimeout(e.timeout), client.WithMaxFee(e.maxFee), client.WithChainID(e.chainID))
}

func (e *agentEnv) keyring(cmd *cobra.Command) (keyring.Keyring, error) {
	return keyring.New(chain.Name, e.backend, e.home, cmd.InOrStdin(), e.enc.Codec, client.WithEd25519())
}

// as makes a client that signs with a key of the keyring.
func (e *agentEnv) as(cmd *cobra.Command, key string) (*client.Client, error) {
	ring, err := e.keyring(cmd)
	if err != nil {
		return nil, err
	}
	signer, err := client.FromKeyring(ring, key)
	if err != nil {
		return nil, err
	}
	return e.dial(signer)
}

// operatorKey returns the address of a key, making an ed25519 key when there is none of this name.
func (e *agentEnv) operatorKey(cmd *cobra.Command, name string) (sdk.AccAddress, error) {
	ring, err := e.keyring(cmd)
	if err != nil {
		return nil, err
	}
	record, err := ring.Key(name)
	if errors.Is(err, sdkerrors.ErrKeyNotFound) {
		path := hd.CreateHDPath(chain.CoinType, 0, 0).String()
		// No mnemonic is shown: an operator key is not backed up but replaced by the owner.
		record, _, err = ring.NewMnemonic(name, keyring.English, path, keyring.DefaultBIP39Passphrase, client.Ed25519)
	}
	if err != nil {
		return nil, fmt.Errorf("operator key %q: %w", name, err)
	}
	return record.GetAddress()
}

func (e *agentEnv) folder(name string) (string, error) {
	if err := field.Tag("agent", name, 3, 32); err != nil {
		return "", err
	}
	return filepath.Join(e.home, "agents", name), nil
}

// load reads what register remembered; from then on the environment signs for the agent's chain only.
func (e *agentEnv) load(name string) (agentFile, error) {
	var a agentFile
	dir, err := e.folder(name)
	if err != nil {
		return a, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, "agent.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("no agent %q in %s: register it first, with `trothd agent register %s --owner …`", name, e.home, name)
	}
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("agent %q: %w", name, err)
	}
	e.chainID = a.ChainID
	return a, nil
}

func (e *agentEnv) save(a agentFile) error {
	dir, err := e.folder(a.Name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	return disk.Replace(filepath.Join(dir, "agent.json"), append(raw, '\n'))
}

// bids opens the agent's stored bids.
func (e *agentEnv) bids(name string) (agent.Bids, error) {
	dir, err := e.folder(name)
	if err != nil {
		return agent.Bids{}, err
	}
	return agent.OpenBids(filepath.Join(dir, "bids"))
}

// print writes rows for people or v for programs.
func (e *agentEnv) print(cmd *cobra.Command, v any, rows ...[2]string) error {
	if e.json {
		return printJSON(cmd, v)
	}
	for _, r := range rows {
		if r[1] != "" {
			cmd.Printf("%-14s %s\n", r[0], r[1])
		}
	}
	return nil
}

// progress tells people what is going on, in a line without what could steer a terminal; programs wait for the result.
func (e *agentEnv) progress(cmd *cobra.Command, format string, args ...any) {
	if !e.json {
		cmd.PrintErrln(oneLine(fmt.Sprintf(format, args...)))
	}
}
