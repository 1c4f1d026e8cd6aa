package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// negotiated is a market with negotiations in every status, services with and without load and deposit, and used quotes.
func negotiated(t *testing.T) *fixture {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.StoragePrice = 1_000 })
	terms := f.page("client", "provider")
	f.make("client", terms)
	f.make("provider", terms)
	f.counter("provider", f.make("client", terms), terms)
	f.reject("provider", f.make("client", terms))
	f.agree("provider", f.make("client", terms))
	m := f.makeMsg("client", terms)
	m.ExpiresMs = f.now() + minute
	_, err := f.msgs.MakeOffer(f.ctx, m)
	require.NoError(t, err)
	s := f.listService("provider", func(t *agreementtypes.Terms) {
		for i := 0; i < 16; i++ {
			t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: "complete, in the tone of the original, with all footnotes, names as they are, and no word left out", WeightBps: 625})
		}
	})
	require.True(t, s.StorageDeposit.IsPositive())
	f.hire("client", s)
	f.listService("other")
	f.update(f.listService("provider"), func(m *types.MsgUpdateService) { m.Active = false })
	_, err = f.msgs.HireQuoted(f.ctx, f.quoteMsg("client", "provider"))
	require.NoError(t, err)
	_, err = f.msgs.HireQuoted(f.ctx, f.quoteMsg("client", "other"))
	require.NoError(t, err)
	f.pass(minute)
	return f
}

func TestOffersExportAndImportTheSameBytes(t *testing.T) {
	f := negotiated(t)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
	require.Len(t, gs.Offers, 6)
	require.Len(t, gs.Services, 3)
	require.Len(t, gs.Loads, 1)
	require.Len(t, gs.Nonces, 2)
	g := emptyFixture(t)
	g.genesis(*gs)
	require.Equal(t, f.bytes(types.ModuleName), g.bytes(types.ModuleName), "records, indexes, counts and queue")
}

