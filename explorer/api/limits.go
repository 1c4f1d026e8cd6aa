package api

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	defaultPerSecond = 50
	defaultBurst     = 200
	// maxCallers bounds the addresses remembered.
	maxCallers = 50_000
)

// limits is a bucket of tokens per address.
type limits struct {
	rate, burst float64
	mu          sync.Mutex
	callers     map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimits(perSecond, burst int) *limits {
	if perSecond == 0 {
		perSecond = defaultPerSecond
	}
	if burst == 0 {
		burst = defaultBurst
	}
	return &limits{rate: float64(perSecond), burst: float64(burst), callers: make(map[string]*bucket)}
}

// take takes a token; without one it tells how many seconds to wait.
func (l *limits) take(caller string, now time.Time) (wait string, ok bool) {
	if l.rate < 0 {
		return "", true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.callers[caller]
	if b == nil {
		if len(l.callers) >= maxCallers {
			l.callers = make(map[string]*bucket)
		}
		b = &bucket{tokens: l.burst, at: now}
		l.callers[caller] = b
	}
	b.tokens = min(l.burst, b.tokens+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	if b.tokens < 1 {
		return strconv.Itoa(1 + int((1-b.tokens)/l.rate)), false
	}
	b.tokens--
	return "", true
}

// caller is the address a request comes from; of IPv6 the network, which one household has.
func (s *Server) caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	// A proxy adds its line or its word after whatever the caller has sent: only the last word of the last line is its own.
	if lines := r.Header.Values("X-Forwarded-For"); s.BehindProxy && len(lines) > 0 {
		list := lines[len(lines)-1]
		host = strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}
