package keeper_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// dealer sends random messages of a few agents, all signed by one operator of each, and lets random time pass.
type dealer struct {
	*fixture
	rt       *rapid.T
	offers   []string
	services []string
	nonces   byte
	// replaced are agents whose operator is not the one they began with.
	replaced map[string]bool
	done     map[string]int
}

var dealers = []string{"d0", "d1", "d2", "d3", "d4"}

func (d *dealer) one(label string) string { return rapid.SampledFrom(dealers).Draw(d.rt, label) }

func (d *dealer) key(name string) sdk.AccAddress {
	return sdk.AccAddress(d.privateKey(secp, "quoter of "+name).PubKey().Address())
}

// try runs a message as a transaction.
func (d *dealer) try(name string, run func(ctx context.Context) error) {
	if err := d.tx(run); err == nil {
		d.done[name]++
	} else if name == "paid" {
		fmt.Println(err)
	}
}

// terms between two different agents, of any kind.
func (d *dealer) terms(client, provider string) agreementtypes.Terms {
	t := d.page(client, provider, priced(int64(rapid.IntRange(1, 40).Draw(d.rt, "price"))*unit))
	t.Milestones[0].DeliveryMs, t.ReviewMs = 10*minute, 10*minute
	if rapid.Bool().Draw(d.rt, "two parts") {
		t.Milestones = []agreementtypes.Milestone{{ShareBps: 3_333, DeliveryMs: 5 * minute}, {ShareBps: 6_667, DeliveryMs: 5 * minute}}
	}
	if rapid.Bool().Draw(d.rt, "instant") {
		t.Instant, t.Pledge, t.Loss = true, t.Price.Amount.MulRaw(9).QuoRaw(4), t.Price.Amount.MulRaw(3)
	} else if rapid.Bool().Draw(d.rt, "capital") {
		t.Pledge = t.Pledge.QuoRaw(3)
	}
	return t
}

func (d *dealer) pair() (client, provider string) {
	client = d.one("client")
	provider = rapid.SampledFrom(dealers).Filter(func(s string) bool { return s != client }).Draw(d.rt, "provider")
	return client, provider
}

func (d *dealer) makeOffer() {
	client, provider := d.pair()
	maker := rapid.SampledFrom([]string{client, provider}).Draw(d.rt, "maker")
	m := d.makeMsg(maker, d.terms(client, provider))
	m.Signer = d.key(maker).String()
	m.ExpiresMs = d.now() + rapid.SampledFrom([]uint64{minute, hour}).Draw(d.rt, "expires")
	d.try("make", func(ctx context.Context) error {
		res, err := d.msgs.MakeOffer(ctx, m)
		if err == nil {
			d.offers = append(d.offers, res.Offer)
		}
		return err
	})
}

// answer answers one of the latest offers, mostly as it should be.
func (d *dealer) answer() {
	if len(d.offers) == 0 {
		return
	}
	res, err := d.queries.Offer(d.ctx, &types.QueryOfferRequest{Id: rapid.SampledFrom(d.offers[max(0, len(d.offers)-3):]).Draw(d.rt, "offer")})
	if err != nil {
		return
	}
	o := res.Offer
	client, provider := d.nameOf(o.Client), d.nameOf(o.Provider)
	by := client
	if by == d.nameOf(o.Round.Maker) != (rapid.IntRange(0, 9).Draw(d.rt, "out of turn") == 0) {
		by = provider
	}
	signer := d.key(by).String()
	switch rapid.SampledFrom([]string{"accept", "accept", "counter", "counter", "reject"}).Draw(d.rt, "answer") {
	case "accept":
		m := d.acceptMsg(by, o)
		m.Signer = signer
		d.try("accept", func(ctx context.Context) error { _, err := d.msgs.AcceptOffer(ctx, m); return err })
	case "counter":
		m := d.counterMsg(by, o, d.terms(client, provider))
		m.Signer = signer
		d.try("counter", func(ctx context.Context) error { _, err := d.msgs.CounterOffer(ctx, m); return err })
	case "reject":
		m := d.rejectMsg(by, o)
		m.Signer = signer
		d.try("reject", func(ctx context.Context) error { _, err := d.msgs.RejectOffer(ctx, m); return err })
	}
}

func (d *dealer) listOne() {
	provider := d.one("lister")
	m := d.listServiceMsg(provider)
	m.Terms = d.terms("d0", provider)
	m.Signer, m.Terms.Client, m.Capacity = d.key(provider).String(), "", uint32(rapid.IntRange(1, 2).Draw(d.rt, "capacity"))
	d.try("list", func(ctx context.Context) error {
		res, err := d.msgs.ListService(ctx, m)
		if err == nil {
			d.services = append(d.services, res.Service)
		}
		return err
	})
}

// negotiate drives one negotiation, so that agreements come about often.
func (d *dealer) negotiate() {
	d.makeOffer()
	for range 3 {
		d.answer()
	}
	d.workOn()
}

// serve lists a service and has it hired.
func (d *dealer) serve() {
	d.listOne()
	for range 3 {
		d.hireOne()
	}
	d.workOn()
}

