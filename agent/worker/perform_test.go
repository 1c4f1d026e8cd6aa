package worker

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/program"
)

func TestAFunctionDoesTheWork(t *testing.T) {
	w := &Worker{cfg: Config{Dir: t.TempDir()}}
	work := Work{Spec: []byte("spec"), Skill: "echo", Reason: "once more"}
	for name, c := range map[string]struct {
		do  func(context.Context, Work) ([]byte, error)
		why string
	}{
		"a result":  {func(_ context.Context, w Work) ([]byte, error) { return append(w.Spec, w.Reason...), nil }, ""},
		"an error":  {func(context.Context, Work) ([]byte, error) { return []byte("half"), errors.New("no ink") }, "no ink"},
		"nothing":   {func(context.Context, Work) ([]byte, error) { return nil, nil }, "no output"},
		"a panic":   {func(context.Context, Work) ([]byte, error) { panic("oh") }, "panic: oh"},
		"too much":  {func(context.Context, Work) ([]byte, error) { return make([]byte, 65), nil }, "more than 64 bytes"},
		"too long":  {func(ctx context.Context, _ Work) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }, "longer than 50ms"},
		"late work": {func(ctx context.Context, _ Work) ([]byte, error) { <-ctx.Done(); return []byte("late"), nil }, "longer than 50ms"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := w.perform(t.Context(), &Skill{Name: "echo", Do: c.do, TimeLimit: 50 * time.Millisecond, OutputLimit: 64}, work)
			if c.why == "" {
				require.NoError(t, err)
				require.Equal(t, "speconce more", string(out))
				return
			}
			require.ErrorIs(t, err, program.ErrFailed, "it counts as a failed attempt")
			require.ErrorContains(t, err, c.why)
			require.Nil(t, out)
		})
	}
}

func TestAFunctionIsNotBlamedForTheEndOfItsWorker(t *testing.T) {
	w := &Worker{cfg: Config{Dir: t.TempDir()}}
	ctx, end := context.WithCancel(t.Context())
	do := func(ctx context.Context, _ Work) ([]byte, error) { end(); <-ctx.Done(); return nil, ctx.Err() }
	_, err := w.perform(ctx, &Skill{Name: "echo", Do: do, TimeLimit: time.Minute, OutputLimit: 64}, Work{})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, program.ErrFailed)
}

func TestASkillHasAFunctionOrACommand(t *testing.T) {
	do := func(context.Context, Work) ([]byte, error) { return nil, nil }
	p := Policy{Skills: []Skill{{Name: "echo", Do: do, Price: Price{Fixed: "1troth"}}}}
	require.NoError(t, p.check())
	p.Skills[0].Exec = []string{"cat"}
	require.ErrorIs(t, p.check(), ErrPolicy)
	require.ErrorContains(t, p.check(), "skills[0].exec")
}
