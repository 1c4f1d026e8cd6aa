package worker_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const policy = `
skills:
  - {skill: upper, exec: [tr, a-z, A-Z], price: {fixed: 0.05troth}}
  - {skill: once, exec: [sh, -c, 'test -z "$TROTH_REASON" && tr a-z A-Z'], price: {fixed: 0.05troth}, attempts: 1}
accept: {private: true, max_spec: 4096}
limits: {concurrency: 2, max_open: 16}
negotiation: {floor_bps: 8000, max_rounds: 4}
services: [{skill: upper, title: Capital letters, price: 0.04troth, delivery: 1m}]
claims: {accept_from_bps: 5000}
quotes: {listen: 127.0.0.1:0, max_open: 2, valid: 45s}
rating: 80
`

// wary is the policy of a worker whose deliveries carry the deposit of a contest.
var wary = strings.Replace(policy, "accept_from_bps: 5000", "accept_from_bps: 5000, authorise: true", 1)

func TestWorkerAndHirerDealOnEveryRoad(t *testing.T) {
	m := newMarket(t, wary)
	m.start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	defer func() { t.Log(m.said(t)) }()

	t.Run("a job", func(t *testing.T) {
		m.decide = func(_ context.Context, d hire.Delivered) (hire.Decision, error) {
			if !d.Agreement.ContestHold().IsPositive() {
				t.Error("the contest of a claim is not authorised")
			}
			return hire.Decision{Do: hire.Accept, Rating: 95}, nil
		}
		defer func() { m.decide = hire.Verified(95) }()
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
	t.Run("a quote", func(t *testing.T) { m.quotes(t, ctx) })
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
	t.Run("rework of what nobody serves any more", func(t *testing.T) { m.rework(t, ctx, "upper") })
	t.Run("rework that the program cannot do", func(t *testing.T) { m.rework(t, ctx, "once") })
	t.Run("a spec that is not what its hash says", func(t *testing.T) { m.hopeless(t, ctx) })
	t.Run("a private result", func(t *testing.T) {
		r := request("secret")
		r.Private = true
		o, err := m.h.Hire(ctx, r)
		require.NoError(t, err)
		require.Equal(t, upper("secret"), string(o.Content))
		hash, ok := store.HashOf(o.URI)
		require.True(t, ok)
		served, err := store.Fetcher{Private: true}.Get(ctx, o.URI, hash, 0)
		require.NoError(t, err)
		require.True(t, store.Sealed(served), "who is not the client reads nothing")
	})
	for name, post := range map[string]markettypes.JobRequest{
		"an open auction": {Auction: markettypes.AuctionOpen, StartCost: math.ZeroInt(), Clocks: markettypes.Clocks{BidMs: 5000}},
		"a clock":         {Auction: markettypes.AuctionClock, StartCost: math.NewInt(10_000), Clocks: markettypes.Clocks{BidMs: 8000}},
	} {
		t.Run(name, func(t *testing.T) { m.raw(t, ctx, post) })
	}
	t.Run("nobody", func(t *testing.T) {
		r := request("cheap")
		r.Budget.Amount = math.NewInt(40_000)
		_, err := m.h.Hire(ctx, r)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		r = request("long")
		r.Road, r.Input = hire.Service, bytes.Repeat([]byte("x"), 4097)
		_, err = m.h.Hire(ctx, r)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		require.ErrorContains(t, err, "declined by "+m.provider.String())
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

// rework has a client send work back and serve the spec no more, as one would who is after the pledge of whoever gives up.
func (m *market) rework(t *testing.T, ctx context.Context, skill string) {
	t.Helper()
	r := request("gone " + skill)
	r.Skill, r.Reworks = skill, 1
	rounds := 0
	m.decide = func(context.Context, hire.Delivered) (hire.Decision, error) {
		if rounds++; rounds > 1 {
			return hire.Decision{Do: hire.Accept, Rating: 50}, nil
		}
		name := store.Name(r.Input)
		return hire.Decision{Do: hire.Rework, Reason: "once more"}, os.Remove(filepath.Join(m.content, name[:2], name))
	}
	defer func() { m.decide = hire.Verified(95) }()
	o, err := m.h.Hire(ctx, r)
	require.NoError(t, err)
	require.Equal(t, 2, rounds)
	require.Equal(t, upper("gone "+skill), string(o.Content))
	require.Equal(t, "STATUS_COMPLETED", o.Status)
}

// hopeless hires the service for a spec that nobody can fetch, as a client would who is after the pledge of the late.
func (m *market) hopeless(t *testing.T, ctx context.Context) {
	t.Helper()
	uri, err := m.folder.Put(ctx, []byte("good"))
	require.NoError(t, err)
	r, err := markettypes.NewQueryClient(m.alice).Services(ctx, &markettypes.QueryServicesRequest{Skill: "upper"})
	require.NoError(t, err)
	require.Len(t, r.Services, 1)
	actor := agent.Actor{Client: m.alice, Agent: m.hirer.String()}
	res, err := m.alice.Send(ctx, actor.TakeService(r.Services[0], agreementtypes.Spec{Uri: uri, Sha256: store.Hash([]byte("bad")), Bytes: 4}))
	require.NoError(t, err)
	hired, err := client.Response[*markettypes.MsgHireResponse](res, 0)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		a, err := agent.Agreement(ctx, m.alice, hired.Agreement)
		return err == nil && a.Status.Ended()
	}, 30*time.Second, 200*time.Millisecond, "it is handed back at once, not late after a minute")
	receipt, err := agreementtypes.NewQueryClient(m.alice).Receipt(ctx, &agreementtypes.QueryReceiptRequest{Id: hired.Agreement})
	require.NoError(t, err)
	require.True(t, receipt.Receipt.Compensation.IsZero(), "it costs nothing to decline")
}

// raw posts a job of a kind that the hirer does not make, waits for its work and accepts it.
func (m *market) raw(t *testing.T, ctx context.Context, post markettypes.JobRequest) {
	t.Helper()
	input := []byte("raw")
	uri, err := m.folder.Put(ctx, input)
	require.NoError(t, err)
	post.Title, post.Skill, post.Budget, post.Loss = "raw", "upper", sdk.NewInt64Coin(chain.BaseDenom, 100_000), math.ZeroInt()
	post.Spec = agreementtypes.Spec{Uri: uri, Sha256: store.Hash(input), Bytes: uint64(len(input))}
	post.Clocks.DeliveryMs, post.Clocks.ReviewMs = 60_000, 60_000
	res, err := m.alice.Send(ctx, &markettypes.MsgPostJob{Signer: m.alice.Address().String(), Client: m.hirer.String(), Request: post})
	require.NoError(t, err)
	posted, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
	require.NoError(t, err)
	var id string
	require.Eventually(t, func() bool {
		j, err := markettypes.NewQueryClient(m.alice).Job(ctx, &markettypes.QueryJobRequest{Id: posted.Job})
		if err != nil || j.Job.Agreement == "" {
			return false
		}
		id = j.Job.Agreement
		a, err := agent.Agreement(ctx, m.alice, id)
		return err == nil && a.Status == agreementtypes.StatusReview
	}, 100*time.Second, 200*time.Millisecond, "the first bid on an open auction moves its end by a minute")
	actor := agent.Actor{Client: m.alice, Agent: m.hirer.String()}
	_, err = m.alice.Send(ctx, actor.Accept(id, 0, 90))
	require.NoError(t, err)
}
