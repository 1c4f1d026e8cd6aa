package deadline_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
)

const kind = uint32(7)

var errPoison = errors.New("poison")

// fixture is a module with a queue and a store of its own, which runs write to.
type fixture struct {
	key   *storetypes.KVStoreKey
	ctx   sdk.Context
	queue deadline.Queue
	marks collections.Map[[]byte, uint64]
}

func setup(t testing.TB) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey("module")
	sb := collections.NewSchemaBuilder(runtime.NewKVStoreService(key))
	f := &fixture{
		key:   key,
		ctx:   testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t")),
		queue: deadline.NewQueue(sb, collections.NewPrefix(1), collections.NewPrefix(2), "module"),
		marks: collections.NewMap(sb, collections.NewPrefix(3), "marks", collections.BytesKey, collections.Uint64Value),
	}
	_, err := sb.Build()
	require.NoError(t, err)
	return f
}

func (f *fixture) schedule(t testing.TB, due uint64, id string) {
	t.Helper()
	require.NoError(t, f.queue.Schedule(f.ctx, due, kind, []byte(id)))
}

// drain runs the queue and returns the ids in the order they were run.
func (f *fixture) drain(t testing.TB, now uint64, limit uint32, run deadline.Run) []string {
	t.Helper()
	var ran []string
	require.NoError(t, f.queue.Drain(f.ctx, now, limit, func(ctx sdk.Context, kind uint32, id []byte) error {
		ran = append(ran, string(id))
		return run(ctx, kind, id)
	}))
	return ran
}

func (f *fixture) dump(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	it := f.ctx.KVStore(f.key).Iterator(nil, nil)
	defer it.Close()
	for ; it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	return all
}

func (f *fixture) events(name string) (found []sdk.Event) {
	for _, e := range f.ctx.EventManager().Events() {
		if e.Type == name {
			found = append(found, e)
		}
	}
	return found
}

func ok(sdk.Context, uint32, []byte) error { return nil }

func failing(sdk.Context, uint32, []byte) error { return errPoison }

func number(i uint64) string { return string(binary.BigEndian.AppendUint64(nil, i)) }

func TestTenTimesTheLimitDueAtOnceAreAllRunInOrderOfTime(t *testing.T) {
	f := setup(t)
	const limit, all = 20, 200
	for i := uint64(0); i < all; i++ { // scheduled out of order
		due := (i*77)%all + 1
		f.schedule(t, due, number(due))
	}
	var ran []string
	for block := 0; block < all/limit; block++ {
		got := f.drain(t, 1_000, limit, ok)
		require.Len(t, got, limit)
		ran = append(ran, got...)
	}
	for i, id := range ran {
		require.Equal(t, number(uint64(i+1)), id)
	}
	require.Empty(t, f.drain(t, 1_000, limit, ok))
	require.Empty(t, f.dump(t))
}

func TestNothingIsRunBeforeItsTime(t *testing.T) {
	f := setup(t)
	f.schedule(t, 10, "a")
	f.schedule(t, 11, "b")
	f.schedule(t, math.MaxUint64, "end")
	require.Empty(t, f.drain(t, 9, 10, ok))
	require.Equal(t, []string{"a"}, f.drain(t, 10, 10, ok))
	require.Equal(t, []string{"b"}, f.drain(t, math.MaxUint64-1, 10, ok))
	require.Equal(t, []string{"end"}, f.drain(t, math.MaxUint64, 10, ok))
}

func TestTheLimitHasACeilingAndAFloor(t *testing.T) {
	f := setup(t)
	for i := uint64(0); i < deadline.Ceiling+5; i++ {
		f.schedule(t, 1, number(i))
	}
	require.Len(t, f.drain(t, 1, math.MaxUint32, ok), deadline.Ceiling)
	require.Len(t, f.drain(t, 1, 0, ok), 1, "progress even with a limit of 0")
	require.Len(t, f.drain(t, 1, 100, ok), 4)
}

func TestDrainReadsNoMoreEntriesThanItRuns(t *testing.T) {
	gas := func(entries uint64) uint64 {
		f := setup(t)
		for i := uint64(0); i < entries; i++ {
			f.schedule(t, 1, number(i))
		}
		before := f.ctx.GasMeter().GasConsumed()
		require.Len(t, f.drain(t, 1, 3, ok), 3)
		return f.ctx.GasMeter().GasConsumed() - before
	}
	require.Equal(t, gas(4), gas(400))
}

