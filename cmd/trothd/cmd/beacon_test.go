package cmd

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/vrfkey"
	"github.com/trothchain/troth/internal/chain"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// ok runs a command line that must succeed, and returns what it printed.
func ok(t *testing.T, home string, args ...string) string {
	t.Helper()
	out, err := trothd(t, home, args...)
	require.NoError(t, err, "%s\n%s", args, out)
	return strings.TrimSpace(out)
}

// newHome is a home that init has made.
func newHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	ok(t, home, "init", "me", "--chain-id", chain.DevnetID)
	return home
}

func TestInitMakesAKeyForTheBeacon(t *testing.T) {
	home := newHome(t)
	info, err := os.Stat(vrfkey.File(home))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	first := ok(t, home, "beacon", "show-key")
	require.Len(t, first, 64)
	ok(t, home, "init", "me", "--chain-id", chain.DevnetID, "--overwrite")
	require.Equal(t, first, ok(t, home, "beacon", "show-key"), "a second init keeps it")
	second := ok(t, home, "beacon", "new-key")
	require.Equal(t, first+"\n"+second, ok(t, home, "beacon", "show-key"))

	require.NoError(t, os.Remove(vrfkey.File(home)))
	_, err = trothd(t, home, "beacon", "show-key")
	require.ErrorContains(t, err, "trothd beacon new-key")
}

func TestTheProofOfPossessionIsForOneValidatorOfOneChain(t *testing.T) {
	home := newHome(t)
	operator := sdk.ValAddress("operator____________")
	var r registration
	require.NoError(t, json.Unmarshal([]byte(ok(t, home, "beacon", "show-key", "--operator", operator.String())), &r))
	require.Equal(t, chain.DevnetID, r.ChainID, "that of the genesis file")
	require.Equal(t, operator.String(), r.Validator)
	msg, err := keyMsg(r)
	require.NoError(t, err)
	_, holds := vrf.Verify(msg.Key, vrf.Possession(chain.DevnetID, operator), msg.Possession)
	require.True(t, holds)

	_, err = trothd(t, home, "beacon", "show-key", "--operator", sdk.AccAddress(operator).String())
	require.ErrorIs(t, err, beacontypes.ErrValidator)

	other := newHome(t)
	ok(t, other, "beacon", "add-genesis-key", r.Validator, r.Key, r.Possession)
	require.Equal(t, []string{r.Validator}, genesisKeys(t, other))
	_, err = trothd(t, other, "beacon", "add-genesis-key", sdk.ValAddress("another_____________").String(), r.Key, r.Possession)
	require.ErrorIs(t, err, beacontypes.ErrPossession)
	_, err = trothd(t, other, "beacon", "add-genesis-key", r.Validator, "zz", r.Possession)
	require.ErrorIs(t, err, beacontypes.ErrKey)
	_, err = trothd(t, other, "beacon", "add-genesis-key", r.Validator, r.Key)
	require.ErrorContains(t, err, "2 arguments")
	require.Equal(t, []string{r.Validator}, genesisKeys(t, other), "nothing else came in")
	ok(t, other, "beacon", "add-genesis-key", sdk.ValAddress("another_____________").String())
	require.Len(t, genesisKeys(t, other), 2)
}

// TestRegistrationsAreSignedByTheOperator: both commands make the same message, with the operator address of --from.
func TestRegistrationsAreSignedByTheOperator(t *testing.T) {
	home := newHome(t)
	require.NoError(t, os.Remove(filepath.Join(home, "config", "client.toml"))) // the SDK takes no chain id offline
	ok(t, home, "keys", "add", "operator", "--keyring-backend", "test")
	operator := ok(t, home, "keys", "show", "operator", "--bech", "val", "-a", "--keyring-backend", "test")
	var r registration
	require.NoError(t, json.Unmarshal([]byte(ok(t, home, "beacon", "show-key", "--operator", operator)), &r))
	want, err := keyMsg(r)
	require.NoError(t, err)
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	for _, args := range [][]string{
		{"beacon", "register"},
		{"tx", "beacon", "register-vrf-key", r.Key, r.Possession},
	} {
		var out string
		stdout := printed(t, func() { // one command prints here, the other there
			out = ok(t, home, append(args, "--from", "operator", "--keyring-backend", "test", "--generate-only", "--offline",
				"--account-number", "0", "--sequence", "0")...)
		})
		tx, err := enc.TxConfig.TxJSONDecoder()([]byte(stdout + out))
		require.NoError(t, err, stdout+out)
		require.Equal(t, []sdk.Msg{want}, tx.GetMsgs())
	}
	require.NoError(t, os.Remove(filepath.Join(home, "config", "genesis.json")))
	_, err = trothd(t, home, "beacon", "register", "--from", "operator", "--keyring-backend", "test", "--generate-only", "--offline")
	require.ErrorIs(t, err, errNoChainID)
}

