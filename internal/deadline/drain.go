package deadline

import (
	"context"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	"cosmossdk.io/collections"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The events of the queue. Names are public.
const (
	// EventStuck tells that an item failed for the last time and waits for a retry by message.
	EventStuck = "deadline.stuck"
	// EventFailed tells that an item failed and when it is run again.
	EventFailed = "deadline.failed"
)

// maxReason is the longest error text in an event, in bytes.
const maxReason = 200

// Drain runs the entries that are due at now, in order of time, at most limit (1 to Ceiling) of them. It reads no more
// entries than it runs. Each entry leaves the queue before it is run, so a failing one delays nobody and never makes
// Drain fail; only a broken store does.
func (q Queue) Drain(ctx context.Context, now uint64, limit uint32, run Run) error {
	due, err := q.due(ctx, now, min(max(limit, 1), Ceiling))
	if err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	for _, key := range due {
		// An earlier item of this block may have cancelled this one.
		waiting, err := q.pending.Has(ctx, key)
		if err != nil {
			return err
		}
		if !waiting {
			continue
		}
		if err := q.pending.Remove(ctx, key); err != nil {
			return err
		}
		if _, itemErr := q.attempt(sdkCtx, ItemGas, key.K2(), key.K3(), run); itemErr != nil {
			if err := q.fail(sdkCtx, now, key.K2(), key.K3(), itemErr); err != nil {
				return err
			}
		}
	}
	return nil
}

// Retry runs a stuck entry at once, on the gas of the caller. ErrNotStuck when there is none; the error of the run when
// it fails again, and the entry stays stuck.
func (q Queue) Retry(ctx context.Context, kind uint32, id []byte, run Run) error {
	stuck, err := q.Stuck(ctx, kind, id)
	if err != nil {
		return err
	}
	if !stuck {
		return ErrNotStuck.Wrapf("%s: kind %d, id %x", q.module, kind, id)
	}
	return q.runNow(ctx, kind, id, run)
}

// RetryDue is Retry for an object that knows when it is due; it also runs an entry that waits since a moment before now.
// When more is due than the blocks can run, nobody has to wait for what concerns it. What is due just now is left to the
// end of the block, since others may still act in this one.
func (q Queue) RetryDue(ctx context.Context, now, due uint64, kind uint32, id []byte, run Run) error {
	key := collections.Join3(due, kind, id)
	waiting, err := q.pending.Has(ctx, key)
	if err != nil {
		return err
	}
	if !waiting || due >= now {
		return q.Retry(ctx, kind, id, run)
	}
	return q.runNow(ctx, kind, id, func(ctx sdk.Context, kind uint32, id []byte) error {
		if err := q.pending.Remove(ctx, key); err != nil {
			return err
		}
		return run(ctx, kind, id)
	})
}

// runNow runs an entry on the gas of the caller.
func (q Queue) runNow(ctx context.Context, kind uint32, id []byte, run Run) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	used, err := q.attempt(sdkCtx, min(ItemGas, sdkCtx.GasMeter().GasRemaining()), kind, id, run)
	sdkCtx.GasMeter().ConsumeGas(used, "deadline retry")
	return err
}

// due collects the keys of the first limit entries that are due at now.
func (q Queue) due(ctx context.Context, now uint64, limit uint32) ([]collections.Triple[uint64, uint32, []byte], error) {
	r := new(collections.Range[collections.Triple[uint64, uint32, []byte]])
	if now < math.MaxUint64 {
		r = r.EndExclusive(collections.TriplePrefix[uint64, uint32, []byte](now + 1))
	}
	var due []collections.Triple[uint64, uint32, []byte]
	err := q.pending.Walk(ctx, r, func(k collections.Triple[uint64, uint32, []byte]) (bool, error) {
		due = append(due, k)
		return len(due) >= int(limit), nil
	})
	return due, err
}

// attempt runs one item in a cache context with its own gas meter and returns the gas it used. All it wrote is kept only
// when it succeeds; then its failure record is gone as well.
func (q Queue) attempt(ctx sdk.Context, gas uint64, kind uint32, id []byte, run Run) (used uint64, err error) {
	cache, write := ctx.CacheContext()
	meter := storetypes.NewGasMeter(gas)
	cache = cache.WithGasMeter(meter)
	err = guard(func() error {
		if err := q.failures.Remove(cache, collections.Join(kind, id)); err != nil {
			return err
		}
		return run(cache, kind, id)
	})
	if meter.IsPastLimit() { // also when the item swallowed the panic of its meter
		err = ErrOutOfGas.Wrapf("%s: kind %d, id %x: limit %d", q.module, kind, id, gas)
	}
	if err == nil {
		write()
	}
	return meter.GasConsumedToLimit(), err
}

// guard turns a panic of fn into ErrPanicked.
func guard(fn func() error) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = ErrPanicked.Wrap(r.Error())
		case string:
			err = ErrPanicked.Wrap(r)
		default:
			err = ErrPanicked.Wrapf("%T", r) // a value may print an address, which differs between nodes
		}
	}()
	return fn()
}

// fail counts a failed run and backs the entry off, or marks it stuck after the last attempt.
func (q Queue) fail(ctx sdk.Context, now uint64, kind uint32, id []byte, cause error) error {
	f, failed, err := q.failure(ctx, kind, id)
	if err != nil {
		return err
	}
	attempts := uint32(1)
	if failed {
		attempts = f.K2() + 1
	}
	ctx.Logger().Error("deadline failed", "module", q.module, "kind", kind, "id", fmt.Sprintf("%x", id), "attempts", attempts, "err", cause)
	due := now
	if attempts < MaxAttempts {
		due = later(now, backoffMs[attempts-1])
		if err := q.Schedule(ctx, due, kind, id); err != nil {
			return err
		}
	}
	if err := q.failures.Set(ctx, collections.Join(kind, id), collections.Join(due, attempts)); err != nil {
		return err
	}
	ctx.EventManager().EmitEvent(q.event(kind, id, attempts, due, cause))
	return nil
}

func (q Queue) event(kind uint32, id []byte, attempts uint32, due uint64, cause error) sdk.Event {
	attrs := []sdk.Attribute{
		sdk.NewAttribute("module", q.module),
		sdk.NewAttribute("kind", strconv.FormatUint(uint64(kind), 10)),
		sdk.NewAttribute("id", hex.EncodeToString(id)),
		sdk.NewAttribute("attempts", strconv.FormatUint(uint64(attempts), 10)),
		sdk.NewAttribute("reason", reason(cause)),
	}
	if attempts >= MaxAttempts {
		return sdk.NewEvent(EventStuck, attrs...)
	}
	return sdk.NewEvent(EventFailed, append(attrs, sdk.NewAttribute("retry_ms", strconv.FormatUint(due, 10)))...)
}

func reason(err error) string {
	s := err.Error()
	return s[:min(len(s), maxReason)]
}

// later adds without overflow.
func later(now, ms uint64) uint64 {
	if now > math.MaxUint64-ms {
		return math.MaxUint64
	}
	return now + ms
}
