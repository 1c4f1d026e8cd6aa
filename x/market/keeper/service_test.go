package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// listServiceMsg lists a page for 4 units with room for two.
func (f *fixture) listServiceMsg(provider string, changes ...func(*agreementtypes.Terms)) *types.MsgListService {
	f.t.Helper()
	a := f.agent(provider)
	t := f.page(provider, provider, changes...)
	t.Client = ""
	return &types.MsgListService{Signer: a.owner.String(), Provider: a.addr.String(), Terms: t, Capacity: 2}
}

func (f *fixture) listService(provider string, changes ...func(*agreementtypes.Terms)) types.Service {
	f.t.Helper()
	return f.listed(f.listServiceMsg(provider, changes...))
}

func (f *fixture) listed(m *types.MsgListService) types.Service {
	f.t.Helper()
	res, err := f.msgs.ListService(f.ctx, m)
	require.NoError(f.t, err)
	return f.service(res.Service)
}

func (f *fixture) service(id string) types.Service {
	f.t.Helper()
	res, err := f.queries.Service(f.ctx, &types.QueryServiceRequest{Id: id})
	require.NoError(f.t, err)
	return res.Service
}

// running is the number of agreements of a service that run.
func (f *fixture) running(s types.Service) uint32 {
	f.t.Helper()
	res, err := f.queries.Service(f.ctx, &types.QueryServiceRequest{Id: s.Id})
	require.NoError(f.t, err)
	return res.Running
}

func (f *fixture) updateMsg(s types.Service) *types.MsgUpdateService {
	f.t.Helper()
	a := f.agents[f.nameOf(s.Provider)]
	return &types.MsgUpdateService{
		Signer: a.owner.String(), Provider: s.Provider, Service: s.Id, Terms: s.Terms, Capacity: s.Capacity, Requirements: s.Requirements, Active: s.Active,
	}
}

func (f *fixture) update(s types.Service, change func(*types.MsgUpdateService)) types.Service {
	f.t.Helper()
	m := f.updateMsg(s)
	change(m)
	res, err := f.msgs.UpdateService(f.ctx, m)
	require.NoError(f.t, err)
	is := f.service(s.Id)
	require.Equal(f.t, is.Version, res.Version)
	return is
}

func (f *fixture) removeMsg(s types.Service) *types.MsgRemoveService {
	f.t.Helper()
	a := f.agents[f.nameOf(s.Provider)]
	return &types.MsgRemoveService{Signer: a.owner.String(), Provider: s.Provider, Service: s.Id}
}

// hireMsg hires the service as it is known to the client.
func (f *fixture) hireMsg(client string, s types.Service) *types.MsgHire {
	f.t.Helper()
	a := f.agent(client)
	return &types.MsgHire{
		Signer: a.owner.String(), Client: a.addr.String(), Service: s.Id, Version: s.Version, Price: s.Terms.Price,
		Spec: agreementtypes.Spec{Uri: "https://example.com/my-page.md", Sha256: make([]byte, 32), Bytes: 7},
	}
}

func (f *fixture) hire(client string, s types.Service) agreementtypes.Agreement {
	f.t.Helper()
	res, err := f.msgs.Hire(f.ctx, f.hireMsg(client, s))
	require.NoError(f.t, err)
	return f.agreed(res.Agreement)
}

// refusedHire demands that the hire is refused and changes nothing.
func (f *fixture) refusedHire(want error, client string, s types.Service) {
	f.t.Helper()
	m := f.hireMsg(client, s)
	f.refused(want, func(ctx ctx) error {
		_, err := f.msgs.Hire(ctx, m)
		return err
	})
}

