package worker_test

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/store"
)

// quotes asks the worker for quotes and takes one.
func (m *market) quotes(t *testing.T, ctx context.Context) {
	t.Helper()
	url := m.worker.told(t, "quotes")
	require.Contains(t, url, agent.QuotePath)
	r := request("quote")
	r.Road, r.QuoteFrom, r.Reworks = hire.Quote, url, 1
	o, err := m.h.Hire(ctx, r)
	require.NoError(t, err)
	require.Equal(t, upper("quote"), string(o.Content))
	require.Equal(t, "50000utroth", o.Price)
	require.Equal(t, m.provider.String(), o.Provider)

	input := []byte("asked")
	uri, err := m.folder.Put(ctx, input)
	require.NoError(t, err)
	ask := agent.QuoteRequest{
		Client: m.hirer.String(), Skill: "upper", Title: "asked", SpecURI: uri, SpecSHA256: hex.EncodeToString(store.Hash(input)),
		SpecBytes: uint64(len(input)), DeliveryMs: 60_000, ReviewMs: 60_000,
	}
	for field, change := range map[string]func(*agent.QuoteRequest){
		"client":      func(r *agent.QuoteRequest) { r.Client = "bob" },
		"skill":       func(r *agent.QuoteRequest) { r.Skill = "" },
		"title":       func(r *agent.QuoteRequest) { r.Title = "" },
		"denom":       func(r *agent.QuoteRequest) { r.Denom = "?" },
		"spec_uri":    func(r *agent.QuoteRequest) { r.SpecURI = "" },
		"spec_sha256": func(r *agent.QuoteRequest) { r.SpecSHA256 = "00" },
		"delivery_ms": func(r *agent.QuoteRequest) { r.DeliveryMs = 0 },
		"review_ms":   func(r *agent.QuoteRequest) { r.ReviewMs = 0 },
		"reworks":     func(r *agent.QuoteRequest) { r.Reworks = 99 },
	} {
		bad := ask
		change(&bad)
		_, err := agent.AskQuote(ctx, url, bad)
		require.ErrorContains(t, err, field+":")
	}
	other := ask
	other.Skill = "lower"
	_, err = agent.AskQuote(ctx, url, other)
	require.ErrorIs(t, err, agent.ErrNoQuote)
	require.ErrorContains(t, err, "skills: lower is none of them")
	_, err = agent.AskQuote(ctx, url+"s", ask)
	require.ErrorIs(t, err, agent.ErrNoQuote, "nobody answers there")

	q, err := agent.AskQuote(ctx, url, ask)
	require.NoError(t, err)
	require.Equal(t, math.NewInt(50_000), q.Terms.Pledge)
	_, err = agent.AskQuote(ctx, url, ask)
	require.ErrorIs(t, err, agent.ErrNoQuote, "the first may still be taken for a second time, as far as the worker knows")
	require.ErrorContains(t, err, "quotes.max_open: 2")
	require.Eventually(t, func() bool {
		_, err := agent.AskQuote(ctx, url, ask)
		return err == nil
	}, 90*time.Second, time.Second, "a quote that is over gives its room back")
	cheap := request("cheap quote")
	cheap.Road, cheap.QuoteFrom = hire.Quote, url
	cheap.Budget.Amount = math.NewInt(49_999)
	require.Eventually(t, func() bool { // until a quote can be given again
		cheap.Key += "+"
		_, err := m.h.Hire(ctx, cheap)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		return strings.Contains(err.Error(), "price: 50000utroth, the budget is 49999utroth")
	}, time.Minute, time.Second)
}
