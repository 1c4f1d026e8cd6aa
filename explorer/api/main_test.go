package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
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

var contract = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// site is a server over an index of a synthetic chain.
type site struct {
	t      *testing.T
	db     *store.DB
	chain  *synth.Chain
	server *api.Server
	http   *httptest.Server
}

const blocks = 40

// newSite indexes the first blocks and keeps following: grow makes more.
func newSite(t *testing.T, url string, change func(*api.Config)) *site {
	t.Helper()
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	s := &site{t: t, db: db, chain: synth.New(11, 4, blocks)}
	f := follow.New(db, s.chain, follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()}, slog.New(slog.DiscardHandler))
	live, err := client.New([]string{"http://127.0.0.1:1"}, nil)
	require.NoError(t, err)
	c := api.Config{
		DB: db, Follower: f, Live: live, Codec: enc.Codec, PerSecond: -1,
		Page: fstest.MapFS{"index.html": {Data: bytes.Repeat([]byte("<p>page</p>"), 100)}, "assets/app-1.js": {Data: []byte("1")}},
	}
	if change != nil {
		change(&c)
	}
	s.server, err = api.New(c)
	require.NoError(t, err)
	s.http = httptest.NewServer(s.server)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		s.http.CloseClientConnections()
		s.http.Close()
		require.NoError(t, <-ended)
		require.NoError(t, db.Close())
	})
	require.Eventually(t, func() bool { return f.Progress().Height == blocks }, 2*time.Minute, 20*time.Millisecond, "%s", late{f})
	return s
}

// get asks and holds question and answer against the contract.
func (s *site) get(path string, status int) map[string]any {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.http.URL+path, nil)
	require.NoError(s.t, err)
	return s.do(req, status)
}

func (s *site) do(req *http.Request, status int) map[string]any {
	s.t.Helper()
	router, err := contract()
	require.NoError(s.t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	require.NoError(s.t, res.Body.Close())
	require.Equal(s.t, status, res.StatusCode, "%s: %s", req.URL, body)
	asked := req.Clone(context.Background())
	asked.URL.Scheme, asked.URL.Host, asked.Host = "", "", ""
	asked.Body = nil
	route, vars, err := router.FindRoute(asked)
	require.NoError(s.t, err, "%s is not in openapi.yaml", req.URL.Path)
	require.NoError(s.t, openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: asked, PathParams: vars, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}), "%s: %s", req.URL, body)
	var out map[string]any
	require.NoError(s.t, json.Unmarshal(body, &out))
	return out
}

// items of a list.
func items(t *testing.T, v map[string]any) []map[string]any {
	t.Helper()
	list, ok := v["items"].([]any)
	require.True(t, ok, "%v", v)
	out := make([]map[string]any, len(list))
	for i := range list {
		out[i], ok = list[i].(map[string]any)
		require.True(t, ok)
	}
	return out
}

// late tells why a follower is not where it should be, when it is printed.
type late struct{ f *follow.Follower }

func (l late) String() string { return fmt.Sprintf("%+v", l.f.Progress()) }
