package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/api"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

func TestTheContractIsValid(t *testing.T) {
	_, err := contract()
	require.NoError(t, err)
}

// Every route that does not need a node answers as the contract says, on both databases.
func TestEveryAnswerKeepsTheContract(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		job := items(t, s.get("/v1/jobs?status=awarded", 200))[0]
		agreement := items(t, s.get("/v1/agreements?status=ended", 200))[0]
		object := items(t, s.get("/v1/objects?prefix=case&module=arbitration", 200))[0]
		tx := items(t, s.get("/v1/txs", 200))[0]
		service := items(t, s.get("/v1/services", 200))[0]
		offer := items(t, s.get("/v1/negotiations", 200))[0]
		agent := fmt.Sprint(agreement["provider"])
		for _, path := range []string{
			"/v1/status", "/v1/overview", "/v1/jobs", "/v1/jobs/" + fmt.Sprint(job["id"]), "/v1/jobs?q=harbour", "/v1/jobs?skill=audit&status=awarded&q=the",
			"/v1/agreements?status=running", "/v1/agreements/" + fmt.Sprint(agreement["id"]), "/v1/agreements?agent=" + agent, "/v1/agreements?disputed=true&limit=3",
			"/v1/negotiations", "/v1/negotiations?agent=" + agent + "&status=open", "/v1/services", "/v1/services?active=true&skill=audit",
			"/v1/agents", "/v1/agents?q=agent-1", "/v1/agents?skill=audit&status=active", "/v1/agents/" + agent, "/v1/agents/" + agent + "/history?skill=audit",
			"/v1/agents/" + agent + "/settlements", "/v1/skills", "/v1/objects", "/v1/objects/" + fmt.Sprint(object["id"]),
			"/v1/timeline/" + fmt.Sprint(job["id"]), "/v1/timeline/" + agent + "?order=desc&limit=5", "/v1/events?after=0", "/v1/events?after=0&kind=market&limit=3",
			"/v1/events?after=0&kind=market.job_posted&object=" + fmt.Sprint(job["client"]), "/v1/blocks", "/v1/blocks/7", "/v1/txs?height=7",
			"/v1/txs?account=" + fmt.Sprint(tx["signer"]), "/v1/txs/" + fmt.Sprint(tx["hash"]), "/v1/accounts/" + agent,
			"/v1/search?q=" + fmt.Sprint(job["id"]), "/v1/search?q=7", "/v1/search?q=agent-1", "/v1/search?q=harbour", "/v1/search?q=" + agent,
			"/v1/services/" + fmt.Sprint(service["id"]), "/v1/negotiations/" + fmt.Sprint(offer["id"]), "/v1/cases?kind=dispute&status=ended", "/v1/arbiters",
			"/v1/cases?agent=" + agent + "&arbiter=" + agent, "/v1/search?q=" + fmt.Sprint(object["id"]), "/v1/series?metric=dispute_rate", "/v1/series?metric=cases_running",
			"/v1/series?metric=judge_fees", "/v1/series?metric=case_time",
			"/v1/series?metric=jobs_posted&interval=minute", "/v1/series?metric=volume", "/v1/series?metric=jobs_open&interval=day", "/v1/series?metric=time_to_award",
		} {
			s.get(path, 200)
		}
		for path, status := range map[string]int{
			"/v1/jobs?limit=201": 400, "/v1/jobs?limit=0": 400, "/v1/jobs?cursor=nonsense!": 400, "/v1/jobs?statu=open": 400, "/v1/jobs?status=nosuch": 400,
			"/v1/jobs?q=%21%21": 400, "/v1/jobs/job_0": 404, "/v1/agreements/agr_0": 404, "/v1/agents/troth1nobody": 404, "/v1/blocks/0": 400, "/v1/blocks/999999": 404,
			"/v1/txs/" + strings.Repeat("0", 64): 404, "/v1/accounts/nobody": 400, "/v1/series?metric=nosuch": 400, "/v1/series?metric=blocks&from_ms=0": 400,
			"/v1/events?after=-1": 400, "/v1/events?kind=A": 400, "/v1/validators": 502, "/v1/params": 502, "/v1/agents/" + agent + "/reputation": 502, "/v1/leaderboard": 502,
			"/v1/cases/case_0": 404, "/v1/cases?status=nosuch": 400, "/v1/arbiters/nobody": 404, "/v1/leaderboard?by=volume": 502, "/v1/leaderboard?by=luck": 400,
			"/v1/events?order=up": 400, "/v1/leaderboard/services?limit=101": 400,
			"/v1/objects/case_0": 404, "/v1/services/svc_0": 404, "/v1/negotiations/ofr_0": 404,
		} {
			s.get(path, status)
		}
		require.Contains(t, fmt.Sprint(s.get("/v1/jobs/"+fmt.Sprint(job["id"]), 200)["request"]), fmt.Sprint(job["title"]))
	})
}

