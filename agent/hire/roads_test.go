package hire_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// waitLong and waitShort are for what happens within a few blocks.
const waitLong, waitShort = 30 * time.Second, 50 * time.Millisecond

// month of delivery, the longest that the chain takes.
const month = 30 * 24 * 3_600_000

func TestServicesThatDoNotFitArePassedOver(t *testing.T) {
	m := newMarket(t)
	bad := map[string]func(*agreementtypes.Terms){
		"verification": m.judged,
		"review_ms":    func(t *agreementtypes.Terms) { t.ReviewMs = 1000 },
		"delivery_ms":  func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs = month },
		"pledge":       func(t *agreementtypes.Terms) { t.Pledge = math.OneInt() },
		"price":        func(t *agreementtypes.Terms) { t.Price.Amount, t.Loss = math.NewInt(100_001), math.NewInt(100_001) },
		"recipients": func(t *agreementtypes.Terms) {
			t.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
		},
		"criteria": func(t *agreementtypes.Terms) {
			t.Criteria = []agreementtypes.Criterion{{Text: "anything", WeightBps: 10_000}}
		},
		"rework_rounds": func(*agreementtypes.Terms) {},
	}
	named := make(map[string]string)
	for field, change := range bad {
		terms := m.terms(20_000)
		if field != "rework_rounds" {
			terms.ReworkRounds = 1
		}
		change(&terms)
		named[field] = m.list(t, terms)
	}
	wants := func(key string) hire.Request {
		r := m.request(key, hire.Service)
		r.Reworks = 1
		return r
	}
	m.refused(t, wants("none"), "svc_")
	for field, id := range named {
		if field == "criteria" { // who names a service has read it
			continue
		}
		r := wants("named-" + field)
		r.Service = id
		m.refused(t, r, field+":")
	}

	good := m.terms(60_000)
	good.ReworkRounds = 1
	id := m.list(t, good)
	a, _ := m.begin(t, wants("passed"))

	require.Equal(t, id, a.Origin, "the cheapest that fits, not the cheapest")
}

// A provider that declines costs the time until it does; the next service is taken then.
func TestAnotherServiceIsTakenWhenOneDeclines(t *testing.T) {
	m := newMarket(t)
	m.listOf(t, m.accomplice, m.terms(40_000))
	m.listOf(t, m.accomplice, m.terms(50_000))
	m.list(t, m.terms(60_000))
	first, done := m.begin(t, m.request("declined", hire.Service))
	require.Equal(t, m.accomplice.Agent, first.Terms.Provider)
	_, err := m.accomplice.Client.Send(t.Context(), m.accomplice.Resign(first.Id, 0))
	require.NoError(t, err)
	var second agreementtypes.Agreement
	require.Eventually(t, func() bool {
		id := m.told("agreed", "declined").Agreement
		second = m.agreement(t, id)
		return id != first.Id
	}, waitLong, waitShort)
	require.Equal(t, m.provider.Agent, second.Terms.Provider, "who declined once is not asked again")
	require.Equal(t, m.accomplice.Agent, m.told("declined", "declined").Text)
	_, err = m.provider.Client.Send(t.Context(), m.provider.Resign(second.Id, 0))
	require.NoError(t, err)
	end := <-done
	require.ErrorIs(t, end.err, hire.ErrNoProvider)
	require.ErrorContains(t, end.err, "declined by "+m.accomplice.Agent+", "+m.provider.Agent)
	for _, id := range []string{first.Id, second.Id} {
		require.Equal(t, agreementtypes.StatusRefunded, m.agreement(t, id).Status)
	}

	named := m.request("named", hire.Service)
	named.Service = first.Origin
	only, done := m.begin(t, named)
	_, err = m.accomplice.Client.Send(t.Context(), m.accomplice.Resign(only.Id, 0))
	require.NoError(t, err)
	end = <-done
	require.NoError(t, end.err)
	require.Equal(t, "STATUS_REFUNDED", end.o.Status, "who names a service wants no other")
}

