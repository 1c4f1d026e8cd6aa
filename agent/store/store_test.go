package store_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/store"
)

func openFolder(t *testing.T, limits store.Limits) (*store.Folder, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := store.OpenFolder(dir, "http://x", limits)
	require.NoError(t, err)
	return f, dir
}

func TestFolderKeepsContentUnderItsHash(t *testing.T) {
	f, dir := openFolder(t, store.Limits{Content: 10, Total: 12})
	uri, err := f.Put(t.Context(), []byte("content"))
	require.NoError(t, err)
	require.Equal(t, "http://x/b/"+store.Name([]byte("content")), uri)
	hash, ok := store.HashOf(uri)
	require.True(t, ok)
	got, err := f.Get(hash)
	require.NoError(t, err)
	require.Equal(t, "content", string(got))
	_, err = f.Put(t.Context(), []byte("content"))
	require.NoError(t, err, "the same content takes no room twice")
	_, err = f.Put(t.Context(), []byte("more content"))
	require.ErrorIs(t, err, store.ErrTooBig)
	_, err = f.Put(t.Context(), []byte("others"))
	require.ErrorIs(t, err, store.ErrFull)
	_, err = f.Get(make([]byte, 32))
	require.ErrorIs(t, err, store.ErrNotFound)

	name := store.Name([]byte("content"))
	path := filepath.Join(dir, name[:2], name)
	require.NoError(t, os.WriteFile(path, []byte("Content"), 0o600))
	_, err = f.Get(hash)
	require.ErrorIs(t, err, store.ErrMismatch, "a damaged file is never data")
}

// serve runs a folder's server and returns its address.
func serve(t *testing.T, f *store.Folder, token string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Serve(ctx, l, token) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })
	return "http://" + l.Addr().String()
}

func TestServedContentIsFetchedAndChecked(t *testing.T) {
	f, err := store.OpenFolder(t.TempDir(), "", store.Limits{Content: 100})
	require.NoError(t, err)
	base := serve(t, f, "secret")
	content := []byte("content")
	hash := store.Hash(content)
	remote := store.Remote{Base: base, Token: "secret"}
	uri, err := remote.Put(t.Context(), content)
	require.NoError(t, err)
	fetch := store.Fetcher{Private: true, Limit: 100}
	for _, length := range []uint64{0, 7} {
		got, err := fetch.Get(t.Context(), uri, hash, length)
		require.NoError(t, err)
		require.Equal(t, content, got)
	}
	res, err := http.Head(uri)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, "7", res.Header.Get("Content-Length"))
	require.Equal(t, "application/octet-stream", res.Header.Get("Content-Type"))

	_, err = store.Remote{Base: base, Token: "guess"}.Put(t.Context(), []byte("x"))
	require.ErrorIs(t, err, store.ErrRefused)
	_, err = remote.Put(t.Context(), bytes.Repeat([]byte("x"), 101))
	require.ErrorIs(t, err, store.ErrTooBig)
	_, err = store.Remote{Base: serve(t, f, ""), Token: ""}.Put(t.Context(), content)
	require.ErrorIs(t, err, store.ErrRefused, "without a token nobody can put")
	req, err := http.NewRequest(http.MethodPut, uri, bytes.NewReader([]byte("other")))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer secret")
	res, err = http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusBadRequest, res.StatusCode, "content under another name")

	_, err = store.Fetcher{}.Get(t.Context(), uri, hash, 7)
	require.ErrorIs(t, err, store.ErrPrivate)
	for _, outside := range []string{"http://169.254.169.254/x", "http://[::1]:1/x", "http://10.0.0.1/x", "http://100.64.0.1/x"} {
		_, err = store.Fetcher{}.Get(t.Context(), outside, hash, 7)
		require.ErrorIs(t, err, store.ErrPrivate, outside)
	}
}

func TestFetchReturnsOnlyWhatItsHashSays(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/x":
			_, err := w.Write([]byte("content"))
			require.NoError(t, err)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		case "/away":
			http.Redirect(w, r, "/away", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	hash := store.Hash([]byte("content"))
	fetch := store.Fetcher{Private: true, Limit: 50}
	got, err := fetch.Get(t.Context(), s.URL+"/x", hash, 7)
	require.NoError(t, err)
	require.Equal(t, "content", string(got))
	for name, c := range map[string]struct {
		uri    string
		hash   []byte
		length uint64
		want   error
	}{
		"other hash":         {s.URL + "/x", make([]byte, 32), 7, store.ErrMismatch},
		"longer":             {s.URL + "/x", hash, 6, store.ErrMismatch},
		"shorter":            {s.URL + "/x", hash, 8, store.ErrMismatch},
		"missing":            {s.URL + "/y", hash, 7, store.ErrNotFound},
		"broken":             {s.URL + "/broken", hash, 7, store.ErrFetch},
		"redirects for ever": {s.URL + "/away", hash, 7, store.ErrFetch},
		"above the limit":    {s.URL + "/x", hash, 51, store.ErrTooBig},
		"no web":             {"file:///etc/passwd", hash, 7, store.ErrURI},
		"another name":       {s.URL + "/b/" + store.Name([]byte("other")), hash, 7, store.ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := fetch.Get(t.Context(), c.uri, c.hash, c.length)
			require.ErrorIs(t, err, c.want)
			require.Nil(t, got)
		})
	}
	small := store.Fetcher{Private: true, Limit: 6}
	_, err = small.Get(t.Context(), s.URL+"/x", hash, 0)
	require.ErrorIs(t, err, store.ErrTooBig)
}

func TestSealedContentOpensForItsRecipientsOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	client, err := store.LoadIdentity(path)
	require.NoError(t, err)
	judge, err := store.NewIdentity()
	require.NoError(t, err)
	stranger, err := store.NewIdentity()
	require.NoError(t, err)
	var keys [][]byte
	for _, i := range []store.Identity{client, judge} {
		key, err := i.PublicKey()
		require.NoError(t, err)
		require.Len(t, key, 32)
		keys = append(keys, key)
	}
	sealed, err := store.Seal([]byte("private"), keys...)
	require.NoError(t, err)
	require.True(t, store.Sealed(sealed))
	require.False(t, store.Sealed([]byte("private")))
	again, err := store.LoadIdentity(path)
	require.NoError(t, err)
	for _, i := range []store.Identity{again, judge} {
		got, err := i.Open(sealed, 7)
		require.NoError(t, err)
		require.Equal(t, "private", string(got))
	}
	_, err = client.Open(sealed, 6)
	require.ErrorIs(t, err, store.ErrTooBig)
	_, err = stranger.Open(sealed, 7)
	require.ErrorIs(t, err, store.ErrSealed)
	sealed[len(sealed)-1] ^= 1
	_, err = client.Open(sealed, 7)
	require.ErrorIs(t, err, store.ErrSealed)
	_, err = store.Seal([]byte("x"))
	require.ErrorIs(t, err, store.ErrRecipient)
	_, err = store.Seal([]byte("x"), []byte("short"))
	require.ErrorIs(t, err, store.ErrRecipient)
	require.NoError(t, os.WriteFile(path, []byte("# no key\n"), 0o600))
	_, err = store.LoadIdentity(path)
	require.ErrorIs(t, err, store.ErrSealed)
}
