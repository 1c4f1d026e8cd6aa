package app_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// What a message costs must not depend on how much there is: here on the number of open jobs and agents, of bids on a job
// and of negotiations that run (design 01, principle 6).

// manyBids on one job, and manyOffers of one client at once; each more than the parameters allow by default.
const (
	manyBids   = 1_000
	manyOffers = 300
)

// effort is what a message costs and does: gas of its transaction, reads, writes and steps of iterators of its own.
type effort struct {
	Gas, Reads, Writes, Steps uint64
}

// tally is a gas meter that counts what the gas is for.
type tally struct {
	storetypes.GasMeter
	effort
}

// ConsumeGas implements storetypes.GasMeter.
func (m *tally) ConsumeGas(amount storetypes.Gas, descriptor string) {
	switch descriptor {
	case storetypes.GasReadCostFlatDesc, storetypes.GasHasDesc:
		m.Reads++
	case storetypes.GasWriteCostFlatDesc, storetypes.GasDeleteDesc:
		m.Writes++
	case storetypes.GasIterNextCostFlatDesc:
		m.Steps++
	}
	m.GasMeter.ConsumeGas(amount, descriptor)
}

// count runs something on a branch of the state, and returns what it did there.
func count(t *testing.T, c *testapp.Chain, run func(ctx sdk.Context) error) effort {
	t.Helper()
	meter := &tally{GasMeter: storetypes.NewInfiniteGasMeter()}
	ctx, _ := c.Context().WithGasMeter(meter).CacheContext()
	require.NoError(t, run(ctx))
	return meter.effort
}

// flat is a story on a chain with a crowd, of which every step is measured.
type flat struct {
	t *testing.T
	*testapp.Chain
	client, provider *testapp.Agent
	names            []string
	efforts          map[string]effort
}

// newFlat makes a chain with n agents and open jobs; the first job has bids of all other agents, up to manyBids.
func newFlat(t *testing.T, n int) *flat {
	t.Helper()
	c := testapp.New(t, testapp.Options{
		Accounts: 2, Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
			raiseLimits(cdc, state)
			crowd(n, min(n-1, manyBids))(cdc, state)
		},
		Instances: []testapp.Instance{testapp.Sequential}, SkipInvariants: true,
	})
	agents := c.NewAgents(purse, "writing", c.Accounts...)
	f := &flat{t: t, Chain: c, client: agents[0], provider: agents[1], efforts: map[string]effort{}}
	for _, a := range agents {
		c.Run(c.Tx(a.Owner, widen(a))).RequireOK()
	}
	return f
}

// raiseLimits so that what is many here is allowed.
func raiseLimits(cdc codec.Codec, state map[string]json.RawMessage) {
	var market markettypes.GenesisState
	cdc.MustUnmarshalJSON(state["market"], &market)
	market.Params.MaxBids, market.Params.MaxOffers, market.Params.MaxDeadlinesPerBlock = markettypes.MaxMaxBids, 2*manyOffers, 1_000
	state["market"] = cdc.MustMarshalJSON(&market)
	var agreement agreementtypes.GenesisState
	cdc.MustUnmarshalJSON(state["agreement"], &agreement)
	agreement.Params.MaxOpenPerProvider, agreement.Params.MaxDeadlinesPerBlock = 65_536, 1_000
	state["agreement"] = cdc.MustMarshalJSON(&agreement)
	var escrow escrowtypes.GenesisState
	cdc.MustUnmarshalJSON(state["escrow"], &escrow)
	escrow.Params.MaxHoldsPerAgent = 65_536
	state["escrow"] = cdc.MustMarshalJSON(&escrow)
}

// step sends a message and notes what it cost.
func (f *flat) step(name string, by *testapp.Account, msg sdk.Msg) *testapp.Result {
	f.t.Helper()
	e := count(f.t, f.Chain, func(ctx sdk.Context) error {
		_, err := f.App().MsgServiceRouter().Handler(msg)(ctx, msg)
		return err
	})
	r := f.Run(f.Tx(by, msg)).RequireOK()
	e.Gas = uint64(r.Txs[0].GasUsed)
	f.note(name, e)
	return r
}

func (f *flat) note(name string, e effort) {
	require.NotContains(f.t, f.efforts, name)
	f.names = append(f.names, name)
	f.efforts[name] = e
}

// until waits for an event of the block and returns the agreement that it tells of.
func (f *flat) until(event string) string {
	r := f.RunUntil(func(r *testapp.Result) bool { return r.Has(event) })
	return testapp.Attribute(r.Find(event)[0], "agreement")
}

// tell runs the story: registration, each road, work and payment, and the end of a block in which nothing is due.
func (f *flat) tell() {
	client, provider := f.client, f.provider
	a := f.NewAgent(client.Owner)
	setup := a.Setup(purse, "writing")
	f.step("register", client.Owner, setup[0])
	f.step("add operator", client.Owner, setup[1])
	f.step("send", client.Owner, send(client.Owner, provider.Owner, 1))

	bid := testapp.Bid{Provider: provider, Price: 5 * testapp.Unit, Pledge: 5 * testapp.Unit, DeliveryMs: 10_000}
	job := f.step("post", client.Operator, client.Post(testapp.Job{})).JobOf(0)
	f.step("commit", provider.Operator, bid.Commit(job))
	f.step("commit on a job with many bids", provider.Operator, bid.Commit(markettypes.JobID(crowdJob(0))))
	f.until(markettypes.EventJobRevealing)
	f.step("reveal", provider.Operator, bid.Reveal(job))
	agreement := f.until(markettypes.EventJobAwarded)
	f.step("submit", provider.Operator, provider.Submit(agreement))
	f.step("accept", client.Operator, client.Accept(agreement, 90))

	open := f.step("post open", client.Operator, postIn(client, markettypes.AuctionOpen, 30_000)).JobOf(0)
	f.step("place", provider.Operator, placeBid(bid, open))
	clock := f.step("post clock", client.Operator, postIn(client, markettypes.AuctionClock, 5_000)).JobOf(0)
	f.step("take", provider.Operator, takeJob(provider, clock))
	f.negotiate("")
	var listed markettypes.MsgListServiceResponse
	f.step("list", provider.Operator, listPage(provider)).Response(0, 0, &listed)
	f.step("hire", client.Operator, hirePage(client, listed.Service))
	f.step("take quote", client.Operator, hireQuoted(f.t, client, provider, 1, within(f.t, f.Chain, 30)))
	f.idle()
}

