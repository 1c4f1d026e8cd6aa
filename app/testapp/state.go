package testapp

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
)

// State is the content of stores: module, then key, then value.
type State map[string]map[string][]byte

// Dump returns the whole committed state of the first instance.
func (c *Chain) Dump() State { return c.instances[0].dump() }

func (in *instance) dump() State {
	ctx, err := in.app.QueryContext()
	if err != nil {
		in.t.Fatal(err)
	}
	return dump(in.app, ctx)
}

func dump(a *app.App, ctx sdk.Context) State {
	state := make(State)
	for _, name := range a.StoreNames() {
		state[name] = readStore(ctx.MultiStore().GetKVStore(a.StoreKey(name)))
	}
	return state
}

func readStore(store storetypes.KVStore) map[string][]byte {
	entries := make(map[string][]byte)
	it := store.Iterator(nil, nil)
	defer it.Close()
	for ; it.Valid(); it.Next() {
		entries[string(it.Key())] = bytes.Clone(it.Value())
	}
	return entries
}

// Bytes is the size of all keys and values of a module.
func (s State) Bytes(module string) (n int) {
	for key, value := range s[module] {
		n += len(key) + len(value)
	}
	return n
}

// Diff lists the first differences between two states, at most ten, as module/key: value, value.
func Diff(a, b State) []string {
	var found []string
	modules := slices.Sorted(maps.Keys(a))
	for _, module := range modules {
		keys := slices.Concat(slices.Collect(maps.Keys(a[module])), slices.Collect(maps.Keys(b[module])))
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			x, inA := a[module][key]
			y, inB := b[module][key]
			if inA != inB || !bytes.Equal(x, y) {
				found = append(found, fmt.Sprintf("%s/%x: %x, %x", module, key, x, y))
			}
			if len(found) == 10 {
				return found
			}
		}
	}
	return found
}

// ExportImport exports the state, starts a new chain from it and demands that the stores of the modules hold the same
// bytes, that the invariants hold there, and that its first proposal is the old chain's next.
func (c *Chain) ExportImport(modules ...string) {
	c.t.Helper()
	exported, err := c.App().Export(nil)
	require.NoError(c.t, err)
	in := newInstance(c.t, Sequential, c.validators.keys())
	require.NoError(c.t, in.initChain(&abci.RequestInitChain{
		Time: c.Time, ChainId: ChainID, ConsensusParams: &exported.ConsensusParams, InitialHeight: exported.Height,
		AppStateBytes: exported.AppState,
	}))
	ctx := in.app.NewContextLegacy(false, cmtproto.Header{ChainID: ChainID, Height: c.Height, Time: c.Time})
	require.NoError(c.t, in.app.CheckInvariants(ctx), "invariants after the import")
	before, after := make(State), make(State)
	all, imported := c.Dump(), dump(in.app, ctx)
	for _, module := range modules {
		before[module], after[module] = all[module], imported[module]
	}
	require.Empty(c.t, Diff(before, after), "state after export and import")
	first, err := in.app.PrepareProposal(c.proposal())
	require.NoError(c.t, err)
	require.Equal(c.t, c.ProposeItems(), first.Txs, "the first proposal")
	process, err := in.app.ProcessProposal(processing(c.NextBlock(first.Txs...)))
	require.NoError(c.t, err)
	require.Equal(c.t, abci.ResponseProcessProposal_ACCEPT, process.Status)
}

// Changed counts the keys of a module that were added, changed or removed between two states.
func Changed(before, after State, module string) (n int) {
	for key, value := range after[module] {
		if old, ok := before[module][key]; !ok || !bytes.Equal(old, value) {
			n++
		}
	}
	for key := range before[module] {
		if _, ok := after[module][key]; !ok {
			n++
		}
	}
	return n
}
