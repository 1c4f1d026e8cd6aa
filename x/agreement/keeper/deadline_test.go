package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) retry(a types.Agreement) error {
	_, err := f.msg.Retry(f.ctx, &types.MsgRetry{Sender: account("anyone").String(), Agreement: a.Id})
	return err
}

func TestDeadlinesComeInOrderAndWithinTheLimit(t *testing.T) {
	f := newFixture(t)
	p := testParams()
	p.MaxDeadlinesPerBlock = 3
	f.updateParams(p)
	d := f.usual()
	d.price, d.pledge, d.reserve = 1_000, 0, 0
	var ids []string
	for range 30 {
		ids = append(ids, f.hire(d).Id)
		f.pass(1)
	}
	f.pass(delivery)
	for block := range 10 {
		f.endBlock()
		for i, id := range ids {
			require.Equal(t, i < 3*(block+1), f.get(id).Status == types.StatusRefunded, "block %d, agreement %d", block, i)
		}
	}
	f.checkInvariants()
	require.Zero(t, f.held(f.client))
}

// While the deadline waits in the queue behind others, nobody can choose another end.
func TestLateWorkIsLateHoweverLongTheQueue(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	f.pass(delivery)
	require.ErrorIs(t, f.submit(a), types.ErrDeadlinePassed)
	require.ErrorIs(t, f.resign(a), types.ErrDeadlinePassed)
	require.ErrorIs(t, f.terminate(a), types.ErrDeadlinePassed)
	f.block()
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
}

// A settlement that fails (here: the hold was taken away by force) harms nobody else, is stuck after three attempts, and
// anyone can retry it when the cause is gone.
func TestAStuckDeadlineCanBeRetried(t *testing.T) {
	f := newFixture(t)
	poison, healthy := f.hire(f.usual()), f.hire(deal{client: f.client, provider: f.second, price: 1_000, loss: 1_000})
	require.ErrorIs(t, f.retry(poison), deadline.ErrNotStuck)
	require.NoError(t, f.submit(poison))
	require.NoError(t, f.submit(healthy))
	key, err := types.ParseID("", poison.Id)
	require.NoError(t, err)
	// A hold in scope agreement can only be changed by the module itself: reach it through a copy of its handle.
	hold, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(t, err)
	f.steal(types.ClientRef(key))

	for _, pass := range []uint64{review, 60_000, 600_000} {
		f.pass(pass)
		f.endBlock()
		require.Equal(t, types.StatusReview, f.get(poison.Id).Status)
	}
	require.Equal(t, types.StatusCompleted, f.get(healthy.Id).Status)
	require.Len(t, f.events(deadline.EventStuck), 1)
	f.pass(10_000_000)
	f.endBlock()
	require.Error(t, f.retry(poison))

	f.giveBack(hold, types.ClientRef(key))
	require.NoError(t, f.retry(poison))
	require.Equal(t, types.StatusCompleted, f.get(poison.Id).Status)
	f.block()
}

// A stuck deadline still yields to the client's own acceptance.
func TestAnAcceptanceCancelsAStuckDeadline(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	key, err := types.ParseID("", a.Id)
	require.NoError(t, err)
	hold, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(t, err)
	f.steal(types.ClientRef(key))
	for _, pass := range []uint64{review, 60_000, 600_000} {
		f.pass(pass)
		f.endBlock()
	}
	f.giveBack(hold, types.ClientRef(key))
	require.NoError(t, f.accept(a, 100))
	require.ErrorIs(t, f.retry(a), deadline.ErrNotStuck)
	f.block()
}

// steal deletes the record of a hold from escrow's store, as no module could.
func (f *fixture) steal(ref []byte) {
	f.Helper()
	f.holds(func(s storetypes.KVStore, key []byte) { s.Delete(key) }, ref)
}

// giveBack restores the record of a hold from an export.
func (f *fixture) giveBack(gs *escrowtypes.GenesisState, ref []byte) {
	f.Helper()
	for _, h := range gs.Holds {
		if string(h.Ref) == string(ref) {
			bz, err := h.Hold.Marshal()
			require.NoError(f, err)
			f.holds(func(s storetypes.KVStore, key []byte) { s.Set(key, bz) }, ref)
		}
	}
}