func (d *dealer) anyService() (types.Service, bool) {
	if len(d.services) == 0 {
		return types.Service{}, false
	}
	res, err := d.queries.Service(d.ctx, &types.QueryServiceRequest{Id: rapid.SampledFrom(d.services).Draw(d.rt, "service")})
	if err != nil {
		return types.Service{}, false
	}
	return res.Service, true
}

func (d *dealer) hireOne() {
	s, ok := d.anyService()
	if !ok {
		return
	}
	client := d.one("hirer")
	m := d.hireMsg(client, s)
	m.Signer = d.key(client).String()
	d.try("hire", func(ctx context.Context) error { _, err := d.msgs.Hire(ctx, m); return err })
}

func (d *dealer) changeService() {
	s, ok := d.anyService()
	if !ok {
		return
	}
	signer := d.key(d.nameOf(s.Provider)).String()
	if rapid.IntRange(0, 2).Draw(d.rt, "remove") == 0 {
		m := d.removeMsg(s)
		m.Signer = signer
		d.try("remove", func(ctx context.Context) error { _, err := d.msgs.RemoveService(ctx, m); return err })
		return
	}
	m := d.updateMsg(s)
	m.Signer, m.Active = signer, rapid.Bool().Draw(d.rt, "active")
	d.try("update", func(ctx context.Context) error { _, err := d.msgs.UpdateService(ctx, m); return err })
}

func (d *dealer) takeQuote() {
	client, provider := d.pair()
	t := d.terms(client, provider)
	d.nonces++
	m := &types.MsgHireQuoted{Signer: d.key(client).String(), Client: d.agents[client].addr.String(), Terms: t}
	m.Quote = d.sign(d.privateKey(secp, "quoter of "+provider), chainID, t, nonce(d.nonces), d.now()+rapid.SampledFrom([]uint64{1, minute, 10 * minute}).Draw(d.rt, "life"))
	for i := 0; i < 2; i++ { // the second time is a replay
		d.try("quote", func(ctx context.Context) error { _, err := d.msgs.HireQuoted(ctx, m); return err })
	}
}

func (d *dealer) workOn() {
	gs, err := d.agreement.ExportGenesis(d.ctx)
	require.NoError(d.rt, err)
	var running []agreementtypes.Agreement
	for _, a := range gs.Agreements {
		if a.Status.Live() {
			running = append(running, a)
		}
	}
	if len(running) == 0 {
		return
	}
	a := rapid.SampledFrom(running).Draw(d.rt, "running")
	provider, client := d.key(d.nameOf(a.Terms.Provider)).String(), d.key(d.nameOf(a.Terms.Client)).String()
	msgs := agreementkeeper.NewMsgServer(d.agreement)
	acts := []string{"submit", "submit", "resign", "terminate"}
	if a.Status == agreementtypes.StatusReview {
		acts = []string{"paid"}
	}
	act := rapid.SampledFrom(acts).Draw(d.rt, "act")
	d.try(act, func(ctx context.Context) (err error) {
		switch act {
		case "submit":
			_, err = msgs.Submit(ctx, &agreementtypes.MsgSubmit{
				Signer: provider, Provider: a.Terms.Provider, Agreement: a.Id, Milestone: a.Milestone, Uri: "ipfs://x", Sha256: a.Terms.Spec.Sha256, Bytes: 1,
			})
		case "paid":
			_, err = msgs.Accept(ctx, &agreementtypes.MsgAccept{Signer: client, Client: a.Terms.Client, Agreement: a.Id, Milestone: a.Milestone, Rating: 90})
		case "resign":
			_, err = msgs.Resign(ctx, &agreementtypes.MsgResign{Signer: provider, Provider: a.Terms.Provider, Agreement: a.Id})
		case "terminate":
			_, err = msgs.Terminate(ctx, &agreementtypes.MsgTerminate{Signer: client, Client: a.Terms.Client, Agreement: a.Id})
		}
		return err
	})
}

// trouble changes the world around the deals.
func (d *dealer) trouble() {
	name := d.one("troubled")
	in := func(ctx context.Context) *fixture {
		copied := *d.fixture
		copied.ctx = sdk.UnwrapSDKContext(ctx)
		return &copied
	}
	switch rapid.IntRange(0, 6).Draw(d.rt, "trouble") {
	case 0:
		d.try("pause", func(ctx context.Context) error { return in(ctx).setStatus(name, identitytypes.AgentStatusPaused) })
	case 1, 2:
		d.try("resume", func(ctx context.Context) error { return in(ctx).setStatus(name, identitytypes.AgentStatusActive) })
	case 3:
		if a, err := d.identity.Agent(d.ctx, d.agents[name].addr); err != nil || a.Status == identitytypes.AgentStatusRetired || d.replaced[name] {
			return
		}
		d.hand(name, sdk.AccAddress("new owner of "+name+"_____")) // its operator is gone
		d.mandate(name, d.key(name), everything)
		d.replaced[name] = true
		d.done["hand"]++
	case 4:
		d.setEscrow(func(p *escrowtypes.Params) {
			p.AcceptedDenoms[0].Denom = rapid.SampledFrom([]string{denom, denom, denom, "other"}).Draw(d.rt, "denom")
			p.AcceptedDenoms[0].UnitsPerNumeraire = rapid.SampledFrom([]uint64{unit, 10 * unit, 1}).Draw(d.rt, "rate")
		})
	case 5:
		d.setParams(func(p *types.Params) {
			p.MaxDeadlinesPerBlock = uint32(rapid.IntRange(1, 3).Draw(d.rt, "cap"))
			p.StoragePrice = rapid.SampledFrom([]uint64{0, 10, 10_000}).Draw(d.rt, "storage")
			p.MaxOffers = rapid.SampledFrom([]uint32{1, 2, 256}).Draw(d.rt, "offers")
		})
	case 6:
		d.try("retire", func(ctx context.Context) error { return in(ctx).setStatus(name, identitytypes.AgentStatusRetired) })
	}
}

