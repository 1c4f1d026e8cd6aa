package follow

import (
	"context"
	"time"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
)

type read struct {
	block *index.Block
	err   error
}

// ahead reads blocks in parallel and gives them out in order.
func (f *Follower) ahead(ctx context.Context, from, to int64) <-chan chan read {
	queue := make(chan chan read, parallel)
	go func() {
		defer close(queue)
		for h := from; h <= to; h++ {
			c := make(chan read, 1)
			select {
			case queue <- c:
			case <-ctx.Done():
				return
			}
			go func() {
				b, err := f.source.Block(ctx, h)
				c <- read{b, err}
			}()
		}
	}()
	return queue
}

// catchUp writes all blocks up to the tip.
func (f *Follower) catchUp(ctx context.Context, w *store.Writer, x *index.Indexer, tip Tip) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	from := w.Cursor().Height + 1
	started, fromHeight, logged := time.Now(), w.Cursor().Height, time.Now()
	for c := range f.ahead(ctx, from, tip.Height) {
		var r read
		select {
		case r = <-c:
		case <-ctx.Done():
			return ctx.Err()
		}
		if r.err != nil {
			return r.err
		}
		if err := f.write(ctx, w, x, r.block); err != nil {
			return err
		}
		left := tip.Height - r.block.Height
		seconds := time.Since(started).Seconds()
		f.change(func(p *Progress) {
			p.Height, p.NodeHeight, p.Syncing, p.Problem = r.block.Height, max(tip.Height, p.NodeHeight), left > behind, ""
			p.PerSecond, p.ETA = 0, 0
			if p.Syncing && seconds > 0 {
				p.PerSecond = float64(r.block.Height-fromHeight) / seconds
				p.ETA = time.Duration(float64(left) / p.PerSecond * float64(time.Second))
			}
		})
		if p := f.Progress(); p.Syncing && time.Since(logged) >= report {
			f.log.Info("catching up", "height", p.Height, "of", p.NodeHeight, "blocks_per_second", int64(p.PerSecond), "eta", p.ETA.Round(time.Second).String())
			logged = time.Now()
		}
		if seconds > 2*report.Seconds() { // the speed of the last seconds, not of the whole
			started, fromHeight = time.Now(), r.block.Height
		}
	}
	return ctx.Err()
}

// write indexes the next block, which must name the last one.
func (f *Follower) write(ctx context.Context, w *store.Writer, x *index.Indexer, b *index.Block) error {
	at := w.Cursor()
	if at.Hash != index.GenesisHash && b.Before != at.Hash {
		return ErrFork.Wrapf("height %d follows block %s, the index ends with %s", b.Height, b.Before, at.Hash)
	}
	if err := x.Write(ctx, b); err != nil {
		return err
	}
	c := make(chan struct{})
	close(*f.moved.Swap(&c))
	return nil
}
