package deadline

import (
	"context"

	"cosmossdk.io/collections"
)

// Export returns every entry: the waiting ones in order of time, then the stuck ones. Importing them gives the same
// store.
func (q Queue) Export(ctx context.Context) ([]Entry, error) {
	type name struct {
		kind uint32
		id   string
	}
	attempts := map[name]uint32{}
	var stuck []Entry
	err := q.failures.Walk(ctx, nil, func(k collections.Pair[uint32, []byte], f failure) (bool, error) {
		attempts[name{k.K1(), string(k.K2())}] = f.K2()
		if f.K2() >= MaxAttempts {
			stuck = append(stuck, Entry{DueMs: f.K1(), Kind: k.K1(), Id: k.K2(), Attempts: f.K2(), Stuck: true})
		}
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	entries := []Entry{}
	err = q.Walk(ctx, func(due uint64, kind uint32, id []byte) (bool, error) {
		entries = append(entries, Entry{DueMs: due, Kind: kind, Id: id, Attempts: attempts[name{kind, string(id)}]})
		return false, nil
	})
	return append(entries, stuck...), err
}

// Import puts exported entries into an empty queue. ErrMalformed, and nothing written, when they are not valid.
func (q Queue) Import(ctx context.Context, entries []Entry) error {
	if err := Validate(entries); err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Stuck {
			if err := q.Schedule(ctx, e.DueMs, e.Kind, e.Id); err != nil {
				return err
			}
		}
		if e.Attempts > 0 {
			if err := q.failures.Set(ctx, collections.Join(e.Kind, e.Id), collections.Join(e.DueMs, e.Attempts)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Validate checks entries of a genesis: ids of 1 to MaxID bytes, attempts of 0 to MaxAttempts, stuck exactly with
// MaxAttempts, and no kind and id twice. ErrMalformed names the entry.
func Validate(entries []Entry) error {
	type name struct {
		kind uint32
		id   string
	}
	seen := make(map[name]struct{}, len(entries))
	for i, e := range entries {
		if len(e.Id) == 0 || len(e.Id) > MaxID {
			return ErrMalformed.Wrapf("deadlines[%d].id: %d bytes, want 1 to %d", i, len(e.Id), MaxID)
		}
		if e.Attempts > MaxAttempts {
			return ErrMalformed.Wrapf("deadlines[%d].attempts: %d, want at most %d", i, e.Attempts, MaxAttempts)
		}
		if e.Stuck != (e.Attempts == MaxAttempts) {
			return ErrMalformed.Wrapf("deadlines[%d].stuck: %t after %d attempts", i, e.Stuck, e.Attempts)
		}
		n := name{e.Kind, string(e.Id)}
		if _, twice := seen[n]; twice {
			return ErrMalformed.Wrapf("deadlines[%d]: kind %d, id %x twice", i, e.Kind, e.Id)
		}
		seen[n] = struct{}{}
	}
	return nil
}
