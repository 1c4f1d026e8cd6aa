package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// A wrong answer changes nothing; the right one settles its own milestone, and no other.
func TestAnswersSettleTheirMilestone(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(4_000, 6_000).puzzle())
	wrong := map[string][]byte{"none": nil, "another": []byte("guess"), "of the next": preimage(1), "longer": append(preimage(0), 0)}
	for name, p := range wrong {
		t.Run(name, func(t *testing.T) {
			f.refuses(types.ErrAnswer, func() error { return f.answer(a, p) })
		})
	}
	require.NoError(t, f.answer(a, preimage(0)))
	r := f.receipt(a, 0)
	require.Equal(t, [2]uint32{uint32(reputationtypes.OutcomeAccept), 100}, [2]uint32{uint32(r.Outcome), r.Rating})
	require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
	require.True(t, f.get(a.Id).BackupReserve.IsZero())
	require.Equal(t, 6*million, f.held(f.client))
	f.block()
	f.refuses(types.ErrAnswer, func() error { return f.answer(a, preimage(0)) })
	require.NoError(t, f.answer(a, preimage(1)))
	f.block()
	require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
	require.Equal(t, purse+9_750_000, f.balance(f.provider))
	f.refuses(types.ErrTransition, func() error { return f.answer(a, preimage(1)) })
}

// The client can neither review nor reject what the chain checks.
func TestAPuzzleHasNoReview(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().puzzle())
	for name, act := range map[string]func() error{
		"accept": func() error { return f.accept(a, 100) }, "reject": func() error { return f.reject(a, 0) },
		"rework": func() error { return f.rework(a) },
	} {
		t.Run(name, func(t *testing.T) { f.refuses(types.ErrTransition, act) })
	}
	f.pass(delivery)
	f.refuses(types.ErrDeadlinePassed, func() error { return f.answer(a, preimage(0)) })
}
