// Package bench measures the explorer on a synthetic chain of a million events: make explorer-bench.
package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/api"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// events is how many are indexed: few in the unit tests, 1e6 in make explorer-bench.
func events(t testing.TB) int64 {
	if v := os.Getenv("TROTH_EXPLORER_EVENTS"); v != "" {
		n, err := strconv.ParseInt(v, 10, 64)
		require.NoError(t, err)
		return n
	}
	return 5_000
}

const (
	perBlock = 10
	// eventsPerBlock is how many events perBlock jobs under way make in a block, about.
	eventsPerBlock = 14 * perBlock
)

// The speed of catching up, and how long answers take, on an index of many events. It prints a table; what fails are wrong
// answers, not slow ones.
func TestSpeed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		enc, err := app.NewEncoding()
		require.NoError(t, err)
		db, err := store.Open(t.Context(), url)
		require.NoError(t, err)
		last := events(t)/eventsPerBlock + 10
		chain := synth.New(1, perBlock, last)
		chain.Keep = 100
		f := follow.New(db, chain, follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()}, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		began, worked := time.Now(), cpu()
		go func() { ended <- f.Run(ctx) }()
		for f.Progress().Height < last {
			select {
			case err := <-ended:
				require.NoError(t, err)
			case <-time.After(10 * time.Millisecond):
			}
		}
		took := time.Since(began)
		n := chain.Events()
		fmt.Printf("%-8s catch-up: %d blocks, %d events in %s: %.0f blocks/s, %.0f events/s; %s of processor time in this process\n", db.Name(), last, n,
			took.Round(time.Millisecond), float64(last)/took.Seconds(), float64(n)/took.Seconds(), (cpu() - worked).Round(time.Millisecond))
		if db.Name() == "postgres" {
			require.NoError(t, analyze(t, url))
		}
		live, err := client.New([]string{"http://127.0.0.1:1"}, nil)
		require.NoError(t, err)
		server, err := api.New(api.Config{DB: db, Follower: f, Live: live, Codec: enc.Codec, PerSecond: -1})
		require.NoError(t, err)
		h := httptest.NewServer(server)
		measure(t, db, h.URL)
		h.Close()
		stop()
		require.NoError(t, <-ended)
		require.NoError(t, db.Close())
	})
}

// cpu is the processor time of this process so far: on a machine that others use, it says more than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure asks each route many times, by several callers at once, for different things.
func measure(t *testing.T, db *store.DB, url string) {
	jobs, err := store.JobTable.Select(t.Context(), db, "ORDER BY id LIMIT 2000")
	require.NoError(t, err)
	agreements, err := store.AgreementTable.Select(t.Context(), db, "ORDER BY id LIMIT 2000")
	require.NoError(t, err)
	at, err := db.Cursor(t.Context())
	require.NoError(t, err)
	words := []string{"harbour", "translate", "label+the+map", "review+letter", "app", "nothingatall"}
	for _, route := range []struct {
		name string
		path func(*rand.Rand) string
	}{
		{"status", func(*rand.Rand) string { return "/v1/status" }},
		{"overview", func(*rand.Rand) string { return "/v1/overview" }},
		{"series", func(*rand.Rand) string { return "/v1/series?metric=jobs_posted&interval=minute" }},
		{"jobs", func(*rand.Rand) string { return "/v1/jobs" }},
		{"jobs?status&skill", func(*rand.Rand) string { return "/v1/jobs?status=expired&skill=audit" }},
		{"jobs?q", func(r *rand.Rand) string { return "/v1/jobs?q=" + words[r.IntN(len(words))] }},
		{"job", func(r *rand.Rand) string { return "/v1/jobs/" + jobs[r.IntN(len(jobs))].ID }},
		{"agreements?agent", func(r *rand.Rand) string {
			return "/v1/agreements?agent=" + agreements[r.IntN(len(agreements))].Provider
		}},
		{"timeline", func(r *rand.Rand) string { return "/v1/timeline/" + agreements[r.IntN(len(agreements))].ID }},
		{"agent", func(r *rand.Rand) string { return "/v1/agents/" + agreements[r.IntN(len(agreements))].Provider }},
		{"settlements", func(r *rand.Rand) string {
			return "/v1/agents/" + agreements[r.IntN(len(agreements))].Provider + "/settlements"
		}},
		{"events?kind", func(r *rand.Rand) string {
			return fmt.Sprintf("/v1/events?kind=market&after=%d", r.Int64N(at.Height)<<24)
		}},
		{"block", func(r *rand.Rand) string { return fmt.Sprintf("/v1/blocks/%d", 1+r.Int64N(at.Height)) }},
		{"objects", func(*rand.Rand) string { return "/v1/objects?prefix=case" }},
	} {
		took := load(t, url, route.path)
		fmt.Printf("%-8s %-20s p50 %8s  p99 %8s\n", db.Name(), route.name, took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond))
	}
}

func load(t *testing.T, url string, path func(*rand.Rand) string) []time.Duration {
	const callers, each = 4, 75
	var mu sync.Mutex
	var all []time.Duration
	var g sync.WaitGroup
	for n := range callers {
		g.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(n), 9))
			for range each {
				p := path(rng)
				began := time.Now()
				res, err := http.Get(url + p)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(res.Body)
				took := time.Since(began)
				if err != nil || res.StatusCode != 200 {
					t.Errorf("%s: %d %s %v", p, res.StatusCode, body, err)
				}
				if err := res.Body.Close(); err != nil {
					t.Error(err)
				}
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	g.Wait()
	slices.Sort(all)
	return all
}

// analyze lets PostgreSQL count its rows now instead of some minutes later.
func analyze(t *testing.T, url string) error {
	t.Helper()
	return testdb.Exec(url, "ANALYZE")
}