func (f *fixture) holds(do func(s storetypes.KVStore, key []byte), ref []byte) {
	f.Helper()
	key := append(append(escrowtypes.HoldsKey.Bytes(), append([]byte(types.ModuleName), 0)...), ref...)
	do(f.ctx.KVStore(f.keys[escrowtypes.ModuleName]), key)
}

// backup is a runner-up: second for a price of 12, with a cover of its own.
func (f *fixture) backup() deal {
	d := f.usual()
	d.provider, d.price, d.pledge, d.reserve = f.second, 12_000_000, 12_000_000, 0
	d.loss = 12_000_000
	return d
}

// standBy has the market award the job to the backup when the provider defaults.
func (f *fixture) standBy() (opened *string) {
	job, id := f.job()
	opened = new(string)
	f.handler.target = &escrowtypes.Target{Scope: "market", Ref: job}
	f.handler.onDefault = func(ctx context.Context, _ string) error {
		d := f.backup()
		err := f.k.LockCover(ctx, f.authority(d.provider, identitytypes.ActionBid), coverRef(job, d.provider), d.request())
		if err != nil {
			return err
		}
		*opened, err = f.k.Open(ctx, f.opening(job, id, d), f.funder(job, d.price))
		return err
	}
	return opened
}

func TestADefaultAwardsTheNextRunnerUp(t *testing.T) {
	for name, act := range map[string]func(f *fixture, a types.Agreement){
		"late":     func(f *fixture, _ types.Agreement) { f.pass(delivery) },
		"resigned": func(f *fixture, a types.Agreement) { require.NoError(f, f.resign(a)) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual())
			opened := f.standBy()
			act(f, a)
			f.block()
			require.Equal(t, 1, f.handler.calls)
			b := f.get(*opened)
			require.Equal(t, types.StatusWorking, b.Status)
			require.Equal(t, int64(12_000_000), f.held(f.client), "out of the same money")
			require.Zero(t, f.held(f.provider))
			require.NoError(t, f.submit(b))
			require.NoError(t, f.accept(b, 100))
			f.block()
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.second))
			require.Empty(t, f.events(types.EventReawardFailed))
		})
	}
}

func TestOnlyADefaultAsksForARunnerUp(t *testing.T) {
	for name, act := range map[string]func(f *fixture, a types.Agreement){
		"terminated": func(f *fixture, a types.Agreement) { require.NoError(f, f.terminate(a)) },
		"accepted": func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			require.NoError(f, f.accept(a, 1))
		},
		"silence": func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			f.pass(review)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual())
			f.standBy()
			act(f, a)
			f.block()
			require.Zero(t, f.handler.calls)
			require.Zero(t, f.held(f.client))
		})
	}
}

// Whatever the up-call does, the agreement ends and the client gets its money: a failed hook blocks no exit.
func TestAFailedUpCallRefundsTheClient(t *testing.T) {
	cases := map[string]func(f *fixture){
		"an error": func(f *fixture) {
			f.handler.onDefault = func(context.Context, string) error { return errHandler }
		},
		"a panic": func(f *fixture) {
			f.handler.onDefault = func(context.Context, string) error { panic("boom") }
		},
		"all its gas": func(f *fixture) {
			f.handler.onDefault = func(ctx context.Context, _ string) error {
				for {
					sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(1_000, "loop")
				}
			}
		},
		"all its gas, swallowed": func(f *fixture) {
			f.handler.onDefault = func(ctx context.Context, _ string) error {
				defer func() { _ = recover() }()
				sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(1<<40, "loop")
				return nil
			}
		},
		"half of its work, then an error": func(f *fixture) {
			f.standBy()
			work := f.handler.onDefault
			f.handler.onDefault = func(ctx context.Context, job string) error {
				if err := work(ctx, job); err != nil {
					return err
				}
				return errHandler
			}
		},
		"an error before it begins": func(f *fixture) { f.handler.targetErr = errHandler },
		"a scope that does not exist": func(f *fixture) {
			f.handler.target = &escrowtypes.Target{Scope: "nowhere", Ref: []byte{1}}
		},
	}
	for name, breakIt := range cases {
		for _, end := range []string{"late", "resigned"} {
			t.Run(name+", "+end, func(t *testing.T) {
				f := newFixture(t)
				a := f.hire(f.usual())
				f.standBy()
				breakIt(f)
				if end == "late" {
					f.pass(delivery)
				} else {
					require.NoError(t, f.resign(a))
				}
				f.block()
				require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
				require.Zero(t, f.held(f.client))
				require.Zero(t, f.held(f.provider))
				require.Zero(t, f.held(f.second))
				require.Len(t, f.events(types.EventReawardFailed), 1)
				require.Len(t, f.events(types.EventAgreementRefunded), 1)
				require.Empty(t, f.events(deadline.EventFailed))
			})
		}
	}
}

