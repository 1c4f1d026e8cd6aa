package worker_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// books counts what the chain says about the worker, by its events.
type books struct {
	mu                       sync.Mutex
	commits, reveals         map[string]int
	submits                  map[string]int
	opened, completed, burns int
	paid                     math.Int
	// wanted are jobs that take bids and have none of the worker, sealed those that wait for its bid to be opened.
	wanted, sealed map[string]bool
	end            context.CancelFunc
	ended          chan error
}

// follow keeps books about a provider from now on.
func follow(t *testing.T, c *client.Client, provider string) *books {
	t.Helper()
	from, err := c.Height(t.Context())
	require.NoError(t, err)
	b := &books{
		commits: map[string]int{}, reveals: map[string]int{}, submits: map[string]int{}, paid: math.ZeroInt(),
		wanted: map[string]bool{}, sealed: map[string]bool{}, ended: make(chan error, 1),
	}
	ctx, end := context.WithCancel(context.Background())
	b.end = end
	go func() {
		err := c.Follow(ctx, from, func(block *client.Block) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, e := range block.Events() {
				b.job(e)
				if e.Get("provider") == provider {
					b.own(e)
				}
			}
			return nil
		})
		if ctx.Err() != nil {
			err = nil
		}
		b.ended <- err
	}()
	return b
}

// job notes what jobs wait for; bids are all the worker's.
func (b *books) job(e client.Event) {
	job := e.Get("job")
	switch e.Type {
	case markettypes.EventJobPosted:
		b.wanted[job] = true
	case markettypes.EventBidCommitted:
		delete(b.wanted, job)
	case markettypes.EventJobRevealing:
		delete(b.wanted, job)
		if b.commits[job] > 0 && b.reveals[job] == 0 {
			b.sealed[job] = true
		}
	case markettypes.EventBidRevealed:
		delete(b.sealed, job)
	case markettypes.EventJobAwarded, markettypes.EventJobExpired, markettypes.EventJobCancelled:
		delete(b.wanted, job)
		delete(b.sealed, job)
	}
}

// own counts what the worker did and got.
func (b *books) own(e client.Event) {
	switch e.Type {
	case markettypes.EventBidCommitted:
		b.commits[e.Get("job")]++
	case markettypes.EventBidRevealed:
		b.reveals[e.Get("job")]++
	case markettypes.EventCommitmentBurned:
		b.burns++
	case agreementtypes.EventAgreementOpened:
		b.opened++
	case agreementtypes.EventWorkSubmitted:
		b.submits[e.Get("agreement")]++
	case agreementtypes.EventAgreementCompleted:
		b.completed++
		amount, ok := math.NewIntFromString(strings.TrimSuffix(e.Get("paid"), chain.BaseDenom))
		if ok {
			b.paid = b.paid.Add(amount)
		}
	}
}

// owed is how many jobs wait for the worker to bid or to open its bid.
func (b *books) owed() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.wanted) + len(b.sealed)
}

// done is how many agreements were completed, lost how many deposits were burned.
func (b *books) done() (done, lost int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.completed, b.burns
}

// close ends the books and demands that nothing was done twice and nothing lost.
func (b *books) close(t *testing.T, jobs int) {
	t.Helper()
	b.end()
	require.NoError(t, <-b.ended)
	require.Zero(t, b.burns, "deposits are lost")
	for what, counts := range map[string]map[string]int{"bids": b.commits, "opened bids": b.reveals, "submissions": b.submits} {
		for id, n := range counts {
			require.Equal(t, 1, n, "%s of %s", what, id)
		}
		require.Len(t, counts, jobs, what)
	}
	require.Equal(t, jobs, b.completed, "every job is done and paid")
	require.Equal(t, jobs, b.opened)
}

// balance of an agent's account; nothing of it may be held.
func (m *market) balance(t *testing.T, address string) math.Int {
	t.Helper()
	r, err := escrowtypes.NewQueryClient(m.alice).Account(t.Context(), &escrowtypes.QueryAccountRequest{Agent: address})
	require.NoError(t, err)
	require.True(t, r.Held.IsZero(), "held: %s", r.Held)
	return r.Balance.AmountOf(chain.BaseDenom)
}
