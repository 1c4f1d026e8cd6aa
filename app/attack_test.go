package app_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/baseapp"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// mangled takes a good transaction apart, changes it and puts it together again, without signing it anew.
func mangled(t *testing.T, tx []byte, change func(body *txtypes.TxBody, auth *txtypes.AuthInfo, raw *txtypes.TxRaw)) []byte {
	t.Helper()
	var (
		raw  txtypes.TxRaw
		body txtypes.TxBody
		auth txtypes.AuthInfo
	)
	require.NoError(t, raw.Unmarshal(tx))
	require.NoError(t, body.Unmarshal(raw.BodyBytes))
	require.NoError(t, auth.Unmarshal(raw.AuthInfoBytes))
	change(&body, &auth, &raw)
	var err error
	raw.BodyBytes, err = body.Marshal()
	require.NoError(t, err)
	raw.AuthInfoBytes, err = auth.Marshal()
	require.NoError(t, err)
	out, err := raw.Marshal()
	require.NoError(t, err)
	return out
}

// TestMangledTransactionsHarmNoNode: whatever a proposer with a program of its own puts into transactions that decode, no
// node falls over, sequential and parallel ones agree on the outcome, and nothing happens.
func TestMangledTransactionsHarmNoNode(t *testing.T) {
	huge := math.NewIntFromBigInt(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)))
	type change = func(body *txtypes.TxBody, auth *txtypes.AuthInfo, raw *txtypes.TxRaw)
	for name, tc := range map[string]change{
		"no fee at all":        func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.Fee = nil },
		"a fee without amount": func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.Fee.Amount[0].Amount = math.Int{} },
		"a negative fee": func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) {
			a.Fee.Amount[0].Amount = math.NewInt(-1)
		},
		"a fee of 256 bits":      func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.Fee.Amount[0].Amount = huge },
		"a payer that is none":   func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.Fee.Payer = "nobody" },
		"a granter that is none": func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.Fee.Granter = "nobody" },
		"no signer information":  func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.SignerInfos = nil },
		"no way of signing":      func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.SignerInfos[0].ModeInfo = nil },
		"no public key":          func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) { a.SignerInfos[0].PublicKey = nil },
		"a key of no type": func(_ *txtypes.TxBody, a *txtypes.AuthInfo, _ *txtypes.TxRaw) {
			a.SignerInfos[0].PublicKey = &codectypes.Any{}
		},
		"no signatures":             func(_ *txtypes.TxBody, _ *txtypes.AuthInfo, r *txtypes.TxRaw) { r.Signatures = nil },
		"many signatures":           func(_ *txtypes.TxBody, _ *txtypes.AuthInfo, r *txtypes.TxRaw) { r.Signatures = make([][]byte, 1000) },
		"no messages":               func(b *txtypes.TxBody, _ *txtypes.AuthInfo, _ *txtypes.TxRaw) { b.Messages = nil },
		"a message of no type":      func(b *txtypes.TxBody, _ *txtypes.AuthInfo, _ *txtypes.TxRaw) { b.Messages[0] = &codectypes.Any{} },
		"an empty message":          func(b *txtypes.TxBody, _ *txtypes.AuthInfo, _ *txtypes.TxRaw) { b.Messages[0].Value = nil },
		"unordered without timeout": func(b *txtypes.TxBody, _ *txtypes.AuthInfo, _ *txtypes.TxRaw) { b.TimeoutTimestamp = nil },
		"a timeout by height":       func(b *txtypes.TxBody, _ *txtypes.AuthInfo, _ *txtypes.TxRaw) { b.TimeoutHeight = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			c := testapp.New(t, testapp.Options{Accounts: 2})
			from, to := c.Accounts[0], c.Accounts[1]
			before := balance(c, from.Address)
			bad := mangled(t, c.Tx(from, send(from, to, 1)), tc)
			proposed := c.Propose(bad, c.Tx(from, send(from, to, 1)))
			require.True(t, c.Process(proposed...), "what a node proposes it must accept itself")
			check, err := c.App().CheckTx(&abci.RequestCheckTx{Tx: bad})
			require.NoError(t, err)
			require.NotZero(t, check.Code, "no mempool takes it")
			if _, err := c.App().Encoding().TxConfig.TxDecoder()(bad); err == nil {
				r := c.RunByHand(bad)
				require.False(t, r.Txs[0].IsOK())
				require.Equal(t, before, balance(c, from.Address))
			}
			c.Run(c.Tx(from, send(from, to, 1))).RequireOK()
		})
	}
}

