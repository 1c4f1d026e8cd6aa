package testapp

import (
	"encoding/json"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/internal/chain"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// stake of the only validator, in utroth.
const stake = 1_000_000_000

// validator is the only validator of a test chain; it signs nothing, it is only counted as having signed.
type validator struct {
	consensus *ed25519.PrivKey
	operator  *Account
}

func newValidator() validator {
	return validator{
		consensus: ed25519.GenPrivKeyFromSecret([]byte("consensus key")),
		operator:  newAccount("validator", false),
	}
}

func (v validator) address() []byte { return v.consensus.PubKey().Address() }

func (v validator) set() *cmttypes.ValidatorSet {
	power := sdk.TokensToConsensusPower(math.NewInt(stake), sdk.DefaultPowerReduction)
	pub, err := toComet(v.consensus)
	if err != nil {
		panic(err)
	}
	return cmttypes.NewValidatorSet([]*cmttypes.Validator{cmttypes.NewValidator(pub, power)})
}

func (v validator) hash() []byte { return v.set().Hash() }

// commit is the last commit of a block, empty for the first.
func (v validator) commit(signed bool) abci.CommitInfo {
	if !signed {
		return abci.CommitInfo{}
	}
	power := sdk.TokensToConsensusPower(math.NewInt(stake), sdk.DefaultPowerReduction)
	return abci.CommitInfo{Votes: []abci.VoteInfo{{
		Validator:   abci.Validator{Address: v.address(), Power: power},
		BlockIdFlag: cmtproto.BlockIDFlagCommit,
	}}}
}

// genesis is the default state with the accounts, the validator, short windows and what the options change.
func (c *Chain) genesis(cdc codec.Codec) *abci.RequestInitChain {
	c.t.Helper()
	state := app.DefaultGenesis(cdc)
	c.setAccounts(cdc, state)
	c.setValidator(cdc, state)
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
	supply := sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, stake))
	balances := []banktypes.Balance{{
		Address: authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String(),
		Coins:   sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, stake)),
	}}
	for _, a := range append([]*Account{c.validator.operator}, c.Accounts...) {
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

func (c *Chain) setValidator(cdc codec.Codec, state map[string]json.RawMessage) {
	c.t.Helper()
	pub, err := codectypes.NewAnyWithValue(c.validator.consensus.PubKey())
	require.NoError(c.t, err)
	operator := sdk.ValAddress(c.validator.operator.Address)
	tokens := math.NewInt(stake)
	var staking stakingtypes.GenesisState
	cdc.MustUnmarshalJSON(state[stakingtypes.ModuleName], &staking)
	staking.Validators = []stakingtypes.Validator{{
		OperatorAddress: operator.String(), ConsensusPubkey: pub, Status: stakingtypes.Bonded, Tokens: tokens,
		DelegatorShares: math.LegacyOneDec().MulInt(tokens), MinSelfDelegation: math.OneInt(),
		Commission: stakingtypes.NewCommission(math.LegacyNewDecWithPrec(5, 2), math.LegacyOneDec(), math.LegacyOneDec()),
	}}
	staking.Delegations = []stakingtypes.Delegation{
		stakingtypes.NewDelegation(c.validator.operator.Address.String(), operator.String(), math.LegacyOneDec().MulInt(tokens)),
	}
	state[stakingtypes.ModuleName] = cdc.MustMarshalJSON(&staking)

	// A validator bonded at genesis has no signing info yet, and slashing wants one.
	var slashing slashingtypes.GenesisState
	cdc.MustUnmarshalJSON(state[slashingtypes.ModuleName], &slashing)
	address := sdk.ConsAddress(c.validator.address())
	slashing.SigningInfos = []slashingtypes.SigningInfo{{
		Address: address.String(), ValidatorSigningInfo: slashingtypes.NewValidatorSigningInfo(address, 1, 0, time.Unix(0, 0), false, 0),
	}}
	state[slashingtypes.ModuleName] = cdc.MustMarshalJSON(&slashing)
}
