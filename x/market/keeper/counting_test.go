package keeper_test

import (
	"context"

	corestore "cosmossdk.io/core/store"
)

// countingService counts reads and writes of all modules.
type countingService struct {
	corestore.KVStoreService
	ops *int
}

func (s countingService) OpenKVStore(ctx context.Context) corestore.KVStore {
	return countingStore{s.KVStoreService.OpenKVStore(ctx), s.ops}
}

type countingStore struct {
	corestore.KVStore
	ops *int
}

func (s countingStore) Get(key []byte) ([]byte, error) { *s.ops++; return s.KVStore.Get(key) }
func (s countingStore) Has(key []byte) (bool, error)   { *s.ops++; return s.KVStore.Has(key) }
func (s countingStore) Set(key, value []byte) error    { *s.ops++; return s.KVStore.Set(key, value) }
func (s countingStore) Delete(key []byte) error        { *s.ops++; return s.KVStore.Delete(key) }

func (s countingStore) Iterator(start, end []byte) (corestore.Iterator, error) {
	*s.ops++
	return s.KVStore.Iterator(start, end)
}
