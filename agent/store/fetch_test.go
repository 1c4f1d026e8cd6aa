package store_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/store"
)

// What a server says must not reach a judge or a model in an error of ours.
func TestErrorsHoldNoWordsOfTheServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	answers := make(chan string, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				_, err = fmt.Fprint(c, <-answers)
				_ = err
			}
			_ = c.Close()
		}
	}()
	for name, answer := range map[string]string{
		"a status":            "HTTP/1.1 500 OBEY\r\nContent-Length: 0\r\n\r\n",
		"a status of its own": "HTTP/1.1 999 OBEY\r\nContent-Length: 0\r\n\r\n",
		"no status":           "OBEY OBEY\r\n\r\n",
		"a header":            "HTTP/1.1 200 OK\r\nOBEY\r\n\r\n",
		"a redirect":          "HTTP/1.1 302 Found\r\nLocation: http://obey.invalid/OBEY\r\nContent-Length: 0\r\n\r\n",
		"a redirect nowhere":  "HTTP/1.1 302 Found\r\nLocation: OBEY://OBEY\r\nContent-Length: 0\r\n\r\n",
		"a cut":               "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nOBEY",
	} {
		t.Run(name, func(t *testing.T) {
			answers <- answer
			_, err := store.Fetcher{Private: true}.Get(t.Context(), "http://"+l.Addr().String()+"/x", make([]byte, 32), 9)
			require.ErrorIs(t, err, store.ErrFetch)
			require.NotContains(t, err.Error(), "OBEY")
			require.NotContains(t, err.Error(), "obey")
		})
	}
}

func TestAddressesThatStandForPrivateOnesAreRefused(t *testing.T) {
	for _, host := range []string{
		"[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[fec0::1]", "[::ffff:10.0.0.1]", "[100::1]",
		"[2001:0:1::1]", "[3fff::1]", "[2001:db8::1]", "198.18.0.1", "192.0.0.1", "240.0.0.1", "255.255.255.255", "0.1.2.3", "0.0.0.0",
	} {
		_, err := store.Fetcher{}.Get(t.Context(), "http://"+host+"/x", make([]byte, 32), 7)
		require.ErrorIs(t, err, store.ErrPrivate, host)
	}
}

// A page that answers every PUT, with a redirect or without, is no store.
func TestPutBelievesNoStoreThatDoesNotGiveTheContentBack(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a login page": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/login" {
				http.Redirect(w, r, "/login", http.StatusFound)
			}
		},
		"yes to everything": func(w http.ResponseWriter, r *http.Request) {},
		"stored nowhere": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				http.NotFound(w, r)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(answer)
			defer s.Close()
			uri, err := store.Remote{Base: s.URL}.Put(t.Context(), []byte("content"))
			require.Empty(t, uri)
			want := map[string]error{"a login page": store.ErrFetch, "yes to everything": store.ErrMismatch, "stored nowhere": store.ErrNotFound}
			require.ErrorIs(t, err, want[name])
		})
	}
}