// offered makes the offer of a request and returns it.
func (m *market) offered(t *testing.T, key string) markettypes.Offer {
	t.Helper()
	var o markettypes.Offer
	require.Eventually(t, func() bool {
		id := m.told("offered", key).Offer
		if id == "" {
			return false
		}
		r, err := markettypes.NewQueryClient(m.hirer.Client).Offer(t.Context(), &markettypes.QueryOfferRequest{Id: id})
		o = r.GetOffer()
		return err == nil
	}, waitLong, waitShort)
	return o
}

func TestCounterOffersMoveThePriceAndNothingElse(t *testing.T) {
	m := newMarket(t)
	counter := func(t *testing.T, key string, change func(*agreementtypes.Terms)) (markettypes.Offer, <-chan ended) {
		t.Helper()
		r := m.request(key, hire.Negotiate)
		r.Provider = m.provider.Agent
		done := make(chan ended, 1)
		go func() {
			o, err := m.h.Hire(t.Context(), r)
			done <- ended{o, err}
		}()
		o := m.offered(t, key)
		terms := o.Round.Terms
		terms.Price.Amount, terms.Pledge = math.NewInt(90_000), math.NewInt(90_000)
		change(&terms)
		now, err := agent.Now(t.Context(), m.provider.Client)
		require.NoError(t, err)
		_, err = m.provider.Client.Send(t.Context(), m.provider.Counter(o, terms, now+60_000))
		require.NoError(t, err)
		return o, done
	}
	for field, change := range map[string]func(*agreementtypes.Terms){
		"verification": func(t *agreementtypes.Terms) { m.judged(t); t.Milestones[0].DeliveryMs = month },
		"delivery_ms":  func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs = month },
		"review_ms":    func(t *agreementtypes.Terms) { t.ReviewMs = 1000 },
		"loss":         func(t *agreementtypes.Terms) { t.Loss = math.NewInt(90_000) },
		// The hirer's own counter must not name the accomplice either.
		"verification at a high price": func(t *agreementtypes.Terms) {
			m.judged(t)
			t.Price.Amount, t.Pledge = math.NewInt(900_000), math.NewInt(900_000)
		},
	} {
		t.Run(field, func(t *testing.T) {
			o, done := counter(t, field, change)
			got := <-done
			require.ErrorIs(t, got.err, hire.ErrTerms)
			require.ErrorIs(t, got.err, hire.ErrNoProvider)
			require.Empty(t, m.told("agreed", field))
			r, err := markettypes.NewQueryClient(m.hirer.Client).Offer(t.Context(), &markettypes.QueryOfferRequest{Id: o.Id})
			require.NoError(t, err)
			require.Equal(t, markettypes.ReasonTermsChanged, r.Offer.Reason)
		})
	}
	t.Run("the price alone", func(t *testing.T) {
		_, done := counter(t, "price", func(*agreementtypes.Terms) {})
		require.Eventually(t, func() bool { return m.told("agreed", "price").Agreement != "" }, waitLong, waitShort)
		a := m.agreement(t, m.told("agreed", "price").Agreement)
		require.Equal(t, "90000utroth", a.Terms.Price.String())
		m.finish(t, a.Id, done)
	})
}

// finish delivers work and waits until it is paid.
func (m *market) finish(t *testing.T, id string, done <-chan ended) {
	t.Helper()
	good := newServer(t, []byte("result"))
	m.submit(t, id, good.URL, []byte("result"))
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, "STATUS_COMPLETED", got.o.Status)
}

// quote signs a quote for the input of a request.
func (m *market) quote(t *testing.T, r hire.Request, price int64, change func(*agreementtypes.Terms)) *agent.Quoted {
	t.Helper()
	terms := m.terms(price)
	terms.Client = m.hirer.Agent
	terms.Spec = agreementtypes.Spec{Uri: "http://127.0.0.1:1/spec", Sha256: store.Hash(r.Input), Bytes: uint64(len(r.Input))}
	if change != nil {
		change(&terms)
	}
	now, err := agent.Now(t.Context(), m.provider.Client)
	require.NoError(t, err)
	q, err := agent.SignQuote(t.Context(), m.provider.Client, m.signer, terms, now+60_000)
	require.NoError(t, err)
	return &q
}

