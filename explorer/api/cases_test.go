package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/api"
	"github.com/trothchain/troth/explorer/testdb"
)

func list(t *testing.T, v any) []map[string]any {
	t.Helper()
	return items(t, map[string]any{"items": v})
}

// appealDraw is how many blocks after its case the postponed draw of an appeal is, on the synthetic chain.
const appealDraw = 9

// A case tells its whole life: who sat, who voted what, what it cost, and what became of the judges.
func TestACaseIsToldWhole(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		cases := items(t, s.get("/v1/cases?status=closed", 200))
		require.NotEmpty(t, cases)
		c := cases[0]
		page := s.get("/v1/cases/"+fmt.Sprint(c["id"]), 200)
		require.Equal(t, c, page["case"])
		require.EqualValues(t, 7500, c["verdict_bps"])
		require.Equal(t, false, c["unclear"])
		require.Equal(t, "6", c["fees"])
		require.Equal(t, false, c["running"])
		agreement, ok := page["agreement"].(map[string]any)
		require.True(t, ok)
		require.Equal(t, c["agreement"], agreement["id"])
		require.Equal(t, true, agreement["disputed"])
		first := list(t, page["rounds"])[0]
		require.EqualValues(t, 3, first["committed"])
		require.EqualValues(t, 2, first["revealed"])
		require.Equal(t, "4", first["fee_client"])
		seats := list(t, page["seats"])
		require.Len(t, seats, 3)
		standings := map[string]string{"coherent": "0", "unrevealed": "500"}
		for _, seat := range seats {
			require.Equal(t, standings[fmt.Sprint(seat["standing"])], seat["lost"])
			require.Equal(t, seat["revealed"], seat["votes"] != nil)
			judge := s.get("/v1/arbiters/"+fmt.Sprint(seat["arbiter"]), 200)
			require.Contains(t, fmt.Sprint(judge["seats"]), c["id"])
			found := items(t, s.get("/v1/cases?limit=200&arbiter="+fmt.Sprint(seat["arbiter"]), 200))
			require.Contains(t, fmt.Sprint(found), c["id"])
		}
		documents := list(t, page["evidence"])
		require.Equal(t, "ipfs://letter", documents[0]["uri"])
		require.Equal(t, "it was late", documents[0]["note"])
		for _, by := range []string{"agreement", "client", "provider", "skill"} {
			require.Contains(t, fmt.Sprint(items(t, s.get("/v1/cases?limit=200&"+by+"="+fmt.Sprint(c[by]), 200))), c["id"], by)
		}
		appeals := 0
		for _, c := range items(t, s.get("/v1/cases?limit=200", 200)) {
			if c["round"] == 1.0 {
				appeals++
				round := list(t, s.get("/v1/cases/"+fmt.Sprint(c["id"]), 200)["rounds"])[1]
				require.Equal(t, "client", round["appellant"])
				if c["status"] != "opened" {
					require.EqualValues(t, appealDraw, round["draw_height"].(float64)-c["opened_height"].(float64), "the draw was postponed")
				}
			}
		}
		require.NotZero(t, appeals)
	})
}

// What judges have locked and how they fared is the sum of their seats.
func TestJudgesAreTheSumOfTheirSeats(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		settled, running := 0.0, 0.0
		judges := items(t, s.get("/v1/arbiters?limit=200&status=enlisted&skill=audit", 200))
		require.Equal(t, len(judges), len(items(t, s.get("/v1/arbiters?limit=200", 200))), "they all judge everything")
		for _, a := range judges {
			require.EqualValues(t, a["cases"], a["coherent"].(float64)+a["absent"].(float64))
			require.Equal(t, fmt.Sprint(1000*a["seats"].(float64)), a["locked"])
			require.Equal(t, fmt.Sprint(500*a["absent"].(float64)), a["lost"])
			settled, running = settled+a["cases"].(float64), running+a["seats"].(float64)
		}
		require.NotZero(t, settled)
		require.NotZero(t, running)
		totals, ok := s.get("/v1/overview", 200)["totals"].(map[string]any)
		require.True(t, ok)
		require.EqualValues(t, totals["arbiters"], len(judges))
		require.EqualValues(t, totals["cases_running"], len(items(t, s.get("/v1/cases?limit=200&status=running", 200))))
		require.EqualValues(t, totals["cases"], len(items(t, s.get("/v1/cases?limit=200", 200))))
	})
}