// A service is hired, delivered and paid in three messages.
func TestAHireIsSettledInThreeMessages(t *testing.T) {
	f := newFixture(t)
	s := f.listService("provider")
	require.Equal(t, uint64(1), s.Version)
	require.True(t, s.Active)
	require.EqualValues(t, 4*unit, s.PriceMicro)
	client := f.agent("client")
	f.block()
	f.events()

	hired, err := f.msgs.Hire(f.ctx, f.hireMsg("client", s)) // first
	require.NoError(t, err)
	require.Equal(t, []string{types.EventServiceHired}, eventTypes(f.events()))
	a := f.agreed(hired.Agreement)
	require.Equal(t, s.Id, a.Origin)
	require.Equal(t, "https://example.com/my-page.md", a.Terms.Spec.Uri)
	require.Equal(t, client.addr.String(), a.Terms.Client)
	require.EqualValues(t, 4*unit, f.held("client"))
	require.EqualValues(t, 4*unit, f.held("provider"))
	require.EqualValues(t, 1, f.running(s))
	f.block()
	msgs := agreementkeeper.NewMsgServer(f.agreement)
	_, err = msgs.Submit(f.ctx, &agreementtypes.MsgSubmit{ // second
		Signer: f.agent("provider").owner.String(), Provider: s.Provider, Agreement: a.Id, Uri: "ipfs://x", Sha256: make([]byte, 32), Bytes: 1,
	})
	require.NoError(t, err)
	f.block()
	_, err = msgs.Accept(f.ctx, &agreementtypes.MsgAccept{ // third
		Signer: client.owner.String(), Client: client.addr.String(), Agreement: a.Id, Rating: 100,
	})
	require.NoError(t, err)
	f.block()
	require.Equal(t, agreementtypes.StatusCompleted, f.agreed(a.Id).Status)
	require.Zero(t, f.held("client")+f.held("provider"))
	require.EqualValues(t, purse-4*unit, f.balance("client"))
	require.EqualValues(t, purse+4*unit*98/100, f.balance("provider"))
	require.Zero(t, f.running(s))
}

// A client that has not seen the change is refused with the new version and price.
func TestAChangedServiceRefusesTheOldPrice(t *testing.T) {
	f := newFixture(t)
	s := f.listService("provider")
	f.events()
	is := f.update(s, func(m *types.MsgUpdateService) { priced(5 * unit)(&m.Terms) })
	require.Equal(t, []string{types.EventServiceUpdated}, eventTypes(f.events()))
	require.EqualValues(t, 2, is.Version)
	f.refusedHire(types.ErrServiceChanged, "client", s)
	_, err := f.msgs.Hire(f.ctx, f.hireMsg("client", s))
	require.ErrorContains(t, err, "now version 2 at 5000000utroth")
	mixed := s
	mixed.Version = 2
	f.refusedHire(types.ErrServiceChanged, "client", mixed)
	mixed.Terms.Price, mixed.Version = is.Terms.Price, 1
	f.refusedHire(types.ErrServiceChanged, "client", mixed)
	mixed.Terms.Price, mixed.Version = sdk.NewInt64Coin("other", 5*unit), 2
	f.refusedHire(types.ErrServiceChanged, "client", mixed)
	a := f.hire("client", is)
	require.Equal(t, is.Terms.Price, a.Terms.Price)
	// a change that leaves the price also asks to be seen
	again := f.update(is, func(m *types.MsgUpdateService) { m.Capacity = 9 })
	f.refusedHire(types.ErrServiceChanged, "client", is)
	require.EqualValues(t, 9, again.Capacity)
	f.block()
}

// A service takes as many agreements at once as it says, and again when one has ended.
func TestCapacityFullThenFreed(t *testing.T) {
	f := newFixture(t)
	s := f.listService("provider")
	a, b := f.hire("one", s), f.hire("two", s)
	f.refusedHire(types.ErrServiceBusy, "three", s)
	f.block()
	require.EqualValues(t, 2, f.running(s))
	f.deliver(a)
	c := f.hire("three", s)
	f.refusedHire(types.ErrServiceBusy, "one", s)
	f.block()

	// an agreement whose record is deleted has ended, too
	f.deliver(b)
	f.pass(hour) // c is late
	f.pass(4 * day)
	require.Zero(t, f.running(s))
	_, err := f.agreement.Get(f.ctx, c.Id)
	require.ErrorIs(t, err, agreementtypes.ErrNotFound)
	f.hire("one", s)
	f.hire("two", s)
	f.refusedHire(types.ErrServiceBusy, "three", s)
	// less room than what runs: nothing ends, and nothing new begins
	s = f.update(s, func(m *types.MsgUpdateService) { m.Capacity = 1 })
	f.refusedHire(types.ErrServiceBusy, "three", s)
	f.block()
}