func TestAPoisonItemHarmsNobody(t *testing.T) {
	cases := map[string]struct {
		run deadline.Run
		err error
	}{
		"error":          {failing, errPoison},
		"panic":          {func(sdk.Context, uint32, []byte) error { panic("boom") }, deadline.ErrPanicked},
		"panic of error": {func(sdk.Context, uint32, []byte) error { panic(errPoison) }, deadline.ErrPanicked},
		"runtime panic": {func(_ sdk.Context, _ uint32, id []byte) error {
			if id[len(id)] == 0 {
				return nil
			}
			return nil
		}, deadline.ErrPanicked},
		"out of its own gas": {func(ctx sdk.Context, _ uint32, _ []byte) error {
			ctx.GasMeter().ConsumeGas(deadline.ItemGas+1, "loop")
			return nil
		}, deadline.ErrOutOfGas},
		"gas overflow": {func(ctx sdk.Context, _ uint32, _ []byte) error {
			ctx.GasMeter().ConsumeGas(1, "")
			ctx.GasMeter().ConsumeGas(math.MaxUint64, "overflow")
			return nil
		}, deadline.ErrOutOfGas},
		"out of gas and swallowed": {func(ctx sdk.Context, _ uint32, _ []byte) (err error) {
			defer func() { _ = recover() }()
			ctx.GasMeter().ConsumeGas(deadline.ItemGas+1, "loop")
			return nil
		}, deadline.ErrOutOfGas},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.schedule(t, 1, "before")
			f.schedule(t, 2, "poison")
			f.schedule(t, 3, "after")
			run := func(ctx sdk.Context, kind uint32, id []byte) error {
				if err := f.marks.Set(ctx, id, 1); err != nil {
					return err
				}
				ctx.EventManager().EmitEvent(sdk.NewEvent("mark." + string(id)))
				if string(id) == "poison" {
					return tc.run(ctx, kind, id)
				}
				return nil
			}
			now := uint64(3)
			require.Equal(t, []string{"before", "poison", "after"}, f.drain(t, now, 10, run))
			require.Empty(t, f.events("mark.poison"), "what a failing item did is undone")
			require.Len(t, f.events("mark.after"), 1)
			marked, err := f.marks.Has(f.ctx, []byte("poison"))
			require.NoError(t, err)
			require.False(t, marked)

			require.Empty(t, f.drain(t, now+59_999, 10, run), "backed off for a minute")
			require.Equal(t, []string{"poison"}, f.drain(t, now+60_000, 10, run))
			require.Empty(t, f.drain(t, now+60_000+599_999, 10, run), "then for ten")
			require.Empty(t, f.events(deadline.EventStuck))
			require.Equal(t, []string{"poison"}, f.drain(t, now+660_000, 10, run))
			require.Len(t, f.events(deadline.EventFailed), 2)
			stuckEvents := f.events(deadline.EventStuck)
			require.Len(t, stuckEvents, 1)
			require.Len(t, stuckEvents[0].Attributes, 5)
			require.Empty(t, f.drain(t, math.MaxUint64, 10, run), "stuck: not run by itself any more")

			stuck, err := f.queue.Stuck(f.ctx, kind, []byte("poison"))
			require.NoError(t, err)
			require.True(t, stuck)
			require.ErrorIs(t, f.queue.Retry(f.ctx, kind, []byte("poison"), tc.run), tc.err)
			require.NoError(t, f.queue.Retry(f.ctx, kind, []byte("poison"), ok))
			require.ErrorIs(t, f.queue.Retry(f.ctx, kind, []byte("poison"), ok), deadline.ErrNotStuck)
		})
	}
}

func TestAnItemThatRecoversIsForgottenAsAFailure(t *testing.T) {
	f := setup(t)
	f.schedule(t, 1, "a")
	f.drain(t, 1, 10, failing)
	require.Equal(t, []string{"a"}, f.drain(t, 60_001, 10, ok))
	require.Empty(t, f.dump(t))
	f.schedule(t, 60_002, "a")
	f.drain(t, 60_002, 10, failing)
	entries, err := f.queue.Export(f.ctx)
	require.NoError(t, err)
	require.Equal(t, uint32(1), entries[0].Attempts, "counted from the beginning")
}

