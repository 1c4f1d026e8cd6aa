package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
)

// hirerSays is what the process of a hirer says.
type hirerSays struct {
	Done     int    `json:"done"`
	Reposted int    `json:"reposted"`
	Failed   string `json:"failed,omitempty"`
	Ended    bool   `json:"ended,omitempty"`
}

// hirerProcess hires for many jobs, some at once, and says when each is done.
func hirerProcess(ctx context.Context, cfg processConfig) error {
	c, _, err := dial(cfg.RPC, "alice")
	if err != nil {
		return err
	}
	defer c.Close()
	db, err := state.Open(filepath.Join(cfg.Home, "hire.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	folder, err := store.ServeFolder(filepath.Join(cfg.Home, "blobs"), "127.0.0.1:0", "", store.Limits{})
	if err != nil {
		return err
	}
	defer folder.Close()
	h, err := hire.New(hire.Config{
		Client: c, Agent: cfg.Agent, State: db, Store: folder, Fetch: store.Fetcher{Private: true}, Decide: hire.Verified(95),
	})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var says hirerSays
	out := json.NewEncoder(os.Stdout)
	var wg sync.WaitGroup
	var reposted atomic.Int64
	slots := make(chan struct{}, cfg.AtOnce)
	for i := range cfg.Jobs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			err := one(ctx, h, i, &reposted)
			mu.Lock()
			defer mu.Unlock()
			says.Done++
			says.Reposted = int(reposted.Load())
			if err != nil {
				says.Failed += fmt.Sprintf("job %d: %s; ", i, err)
			}
			if says.Done%10 == 0 || err != nil {
				err = out.Encode(says)
			}
			if err != nil && ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, err)
			}
		})
	}
	wg.Wait()
	says.Ended = true
	if err := out.Encode(says); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// one hires for one job. A machine that is busy with other things may let the worker miss a window: the job is posted again.
func one(ctx context.Context, h *hire.Hirer, i int, reposted *atomic.Int64) error {
	for again := 0; ; again++ {
		r := request(fmt.Sprintf("soak-%d-%d", i, again))
		r.Bid, r.Reveal, r.Delivery = 10*time.Second, 40*time.Second, 10*time.Minute
		o, err := h.Hire(ctx, r)
		if errors.Is(err, hire.ErrNoProvider) {
			reposted.Add(1)
			continue
		}
		if err == nil && string(o.Content) != upper(r.Key) {
			err = fmt.Errorf("result %q", o.Content)
		}
		return err
	}
}

// TestSoak lets one worker do many jobs of one hirer; TROTH_SOAK says how many (make soak: 2000). Node, worker and hirer are
// processes of their own, and all they exchange goes over HTTP.
func TestSoak(t *testing.T) {
	n := fromEnv(t, "TROTH_SOAK", 0)
	if n == 0 {
		t.Skip("TROTH_SOAK says how many jobs, see make soak")
	}
	atOnce := fromEnv(t, "TROTH_SOAK_AT_ONCE", 56)
	m := newMarket(t, strings.Replace(policy, "max_open: 16", fmt.Sprintf("max_open: %d", atOnce+16), 1))
	before := m.balance(t, m.provider.String())
	b := follow(t, m.alice, m.provider.String())
	m.start(t)
	home := t.TempDir()
	begun := time.Now()
	hirer := begin(t, processConfig{Role: roleHirer, RPC: m.rpc, Agent: m.hirer.String(), Home: home, Jobs: n, AtOnce: atOnce}, filepath.Join(home, "hirer.log"))
	type sample struct{ worker, hirer, node int }
	take := func(done int) sample {
		s := sample{m.worker.resident(t), hirer.resident(t), m.node.resident(t)}
		t.Logf("%5d jobs after %5.0f s, %.2f a second; memory in MiB: worker %d, hirer %d, node %d; on disk in KiB: worker %d (results %d), hirer %d (content %d), node %d",
			done, time.Since(begun).Seconds(), float64(done)/time.Since(begun).Seconds(), s.worker, s.hirer, s.node,
			sizeOf(t, filepath.Join(m.config.Home, "state.db")), sizeOf(t, filepath.Join(m.config.Home, "blobs")),
			sizeOf(t, filepath.Join(home, "hire.db")), sizeOf(t, filepath.Join(home, "blobs")), sizeOf(t, m.nodeHome))
		return s
	}
	var samples []sample
	for next := n / 10; ; {
		done, err := strconv.Atoi("0" + hirer.find(t, "done"))
		require.NoError(t, err)
		if done >= next && next < n {
			samples = append(samples, take(done))
			next += n / 10
		}
		if hirer.find(t, "ended") != "" {
			break
		}
		require.Less(t, time.Since(begun), 3*time.Hour, "%d of %d", done, n)
		time.Sleep(time.Second)
	}
	took := time.Since(begun)
	require.Empty(t, hirer.find(t, "failed"))
	require.Eventually(t, func() bool { done, _ := b.done(); return done >= n }, time.Minute, 100*time.Millisecond)
	last := take(n)
	m.stop(t)
	hirer.stop(t)
	b.close(t, n)
	require.Equal(t, b.paid.String(), m.balance(t, m.provider.String()).Sub(before).String())
	t.Logf("%d jobs in %s, %.2f a second, %s posted again, none lost, none doubled", n, took.Round(time.Second), float64(n)/took.Seconds(), hirer.find(t, "reposted"))
	first := samples[0]
	for what, v := range map[string][2]int{"worker": {first.worker, last.worker}, "hirer": {first.hirer, last.hirer}} {
		require.LessOrEqual(t, v[1], v[0]*5/4+16, "the memory of the %s grows", what)
	}
}