// Whoever listed the service stands for every hire: when its mandate is gone, spent or expired, or its agent is not at
// work, the hire is refused with that error.
func TestTheListersMandateMustAllowEachHire(t *testing.T) {
	key := sdk.AccAddress("lister______________")
	for name, tc := range map[string]struct {
		mandate func(*identitytypes.Mandate)
		before  func(f *fixture)
		err     error
	}{
		"as it should be":            {nil, nil, nil},
		"revoked":                    {nil, func(f *fixture) { f.removeOperator("provider", key) }, identitytypes.ErrNotAuthorized},
		"of a handed over agent":     {nil, func(f *fixture) { f.hand("provider", sdk.AccAddress("new_owner___________")) }, identitytypes.ErrNotAuthorized},
		"spent in its lifetime":      {func(m *identitytypes.Mandate) { m.Limits[0].Lifetime = math.NewInt(5 * unit) }, func(f *fixture) { f.hire("first", f.service(onlyService(f))) }, identitytypes.ErrAboveLifetime},
		"spent in its window":        {func(m *identitytypes.Mandate) { m.Limits[0].PerWindow = math.NewInt(5 * unit) }, func(f *fixture) { f.hire("first", f.service(onlyService(f))) }, identitytypes.ErrAboveWindow},
		"below one pledge":           {func(m *identitytypes.Mandate) { m.Limits[0].PerAction = math.NewInt(4*unit - 1) }, nil, identitytypes.ErrAboveAction},
		"without the denom":          {func(m *identitytypes.Mandate) { m.Limits[0].Denom = "other" }, nil, identitytypes.ErrDenomNotAllowed},
		"for other clients":          {func(m *identitytypes.Mandate) { m.Counterparties = []string{sdk.AccAddress(make([]byte, 32)).String()} }, nil, identitytypes.ErrCounterpartyNotAllowed},
		"expired":                    {func(m *identitytypes.Mandate) { m.ExpiresMs = 1_000_000 + hour }, func(f *fixture) { f.pass(hour) }, identitytypes.ErrMandateExpired},
		"not expired yet":            {func(m *identitytypes.Mandate) { m.ExpiresMs = 1_000_000 + hour }, func(f *fixture) { f.pass(hour - 1) }, nil},
		"of a paused agent":          {nil, func(f *fixture) { require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusPaused)) }, identitytypes.ErrAgentPaused},
		"of a retired agent":         {nil, func(f *fixture) { require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusRetired)) }, identitytypes.ErrNotAuthorized},
		"of an agent without money":  {nil, func(f *fixture) { f.drain("provider") }, escrowtypes.ErrInsufficient},
		"of one with too much to do": {nil, func(f *fixture) { f.engageFully("provider") }, agreementtypes.ErrTooManyEngaged},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.mandate("provider", key, tc.mandate)
			m := f.listServiceMsg("provider")
			m.Signer = key.String()
			s := f.listed(m)
			f.agent("client")
			if tc.before != nil {
				tc.before(f)
			}
			if tc.err == nil {
				f.hire("client", s)
				lifetime, _ := f.spent("provider", key)
				require.EqualValues(t, 4*unit, lifetime, "the pledge counts against the lister's mandate")
			} else {
				f.refusedHire(tc.err, "client", s)
			}
			f.block()
		})
	}
}

// Somebody else of the provider may take a service over by updating it.
func TestAnUpdateTakesTheServiceOver(t *testing.T) {
	f := newFixture(t)
	key := f.mandate("provider", sdk.AccAddress("lister______________"), nil)
	m := f.listServiceMsg("provider")
	m.Signer = key.String()
	s := f.listed(m)
	f.removeOperator("provider", key)
	f.refusedHire(identitytypes.ErrNotAuthorized, "client", s)
	s = f.update(s, func(*types.MsgUpdateService) {}) // by the owner
	require.Equal(t, f.agent("provider").owner.String(), s.Signer)
	f.hire("client", s)
	f.block()
}

// A removed service is not hired any more; what runs of it goes on to its end.
func TestAgreementsOfARemovedServiceGoOn(t *testing.T) {
	f := newFixture(t)
	s := f.listService("provider")
	a := f.hire("client", s)
	f.events()
	_, err := f.msgs.RemoveService(f.ctx, f.removeMsg(s))
	require.NoError(t, err)
	require.Equal(t, []string{types.EventServiceRemoved}, eventTypes(f.events()))
	f.block()
	f.refusedHire(types.ErrServiceNotFound, "other", s)
	require.Equal(t, agreementtypes.StatusWorking, f.agreed(a.Id).Status)
	f.deliver(a)
	f.block()
	require.Equal(t, agreementtypes.StatusCompleted, f.agreed(a.Id).Status)
	require.Zero(t, f.held("client")+f.held("provider"))
	f.pass(4 * day)
	require.Len(t, f.bytes(types.ModuleName), 1, "only the parameters are left")
}

