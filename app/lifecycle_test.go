package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const purse = 1_000 * testapp.Unit

// market is a chain with one client and providers, each with an operator.
type market struct {
	*testapp.Chain
	client    *testapp.Agent
	providers []*testapp.Agent
}

func newMarket(t *testing.T, providers int) *market {
	t.Helper()
	c := testapp.New(t, testapp.Options{Accounts: providers + 1})
	agents := c.NewAgents(purse, "writing", c.Accounts...)
	return &market{Chain: c, client: agents[0], providers: agents[1:]}
}

// do sends messages by the agent's operator in a block of their own.
func (m *market) do(a *testapp.Agent, msgs ...sdk.Msg) *testapp.Result {
	return m.Run(m.Tx(a.Operator, msgs...)).RequireOK()
}

// auction posts a job, has all providers commit and reveal, and returns the job and the bids: provider i asks for 5+i
// units and pledges as much.
func (m *market) auction(j testapp.Job) (job string, bids []testapp.Bid) {
	job = m.do(m.client, m.client.Post(j)).JobOf(0)
	var commits, reveals [][]byte
	for i, p := range m.providers {
		price := int64(5+i) * testapp.Unit
		bids = append(bids, testapp.Bid{Provider: p, Price: price, Pledge: price, DeliveryMs: 10_000})
		commits = append(commits, m.Tx(p.Operator, bids[i].Commit(job)))
	}
	m.Run(commits...).RequireOK()
	m.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventJobRevealing) })
	for i, p := range m.providers {
		reveals = append(reveals, m.Tx(p.Operator, bids[i].Reveal(job)))
	}
	m.Run(reveals...).RequireOK()
	return job, bids
}

// award runs to the award and returns the agreement and its provider.
func (m *market) award(event string) (agreement, provider string) {
	r := m.RunUntil(func(r *testapp.Result) bool { return r.Has(event) })
	e := r.Find(event)[0]
	return testapp.Attribute(e, "agreement"), testapp.Attribute(e, "provider")
}

// requireNothingHeld demands that no agent has a coin held any more, and returns what each has.
func (m *market) requireNothingHeld(t *testing.T) (balances []math.Int) {
	t.Helper()
	ctx := m.Context()
	for _, a := range append([]*testapp.Agent{m.client}, m.providers...) {
		has, err := m.App().Keepers.Escrow.HasHolds(ctx, a.Address)
		require.NoError(t, err)
		require.False(t, has, a.String())
		balances = append(balances, balance(m.Chain, a.Address))
	}
	return balances
}

func units(milli int64) math.Int { return math.NewInt(milli * testapp.Unit / 1_000) }

func TestAJobFromPostToPayment(t *testing.T) {
	m := newMarket(t, 3)
	_, bids := m.auction(testapp.Job{Backups: 2})
	agreement, provider := m.award(markettypes.EventJobAwarded)
	require.Equal(t, bids[0].Provider.String(), provider, "the cheapest of equals wins")

	m.do(bids[0].Provider, bids[0].Provider.Submit(agreement))
	m.ExportImport(ownStores...)
	r := m.do(m.client, m.client.Accept(agreement, 90))

	require.True(t, r.Has(agreementtypes.EventAgreementCompleted))
	got := m.requireNothingHeld(t)
	require.Equal(t, units(1_000_000-5_000), got[0], "the client paid the price and nothing else")
	require.Equal(t, units(1_000_000+4_900), got[1], "the provider got it less 2 % that are burned")
	require.Equal(t, units(1_000_000), got[2])
	escrow := m.App().Keepers.Account.GetModuleAddress(escrowtypes.ModuleName)
	require.True(t, balance(m.Chain, escrow).IsZero(), "what is burned is gone in the same block")
	score, err := m.App().Keepers.Reputation.Score(m.Context(), bids[0].Provider.Address, "writing", testapp.Unit)
	require.NoError(t, err)
	require.Positive(t, score.ScoreBps, "the chain remembers")
	m.ExportImport(ownStores...)
}

func TestSilenceOfTheClientPays(t *testing.T) {
	m := newMarket(t, 2)
	_, bids := m.auction(testapp.Job{})
	agreement, _ := m.award(markettypes.EventJobAwarded)
	m.do(bids[0].Provider, bids[0].Provider.Submit(agreement))

	m.RunUntil(func(r *testapp.Result) bool { return r.Has(agreementtypes.EventAgreementCompleted) })

	got := m.requireNothingHeld(t)
	require.Equal(t, units(1_000_000+4_900), got[1])
}

func TestALateProviderLosesTheJobToTheRunnerUp(t *testing.T) {
	m := newMarket(t, 3)
	_, bids := m.auction(testapp.Job{Backups: 1})
	first, _ := m.award(markettypes.EventJobAwarded)

	second, provider := m.award(markettypes.EventJobReawarded) // nobody works: 10 s later
	require.NotEqual(t, first, second)
	require.Equal(t, bids[1].Provider.String(), provider)
	m.ExportImport(ownStores...)
	m.do(bids[1].Provider, bids[1].Provider.Submit(second))
	m.do(m.client, m.client.Accept(second, 100))

	got := m.requireNothingHeld(t)
	require.Equal(t, units(1_000_000-1_000), got[1], "a fifth of the pledge of 5")
	require.Equal(t, units(1_000_000-6_000+1_000), got[0], "the price of the second, less the compensation by the first")
	require.Equal(t, units(1_000_000+5_880), got[2])
}

