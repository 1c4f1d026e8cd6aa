package follow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

// The environment of a child process, which follows a synthetic chain until it is killed or at the end.
const (
	childDB   = "TROTH_TEST_CHILD_DB"
	childLast = "TROTH_TEST_CHILD_LAST"
)

const crashSeed, crashJobs = 7, 1

// child is the process that is killed.
func child() error {
	last, err := strconv.ParseInt(os.Getenv(childLast), 10, 64)
	if err != nil {
		return err
	}
	e, err := app.NewEncoding()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := store.Open(ctx, os.Getenv(childDB))
	if err != nil {
		return err
	}
	f := follow.New(db, synth.New(crashSeed, crashJobs, last), follow.Encoding{Codec: e.Codec, Decode: e.TxConfig.TxDecoder(), DecodeJSON: e.TxConfig.TxJSONDecoder()}, quiet())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	for f.Progress().Height < last {
		select {
		case err := <-ended:
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// kills is how often the follower is killed: 200 times in the long suite (make explorer-crash), a few otherwise.
func kills(t testing.TB) int {
	if v := os.Getenv("TROTH_EXPLORER_KILLS"); v != "" {
		n, err := strconv.Atoi(v)
		require.NoError(t, err)
		return n
	}
	return 5
}

// A follower that is killed with SIGKILL again and again, wherever it is, loses nothing and doubles nothing: the index equals
// one that was made in one go, row for row.
func TestAKilledFollowerLosesAndDoublesNothing(t *testing.T) {
	n := kills(t)
	last := int64(24*n + 150)
	want := sync.OnceValue(func() string {
		url := "sqlite:" + filepath.Join(t.TempDir(), "whole.db")
		until(t, url, synth.New(crashSeed, crashJobs, last), last)
		return dump(t, url)
	})
	testdb.Each(t, func(t *testing.T, url string) {
		rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
		db, err := store.Open(t.Context(), url)
		require.NoError(t, err)
		cursor := func() int64 {
			c, err := db.Cursor(t.Context())
			require.NoError(t, err)
			return c.Height
		}
		killed, heights := 0, make(map[int64]bool)
		for killed < n {
			before := cursor()
			cmd := run(t, url, last)
			// Wait until it works, then kill it at a moment that nobody chose.
			for deadline := time.Now().Add(time.Minute); cursor() == before; time.Sleep(2 * time.Millisecond) {
				require.True(t, time.Now().Before(deadline), "the follower does nothing")
			}
			time.Sleep(time.Duration(rng.Int64N(int64(15 * time.Millisecond))))
			require.NoError(t, cmd.Process.Kill())
			err := cmd.Wait()
			at := cursor()
			if err == nil || at >= last {
				require.Failf(t, "too fast", "the follower reached %d after %d kills: make the chain longer", at, killed)
			}
			killed++
			heights[at] = true
		}
		cmd := run(t, url, last)
		require.NoError(t, cmd.Wait())
		require.NoError(t, db.Close())
		t.Logf("killed %d times at %d heights of %d", killed, len(heights), last)
		require.Greater(t, len(heights), n/2, "killed at too few places")
		same(t, want(), dump(t, url))
	})
}

func run(t testing.TB, url string, last int64) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDB+"="+url, fmt.Sprintf("%s=%d", childLast, last), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	return cmd
}
