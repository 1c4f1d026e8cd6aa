package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Random agreements of all kinds, random acts and silence of several agents, failing and working re-awards, changes of
// parameters. After every block all invariants of all modules hold; then nobody acts any more, and within a bounded market
// time every agreement has ended, all holds and all reserved capital are zero, every coin is accounted for, and at last no
// record is left.
func TestSilenceEndsEverything(t *testing.T) {
	base := newFixture(t)
	base.bench(3)
	agents := []sdk.AccAddress{base.client, base.provider, base.second}
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		f := base.branch(r)
		supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount
		f.handler.target = &escrowtypes.Target{Scope: "market", Ref: []byte("pot")}
		var all []string
		f.handler.onDefault = func(ctx context.Context, _ string) error { return f.randomDefault(ctx, r, &all) }
		var covers [][]byte
		for range rapid.IntRange(20, 80).Draw(r, "steps") {
			switch pick(r, "step", []string{"hire", "hire", "lock", "unlock", "act", "act", "act", "act", "act", "act", "act", "judge", "judge", "pass", "params"}) {
			case "hire":
				if id := f.randomHire(r, agents, all); id != "" {
					all = append(all, id)
				}
			case "lock":
				d := f.randomDeal(r, agents, nil)
				job, _ := f.job()
				if f.lock(job, d) != nil {
					continue
				}
				covers = append(covers, coverRef(job, d.provider))
			case "unlock":
				if len(covers) > 0 {
					require.NoError(f, f.k.UnlockCover(f.ctx, covers[0]))
					covers = covers[1:]
				}
			case "act":
				f.randomAct(r, all)
			case "judge":
				f.randomVotes(r)
			case "pass":
				f.pass(rapid.Uint64Range(1, 6_000).Draw(r, "ms"))
				f.block()
			case "params":
				p := testParams()
				p.KillFeeBps, p.RejectDepositBps = rapid.Uint32Range(0, 10_000).Draw(r, "kill"), rapid.Uint32Range(0, 10_000).Draw(r, "deposit")
				p.MaxDeadlinesPerBlock = rapid.Uint32Range(1, 3).Draw(r, "deadlines")
				f.updateParams(p)
			}
		}
		f.block()
		for _, ref := range covers { // covers end with their job, which is the market's part
			require.NoError(f, f.k.UnlockCover(f.ctx, ref))
		}
		f.silence(r, all, append(agents, base.evaluator), base.jurors, supply)
		for _, e := range f.ctx.EventManager().Events() {
			seen[e.Type]++
		}
	})
	if testing.Short() {
		return
	}
	for _, kind := range append([]string{
		types.EventWorkSubmitted, types.EventWorkEvaluated, types.EventEvaluatorAbsent,
		types.EventProposalMade, types.EventAgreementAmended, types.EventReawardFailed, types.EventWorkContested,
	}, types.SettlementEvents...) {
		require.NotZero(t, seen[kind], "the property never came to %s", kind)
	}
	require.NotZero(t, seen[types.EventWorkReturned]+seen[types.EventWorkRejected], "the property never came to a refusal of work")
}

// silence lets time pass without any message. From any status the longest way is to an absent evaluator, a silent review or
// a claim that is contested without an answer, a case in which nobody votes, and a milestone that never comes; a re-award
// happens once per default, and the test's market has at most one runner-up each.
func (f *fixture) silence(r *rapid.T, all []string, agents, jurors []sdk.AccAddress, supply math.Int) {
	f.handler.target = nil // no more runners-up: the last awards run out
	draw := uint64(drawBlocks * 1_000)
	for _, ms := range []uint64{evaluation, max(review, answerMs), draw, evidenceMs, commitMs, revealMs, appealMs, 2 * delivery} {
		f.pass(ms)
		for range len(all) + 2 {
			f.block()
		}
	}
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(r, err)
	for _, a := range gs.Agreements {
		require.True(r, a.Status.Ended(), "%s is %s", a.Id, a.Status)
	}
	total := math.ZeroInt()
	for _, agent := range agents {
		has, err := f.escrow.HasHolds(f.ctx, agent)
		require.NoError(r, err)
		require.False(r, has, "holds of %s", agent)
		require.Zero(r, f.held(agent))
		require.Zero(r, f.score(agent).Capital.Reserved)
		total = total.Add(f.bank.GetBalance(f.ctx, agent, chain.BaseDenom).Amount)
	}
	for _, juror := range jurors { // whose stakes stay
		agents, total = append(agents, juror), total.Add(f.bank.GetBalance(f.ctx, juror, chain.BaseDenom).Amount)
	}
	burned := supply.Sub(f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount)
	fees := f.bank.GetBalance(f.ctx, authtypes.NewModuleAddress(authtypes.FeeCollectorName), chain.BaseDenom).Amount
	require.Equal(r, math.NewInt(purse*int64(len(agents))).String(), total.Add(burned).Add(fees).String(), "every coin is accounted for")

	f.pass(types.DefaultParams().RetainMs)
	for range len(gs.Agreements) + 2 {
		f.block()
	}
	gs, err = f.k.ExportGenesis(f.ctx)
	require.NoError(r, err)
	require.Empty(r, gs.Agreements)
	require.Empty(r, gs.Receipts)
	require.Empty(r, gs.Deadlines)
	require.Len(r, own(f), 1, "only the parameters are left")
}

