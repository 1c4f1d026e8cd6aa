package devnet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// writeHome fills an empty home: keys, genesis and the keyring of the named accounts.
func writeHome(home, chainID string, config Config, enc app.Encoding) error {
	cfg := cmtcfg.DefaultConfig().SetRoot(home)
	for _, dir := range []string{filepath.Join(home, "config"), filepath.Join(home, "data")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	validator := config.Validators[0]
	consensus, err := consensusKey(chainID, validator.Name)
	if err != nil {
		return err
	}
	privval.NewFilePV(consensus, cfg.PrivValidatorKeyFile(), cfg.PrivValidatorStateFile()).Save()
	if _, err := p2p.LoadOrGenNodeKey(cfg.NodeKeyFile()); err != nil {
		return err
	}
	keys, err := beaconKeys(chainID, validator.Name)
	if err != nil {
		return err
	}
	if err := keys.Save(home); err != nil {
		return err
	}
	if err := writeKeyring(home, chainID, config, enc.Codec); err != nil {
		return err
	}
	state, err := genesisState(chainID, config, enc.Codec)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return err
	}
	genesis := genutiltypes.NewAppGenesisWithVersion(chainID, raw)
	genesis.GenesisTime = time.Now().UTC()
	genesis.Consensus = &genutiltypes.ConsensusGenesis{Params: app.DefaultConsensusParams()}
	if err := genesis.ValidateAndComplete(); err != nil {
		return err
	}
	return genesis.SaveAs(cfg.GenesisFile())
}

// writeKeyring puts the accounts' keys where `--keyring-backend test --home` finds them.
func writeKeyring(home, chainID string, config Config, cdc codec.Codec) error {
	ring, err := keyring.New(chain.Name, keyring.BackendTest, home, nil, cdc, client.WithEd25519())
	if err != nil {
		return err
	}
	for _, a := range config.Accounts {
		key, err := Key(chainID, a.Name)
		if err != nil {
			return err
		}
		if err := ring.ImportPrivKeyHex(a.Name, fmt.Sprintf("%x", key.Key), "secp256k1"); err != nil {
			return fmt.Errorf("key %q: %w", a.Name, err)
		}
	}
	return nil
}

// minWindowMs lets the auctions of a devnet end in seconds: its only proposer is no stranger to its clients.
const minWindowMs = 1_000

// courtClass lets the cases of a devnet end within a minute.
var courtClass = arbitrationtypes.ValueClass{
	UpTo: arbitrationtypes.MaxPriceMicro, EvidenceMs: 5_000, CommitMs: 20_000, RevealMs: 8_000, AppealMs: 8_000,
}

// genesisState is the default state with the accounts, one bonded validator and no inflation: on a devnet the supply
// only changes by what is burned.
func genesisState(chainID string, config Config, cdc codec.Codec) (map[string]json.RawMessage, error) {
	state := app.DefaultGenesis(cdc)
	if err := setAccounts(state, chainID, config, cdc); err != nil {
		return nil, err
	}
	if err := setValidator(state, chainID, config, cdc); err != nil {
		return nil, err
	}
	if err := setBeacon(state, chainID, config, cdc); err != nil {
		return nil, err
	}
	var mint minttypes.GenesisState
	cdc.MustUnmarshalJSON(state[minttypes.ModuleName], &mint)
	mint.Minter.Inflation = math.LegacyZeroDec()
	mint.Params.InflationMin, mint.Params.InflationMax = math.LegacyZeroDec(), math.LegacyZeroDec()
	mint.Params.InflationRateChange = math.LegacyZeroDec()
	state[minttypes.ModuleName] = cdc.MustMarshalJSON(&mint)
	var market markettypes.GenesisState
	cdc.MustUnmarshalJSON(state[markettypes.ModuleName], &market)
	market.Params.MinWindowMs = minWindowMs
	state[markettypes.ModuleName] = cdc.MustMarshalJSON(&market)
	var arbitration arbitrationtypes.GenesisState
	cdc.MustUnmarshalJSON(state[arbitrationtypes.ModuleName], &arbitration)
	arbitration.Params.Classes = []arbitrationtypes.ValueClass{courtClass}
	state[arbitrationtypes.ModuleName] = cdc.MustMarshalJSON(&arbitration)
	return state, nil
}