// Pages of every list come one after the other without a gap or a repetition, and end.
func TestPagesFitTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		totals, ok := s.get("/v1/overview", 200)["totals"].(map[string]any)
		require.True(t, ok)
		agent := fmt.Sprint(items(t, s.get("/v1/agreements", 200))[0]["client"])
		for path, c := range map[string]struct {
			id   string
			want any
		}{
			"/v1/jobs?limit=7": {"id", totals["jobs"]}, "/v1/agreements?limit=7": {"id", totals["agreements"]}, "/v1/agents?limit=50": {"address", totals["agents"]},
			"/v1/blocks?limit=9": {"height", totals["blocks"]}, "/v1/txs?limit=100": {"hash", totals["txs"]}, "/v1/jobs?status=open&limit=3": {"id", nil},
			"/v1/jobs?limit=5&q=the": {"id", totals["jobs"]}, "/v1/timeline/" + agent + "?limit=2": {"cursor", nil}, "/v1/agreements?limit=1&agent=" + agent: {"id", nil},
			"/v1/objects?limit=1": {"id", nil},
			"/v1/cases?limit=2":   {"id", totals["cases"]}, "/v1/arbiters?limit=9": {"agent", totals["arbiters"]}, "/v1/services?limit=20": {"id", totals["services"]},
			"/v1/negotiations?limit=9": {"id", nil},
		} {
			seen := make(map[string]bool)
			for cursor, page := "", 0; ; page++ {
				require.Less(t, page, 500, "%s has no end", path)
				out := s.get(path+"&cursor="+cursor, 200)
				for _, item := range items(t, out) {
					id := fmt.Sprint(item[c.id])
					require.False(t, seen[id], "%s: %s twice", path, id)
					seen[id] = true
				}
				if cursor = fmt.Sprint(out["next"]); cursor == "" {
					break
				}
			}
			require.NotEmpty(t, seen, path)
			if c.want != nil {
				require.EqualValues(t, c.want, len(seen), path)
			}
		}
		// All events, by their own cursor.
		n := 0
		for after := "0"; ; {
			out := s.get("/v1/events?limit=200&after="+after, 200)
			n += len(items(t, out))
			if len(items(t, out)) == 0 {
				break
			}
			after = fmt.Sprint(out["next"])
		}
		require.EqualValues(t, totals["events"], n)
		require.EqualValues(t, s.chain.Events(), n, "the log has every event of the chain")
	})
}

func TestWhatIsSearchedIsFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		job := items(t, s.get("/v1/jobs?limit=1", 200))[0]
		words := strings.Fields(fmt.Sprint(job["title"]))
		found := items(t, s.get("/v1/jobs?q="+words[0]+"+"+words[len(words)-1], 200))
		require.NotEmpty(t, found)
		for _, f := range found {
			require.Contains(t, strings.ToLower(fmt.Sprint(f["title"], f["skill"])), strings.ToLower(words[0]))
			require.Contains(t, f["title"], words[len(words)-1])
		}
		require.NotEmpty(t, items(t, s.get("/v1/jobs?q=transl", 200)), "the beginning of a word is enough")
		require.Empty(t, items(t, s.get("/v1/jobs?q=xylophone", 200)))
		require.NotEmpty(t, items(t, s.get(`/v1/jobs?q=%22harbour%22+-)(*`, 200)), "operators are only words")
	})
}