func TestRetryIsRefusedForWhatIsNotStuck(t *testing.T) {
	f := setup(t)
	require.ErrorIs(t, f.queue.Retry(f.ctx, kind, []byte("absent"), ok), deadline.ErrNotStuck)
	f.schedule(t, 1, "a")
	require.ErrorIs(t, f.queue.Retry(f.ctx, kind, []byte("a"), ok), deadline.ErrNotStuck)
	f.drain(t, 1, 1, failing)
	require.ErrorIs(t, f.queue.Retry(f.ctx, kind, []byte("a"), ok), deadline.ErrNotStuck)
}

// When more is due than blocks can run, anybody may run what waits since a block before; what is due just now may not.
func TestWhatIsOverdueCanBeRunByMessage(t *testing.T) {
	f := setup(t)
	f.schedule(t, 5, "a")
	for _, now := range []uint64{4, 5} {
		require.ErrorIs(t, f.queue.RetryDue(f.ctx, now, 5, kind, []byte("a"), ok), deadline.ErrNotStuck)
	}
	require.ErrorIs(t, f.queue.RetryDue(f.ctx, 6, 4, kind, []byte("a"), ok), deadline.ErrNotStuck, "due at another time")
	before := f.dump(t)
	require.Error(t, f.queue.RetryDue(f.ctx, 6, 5, kind, []byte("a"), failing))
	require.Equal(t, before, f.dump(t), "a failed run changes nothing")
	ran := 0
	require.NoError(t, f.queue.RetryDue(f.ctx, 6, 5, kind, []byte("a"), func(sdk.Context, uint32, []byte) error { ran++; return nil }))
	require.Equal(t, 1, ran)
	require.Empty(t, f.dump(t))
	require.Empty(t, f.drain(t, 100, 10, ok), "it does not run twice")
	f.stick(t, "b")
	require.NoError(t, f.queue.RetryDue(f.ctx, 1_000_000, 1, kind, []byte("b"), ok), "stuck ones too")
}

func TestRetryRunsOnTheGasOfTheCaller(t *testing.T) {
	f := setup(t)
	f.stick(t, "a")
	costly := func(ctx sdk.Context, _ uint32, _ []byte) error {
		ctx.GasMeter().ConsumeGas(500_000, "work")
		return nil
	}
	poor := f.ctx.WithGasMeter(storetypes.NewGasMeter(400_000))
	require.ErrorIs(t, f.queue.Retry(poor, kind, []byte("a"), costly), deadline.ErrOutOfGas)
	rich := f.ctx.WithGasMeter(storetypes.NewGasMeter(600_000))
	require.NoError(t, f.queue.Retry(rich, kind, []byte("a"), costly))
	require.Greater(t, rich.GasMeter().GasConsumed(), uint64(500_000))
}

// stick makes an entry stuck.
func (f *fixture) stick(t testing.TB, id string) {
	t.Helper()
	f.schedule(t, 1, id)
	for _, now := range []uint64{1, 60_001, 660_001} {
		f.drain(t, now, 1, failing)
	}
	stuck, err := f.queue.Stuck(f.ctx, kind, []byte(id))
	require.NoError(t, err)
	require.True(t, stuck)
}

func TestCancelFindsTheEntryInEveryState(t *testing.T) {
	cases := map[string]func(f *fixture){
		"absent":  func(*fixture) {},
		"waiting": func(f *fixture) { f.schedule(t, 1, "a") },
		"backed off": func(f *fixture) {
			f.schedule(t, 1, "a")
			f.drain(t, 1, 1, failing)
		},
		"stuck": func(f *fixture) { f.stick(t, "a") },
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			prepare(f)
			has, err := f.queue.Has(f.ctx, 1, kind, []byte("a"))
			require.NoError(t, err)
			require.Equal(t, name != "absent", has)
			require.NoError(t, f.queue.Cancel(f.ctx, 1, kind, []byte("a")))
			require.Empty(t, f.dump(t))
			require.Empty(t, f.drain(t, math.MaxUint64, 10, ok))
		})
	}
}

func TestAnItemMayScheduleAndCancelOthers(t *testing.T) {
	f := setup(t)
	f.schedule(t, 1, "a")
	f.schedule(t, 2, "victim")
	run := func(ctx sdk.Context, kind uint32, id []byte) error {
		if string(id) != "a" {
			return nil
		}
		if err := f.queue.Cancel(ctx, 2, kind, []byte("victim")); err != nil {
			return err
		}
		return f.queue.Schedule(ctx, 0, kind, []byte("next"))
	}
	require.Equal(t, []string{"a"}, f.drain(t, 5, 10, run), "a cancelled item is not run, a new one only by the next drain")
	require.Equal(t, []string{"next"}, f.drain(t, 5, 10, run))
}