// A service that is switched off leaves the list of its skill and comes back; a paused provider may remove it.
func TestInactiveServices(t *testing.T) {
	f := newFixture(t)
	s := f.listService("provider")
	skill := func() int {
		res, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{Skill: "translation"})
		require.NoError(t, err)
		return len(res.Services)
	}
	require.Equal(t, 1, skill())
	off := f.update(s, func(m *types.MsgUpdateService) { m.Active = false })
	require.Zero(t, skill())
	f.refusedHire(types.ErrServiceInactive, "client", off)
	f.refusedHire(types.ErrServiceInactive, "client", s)
	f.block()
	on := f.update(off, func(m *types.MsgUpdateService) { m.Active = true })
	require.EqualValues(t, 3, on.Version)
	require.Equal(t, 1, skill())
	f.hire("client", on)
	f.block()
	require.NoError(t, f.setStatus("provider", identitytypes.AgentStatusPaused))
	f.refused(identitytypes.ErrAgentPaused, func(ctx ctx) error {
		_, err := f.msgs.UpdateService(ctx, f.updateMsg(on))
		return err
	})
	_, err := f.msgs.RemoveService(f.ctx, f.removeMsg(on))
	require.NoError(t, err)
	require.Zero(t, skill())
	f.block()
}

// A retired provider takes its services out of the lists, and turns offers down, by its owner.
func TestARetiredProviderLeavesNothingBehind(t *testing.T) {
	f := newFixture(t)
	s, o := f.listService("provider"), f.make("client", f.page("client", "provider"))
	require.NoError(t, f.setStatus("provider", identitytypes.AgentStatusRetired))
	f.refusedHire(identitytypes.ErrAgentRetired, "other", s)
	m := f.removeMsg(s)
	m.Signer = f.agent("other").owner.String()
	f.refused(identitytypes.ErrNotAuthorized, func(ctx ctx) error { _, err := f.msgs.RemoveService(ctx, m); return err })
	_, err := f.msgs.RemoveService(f.ctx, f.removeMsg(s))
	require.NoError(t, err)
	f.reject("provider", o)
	f.pass(4 * day)
	require.Len(t, f.bytes(types.ModuleName), 1, "only the parameters are left")
}

// A big record holds a deposit, which follows its size and denom and comes back when it goes.
func TestTheStorageDepositOfAService(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.StoragePrice = 1_000 })
	criteria := func(n int) func(*agreementtypes.Terms) {
		return func(t *agreementtypes.Terms) {
			t.Criteria = nil
			for i := 0; i < n; i++ {
				t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: uint32(10_000 / n)})
			}
		}
	}
	require.Zero(t, f.listService("small").StorageDeposit.Int64())
	require.Zero(t, f.held("small"))
	s := f.listService("provider", criteria(8))
	want := int64(s.RequestSize()-1_024) * 1_000
	require.Positive(t, want)
	require.Equal(t, want, s.StorageDeposit.Int64())
	require.Equal(t, want, f.held("provider"))
	f.block()
	s = f.update(s, func(m *types.MsgUpdateService) { criteria(16)(&m.Terms) })
	require.Greater(t, f.held("provider"), want)
	f.block()
	f.setEscrow(func(p *escrowtypes.Params) {
		p.AcceptedDenoms = append(p.AcceptedDenoms, escrowtypes.AcceptedDenom{Denom: "other", UnitsPerNumeraire: 100, MinHold: math.OneInt()})
	})
	f.fund(f.agent("provider").addr, sdk.NewInt64Coin("other", 1_000))
	s = f.update(s, func(m *types.MsgUpdateService) { m.Terms.Price.Denom = "other" })
	require.Zero(t, f.held("provider"))
	require.Equal(t, "other", s.Deposit().Denom)
	f.block()
	// the denom is taken off the list: the deposit still comes back
	f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = p.AcceptedDenoms[:1] })
	_, err := f.msgs.RemoveService(f.ctx, f.removeMsg(s))
	require.NoError(t, err)
	held, err := f.escrow.Held(f.ctx, f.agent("provider").addr, "other")
	require.NoError(t, err)
	require.True(t, held.IsZero())
	f.block()
}

// onlyService is the id of the one service there is.
func onlyService(f *fixture) string {
	f.t.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	require.Len(f.t, gs.Services, 1)
	return gs.Services[0].Id
}
