package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/negotiation"
	"github.com/trothchain/troth/x/market/types"
)

// Either side may make the first offer: its own side is locked, and nothing of the other.
func TestAnOfferLocksItsMakersSideOnly(t *testing.T) {
	for maker, other := range map[string]string{"client": "provider", "provider": "client"} {
		t.Run("made by the "+maker, func(t *testing.T) {
			f := newFixture(t)
			terms := f.page("client", "provider")
			f.events()
			o := f.make(maker, terms)
			require.Equal(t, []string{types.EventOfferMade}, eventTypes(f.events()))
			require.EqualValues(t, 4*unit, f.held(maker))
			require.Zero(t, f.held(other))
			require.Equal(t, maker == "provider", f.covers() == 1)
			require.Equal(t, types.OfferStatusOpen, o.Status)
			require.Equal(t, f.agent(maker).addr.String(), o.Opener)
			require.EqualValues(t, 1, o.Round.Number)
			f.block()

			a := f.agree(other, o)
			require.Equal(t, []string{types.EventOfferAccepted}, eventTypes(f.events()))
			require.Equal(t, o.Id, a.Origin)
			require.Equal(t, terms, a.Terms)
			require.EqualValues(t, 4*unit, f.held("client"))
			require.EqualValues(t, 4*unit, f.held("provider"))
			require.Zero(t, f.covers())
			require.Equal(t, types.OfferStatusAccepted, f.offer(o.Id).Status)
			require.Equal(t, a.Id, f.offer(o.Id).Agreement)
			f.block()

			f.deliver(a)
			f.pass(4 * day)
			require.Zero(t, f.held("client"))
			require.Zero(t, f.held("provider"))
			require.True(t, f.gone(o), "pruned")
			require.EqualValues(t, purse-4*unit, f.balance("client"))
			require.EqualValues(t, purse+4*unit*98/100, f.balance("provider"))
		})
	}
}

// Sixteen rounds of haggling: in each exactly the side of its maker is locked, the hashes form a chain, the sixteenth can
// be accepted, and a seventeenth is refused.
func TestANegotiationOfSixteenRounds(t *testing.T) {
	f := newFixture(t)
	names := [2]string{"client", "provider"}
	price := func(n uint32) int64 { return int64(n) * unit }
	o := f.make("client", f.page("client", "provider", priced(price(1))))
	seen := map[string]bool{string(o.Round.Hash): true}
	previous := []byte(nil)
	for {
		n := o.Round.Number
		maker, other := names[(n+1)%2], names[n%2]
		require.Equal(t, f.agent(maker).addr.String(), o.Round.Maker)
		require.Equal(t, price(n), f.held(maker), "round %d", n)
		require.Zero(t, f.held(other), "round %d", n)
		want, err := o.Round.Computed(chainID, o.Id, previous)
		require.NoError(t, err)
		require.Equal(t, want, o.Round.Hash)
		f.refused(types.ErrNotYourTurn, func(ctx ctx) error {
			_, err := f.msgs.AcceptOffer(ctx, f.acceptMsg(maker, o))
			return err
		})
		f.block()
		next := f.counterMsg(other, o, f.page("client", "provider", priced(price(n+1))))
		if n == negotiation.MaxRounds {
			f.refused(types.ErrTooManyRounds, func(ctx ctx) error {
				_, err := f.msgs.CounterOffer(ctx, next)
				return err
			})
			break
		}
		previous = o.Round.Hash
		o = f.counter(other, o, next.Terms)
		require.False(t, seen[string(o.Round.Hash)])
		seen[string(o.Round.Hash)] = true
	}
	require.Len(t, seen, 16)
	a := f.agree("client", o)
	require.Equal(t, price(16), a.Terms.Price.Amount.Int64())
	f.deliver(a)
	f.pass(4 * day)
	require.Zero(t, f.held("client")+f.held("provider"))
}

