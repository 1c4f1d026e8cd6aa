package api

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// Behind a proxy only what the proxy added counts, in whichever way it adds it.
func TestACallerCannotNameItself(t *testing.T) {
	for name, c := range map[string]struct {
		lines  []string
		behind bool
		want   string
	}{
		"added to the line":      {[]string{"1.2.3.4, 203.0.113.9"}, true, "203.0.113.9"},
		"a line of its own":      {[]string{"1.2.3.4", "203.0.113.9"}, true, "203.0.113.9"},
		"only the proxy's":       {[]string{"203.0.113.9"}, true, "203.0.113.9"},
		"no proxy":               {[]string{"1.2.3.4"}, false, "192.0.2.1"},
		"a proxy that says none": {nil, true, "192.0.2.1"},
		"a network of IPv6":      {[]string{"2001:db8:1:2:3:4:5:6"}, true, "2001:db8:1:2::"},
	} {
		r := httptest.NewRequest("GET", "/v1/status", nil)
		for _, line := range c.lines {
			r.Header.Add("X-Forwarded-For", line)
		}
		s := &Server{Config: Config{BehindProxy: c.behind}}
		require.Equal(t, c.want, s.caller(r), name)
	}
}
