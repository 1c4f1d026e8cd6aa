package app

import (
	"encoding/json"
	"fmt"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/mint"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	"github.com/cosmos/cosmos-sdk/x/slashing"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/internal/chain"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// Bounds of a block. Block gas is not metered while a block runs (parallel execution forbids it): PrepareProposal and
// ProcessProposal bound the sum of the gas limits that transactions declare, and no transaction can use more than it
// declared.
const (
	// MaxBlockBytes bounds a block, 2 MiB (design 11).
	MaxBlockBytes = 2 << 20
	// MaxBlockGas bounds the sum of gas limits in a block: some 1,600 bank sends or 90 whole jobs with three bids, about
	// what one core executes in the second between two blocks.
	MaxBlockGas = 100_000_000
)

// unbonding is the time stake can still be slashed; evidence must be accepted as long, at one block a second.
const (
	unbonding       = 21 * 24 * time.Hour
	blocksPerSecond = 1
)

// DefaultGenesis returns the default state of every module, in Troth's denom and for blocks of one second.
func DefaultGenesis(cdc codec.Codec) map[string]json.RawMessage {
	return Basics(cdc).DefaultGenesis(cdc)
}

// DefaultConsensusParams returns the consensus parameters of a new chain.
func DefaultConsensusParams() *cmttypes.ConsensusParams {
	params := cmttypes.DefaultConsensusParams()
	params.Block.MaxBytes = MaxBlockBytes
	params.Block.MaxGas = MaxBlockGas
	params.Evidence.MaxAgeDuration = unbonding
	params.Evidence.MaxAgeNumBlocks = int64(unbonding/time.Second) * blocksPerSecond
	params.Evidence.MaxBytes = MaxBlockBytes / 8
	return params
}

// AddGenesisVRFKey adds the registration of a validator's key to an app_state: the key is in force from the first block on.
// It checks the proof of possession (beacontypes.ErrPossession) and replaces a key the validator has there already.
func AddGenesisVRFKey(cdc codec.JSONCodec, appState json.RawMessage, chainID string, msg *beacontypes.MsgRegisterVrfKey) (json.RawMessage, error) {
	operator, err := beacontypes.ValidatorAddress("validator", msg.Validator)
	if err != nil {
		return nil, err
	}
	if _, ok := vrf.Verify(msg.Key, vrf.Possession(chainID, operator), msg.Possession); !ok {
		return nil, beacontypes.ErrPossession.Wrapf("possession: validator %s, chain %s, key %X", operator, chainID, msg.Key)
	}
	var state map[string]json.RawMessage
	if err := json.Unmarshal(appState, &state); err != nil {
		return nil, fmt.Errorf("app_state of the genesis file: %w", err)
	}
	var beacon beacontypes.GenesisState
	if err := cdc.UnmarshalJSON(state[beacontypes.ModuleName], &beacon); err != nil {
		return nil, beacontypes.ErrGenesis.Wrapf("app_state.beacon: %s", err)
	}
	if err := beacon.SetKey(operator, msg.Key); err != nil {
		return nil, err
	}
	if state[beacontypes.ModuleName], err = cdc.MarshalJSON(&beacon); err != nil {
		return nil, err
	}
	return json.Marshal(state)
}

// genesisBasics are the SDK modules whose default genesis differs from the SDK's.
func genesisBasics() []module.AppModuleBasic {
	return []module.AppModuleBasic{bankBasic{}, mintBasic{}, slashingBasic{}, stakingBasic{}}
}

type bankBasic struct{ bank.AppModuleBasic }

// DefaultGenesis names the base denom for wallets.
func (bankBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	state := banktypes.DefaultGenesisState()
	state.DenomMetadata = []banktypes.Metadata{DenomMetadata()}
	return cdc.MustMarshalJSON(state)
}

// DenomMetadata describes the base denom.
func DenomMetadata() banktypes.Metadata {
	return banktypes.Metadata{
		Description: "The token of Troth: pays fees, secures the chain, settles work between agents.",
		DenomUnits: []*banktypes.DenomUnit{
			{Denom: chain.BaseDenom, Exponent: 0, Aliases: []string{"microtroth"}},
			{Denom: chain.DisplayDenom, Exponent: chain.DisplayExponent},
		},
		Base:    chain.BaseDenom,
		Display: chain.DisplayDenom,
		Name:    "Troth",
		Symbol:  "TROTH",
	}
}

type mintBasic struct{ mint.AppModuleBasic }

// DefaultGenesis counts blocks of one second into a year.
func (mintBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	state := minttypes.DefaultGenesisState()
	state.Params.BlocksPerYear = 365 * 24 * 3600 * blocksPerSecond
	return cdc.MustMarshalJSON(state)
}

type slashingBasic struct{ slashing.AppModuleBasic }

// DefaultGenesis jails a validator that missed 95 % of some three hours, not of 100 seconds.
func (slashingBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	state := slashingtypes.DefaultGenesisState()
	state.Params.SignedBlocksWindow = 10_000 * blocksPerSecond
	state.Params.MinSignedPerWindow = math.LegacyNewDecWithPrec(5, 2)
	state.Params.SlashFractionDowntime = math.LegacyNewDecWithPrec(1, 4)
	return cdc.MustMarshalJSON(state)
}

type stakingBasic struct{ staking.AppModuleBasic }

// DefaultGenesis sets a minimum commission, so that no validator prices all others out.
func (stakingBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	state := stakingtypes.DefaultGenesisState()
	state.Params.UnbondingTime = unbonding
	state.Params.MinCommissionRate = math.LegacyNewDecWithPrec(5, 2)
	return cdc.MustMarshalJSON(state)
}
