package follow_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

func TestBothDatabasesGetTheSameRows(t *testing.T) {
	const last = 120
	lite, pg := testdb.SQLite(t), testdb.Postgres(t)
	until(t, lite, synth.New(1, 5, last), last)
	until(t, pg, synth.New(1, 5, last), last)
	got := dump(t, lite)
	same(t, got, dump(t, pg))
	for _, table := range []string{"jobs", "bids", "agreements", "settlements", "agents", "agent_skills", "balances", "holds", "held", "objects", "event_refs", "skills", "series",
		"offers", "services", "cases", "case_rounds", "case_seats", "case_evidence", "arbiters", "arbiter_skills"} {
		require.Contains(t, got, "\n"+table+" ", "no row in %s: the comparison says nothing about it", table)
	}
}

func TestAnIndexGoesOnWhereItStopped(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		until(t, url, synth.New(2, 3, 30), 30)
		until(t, url, synth.New(2, 3, 31), 31) // one block
		until(t, url, synth.New(2, 3, 80), 80)
		whole := testdb.SQLite(t)
		until(t, whole, synth.New(2, 3, 80), 80)
		same(t, dump(t, whole), dump(t, url))
	})
}

// edited is a chain with something wrong.
type edited struct {
	*synth.Chain
	tip   func(follow.Tip) follow.Tip
	block func(*index.Block) (*index.Block, error)
}

func (e edited) Tip(ctx context.Context) (follow.Tip, error) {
	tip, err := e.Chain.Tip(ctx)
	if e.tip != nil {
		tip = e.tip(tip)
	}
	return tip, err
}

func (e edited) Block(ctx context.Context, h int64) (*index.Block, error) {
	b, err := e.Chain.Block(ctx, h)
	if err == nil && e.block != nil {
		return e.block(b)
	}
	return b, err
}

func TestWhatCannotGoOnIsRefusedWithAdvice(t *testing.T) {
	for name, c := range map[string]struct {
		source follow.Source
		want   error
	}{
		"another chain id": {edited{Chain: synth.New(3, 2, 40), tip: func(t follow.Tip) follow.Tip { t.ChainID = "other-1"; return t }}, follow.ErrFork},
		"other blocks":     {synth.New(4, 2, 40), follow.ErrFork},
		"begun anew":       {synth.New(4, 2, 10), follow.ErrFork},
		"pruned":           {edited{Chain: synth.New(3, 2, 40), tip: func(t follow.Tip) follow.Tip { t.Earliest = 35; return t }}, follow.ErrPruned},
		"a block that does not follow": {edited{Chain: synth.New(3, 2, 40), block: func(b *index.Block) (*index.Block, error) {
			if b.Height == 25 {
				other := *b
				other.Before = "not the last one"
				return &other, nil
			}
			return b, nil
		}}, follow.ErrFork},
	} {
		t.Run(name, func(t *testing.T) {
			url := testdb.SQLite(t)
			until(t, url, synth.New(3, 2, 20), 20)
			err := reach(t, url, c.source, 40)
			require.ErrorIs(t, err, c.want)
		})
	}
	t.Run("a new index of a pruned node", func(t *testing.T) {
		err := reach(t, testdb.SQLite(t), edited{Chain: synth.New(3, 2, 40), tip: func(t follow.Tip) follow.Tip { t.Earliest = 5; return t }}, 40)
		require.ErrorIs(t, err, follow.ErrPruned)
	})
}

func TestOneFollowerPerDatabase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		until(t, url, synth.New(5, 2, 10), 10)
		var once atomic.Bool
		err := reach(t, url, edited{Chain: synth.New(5, 2, 30), block: func(b *index.Block) (*index.Block, error) {
			if b.Height == 20 && once.CompareAndSwap(false, true) {
				// Another follower writes meanwhile.
				if err := reach(t, url, synth.New(5, 2, 25), 25); err != nil {
					return nil, err
				}
			}
			return b, nil
		}}, 30)
		require.ErrorIs(t, err, store.ErrMoved)
	})
}

func TestANodeThatFailsIsAskedAgain(t *testing.T) {
	var failures atomic.Int32
	url := testdb.SQLite(t)
	until(t, url, edited{Chain: synth.New(6, 2, 40), block: func(b *index.Block) (*index.Block, error) {
		if b.Height%10 == 5 && failures.Add(1) < 4 {
			return nil, errors.New("connection refused")
		}
		return b, nil
	}}, 40)
	require.GreaterOrEqual(t, failures.Load(), int32(4))
	whole := testdb.SQLite(t)
	until(t, whole, synth.New(6, 2, 40), 40)
	same(t, dump(t, whole), dump(t, url))
}

func TestMinutesAreForgotten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		const last = 60
		days := edited{Chain: synth.New(8, 1, last), block: func(b *index.Block) (*index.Block, error) {
			other := *b
			other.TimeMs += b.Height * index.Hour
			return &other, nil
		}}
		until(t, url, days, last)
		text := dump(t, url)
		minutes := strings.Count(text, `"minute" "blocks"`)
		require.LessOrEqual(t, minutes, 49)
		require.Greater(t, minutes, 40)
		require.GreaterOrEqual(t, strings.Count(text, `"hour" "blocks"`), last-1)
	})
}
