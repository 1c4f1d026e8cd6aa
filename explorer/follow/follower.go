package follow

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
)

const (
	// parallel is how many blocks are read ahead.
	parallel = 8
	// poll is how often the node is asked when it does not wake us.
	poll = time.Second
	// report is how often progress is logged while catching up.
	report = 5 * time.Second
	// behind is from how many blocks on an index is catching up.
	behind = 5
	// maxPause bounds the pause after a failure.
	maxPause = 10 * time.Second
)

// Source is the chain; Node is the real one.
type Source interface {
	Tip(ctx context.Context) (Tip, error)
	Genesis(ctx context.Context) (index.Genesis, error)
	Block(ctx context.Context, height int64) (*index.Block, error)
}

var _ Source = (*Node)(nil)

// Progress is where a follower is.
type Progress struct {
	ChainID            string
	Height, NodeHeight int64
	Syncing            bool
	// PerSecond is the speed of the last seconds while syncing, in blocks; ETA what is left at that speed.
	PerSecond float64
	ETA       time.Duration
	// Problem is why it does not go on, "" when it does.
	Problem string
}

// Follower writes one chain into one index.
type Follower struct {
	db     *store.DB
	source Source
	enc    Encoding
	log    *slog.Logger
	wake   chan struct{}

	progress atomic.Pointer[Progress]
	// moved is closed and replaced after every block.
	moved atomic.Pointer[chan struct{}]
}

// New makes a follower; it does nothing before Run.
func New(db *store.DB, source Source, enc Encoding, log *slog.Logger) *Follower {
	f := &Follower{db: db, source: source, enc: enc, log: log, wake: make(chan struct{}, 1)}
	f.progress.Store(new(Progress))
	c := make(chan struct{})
	f.moved.Store(&c)
	return f
}

// Progress tells where the follower is.
func (f *Follower) Progress() Progress { return *f.progress.Load() }

// Moved is closed when another block has been indexed.
func (f *Follower) Moved() <-chan struct{} { return *f.moved.Load() }

// Wake makes the follower look for a new block now. It never blocks.
func (f *Follower) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *Follower) change(fn func(*Progress)) {
	p := *f.progress.Load()
	fn(&p)
	f.progress.Store(&p)
}

// fatal errors do not go away by trying again.
func fatal(err error) bool {
	return errors.Is(err, ErrPruned) || errors.Is(err, ErrFork) || errors.Is(err, store.ErrMoved) || errors.Is(err, store.ErrSchema)
}

// Run follows the chain until the context ends (then nil) or there is no way on: ErrPruned, ErrFork, store.ErrMoved.
// Everything else is tried again.
func (f *Follower) Run(ctx context.Context) error {
	pause := 100 * time.Millisecond
	for {
		before := f.Progress().Height
		err := f.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		f.change(func(p *Progress) { p.Problem = err.Error() })
		if fatal(err) {
			return err
		}
		if f.Progress().Height > before {
			pause = 100 * time.Millisecond
		}
		f.log.Warn("the explorer waits", "pause", pause.String(), "reason", err.Error())
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(2*pause, maxPause)
	}
}

// session follows with one connection to the database until something fails.
func (f *Follower) session(ctx context.Context) (err error) {
	w, err := f.db.Writer(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close(context.WithoutCancel(ctx))) }()
	x := index.New(w, f.enc.Codec)
	tip, err := f.source.Tip(ctx)
	if err != nil {
		return err
	}
	if err := f.check(ctx, w, x, tip); err != nil {
		return err
	}
	if err := x.Refill(ctx); err != nil {
		return err
	}
	f.change(func(p *Progress) { p.ChainID, p.Height, p.NodeHeight = tip.ChainID, w.Cursor().Height, tip.Height })
	for {
		if tip.Height > w.Cursor().Height {
			if err := f.catchUp(ctx, w, x, tip); err != nil {
				return err
			}
		} else {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-f.wake:
			case <-time.After(poll):
			}
		}
		f.change(func(p *Progress) { p.Problem = "" })
		if tip, err = f.source.Tip(ctx); err != nil {
			return err
		}
	}
}

// check refuses a chain that is not the one indexed so far, and one whose next block is gone. A new index gets the genesis.
func (f *Follower) check(ctx context.Context, w *store.Writer, x *index.Indexer, tip Tip) error {
	at := w.Cursor()
	if at.Hash == "" {
		g, err := f.source.Genesis(ctx)
		if err != nil {
			return err
		}
		if tip.Earliest > g.Initial {
			return ErrPruned.Wrapf("the chain begins at %d, the node's first block is %d", g.Initial, tip.Earliest)
		}
		return x.Genesis(ctx, g, f.enc.Codec, f.enc.DecodeJSON)
	}
	id, err := f.db.Meta(ctx, "chain_id")
	if err != nil {
		return err
	}
	if id != tip.ChainID {
		return ErrFork.Wrapf("the index is of %s, the node of %s", id, tip.ChainID)
	}
	if tip.Height < at.Height {
		// A node that catches up will get there; one that began anew will not, and its hash tells at once.
		if tip.Height == 0 {
			return ErrNode.Wrapf("the node has no block yet, the index has %d", at.Height)
		}
		return f.sameBlock(ctx, tip.Height)
	}
	if tip.Earliest > at.Height+1 {
		return ErrPruned.Wrapf("next is %d, the node's first block is %d", at.Height+1, tip.Earliest)
	}
	return f.verify(ctx, at, tip)
}

// verify looks whether the blocks of the index are without a gap, each names the one before, and the node has the same.
func (f *Follower) verify(ctx context.Context, at store.Cursor, tip Tip) error {
	if at.Hash == index.GenesisHash {
		return nil
	}
	count, first, last, err := f.db.Extent(ctx)
	if err != nil {
		return err
	}
	if last > at.Height { // a block more than when the cursor was read: somebody writes
		now, err := f.db.Cursor(ctx)
		if err != nil {
			return err
		}
		if now.Height > at.Height {
			return store.ErrMoved.Wrapf("from %d to %d while the index was verified", at.Height, now.Height)
		}
	}
	if last != at.Height || count != last-first+1 {
		return ErrFork.Wrapf("the index has %d blocks from %d to %d, its cursor is %d", count, first, last, at.Height)
	}
	for _, h := range probes(first, last) {
		if h < tip.Earliest {
			continue
		}
		if err := f.sameBlock(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// probes are the heights compared with the node at the start: the last ones and a few between; all others hang on them by
// their hashes, which were checked one by one when they were written.
func probes(first, last int64) []int64 {
	var out []int64
	for back := int64(0); last-back >= first; back = 2*back + 1 {
		out = append(out, last-back)
	}
	return out
}

func (f *Follower) sameBlock(ctx context.Context, height int64) error {
	have, err := store.BlockTable.Get(ctx, f.db, height)
	if err != nil {
		return err
	}
	b, err := f.source.Block(ctx, height)
	if err != nil {
		return err
	}
	if have != nil && have.Hash != b.Hash {
		return ErrFork.Wrapf("height %d: the index has block %s, the node %s", height, have.Hash, b.Hash)
	}
	return nil
}
