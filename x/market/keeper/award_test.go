package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func withBackups(n uint32) func(*types.JobRequest) {
	return func(r *types.JobRequest) { r.Backups = n }
}

// three bids of newcomers with full pledge: the cheapest is the best, then b, then c.
var three = []bid{{by: "c", price: 6 * unit}, {by: "a", price: 4 * unit}, {by: "b", price: 5 * unit}}

func TestTheBestBidIsAwarded(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three)

	job := f.job(key)
	require.Equal(t, types.JobStatusAwarded, job.Status)
	require.Equal(t, "a", f.winner(key))
	require.Empty(t, f.providers(key), "no backups were asked for")
	require.EqualValues(t, 4*unit, f.held("client"), "the price is held, the rest of the budget is free")
	require.EqualValues(t, 4*unit, f.held("a"), "the winner's pledge is held")
	require.Zero(t, f.held("b"), "the covers of the others are free")
	require.Zero(t, f.held("c"))
	require.Equal(t, f.now()+30*minute+3*day, job.DueMs, "the record outlives the delivery")

	a := f.opened(key)
	require.Equal(t, job.Id, a.Origin)
	require.Equal(t, agreementtypes.Terms{
		Client: job.Client, Provider: f.agent("a").addr.String(), Title: job.Request.Title, Spec: job.Request.Spec, Skill: "translation",
		Price: sdk.NewInt64Coin(denom, 4*unit), Loss: math.NewInt(10 * unit), Pledge: math.NewInt(4 * unit),
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: 30 * minute}}, ReviewMs: 60 * minute,
	}, a.Terms)
	require.True(t, a.BackupReserve.IsZero())
}

// A better warranty beats a lower price: expected cost counts, not the price.
func TestExpectedCostDecides(t *testing.T) {
	f := newFixture(t)
	// score 0, loss 10: EC = 4 + 10 - 0.75*4 = 11 against 5 + 10 - 0.75*10 = 7.5
	key := f.auctioned("client", []bid{{by: "cheap", price: 4 * unit}, {by: "sure", price: 5 * unit, pledge: 10 * unit}})
	require.Equal(t, "sure", f.winner(key))
}

func TestRunnersUpStandByAndTheReserveIsForTheDearest(t *testing.T) {
	for name, tc := range map[string]struct {
		backups uint32
		stand   []string
		held    int64
	}{
		"none":          {0, []string{}, 4 * unit},
		"one":           {1, []string{"b"}, 5 * unit},
		"two":           {2, []string{"b", "c"}, 6 * unit},
		"more than bid": {3, []string{"b", "c"}, 6 * unit},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.auctioned("client", three, withBackups(tc.backups))
			require.Equal(t, "a", f.winner(key))
			require.Equal(t, tc.stand, f.providers(key))
			require.Equal(t, tc.held, f.held("client"))
			require.Zero(t, f.held("b"), "those who stand by have no money locked")
			require.Zero(t, f.held("c"))
		})
	}
}

// Every winner misses its delivery: the job goes down the list, out of the same money and with fresh clocks, and at the
// end all money is free.
func TestDefaultsGoDownTheList(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three, withBackups(3))
	first := f.job(key).Agreement
	f.events()

	f.pass(30 * minute)
	require.Equal(t, []string{types.EventJobReawarded}, eventTypes(f.events()))
	require.Equal(t, "b", f.winner(key))
	require.NotEqual(t, first, f.job(key).Agreement)
	require.Equal(t, []string{"c"}, f.providers(key))
	require.EqualValues(t, 6*unit, f.held("client"), "price of b and reserve for c")
	require.EqualValues(t, 5*unit, f.held("b"))
	require.Zero(t, f.held("a"))
	require.Equal(t, f.now()+30*minute, f.opened(key).DueMs, "fresh clocks")
	require.Equal(t, f.now()+30*minute+3*day, f.job(key).DueMs)

	f.pass(30 * minute)
	require.Equal(t, "c", f.winner(key))
	require.Empty(t, f.providers(key))
	require.EqualValues(t, 6*unit, f.held("client"))

	f.pass(30 * minute)
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status, "nobody stands by: the client is refunded by the agreement")
	for _, name := range []string{"client", "a", "b", "c"} {
		require.Zero(t, f.held(name), name)
	}
	require.EqualValues(t, purse+(4+5+6)*unit/5, f.balance("client"), "a fifth of each pledge went to the client")
	f.pass(4 * day)
	require.Empty(t, f.jobRecords(), "pruned")
}