// TestAGenesisThatContradictsItselfIsRefused: each module's part is valid by itself, but a job has lost the hold of its
// budget. Nobody would notice before its provider is to be paid.
func TestAGenesisThatContradictsItselfIsRefused(t *testing.T) {
	m := newMarket(t, 1)
	m.do(m.client, m.client.Post(testapp.Job{}))
	exported, err := m.App().Export(nil)
	require.NoError(t, err)
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(exported.AppState, &state))
	cdc := m.App().Encoding().Codec
	var escrow escrowtypes.GenesisState
	cdc.MustUnmarshalJSON(state[escrowtypes.ModuleName], &escrow)
	require.Len(t, escrow.Holds, 1)
	escrow.Holds = nil
	state[escrowtypes.ModuleName] = cdc.MustMarshalJSON(&escrow)
	raw, err := json.Marshal(state)
	require.NoError(t, err)

	for want, appState := range map[string][]byte{"": exported.AppState, "the genesis contradicts itself": raw} {
		a, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), viper.New(), baseapp.SetChainID(testapp.ChainID))
		require.NoError(t, err)
		_, err = a.InitChain(&abci.RequestInitChain{
			Time: m.Time, ChainId: testapp.ChainID, ConsensusParams: &exported.ConsensusParams, InitialHeight: exported.Height,
			AppStateBytes: appState,
		})
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

// TestAnUnorderedTransactionRunsOnceAlsoAtItsTimeout: in a block of exactly its timeout a transaction is still valid, so
// its nonce must still be known. A proposer chooses what is in that block.
func TestAnUnorderedTransactionRunsOnceAlsoAtItsTimeout(t *testing.T) {
	c := testapp.New(t, testapp.Options{Accounts: 2, BlockTime: time.Second})
	from, to := c.Accounts[0], c.Accounts[1]
	tx := c.TxWith(from, testapp.TxOptions{Timeout: c.Time.Add(2 * time.Second)}, send(from, to, 1))
	c.Run(tx).RequireOK()
	after := balance(c, from.Address)

	r := c.RunByHand(tx)

	require.False(t, r.Txs[0].IsOK(), "the same bytes ran again")
	require.Equal(t, after, balance(c, from.Address))
}

// TestExpiredNoncesAreForgottenBitByBit: whoever lets the timeouts of ten minutes of transactions meet in one block makes
// no node delete them all there.
func TestExpiredNoncesAreForgottenBitByBit(t *testing.T) {
	c := testapp.New(t, testapp.Options{Accounts: 2, Instances: []testapp.Instance{testapp.Sequential}})
	ctx, _ := c.Context().CacheContext()
	nonces := c.App().Keepers.Account.UnorderedNonces
	const most = 10_000
	for i := range most + 5 {
		require.NoError(t, nonces.Set(ctx, collections.Join(c.Time.UnixNano(), []byte(fmt.Sprintf("%020d", i)))))
	}
	for _, step := range []struct {
		at   time.Time
		left int
	}{{c.Time, most + 5}, {c.Time.Add(1), 5}, {c.Time.Add(2), 0}} {
		require.NoError(t, app.PreBlock(c.App(), ctx.WithBlockTime(step.at)))
		left := 0
		require.NoError(t, nonces.Walk(ctx, nil, func(collections.Pair[int64, []byte]) (bool, error) {
			left++
			return false, nil
		}))
		require.Equal(t, step.left, left)
	}
}
