package mcp_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/mcp"
)

// reading is a victim that calls everything there is and looks at every word it hears.
type reading struct {
	t      *testing.T
	host   *host
	called map[string]bool
	// found are the keys below "untrusted" under which hostile text was.
	found map[string]bool
}

// TestHostileTextStaysInItsFields has an enemy put orders into everything that an agent can write, and a victim call every
// tool, in every way that shows something of the enemy's, read every resource and begin every prompt.
func TestHostileTextStaysInItsFields(t *testing.T) {
	w := start(t)
	h := poisoned(t, w)
	r := &reading{t: t, host: h.victim.host, called: map[string]bool{}, found: map[string]bool{}}
	work := []string{h.locked, h.open, h.chosen, h.service, h.offer, h.review, h.working, h.claimed, h.disputed}

	for _, id := range work {
		r.answers("get_job", args{"id": id, "with_content": true})
		r.answers("get_job", args{"id": id})
	}
	for _, a := range []args{{"skill": evilTag}, {"client": h.enemy.address}} {
		r.answers("search_jobs", a)
	}
	for _, a := range []args{{"skill": evilTag}, {"owner": h.enemy.owner.Address().String()}} {
		r.answers("search_agents", a)
	}
	for _, tool := range []string{"get_agent", "get_reputation", "get_account", "list_my_work"} {
		r.answers(tool, args{"agent": h.enemy.address})
		r.answers(tool, nil)
		r.refuses(tool, args{"agent": "nobody-of-this-name"})
	}
	r.answers("get_transaction", args{"hash": h.memo})
	r.answers("get_transaction", args{"hash": h.failed})
	r.refuses("get_transaction", args{"hash": strings.Repeat("0", 64)})
	r.answers("get_chain_status", nil)
	r.answers("check_spend", args{"amount": "1troth"})
	r.refuses("check_spend", args{"amount": "1troth", "agent": h.enemy.address})
	r.refuses("search_jobs", args{"page": "?"})
	r.refuses("get_job", args{"id": "job_0000000000000001"})

	for _, how := range []args{{"dry_run": true}, {"mode": "unsigned"}} {
		with := func(a args) args {
			for k, v := range how {
				a[k] = v
			}
			return a
		}
		r.answers("register_agent", with(args{"name": "another", "operator": h.victim.operator.Address().String(), "per_action": "1troth"}))
		r.refuses("register_agent", with(args{"name": "other", "operator": h.enemy.address, "per_action": "1troth"}))
		r.answers("update_agent", with(args{"skills": []string{"talking"}}))
		r.refuses("update_agent", with(args{"agent": h.enemy.address, "status": "active"}))
		r.answers("post_job", with(post(args{"auction": "open"})))
		r.refuses("post_job", with(post(args{"invited": []string{h.enemy.address}, "parent": "agr_0000000000000001", "auction": "open"})))
		r.refuses("cancel_job", with(args{"job": h.open}))
		r.answers("place_bid", with(args{"job": h.open, "price": "0.1troth", "pledge": "1troth"}))
		r.refuses("place_bid", with(args{"job": h.locked, "price": "0.1troth", "pledge": "1troth"}))
		for _, a := range []args{
			{"action": "counter", "offer": h.offer, "price": "0.05troth", "min_review_ms": 600_000}, {"action": "accept", "offer": h.offer, "min_review_ms": 600_000},
			{"action": "reject", "offer": h.offer, "reason": "price_too_high"}, {"action": "award", "job": h.chosen, "with": h.enemy.address},
			{"action": "hire_service", "service": h.service, "price": "0.1troth", "spec_uri": "https://example.com/x", "spec_sha256": strings.Repeat("0", 64), "spec_bytes": 1, "min_review_ms": 600_000},
		} {
			r.answers("negotiate", with(a))
		}
		r.refuses("negotiate", with(args{"action": "accept", "offer": h.offer}))
		r.refuses("negotiate", with(args{"action": "award", "job": h.locked, "with": h.enemy.address}))
		r.answers("submit_work", with(args{"agreement": h.working, "result_uri": "https://example.com/x", "result_sha256": strings.Repeat("0", 64), "result_bytes": 1}))
		r.refuses("submit_work", with(args{"agreement": h.review, "result_uri": "https://example.com/x", "result_sha256": strings.Repeat("0", 64), "result_bytes": 1}))
		r.answers("review_work", with(args{"agreement": h.review, "decision": "accept", "rating": 1}))
		r.answers("review_work", with(args{"agreement": h.review, "decision": "rework", "reason": "More."}))
		for _, decision := range []string{"evaluate", "terminate"} {
			r.refuses("review_work", with(args{"agreement": h.claimed, "decision": decision, "bps": 1}))
		}
		r.answers("open_dispute", with(args{"agreement": h.review, "reason": "No."}))
		r.refuses("open_dispute", with(args{"agreement": h.disputed, "reason": "No."}))
		for _, a := range []args{
			{"answer": "concede"}, {"answer": "accept_split", "bps": 200}, {"answer": "propose_split", "bps": 5000}, {"answer": "contest", "reason": "No."},
		} {
			a["agreement"] = h.claimed
			r.answers("answer_dispute", with(a))
		}
		r.refuses("answer_dispute", with(args{"agreement": h.disputed, "answer": "concede"}))
		r.answers("pay", with(args{"to": h.enemy.address, "amount": "0.1troth"}))
		r.refuses("pay", with(args{"to": "nobody-of-this-name", "amount": "1troth"}))
		r.answers("withdraw", with(args{"amount": "0.1troth"}))
		r.refuses("withdraw", with(args{"amount": "1000000troth"}))
	}
	// Done for good: what an act answers, and the refusal of a bid as the chain words it.
	r.refuses("place_bid", args{"job": h.locked, "price": "0.1troth", "pledge": "1troth"})
	r.answers("place_bid", args{"job": h.open, "price": "0.1troth", "pledge": "1troth"})
	r.answers("negotiate", args{"action": "counter", "offer": h.offer, "price": "0.05troth", "min_review_ms": 600_000})
	r.answers("answer_dispute", args{"agreement": h.claimed, "answer": "accept_split", "bps": 200})

	tools, err := r.host.session.ListTools(t.Context(), nil)
	require.NoError(t, err)
	for _, tool := range tools.Tools {
		require.True(t, r.called[tool.Name], "the victim does not call %s", tool.Name)
	}
	uris := []string{"troth://chain", "troth://work", "troth://agent/" + h.enemy.address, "troth://reputation/" + h.enemy.address}
	for _, id := range work {
		kind := map[string]string{"job": "job", "agr": "agreement", "ofr": "offer", "svc": "service"}[id[:3]]
		uris = append(uris, "troth://"+kind+"/"+id)
	}
	for _, uri := range uris {
		got, err := r.host.session.ReadResource(t.Context(), &protocol.ReadResourceParams{URI: uri})
		require.NoError(t, err, uri)
		r.look("resource "+uri, got)
	}
	for name, a := range map[string]map[string]string{
		"hire": {"work": "Talk.", "budget": "1troth"}, "find_work": {"skill": "talking", "price": "1troth"}, "deliver": {"agreement": h.working},
		"resolve_dispute": {"agreement": h.claimed},
	} {
		got, err := r.host.session.GetPrompt(t.Context(), &protocol.GetPromptParams{Name: name, Arguments: a})
		require.NoError(t, err, name)
		r.look("prompt "+name, got)
	}
	r.look("surface", surface(t, r.host))
	for _, key := range []string{
		"title", "skill", "skills", "criteria", "milestones", "spec_uri", "text", "name", "card_uri", "result_note", "claim_reason", "memo", "log", "message", "tx",
	} {
		require.True(t, r.found[key], "no hostile text under %s: the scene does not reach it, found %v", key, r.found)
	}
}

