package hire

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// reserve is the least time that is kept for a decision when the work cannot be fetched; of a long review a quarter is.
const reserve = 20 * time.Second

// patience is how long a fetch may go on and, when it fails, be tried again: silence would accept what nobody has seen.
type patience struct {
	// fetch bounds the next try. last says that no other one follows.
	fetch time.Duration
	last  bool
}

// patienceOf divides what is left of the time to decide; window is all of it, in milliseconds of market time.
func patienceOf(dueMs, nowMs, window uint64) patience {
	left := time.Duration(dueMs-min(nowMs, dueMs)) * time.Millisecond
	kept := max(reserve, time.Duration(window/4)*time.Millisecond)
	if left > kept {
		return patience{left - kept + kept/4, false}
	}
	return patience{max(left/2, time.Second), true}
}

// patience for the submission of an agreement that waits for this agent.
func (h *Hirer) patience(ctx context.Context, a agreementtypes.Agreement) (patience, error) {
	now, err := agent.Now(ctx, h.act.Client)
	if err != nil {
		return patience{}, err
	}
	window := a.Terms.ReviewMs
	if a.Status == agreementtypes.StatusEvaluated {
		window = a.Snapshot.AnswerMs
	}
	return patienceOf(a.DueMs, now, window), nil
}

// read fetches and verifies what was submitted, and decrypts it when it is private. fault is what is wrong with the work or
// where it lies, for Decide; err is trouble of our own, such as a store that is full, and says nothing about the work.
func (h *Hirer) read(ctx context.Context, a agreementtypes.Agreement) (content []byte, fault, err error) {
	p, err := h.patience(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	private := len(a.Terms.Recipients) > 0
	if private && h.cfg.Identity == nil {
		return nil, nil, store.ErrSealed.Wrap("this agent has no key to decrypt with")
	}
	s := a.Submission
	bounded, cancel := context.WithTimeout(ctx, p.fetch)
	defer cancel()
	content, err = h.cfg.Fetch.Get(bounded, s.Uri, s.Sha256, s.Bytes)
	switch {
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case errors.Is(err, store.ErrFetch) && !p.last:
		return nil, nil, err // the server may come back
	case err != nil:
		return nil, err, nil
	}
	// A copy that does not depend on the provider. That ours does not answer is no reason to let the time run out.
	if _, err := h.cfg.Store.Put(bounded, content); err != nil && !(errors.Is(err, store.ErrFetch) && p.last) {
		return nil, nil, err
	}
	if !private {
		return content, nil, nil
	}
	content, fault = h.cfg.Identity.Open(content, store.MaxContent)
	return content, fault, nil
}

// kept returns the result of a hire that ended, from this agent's own store or else from the provider's.
func (h *Hirer) kept(ctx context.Context, d *doc) ([]byte, bool) {
	o := d.Outcome
	hash, err := hex.DecodeString(o.SHA256)
	if err != nil || len(hash) == 0 {
		return nil, false
	}
	var content []byte
	if own, ok := h.cfg.Store.(getter); ok {
		content, err = own.Get(hash)
	} else {
		content, err = h.cfg.Fetch.Get(ctx, o.URI, hash, o.Bytes)
	}
	if err == nil && o.Private && h.cfg.Identity != nil {
		content, err = h.cfg.Identity.Open(content, store.MaxContent)
	}
	return content, err == nil
}

// getter is a store that gives content back without a network, as a folder does.
type getter interface {
	Get(hash []byte) ([]byte, error)
}
