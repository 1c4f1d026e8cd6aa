package arbiter

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// A side whose servers never answer costs the judge a third of its time, however many documents it names, and the rest comes.
func TestSlowServersLeaveTimeToJudge(t *testing.T) {
	spec := []byte("Count the words.")
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/spec" {
			_, _ = w.Write(spec)
			return
		}
		<-r.Context().Done()
	}))
	t.Cleanup(site.Close)
	var a agreementtypes.Agreement
	a.Terms.Spec = agreementtypes.Spec{Uri: site.URL + "/spec", Sha256: store.Hash(spec), Bytes: uint64(len(spec))}
	evidence := make([]arbitrationtypes.Evidence, 16)
	for i := range evidence {
		evidence[i] = arbitrationtypes.Evidence{Side: arbitrationtypes.SideClient, Uri: site.URL + "/never", Sha256: store.Hash(spec)}
	}
	documents, folder := papers(a, evidence), t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()

	require.NoError(t, (&Arbiter{Fetch: store.Fetcher{Private: true}}).collect(ctx, folder, documents))

	require.NoError(t, ctx.Err(), "there is time left")
	require.Len(t, documents, 17)
	got, err := os.ReadFile(filepath.Join(folder, documents[0].File))
	require.NoError(t, err)
	require.Equal(t, spec, got)
	for _, d := range documents[1:] {
		require.Empty(t, d.File)
		require.NotEmpty(t, d.Problem)
	}
}
