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

// Random acts and silence of several agents, failing and working re-awards, changes of parameters. After every block all
// invariants of all modules hold; then nobody acts any more, and within a bounded market time every agreement has ended,
// all holds and all reserved capital are zero, every coin is accounted for, and at last no record is left.
func TestSilenceEndsEverything(t *testing.T) {
	base := newFixture(t)
	agents := []sdk.AccAddress{base.client, base.provider, base.second}
	rapid.Check(t, func(r *rapid.T) {
		f := base.branch(r)
		supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount
		f.handler.target = &escrowtypes.Target{Scope: "market", Ref: []byte("pot")}
		var all []string
		f.handler.onDefault = func(ctx context.Context, _ string) error { return f.randomDefault(ctx, r, &all) }
		var covers [][]byte
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"hire", "hire", "lock", "unlock", "act", "act", "act", "pass", "pass", "params"}).Draw(r, "step") {
			case "hire":
				if id := f.randomHire(r, agents); id != "" {
					all = append(all, id)
				}
			case "lock":
				d := f.randomDeal(r, agents)
				job, _ := f.job()
				if d.client.Equals(d.provider) || f.lock(job, d) != nil {
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
			case "pass":
				f.pass(rapid.Uint64Range(1, 12_000).Draw(r, "ms"))
				f.block()
			case "params":
				p := testParams()
				p.KillFeeBps = rapid.Uint32Range(0, 10_000).Draw(r, "kill")
				p.MaxDeadlinesPerBlock = rapid.Uint32Range(1, 3).Draw(r, "deadlines")
				f.updateParams(p)
			}
		}
		f.block()
		for _, ref := range covers { // covers end with their job, which is the market's part
			require.NoError(f, f.k.UnlockCover(f.ctx, ref))
		}
		f.silence(r, all, agents, supply)
	})
}

// silence lets time pass without any message. Each agreement, the ones that re-awards open included, needs at most its
// delivery time: a re-award happens once per default, and the test's market has at most one runner-up per default.
func (f *fixture) silence(r *rapid.T, all []string, agents []sdk.AccAddress, supply math.Int) {
	f.handler.target = nil // no more runners-up: the last awards run out
	f.pass(delivery + review)
	for range len(all) + 2 {
		f.block()
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
	require.Empty(r, gs.Deadlines)
	require.Len(r, own(f), 1, "only the parameters are left")
}

func (f *fixture) randomDeal(r *rapid.T, agents []sdk.AccAddress) deal {
	amount := func(name string, low int64) int64 {
		return rapid.OneOf(rapid.Int64Range(low, 100), rapid.Int64Range(low, 20_000_000)).Draw(r, name)
	}
	return deal{
		client: rapid.SampledFrom(agents).Draw(r, "client"), provider: rapid.SampledFrom(agents).Draw(r, "provider"),
		price: amount("price", 1), pledge: amount("pledge", 0), loss: amount("loss", 1), reserve: amount("reserve", 0),
		sigmaBps: rapid.SampledFrom([]uint32{0, 15_000}).Draw(r, "sigma"),
	}
}

// randomHire makes an agreement, or finds that the agents cannot afford it; "" then, and nothing is left behind.
func (f *fixture) randomHire(r *rapid.T, agents []sdk.AccAddress) string {
	d := f.randomDeal(r, agents)
	if d.client.Equals(d.provider) {
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

func (f *fixture) randomAct(r *rapid.T, all []string) {
	if len(all) == 0 {
		return
	}
	a, err := f.k.Get(f.ctx, rapid.SampledFrom(all).Draw(r, "agreement"))
	if err != nil {
		require.ErrorIs(f, err, types.ErrNotFound)
		return
	}
	before := f.dump()
	switch rapid.SampledFrom([]string{"submit", "submit", "accept", "terminate", "resign", "retry"}).Draw(r, "act") {
	case "submit":
		err = f.submit(a)
	case "accept":
		err = f.accept(a, rapid.Uint32Range(0, 100).Draw(r, "rating"))
	case "terminate":
		err = f.terminate(a)
	case "resign":
		err = f.resign(a)
	case "retry":
		err = f.retry(a)
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
	d := deal{client: client, provider: f.second, price: hold.Coin.Amount.Int64(), pledge: 1, loss: 1}
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
