package economics

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"strconv"
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
)

const (
	// unit is one numeraire unit in utroth.
	unit = int64(testapp.Unit)
	// txFee is what every transaction here pays: the minimum for 400,000 gas, 0.001 units, as in the reference.
	txFee = 1_000
	// longestStep is how far market time moves in one block at most.
	longestStep = uint64(clocktypes.MaxMaxStepMs)
	hour        = uint64(3_600_000)
)

// ledger is the application's state with a block that is being made. Messages go through the real message servers, one
// after the other; the end of a block runs the real EndBlockers in the application's order. There are no signatures, no
// encoding and no trees: these cost ten times what the rules do.
type ledger struct {
	t       testing.TB
	app     *app.App
	ctx     sdk.Context // of the block that is being made
	layer   storetypes.CacheMultiStore
	stores  stores
	now     uint64           // market time of the block that is being made
	txs     map[string]int64 // transactions by who paid for them
	refused map[string]int
	watched map[string]*watch
	journal *journal // what happened, for the replay; nil when nobody wants to know
}

// newLedger makes a chain with default parameters, except that a block may be ten minutes after the one before, and an
// account with everything. What happens is written into the journal, if there is one.
func newLedger(t testing.TB, j *journal) (*ledger, sdk.AccAddress) {
	c := testapp.New(t, options())
	a := c.App()
	store := a.CommitMultiStore()
	header := cmtproto.Header{ChainID: testapp.ChainID, Height: c.Height, Time: c.Time}
	keys, ok := store.(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	})
	require.True(t, ok, "the multistore tells its keys")
	l := &ledger{
		t: t, app: a, stores: copyStores(t, store.CacheMultiStore(), keys.StoreKeysByName()),
		refused: map[string]int{}, txs: map[string]int64{}, watched: map[string]*watch{}, journal: j,
	}
	l.layer = l.stores.block()
	l.ctx = sdk.NewContext(l.layer, header, false, a.Logger())
	l.begin(time.Second)
	return l, c.Accounts[0].Address
}

// options of the chain.
func options() testapp.Options {
	return testapp.Options{
		Accounts: 1, Balance: math.NewInt(unit).MulRaw(1_000_000_000_000), Instances: []testapp.Instance{testapp.Sequential},
		Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
			var clock clocktypes.GenesisState
			cdc.MustUnmarshalJSON(state[clocktypes.ModuleName], &clock)
			clock.Params.MaxStepMs = longestStep
			state[clocktypes.ModuleName] = cdc.MustMarshalJSON(&clock)
			// Nobody proves anything here: each value of the beacon follows from the one before, which is random enough.
			state[beacontypes.ModuleName] = cdc.MustMarshalJSON(beacontypes.DefaultGenesis())
		},
	}
}

// branch is the same state, on which what follows is lost for this one. It ends the present block.
func (l *ledger) branch() *ledger {
	l.end()
	b := *l
	b.stores, b.journal = l.stores.clone(l.t), nil
	require.Empty(l.t, l.watched, "no case runs when a market branches")
	b.watched = map[string]*watch{}
	b.refused, b.txs = map[string]int{}, maps.Clone(l.txs)
	b.begin(time.Second)
	l.begin(time.Second)
	return &b
}

// keepers of the application.
func (l *ledger) keepers() *app.Keepers { return &l.app.Keepers }

// block ends the present block and begins one that is a step later.
func (l *ledger) block(stepMs uint64) {
	l.end()
	l.begin(time.Duration(stepMs) * time.Millisecond)
}

func (l *ledger) begin(step time.Duration) {
	l.layer = l.stores.block()
	l.ctx = l.ctx.WithMultiStore(l.layer).WithBlockHeight(l.ctx.BlockHeight() + 1).WithBlockTime(l.ctx.BlockTime().Add(step)).
		WithEventManager(sdk.NewEventManager())
	l.journal.begin(step)
	require.NoError(l.t, l.keepers().Beacon.Advance(l.ctx, sdk.ConsAddress(labelled("proposer without a key")), nil))
	require.NoError(l.t, l.keepers().Clock.BeginBlock(l.ctx))
	now, err := l.keepers().Clock.Now(l.ctx)
	require.NoError(l.t, err)
	l.now = now
}

// end runs what the application's module manager runs at the end of a block, for the modules that are part of the market.
// TestTheLedgerIsTheApplication compares it with the application.
func (l *ledger) end() {
	for _, x := range l.watched {
		x.before = l.balance(x.address)
	}
	for _, endBlock := range l.endBlockers() {
		require.NoError(l.t, endBlock(l.ctx))
	}
	for _, x := range l.watched {
		x.change += l.balance(x.address) - x.before
	}
	l.layer.Write()
}

// until lets market time pass.
func (l *ledger) until(ms uint64) {
	for l.now < ms {
		l.block(min(longestStep, ms-l.now))
	}
}

// try delivers a transaction; the fee is gone even when it is refused, and all else unchanged.
func (l *ledger) try(payer sdk.AccAddress, msgs ...sdk.Msg) ([]*sdk.Result, error) {
	l.txs[string(payer)]++
	l.journal.add(payer, msgs)
	require.NoError(l.t, l.keepers().Bank.SendCoinsFromAccountToModule(l.ctx, payer, authtypes.FeeCollectorName, coins(txFee)))
	cache, write := l.ctx.CacheContext()
	var results []*sdk.Result
	for _, msg := range msgs {
		r, err := l.app.MsgServiceRouter().Handler(msg)(cache, msg)
		if err != nil {
			l.refused[proto.MessageName(msg)]++
			return nil, err
		}
		results = append(results, r)
	}
	write()
	return results, nil
}

// send delivers a transaction that must succeed.
func (l *ledger) send(payer sdk.AccAddress, msgs ...sdk.Msg) []*sdk.Result {
	l.t.Helper()
	results, err := l.try(payer, msgs...)
	require.NoError(l.t, err)
	return results
}

// responseOf decodes the answer to a message.
func responseOf[R any](l *ledger, r *sdk.Result) R {
	l.t.Helper()
	answer, ok := r.MsgResponses[0].GetCachedValue().(R)
	require.True(l.t, ok, "%T", r.MsgResponses[0].GetCachedValue())
	return answer
}

// balance of an account in utroth, held or not.
func (l *ledger) balance(a sdk.AccAddress) int64 {
	return l.keepers().Bank.GetBalance(l.ctx, a, chain.BaseDenom).Amount.Int64()
}

// available of an agent's balance: what is not held.
func (l *ledger) available(a sdk.AccAddress) int64 {
	n, err := l.keepers().Escrow.Available(l.ctx, a, chain.BaseDenom)
	require.NoError(l.t, err)
	return n.Int64()
}

// requireSound demands that the invariants of all modules hold.
func (l *ledger) requireSound() {
	l.t.Helper()
	l.block(1_000) // while a block is being made, its fees are on no account
	require.NoError(l.t, l.app.CheckInvariants(l.ctx))
}

func coin(amount int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, amount) }

func coins(amount int64) sdk.Coins { return sdk.NewCoins(coin(amount)) }

// micro is an amount of units in utroth, rounded down; units the other way.
func micro(units float64) int64 { return int64(units * float64(unit)) }

func units(micro int64) float64 { return float64(micro) / float64(unit) }

// labelled is an address that nobody has the key of; nobody signs here.
func labelled(parts ...string) sdk.AccAddress {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return h.Sum(nil)[:20]
}
