package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// other are terms of what is left of an agreement, with another price and pledge in one milestone; the loss is the price.
func (f *fixture) other(a types.Agreement, price, pledge int64) types.Terms {
	t := f.get(a.Id).Terms
	t.Price, t.Pledge, t.Loss = utroth(price), math.NewInt(pledge), math.NewInt(price)
	t.Milestones = types.SingleMilestone(2 * delivery)
	return t
}

// dearer are terms with a price of 20 and a pledge of 10.
func (f *fixture) dearer(a types.Agreement) types.Terms { return f.other(a, 20*million, 10*million) }

// Price, pledge, capital and clocks become exactly the new ones, whoever proposes, up or down, also between milestones.
func TestAnAmendmentMovesTheHoldsToExactlyTheNewTerms(t *testing.T) {
	for name, tc := range map[string]struct{ price, pledge, capital int64 }{
		"dearer, more pledge":          {20 * million, 10 * million, 10 * million},
		"cheaper, less pledge":         {4 * million, 1 * million, 3 * million},
		"dearer, no pledge":            {20 * million, 0, 20 * million},
		"cheaper, all in cash":         {4 * million, 4 * million, 0},
		"within the backup reserve":    {12 * million, 6 * million, 6 * million},
		"one unit more of both":        {10*million + 1, 5*million + 1, 5 * million},
		"the same, but for the clocks": {10 * million, 5 * million, 5 * million},
	} {
		for _, first := range []types.Role{asClient, asProvider} {
			for _, milestone := range []uint32{0, 1} {
				t.Run(name+", "+first.String(), func(t *testing.T) {
					f := newFixture(t)
					d := f.usual()
					if milestone == 1 {
						d = d.parts(5_000, 5_000)
					}
					a := f.hire(d)
					if milestone == 1 {
						require.NoError(t, f.submit(a))
						require.NoError(t, f.accept(a, 100))
						f.block()
					}
					f.pass(delivery / 2)
					terms := f.other(a, tc.price, tc.pledge)
					client, provider := f.balance(f.client), f.balance(f.provider)

					require.NoError(t, f.amend(a, first, terms))
					require.Equal(t, types.ProposalAmend, f.get(a.Id).Proposal(first).Kind)
					require.Equal(t, uint32(0), f.get(a.Id).Amendments)
					f.checkInvariants()
					require.NoError(t, f.amend(a, first.Other(), terms))
					f.block()

					got := f.get(a.Id)
					require.Equal(t, tc.price, f.held(f.client))
					require.Equal(t, tc.pledge, f.held(f.provider))
					require.Equal(t, uint64(tc.capital), f.score(f.provider).Capital.Reserved)
					require.Equal(t, [2]int64{client, provider}, [2]int64{f.balance(f.client), f.balance(f.provider)}, "no coin moves")
					require.Equal(t, terms, got.Terms)
					require.Equal(t, [3]uint32{milestone, milestone, 1}, [3]uint32{got.Milestone, got.First, got.Amendments})
					require.Equal(t, f.now()-1+2*delivery, got.DueMs)
					require.True(t, got.BackupReserve.IsZero())
					require.Nil(t, got.ClientProposal)
					require.Nil(t, got.ProviderProposal)
					require.Len(t, f.events(types.EventAgreementAmended), 1)

					require.NoError(t, f.submit(a))
					require.NoError(t, f.accept(a, 100))
					f.block()
					require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
					require.Equal(t, tc.price, f.receipt(a, milestone).Sum().Int64())
					require.Zero(t, f.held(f.client))
					require.Zero(t, f.held(f.provider))
				})
			}
		}
	}
}

// The cover of an amendment is that of the day: new parameters, new snapshot.
func TestAnAmendmentTakesTheParametersInForce(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	p := testParams()
	p.KillFeeBps, p.AnswerMs = 2_000, 77
	f.updateParams(p)
	gs, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(t, err)
	gs.Params.BurnBps = 1_000
	f.setEscrowParams(gs.Params)
	terms := f.dearer(a)
	require.NoError(t, f.amend(a, asClient, terms))
	require.NoError(t, f.amend(a, asProvider, terms))
	s := f.get(a.Id).Snapshot
	require.Equal(t, [3]uint64{2_000, 77, 1_000}, [3]uint64{uint64(s.KillFeeBps), s.AnswerMs, uint64(s.BurnBps)})
	require.Equal(t, uint64(20_000_000), s.PriceMicro)
	f.block()
}