func TestMarketStatisticsAddUp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		over := s.get("/v1/overview", 200)
		totals, ok := over["totals"].(map[string]any)
		require.True(t, ok)
		for metric, total := range map[string]any{"jobs_posted": totals["jobs"], "settlements": totals["settlements"], "blocks": totals["blocks"]} {
			sum := 0.0
			points, ok := s.get("/v1/series?interval=minute&metric="+metric, 200)["points"].([]any)
			require.True(t, ok)
			for _, p := range points {
				sum += p.(map[string]any)["count"].(float64)
			}
			require.EqualValues(t, total, sum, metric)
		}
		points, ok := s.get("/v1/series?interval=hour&metric=jobs_open", 200)["points"].([]any)
		require.True(t, ok)
		require.EqualValues(t, totals["jobs_open"], points[len(points)-1].(map[string]any)["count"], "a gauge ends with what there is now")
		open := 0
		for _, status := range []string{"open", "revealing", "choosing"} {
			open += len(items(t, s.get("/v1/jobs?limit=200&status="+status, 200)))
		}
		require.EqualValues(t, totals["jobs_open"], open)
		require.NotZero(t, over["dispute_rate_bps"])
	})
}

func TestLimitsHeadersAndPage(t *testing.T) {
	s := newSite(t, testdb.SQLite(t), func(c *api.Config) { c.PerSecond, c.Burst = 1, 5 })
	ask := func(path string) int {
		res, err := http.Get(s.http.URL + path)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}
	for _, path := range []string{"/healthz", "/metrics"} {
		require.Equal(t, 200, ask(path), path)
	}
	for range 3 {
		s.get("/v1/status", 200)
	}
	s.get("/v1/status", 429)
	require.Equal(t, 429, ask("/healthz"), "it asks the database, too")
	res, err := http.Get(s.http.URL + "/jobs/anything")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 200, res.StatusCode, "the page is not limited, and knows its own paths")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} {
		require.Contains(t, res.Header.Get("Content-Security-Policy"), want)
	}
	require.NotContains(t, res.Header.Get("Content-Security-Policy"), "unsafe")
	require.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
	res, err = http.Get(s.http.URL + "/assets/missing.js")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 404, res.StatusCode)
	for _, method := range []string{http.MethodPost, http.MethodDelete, http.MethodPut} {
		req, err := http.NewRequest(method, s.http.URL+"/", nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, 405, res.StatusCode)
	}
}

func TestTryingIsForDevnetsAndTheirPageAlone(t *testing.T) {
	post := func(s *site, path, origin, body string, status int) {
		req, err := http.NewRequest(http.MethodPost, s.http.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		s.do(req, status)
	}
	s := newSite(t, testdb.SQLite(t), nil)
	post(s, "/v1/devnet/faucet", "", `{"address":"`+synth.Agent(1)+`"}`, 404)
	post(s, "/v1/devnet/txs", "", `{"tx":"AA=="}`, 404)
	s.get("/v1/devnet/accounts/"+synth.Agent(1), 404)
	var got []byte
	s = newSite(t, testdb.SQLite(t), func(c *api.Config) {
		c.Devnet = &api.Devnet{Broadcast: func(_ context.Context, tx []byte) (string, error) { got = tx; return "AB", nil }}
	})
	post(s, "/v1/devnet/txs", "http://elsewhere.example", `{"tx":"AQI="}`, 403)
	post(s, "/v1/devnet/txs", "", `{"tx":""}`, 400)
	post(s, "/v1/devnet/txs", "", `{"no":"AQI="}`, 400)
	require.Nil(t, got)
	post(s, "/v1/devnet/txs", s.http.URL, `{"tx":"AQI="}`, 200)
	require.Equal(t, []byte{1, 2}, got)
}

// The database handle of the API cannot write, whatever a route would try.
func TestTheReaderCannotWrite(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		for _, statement := range []string{"DELETE FROM jobs", "UPDATE cursor SET height = 0", "INSERT INTO meta (key, value) VALUES ('a', 'b')", "DROP TABLE events"} {
			_, err := s.db.Reader().ExecContext(t.Context(), statement)
			require.Error(t, err, statement)
		}
		require.EqualValues(t, blocks, s.get("/v1/status", 200)["height"])
	})
}