// randomDeal draws who works for whom, for what, in how many parts, and who judges it.
func (f *fixture) randomDeal(r *rapid.T, agents []sdk.AccAddress, all []string) deal {
	amount := func(name string, low int64) int64 {
		return rapid.OneOf(rapid.Int64Range(low, 100), rapid.Int64Range(low, 20_000_000)).Draw(r, name)
	}
	i, price := pick(r, "client", []int{0, 1, 2}), amount("price", 1)
	d := deal{
		client: agents[i], provider: agents[(i+pick(r, "provider", []int{1, 2}))%3], price: price,
		pledge: price * pick(r, "pledge", []int64{0, 1, 2}) / 2, loss: pick(r, "loss", []int64{price, price, amount("loss", 1)}),
		declineMs: pick(r, "decline", []uint64{0, 0, 1, delivery / 2}), reserve: amount("reserve", 0), sigmaBps: pick(r, "sigma", []uint32{0, 15_000}),
	}
	shares := pick(r, "parts", [][]uint32{{10_000}, {5_000, 5_000}, {3_333, 3_333, 3_334}, {1, 9_999}})
	d = d.parts(shares...).reworks(pick(r, "reworks", []uint32{0, 1, 2}))
	switch pick(r, "kind", []string{"plain", "plain", "judged", "judged", "puzzle", "instant", "panel"}) {
	case "panel":
		d = d.panel(pick(r, "seats", []uint32{3, 5})) // three sit
	case "judged":
		d = f.judged(d)
	case "puzzle":
		d = d.puzzle()
	case "instant":
		d = d.reworks(0).instant()
		d.pledge++ // rounds up
	}
	if len(all) > 0 && pick(r, "part", []bool{true, false, false, false}) {
		parent := pick(r, "parent", all)
		d = d.with(func(t *types.Terms) { t.Parent = parent })
	}
	return d
}

// randomHire makes an agreement, or finds that it cannot be made; "" then, and nothing is left behind. What CheckTerms
// allows and the agents can afford can be opened.
func (f *fixture) randomHire(r *rapid.T, agents []sdk.AccAddress, all []string) string {
	d := f.randomDeal(r, agents, all)
	if f.k.CheckTerms(f.ctx, d.terms()) != nil {
		return ""
	}
	job, id := f.job()
	cache, write := f.ctx.CacheContext()
	whole := f.ctx
	f.ctx = cache
	defer func() { f.ctx = whole }()
	if f.market.Hold(f.ctx, f.authority(d.client, identitytypes.ActionHire), job, utroth(d.price+d.reserve), nil) != nil || f.lock(job, d) != nil {
		return ""
	}
	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, d.price+d.reserve))
	require.NoError(f, err, "a locked cover can be opened")
	write()
	return agr
}

// fitting are the messages that a status allows, the ones that lead on more often.
var fitting = map[types.Status][]string{
	types.StatusWorking:    {"submit", "answer", "submit standing", "amend", "amend same", "propose", "take", "split", "cancel", "cancel same", "terminate", "resign"},
	types.StatusEvaluating: {"evaluate", "evaluate", "propose", "take", "split", "cancel", "cancel same"},
	types.StatusEvaluated:  {"accept", "concede", "contest", "contest", "propose", "take", "split", "cancel", "cancel same"},
	types.StatusDisputed:   {"accept", "propose", "concede"},
	types.StatusReview:     {"accept", "reject", "reject", "rework", "rework", "rework", "propose", "take", "split", "cancel", "cancel same"},
	types.StatusClaimed:    {"accept", "concede", "contest", "contest", "contest", "take claim", "propose", "take", "split", "cancel", "cancel same"},
}

// anything is every message, fitting or not.
var anything = []string{
	"submit", "answer", "evaluate", "accept", "rework", "reject", "contest", "concede", "propose", "take", "take claim", "cancel", "amend",
	"terminate", "resign", "retry", "reveal",
}