func TestAmendmentsAreRefused(t *testing.T) {
	edit := func(change func(t *types.Terms)) func(f *fixture, a types.Agreement) error {
		return func(f *fixture, a types.Agreement) error {
			terms := f.dearer(a)
			change(&terms)
			return f.amend(a, asClient, terms)
		}
	}
	same := func(f *fixture, a types.Agreement, role types.Role) error { return f.amend(a, role, f.dearer(a)) }
	client := func(f *fixture, a types.Agreement) error { return same(f, a, asClient) }
	provider := func(f *fixture, a types.Agreement) error { return same(f, a, asProvider) }
	cases := map[string]struct {
		state func(f *fixture, a types.Agreement)
		act   func(f *fixture, a types.Agreement) error
		err   error
	}{
		"other parties":     {nil, edit(func(t *types.Terms) { t.Client, t.Provider = t.Provider, t.Client }), types.ErrAmend},
		"another skill":     {nil, edit(func(t *types.Terms) { t.Skill = "other" }), types.ErrAmend},
		"another denom":     {nil, edit(func(t *types.Terms) { t.Price.Denom = "uother" }), types.ErrAmend},
		"a parent":          {nil, edit(func(t *types.Terms) { t.Parent = "agr_0000000000000001" }), types.ErrAmend},
		"paid at once":      {nil, edit(func(t *types.Terms) { t.Instant, t.ReworkRounds = true, 0 }), types.ErrAmend},
		"bad terms":         {nil, edit(func(t *types.Terms) { t.Title = "" }), field.ErrMissing},
		"seventeen parts":   {nil, edit(func(t *types.Terms) { t.Milestones = make([]types.Milestone, 17) }), field.ErrTooMany},
		"a clock too short": {nil, edit(func(t *types.Terms) { t.Milestones[0].DeliveryMs = 999 }), types.ErrClock},
		"a judge of nobody": {nil, edit(func(t *types.Terms) {
			t.Verification = types.Verification{Method: types.MethodEvaluator, Evaluator: account("nobody").String(), EvalMs: evaluation}
		}), types.ErrEvaluator},
		"too high a pledge": {func(f *fixture, a types.Agreement) {
			terms := f.other(a, 10*million, 30*million)
			require.NoError(f, f.amend(a, asClient, terms))
		}, func(f *fixture, a types.Agreement) error {
			return f.amend(a, asProvider, f.other(a, 10*million, 30*million))
		}, types.ErrPledgeTooHigh},
		"a price the client has not": {nil, func(f *fixture, a types.Agreement) error {
			return f.amend(a, asClient, f.other(a, 200*million, 0))
		}, escrowtypes.ErrInsufficient},
		"a pledge the provider has not": {nil, func(f *fixture, a types.Agreement) error {
			return f.amend(a, asProvider, f.other(a, 200*million, 200*million))
		}, escrowtypes.ErrInsufficient},
		"capital the provider has not": {func(f *fixture, a types.Agreement) {
			require.NoError(f, f.amend(a, asClient, f.other(a, 90*million, 10*million)))
		}, func(f *fixture, a types.Agreement) error {
			return f.amend(a, asProvider, f.other(a, 90*million, 10*million))
		}, reputationtypes.ErrCapitalShort},
		"after a submission": {func(f *fixture, a types.Agreement) { require.NoError(f, f.submit(a)) }, client, types.ErrTransition},
		"after a rework": {func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			require.NoError(f, f.rework(a))
		}, client, types.ErrTransition},
		"at the deadline": {func(f *fixture, _ types.Agreement) { f.pass(delivery) }, client, types.ErrDeadlinePassed},
		"accepted too late": {func(f *fixture, a types.Agreement) {
			require.NoError(f, client(f, a))
			f.pass(delivery)
		}, provider, types.ErrDeadlinePassed},
		"after the end": {func(f *fixture, a types.Agreement) { require.NoError(f, f.terminate(a)) }, client, types.ErrTransition},
		"by a stranger": {nil, func(f *fixture, a types.Agreement) error {
			_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: ownerOf(f.second).String(), Agent: f.second.String(), Agreement: a.Id, Terms: f.dearer(a)})
			return err
		}, types.ErrNotParty},
		"a paused client promises no more": {func(f *fixture, _ types.Agreement) { f.setStatus(f.client, identitytypes.AgentStatusPaused) }, client, identitytypes.ErrAgentPaused},
		"a paused provider neither":        {func(f *fixture, _ types.Agreement) { f.setStatus(f.provider, identitytypes.AgentStatusPaused) }, provider, identitytypes.ErrAgentPaused},
		"the denom is accepted no more":    {func(f *fixture, _ types.Agreement) { f.setEscrowParams(noDenoms(f)) }, client, escrowtypes.ErrDenomNotAccepted},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual().reworks(1))
			if tc.state != nil {
				tc.state(f, a)
			}
			f.refuses(tc.err, func() error { return tc.act(f, a) })
			f.checkInvariants()
		})
	}
}

