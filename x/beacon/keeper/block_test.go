package keeper_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/keeper"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

func TestTheValuesAreThoseOfTheFormulas(t *testing.T) {
	f := withKeys(t)
	seed := vrf.First(chainID)
	require.Equal(t, types.Value{Height: 0, Seed: seed}, f.last())
	stranger := validator{consensus: bytes.Repeat([]byte{9}, 20)}
	for i, proposer := range []validator{f.a, f.b, stranger, f.a} {
		height := int64(i + 1)
		var want []byte
		if proposer.operator == nil {
			want = vrf.Skip(seed, height)
		} else {
			output, ok := vrf.Verify(proposer.secret.Key(), vrf.Alpha(chainID, height, seed),
				proposer.secret.Prove(vrf.Alpha(chainID, height, seed)))
			require.True(t, ok)
			want = vrf.Next(seed, output)
		}
		require.Equal(t, types.Value{Height: height, Seed: want, Proven: proposer.operator != nil}, f.good(proposer))
		got, ok := f.k.Seed(f.ctx, height)
		require.True(t, ok)
		require.Equal(t, want, got)
		seed = want
	}
}

// TestABlockThatBreaksTheRule is refused by every honest validator; decided all the same, it contributes nothing and the
// chain goes on.
func TestABlockThatBreaksTheRule(t *testing.T) {
	tx := []byte("\x0a\x01transaction")
	f := withKeys(t)
	f.good(f.a)
	old := f.last()
	f.good(f.b)
	last := f.last()
	good := f.a.prove(3, last.Seed)
	stranger := sdk.ConsAddress(bytes.Repeat([]byte{9}, 20))
	flipped := bytes.Clone(good)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		proposer sdk.ConsAddress
		items    [][]byte
		want     error
	}{
		"a good block":                       {f.a.consensus, [][]byte{good, tx}, nil},
		"a good block without transactions":  {f.a.consensus, [][]byte{good}, nil},
		"nobody's block":                     {stranger, [][]byte{tx}, nil},
		"nobody's empty block":               {stranger, nil, nil},
		"no proof":                           {f.a.consensus, [][]byte{tx}, types.ErrProofMissing},
		"an empty block":                     {f.a.consensus, nil, types.ErrProofMissing},
		"a wrong proof":                      {f.a.consensus, [][]byte{flipped, tx}, types.ErrProofInvalid},
		"a proof of nothing":                 {f.a.consensus, [][]byte{vrf.Item(make([]byte, vrf.ProofSize))}, types.ErrProofInvalid},
		"the proof of another":               {f.a.consensus, [][]byte{f.b.prove(3, last.Seed)}, types.ErrProofInvalid},
		"for another proposer":               {f.b.consensus, [][]byte{good}, types.ErrProofInvalid},
		"a proof of the height before":       {f.a.consensus, [][]byte{f.a.prove(2, old.Seed)}, types.ErrProofInvalid},
		"a proof of the height before again": {f.a.consensus, [][]byte{f.a.prove(2, last.Seed)}, types.ErrProofInvalid},
		"a proof of the next height":         {f.a.consensus, [][]byte{f.a.prove(4, last.Seed)}, types.ErrProofInvalid},
		"a proof about another value":        {f.a.consensus, [][]byte{f.a.prove(3, old.Seed)}, types.ErrProofInvalid},
		"a proof of another chain": {f.a.consensus, [][]byte{
			vrf.Item(f.a.secret.Prove(vrf.Alpha("troth-test-2", 3, last.Seed))),
		}, types.ErrProofInvalid},
		"the proof of possession": {f.a.consensus, [][]byte{
			vrf.Item(f.a.secret.Prove(vrf.Possession(chainID, f.a.operator))),
		}, types.ErrProofInvalid},
		"cut off":                   {f.a.consensus, [][]byte{good[:len(good)-1]}, types.ErrProofInvalid},
		"oversized":                 {f.a.consensus, [][]byte{append(bytes.Clone(good), make([]byte, 100_000)...)}, types.ErrProofInvalid},
		"twice":                     {f.a.consensus, [][]byte{good, good}, types.ErrProofMisplaced},
		"two":                       {f.a.consensus, [][]byte{good, f.b.prove(3, last.Seed)}, types.ErrProofMisplaced},
		"not first":                 {f.a.consensus, [][]byte{tx, good}, types.ErrProofMisplaced},
		"a malformed one behind":    {f.a.consensus, [][]byte{good, tx, good[:20]}, types.ErrProofMisplaced},
		"nobody brings one":         {stranger, [][]byte{good}, types.ErrProofUnexpected},
		"nobody brings one, behind": {stranger, [][]byte{tx, good}, types.ErrProofMisplaced},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, _ := f.at(3).WithEventManager(sdk.NewEventManager()).CacheContext()
			before := f.bytes()
			verdict, err := f.k.Judge(ctx, c.proposer, c.items)
			require.NoError(t, err)
			require.ErrorIs(t, verdict.Refusal, c.want)
			require.Equal(t, before, f.bytes(), "judging changes nothing")

			require.NoError(t, f.k.Advance(ctx, c.proposer, c.items))
			value, err := f.k.Last(ctx)
			require.NoError(t, err)
			events := ctx.EventManager().Events()
			require.Len(t, events, 1)
			reason, _ := events[0].GetAttribute("reason")
			if c.want != nil {
				require.Nil(t, verdict.Output)
				require.Equal(t, types.Value{Height: 3, Seed: vrf.Skip(last.Seed, 3)}, value)
				require.Equal(t, verdict.Refusal.Error(), reason.Value)
				return
			}
			require.Empty(t, reason.Value)
			require.Equal(t, !c.proposer.Equals(stranger), value.Proven)
		})
	}
}