func TestAResignationIsAwardedAgain(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three, withBackups(1))
	a := f.agent("a")
	_, err := agreementkeeper.NewMsgServer(f.agreement).Resign(f.ctx, &agreementtypes.MsgResign{
		Signer: a.owner.String(), Provider: a.addr.String(), Agreement: f.job(key).Agreement,
	})
	require.NoError(t, err)
	require.Equal(t, "b", f.winner(key))
	require.EqualValues(t, 5*unit, f.held("client"))
	f.block()
}

func TestARunnerUpThatCannotTakeOverIsPassedOver(t *testing.T) {
	for name, tc := range map[string]struct {
		before func(f *fixture) // after the award
		winner string
		reason string
	}{
		"paused":  {func(f *fixture) { require.NoError(f.t, f.setStatus("b", identitytypes.AgentStatusPaused)) }, "c", "identity/12"},
		"retired": {func(f *fixture) { require.NoError(f.t, f.setStatus("b", identitytypes.AgentStatusRetired)) }, "c", "identity/13"},
		"handed over, so that the signer of the bid is nobody any more": {
			func(f *fixture) { f.hand("b", sdk.AccAddress("new_owner___________")) }, "c", "identity/11",
		},
		"its money is gone": {func(f *fixture) { f.drain("b") }, "c", "escrow/14"},
		"the client's new owner is its own": {
			func(f *fixture) { f.hand("client", f.agent("b").owner) }, "c", "market/12",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.auctioned("client", three, withBackups(3))
			tc.before(f)
			f.events()
			f.pass(30 * minute)
			events := f.events()
			require.Equal(t, []string{types.EventBidDropped, types.EventJobReawarded}, eventTypes(events))
			require.Equal(t, tc.reason, attribute(events[0], "reason"))
			require.Equal(t, tc.winner, f.winner(key))
			require.EqualValues(t, 6*unit, f.held("client"))
		})
	}
}

func TestWithoutAnAbleRunnerUpTheJobExpiresAndTheMoneyIsFree(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three, withBackups(3))
	require.NoError(t, f.setStatus("b", identitytypes.AgentStatusPaused))
	require.NoError(t, f.setStatus("c", identitytypes.AgentStatusPaused))
	f.events()
	f.pass(30 * minute)
	events := f.events()
	require.Equal(t, []string{types.EventBidDropped, types.EventBidDropped, types.EventJobExpired}, eventTypes(events))
	require.Equal(t, types.ExpiredAfterDefault, attribute(events[2], "reason"))
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	require.Empty(t, f.providers(key))
	require.Zero(t, f.held("client"))
}

func TestTheDenomGoneBetweenAwardAndDefault(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three, withBackups(3))
	f.dropDenom()
	f.pass(30 * minute)
	require.Equal(t, types.JobStatusExpired, f.job(key).Status, "no pledge can be held")
	require.Zero(t, f.held("client"))
	require.Zero(t, f.held("a"))
}

// A revealed bid binds: whoever leads cannot take it back, or one owner could bid with several agents and withdraw the
// cheaper ones when the others are known.
func TestARevealedBidBinds(t *testing.T) {
	for name, undo := range map[string]func(f *fixture, operator sdk.AccAddress){
		"the provider is paused": func(f *fixture, _ sdk.AccAddress) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		},
		"its operator is removed": func(f *fixture, op sdk.AccAddress) { f.removeOperator("a", op) },
		"it is handed over":       func(f *fixture, _ sdk.AccAddress) { f.hand("a", sdk.AccAddress("new_owner___________")) },
		"the client is paused": func(f *fixture, _ sdk.AccAddress) {
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
		},
		"the client is handed over":         func(f *fixture, _ sdk.AccAddress) { f.hand("client", sdk.AccAddress("new_owner___________")) },
		"the denom is no longer accepted":   func(f *fixture, _ sdk.AccAddress) { f.dropDenom() },
		"the provider's purse is withdrawn": func(f *fixture, _ sdk.AccAddress) { f.drain("a") },
		"all parameters of the market are at their least": func(f *fixture, _ sdk.AccAddress) {
			f.setParams(func(p *types.Params) {
				*p = types.Params{
					MaxBids: 1, MaxOpenJobs: 1, DepositMin: 1, MinWindowMs: 1, MaxWindowMs: 1, RetainMs: 1, MaxDeadlinesPerBlock: 1,
					MaxOffers: 1, MaxServices: 1, MaxQuoteMs: 1,
				}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			op := f.operator("a", identitytypes.ActionBid)
			key := f.post("client")
			f.commit(key, three...)
			f.pass(minute)
			f.reveal(key, three[0], three[2])
			m := f.revealMsg(key, three[1])
			m.Signer = op.String()
			_, err := f.msgs.RevealBid(f.ctx, m)
			require.NoError(t, err)
			undo(f, op)
			f.pass(minute)
			require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
			require.Equal(t, "a", f.winner(key))
		})
	}
}

