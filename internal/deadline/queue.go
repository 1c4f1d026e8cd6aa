// Package deadline is the queue of things that a module does when their market time has come (design 01, principle 2).
// Every item runs in a cache context with its own gas and a recover, so that no item can stop the chain or another item;
// an item that fails is tried again later and, after the last attempt, waits for a retry by message.
package deadline

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// Ceiling is the most items one Drain runs, whatever limit it is given.
	Ceiling = 1000
	// MaxAttempts is the number of failed runs after which an item is stuck.
	MaxAttempts = 3
	// ItemGas is the gas limit of one item.
	ItemGas = 10_000_000
	// MaxID is the longest id of an item in bytes.
	MaxID = 128
)

// backoffMs is the market time an item waits after its first and its second failed run.
var backoffMs = [MaxAttempts - 1]uint64{60_000, 600_000}

// Run does the work of one item. It may schedule and cancel items; what it schedules as due already is run by the next
// Drain. An error, a panic or running out of gas undoes all it wrote.
type Run func(ctx sdk.Context, kind uint32, id []byte) error

// Queue is the deadline queue of one module, in the module's own store. A kind and id name at most one entry at a time.
type Queue struct {
	module string
	// (due, kind, id): the entries that wait for their time
	pending collections.KeySet[collections.Triple[uint64, uint32, []byte]]
	// (kind, id) → (due, attempts): the entries that failed; with MaxAttempts they are stuck and no longer in pending
	failures collections.Map[collections.Pair[uint32, []byte], failure]
}

type failure = collections.Pair[uint64, uint32]

// NewQueue returns the queue of a module under two prefixes of the module's store.
func NewQueue(sb *collections.SchemaBuilder, pending, failures collections.Prefix, module string) Queue {
	return Queue{
		module: module,
		pending: collections.NewKeySet(sb, pending, "deadlines_pending",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint32Key, collections.BytesKey)),
		failures: collections.NewMap(sb, failures, "deadlines_failures",
			collections.PairKeyCodec(collections.Uint32Key, collections.BytesKey),
			collcodec.KeyToValueCodec(collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key))),
	}
}

// Schedule puts an entry into the queue; the same entry again changes nothing. An entry of the same kind and id with
// another due must be cancelled first.
func (q Queue) Schedule(ctx context.Context, due uint64, kind uint32, id []byte) error {
	return q.pending.Set(ctx, collections.Join3(due, kind, id))
}

// Cancel takes an entry out of the queue, also one that failed meanwhile and is backed off or stuck. due is the time the
// entry was scheduled for. An absent entry is no error.
func (q Queue) Cancel(ctx context.Context, due uint64, kind uint32, id []byte) error {
	if err := q.pending.Remove(ctx, collections.Join3(due, kind, id)); err != nil {
		return err
	}
	f, failed, err := q.failure(ctx, kind, id)
	if err != nil || !failed {
		return err
	}
	if err := q.pending.Remove(ctx, collections.Join3(f.K1(), kind, id)); err != nil {
		return err
	}
	return q.failures.Remove(ctx, collections.Join(kind, id))
}

// Has says whether an entry is in the queue: waiting for due, backed off or stuck.
func (q Queue) Has(ctx context.Context, due uint64, kind uint32, id []byte) (bool, error) {
	found, err := q.pending.Has(ctx, collections.Join3(due, kind, id))
	if err != nil || found {
		return found, err
	}
	return q.failures.Has(ctx, collections.Join(kind, id))
}

// Stuck says whether an entry failed so often that only a retry by message runs it.
func (q Queue) Stuck(ctx context.Context, kind uint32, id []byte) (bool, error) {
	f, failed, err := q.failure(ctx, kind, id)
	return failed && f.K2() >= MaxAttempts, err
}

// Walk calls fn for the waiting entries in order of time until it stops; stuck ones are left out. fn must not write to
// the queue.
func (q Queue) Walk(ctx context.Context, fn func(due uint64, kind uint32, id []byte) (stop bool, err error)) error {
	return q.pending.Walk(ctx, nil, func(k collections.Triple[uint64, uint32, []byte]) (bool, error) {
		return fn(k.K1(), k.K2(), k.K3())
	})
}

func (q Queue) failure(ctx context.Context, kind uint32, id []byte) (failure, bool, error) {
	f, err := q.failures.Get(ctx, collections.Join(kind, id))
	if errors.Is(err, collections.ErrNotFound) {
		return failure{}, false, nil
	}
	return f, err == nil, err
}
