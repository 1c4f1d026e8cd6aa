package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/api"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
)

// ask is one way to use a route.
type ask struct {
	// name of the way, "" for the plain one.
	name string
	path func(*rand.Rand) string
	body string
	// stream takes what comes first and goes.
	stream bool
}

// things are what the questions are about.
type things struct {
	jobs, agreements, cases, arbiters, services, offers, objects, txs, providers []string
	height                                                                       int64
}

func find[T any](t *testing.T, db *store.DB, table *store.Table[T], id func(T) string) (out []string) {
	t.Helper()
	rows, err := table.Select(t.Context(), db, "ORDER BY 1 LIMIT 2000")
	require.NoError(t, err)
	for _, r := range rows {
		out = append(out, id(r))
	}
	require.NotEmpty(t, out)
	return out
}

func newThings(t *testing.T, db *store.DB) *things {
	at, err := db.Cursor(t.Context())
	require.NoError(t, err)
	return &things{
		jobs: find(t, db, store.JobTable, func(v store.Job) string { return v.ID }), cases: find(t, db, store.CaseTable, func(v store.Case) string { return v.ID }),
		agreements: find(t, db, store.AgreementTable, func(v store.Agreement) string { return v.ID }), txs: find(t, db, store.TxTable, func(v store.Tx) string { return v.Hash }),
		arbiters: find(t, db, store.ArbiterTable, func(v store.Arbiter) string { return v.Agent }), offers: find(t, db, store.OfferTable, func(v store.Offer) string { return v.ID }),
		services: find(t, db, store.ServiceTable, func(v store.Service) string { return v.ID }), objects: find(t, db, store.ObjectTable, func(v store.Object) string { return v.ID }),
		providers: find(t, db, store.AgreementTable, func(v store.Agreement) string { return v.Provider }), height: at.Height,
	}
}

func fixed(path string) func(*rand.Rand) string { return func(*rand.Rand) string { return path } }

// of asks about any of a list.
func of(path string, list []string, rest string) func(*rand.Rand) string {
	return func(r *rand.Rand) string { return path + list[r.IntN(len(list))] + rest }
}

var words = []string{"harbour", "translate", "label+the+map", "review+letter", "app", "nothingatall", "%C3%84pfel", "the"}