// A job says what became of its agreement, in lists as on its page.
func TestAJobSaysWhatBecameOfIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		seen := make(map[string]bool)
		for _, j := range items(t, s.get("/v1/jobs?limit=200", 200)) {
			status := fmt.Sprint(j["agreement_status"])
			seen[status] = true
			if j["agreement"] == "" {
				require.Empty(t, status)
				continue
			}
			page := s.get("/v1/jobs/"+fmt.Sprint(j["id"]), 200)
			require.Equal(t, status, page["job"].(map[string]any)["agreement_status"])
			require.Equal(t, status, list(t, page["agreements"])[0]["status"])
		}
		for _, status := range []string{"", "completed", "review", "disputed"} {
			require.True(t, seen[status], "no job whose agreement is %q: %v", status, seen)
		}
	})
}

// Accents and case make no difference, neither in what is searched nor in what is asked, on either database.
func TestSearchFoldsAccents(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		want := len(items(t, s.get("/v1/jobs?limit=200&q=%C3%84pfel", 200))) // Äpfel, as it was posted
		require.NotZero(t, want)
		for _, q := range []string{"apfel", "APFEL", "a%CC%88pfel", "%C3%A4pf", "the+%C3%84pfel"} {
			found := items(t, s.get("/v1/jobs?limit=200&q="+q, 200))
			require.Len(t, found, want, q)
			require.Contains(t, found[0]["title"], "Äpfel")
		}
		require.Empty(t, items(t, s.get("/v1/jobs?q=pfel", 200)), "the end of a word is no word")
		require.NotEmpty(t, items(t, s.get("/v1/jobs?q=legal-review", 200)), "a hyphen divides words")
	})
}

// Newest first is oldest first the other way round, whatever the filter.
func TestEventsBothWays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		client := fmt.Sprint(items(t, s.get("/v1/cases", 200))[0]["client"])
		for _, filter := range []string{"", "&kind=arbitration", "&kind=market.job_posted", "&object=" + client, "&kind=market&object=" + client, "&kind=nosuch"} {
			var up, down []string
			for after := "0"; ; {
				page := s.get("/v1/events?limit=150"+filter+"&after="+after, 200)
				for _, e := range items(t, page) {
					up = append(up, fmt.Sprint(e["cursor"]))
				}
				if after = fmt.Sprint(page["next"]); len(items(t, page)) == 0 {
					break
				}
			}
			for before, more := "", true; more; {
				page := s.get("/v1/events?order=desc&limit=150"+filter+"&before="+before, 200)
				for _, e := range items(t, page) {
					down = append([]string{fmt.Sprint(e["cursor"])}, down...)
				}
				before = fmt.Sprint(page["next"])
				more = before != ""
			}
			require.Equal(t, up, down, filter)
			require.Equal(t, strings.Contains(filter, "nosuch"), len(up) == 0, filter)
		}
		s.get("/v1/events?before=5", 400)
		s.get("/v1/events?order=desc&after=5", 400)
	})
}

func TestServicesAreRankedByHirings(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		best := items(t, s.get("/v1/leaderboard/services?limit=5", 200))
		require.Len(t, best, 5)
		require.NotZero(t, best[0]["hired"])
		for i, v := range best {
			require.EqualValues(t, i+1, v["rank"])
			if i > 0 {
				require.LessOrEqual(t, v["hired"], best[i-1]["hired"])
			}
		}
		skill := fmt.Sprint(best[0]["skill"])
		require.Equal(t, best[0]["id"], items(t, s.get("/v1/leaderboard/services?skill="+skill, 200))[0]["id"])
		share := s.get("/v1/series?metric=dispute_rate&interval=day", 200)["points"].([]any)
		over := s.get("/v1/overview", 200)
		require.Equal(t, fmt.Sprint(over["dispute_rate_bps"]), share[0].(map[string]any)["sum"], "one day is all there is")
	})
}

// Every list that an answer can have is bounded in the contract.
func TestEveryListIsBounded(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	require.NoError(t, err)
	seen, lists := make(map[*openapi3.Schema]bool), 0
	var walk func(where string, ref *openapi3.SchemaRef)
	walk = func(where string, ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		v := ref.Value
		seen[v] = true
		if v.Type.Is("array") {
			lists++
			require.NotNil(t, v.MaxItems, "%s has no maxItems", where)
			require.LessOrEqual(t, *v.MaxItems, uint64(1000), where)
		}
		walk(where+"[]", v.Items)
		for name, p := range v.Properties {
			walk(where+"."+name, p)
		}
		for _, part := range v.AllOf {
			walk(where, part)
		}
		walk(where+".*", v.AdditionalProperties.Schema)
	}
	for name, r := range doc.Components.Responses {
		for _, content := range r.Value.Content {
			walk(name, content.Schema)
		}
	}
	require.Greater(t, lists, 30)
}
