package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/testdb"
)

// message of a stream.
type message struct{ event, id, data string }

// listen reads n messages of a stream and hangs up.
func (s *site) listen(query, lastID string, n int) []message {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.http.URL+"/v1/events"+query, nil)
	require.NoError(s.t, err)
	req.Header.Set("Accept", "text/event-stream")
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer res.Body.Close()
	require.Equal(s.t, 200, res.StatusCode)
	require.Contains(s.t, res.Header.Get("Content-Type"), "text/event-stream")
	var out []message
	var m message
	for lines := bufio.NewScanner(res.Body); len(out) < n && lines.Scan(); {
		switch key, value, _ := strings.Cut(lines.Text(), ": "); key {
		case "event":
			m.event = value
		case "id":
			m.id = value
		case "data":
			m.data = value
		case "":
			if m.event != "" {
				out = append(out, m)
			}
			m = message{}
		}
	}
	require.Len(s.t, out, n)
	return out
}

// A reader that hangs up anywhere and resumes with the last id gets every event and block once, in order.
func TestAStreamResumesWithoutAGap(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		const n = 700
		whole := s.listen("?after=0", "", n)
		kinds := make(map[string]int)
		for _, m := range whole {
			kinds[m.event]++
		}
		require.NotZero(t, kinds["event"])
		require.NotZero(t, kinds["block"])
		var parts []message
		for i, size := 0, 1; len(parts) < n; i, size = i+1, size*2 {
			size = min(size, n-len(parts))
			if len(parts) == 0 {
				parts = append(parts, s.listen("?after=0", "", size)...)
				continue
			}
			parts = append(parts, s.listen("?after=0", parts[len(parts)-1].id, size)...)
		}
		require.Equal(t, whole, parts)
		for _, m := range s.listen("?after=0&kind=market.job_posted", "", 100) {
			require.True(t, m.event == "block" || strings.Contains(m.data, `"kind":"market.job_posted"`), m.data)
		}
	})
}

func TestAStreamTellsOfNewBlocks(t *testing.T) {
	s := newSite(t, testdb.SQLite(t), nil)
	go func() {
		time.Sleep(300 * time.Millisecond)
		s.chain.Grow(3)
	}()
	var heights []string
	for _, m := range s.listen("?kind=beacon", "", 3) {
		if m.event == "block" {
			heights = append(heights, m.data[:strings.IndexByte(m.data, ',')])
		}
	}
	require.Contains(t, heights, fmt.Sprintf(`{"height":%d`, blocks+1))
}

// A stream of what hardly ever happens goes on over all blocks, and has what there is of it.
func TestAStreamOfRareEventsMissesNone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		client := fmt.Sprint(items(t, s.get("/v1/cases", 200))[0]["client"])
		for _, filter := range []string{"kind=arbitration.case_opened", "kind=arbitration.ruling_delivered", "object=" + client, "object=" + client + "&kind=market"} {
			want := len(items(t, s.get("/v1/events?limit=200&"+filter, 200)))
			require.NotZero(t, want, filter)
			got := 0
			for _, m := range s.listen("?after=0&"+filter, "", blocks+want) {
				if m.event == "event" {
					got++
				}
			}
			require.Equal(t, want, got, filter)
		}
		s.listen("?after=0&kind=nosuch", "", blocks)
	})
}
