package worker_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// kills of the short run; TROTH_KILLS asks for more (make kill: 200).
const kills = 8

// fromEnv reads a number of the environment.
func fromEnv(t *testing.T, name string, instead int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return instead
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// books counts what the chain says about the worker, by its events.
type books struct {
	mu                       sync.Mutex
	commits, reveals         map[string]int
	submits                  map[string]int
	opened, completed, burns int
	paid                     math.Int
}

func newBooks() *books {
	return &books{commits: map[string]int{}, reveals: map[string]int{}, submits: map[string]int{}, paid: math.ZeroInt()}
}

// keep follows the chain until the context ends.
func (b *books) keep(ctx context.Context, c *client.Client, from int64, provider string) error {
	err := c.Follow(ctx, from, func(block *client.Block) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, e := range block.Events() {
			if e.Get("provider") != provider {
				continue
			}
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
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// check demands that nothing was done twice and nothing lost.
func (b *books) check(t *testing.T, jobs int) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for what, counts := range map[string]map[string]int{"bids": b.commits, "opened bids": b.reveals, "submissions": b.submits} {
		for id, n := range counts {
			require.Equal(t, 1, n, "%s of %s", what, id)
		}
	}
	require.Equal(t, jobs, b.completed, "every job is done and paid")
	require.Equal(t, jobs, b.opened)
	require.Zero(t, b.burns, "no deposit is lost")
}

// balance of an agent's account, and that nothing of it is held.
func (m *market) balance(t *testing.T, address string) math.Int {
	t.Helper()
	r, err := escrowtypes.NewQueryClient(m.alice).Account(t.Context(), &escrowtypes.QueryAccountRequest{Agent: address})
	require.NoError(t, err)
	require.True(t, r.Held.IsZero(), "held: %s", r.Held)
	return r.Balance.AmountOf(chain.BaseDenom)
}

func TestKilledAtAnyMoment(t *testing.T) {
	m := newMarket(t, policy)
	n := fromEnv(t, "TROTH_KILLS", kills)
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	before := m.balance(t, m.provider.String())
	from, err := m.alice.Height(ctx)
	require.NoError(t, err)
	b := newBooks()
	counting, endCounting := context.WithCancel(ctx)
	counted := make(chan error, 1)
	go func() { counted <- b.keep(counting, m.alice, from, m.provider.String()) }()

	var wg sync.WaitGroup
	var missed atomic.Int32
	errs := make(chan error, 10_000)
	jobs := 0
	post := func() {
		r := request(fmt.Sprintf("job-%d", jobs))
		jobs++
		// The windows last for many lives of a process: one that is dead all the time cannot bid.
		r.Bid, r.Reveal, r.Delivery = 20*time.Second, 40*time.Second, 30*time.Minute
		wg.Go(func() {
			o, err := m.h.Hire(ctx, r)
			for again := 1; again < 4 && errors.Is(err, hire.ErrNoProvider); again++ { // it was dead while bids were taken
				missed.Add(1)
				r.Key = fmt.Sprintf("%s-again-%d", r.Key, again)
				r.Input = []byte("input " + r.Key)
				o, err = m.h.Hire(ctx, r)
			}
			if err == nil && string(o.Content) != upper(r.Key) {
				err = fmt.Errorf("%s: result %q", r.Key, o.Content)
			}
			if err != nil {
				errs <- fmt.Errorf("%s: %w", r.Key, err)
			}
		})
	}
	for i := range n {
		if i%4 == 0 {
			post()
			post()
		}
		m.start(t)
		if rand.IntN(2) == 0 { // somewhere in the beginning, or at work
			time.Sleep(rand.N(2 * time.Second))
		} else {
			lives := strings.Count(m.said(t), `"ready"`)
			require.Eventually(t, func() bool { return strings.Count(m.said(t), `"ready"`) > lives }, time.Minute, 20*time.Millisecond)
			time.Sleep(rand.N(3 * time.Second))
		}
		m.kill(t)
		if i%50 == 49 {
			t.Logf("%d kills, %d jobs", i+1, jobs)
		}
	}
	m.start(t)
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Errorf("%v", err)
	}
	require.Eventually(t, func() bool { b.mu.Lock(); defer b.mu.Unlock(); return b.completed >= jobs }, time.Minute, 100*time.Millisecond,
		"%d of %d jobs done, %d deposits lost; %s", b.completed, jobs, b.burns, m.log.Name())
	m.stop(t)
	endCounting()
	require.NoError(t, <-counted)
	b.check(t, jobs)
	after := m.balance(t, m.provider.String())
	require.Equal(t, b.paid.String(), after.Sub(before).String(), "what was paid is there")
	t.Logf("%d kills, %d jobs, %d missed and posted again: each bid for, opened, delivered and paid once; %s%s earned", n, jobs, missed.Load(), b.paid, chain.BaseDenom)
}

// TestSoak lets one worker do many jobs of one hirer; TROTH_SOAK says how many (make soak: 2000).
func TestSoak(t *testing.T) {
	n := fromEnv(t, "TROTH_SOAK", 0)
	if n == 0 {
		t.Skip("TROTH_SOAK says how many jobs, see make soak")
	}
	m := newMarket(t, strings.Replace(policy, "max_open: 16", "max_open: 60", 1))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
	defer cancel()
	before := m.balance(t, m.provider.String())
	from, err := m.alice.Height(ctx)
	require.NoError(t, err)
	b := newBooks()
	counting, endCounting := context.WithCancel(ctx)
	counted := make(chan error, 1)
	go func() { counted <- b.keep(counting, m.alice, from, m.provider.String()) }()
	m.start(t)
	begin := time.Now()
	var wg sync.WaitGroup
	slots := make(chan struct{}, fromEnv(t, "TROTH_SOAK_AT_ONCE", 48))
	var mu sync.Mutex
	var failed []error
	var reposted atomic.Int32
	var memory []int
	for i := range n {
		slots <- struct{}{}
		if i%max(1, n/20) == 0 {
			memory = append(memory, m.resident(t))
			t.Logf("%5d jobs after %6.0f s, worker %d MiB", i, time.Since(begin).Seconds(), memory[len(memory)-1]/1024)
		}
		wg.Go(func() {
			defer func() { <-slots }()
			var r hire.Request
			var o hire.Outcome
			var err error
			for again := 0; again == 0 || errors.Is(err, hire.ErrNoProvider); again++ { // a busy machine may miss a window
				if again > 0 {
					reposted.Add(1)
				}
				r = request(fmt.Sprintf("soak-%d-%d", i, again))
				r.Bid, r.Reveal, r.Delivery = 4*time.Second, 12*time.Second, 5*time.Minute
				o, err = m.h.Hire(ctx, r)
			}
			if err == nil && string(o.Content) != upper(r.Key) {
				err = fmt.Errorf("result %q", o.Content)
			}
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, fmt.Errorf("%s: %w", r.Key, err))
			}
		})
	}
	wg.Wait()
	took := time.Since(begin)
	require.Empty(t, failed)
	require.Eventually(t, func() bool { b.mu.Lock(); defer b.mu.Unlock(); return b.completed >= n }, time.Minute, 100*time.Millisecond)
	memory = append(memory, m.resident(t))
	m.stop(t)
	endCounting()
	require.NoError(t, <-counted)
	b.check(t, n)
	require.Equal(t, b.paid.String(), m.balance(t, m.provider.String()).Sub(before).String())
	t.Logf("%d jobs in %s, %.1f a second, %d posted again, none lost, none doubled; worker: %d MiB in the first quarter, %d MiB in the last",
		n, took.Round(time.Second), float64(n)/took.Seconds(), reposted.Load(), largest(memory[:len(memory)/4+1])/1024, largest(memory[len(memory)*3/4:])/1024)
	require.Less(t, largest(memory[len(memory)*3/4:]), largest(memory[:len(memory)/4+1])*3/2+64*1024, "memory grows")
}

func largest(list []int) int {
	most := 0
	for _, v := range list {
		most = max(most, v)
	}
	return most
}