// setAccounts writes accounts and balances; what the validator will bond is in the pool of stake not bonded yet.
func setAccounts(state map[string]json.RawMessage, chainID string, config Config, cdc codec.Codec) error {
	var bank banktypes.GenesisState
	cdc.MustUnmarshalJSON(state[banktypes.ModuleName], &bank)
	var auth authtypes.GenesisState
	cdc.MustUnmarshalJSON(state[authtypes.ModuleName], &auth)
	bonded := config.Validators[0]
	var accounts authtypes.GenesisAccounts
	for i, a := range config.Accounts {
		key, err := Key(chainID, a.Name)
		if err != nil {
			return err
		}
		address := sdk.AccAddress(key.PubKey().Address())
		coins := a.coins
		if a.Name == bonded.Name {
			coins = coins.Sub(bonded.bonded)
		}
		accounts = append(accounts, authtypes.NewBaseAccount(address, nil, uint64(i), 0))
		bank.Balances = append(bank.Balances, banktypes.Balance{Address: address.String(), Coins: coins})
	}
	bank.Balances = append(bank.Balances, banktypes.Balance{
		Address: authtypes.NewModuleAddress(stakingtypes.NotBondedPoolName).String(), Coins: sdk.NewCoins(bonded.bonded),
	})
	packed, err := authtypes.PackAccounts(accounts)
	if err != nil {
		return err
	}
	auth.Accounts = packed
	bank.Supply = nil // computed from the balances
	state[authtypes.ModuleName] = cdc.MustMarshalJSON(&auth)
	state[banktypes.ModuleName] = cdc.MustMarshalJSON(&bank)
	return nil
}

// setValidator writes a validator with its own delegation. It is written as not bonded: staking bonds it while it reads
// the genesis, and so tells slashing about it.
func setValidator(state map[string]json.RawMessage, chainID string, config Config, cdc codec.Codec) error {
	v := config.Validators[0]
	key, err := Key(chainID, v.Name)
	if err != nil {
		return err
	}
	consensus, err := consensusKey(chainID, v.Name)
	if err != nil {
		return err
	}
	pub, err := cryptocodec.FromCmtPubKeyInterface(consensus.PubKey())
	if err != nil {
		return err
	}
	packed, err := codectypes.NewAnyWithValue(pub)
	if err != nil {
		return err
	}
	operator := sdk.ValAddress(key.PubKey().Address())
	var staking stakingtypes.GenesisState
	cdc.MustUnmarshalJSON(state[stakingtypes.ModuleName], &staking)
	commission := staking.Params.MinCommissionRate
	staking.Validators = []stakingtypes.Validator{{
		OperatorAddress: operator.String(), ConsensusPubkey: packed, Status: stakingtypes.Unbonded,
		Tokens: v.bonded.Amount, DelegatorShares: math.LegacyNewDecFromInt(v.bonded.Amount),
		Description: stakingtypes.Description{Moniker: v.Name}, UnbondingTime: time.Unix(0, 0).UTC(),
		Commission:        stakingtypes.NewCommission(commission, math.LegacyOneDec(), math.LegacyOneDec()),
		MinSelfDelegation: math.OneInt(),
	}}
	staking.Delegations = []stakingtypes.Delegation{
		stakingtypes.NewDelegation(sdk.AccAddress(operator).String(), operator.String(), math.LegacyNewDecFromInt(v.bonded.Amount)),
	}
	state[stakingtypes.ModuleName] = cdc.MustMarshalJSON(&staking)
	return nil
}

// setBeacon registers the validator's key, so that the devnet has random values from its first block on.
func setBeacon(state map[string]json.RawMessage, chainID string, config Config, cdc codec.Codec) error {
	v := config.Validators[0]
	key, err := Key(chainID, v.Name)
	if err != nil {
		return err
	}
	keys, err := beaconKeys(chainID, v.Name)
	if err != nil {
		return err
	}
	var beacon beacontypes.GenesisState
	cdc.MustUnmarshalJSON(state[beacontypes.ModuleName], &beacon)
	if err := beacon.SetKey(sdk.ValAddress(key.PubKey().Address()), keys.Public()[0]); err != nil {
		return err
	}
	state[beacontypes.ModuleName] = cdc.MustMarshalJSON(&beacon)
	return nil
}
