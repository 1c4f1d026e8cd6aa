package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/keeper"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// setHeight makes the last value that of a height, as if the chain had come so far.
func (f *fixture) setHeight(height int64) {
	f.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f, err)
	gs.Values = []types.Value{{Height: height, Seed: f.last().Seed}}
	for key := range f.bytes() {
		f.ctx.KVStore(f.key).Delete([]byte(key))
	}
	require.NoError(f, f.k.InitGenesis(f.at(height+1), *gs))
	f.ctx = f.at(height)
}

// active is the key that a block of a height by the validator owes a proof of.
func (f *fixture) active(v validator, height int64) []byte {
	f.Helper()
	task, err := f.k.TaskOf(f.at(height), v.consensus)
	require.NoError(f, err)
	return task.Key
}

func TestAKeyWaitsForAWholeEpoch(t *testing.T) {
	for name, c := range map[string]struct{ asked, from int64 }{
		"in the first block":            {1, 1_200},
		"at the end of an epoch":        {599, 1_200},
		"at the beginning of an epoch":  {600, 1_800},
		"in the middle of an epoch":     {900, 1_800},
		"in the last block of an epoch": {1_199, 1_800},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			res, err := f.register(f.at(c.asked), f.a, f.a.secret)
			require.NoError(t, err)
			require.Equal(t, c.from, res.ActiveFrom)
			require.GreaterOrEqual(t, c.from-c.asked, int64(types.DefaultEpochBlocks), "at least one epoch before use")
			require.Nil(t, f.active(f.a, c.asked))
			require.Nil(t, f.active(f.a, c.from-1))
			require.Equal(t, f.a.secret.Key(), f.active(f.a, c.from))
			require.Nil(t, f.active(f.b, c.from))
		})
	}
}

// TestAKeyIsReplacedAndRemovedAsLate: were a change to take effect at once, the proposer of two blocks in a row could see
// both values of the second one and choose.
func TestAKeyIsReplacedAndRemovedAsLate(t *testing.T) {
	f := withKeys(t)
	old, next := f.a.secret, newValidator(t, 'z').secret
	res, err := f.register(f.at(10), f.a, next)
	require.NoError(t, err)
	require.Equal(t, int64(1_200), res.ActiveFrom)
	require.Equal(t, old.Key(), f.active(f.a, 1_199))
	require.Equal(t, next.Key(), f.active(f.a, 1_200))

	for _, height := range []int64{10, 11, 1_199} {
		_, err = f.register(f.at(height), f.a, newValidator(t, 'y').secret)
		require.ErrorIs(t, err, types.ErrPending, height)
		_, err = f.remove(f.at(height), f.a)
		require.ErrorIs(t, err, types.ErrPending, height)
	}
	require.Equal(t, next.Key(), f.active(f.a, 1_200))

	gone, err := f.remove(f.at(1_200), f.a)
	require.NoError(t, err)
	require.Equal(t, int64(2_400), gone.ActiveUntil)
	require.Equal(t, next.Key(), f.active(f.a, 2_399))
	require.Nil(t, f.active(f.a, 2_400))
	_, err = f.remove(f.at(2_400), f.a)
	require.ErrorIs(t, err, types.ErrNoChange)

	again, err := f.register(f.at(2_400), f.a, old)
	require.NoError(t, err)
	require.Equal(t, int64(3_600), again.ActiveFrom)
	require.Nil(t, f.active(f.a, 3_599))
	require.Equal(t, old.Key(), f.active(f.a, 3_600))
	f.check()
}

func TestAReplacedKeyProvesNothingAnyMore(t *testing.T) {
	f := withKeys(t)
	old := f.a
	f.a.secret = newValidator(t, 'z').secret
	_, err := f.register(f.at(1), f.a, f.a.secret)
	require.NoError(t, err)
	f.setHeight(1_198)
	require.True(t, f.block(old, old.prove(1_199, f.last().Seed)).Proven, "the last block of the old key")
	require.False(t, f.block(old, old.prove(1_200, f.last().Seed)).Proven)
	require.True(t, f.block(f.a, f.a.prove(1_201, f.last().Seed)).Proven)
}

func TestALongerEpochMovesNoChangeOnItsWay(t *testing.T) {
	f := newFixture(t)
	_, err := f.register(f.at(1), f.a, f.a.secret)
	require.NoError(t, err)
	_, err = keeper.NewMsgServer(f.k).UpdateParams(f.at(2), &types.MsgUpdateParams{
		Authority: authority, Params: types.Params{EpochBlocks: 100_000},
	})
	require.NoError(t, err)
	require.Equal(t, f.a.secret.Key(), f.active(f.a, 1_200))
	res, err := f.register(f.at(3), f.b, f.b.secret)
	require.NoError(t, err)
	require.Equal(t, int64(200_000), res.ActiveFrom)
}