func everything(m *identitytypes.Mandate) {
	m.Actions = []identitytypes.Action{
		identitytypes.ActionNegotiate, identitytypes.ActionHire, identitytypes.ActionWork, identitytypes.ActionReview,
	}
	m.Limits[0].PerWindow, m.Limits[0].Lifetime = math.NewInt(1_000*purse), math.NewInt(1_000*purse)
}

// Whatever agents offer, list, quote, hire or leave, with whatever happens around them: all invariants hold after every
// block. When everybody falls silent, all holds and covers are gone, what counts against each mandate is exactly what the
// agreements took for good, and every record but the services is deleted.
func TestRandomDealsThenSilence(t *testing.T) {
	base := newFixture(t)
	for _, name := range dealers {
		base.agent(name)
		base.mandate(name, sdk.AccAddress(base.privateKey(secp, "quoter of "+name).PubKey().Address()), everything)
	}
	base.capital("d0", 100*unit)
	base.block()
	done := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		d := &dealer{fixture: base.branch(t), rt: t, replaced: map[string]bool{}, done: done}
		steps := []func(){
			d.negotiate, d.negotiate, d.makeOffer, d.answer, d.serve, d.hireOne, d.takeQuote, d.workOn, d.workOn, d.changeService, d.trouble,
		}
		for n := rapid.IntRange(1, 40).Draw(t, "steps"); n > 0; n-- {
			rapid.SampledFrom(steps).Draw(t, "step")()
			if rapid.IntRange(0, 3).Draw(t, "end") == 0 {
				d.pass(rapid.SampledFrom([]uint64{1, minute, 10 * minute}).Draw(t, "ms"))
			}
		}
		d.silence()
	})
	for _, name := range []string{"make", "counter", "accept", "reject", "list", "update", "remove", "hire", "quote", "submit", "paid", "resign", "pause", "retire", "hand"} {
		require.Positive(t, done[name], fmt.Sprintf("no %s succeeded: the property proves little", name))
	}
	t.Logf("messages that succeeded: %v", done)
}

func (d *dealer) silence() {
	for i := 0; i < 100; i++ {
		d.setNow(d.now() + 10*minute)
		d.endBlock()
	}
	d.block()
	require.Zero(d.rt, d.covers())
	d.removeServices()
	taken := d.takenForGood()
	for _, name := range dealers {
		require.Zero(d.rt, d.held(name), name)
		if a, err := d.identity.Agent(d.ctx, d.agents[name].addr); err != nil || a.Status == identitytypes.AgentStatusRetired || d.replaced[name] {
			continue
		}
		lifetime, _ := d.spent(name, d.key(name))
		require.Equal(d.rt, taken[name], lifetime, "what counts against the mandate of %s", name)
	}
	d.setNow(d.now() + 5*day)
	for i := 0; i < 100; i++ {
		d.endBlock()
	}
	d.block()
	require.Len(d.rt, d.bytes(types.ModuleName), 1, "only the parameters are left")
}

// removeServices has every provider remove its services, paused and retired ones, too.
func (d *dealer) removeServices() {
	gs, err := d.k.ExportGenesis(d.ctx)
	require.NoError(d.rt, err)
	for _, s := range gs.Services {
		m := d.removeMsg(s)
		_, err := d.msgs.RemoveService(d.ctx, m)
		require.NoError(d.rt, err)
	}
	d.block()
}

// takenForGood is what the agreements took from each agent and did not give back.
func (d *dealer) takenForGood() map[string]int64 {
	gs, err := d.agreement.ExportGenesis(d.ctx)
	require.NoError(d.rt, err)
	agreements := map[string]agreementtypes.Agreement{}
	for _, a := range gs.Agreements {
		require.False(d.rt, a.Status.Live())
		agreements[a.Id] = a
	}
	taken := map[string]int64{}
	for _, r := range gs.Receipts {
		a := agreements[r.Agreement]
		rc := r.Receipt
		taken[d.nameOf(a.Terms.Client)] += rc.Paid.Add(rc.EvaluatorFee).Add(rc.Burned).Add(rc.ProtocolFee).Int64()
		taken[d.nameOf(a.Terms.Provider)] += rc.Compensation.Add(rc.PledgeBurned).Int64()
	}
	return taken
}