func TestQuotesAreTakenWithinTheBudgetOnly(t *testing.T) {
	m := newMarket(t)
	r := m.request("unbounded", hire.Quote)
	r.Quoted = m.quote(t, r, 50_000, nil)
	r.Budget.Amount = math.ZeroInt()
	_, err := m.h.Hire(t.Context(), r)
	require.ErrorIs(t, err, hire.ErrRequest)
	require.ErrorContains(t, err, "budget:")

	r = m.request("dear", hire.Quote)
	r.Quoted = m.quote(t, r, 5_000_000, nil)
	m.refused(t, r, "price:")
	r = m.request("judged", hire.Quote)
	r.Quoted = m.quote(t, r, 50_000, m.judged)
	m.refused(t, r, "verification:")
	r = m.request("spec", hire.Quote)
	r.Quoted = m.quote(t, r, 50_000, func(t *agreementtypes.Terms) { t.Spec.Bytes++ })
	m.refused(t, r, "spec")

	r = m.request("good", hire.Quote)
	r.Quoted, r.Skill = m.quote(t, r, 50_000, nil), ""
	a, done := m.begin(t, r)
	m.finish(t, a.Id, done)
}

func TestTheLeastScoreCountsOnEveryRoad(t *testing.T) {
	m := newMarket(t)
	id := m.list(t, m.terms(50_000))
	low := func(key string, road hire.Road) hire.Request {
		r := m.request(key, road)
		r.MinScoreBps = 1
		return r
	}
	m.refused(t, low("cheapest", hire.Service), "min_score_bps:")
	named := low("named", hire.Service)
	named.Service = id
	m.refused(t, named, "min_score_bps:")
	talk := low("talk", hire.Negotiate)
	talk.Provider = m.provider.Agent
	m.refused(t, talk, "min_score_bps:")
	require.Empty(t, m.told("offered", "talk"))
	quoted := low("quoted", hire.Quote)
	quoted.Quoted = m.quote(t, quoted, 50_000, nil)
	m.refused(t, quoted, "min_score_bps:")
}

func TestAVerdictThatIsNotAcceptedIsContestedOrTold(t *testing.T) {
	m := newMarket(t)
	terms := m.terms(50_000)
	m.judged(&terms)
	m.list(t, terms)
	m.answer = hire.Decision{Do: hire.Reject, Reason: "this is not what was asked for"}
	dead := newServer(t, []byte("junk"))
	judge := func(t *testing.T, key string, contest bool) string {
		t.Helper()
		r := m.request(key, hire.Service)
		r.Evaluators, r.Contest = []string{m.accomplice.Agent}, contest
		a, _ := m.begin(t, r)
		m.submit(t, a.Id, dead.URL, []byte("junk"))
		_, err := m.accomplice.Client.Send(t.Context(), &agreementtypes.MsgEvaluate{
			Signer: m.accomplice.Signer(), Evaluator: m.accomplice.Agent, Agreement: a.Id, Bps: 10_000,
		})
		require.NoError(t, err)
		require.Eventually(t, func() bool { return m.told("verdict", key).Text != "" }, waitLong, waitShort)
		return a.Id
	}
	told := judge(t, "told", false)
	require.Contains(t, m.told("verdict", "told").Text, "the request contests nothing")
	require.Equal(t, agreementtypes.StatusEvaluated, m.agreement(t, told).Status)
	contested := judge(t, "contested", true)
	require.Eventually(t, func() bool { return m.agreement(t, contested).Status == agreementtypes.StatusDisputed }, waitLong, waitShort)

	m.mu.Lock()
	m.answer = hire.Decision{Do: hire.Accept, Rating: 70}
	m.mu.Unlock()
	accepted := judge(t, "accepted", true)
	require.Eventually(t, func() bool { return m.agreement(t, accepted).Status == agreementtypes.StatusCompleted }, waitLong, waitShort)
}
