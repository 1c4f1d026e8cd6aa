package keeper_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/agreement/types"
)

// longest makes the terms as long as they can be.
func longest(t *types.Terms) {
	t.Title, t.Spec.Uri = strings.Repeat("t", types.MaxTitle), strings.Repeat("u", types.MaxURI)
	t.Skill = strings.Repeat("s", types.MaxSkill)
	t.Recipients = []types.Recipient{types.RecipientClient}
	t.Criteria, t.Milestones = nil, nil
	for i := range types.MaxMilestones {
		sum := sha256.Sum256([]byte{byte(i)})
		m := types.Milestone{Title: strings.Repeat("m", types.MaxTitle), ShareBps: 625, DeliveryMs: delivery}
		if t.Verification.Method == types.MethodHash {
			m.AnswerSha256 = sum[:]
		}
		t.Milestones = append(t.Milestones, m)
		t.Criteria = append(t.Criteria, types.Criterion{Text: strings.Repeat("c", types.MaxCriterionText), WeightBps: 625})
	}
}

// Whatever the status, the deadline of the longest agreement stays far below the gas of an item, and leaves what a re-award
// needs besides.
func TestADeadlineFitsIntoItsGas(t *testing.T) {
	long := func(f *fixture) deal {
		d := f.usual()
		d.price, d.pledge, d.loss = 10*million, 9*million, million
		return d.with(longest)
	}
	full := func(f *fixture, a types.Agreement) error {
		msg := f.submitMsg(a)
		msg.Uri, msg.Note, msg.RatingCommitment = strings.Repeat("u", types.MaxURI), strings.Repeat("n", types.MaxNote), make([]byte, 32)
		_, err := f.msg.Submit(f.ctx, msg)
		return err
	}
	proposals := func(f *fixture, a types.Agreement) {
		require.NoError(f, f.cancel(a, asClient, 1))
		require.NoError(f, f.cancel(a, asProvider, 2))
	}
	for name, make := range map[string]func(f *fixture) types.Agreement{
		"late, with promises of both": func(f *fixture) types.Agreement {
			a := f.hire(long(f))
			require.NoError(f, f.amend(a, asClient, f.dearer(a)))
			require.NoError(f, f.amend(a, asProvider, f.other(a, 30*million, 20*million)))
			return a
		},
		"silence": func(f *fixture) types.Agreement {
			a := f.hire(long(f))
			require.NoError(f, full(f, a))
			proposals(f, a)
			return a
		},
		"a claim conceded": func(f *fixture) types.Agreement {
			a := f.hire(long(f))
			require.NoError(f, full(f, a))
			require.NoError(f, f.reject(a, 1))
			proposals(f, a)
			return a
		},
		"an absent evaluator": func(f *fixture) types.Agreement {
			a := f.hire(f.judged(f.usual()).with(longest))
			require.NoError(f, full(f, a))
			proposals(f, a)
			return a
		},
		"a verdict": func(f *fixture) types.Agreement {
			a := f.hire(f.judged(long(f)))
			require.NoError(f, full(f, a))
			require.NoError(f, f.evaluate(a, 1))
			proposals(f, a)
			return a
		},
		"a verdict of nothing": func(f *fixture) types.Agreement {
			a := f.hire(f.judged(long(f)))
			require.NoError(f, full(f, a))
			require.NoError(f, f.evaluate(a, 0))
			proposals(f, a)
			return a
		},
		"a claim contested by default": func(f *fixture) types.Agreement {
			a := f.hire(long(f))
			msg := f.submitMsg(a)
			msg.Contest, msg.Uri, msg.Note = true, strings.Repeat("u", types.MaxURI), strings.Repeat("n", types.MaxNote)
			_, err := f.msg.Submit(f.ctx, msg)
			require.NoError(f, err)
			require.NoError(f, f.reject(a, 1))
			proposals(f, a)
			return a
		},
		"the end of sixteen receipts": func(f *fixture) types.Agreement {
			a := f.hire(long(f))
			for range types.MaxMilestones {
				require.NoError(f, full(f, a))
				require.NoError(f, f.accept(a, 1))
			}
			return a
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.get(make(f).Id)
			f.setNow(a.DueMs)
			meter := storetypes.NewGasMeter(deadline.ItemGas)
			require.NoError(t, f.k.RunDue(f.ctx.WithGasMeter(meter), a.Status.Kind(), f.key(a)))
			t.Logf("%d gas", meter.GasConsumed())
			require.Less(t, meter.GasConsumed(), uint64(1_000_000))
			f.checkInvariants()
		})
	}
}
