package store_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/store"
)

// idle asks for a content and reads nothing of it but the first bytes.
func idle(t *testing.T, base, name string) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	_, err = fmt.Fprintf(c, "GET /b/%s HTTP/1.1\r\nHost: x\r\n\r\n", name)
	require.NoError(t, err)
	_, err = io.ReadFull(c, make([]byte, 16))
	require.NoError(t, err)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A worker serves its own results: who reads none of what it asks for must not use up the worker's memory.
func TestIdleReadersDoNotHoldContentInMemory(t *testing.T) {
	f, _ := openFolder(t, store.Limits{})
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // 16 MiB
	_, err := f.Put(t.Context(), content)
	require.NoError(t, err)
	base := serve(t, f, "")
	name := store.Name(content)
	content = nil
	before := heap()
	for range 16 {
		idle(t, base, name)
	}
	require.Less(t, heap(), before+32<<20, "16 readers of 16 MiB")
}

func TestReadersAreBounded(t *testing.T) {
	f, _ := openFolder(t, store.Limits{Readers: 2})
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	_, err := f.Put(t.Context(), content)
	require.NoError(t, err)
	base := serve(t, f, "")
	fetch := store.Fetcher{Private: true}
	idle(t, base, store.Name(content))
	got, err := fetch.Get(t.Context(), base+"/b/"+store.Name(content), store.Hash(content), 0)
	require.NoError(t, err)
	require.Len(t, got, len(content))
	require.Eventually(t, func() bool { // the last reader's place is free a moment after its last byte
		res, err := http.Head(base + "/b/" + store.Name(content))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode == http.StatusOK
	}, 5*time.Second, time.Millisecond)
	require.Eventually(t, func() bool { // a HEAD has a place, too, for a moment
		idle(t, base, store.Name(content))
		res, err := http.Head(base + "/b/" + store.Name(content))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode == http.StatusServiceUnavailable
	}, 5*time.Second, 10*time.Millisecond)
	_, err = fetch.Get(t.Context(), base+"/b/"+store.Name(content), store.Hash(content), 0)
	require.ErrorIs(t, err, store.ErrFetch)
}

// The readers of one client are told to come again, while others are served.
func TestReadersOfOneAddressAreBounded(t *testing.T) {
	f, _ := openFolder(t, store.Limits{})
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	_, err := f.Put(t.Context(), content)
	require.NoError(t, err)
	h := f.Handler("")
	var remote atomic.Value
	remote.Store("192.0.2.1:1000")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = remote.Load().(string)
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	for range 4 {
		idle(t, s.URL, store.Name(content))
	}
	head := func() *http.Response {
		res, err := http.Head(s.URL + "/b/" + store.Name(content))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res
	}
	res := head()
	require.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
	require.Equal(t, "1", res.Header.Get("Retry-After"))
	remote.Store("192.0.2.2:1000")
	require.Equal(t, http.StatusOK, head().StatusCode)
}
