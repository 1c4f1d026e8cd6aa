package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/trothchain/troth/x/agreement/types"
)

func (f *fixture) key(a types.Agreement) []byte {
	f.Helper()
	key, err := types.ParseID("", a.Id)
	require.NoError(f, err)
	return key
}

// own is agreement's own store.
func (f *fixture) ownStore() storetypes.KVStore { return f.ctx.KVStore(f.keys[types.ModuleName]) }

// corrupt changes or deletes (when change returns nil) the first record under a prefix.
func (f *fixture) corrupt(prefix []byte, change func(value []byte) []byte) {
	f.Helper()
	it := f.ownStore().Iterator(prefix, append(append([]byte(nil), prefix[:len(prefix)-1]...), prefix[len(prefix)-1]+1))
	require.True(f, it.Valid())
	key, value := it.Key(), it.Value()
	require.NoError(f, it.Close())
	if v := change(value); v == nil {
		f.ownStore().Delete(key)
	} else {
		f.ownStore().Set(key, v)
	}
}

// edit changes the record of an agreement, past the keeper.
func (f *fixture) edit(a types.Agreement, do func(a *types.Agreement)) {
	f.Helper()
	a = f.get(a.Id)
	do(&a)
	bz, err := a.Marshal()
	require.NoError(f, err)
	f.ownStore().Set(append(types.AgreementsKey.Bytes(), f.key(a)...), bz)
}

// Every invariant finds the fault that it is there for.
func TestInvariantsFindWhatIsBroken(t *testing.T) {
	remove := func([]byte) []byte { return nil }
	edit := func(do func(a *types.Agreement)) func(f *fixture, a types.Agreement) {
		return func(f *fixture, a types.Agreement) { f.edit(a, do) }
	}
	forget := func(f *fixture, a types.Agreement) {
		f.ownStore().Delete(append(types.AgreementsKey.Bytes(), f.key(a)...))
	}
	cases := map[string]struct {
		check string
		do    func(f *fixture, a types.Agreement)
	}{
		"a stolen hold":                 {"agreement/holds", func(f *fixture, a types.Agreement) { f.steal(types.PledgeRef(f.key(a))) }},
		"a hold of another size":        {"agreement/holds", edit(func(a *types.Agreement) { a.BackupReserve = math.NewInt(1) })},
		"an ended agreement with holds": {"agreement/holds", edit(func(a *types.Agreement) { a.Status = types.StatusTerminated })},
		"a stolen deposit": {"agreement/holds", func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			require.NoError(f, f.reject(a, 0))
			f.steal(types.DepositRef(f.key(a)))
		}},
		"a stolen promise of the client": {"agreement/holds", func(f *fixture, a types.Agreement) {
			require.NoError(f, f.amend(a, asClient, f.dearer(a)))
			f.steal(types.ExtraRef(f.key(a), asClient))
		}},
		"a stolen promise of the provider": {"agreement/holds", func(f *fixture, a types.Agreement) {
			require.NoError(f, f.amend(a, asProvider, f.dearer(a)))
			f.steal(types.ExtraRef(f.key(a), asProvider))
		}},
		"a promise of nobody": {"agreement/holds", func(f *fixture, a types.Agreement) {
			require.NoError(f, f.amend(a, asClient, f.dearer(a)))
			f.edit(a, func(a *types.Agreement) { a.ClientProposal = nil })
		}},
		"an invalid record": {"agreement/records", edit(func(a *types.Agreement) { a.Status = types.StatusReview })},
		"a record under another id": {"agreement/records", func(f *fixture, a types.Agreement) {
			was := f.get(a.Id)
			was.Id = "agr_00000000000000ff"
			bz, err := was.Marshal()
			require.NoError(f, err)
			f.ownStore().Set(append(types.AgreementsKey.Bytes(), f.key(a)...), bz)
		}},
		"a missing count": {"agreement/engaged", func(f *fixture, _ types.Agreement) { f.corrupt(types.EngagedKey, remove) }},
		"a wrong count": {"agreement/engaged", func(f *fixture, _ types.Agreement) {
			f.corrupt(types.EngagedKey, func([]byte) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, 9} })
		}},
		"capital reserved for nothing": {"agreement/engaged", func(f *fixture, _ types.Agreement) {
			require.NoError(f, f.reputation.Reserve(f.ctx, f.provider, 1))
		}},
		"a missing receipt":   {"agreement/receipts", func(f *fixture, _ types.Agreement) { f.corrupt(types.ReceiptsKey, remove) }},
		"a receipt of nobody": {"agreement/receipts", forget},
		"a receipt that does not sum": {"agreement/receipts", func(f *fixture, _ types.Agreement) {
			f.corrupt(types.ReceiptsKey, func(bz []byte) []byte {
				var r types.Receipt
				require.NoError(f, r.Unmarshal(bz))
				r.Burned = r.Burned.AddRaw(1)
				out, err := r.Marshal()
				require.NoError(f, err)
				return out
			})
		}},
		"a missing child":        {"agreement/children", func(f *fixture, _ types.Agreement) { f.corrupt(types.ChildrenKey, remove) }},
		"a child of nobody":      {"agreement/children", forget},
		"a missing list entry":   {"agreement/live", func(f *fixture, _ types.Agreement) { f.corrupt(types.LiveKey, remove) }},
		"a list entry of nobody": {"agreement/live", forget},
		"a missing deadline":     {"agreement/deadlines", func(f *fixture, _ types.Agreement) { f.corrupt(types.DeadlinesKey, remove) }},
		"another deadline":       {"agreement/deadlines", edit(func(a *types.Agreement) { a.DueMs++ })},
		"a deadline too many":    {"agreement/deadlines", forget},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			parent := f.hire(f.small())
			a := f.hire(f.usual().parts(4_000, 6_000).with(func(t *types.Terms) { t.Parent = parent.Id }))
			require.NoError(t, f.submit(a))
			require.NoError(t, f.accept(a, 50))
			job, _ := f.job()
			require.NoError(t, f.lock(job, f.usual()))
			f.checkInvariants()
			tc.do(f, f.get(a.Id))
			for _, c := range f.k.Checks() {
				if c.Name == tc.check {
					require.Error(t, c.Run(f.ctx))
					return
				}
			}
			t.Fatalf("no check %s", tc.check)
		})
	}
}

func TestReservedCapital(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(4_000, 6_000))
	job, _ := f.job()
	require.NoError(t, f.lock(job, f.usual()))
	reserved := func() uint64 {
		got, err := f.k.ReservedCapital(f.ctx, f.provider)
		require.NoError(t, err)
		require.Equal(t, got, f.score(f.provider).Capital.Reserved)
		return got
	}
	require.Equal(t, uint64(10_000_000), reserved())
	require.NoError(t, f.submit(a))
	require.NoError(t, f.accept(a, 100))
	require.Equal(t, uint64(8_000_000), reserved(), "a settled milestone frees its share")
	got, err := f.k.ReservedCapital(f.ctx, f.second)
	require.NoError(t, err)
	require.Zero(t, got)
}