// routes of the contract, each in the ways that cost most.
func (v *things) routes() map[string][]ask {
	agents, skill := v.providers, "translation"
	height := func(path, rest string) func(*rand.Rand) string {
		return func(r *rand.Rand) string { return fmt.Sprintf("%s%d%s", path, 1+r.Int64N(v.height), rest) }
	}
	seq := func(path string) func(*rand.Rand) string {
		return func(r *rand.Rand) string { return fmt.Sprintf("%s%d", path, r.Int64N(v.height)<<24) }
	}
	return map[string][]ask{
		"GET /v1/status":   {{path: fixed("/v1/status")}},
		"GET /v1/overview": {{path: fixed("/v1/overview")}},
		"GET /v1/series": {{path: fixed("/v1/series?metric=jobs_posted&interval=minute")}, {name: "gauge", path: fixed("/v1/series?metric=jobs_open&interval=minute")},
			{name: "share", path: fixed("/v1/series?metric=dispute_rate&interval=minute")}},
		"GET /v1/jobs": {{path: fixed("/v1/jobs")}, {name: "status, skill", path: fixed("/v1/jobs?status=expired&skill=audit")}, {name: "client", path: of("/v1/jobs?client=", agents, "")},
			{name: "words", path: of("/v1/jobs?q=", words, "")}, {name: "words, status, skill", path: of("/v1/jobs?status=expired&skill=audit&q=", words, "")}, {name: "200", path: fixed("/v1/jobs?limit=200")}},
		"GET /v1/jobs/{id}": {{path: of("/v1/jobs/", v.jobs, "")}},
		"GET /v1/agreements": {{path: fixed("/v1/agreements")}, {name: "agent", path: of("/v1/agreements?agent=", agents, "")}, {name: "agent, status", path: of("/v1/agreements?status=disputed&agent=", agents, "")},
			{name: "disputed, skill", path: fixed("/v1/agreements?disputed=true&skill=audit&status=completed")}, {name: "none", path: fixed("/v1/agreements?status=split&skill=audit")}},
		"GET /v1/agreements/{id}": {{path: of("/v1/agreements/", v.agreements, "")}},
		"GET /v1/negotiations": {{path: fixed("/v1/negotiations")}, {name: "agent", path: of("/v1/negotiations?agent=", agents, "")},
			{name: "status", path: fixed("/v1/negotiations?status=rejected")}},
		"GET /v1/negotiations/{id}": {{path: of("/v1/negotiations/", v.offers, "")}},
		"GET /v1/services":          {{path: fixed("/v1/services")}, {name: "skill", path: fixed("/v1/services?active=true&skill=" + skill)}, {name: "provider", path: of("/v1/services?provider=", agents, "")}},
		"GET /v1/services/{id}":     {{path: of("/v1/services/", v.services, "")}},
		"GET /v1/agents": {{path: fixed("/v1/agents")}, {name: "name", path: fixed("/v1/agents?q=agent-1")}, {name: "skill", path: fixed("/v1/agents?status=active&skill=" + skill)},
			{name: "owner", path: of("/v1/agents?owner=", agents, "")}, {name: "none", path: fixed("/v1/agents?status=retired")}},
		"GET /v1/agents/{id}":             {{path: of("/v1/agents/", agents, "")}},
		"GET /v1/agents/{id}/reputation":  {{path: of("/v1/agents/", agents, "/reputation?skill="+skill)}},
		"GET /v1/agents/{id}/history":     {{path: fixed("/v1/agents/" + synth.Agent(0) + "/history?skill=" + skill)}},
		"GET /v1/agents/{id}/settlements": {{path: of("/v1/agents/", agents, "/settlements")}},
		"GET /v1/leaderboard":             {{path: fixed("/v1/leaderboard?skill=" + skill)}, {name: "volume", path: fixed("/v1/leaderboard?by=volume&skill=" + skill)}},
		"GET /v1/leaderboard/services":    {{path: fixed("/v1/leaderboard/services")}, {name: "skill", path: fixed("/v1/leaderboard/services?skill=" + skill)}},
		"GET /v1/skills":                  {{path: fixed("/v1/skills")}},
		"GET /v1/cases": {{path: fixed("/v1/cases")}, {name: "agent", path: of("/v1/cases?agent=", agents, "")}, {name: "arbiter", path: of("/v1/cases?arbiter=", v.arbiters, "")},
			{name: "arbiter, status, skill", path: of("/v1/cases?status=closed&skill=audit&arbiter=", v.arbiters, "")}, {name: "none", path: fixed("/v1/cases?kind=panel")}},
		"GET /v1/cases/{id}":    {{path: of("/v1/cases/", v.cases, "")}},
		"GET /v1/arbiters":      {{path: fixed("/v1/arbiters")}, {name: "status, skill", path: fixed("/v1/arbiters?status=enlisted&skill=audit")}},
		"GET /v1/arbiters/{id}": {{path: of("/v1/arbiters/", v.arbiters, "")}},
		"GET /v1/objects":       {{path: fixed("/v1/objects?prefix=case")}, {name: "none", path: fixed("/v1/objects?prefix=xyz")}},
		"GET /v1/objects/{id}":  {{path: of("/v1/objects/", v.objects, "")}},
		"GET /v1/timeline/{id}": {{path: of("/v1/timeline/", v.agreements, "")}, {name: "agent", path: of("/v1/timeline/", agents, "?order=desc")}},
		"GET /v1/events": {{name: "module", path: seq("/v1/events?kind=market&after=")}, {name: "rare module", path: fixed("/v1/events?kind=identity&order=desc")}, {name: "kind, newest", path: fixed("/v1/events?kind=arbitration.case_opened&order=desc")},
			{name: "object", path: of("/v1/events?kind=market&object=", agents, "")}, {name: "stream, first of 200", path: seq("/v1/events?after="), stream: true}},
		"GET /v1/blocks":          {{path: fixed("/v1/blocks")}},
		"GET /v1/blocks/{height}": {{path: height("/v1/blocks/", "")}},
		"GET /v1/txs":             {{path: fixed("/v1/txs")}, {name: "account", path: of("/v1/txs?account=", agents, "")}, {name: "height", path: height("/v1/txs?height=", "")}},
		"GET /v1/txs/{hash}":      {{path: of("/v1/txs/", v.txs, "")}},
		"GET /v1/accounts/{id}":   {{path: of("/v1/accounts/", agents, "")}},
		"GET /v1/validators":      {{path: fixed("/v1/validators")}},
		"GET /v1/params":          {{path: fixed("/v1/params")}},
		"GET /v1/search": {{name: "words", path: of("/v1/search?q=", words, "")}, {name: "name", path: fixed("/v1/search?q=agent-1")}, {name: "id", path: of("/v1/search?q=", v.jobs, "")},
			{name: "address", path: of("/v1/search?q=", agents, "")}},
		"POST /v1/devnet/faucet":       {{path: fixed("/v1/devnet/faucet"), body: `{"address":"` + synth.Agent(0) + `"}`}},
		"POST /v1/devnet/txs":          {{path: fixed("/v1/devnet/txs"), body: `{"tx":"AQI="}`}},
		"GET /v1/devnet/accounts/{id}": {{path: of("/v1/devnet/accounts/", agents, "")}},
	}
}

// operations of the contract, as "METHOD path".
func operations(t *testing.T) map[string]bool {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	require.NoError(t, err)
	out := make(map[string]bool)
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			out[method+" "+path] = true
		}
	}
	require.Greater(t, len(out), 30)
	return out
}

// devnet is what the routes for devnets need; nothing is sent anywhere.
func devnet(node string) *api.Devnet {
	return &api.Devnet{Faucet: node + "/faucet", Broadcast: func(context.Context, []byte) (string, error) { return "AB", nil }}
}

func (a ask) request(url string, r *rand.Rand) (*http.Request, error) {
	return request(url+a.path(r), a.body, a.stream)
}