// printed is what f writes to standard output, where the SDK prints transactions.
func printed(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	require.NoError(t, err)
	stdout := os.Stdout
	os.Stdout = file
	defer func() { os.Stdout = stdout }()
	f()
	require.NoError(t, file.Close())
	raw, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	return string(raw)
}

// genesisKeys are the validators of the keys in the genesis file.
func genesisKeys(t *testing.T, home string) (names []string) {
	t.Helper()
	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(genesis.AppState, &state))
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	var beacon beacontypes.GenesisState
	require.NoError(t, enc.Codec.UnmarshalJSON(state[beacontypes.ModuleName], &beacon))
	require.NoError(t, beacon.Validate())
	for _, k := range beacon.Keys {
		names = append(names, k.Validator)
	}
	return names
}

// TestAValidatorOfItsOwnChainContributesFromTheFirstBlock: the commands a validator runs before a chain begins, and then
// its first proposal. Without the key file it says at start what is wrong.
func TestAValidatorOfItsOwnChainContributesFromTheFirstBlock(t *testing.T) {
	home := newHome(t)
	test := []string{"--keyring-backend", "test"}
	ok(t, home, append([]string{"keys", "add", "operator"}, test...)...)
	ok(t, home, append([]string{"genesis", "add-genesis-account", "operator", "1000000000" + chain.BaseDenom}, test...)...)
	ok(t, home, append([]string{"genesis", "gentx", "operator", "500000000" + chain.BaseDenom, "--chain-id", chain.DevnetID}, test...)...)
	ok(t, home, "genesis", "collect-gentxs")
	operator := ok(t, home, append([]string{"keys", "show", "operator", "--bech", "val", "-a"}, test...)...)
	ok(t, home, "beacon", "add-genesis-key", operator)
	ok(t, home, "beacon", "add-genesis-key", operator)
	require.Equal(t, []string{operator}, genesisKeys(t, home), "once")
	ok(t, home, "genesis", "validate")

	items, logs := firstProposal(t, home)
	require.Len(t, items, 1)
	_, err := vrf.ProofOf(items[0])
	require.NoError(t, err)
	require.Contains(t, logs, "contributes to the beacon")

	require.NoError(t, os.Rename(vrfkey.File(home), vrfkey.File(home)+".away"))
	items, logs = firstProposal(t, home)
	require.Empty(t, items)
	require.Contains(t, logs, "others refuse its blocks")
	require.Contains(t, logs, "trothd beacon new-key")

	require.NoError(t, os.WriteFile(vrfkey.File(home), []byte("{"), 0o600))
	_, err = app.New(log.NewNopLogger(), dbm.NewMemDB(), nodeOptions(home))
	require.ErrorContains(t, err, "malformed")
}

func nodeOptions(home string) *viper.Viper {
	v := viper.New()
	v.Set(flags.FlagHome, home)
	return v
}

// firstProposal starts the application of a home on its genesis and asks for the first block.
func firstProposal(t *testing.T, home string) (items [][]byte, logs string) {
	t.Helper()
	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	params := genesis.Consensus.Params.ToProto()
	var out bytes.Buffer
	a, err := app.New(log.NewLogger(&out), dbm.NewMemDB(), nodeOptions(home), baseapp.SetChainID(chain.DevnetID))
	require.NoError(t, err)
	res, err := a.InitChain(&abci.RequestInitChain{
		Time: time.Now(), ChainId: chain.DevnetID, ConsensusParams: &params, InitialHeight: 1, AppStateBytes: genesis.AppState,
	})
	require.NoError(t, err)
	require.Len(t, res.Validators, 1)
	raw, err := os.ReadFile(filepath.Join(home, "config", "priv_validator_key.json"))
	require.NoError(t, err)
	var consensus struct {
		Address string `json:"address"`
	}
	require.NoError(t, json.Unmarshal(raw, &consensus))
	proposer, err := hex.DecodeString(consensus.Address)
	require.NoError(t, err)
	block, err := a.PrepareProposal(&abci.RequestPrepareProposal{Height: 1, Time: time.Now(), MaxTxBytes: 1 << 20, ProposerAddress: proposer})
	require.NoError(t, err)
	require.NotContains(t, out.String(), "secret_seed")
	return block.Txs, out.String()
}
