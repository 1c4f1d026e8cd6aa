package economics

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// journal is what a ledger did, block by block.
type journal struct{ blocks []entry }

type entry struct {
	step time.Duration
	txs  []delivered
}

type delivered struct {
	payer sdk.AccAddress
	msgs  []sdk.Msg
}

func (j *journal) begin(step time.Duration) {
	if j != nil {
		j.blocks = append(j.blocks, entry{step: step})
	}
}

func (j *journal) add(payer sdk.AccAddress, msgs []sdk.Msg) {
	if j != nil {
		last := &j.blocks[len(j.blocks)-1]
		last.txs = append(last.txs, delivered{payer, msgs})
	}
}

// TestTheLedgerIsTheApplication sends everything that happened in a small market to the application, as signed
// transactions in real blocks, and compares the stores byte for byte: the short cuts of the ledger are none in the rules.
func TestTheLedgerIsTheApplication(t *testing.T) {
	m := defaultModel()
	m.traders = 14
	l, bank := newLedger(t, &journal{})
	w := newMarket(l, bank, 3, m)
	w.mistake, w.detection = 0.3, 0.9 // much to settle
	w.court = newCourt(w, map[conduct]int{careful: 8, absent: 1})
	w.court.stubborn = 0.5
	w.run(8, nil)
	w.drain()
	w.end()

	require.NotZero(t, w.court.cases, "something for the judges")

	c := testapp.New(t, options())
	keys := map[string]*testapp.Account{string(bank): c.Accounts[0]}
	names := []string{arbiterName(absent, 0)}
	for i := range m.traders {
		names = append(names, traderName(i))
	}
	for i := range 8 {
		names = append(names, arbiterName(careful, i))
	}
	for _, name := range names {
		key := ownerKey(name)
		address := sdk.AccAddress(key.PubKey().Address())
		keys[string(address)] = &testapp.Account{Key: key, Address: address}
	}
	sent := 0
	for _, b := range l.journal.blocks {
		c.SetBlockTime(b.step)
		var txs [][]byte
		for _, tx := range b.txs {
			sent++
			timeout := c.Time.Add(b.step + time.Minute + time.Duration(sent)) // each its own
			txs = append(txs, c.TxWith(keys[string(tx.payer)], testapp.TxOptions{Gas: 400_000, Timeout: timeout}, tx.msgs...))
		}
		c.Run(txs...).RequireOK()
	}

	same, chain := make(testapp.State), make(testapp.State)
	all := c.Dump()
	for _, module := range []string{
		clocktypes.ModuleName, identitytypes.ModuleName, escrowtypes.ModuleName, reputationtypes.ModuleName,
		arbitrationtypes.ModuleName, agreementtypes.ModuleName, markettypes.ModuleName,
	} {
		same[module], chain[module] = l.store(module), all[module]
		require.NotEmpty(t, chain[module])
	}
	require.Empty(t, testapp.Diff(chain, same), "application, ledger")
	require.Equal(t, c.Height, l.ctx.BlockHeight())
}

// store reads everything a module keeps.
func (l *ledger) store(module string) map[string][]byte {
	entries := make(map[string][]byte)
	var store storetypes.KVStore = l.ctx.KVStore(l.app.StoreKey(module))
	it := store.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		entries[string(it.Key())] = it.Value()
	}
	require.NoError(l.t, it.Close())
	return entries
}
