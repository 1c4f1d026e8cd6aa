package follow_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/testdb"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDB) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	testdb.Main(m)
}

func encoding(t testing.TB) follow.Encoding {
	t.Helper()
	e, err := app.NewEncoding()
	require.NoError(t, err)
	return follow.Encoding{Codec: e.Codec, Decode: e.TxConfig.TxDecoder(), DecodeJSON: e.TxConfig.TxJSONDecoder()}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// until follows a source to a height and stops.
func until(t testing.TB, url string, source follow.Source, height int64) {
	t.Helper()
	require.NoError(t, reach(t, url, source, height))
}

// reach follows to a height and returns why it could not.
func reach(t testing.TB, url string, source follow.Source, height int64) error {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	f := follow.New(db, source, encoding(t), quiet())
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	for {
		moved := f.Moved()
		if f.Progress().Height >= height {
			stop()
			return <-ended
		}
		select {
		case <-moved:
		case err := <-ended:
			if err == nil {
				err = fmt.Errorf("height %d of %d: %s", f.Progress().Height, height, f.Progress().Problem)
			}
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// dump is the whole index as text.
func dump(t testing.TB, url string) string {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	var b bytes.Buffer
	require.NoError(t, db.Dump(t.Context(), &b))
	return b.String()
}

// same compares two indexes row by row and shows the first difference only.
func same(t testing.TB, want, got string) {
	t.Helper()
	a, b := bytes.Split([]byte(want), []byte("\n")), bytes.Split([]byte(got), []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			require.Fail(t, "indexes differ", "row %d\nwant %s\ngot  %s", i, a[i], b[i])
		}
	}
	require.Equal(t, len(a), len(b), "rows")
}
