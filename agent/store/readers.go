package store

import (
	"errors"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"
)

// perAddress is how many contents one address is sent at once.
const perAddress = 4

// readers counts who is being sent a content.
type readers struct {
	most int

	mu        sync.Mutex
	all       int
	byAddress map[string]int // without zeros
}

// enter takes a place for a reader at a remote address, "host:port"; false when there is none, of all or of the address.
// leave gives it back.
func (r *readers) enter(remote string) (leave func(), ok bool) {
	who := addressOf(remote)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all >= r.most || who != "" && r.byAddress[who] >= perAddress {
		return nil, false
	}
	r.all++
	if who != "" {
		if r.byAddress == nil {
			r.byAddress = make(map[string]int)
		}
		r.byAddress[who]++
	}
	return func() { r.leave(who) }, true
}

func (r *readers) leave(who string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all--
	if who == "" {
		return
	}
	if r.byAddress[who]--; r.byAddress[who] == 0 {
		delete(r.byAddress, who)
	}
}

// addressOf is what the readers of one client have in common: the host of a remote address, of IPv6 its network of 64 bits,
// which is what one client is given. It is empty for who is not bounded: loopback and unix sockets, from where a proxy
// sends what many ask for.
func addressOf(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return ""
	}
	host := at.Addr().Unmap().WithZone("")
	if host.IsLoopback() {
		return ""
	}
	if host.Is6() {
		return netip.PrefixFrom(host, 64).Masked().String()
	}
	return host.String()
}

const (
	// writeTime is how long a reader may take to take anything at all.
	writeTime = 15 * time.Second
	// slowest is the least bytes a second that a reader takes on average from the beginning, after writeTime.
	slowest = 64 << 10
)

// pacedWriter ends a reader that takes nothing for a while, or is too slow over all: it holds a place of others.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	begun   time.Time
	sent    int64
}

func newPacedWriter(w http.ResponseWriter) *pacedWriter {
	return &pacedWriter{ResponseWriter: w, control: http.NewResponseController(w), begun: time.Now()}
}

// Write gives up, with os.ErrDeadlineExceeded, when the bytes are not taken in time.
func (w *pacedWriter) Write(b []byte) (int, error) {
	now := time.Now()
	end := w.begun.Add(max(writeTime, time.Duration(w.sent+int64(len(b)))*time.Second/slowest))
	if !now.Before(end) {
		return 0, os.ErrDeadlineExceeded
	}
	if at := now.Add(writeTime); at.Before(end) {
		end = at
	}
	if err := w.control.SetWriteDeadline(end); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := w.ResponseWriter.Write(b)
	w.sent += int64(n)
	return n, err
}