// A counter-offer may change everything but the parties and the denom, and binds to the newest terms only.
func TestACounterOfferReplacesTheTerms(t *testing.T) {
	f := newFixture(t)
	o := f.make("provider", f.page("client", "provider"))
	f.events()
	changed := f.page("client", "provider", priced(7*unit), func(t *agreementtypes.Terms) {
		t.Title, t.Skill, t.Pledge, t.ReviewMs = "Translate two pages", "translation-de", math.NewInt(9*unit), 2*hour
		t.Loss = math.NewInt(20 * unit)
		t.Milestones = []agreementtypes.Milestone{{ShareBps: 2_500, DeliveryMs: minute}, {ShareBps: 7_500, DeliveryMs: hour}}
	})
	first := o.Round.Hash
	o = f.counter("client", o, changed)
	events := f.events()
	require.Equal(t, []string{types.EventOfferCountered}, eventTypes(events))
	require.Equal(t, "2", attribute(events[0], "round"))
	require.EqualValues(t, 7*unit, f.held("client"))
	require.Zero(t, f.held("provider"))
	f.refused(types.ErrRoundChanged, func(ctx ctx) error {
		m := f.acceptMsg("provider", o)
		m.Accepts = first
		_, err := f.msgs.AcceptOffer(ctx, m)
		return err
	})
	a := f.agree("provider", o)
	require.Equal(t, changed, a.Terms)
	require.EqualValues(t, 9*unit, f.held("provider"))
	f.block()
}

// Silence gives everything back, to either maker, and to the mandate of its operator.
func TestAnOfferThatExpiresGivesEverythingBack(t *testing.T) {
	for _, maker := range []string{"client", "provider"} {
		t.Run(maker, func(t *testing.T) {
			f := newFixture(t)
			key := f.mandate(maker, []byte("negotiator__________"), nil)
			m := f.makeMsg(maker, f.page("client", "provider"))
			m.Signer = key.String()
			res, err := f.msgs.MakeOffer(f.ctx, m)
			require.NoError(t, err)
			lifetime, window := f.spent(maker, key)
			require.EqualValues(t, 4*unit, lifetime)
			require.EqualValues(t, 4*unit, window)
			f.pass(hour - 1)
			require.EqualValues(t, 4*unit, f.held(maker), "it binds until it expires")
			f.events()
			f.pass(1)
			require.Equal(t, []string{types.EventOfferExpired}, eventTypes(f.events()))
			require.Zero(t, f.held(maker))
			require.Zero(t, f.covers())
			lifetime, window = f.spent(maker, key)
			require.Zero(t, lifetime)
			require.Zero(t, window)
			o := f.offer(res.Offer)
			require.Equal(t, types.OfferStatusExpired, o.Status)
			f.pass(3 * day)
			require.True(t, f.gone(o))
			require.Len(t, f.bytes(types.ModuleName), 1, "only the parameters are left")
		})
	}
}

func TestARejectionFreesTheMaker(t *testing.T) {
	f := newFixture(t)
	o := f.make("client", f.page("client", "provider"))
	f.events()
	f.reject("provider", o)
	events := f.events()
	require.Equal(t, []string{types.EventOfferRejected}, eventTypes(events))
	require.Equal(t, "REASON_PRICE_TOO_HIGH", attribute(events[0], "reason"))
	require.Zero(t, f.held("client"))
	o = f.offer(o.Id)
	require.Equal(t, types.OfferStatusRejected, o.Status)
	require.Equal(t, types.ReasonPriceTooHigh, o.Reason)
	f.pass(3 * day)
	require.True(t, f.gone(o))
}

// A paused agent may turn an offer down, and take none.
func TestAPausedAgentMayRejectOnly(t *testing.T) {
	f := newFixture(t)
	o := f.make("client", f.page("client", "provider"))
	require.NoError(t, f.setStatus("provider", identitytypes.AgentStatusPaused))
	f.refused(identitytypes.ErrAgentPaused, func(ctx ctx) error {
		_, err := f.msgs.AcceptOffer(ctx, f.acceptMsg("provider", o))
		return err
	})
	f.refused(identitytypes.ErrAgentPaused, func(ctx ctx) error {
		_, err := f.msgs.CounterOffer(ctx, f.counterMsg("provider", o, o.Round.Terms))
		return err
	})
	f.reject("provider", o)
	f.block()
	require.Zero(t, f.held("client"))
}