// negotiate is an offer, the answer to it and its acceptance.
func (f *flat) negotiate(when string) {
	expires := within(f.t, f.Chain, 600)
	var made markettypes.MsgMakeOfferResponse
	f.step("offer"+when, f.client.Operator, makeOffer(f.client, page(f.client, f.provider), expires)).Response(0, 0, &made)
	var countered markettypes.MsgCounterOfferResponse
	f.step("counter"+when, f.provider.Operator, counterOffer(f.provider, made.Offer, made.Hash, page(f.client, f.provider), expires)).Response(0, 0, &countered)
	f.step("accept offer"+when, f.client.Operator, acceptOffer(f.client, made.Offer, countered.Hash))
}

// idle counts what the modules do at the end of a block in which nothing is due.
func (f *flat) idle() {
	k := &f.App().Keepers
	f.note("idle end of block", count(f.t, f.Chain, func(ctx sdk.Context) error {
		for _, end := range []func(sdk.Context) error{
			func(ctx sdk.Context) error { return k.Market.EndBlock(ctx) },
			func(ctx sdk.Context) error { return k.Agreement.EndBlock(ctx) },
			func(ctx sdk.Context) error { return k.Identity.EndBlock(ctx) },
		} {
			if err := end(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestMessagesCostTheSameInACrowd: with 30 times the open jobs and agents, and 10 times the bids on a job, every message
// does exactly the same and costs the same gas.
func TestMessagesCostTheSameInACrowd(t *testing.T) {
	few, many := newFlat(t, 100), newFlat(t, 3_000)
	few.tell()
	many.tell()
	require.Equal(t, few.names, many.names)
	for _, name := range few.names {
		t.Logf("%-32s %+v", name, few.efforts[name])
		require.NotZero(t, few.efforts[name].Reads, name)
		if name == "commit on a job with many bids" { // whose number has more digits
			sameEffort(t, name, few.efforts[name], many.efforts[name])
			continue
		}
		require.Equal(t, few.efforts[name], many.efforts[name], name)
	}
	one, more := few.efforts["commit"], many.efforts["commit on a job with many bids"]
	one.Gas, more.Gas = 0, 0 // a first hold costs more than a second
	require.Equal(t, one, more)
	require.NoError(t, many.App().CheckInvariants(many.Context()))
}

// sameEffort demands the same work; gas may differ a little, for sums and counts of more digits.
func sameEffort(t *testing.T, name string, one, more effort) {
	t.Helper()
	require.InDelta(t, one.Gas, more.Gas, 300, name)
	one.Gas, more.Gas = 0, 0
	require.Equal(t, one, more, name)
}

// TestManyNegotiationsCostNoMore: an offer, the answer to it and its acceptance do the same while 300 others of the client
// run.
func TestManyNegotiationsCostNoMore(t *testing.T) {
	f := newFlat(t, manyOffers+1)
	var txs [][]byte
	for i := range manyOffers + 1 {
		terms := priced(page(f.client, &testapp.Agent{Address: crowdAgent(i)}), testapp.Unit)
		txs = append(txs, f.TxWith(f.client.Operator, testapp.TxOptions{Gas: 300_000}, makeOffer(f.client, terms, within(t, f.Chain, 600))))
	}
	f.negotiate(" at first") // the first record of a kind is written, the last one deleted: so one offer is there already
	f.Run(txs[0]).RequireOK()
	f.negotiate("")
	f.Run(txs[1:]...).RequireOK()

	f.negotiate(" among many")

	for _, name := range f.names[3:6] {
		t.Logf("%-32s %+v %+v", name, f.efforts[name], f.efforts[name+" among many"])
		sameEffort(t, name, f.efforts[name], f.efforts[name+" among many"])
	}
	require.NoError(t, f.App().CheckInvariants(f.Context()))
}

// TestTheCounterOfEffortCounts, else the tests above would show nothing.
func TestTheCounterOfEffortCounts(t *testing.T) {
	f := newFlat(t, 20)
	k := &f.App().Keepers
	one := count(t, f.Chain, func(ctx sdk.Context) error {
		_, err := k.Identity.Agent(ctx, f.client.Address)
		return err
	})
	require.Equal(t, effort{Reads: 1}, one)
	all := count(t, f.Chain, func(ctx sdk.Context) error {
		_, err := k.Identity.ExportGenesis(ctx)
		return err
	})
	require.Greater(t, all.Steps, uint64(2*20), "an export walks over everybody")
	written := count(t, f.Chain, func(ctx sdk.Context) error {
		return k.Identity.InitGenesis(ctx, *identitytypes.DefaultGenesis())
	})
	require.Equal(t, effort{Writes: 1}, written)
}