func TestExportAndImportGiveTheSameStore(t *testing.T) {
	f := setup(t)
	f.stick(t, "stuck")
	f.schedule(t, 700_000, "backed off")
	f.drain(t, 700_000, 1, failing)
	f.schedule(t, 800_000, "waiting")
	f.schedule(t, 650_000, "first")
	entries, err := f.queue.Export(f.ctx)
	require.NoError(t, err)
	require.Equal(t, []deadline.Entry{
		{DueMs: 650_000, Kind: kind, Id: []byte("first")},
		{DueMs: 760_000, Kind: kind, Id: []byte("backed off"), Attempts: 1},
		{DueMs: 800_000, Kind: kind, Id: []byte("waiting")},
		{DueMs: 660_001, Kind: kind, Id: []byte("stuck"), Attempts: 3, Stuck: true},
	}, entries)

	g := setup(t)
	require.NoError(t, g.queue.Import(g.ctx, entries))
	require.Equal(t, f.dump(t), g.dump(t))
}

func TestImportRefusesMalformedEntries(t *testing.T) {
	good := deadline.Entry{DueMs: 1, Kind: 1, Id: []byte{1}}
	cases := map[string][]deadline.Entry{
		"no id":                {{DueMs: 1}},
		"long id":              {{Id: make([]byte, deadline.MaxID+1)}},
		"too many attempts":    {{Id: []byte{1}, Attempts: 4, Stuck: true}},
		"stuck too early":      {{Id: []byte{1}, Attempts: 2, Stuck: true}},
		"not stuck after all":  {{Id: []byte{1}, Attempts: 3}},
		"the same entry twice": {good, {DueMs: 2, Kind: 1, Id: []byte{1}}},
	}
	for name, entries := range cases {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			require.ErrorIs(t, f.queue.Import(f.ctx, entries), deadline.ErrMalformed)
			require.Empty(t, f.dump(t))
		})
	}
}

// Whatever is scheduled, cancelled and fails: every entry is run in order of time when it is due, or is stuck; nothing is
// lost and nothing left behind.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := setup(t)
		type entry struct {
			due      uint64
			attempts int
		}
		live, now := map[string]entry{}, uint64(0)
		fails := rapid.SliceOfN(rapid.Bool(), 64, 64).Draw(r, "fails")
		runs := 0
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "act") {
			case 0, 1:
				id := number(rapid.Uint64Range(0, 12).Draw(r, "id"))
				if _, there := live[id]; !there {
					e := entry{due: now + rapid.Uint64Range(0, 90_000).Draw(r, "in")}
					live[id] = e
					f.schedule(t, e.due, id)
				}
			case 2:
				id := number(rapid.Uint64Range(0, 12).Draw(r, "id"))
				require.NoError(t, f.queue.Cancel(f.ctx, live[id].due, kind, []byte(id)))
				delete(live, id)
			case 3:
				now += rapid.Uint64Range(0, 400_000).Draw(r, "pass")
				limit := rapid.Uint32Range(1, 6).Draw(r, "limit")
				ran := f.drain(t, now, limit, func(_ sdk.Context, _ uint32, id []byte) error {
					runs++
					e := live[string(id)]
					if e.due > now {
						r.Fatalf("%x run at %d, due %d", id, now, e.due)
					}
					if !fails[runs%len(fails)] {
						delete(live, string(id))
						return nil
					}
					e.attempts++
					live[string(id)] = e
					return errPoison
				})
				require.LessOrEqual(t, len(ran), int(limit))
			}
		}
		for range deadline.MaxAttempts {
			for now += 1_000_000; len(f.drain(t, now, 3, ok)) > 0; {
			}
		}
		for id, e := range live {
			stuck, err := f.queue.Stuck(f.ctx, kind, []byte(id))
			require.NoError(t, err)
			require.Equal(t, e.attempts == deadline.MaxAttempts, stuck)
			require.NoError(t, f.queue.Cancel(f.ctx, e.due, kind, []byte(id)))
		}
		require.Empty(t, f.dump(t))
	})
}