func TestNobodyWorksAndEverybodyGetsTheirMoneyBack(t *testing.T) {
	m := newMarket(t, 2)
	m.auction(testapp.Job{Backups: 3})
	refunds := 0
	m.RunUntil(func(r *testapp.Result) bool {
		refunds += len(r.Find(agreementtypes.EventAgreementRefunded))
		return refunds == 2
	})
	got := m.requireNothingHeld(t)
	require.Equal(t, math.NewInt(3*purse), got[0].Add(got[1]).Add(got[2]), "compensation only moved between them")
	require.True(t, got[0].GT(math.NewInt(purse)))
}

func TestASealNobodyOpensCostsTheDeposit(t *testing.T) {
	m := newMarket(t, 2)
	job := m.do(m.client, m.client.Post(testapp.Job{})).JobOf(0)
	bid := testapp.Bid{Provider: m.providers[0], Price: testapp.Unit, Pledge: testapp.Unit, DeliveryMs: 5_000}
	m.do(bid.Provider, bid.Commit(job))
	m.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventCommitmentBurned) })
	m.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventJobExpired) || m.jobEnded(t, job) })
	got := m.requireNothingHeld(t)
	require.Equal(t, units(1_000_000), got[0])
	require.Equal(t, units(1_000_000-100), got[1], "1 % of the budget of 10")
}

func (m *market) jobEnded(t *testing.T, id string) bool {
	t.Helper()
	state, err := m.App().Keepers.Market.ExportGenesis(m.Context())
	require.NoError(t, err)
	for _, j := range state.Jobs {
		if j.Id == id {
			return j.Status == markettypes.JobStatusExpired
		}
	}
	return true
}

// TestTheHoldsOfAnAgentCannotBeSpentOtherwise tries the ways around escrow that an application with more modules has.
func TestTheHoldsOfAnAgentCannotBeSpentOtherwise(t *testing.T) {
	m := newMarket(t, 1)
	m.do(m.client, m.client.Post(testapp.Job{Budget: purse}))
	ctx := m.Context()
	coin := sdk.NewCoins(sdk.NewInt64Coin("utroth", 1))
	bank := m.App().Keepers.Bank
	require.ErrorIs(t, bank.SendCoins(ctx, m.client.Address, m.providers[0].Address, coin), escrowtypes.ErrHeld)
	require.ErrorIs(t, bank.SendCoinsToVirtual(ctx, m.client.Address, m.providers[0].Address, coin), escrowtypes.ErrHeld)
	require.ErrorIs(t, bank.SendCoinsFromAccountToModule(ctx, m.client.Address, "distribution", coin), escrowtypes.ErrHeld)
	validators, err := m.App().Keepers.Staking.GetAllValidators(ctx)
	require.NoError(t, err)
	_, err = m.App().Keepers.Staking.Delegate(ctx, m.client.Address, math.OneInt(), 1, validators[0], true)
	require.ErrorIs(t, err, escrowtypes.ErrHeld)
}

// TestAnAgentRegisteredByGovernanceBurnsItsFee: a passed proposal runs in EndBlock. Its virtual sends must still be
// credited by bank in the same block, else the coins would be nowhere.
func TestAnAgentRegisteredByGovernanceBurnsItsFee(t *testing.T) {
	period := 3 * time.Second
	c := testapp.New(t, testapp.Options{Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
		var gov govv1.GenesisState
		cdc.MustUnmarshalJSON(state["gov"], &gov)
		expedited := period / 2
		gov.Params.VotingPeriod, gov.Params.ExpeditedVotingPeriod = &period, &expedited
		state["gov"] = cdc.MustMarshalJSON(&gov)
	}})
	from, gov := c.Accounts[0], sdk.MustAccAddressFromBech32(app.Authority())
	register := &identitytypes.MsgRegister{Owner: gov.String(), Salt: []byte("treasury")}
	proposal, err := govv1.NewMsgSubmitProposal([]sdk.Msg{register}, utroth(100*testapp.Unit), from.String(), "", "an agent", "of all", false)
	require.NoError(t, err)
	c.Run(c.Tx(from, proposal, banktypes.NewMsgSend(from.Address, gov, utroth(testapp.Unit)))).RequireOK()
	c.Run(c.Tx(c.Validator(), govv1.NewMsgVote(c.Validator().Address, 1, govv1.OptionYes, ""))).RequireOK()

	c.RunFor(2 * period)

	agent := identitytypes.AgentAddress(gov, []byte("treasury"))
	has, err := c.App().Keepers.Identity.HasAgent(c.Context(), agent)
	require.NoError(t, err)
	require.True(t, has, "the proposal passed and ran")
	require.Equal(t, int64(testapp.Unit-100_000), balance(c, gov).Int64(), "the fee left governance")
	require.True(t, balance(c, c.App().Keepers.Account.GetModuleAddress(identitytypes.ModuleName)).IsZero(), "and was burned")
}
