package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Every invariant finds the fault that it is there for.
func TestInvariantsFindWhatIsBroken(t *testing.T) {
	// corrupt deletes or changes a record of agreement's own store that begins with prefix.
	corrupt := func(f *fixture, prefix []byte, change func(value []byte) []byte) {
		s := f.ctx.KVStore(f.keys[types.ModuleName])
		it := s.Iterator(prefix, append(append([]byte(nil), prefix[:len(prefix)-1]...), prefix[len(prefix)-1]+1))
		require.True(f, it.Valid())
		key, value := it.Key(), it.Value()
		require.NoError(f, it.Close())
		if v := change(value); v == nil {
			s.Delete(key)
		} else {
			s.Set(key, v)
		}
	}
	remove := func([]byte) []byte { return nil }
	edit := func(do func(a *types.Agreement)) func([]byte) []byte {
		return func(bz []byte) []byte {
			var a types.Agreement
			require.NoError(t, a.Unmarshal(bz))
			do(&a)
			out, err := a.Marshal()
			require.NoError(t, err)
			return out
		}
	}
	cases := map[string]struct {
		check string
		do    func(f *fixture, a types.Agreement)
	}{
		"a stolen hold": {"agreement/holds", func(f *fixture, a types.Agreement) {
			key, err := types.ParseID("", a.Id)
			require.NoError(f, err)
			f.steal(types.PledgeRef(key))
		}},
		"a hold of another size": {"agreement/holds", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.AgreementsKey, edit(func(a *types.Agreement) { a.BackupReserve = math.NewInt(1) }))
		}},
		"an ended agreement with holds": {"agreement/holds", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.AgreementsKey, edit(func(a *types.Agreement) { a.Status = types.StatusTerminated }))
		}},
		"an invalid record": {"agreement/records", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.AgreementsKey, edit(func(a *types.Agreement) { a.Status = types.StatusReview }))
		}},
		"a record under another id": {"agreement/records", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.AgreementsKey, edit(func(a *types.Agreement) { a.Id = "agr_00000000000000ff" }))
		}},
		"a missing count": {"agreement/engaged", func(f *fixture, _ types.Agreement) { corrupt(f, types.EngagedKey, remove) }},
		"a wrong count": {"agreement/engaged", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.EngagedKey, func([]byte) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, 9} })
		}},
		"capital reserved for nothing": {"agreement/engaged", func(f *fixture, _ types.Agreement) {
			require.NoError(f, f.reputation.Reserve(f.ctx, f.provider, 1))
		}},
		"a missing list entry": {"agreement/live", func(f *fixture, _ types.Agreement) { corrupt(f, types.LiveKey, remove) }},
		"a missing deadline":   {"agreement/deadlines", func(f *fixture, _ types.Agreement) { corrupt(f, types.DeadlinesKey, remove) }},
		"another deadline": {"agreement/deadlines", func(f *fixture, _ types.Agreement) {
			corrupt(f, types.AgreementsKey, edit(func(a *types.Agreement) { a.DueMs++ }))
		}},
		"a deadline too many": {"agreement/deadlines", func(f *fixture, _ types.Agreement) { corrupt(f, types.AgreementsKey, remove) }},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual())
			job, _ := f.job()
			require.NoError(t, f.lock(job, f.usual()))
			f.checkInvariants()
			tc.do(f, a)
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
	f.hire(f.usual())
	job, _ := f.job()
	require.NoError(t, f.lock(job, f.usual()))
	got, err := f.k.ReservedCapital(f.ctx, f.provider)
	require.NoError(t, err)
	require.Equal(t, uint64(10_000_000), got)
	require.Equal(t, got, f.score(f.provider).Capital.Reserved)
	got, err = f.k.ReservedCapital(f.ctx, f.second)
	require.NoError(t, err)
	require.Zero(t, got)
	_, err = f.identity.Authorize(f.ctx, ownerOf(f.second), f.second, identitytypes.ActionBid)
	require.NoError(t, err)
}
