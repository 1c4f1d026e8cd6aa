package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent/hire"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const policy = `
skills:
  - {skill: upper, exec: [tr, a-z, A-Z], price: {fixed: 0.05troth}}
accept: {private: true}
limits: {concurrency: 2, max_open: 16}
negotiation: {floor_bps: 8000, max_rounds: 4}
services: [{skill: upper, title: Capital letters, price: 0.04troth}]
rating: 80
`

func TestWorkerAndHirerDealOnEveryRoad(t *testing.T) {
	m := newMarket(t, policy)
	m.start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	defer func() { t.Log(m.said(t)) }()

	t.Run("a job", func(t *testing.T) {
		o, err := m.h.Hire(ctx, request("job"))
		require.NoError(t, err)
		require.Equal(t, upper("job"), string(o.Content))
		require.Equal(t, "STATUS_COMPLETED", o.Status)
		require.Equal(t, "50000utroth", o.Price)
		require.Equal(t, uint32(95), o.Rating)
		again, err := m.h.Hire(ctx, request("job"))
		require.NoError(t, err)
		require.Equal(t, o, again, "the same key hires once")
		other := request("job")
		other.Input = []byte("other")
		_, err = m.h.Hire(ctx, other)
		require.ErrorIs(t, err, hire.ErrOther)
		require.Eventually(t, func() bool {
			r, err := agreementtypes.NewQueryClient(m.alice).Receipt(ctx, &agreementtypes.QueryReceiptRequest{Id: o.Agreement})
			return err == nil && r.Receipt.ClientRating == 81
		}, 20*time.Second, 100*time.Millisecond, "the worker reveals its rating")
	})
	t.Run("a service", func(t *testing.T) {
		r := request("service")
		r.Road = hire.Service
		o, err := m.h.Hire(ctx, r)
		require.NoError(t, err)
		require.Equal(t, upper("service"), string(o.Content))
		require.Equal(t, "40000utroth", o.Price)
	})
	t.Run("a negotiation", func(t *testing.T) {
		r := request("talk")
		r.Road, r.Provider, r.Price = hire.Negotiate, m.provider.String(), math.NewInt(30_000)
		r.Budget.Amount = math.NewInt(45_000)
		o, err := m.h.Hire(ctx, r)
		require.NoError(t, err)
		require.Equal(t, upper("talk"), string(o.Content))
		require.Equal(t, "45000utroth", o.Price, "the worker asks 50000, then 46667, and takes 45000 at last")
	})
	t.Run("rework and a claim", func(t *testing.T) {
		rounds := 0
		m.decide = func(context.Context, hire.Delivered) (hire.Decision, error) {
			if rounds++; rounds == 1 {
				return hire.Decision{Do: hire.Rework, Reason: "once more"}, nil
			}
			return hire.Decision{Do: hire.Reject, Reason: "half of it is missing", GrantBps: 6000}, nil
		}
		defer func() { m.decide = hire.Verified(95) }()
		r := request("claim")
		r.Reworks = 1
		o, err := m.h.Hire(ctx, r)
		require.NoError(t, err)
		require.Equal(t, 2, rounds)
		require.Equal(t, "STATUS_SPLIT", o.Status)
	})
	t.Run("nobody", func(t *testing.T) {
		r := request("cheap")
		r.Budget.Amount = math.NewInt(40_000)
		_, err := m.h.Hire(ctx, r)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		r = request("nothing")
		r.Skill = "lower"
		r.Road = hire.Service
		_, err = m.h.Hire(ctx, r)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		offers, err := markettypes.NewQueryClient(m.alice).Offers(ctx, &markettypes.QueryOffersRequest{Agent: m.provider.String()})
		require.NoError(t, err)
		require.Empty(t, offers.Offers)
	})
	open, err := m.h.Unfinished()
	require.NoError(t, err)
	require.Empty(t, open)
	m.stop(t)
}