// pick draws one of a list, each as likely as the other.
func pick[T any](r *rapid.T, name string, list []T) T {
	return list[rapid.Uint64().Draw(r, name)%uint64(len(list))]
}

// randomAct has somebody do something, mostly what fits to a running agreement; what is refused changes nothing.
func (f *fixture) randomAct(r *rapid.T, all []string) {
	var live []types.Agreement
	for _, id := range all {
		a, err := f.k.Get(f.ctx, id)
		if err != nil {
			require.ErrorIs(f, err, types.ErrNotFound)
			continue
		}
		if a.Status.Live() || rapid.Bool().Draw(r, "ended") {
			live = append(live, a)
		}
	}
	if len(live) == 0 {
		return
	}
	a := pick(r, "agreement", live)
	acts := anything
	if a.Status.Live() && pick(r, "fits", []bool{true, true, true, true, false}) {
		acts = fitting[a.Status]
	}
	var err error
	role := pick(r, "role", []types.Role{asClient, asProvider})
	bps := pick(r, "bps", []uint32{0, 1, 3_333, 10_000})
	terms := pick(r, "terms", [][2]int64{{100, 50}, {5_000_000, 1_000_000}})
	if p := a.Proposal(role.Other()); p != nil && p.Kind != types.ProposalAmend {
		bps = p.Bps
	}
	before := f.dump()
	switch act := pick(r, "act", acts); act {
	case "submit":
		err = f.submit(a)
	case "submit standing":
		err = f.submitStanding(a)
	case "contest":
		err = f.contest(a, role)
	case "answer":
		err = f.answer(a, preimage(int(a.Milestone)))
	case "evaluate":
		err = f.evaluate(a, bps)
	case "accept":
		err = f.accept(a, rapid.Uint32Range(0, 100).Draw(r, "rating"))
	case "rework":
		err = f.rework(a)
	case "reject":
		err = f.reject(a, min(bps, 9_999))
	case "concede":
		err = f.concede(a)
	case "propose":
		err = f.propose(a, role, bps)
	case "take":
		err = f.take(a, role, bps)
	case "split":
		if err = f.propose(a, role.Other(), bps); err == nil {
			before, err = f.dump(), f.take(a, role, bps)
		}
	case "take claim":
		if a.Claim != nil {
			err = f.take(a, asProvider, a.Claim.Bps)
		}
	case "cancel", "cancel same":
		if err = f.cancel(a, role, bps); err == nil && act == "cancel same" && f.get(a.Id).Status.Live() {
			before, err = f.dump(), f.cancel(a, role.Other(), bps)
		}
	case "amend", "amend same":
		t := f.other(a, terms[0], terms[1])
		if err = f.amend(a, role, t); err == nil && act == "amend same" {
			before, err = f.dump(), f.amend(a, role.Other(), t)
		}
	case "terminate":
		err = f.terminate(a)
	case "resign":
		err = f.resign(a)
	case "retry":
		err = f.retry(a)
	case "reveal":
		err = f.reveal(a, 1, make([]byte, 32))
	}
	if err != nil {
		require.Equal(f, before, f.dump(), "refused: %s", err)
	}
}

// randomDefault does what a market may do with the money of a defaulted agreement: award it to a runner-up, give it back,
// or fail half way.
func (f *fixture) randomDefault(ctx context.Context, r *rapid.T, all *[]string) error {
	pot := []byte("pot")
	hold, err := f.market.Get(ctx, pot)
	if err != nil {
		return err
	}
	client := f.agent(hold.Agent)
	d := deal{client: client, provider: f.second, price: hold.Coin.Amount.Int64(), pledge: 1, loss: 1}.reworks(1)
	if client.Equals(f.second) {
		d.provider = f.provider
	}
	switch rapid.SampledFrom([]string{"award", "give back", "fail", "panic"}).Draw(r, "market") {
	case "award":
		job, id := f.job()
		authority, err := f.identity.Authorize(ctx, ownerOf(d.provider), d.provider, identitytypes.ActionBid)
		if err != nil {
			return err
		}
		if err := f.k.LockCover(ctx, authority, coverRef(job, d.provider), d.request()); err != nil {
			return err
		}
		agr, err := f.k.Open(ctx, f.opening(job, id, d), f.funder(pot, d.price))
		if err == nil {
			*all = append(*all, agr)
		}
		return err
	case "fail":
		return errHandler
	case "panic":
		panic("boom")
	}
	return f.market.Release(ctx, pot)
}