var errOutOfGas = errors.New("out of gas")

// A resigning provider cannot choose a gas limit with which the runner-up misses the job: then its message fails.
func TestTooLittleGasCannotStarveTheRunnerUp(t *testing.T) {
	resignWith := func(gas uint64) (f *fixture, a types.Agreement, err error) {
		f = newFixture(t)
		a = f.hire(f.usual())
		f.standBy()
		cache, write := f.ctx.CacheContext()
		whole := f.ctx
		f.ctx = cache.WithGasMeter(storetypes.NewGasMeter(gas))
		func() {
			defer func() {
				if r := recover(); r != nil {
					require.IsType(t, storetypes.ErrorOutOfGas{}, r)
					err = errOutOfGas // the whole message fails all the same
				}
			}()
			err = f.resign(a)
			write() // a refusal has changed nothing by itself
		}()
		f.ctx = whole
		return f, a, err
	}
	refused, named := 0, 0
	for gas := uint64(50_000); ; gas += 20_000 {
		f, a, err := resignWith(gas)
		if err == nil {
			require.Equal(t, 1, f.handler.calls)
			require.Empty(t, f.events(types.EventReawardFailed), "with %d gas", gas)
			require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
			f.block()
			break
		}
		require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
		f.checkInvariants()
		refused++
		if errors.Is(err, types.ErrReawardGas) {
			named++
		} else {
			require.ErrorIs(t, err, errOutOfGas)
		}
	}
	require.Greater(t, refused, 5)
	require.Greater(t, named, 5, "the error says what to do")
}

func TestWithoutHandlerOrJobTheClientIsRefunded(t *testing.T) {
	f := newFixture(t)
	job, _ := f.job()
	d := f.usual()
	f.hold(job, d)
	require.NoError(t, f.lock(job, d))
	id, err := f.k.Open(f.ctx, f.opening(job, "", d), f.funder(job, 12_000_000))
	require.NoError(t, err)
	f.standBy()
	require.NoError(t, f.resign(f.get(id)))
	require.Zero(t, f.handler.calls)
	require.Zero(t, f.held(f.client))
	f.block()
}

func TestTheHandlerIsSetOnce(t *testing.T) {
	f := newFixture(t)
	require.Panics(t, func() { f.k.SetDefaultHandler(f.handler) })
	require.Panics(t, func() { emptyFixture(t).k.SetDefaultHandler(nil) })
}

// The queue never holds such entries; if it did, they would be told and change nothing.
func TestADeadlineThatDoesNotFitIsRefused(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	key, err := types.ParseID("", a.Id)
	require.NoError(t, err)
	before := f.dump()
	require.ErrorIs(t, f.k.RunDue(f.ctx, types.KindDelivery, key), types.ErrDeadlineKind, "too early")
	f.pass(delivery)
	late := f.dump()
	require.NotEqual(t, before, late)
	require.ErrorIs(t, f.k.RunDue(f.ctx, types.KindReview, key), types.ErrDeadlineKind)
	require.ErrorIs(t, f.k.RunDue(f.ctx, types.KindPrune, key), types.ErrDeadlineKind)
	require.ErrorIs(t, f.k.RunDue(f.ctx, types.KindDelivery, []byte("nobody!!")), types.ErrNotFound)
	require.Equal(t, late, f.dump())
	require.NoError(t, f.k.RunDue(f.ctx, types.KindDelivery, key))
}