// answers demands that a call succeeds, refuses that it fails as a Problem; both look at all of the answer.
func (r *reading) answers(tool string, a args) {
	r.t.Helper()
	got := r.host.raw(tool, a)
	assert.False(r.t, got.IsError, "%s %v: %s", tool, a, text(got))
	r.called[tool] = true
	r.look(tool, got)
}

func (r *reading) refuses(tool string, a args) {
	r.t.Helper()
	got := r.host.raw(tool, a)
	var p mcp.Problem
	assert.True(r.t, got.IsError && json.Unmarshal([]byte(text(got)), &p) == nil && p.Remedy != "", "%s %v: %s", tool, a, text(got))
	r.called[tool] = true
	r.look(tool, got)
}

// squeezed are the letters of a text, so that no separator hides a word.
func squeezed(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// look walks an answer and demands that hostile text is below keys called untrusted only, that nothing there is invisible
// or a control character, and that nothing is longer than it may be. Text that is JSON is looked into.
func (r *reading) look(where string, answer any) {
	r.t.Helper()
	raw, err := json.Marshal(answer)
	require.NoError(r.t, err)
	var v any
	require.NoError(r.t, json.Unmarshal(raw, &v))
	word := squeezed(evil)
	var walk func(path []string, v any)
	walk = func(path []string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, child := range v {
				require.NotContains(r.t, squeezed(k), word, "%s %v: a key", where, path)
				walk(append(slices.Clone(path), k), child)
			}
		case []any:
			for _, child := range v {
				walk(path, child)
			}
		case string:
			var inner any
			if strings.HasPrefix(v, "{") && json.Unmarshal([]byte(v), &inner) == nil {
				walk(path, inner)
				return
			}
			at := fmt.Sprintf("%s: %s = %.300q", where, strings.Join(path, "."), v)
			untrusted := slices.Contains(path, "untrusted")
			exact := untrusted && slices.Contains(path, "tx") // a transaction to be signed stays as it is
			if strings.Contains(squeezed(v), word) {
				require.True(r.t, untrusted, at)
				r.found[key(path)] = true
			}
			if !exact {
				require.False(r.t, strings.ContainsFunc(v, hidden), at)
				require.LessOrEqual(r.t, len(v), 16<<10+len("…[cut]"), at)
			}
		}
	}
	walk(nil, v)
}

// key is the last one, but a transaction's is tx.
func key(path []string) string {
	if slices.Contains(path, "tx") {
		return "tx"
	}
	return path[len(path)-1]
}

// hidden tells what no reader sees, and what moves a terminal.
func hidden(c rune) bool {
	return c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point))
}