func TestOffersInGenesisAreRefused(t *testing.T) {
	find := func(gs *types.GenesisState, s types.OfferStatus) *types.Offer {
		for i := range gs.Offers {
			if gs.Offers[i].Status == s {
				return &gs.Offers[i]
			}
		}
		return nil
	}
	offer := func(s types.OfferStatus, change func(o *types.Offer)) func(*types.GenesisState) {
		return func(gs *types.GenesisState) { change(find(gs, s)) }
	}
	open := func(change func(o *types.Offer)) func(*types.GenesisState) {
		return offer(types.OfferStatusOpen, change)
	}
	service := func(change func(s *types.Service)) func(*types.GenesisState) {
		return func(gs *types.GenesisState) { change(&gs.Services[0]) }
	}
	for name, change := range map[string]func(gs *types.GenesisState){
		"a negotiation twice":                func(gs *types.GenesisState) { gs.Offers = append(gs.Offers, gs.Offers[0]) },
		"a negotiation of a malformed id":    open(func(o *types.Offer) { o.Id = "1" }),
		"a negotiation of no client":         open(func(o *types.Offer) { o.Client = "" }),
		"a negotiation begun by a stranger":  open(func(o *types.Offer) { o.Opener = sdk.AccAddress(make([]byte, 32)).String() }),
		"a negotiation without a status":     open(func(o *types.Offer) { o.Status = 0 }),
		"a negotiation of an unknown status": open(func(o *types.Offer) { o.Status = 9 }),
		"a round 0":                          open(func(o *types.Offer) { o.Round.Number = 0 }),
		"a round 17":                         open(func(o *types.Offer) { o.Round.Number = 17 }),
		"a round of a stranger":              open(func(o *types.Offer) { o.Round.Maker = o.Id }),
		"a round by nobody":                  open(func(o *types.Offer) { o.Round.Signer = "" }),
		"a round without terms":              open(func(o *types.Offer) { o.Round.Terms = agreementtypes.Terms{} }),
		"a round of other parties":           open(func(o *types.Offer) { o.Round.Terms.Client = sdk.AccAddress(make([]byte, 32)).String() }),
		"a round without a hash":             open(func(o *types.Offer) { o.Round.Hash = nil }),
		"a round with a bad note":            open(func(o *types.Offer) { o.Round.Note.Uri = "ipfs://note" }),
		"a round that expires otherwise":     open(func(o *types.Offer) { o.Round.ExpiresMs++ }),
		"an open negotiation of another due": open(func(o *types.Offer) { o.DueMs++ }),
		"an open one with an agreement":      open(func(o *types.Offer) { o.Agreement = "agr_0000000000000000" }),
		"an open one with a reason":          open(func(o *types.Offer) { o.Reason = types.ReasonBusy }),
		"an accepted one without agreement":  offer(types.OfferStatusAccepted, func(o *types.Offer) { o.Agreement = "" }),
		"a rejected one without a reason":    offer(types.OfferStatusRejected, func(o *types.Offer) { o.Reason = 0 }),
		"an expired one of another due":      offer(types.OfferStatusExpired, func(o *types.Offer) { o.DueMs++ }),
		"a deadline of no negotiation": func(gs *types.GenesisState) {
			gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: 1, Kind: types.KindOffer, Id: []byte("12345678")})
		},
		"a service twice":               func(gs *types.GenesisState) { gs.Services = append(gs.Services, gs.Services[0]) },
		"a service of a malformed id":   service(func(s *types.Service) { s.Id = "1" }),
		"a service of nobody":           service(func(s *types.Service) { s.Provider = "" }),
		"a service by nobody":           service(func(s *types.Service) { s.Signer = "" }),
		"a service without a version":   service(func(s *types.Service) { s.Version = 0 }),
		"a service with a client":       service(func(s *types.Service) { s.Terms.Client = s.Provider }),
		"a service without room":        service(func(s *types.Service) { s.Capacity = 0 }),
		"a service worth nothing":       service(func(s *types.Service) { s.PriceMicro = 0 }),
		"a service of an unset deposit": service(func(s *types.Service) { s.StorageDeposit = math.Int{} }),
		"a load of no service":          func(gs *types.GenesisState) { gs.Loads[0].Service = "svc_0000000000000000" },
		"a load twice":                  func(gs *types.GenesisState) { gs.Loads = append(gs.Loads, gs.Loads[0]) },
		"a load with an agreement twice": func(gs *types.GenesisState) {
			l := &gs.Loads[0].Load
			l.Agreements = append(l.Agreements, l.Agreements[0])
		},
		"a load with a malformed agreement":    func(gs *types.GenesisState) { gs.Loads[0].Load.Agreements[0] = []byte("1") },
		"a load beyond all":                    func(gs *types.GenesisState) { gs.Loads[0].Load.Agreements = make([][]byte, 65) },
		"a nonce twice":                        func(gs *types.GenesisState) { gs.Nonces = append(gs.Nonces, gs.Nonces[0]) },
		"a nonce of nobody":                    func(gs *types.GenesisState) { gs.Nonces[0].Provider = "" },
		"a nonce of no agent's address":        func(gs *types.GenesisState) { gs.Nonces[0].Provider = sdk.AccAddress(make([]byte, 20)).String() },
		"a short nonce":                        func(gs *types.GenesisState) { gs.Nonces[0].Nonce = make([]byte, 15) },
		"a nonce remembered for another while": func(gs *types.GenesisState) { gs.Nonces[0].ExpiresMs++ },
	} {
		t.Run(name, func(t *testing.T) {
			f := negotiated(t)
			gs, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			change(gs)
			require.ErrorIs(t, gs.Validate(), types.ErrGenesis)
			g := emptyFixture(t)
			require.ErrorIs(t, g.k.InitGenesis(g.ctx, *gs), types.ErrGenesis)
			require.Empty(t, g.bytes())
		})
	}
}

