// Package bench measures the explorer on a synthetic chain of a million events: make explorer-bench.
package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
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
	eventsPerBlock = 17 * perBlock
)

// The speed of catching up, and how long every route of the contract takes, on an index of many events. It prints a table;
// what fails are wrong answers and routes that are not measured, not slow ones. With TROTH_EXPLORER_BENCH_DB, the URL of a
// database, that one is used and kept: filled when it is empty, measured again when it is not.
func TestSpeed(t *testing.T) {
	if url := os.Getenv("TROTH_EXPLORER_BENCH_DB"); url != "" {
		speed(t, url)
		return
	}
	testdb.Each(t, speed)
}

func speed(t *testing.T, url string) {
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	last := events(t)/eventsPerBlock + 10
	chain := synth.New(1, perBlock, last)
	chain.Keep = 100
	f := follow.New(db, chain, follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()}, slog.New(slog.DiscardHandler))
	at, err := db.Cursor(t.Context())
	require.NoError(t, err)
	if at.Height == 0 {
		catchUp(t, db, f, chain, last)
		sample(t, db)
	}
	if db.Name() == "postgres" {
		require.NoError(t, testdb.Exec(url, "ANALYZE")) // now instead of some minutes later
	}
	node := standIn(t)
	live, err := client.New([]string{node}, nil)
	require.NoError(t, err)
	server, err := api.New(api.Config{DB: db, Follower: f, Live: live, Codec: enc.Codec, PerSecond: -1, Devnet: devnet(node)})
	require.NoError(t, err)
	h := httptest.NewServer(server)
	measure(t, db, h.URL)
	h.Close()
	require.NoError(t, db.Close())
}

// catchUp indexes the whole chain and tells how fast.
func catchUp(t *testing.T, db *store.DB, f *follow.Follower, chain *synth.Chain, last int64) {
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
	stop()
	require.NoError(t, <-ended)
	require.GreaterOrEqual(t, n, events(t), "fewer events than asked for")
}

// sample gives an agent a long history.
func sample(t *testing.T, db *store.DB) {
	const points = 20_000
	samples := make([]store.Sample, points)
	for i := range samples {
		samples[i] = store.Sample{Agent: synth.Agent(0), Skill: "translation", Seq: int64(i), Height: int64(i), TimeMs: int64(i), ScoreBps: int64(i % 10_000)}
	}
	require.NoError(t, db.PutSamples(t.Context(), samples, points))
}

// cpu is the processor time of this process so far: on a machine that others use, it says more than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// slow is from where on a p99 is marked in the table.
const slow = 50 * time.Millisecond

// measure asks each route of the contract many times, by several callers at once, for different things. cpu is the processor
// time a request takes in this process, with the asking: what a machine that does nothing else would need at least.
func measure(t *testing.T, db *store.DB, url string) {
	routes := newThings(t, db).routes()
	wanted := operations(t)
	for route := range routes {
		require.True(t, wanted[route], "%s is not in the contract", route)
	}
	var order []string
	for route := range wanted {
		require.NotEmpty(t, routes[route], "%s is not measured", route)
		order = append(order, route)
	}
	slices.Sort(order)
	for _, route := range order {
		for _, a := range routes[route] {
			worked := cpu()
			took := load(t, url, a)
			worked = (cpu() - worked) / time.Duration(len(took))
			p99, mark := took[len(took)*99/100], ""
			if p99 > slow {
				mark = " SLOW"
			}
			fmt.Printf("%-8s %-33s %-22s p50 %8s  p99 %8s  cpu %8s%s\n", db.Name(), route, a.name, took[len(took)/2].Round(10*time.Microsecond),
				p99.Round(10*time.Microsecond), worked.Round(10*time.Microsecond), mark)
		}
	}
}

func load(t *testing.T, url string, a ask) []time.Duration {
	const callers, each = 4, 75
	var mu sync.Mutex
	var all []time.Duration
	var g sync.WaitGroup
	for n := range callers {
		g.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(n), 9))
			for range each {
				took, err := once(a, url, rng)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	g.Wait()
	require.NotEmpty(t, all)
	slices.Sort(all)
	return all
}

func request(url, body string, stream bool) (*http.Request, error) {
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if stream {
		r.Header.Set("Accept", "text/event-stream")
	}
	return r, nil
}

// once asks and reads the answer, of a stream until its first message is there.
func once(a ask, url string, rng *rand.Rand) (took time.Duration, err error) {
	r, err := a.request(url, rng)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	var body []byte
	if a.stream {
		lines := bufio.NewReader(res.Body)
		for line := ""; err == nil && !strings.HasPrefix(line, "data: "); {
			line, err = lines.ReadString('\n')
		}
	} else {
		body, err = io.ReadAll(res.Body)
	}
	took = time.Since(began)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", r.URL, res.StatusCode, body)
	}
	return took, err
}
