package worker_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// kills of the short run; TROTH_KILLS asks for more (make kill: 200).
	kills = 8
	// fair says that every so many lives one lasts until the worker owes nothing. The others end at random.
	fair = 4
	// late bounds the random lives from the moment on when the worker is ready.
	late = 2500 * time.Millisecond
)

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

// killer ends lives of a worker at random.
type killer struct {
	m *market
	b *books
	// slowest start so far, until the worker said that it is ready.
	slowest time.Duration
}

// ready waits until a life that was just begun says that it is ready.
func (k *killer) ready(t *testing.T, lives int, begun time.Time) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Count(k.m.said(t), `"ready"`) > lives }, 3*time.Minute, 20*time.Millisecond)
	k.slowest = max(k.slowest, time.Since(begun))
}

// life starts the worker and kills it somewhere.
func (k *killer) life(t *testing.T, i int) {
	t.Helper()
	lives, begun := strings.Count(k.m.said(t), `"ready"`), time.Now()
	k.m.start(t)
	switch {
	case i%fair == fair-1:
		k.ready(t, lives, begun)
		require.Eventually(t, func() bool { return k.b.owed() == 0 }, 3*time.Minute, 20*time.Millisecond)
		time.Sleep(rand.N(late))
	case rand.IntN(2) == 0: // somewhere in the beginning
		time.Sleep(rand.N(3 * k.slowest / 2))
	default: // at work
		k.ready(t, lives, begun)
		time.Sleep(rand.N(late))
	}
	k.m.kill(t)
}

// window is how long bids are taken, and how long they are opened: twice the time in which one fair life comes for certain,
// on this machine as it was until now. A worker that is never alive can open no bid.
func (k *killer) window() time.Duration { return 2 * fair * (k.slowest + late) }

// TestKilledAtAnyMoment kills a worker again and again, mostly at random, and demands that every job is bid for, opened,
// done and paid exactly once.
func TestKilledAtAnyMoment(t *testing.T) {
	m := newMarket(t, strings.Replace(policy, "max_open: 16", "max_open: 80", 1))
	n := fromEnv(t, "TROTH_KILLS", kills)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
	defer cancel()
	before := m.balance(t, m.provider.String())
	k := &killer{m: m, b: follow(t, m.alice, m.provider.String())}
	began := time.Now()
	m.start(t)
	k.ready(t, 0, began)
	m.kill(t)

	var wg sync.WaitGroup
	errs := make(chan error, n+2)
	jobs := 0
	post := func() {
		r := request(fmt.Sprintf("job-%d", jobs))
		jobs++
		r.Bid, r.Reveal, r.Delivery = k.window(), k.window(), 2*time.Hour
		wg.Go(func() {
			o, err := m.h.Hire(ctx, r)
			if err == nil && string(o.Content) != upper(r.Key) {
				err = fmt.Errorf("result %q", o.Content)
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
		k.life(t, i)
		if i%25 == 24 {
			done, lost := k.b.done()
			t.Logf("%d kills in %s, %d jobs posted, %d done, %d deposits lost; slowest start %s", i+1, time.Since(began).Round(time.Second), jobs, done, lost, k.slowest.Round(time.Millisecond))
		}
	}
	killed := time.Since(began)
	m.start(t)
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Errorf("%v", err)
	}
	require.Eventually(t, func() bool { done, _ := k.b.done(); return done >= jobs }, time.Minute, 100*time.Millisecond, m.logFile)
	m.stop(t)
	k.b.close(t, jobs)
	after := m.balance(t, m.provider.String())
	require.Equal(t, k.b.paid.String(), after.Sub(before).String(), "what was paid is there")
	t.Logf("%d kills in %s (slowest start %s), %d jobs: each bid for, opened, delivered and paid once; %s utroth earned; %s in all",
		n, killed.Round(time.Second), k.slowest.Round(time.Millisecond), jobs, k.b.paid, time.Since(began).Round(time.Second))
}