func TestALeaderThatCannotBeAwardedIsPassedOver(t *testing.T) {
	for name, tc := range map[string]struct {
		undo   func(f *fixture)
		reason string
	}{
		"retired: its cover is capital only, so nothing kept it": {
			func(f *fixture) { require.NoError(f.t, f.setStatus("vet", identitytypes.AgentStatusRetired)) }, "identity/13",
		},
		"bought by the owner of the client": {func(f *fixture) { f.hand("vet", f.agent("client").owner) }, "market/12"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.capital("vet", 100*unit)
			key := f.post("client")
			bids := []bid{{by: "vet", price: 1 * unit, pledge: noPledge}, {by: "b", price: 5 * unit}}
			f.commit(key, bids...)
			f.pass(minute)
			require.Equal(t, []uint32{1, 2}, f.reveal(key, bids...))
			tc.undo(f)
			f.events()
			f.pass(minute)
			events := f.events()
			require.Equal(t, []string{types.EventBidDropped, types.EventJobAwarded}, eventTypes(events))
			require.Equal(t, tc.reason, attribute(events[0], "reason"))
			require.Equal(t, "b", f.winner(key))
			require.EqualValues(t, 5*unit, f.held("client"))
		})
	}
}

func TestNobodyLeftToAwardExpires(t *testing.T) {
	f := newFixture(t)
	f.capital("vet", 100*unit)
	key := f.post("client")
	f.commit(key, bid{by: "vet", price: unit, pledge: noPledge})
	f.pass(minute)
	f.reveal(key, bid{by: "vet", price: unit, pledge: noPledge})
	require.NoError(t, f.setStatus("vet", identitytypes.AgentStatusRetired))
	f.events()
	f.pass(minute)
	events := f.events()
	require.Equal(t, []string{types.EventBidDropped, types.EventJobExpired}, eventTypes(events))
	require.Equal(t, types.ExpiredWithoutWinner, attribute(events[1], "reason"))
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	require.Zero(t, f.held("client"))
}

func TestAJobWithoutBidsExpiresWhenTheBiddingEnds(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.events()
	f.pass(minute - 1)
	require.Equal(t, types.JobStatusOpen, f.job(key).Status)
	f.pass(1)
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	events := f.events()
	require.Equal(t, []string{types.EventJobExpired}, eventTypes(events))
	require.Equal(t, types.ExpiredWithoutBids, attribute(events[0], "reason"))
	require.Zero(t, f.held("client"))
	f.pass(3*day - 1)
	require.Len(t, f.jobRecords(), 1)
	f.pass(1)
	require.Empty(t, f.jobRecords())
	require.Equal(t, []string{types.EventJobPruned}, eventTypes(f.events()))
}

func TestAJobWithoutRevealsExpiresAndTheDepositsBurn(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	f.pass(minute)
	require.Equal(t, types.JobStatusRevealing, f.job(key).Status)
	supply := f.bank.GetSupply(f.ctx, denom).Amount
	f.events()
	f.pass(minute)
	require.ElementsMatch(t, []string{
		types.EventJobExpired, types.EventCommitmentBurned, types.EventCommitmentBurned, types.EventCommitmentBurned,
	}, eventTypes(f.events()))
	require.Zero(t, f.held("client"))
	require.Zero(t, f.held("a"))
	require.EqualValues(t, purse-unit/10, f.balance("a"), "the deposit is 1 % of the budget")
	require.Equal(t, "300000", supply.Sub(f.bank.GetSupply(f.ctx, denom).Amount).String(), "destroyed")
}

func TestDefaultHandlerWithoutARunnerUp(t *testing.T) {
	f := newFixture(t)
	open, awarded := f.post("client"), f.auctioned("client", three)
	for name, job := range map[string]string{
		"no id":                     "",
		"no job":                    "job_0000000000000000",
		"a job that is not awarded": types.JobID(open),
		"no runner-up":              types.JobID(awarded),
	} {
		t.Run(name, func(t *testing.T) {
			_, ok, err := f.k.DefaultTarget(f.ctx, job)
			require.NoError(t, err)
			require.False(t, ok)
		})
	}
	f.refused(types.ErrNoRunnerUp, func(ctx ctx) error { return f.k.OnDefault(ctx, types.JobID(awarded)) })
	f.refused(types.ErrJobNotFound, func(ctx ctx) error { return f.k.OnDefault(ctx, "job_0000000000000000") })
}
