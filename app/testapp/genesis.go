package testapp

import (
	"encoding/json"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/internal/chain"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Genesis is the default state with the accounts, the validators, short windows and what the options change.
func (c *Chain) Genesis() *abci.RequestInitChain {
	c.t.Helper()
	enc, err := app.NewEncoding()
	require.NoError(c.t, err)
	cdc := enc.Codec
	state := app.DefaultGenesis(cdc)
	c.setAccounts(cdc, state)
	c.setValidators(cdc, state)
	c.setBeacon(cdc, state)
	setMarket(cdc, state)
	if c.options.Genesis != nil {
		c.options.Genesis(cdc, state)
	}
	raw, err := json.Marshal(state)
	require.NoError(c.t, err)
	params := app.DefaultConsensusParams().ToProto()
	return &abci.RequestInitChain{
		Time: GenesisTime, ChainId: ChainID, ConsensusParams: &params, InitialHeight: 1, AppStateBytes: raw,
	}
}

// setMarket allows windows of a second: blocks here always come, one second apart.
func setMarket(cdc codec.Codec, state map[string]json.RawMessage) {
	var market markettypes.GenesisState
	cdc.MustUnmarshalJSON(state[markettypes.ModuleName], &market)
	market.Params.MinWindowMs = 1_000
	state[markettypes.ModuleName] = cdc.MustMarshalJSON(&market)
}

func (c *Chain) setAccounts(cdc codec.Codec, state map[string]json.RawMessage) {
	var accounts []authtypes.GenesisAccount
	supply := sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, stake*int64(len(c.validators))))
	balances := []banktypes.Balance{{Address: authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String(), Coins: supply}}
	var holders []*Account
	for _, v := range c.validators {
		holders = append(holders, v.operator)
	}
	for _, a := range append(holders, c.Accounts...) {
		coins := sdk.NewCoins(sdk.NewCoin(chain.BaseDenom, c.options.Balance))
		accounts = append(accounts, authtypes.NewBaseAccount(a.Address, nil, 0, 0))
		balances = append(balances, banktypes.Balance{Address: a.Address.String(), Coins: coins})
		supply = supply.Add(coins...)
	}
	state[authtypes.ModuleName] = cdc.MustMarshalJSON(authtypes.NewGenesisState(authtypes.DefaultParams(), accounts))
	bank := banktypes.GetGenesisStateFromAppState(cdc, state)
	bank.Balances, bank.Supply = balances, supply
	state[banktypes.ModuleName] = cdc.MustMarshalJSON(bank)
}

func (c *Chain) setValidators(cdc codec.Codec, state map[string]json.RawMessage) {
	c.t.Helper()
	var staking stakingtypes.GenesisState
	cdc.MustUnmarshalJSON(state[stakingtypes.ModuleName], &staking)
	var slashing slashingtypes.GenesisState
	cdc.MustUnmarshalJSON(state[slashingtypes.ModuleName], &slashing)
	for _, v := range c.validators {
		pub, err := codectypes.NewAnyWithValue(v.consensus.PubKey())
		require.NoError(c.t, err)
		operator, tokens := v.Operator().String(), math.NewInt(stake)
		staking.Validators = append(staking.Validators, stakingtypes.Validator{
			OperatorAddress: operator, ConsensusPubkey: pub, Status: stakingtypes.Bonded, Tokens: tokens,
			DelegatorShares: math.LegacyOneDec().MulInt(tokens), MinSelfDelegation: math.OneInt(),
			Commission: stakingtypes.NewCommission(math.LegacyNewDecWithPrec(5, 2), math.LegacyOneDec(), math.LegacyOneDec()),
		})
		staking.Delegations = append(staking.Delegations,
			stakingtypes.NewDelegation(v.operator.Address.String(), operator, math.LegacyOneDec().MulInt(tokens)))
		// A validator bonded at genesis has no signing info yet, and slashing wants one.
		address := sdk.ConsAddress(v.address())
		slashing.SigningInfos = append(slashing.SigningInfos, slashingtypes.SigningInfo{
			Address: address.String(), ValidatorSigningInfo: slashingtypes.NewValidatorSigningInfo(address, 1, 0, time.Unix(0, 0), false, 0),
		})
	}
	state[stakingtypes.ModuleName] = cdc.MustMarshalJSON(&staking)
	state[slashingtypes.ModuleName] = cdc.MustMarshalJSON(&slashing)
}

// setBeacon registers the validators' keys, so that each contributes from the first block on.
func (c *Chain) setBeacon(cdc codec.Codec, state map[string]json.RawMessage) {
	c.t.Helper()
	var beacon beacontypes.GenesisState
	cdc.MustUnmarshalJSON(state[beacontypes.ModuleName], &beacon)
	for _, v := range c.validators {
		require.NoError(c.t, beacon.SetKey(v.Operator(), v.vrf.Key()))
	}
	state[beacontypes.ModuleName] = cdc.MustMarshalJSON(&beacon)
}