func noDenoms(f *fixture) escrowtypes.Params {
	gs, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(f, err)
	gs.Params.AcceptedDenoms = nil
	return gs.Params
}

func (f *fixture) setStatus(agent interface{ String() string }, status identitytypes.AgentStatus) {
	f.Helper()
	_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{
		Owner: f.signerOf(agent.String()), Agent: agent.String(), Status: status,
	})
	require.NoError(f, err)
}

// A proposal binds nobody until the other party sends exactly the same; then it is too late to change it.
func TestAProposalOfOtherTermsIsReplacedOrDropped(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.amend(a, asClient, f.other(a, 20*million, 5*million)))
	require.Equal(t, 20*million, f.held(f.client))
	f.checkInvariants()
	require.NoError(t, f.amend(a, asClient, f.other(a, 30*million, 5*million)))
	require.Equal(t, 30*million, f.held(f.client), "the new promise in place of the old")
	f.checkInvariants()
	require.NoError(t, f.amend(a, asProvider, f.other(a, 20*million, 9*million)))
	require.Equal(t, 9*million, f.held(f.provider))
	require.Equal(t, uint32(0), f.get(a.Id).Amendments, "not the same terms")
	f.checkInvariants()
	require.NoError(t, f.propose(a, asProvider, 5_000))
	require.Equal(t, 5*million, f.held(f.provider), "another proposal of the party takes the promise back")
	require.NoError(t, f.amend(a, asClient, f.other(a, 8*million, 5*million)))
	require.Equal(t, 12*million, f.held(f.client), "a cheaper price promises nothing")
	f.checkInvariants()
	require.NoError(t, f.amend(a, asClient, f.dearer(a)))
	require.NoError(t, f.amend(a, asProvider, f.other(a, 10*million, 10*million)))
	f.block()
	require.NoError(t, f.submit(a))
	require.Equal(t, [2]int64{10 * million, 5 * million}, [2]int64{f.held(f.client), f.held(f.provider)}, "the submission drops all")
	require.Nil(t, f.get(a.Id).ClientProposal)
	f.block()
}

// The end and the deadline drop what was promised, too.
func TestEndsReleasePromises(t *testing.T) {
	for name, act := range map[string]func(f *fixture, a types.Agreement) error{
		"terminate": (*fixture).terminate, "resign": (*fixture).resign,
		"late": func(f *fixture, _ types.Agreement) error { f.pass(delivery); return nil },
		"split": func(f *fixture, a types.Agreement) error {
			if err := f.propose(a, asClient, 10); err != nil {
				return err
			}
			return f.take(a, asProvider, 10)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual())
			require.NoError(t, f.amend(a, asProvider, f.dearer(a)))
			require.NoError(t, f.amend(a, asClient, f.other(a, 30*million, 0)))
			require.NoError(t, act(f, a))
			f.block()
			require.True(t, f.get(a.Id).Status.Ended())
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
		})
	}
}

// An amended agreement is another work than the runner-up bid for.
func TestAfterAnAmendmentNoRunnerUpGetsTheJob(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	f.standBy()
	terms := f.other(a, 10*million, 5*million)
	require.NoError(t, f.amend(a, asClient, terms))
	require.NoError(t, f.amend(a, asProvider, terms))
	f.pass(2 * delivery)
	f.block()
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Zero(t, f.handler.calls)
	require.Zero(t, f.held(f.client))
}

// Sixteen milestones is the most in a whole life, amendments included.
func TestAnAgreementHasAtMostSixteenMilestones(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(5_000, 5_000))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.accept(a, 100))
	terms := f.other(a, 5*million, 0)
	terms.Milestones = nil
	for range 16 {
		terms.Milestones = append(terms.Milestones, types.Milestone{ShareBps: 625, DeliveryMs: delivery})
	}
	f.refuses(field.ErrTooMany, func() error { return f.amend(a, asClient, terms) })
	terms.Milestones = terms.Milestones[:15]
	terms.Milestones[14].ShareBps = 1_250
	require.NoError(t, f.amend(a, asClient, terms))
	require.NoError(t, f.amend(a, asProvider, terms))
	for range 15 {
		require.NoError(t, f.submit(a))
		require.NoError(t, f.accept(a, 100))
		f.block()
	}
	require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
	require.Equal(t, uint32(16), f.get(a.Id).Milestone)
}