func TestTheLast1024ValuesAreKept(t *testing.T) {
	f := withKeys(t)
	var seeds [][]byte
	for range types.KeptValues + 10 {
		proposer := f.a
		if len(seeds)%3 == 0 {
			proposer = validator{}
		}
		task, err := f.k.TaskOf(f.at(f.last().Height+1), proposer.consensus)
		require.NoError(t, err)
		var items [][]byte
		if task.Key != nil && len(seeds)%100 == 1 { // a proof costs more than all else here
			items = [][]byte{vrf.Item(proposer.secret.Prove(task.Alpha))}
		}
		f.ctx = f.at(f.last().Height + 1).WithEventManager(sdk.NewEventManager())
		require.NoError(t, f.k.Advance(f.ctx, proposer.consensus, items))
		seeds = append(seeds, f.last().Seed)
	}
	f.check()
	end := int64(len(seeds))
	for _, height := range []int64{end, end - 1, end - types.KeptValues + 1} {
		seed, ok := f.k.Seed(f.ctx, height)
		require.True(t, ok, height)
		require.Equal(t, seeds[height-1], seed, height)
		value, err := f.k.Value(f.ctx, height)
		require.NoError(t, err)
		require.Equal(t, seed, value.Seed)
	}
	for _, height := range []int64{-1, 0, 1, end - types.KeptValues, end + 1, end + types.KeptValues, 1<<63 - 1, -1 << 63} {
		_, ok := f.k.Seed(f.ctx, height)
		require.False(t, ok, height)
		_, err := f.k.Value(f.ctx, height)
		require.ErrorIs(t, err, types.ErrNotKept, height)
	}
	require.Len(t, f.bytes(), types.KeptValues+4, "1024 values, the height, the parameters and two keys: nothing else is left")
}

func TestABlockOutOfOrderIsNoBlock(t *testing.T) {
	f := withKeys(t)
	f.good(f.a)
	for _, height := range []int64{0, 1, 3} {
		require.ErrorIs(t, f.k.Advance(f.at(height), f.a.consensus, nil), types.ErrBroken)
	}
}

func TestBeforeTheBeaconIsSetNobodyOwesAnything(t *testing.T) {
	f := emptyFixture(t)
	verdict, err := f.k.Judge(f.at(7), f.a.consensus, nil)
	require.NoError(t, err)
	require.Equal(t, keeper.Verdict{}, verdict)
	require.ErrorIs(t, f.k.Advance(f.at(7), f.a.consensus, nil), types.ErrNotSet)
	// The upgrade that adds the beacon sets it before the block's value is made.
	require.NoError(t, f.k.InitGenesis(f.at(7), *types.DefaultGenesis()))
	require.NoError(t, f.k.Advance(f.at(7), f.a.consensus, nil))
	require.Equal(t, vrf.Skip(vrf.First(chainID), 7), f.last().Seed)
}

func TestAStoreThatFailsIsNoVerdict(t *testing.T) {
	f := withKeys(t)
	f.validators.err = errors.New("broken")
	_, err := f.k.Judge(f.at(1), f.a.consensus, nil)
	require.ErrorIs(t, err, f.validators.err)
	require.ErrorIs(t, f.k.Advance(f.at(1), f.a.consensus, nil), f.validators.err)
}

// Whatever anybody puts into a block, it is judged alike each time, changes only the value, and gives the one value of the
// proof or the one without.
func TestAnyItemsGiveOneOfTwoValues(t *testing.T) {
	f := withKeys(t)
	f.good(f.a)
	last := f.last()
	good := f.b.prove(2, last.Seed)
	output, ok := vrf.Verify(f.b.secret.Key(), vrf.Alpha(chainID, 2, last.Seed), good[len(good)-vrf.ProofSize:])
	require.True(t, ok)
	item := rapid.OneOf(
		rapid.Just(good), rapid.Just(f.a.prove(2, last.Seed)), rapid.SliceOf(rapid.Byte()),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 100), func(b []byte) []byte { return vrf.Item(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(item, 0, 4).Draw(t, "items")
		ctx, _ := f.at(2).CacheContext()
		verdict, err := f.k.Judge(ctx, f.b.consensus, items)
		require.NoError(t, err)
		require.NoError(t, f.k.Advance(ctx, f.b.consensus, items))
		value, err := f.k.Last(ctx)
		require.NoError(t, err)
		require.Equal(t, verdict.Refusal == nil, value.Proven)
		if value.Proven {
			require.Equal(t, good, items[0])
			require.Equal(t, vrf.Next(last.Seed, output), value.Seed)
		} else {
			require.Equal(t, vrf.Skip(last.Seed, 2), value.Seed)
		}
	})
}
