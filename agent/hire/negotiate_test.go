package hire_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/client"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// killed hires until it is told of a kind, changes what was stored, and opens the hirer anew.
func (m *market) killed(t *testing.T, r hire.Request, kind string, change func(doc map[string]any)) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	tell := m.cfg.Tell
	m.cfg.Tell = func(e hire.Event) {
		tell(e)
		if e.Kind == kind {
			kill()
		}
	}
	m.open(t)
	_, err := m.h.Hire(ctx, r)
	require.ErrorIs(t, err, context.Canceled)
	doc, known, err := state.Get[map[string]any](m.cfg.State, "hire", r.Key)
	require.NoError(t, err)
	require.True(t, known)
	change(doc)
	require.NoError(t, state.Put(m.cfg.State, "hire", r.Key, state.StillOpen, doc))
	m.cfg.Tell = tell
	m.open(t)
}

// What was to be sent before a pause expired in it, and the chain refused it for ever.
func TestANegotiationGoesOnAfterAPause(t *testing.T) {
	m := newMarket(t)
	read := func(id string) markettypes.Offer {
		r, err := markettypes.NewQueryClient(m.hirer.Client).Offer(t.Context(), &markettypes.QueryOfferRequest{Id: id})
		require.NoError(t, err)
		return r.Offer
	}
	r := m.request("pause", hire.Negotiate)
	r.Provider = m.provider.Agent

	m.killed(t, r, "stored", func(doc map[string]any) { doc["expires_ms"] = 1 })
	m.killed(t, r, "offered", func(map[string]any) {})
	id := m.told("offered", r.Key).Offer
	require.NotEmpty(t, id, "the offer is made with an expiry of today")
	o := read(id)
	require.Equal(t, "50000utroth", o.Round.Terms.Price.String())

	dear := o.Round.Terms
	dear.Price.Amount, dear.Pledge = math.NewInt(900_000), math.NewInt(900_000)
	now, err := agent.Now(t.Context(), m.provider.Client)
	require.NoError(t, err)
	_, err = m.provider.Client.Send(t.Context(), m.provider.Counter(o, dear, now+600_000))
	require.NoError(t, err)
	m.killed(t, r, "countered", func(doc map[string]any) {
		for _, a := range doc["answers"].(map[string]any) {
			a.(map[string]any)["expires_ms"] = 1
		}
	})
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := m.h.Resume(ctx, r.Key); done <- err }()
	require.Eventually(t, func() bool { return read(id).Round.Number == 3 }, waitLong, waitShort)
	end()
	require.ErrorIs(t, <-done, context.Canceled)
	o = read(id)
	require.Equal(t, m.hirer.Agent, o.Round.Maker)
	require.Equal(t, "100000utroth", o.Round.Terms.Price.String(), "the answer is what was decided before")
}

// An expiry that is refused for something else than its age is not tried again for ever.
func TestAnExpiryOfTheMomentThatIsRefusedEndsTheAttempt(t *testing.T) {
	m := newMarket(t)
	r := m.request("young", hire.Negotiate)
	r.Provider = m.provider.Agent
	now, err := agent.Now(t.Context(), m.hirer.Client)
	require.NoError(t, err)
	m.killed(t, r, "stored", func(doc map[string]any) { doc["expires_ms"] = now + 365*24*3_600_000 })
	_, err = m.h.Hire(t.Context(), r)
	require.ErrorIs(t, err, markettypes.ErrExpiry)
	require.ErrorAs(t, err, new(*client.TxError))
}