// Every check sees the damage it is there for, and nothing on a sound market.
func TestOfferChecksSeeDamage(t *testing.T) {
	find := func(f *fixture, maker string) (types.Offer, []byte) {
		gs, err := f.k.ExportGenesis(f.ctx)
		require.NoError(f.t, err)
		for _, o := range gs.Offers {
			if o.Status.Live() && o.Round.Maker == f.agent(maker).addr.String() {
				key, err := types.ParseOfferID("", o.Id)
				require.NoError(f.t, err)
				return o, key
			}
		}
		require.FailNow(f.t, "no negotiation")
		return types.Offer{}, nil
	}
	service := func(f *fixture) (types.Service, []byte) {
		gs, err := f.k.ExportGenesis(f.ctx)
		require.NoError(f.t, err)
		for _, s := range gs.Services {
			if s.StorageDeposit.IsPositive() {
				key, err := types.ParseServiceID("", s.Id)
				require.NoError(f.t, err)
				return s, key
			}
		}
		require.FailNow(f.t, "no service")
		return types.Service{}, nil
	}
	for name, tc := range map[string]struct {
		check  string
		damage func(f *fixture) error
	}{
		"a price not held": {"market/offers", func(f *fixture) error {
			_, key := find(f, "client")
			return f.handle.Release(f.ctx, types.OfferRef(key))
		}},
		"a price held in part": {"market/offers", func(f *fixture) error {
			_, key := find(f, "client")
			return f.handle.Shrink(f.ctx, types.OfferRef(key), math.OneInt())
		}},
		"a cover not locked": {"market/offers", func(f *fixture) error {
			_, key := find(f, "provider")
			return f.agreement.UnlockCover(f.ctx, types.OfferRef(key))
		}},
		"an ended negotiation with its hold": {"market/offers", func(f *fixture) error {
			o, key := find(f, "client")
			o.Status = types.OfferStatusExpired
			return f.k.SetOffer(f.ctx, key, o)
		}},
		"an ended negotiation in the lists": {"market/offer_indexes", func(f *fixture) error {
			o, key := find(f, "client")
			o.Status = types.OfferStatusExpired
			return f.k.SetOffer(f.ctx, key, o)
		}},
		"a count that is off": {"market/offer_indexes", func(f *fixture) error { return f.k.SetOfferCount(f.ctx, f.agent("client").addr, 7) }},
		"a count of nobody":   {"market/offer_indexes", func(f *fixture) error { return f.k.SetOfferCount(f.ctx, f.agent("other").addr, 1) }},
		"a deadline that is gone": {"market/deadlines", func(f *fixture) error {
			o, key := find(f, "client")
			return f.k.CancelDeadline(f.ctx, o.DueMs, types.KindOffer, key)
		}},
		"a deposit not held": {"market/services", func(f *fixture) error { _, key := service(f); return f.handle.Release(f.ctx, types.ServiceRef(key)) }},
		"a deposit held in part": {"market/services", func(f *fixture) error {
			_, key := service(f)
			return f.handle.Shrink(f.ctx, types.ServiceRef(key), math.OneInt())
		}},
		"a load of no service": {"market/services", func(f *fixture) error { return f.k.SetLoad(f.ctx, []byte("12345678"), types.ServiceLoad{}) }},
		"a load beyond all": {"market/services", func(f *fixture) error {
			_, key := service(f)
			return f.k.SetLoad(f.ctx, key, types.ServiceLoad{Agreements: make([][]byte, 65)})
		}},
		"a service off its list":   {"market/service_indexes", func(f *fixture) error { s, key := service(f); s.PriceMicro++; return f.k.SetService(f.ctx, key, s) }},
		"a service switched off":   {"market/service_indexes", func(f *fixture) error { s, key := service(f); s.Active = false; return f.k.SetService(f.ctx, key, s) }},
		"a service nobody counted": {"market/service_indexes", func(f *fixture) error { return f.k.SetServiceCount(f.ctx, f.agent("provider").addr, 1) }},
	} {
		t.Run(name, func(t *testing.T) {
			f := negotiated(t)
			for _, c := range f.k.Checks() {
				require.NoError(t, c.Run(f.ctx), c.Name)
			}
			require.NoError(t, tc.damage(f))
			seen := false
			for _, c := range f.k.Checks() {
				if c.Name == tc.check {
					seen = true
					require.Error(t, c.Run(f.ctx))
				}
			}
			require.True(t, seen, "no such check")
		})
	}
}