// What is locked binds: neither a pause of the maker nor the loss of its operator takes an offer back.
func TestAnOfferBindsItsMakerUntilItExpires(t *testing.T) {
	for maker, other := range map[string]string{"client": "provider", "provider": "client"} {
		t.Run("made by the "+maker, func(t *testing.T) {
			f := newFixture(t)
			key := f.mandate(maker, []byte("negotiator__________"), nil)
			m := f.makeMsg(maker, f.page("client", "provider"))
			m.Signer = key.String()
			res, err := f.msgs.MakeOffer(f.ctx, m)
			require.NoError(t, err)
			require.NoError(t, f.setStatus(maker, identitytypes.AgentStatusPaused))
			f.removeOperator(maker, key)
			f.drain(maker)
			a := f.agree(other, f.offer(res.Offer))
			require.Equal(t, agreementtypes.StatusWorking, a.Status)
			f.block()
		})
	}
}

// An address in upper case is the same party, and so are the terms.
func TestAddressesInUpperCase(t *testing.T) {
	f := newFixture(t)
	terms := f.page("client", "provider")
	upper := terms
	upper.Client, upper.Provider = strings.ToUpper(terms.Client), strings.ToUpper(terms.Provider)
	m := f.makeMsg("client", upper)
	m.Maker = strings.ToUpper(m.Maker)
	res, err := f.msgs.MakeOffer(f.ctx, m)
	require.NoError(t, err)
	o := f.offer(res.Offer)
	require.Equal(t, terms, o.Round.Terms)
	accept := f.acceptMsg("provider", o)
	accept.Agent = strings.ToUpper(accept.Agent)
	_, err = f.msgs.AcceptOffer(f.ctx, accept)
	require.NoError(t, err)
	f.block()
}

// A negotiation may begin from a job of the client or a service of the provider, and outlives both.
func TestANegotiationAboutAJobOrAService(t *testing.T) {
	f := newFixture(t)
	job, service := types.JobID(f.post("client")), f.listService("provider").Id
	for _, about := range []string{job, service} {
		m := f.makeMsg("provider", f.page("client", "provider"))
		m.About = about
		res, err := f.msgs.MakeOffer(f.ctx, m)
		require.NoError(t, err)
		require.Equal(t, about, f.offer(res.Offer).About)
	}
	for name, tc := range map[string]struct {
		about, client, provider string
		err                     error
	}{
		"a job of another client":        {job, "other", "provider", types.ErrAbout},
		"a service of another provider":  {service, "client", "other", types.ErrAbout},
		"a job that is not there":        {"job_0000000000000000", "client", "provider", types.ErrJobNotFound},
		"a service that is not there":    {"svc_0000000000000000", "client", "provider", types.ErrServiceNotFound},
		"a job's id read as a service's": {"svc" + job[3:], "other", "third", types.ErrServiceNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f.agent(tc.client)
			m := f.makeMsg(tc.provider, f.page(tc.client, tc.provider))
			m.About = tc.about
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.MakeOffer(ctx, m)
				return err
			})
		})
	}
	f.block()
}

// Records of one agent and block may have the same eight bytes: what they lock has names of its own.
func TestRecordsOfOneBlockDoNotMeet(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.StoragePrice = 1_000 })
	big := func(t *agreementtypes.Terms) {
		for i := 0; i < 16; i++ {
			t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 625})
		}
	}
	s := f.listService("both", big)
	require.True(t, s.StorageDeposit.IsPositive())
	key := f.post("both", func(r *types.JobRequest) {
		for i := 0; i < 16; i++ {
			r.Criteria = append(r.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 625})
		}
	})
	require.Equal(t, types.ServiceID(key), s.Id, "the case this is about")
	f.make("both", f.page("both", "provider"))
	f.make("both", f.page("client", "both"))
	f.block()
}
