package mcp

import (
	"context"
	"time"

	"github.com/trothchain/troth/agent"
)

// bid takes a bid to its end in the background and returns when it is committed, or when it cannot be. With an ask that
// is another one than the bid that is there: agent.ErrOtherBid.
func (s *Server) bid(ctx context.Context, ask *agent.Ask, provider, job string) error {
	key := provider + "/" + job
	s.mu.Lock()
	running := s.opened[key]
	s.opened[key] = true
	s.mu.Unlock()
	if running { // it is committed and waits
		return s.same(ask)
	}
	committed := make(chan error, 1)
	b := &agent.Bidder{Client: s.Client, Bids: *s.bids, Log: s.Log, Progress: func(b *agent.Bid) {
		if b.Stage == agent.StageCommitted {
			committed <- nil
		}
	}}
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		var err error
		if ask != nil {
			_, err = b.Bid(s.ctx, *ask)
		} else {
			_, err = b.Resume(s.ctx, provider, job)
		}
		for pause := time.Second; s.opens(provider, job, err); pause = min(2*pause, maxPause) {
			s.Log.Warn("bid is tried again", "job", job, "error", err)
			if !wait(s.ctx, pause) {
				break
			}
			_, err = b.Resume(s.ctx, provider, job)
		}
		s.mu.Lock()
		delete(s.opened, key)
		s.mu.Unlock()
		if err != nil {
			s.Log.Warn("bid", "job", job, "error", err)
		}
		select {
		case committed <- err: // it ended before, or without, the commitment
		default:
		}
	}()
	select {
	case err := <-committed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// maxPause between two attempts to open a bid: far less than a window of reveals.
const maxPause = 8 * time.Second

// opens says whether a bid that failed is under seal still, or may be because its commitment was sent, so that its deposit
// burns unless it is opened. The bidder ends it itself when the reveals are over.
func (s *Server) opens(provider, job string, failed error) bool {
	if failed == nil || s.ctx.Err() != nil {
		return false
	}
	b, err := s.bids.Load(provider, job)
	return err != nil || b != nil && (b.Stage == agent.StageCommitted || b.Stage == agent.StageNew && b.Commit != nil)
}

// same demands that an ask is what was committed for the job.
func (s *Server) same(ask *agent.Ask) error {
	if ask == nil {
		return nil
	}
	b, err := s.bids.Load(ask.Provider, ask.Job)
	if err != nil || b == nil {
		return err
	}
	return b.Same(*ask)
}

// wait returns false when the context ends first.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// resumeBids goes on with the bids of an earlier server, also those for other agents of the same operator.
func (s *Server) resumeBids() error {
	if s.bids == nil || s.Client.Address() == nil {
		return nil
	}
	unfinished, err := s.bids.Unfinished()
	if err != nil {
		return err
	}
	for _, b := range unfinished {
		if b.Stage == stageHandedOut {
			continue
		}
		s.work.Add(1)
		go func() {
			defer s.work.Done()
			if err := s.bid(s.ctx, nil, b.Provider, b.Job); err != nil && s.ctx.Err() == nil {
				s.Log.Warn("bid", "job", b.Job, "error", err)
			}
		}()
	}
	return nil
}
