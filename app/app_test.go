package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/docs"
	"github.com/trothchain/troth/internal/chain"
)

func utroth(amount int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, amount)) }

func send(from, to *testapp.Account, amount int64) sdk.Msg {
	return banktypes.NewMsgSend(from.Address, to.Address, utroth(amount))
}

func balance(c *testapp.Chain, addr sdk.AccAddress) math.Int {
	return c.App().Keepers.Bank.GetBalance(c.Context(), addr, chain.BaseDenom).Amount
}

func TestSendsArriveAndFeesReachTheValidators(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	from, to := c.Accounts[0], c.Accounts[1]
	before, collector := balance(c, from.Address), authtypes.NewModuleAddress(authtypes.FeeCollectorName)

	c.Run(c.Tx(from, send(from, to, 1_000)), c.Tx(c.Accounts[2], send(c.Accounts[2], to, 500))).RequireOK()

	fee := app.MinFee(testapp.DefaultGas).Amount
	require.Equal(t, before.Sub(fee).SubRaw(1_000), balance(c, from.Address))
	require.True(t, balance(c, collector).GTE(fee.MulRaw(2)), "the collector has the fees of both at the end of the same block")
	require.Equal(t, balance(c, c.Accounts[3].Address).AddRaw(1_500), balance(c, to.Address))
}

func TestManySendersToOneAccountInParallel(t *testing.T) {
	c := testapp.New(t, testapp.Options{Accounts: 30})
	for range 6 {
		var txs [][]byte
		for i, a := range c.Accounts {
			txs = append(txs, c.Tx(a, send(a, c.Accounts[(i*7)%len(c.Accounts)], int64(i+1))), c.Tx(a, send(a, c.Accounts[0], 3)))
		}
		c.Run(txs...).RequireOK()
	}
}

func TestOrderedTransactionsStillWork(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	from, to := c.Accounts[0], c.Accounts[1]
	c.Run(
		c.TxWith(from, testapp.TxOptions{Ordered: true}, send(from, to, 1)),
		c.TxWith(from, testapp.TxOptions{Ordered: true, Sequence: 1}, send(from, to, 1)),
	).RequireOK()
}

func TestAnUnorderedTransactionRunsOnce(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	from, to := c.Accounts[0], c.Accounts[1]
	tx := c.Tx(from, send(from, to, 1))
	c.Run(tx).RequireOK()
	before := balance(c, from.Address)

	again := c.Run(tx)

	require.NotZero(t, again.Txs[0].Code)
	require.Equal(t, before, balance(c, from.Address), "not even a fee")
}

func TestExportImportKeepsTheState(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	c.Run(c.Tx(c.Accounts[0], send(c.Accounts[0], c.Accounts[1], 7))).RequireOK()
	c.ExportImport(ownStores...)
}

// ownStores are the stores that must come out of export and import byte for byte.
var ownStores = []string{"agreement", "arbitration", "bank", "beacon", "clock", "escrow", "identity", "market", "reputation", "feegrant"}

func TestDefaultGenesisIsInUtroth(t *testing.T) {
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	state := app.DefaultGenesis(enc.Codec)
	require.NoError(t, app.Basics(enc.Codec).ValidateGenesis(enc.Codec, enc.TxConfig, state))

	var staking stakingtypes.GenesisState
	enc.Codec.MustUnmarshalJSON(state[stakingtypes.ModuleName], &staking)
	require.Equal(t, chain.BaseDenom, staking.Params.BondDenom)
	require.Equal(t, chain.BaseDenom, staking.Params.KeyRotationFee.Denom)
	var mint minttypes.GenesisState
	enc.Codec.MustUnmarshalJSON(state[minttypes.ModuleName], &mint)
	require.Equal(t, chain.BaseDenom, mint.Params.MintDenom)
	for name, raw := range state {
		require.NotContains(t, string(raw), `"stake"`, name)
	}
	require.NoError(t, app.DenomMetadata().Validate())
	require.NoError(t, app.DefaultConsensusParams().ValidateBasic())
}

func TestConfigurationIsValid(t *testing.T) {
	require.NoError(t, app.AppConfig().ValidateBasic())
	require.NoError(t, app.CometConfig().ValidateBasic())
	require.NotEqual(t, time.Second, app.CometConfig().Consensus.TimeoutCommit, "the SDK replaces exactly one second by five")
}

func TestModuleAccountsExistFromTheStart(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	ctx := c.Context()
	for name := range app.ModuleAccounts() {
		require.True(t, c.App().Keepers.Account.HasAccount(ctx, authtypes.NewModuleAddress(name)), name)
	}
	for addr, blocked := range app.BlockedAddresses() {
		require.Equal(t, addr != app.Authority(), blocked)
	}
}

func TestTheDescriptionOfRESTIsServed(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	enc := c.App().Encoding()
	server := api.New(client.Context{}.WithCodec(enc.Codec).WithInterfaceRegistry(enc.InterfaceRegistry), log.NewNopLogger(), nil)
	c.App().RegisterAPIRoutes(server, config.APIConfig{})
	answer := httptest.NewRecorder()

	server.Router.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))

	require.Equal(t, http.StatusOK, answer.Code)
	require.JSONEq(t, string(docs.OpenAPI), answer.Body.String())
	require.Contains(t, answer.Body.String(), "/troth/market/v1/jobs")
}
