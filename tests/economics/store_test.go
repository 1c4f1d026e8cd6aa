package economics

import (
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/store/v2/cachemulti"
	"github.com/cosmos/cosmos-sdk/store/v2/dbadapter"
	"github.com/cosmos/cosmos-sdk/store/v2/transient"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

// stores are the application's stores without their trees: sorted maps in memory, which can be copied.
type stores map[storetypes.StoreKey]dbm.DB

// copyStores takes all that a multistore holds.
func copyStores(t testing.TB, from storetypes.MultiStore, keys map[string]storetypes.StoreKey) stores {
	to := make(stores)
	for _, key := range keys {
		db := dbm.NewMemDB()
		to[key] = db
		if key.Name() == banktypes.ObjectStoreKey {
			continue // lives for a block, see block
		}
		fill(t, db, from.GetKVStore(key).Iterator(nil, nil))
	}
	return to
}

// clone is the same content, on its own.
func (s stores) clone(t testing.TB) stores {
	c := make(stores, len(s))
	for key, db := range s {
		c[key] = dbm.NewMemDB()
		it, err := db.Iterator(nil, nil)
		require.NoError(t, err)
		fill(t, c[key], it)
	}
	return c
}

func fill(t testing.TB, db dbm.DB, it dbm.Iterator) {
	for ; it.Valid(); it.Next() {
		require.NoError(t, db.Set(it.Key(), it.Value()))
	}
	require.NoError(t, it.Close())
}

// block is a layer for a block: what is written there comes down by its Write. The bank's store of objects begins empty,
// as it does after every commit.
func (s stores) block() storetypes.CacheMultiStore {
	layer := make(map[storetypes.StoreKey]storetypes.CacheWrapper, len(s))
	for key, db := range s {
		if key.Name() == banktypes.ObjectStoreKey {
			layer[key] = transient.NewObjStore()
			continue
		}
		layer[key] = dbadapter.Store{DB: db}
	}
	return cachemulti.NewStore(layer)
}
