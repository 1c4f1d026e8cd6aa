package badinput

import (
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// stick makes a deadline of the module stuck, by way of its genesis: the release of the retired agent's name, the end of
// the cancelled job's record, or that of the completed agreement's.
func (s *scene) stick(module string) {
	s.t.Helper()
	s.advance(31 * day) // a stuck deadline is one that was due
	k := &s.App().Keepers
	switch module {
	case "identity":
		gs, err := k.Identity.ExportGenesis(s.ctx)
		require.NoError(s.t, err)
		s.jam(gs.Deadlines, identitytypes.KindReleaseName, []byte(retiredName))
		s.empty(module)
		require.NoError(s.t, k.Identity.InitGenesis(s.ctx, *gs))
	case "market":
		gs, err := k.Market.ExportGenesis(s.ctx)
		require.NoError(s.t, err)
		key, err := markettypes.ParseJobID("job", s.cancelled)
		require.NoError(s.t, err)
		s.jam(gs.Deadlines, markettypes.KindPrune, key)
		s.empty(module)
		require.NoError(s.t, k.Market.InitGenesis(s.ctx, *gs))
	case "agreement":
		gs, err := k.Agreement.ExportGenesis(s.ctx)
		require.NoError(s.t, err)
		key, err := agreementtypes.ParseID("agreement", s.completed)
		require.NoError(s.t, err)
		s.jam(gs.Deadlines, agreementtypes.KindPrune, key)
		s.empty(module)
		require.NoError(s.t, k.Agreement.InitGenesis(s.ctx, *gs))
	}
}

func (s *scene) jam(entries []deadline.Entry, kind uint32, id []byte) {
	s.t.Helper()
	for i := range entries {
		if e := &entries[i]; e.Kind == kind && string(e.Id) == string(id) {
			e.Attempts, e.Stuck = 3, true
			return
		}
	}
	require.Fail(s.t, "no such deadline", "kind %d, id %x", kind, id)
}

// empty deletes the store of a module.
func (s *scene) empty(module string) {
	s.t.Helper()
	store := s.ctx.MultiStore().GetKVStore(s.App().StoreKey(module))
	var keys [][]byte
	it := store.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	require.NoError(s.t, it.Close())
	for _, key := range keys {
		store.Delete(key)
	}
}

func (s *scene) jobOf(id string) (markettypes.Job, error) {
	key, err := markettypes.ParseJobID("job", id)
	if err != nil {
		return markettypes.Job{}, err
	}
	return s.App().Keepers.Market.Job(s.ctx, key)
}