func TestRefusedRegistrations(t *testing.T) {
	stranger := newValidator(t, 'x')
	for name, c := range map[string]struct {
		change func(f *fixture, m *types.MsgRegisterVrfKey)
		want   error
	}{
		"the key in force": {func(f *fixture, m *types.MsgRegisterVrfKey) {}, types.ErrNoChange},
		"no validator": {func(f *fixture, m *types.MsgRegisterVrfKey) {
			m.Validator, m.Possession = stranger.String(), f.a.secret.Prove(vrf.Possession(chainID, stranger.operator))
		}, types.ErrNoValidator},
		"a key of somebody else": {func(f *fixture, m *types.MsgRegisterVrfKey) { m.Key = f.b.secret.Key() }, types.ErrPossession},
		"with its proof of possession": {func(f *fixture, m *types.MsgRegisterVrfKey) {
			m.Key, m.Possession = f.b.secret.Key(), f.b.secret.Prove(vrf.Possession(chainID, f.b.operator))
		}, types.ErrPossession},
		"possession shown to another chain": {func(f *fixture, m *types.MsgRegisterVrfKey) {
			m.Possession = f.a.secret.Prove(vrf.Possession("troth-test-2", f.a.operator))
		}, types.ErrPossession},
		"a proof of the beacon as possession": {func(f *fixture, m *types.MsgRegisterVrfKey) {
			m.Possession = f.a.secret.Prove(vrf.Alpha(chainID, 1, f.last().Seed))
		}, types.ErrPossession},
		"a key of small order": {func(f *fixture, m *types.MsgRegisterVrfKey) { m.Key = append([]byte{1}, make([]byte, 31)...) }, types.ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			f := withKeys(t)
			m := &types.MsgRegisterVrfKey{
				Validator: f.a.String(), Key: f.a.secret.Key(), Possession: f.a.secret.Prove(vrf.Possession(chainID, f.a.operator)),
			}
			c.change(f, m)
			before := f.bytes()
			_, err := keeper.NewMsgServer(f.k).RegisterVrfKey(f.at(1), m)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, before, f.bytes())
			require.Empty(t, f.ctx.EventManager().Events())
		})
	}
	f := withKeys(t)
	_, err := f.remove(f.at(1), stranger)
	require.ErrorIs(t, err, types.ErrNoValidator)
	g := newFixture(t)
	_, err = g.remove(g.at(1), g.a)
	require.ErrorIs(t, err, types.ErrNoChange)
	require.NotContains(t, g.bytes(), string(types.KeysKey.Bytes()))
}

func TestAValidatorThatIsGoneLeavesNoKey(t *testing.T) {
	f := withKeys(t)
	before := len(f.bytes())
	delete(f.validators.operators, string(f.a.consensus))
	require.ErrorIs(t, f.k.Checks()[1].Run(f.ctx), types.ErrBroken, "a key of nobody is seen")
	require.NoError(t, f.k.Drop(f.ctx, f.a.operator))
	require.Equal(t, sdk.Events{types.NewKeyDroppedEvent(f.a.String())}, f.ctx.EventManager().Events())
	f.check()
	require.Len(t, f.bytes(), before-1)
	require.NoError(t, f.k.Drop(f.ctx, f.a.operator))
	require.Len(t, f.ctx.EventManager().Events(), 1, "nothing is dropped twice")
	require.Nil(t, f.active(f.a, 1))
}

func TestEventsOfKeys(t *testing.T) {
	f := withKeys(t)
	next := newValidator(t, 'z').secret
	_, err := f.register(f.at(1), f.a, next)
	require.NoError(t, err)
	_, err = f.remove(f.at(1), f.b)
	require.NoError(t, err)
	require.Equal(t, sdk.Events{
		types.NewKeyRegisteredEvent(types.VrfKey{Validator: f.a.String(), Key: f.a.secret.Key(), NextKey: next.Key(), NextFrom: 1_200}),
		types.NewKeyRemovedEvent(types.VrfKey{Validator: f.b.String(), Key: f.b.secret.Key(), NextFrom: 1_200}),
	}, f.ctx.EventManager().Events())
}

func TestQueries(t *testing.T) {
	f := withKeys(t)
	f.good(f.a)
	f.good(f.b)
	q := keeper.NewQueryServer(f.k)
	latest, err := q.Seed(f.ctx, &types.QuerySeedRequest{})
	require.NoError(t, err)
	require.Equal(t, f.last(), latest.Value)
	first, err := q.Seed(f.ctx, &types.QuerySeedRequest{Height: 1})
	require.NoError(t, err)
	require.Equal(t, int64(1), first.Value.Height)
	for _, height := range []int64{3, -1} {
		_, err = q.Seed(f.ctx, &types.QuerySeedRequest{Height: height})
		require.ErrorIs(t, err, types.ErrNotKept)
	}
	keys, err := q.Keys(f.ctx, &types.QueryKeysRequest{})
	require.NoError(t, err)
	require.Len(t, keys.Keys, 2)
	require.True(t, bytes.Compare(f.a.operator, f.b.operator) < 0)
	require.Equal(t, f.a.String(), keys.Keys[0].Validator)
	_, err = f.remove(f.at(3), f.a)
	require.NoError(t, err)
	for height, active := range map[int64][]byte{3: f.a.secret.Key(), 1_198: f.a.secret.Key(), 1_199: nil} {
		f.setHeight(height)
		key, err := q.Key(f.ctx, &types.QueryKeyRequest{Validator: f.a.String()})
		require.NoError(t, err)
		require.Equal(t, active, key.Active, height)
		require.Equal(t, int64(1_200), key.Key.NextFrom)
	}
	_, err = q.Key(f.ctx, &types.QueryKeyRequest{Validator: newValidator(t, 'x').String()})
	require.ErrorIs(t, err, types.ErrNoKey)
	_, err = q.Key(f.ctx, &types.QueryKeyRequest{Validator: authority})
	require.ErrorIs(t, err, types.ErrValidator)
}
