package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/runtime"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/reputation/keeper"
	"github.com/trothchain/troth/x/reputation/types"
)

func TestScoreQueryTakesTheReferenceValue(t *testing.T) {
	f := newFixture(t)
	f.settle(contract("c1", "s", 10*one))
	q := keeper.NewQueryServer(f.k)
	for name, c := range map[string]struct{ asked, want uint64 }{
		"a value":                 {20 * one, 20 * one},
		"none: v_ref":             {0, 10 * one},
		"below v_floor: v_floor":  {1, one},
		"the largest there is":    {^uint64(0), ^uint64(0)},
		"just above the v_floor":  {one + 1, one + 1},
		"larger than any capital": {1 << 60, 1 << 60},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := q.Score(f.ctx, &types.QueryScoreRequest{Agent: agent("s").String(), Skill: "translation", Value: c.asked})
			require.NoError(t, err)
			require.Equal(t, c.want, got.Score.Value)
			direct, err := f.k.Score(f.ctx, agent("s"), "translation", c.want)
			require.NoError(t, err)
			require.Equal(t, direct, got.Score)
			alone, err := f.k.ScoreBps(f.ctx, agent("s"), "translation", c.want)
			require.NoError(t, err)
			require.Equal(t, direct.ScoreBps, alone)
		})
	}
	all, err := q.Score(f.ctx, &types.QueryScoreRequest{Agent: agent("s").String()})
	require.NoError(t, err)
	require.Equal(t, all.Score.All, all.Score.Skill, "the empty skill is over all")
}

func TestEvidenceQueryPagesByKey(t *testing.T) {
	f := newFixture(t)
	for i := range 60 {
		s := contract("c1", "s", 10*one)
		s.Skill = fmt.Sprintf("skill-%02d", i)
		f.settle(s)
	}
	other := contract("c1", "c2", 10*one)
	f.settle(other)
	q := keeper.NewQueryServer(f.k)
	req := &types.QueryEvidenceRequest{Agent: agent("s").String()}
	first, err := q.Evidence(f.ctx, req)
	require.NoError(t, err)
	require.Len(t, first.Evidence, page.DefaultLimit)
	require.Equal(t, types.AllSkills, first.Evidence[0].Skill)
	require.Equal(t, "skill-00", first.Evidence[1].Skill)
	req.Pagination = &query.PageRequest{Key: first.Pagination.NextKey, Limit: 1000}
	rest, err := q.Evidence(f.ctx, req)
	require.NoError(t, err)
	require.Len(t, rest.Evidence, 61-page.DefaultLimit)
	require.Empty(t, rest.Pagination.NextKey)
	require.Equal(t, agent("s").String(), rest.Evidence[10].Agent)

	f.at(2160)
	f.handOver("s")
	later, err := q.Evidence(f.ctx, &types.QueryEvidenceRequest{Agent: agent("s").String()})
	require.NoError(t, err)
	require.Equal(t, first.Evidence[1].Evidence.Successes/4, later.Evidence[1].Evidence.Successes, "decayed and handed over")
	require.Equal(t, uint64(2160), later.Evidence[1].Evidence.Epoch)
}

func TestQueriesRefuseWhatTheyDoNotUnderstand(t *testing.T) {
	f := newFixture(t)
	q := keeper.NewQueryServer(f.k)
	s, nobody := agent("s").String(), agent("nobody").String()
	for name, c := range map[string]struct {
		ask  func() error
		want error
	}{
		"score of no agent":         {func() error { _, err := q.Score(f.ctx, &types.QueryScoreRequest{}); return err }, field.ErrMissing},
		"score of nil":              {func() error { _, err := q.Score(f.ctx, nil); return err }, field.ErrMissing},
		"score of an unknown one":   {func() error { _, err := q.Score(f.ctx, &types.QueryScoreRequest{Agent: nobody}); return err }, errUnknownAgent},
		"score in no skill":         {func() error { _, err := q.Score(f.ctx, &types.QueryScoreRequest{Agent: s, Skill: "A B"}); return err }, field.ErrFormat},
		"score alone of an unknown": {func() error { _, err := f.k.ScoreBps(f.ctx, agent("nobody"), "code", 1); return err }, errUnknownAgent},
		"evidence of a bad one":     {func() error { _, err := q.Evidence(f.ctx, &types.QueryEvidenceRequest{Agent: "x"}); return err }, field.ErrAddress},
		"evidence of nil":           {func() error { _, err := q.Evidence(f.ctx, nil); return err }, field.ErrMissing},
		"evidence of an unknown":    {func() error { _, err := q.Evidence(f.ctx, &types.QueryEvidenceRequest{Agent: nobody}); return err }, errUnknownAgent},
		"evidence by offset": {func() error {
			_, err := q.Evidence(f.ctx, &types.QueryEvidenceRequest{Agent: s, Pagination: &query.PageRequest{Offset: 1}})
			return err
		}, page.ErrOffset},
		"client of an unknown": {func() error { _, err := q.Client(f.ctx, &types.QueryClientRequest{Agent: nobody}); return err }, errUnknownAgent},
		"client of nil":        {func() error { _, err := q.Client(f.ctx, nil); return err }, field.ErrMissing},
		"pair without client":  {func() error { _, err := q.Pair(f.ctx, nil); return err }, field.ErrMissing},
		"pair without provider": {func() error {
			_, err := q.Pair(f.ctx, &types.QueryPairRequest{Client: s, Provider: "x"})
			return err
		}, field.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) { f.refused(c.want, c.ask) })
	}
}

func TestParametersAreReplacedByTheAuthorityOnly(t *testing.T) {
	f := newFixture(t)
	server := keeper.NewMsgServer(f.k)
	update := func(from string, change func(*types.Params)) func() error {
		p := types.DefaultParams()
		change(&p)
		return func() error {
			_, err := server.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: from, Params: p})
			return err
		}
	}
	f.refused(sdkerrors.ErrUnauthorized, update(agent("s").String(), func(*types.Params) {}))
	f.refused(field.ErrAddress, update("gov", func(*types.Params) {}))
	f.refused(field.ErrRange, update(authority, func(p *types.Params) { p.EtaBps = 0 }))
	f.refused(types.ErrUnsafeParams, update(authority, func(p *types.Params) { p.SigmaBps = 9_000 }))
	require.NoError(t, update(authority, func(p *types.Params) { p.EtaBps = 10_000 })())
	got, err := keeper.NewQueryServer(f.k).Params(f.ctx, nil)
	require.NoError(t, err)
	require.Equal(t, uint64(10_000), got.Params.EtaBps)
	f.holds()
}

// A lower cap and other half-lives break no invariant: records above them stay and only stop growing.
func TestLoweringParametersBreaksNoInvariant(t *testing.T) {
	f := newFixture(t)
	for range 40 {
		f.settle(contract("c1", "s", 10*one))
	}
	before := f.pair("c1", "s")
	p := types.DefaultParams()
	p.PairCap, p.PairXMax, p.HalfLifeSuccess = one/2, one, 100
	_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(t, err)
	f.holds()
	require.Zero(t, f.settle(contract("c1", "s", 10*one)).Success)
	require.Equal(t, before, f.pair("c1", "s"))
	f.holds()
}

func TestNothingWorksBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.ExportGenesis(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	f.refused(types.ErrNotSet, func() error { _, err := f.k.Settle(f.ctx, contract("c1", "s", one)); return err })
	f.refused(types.ErrNotSet, func() error { return f.k.Reserve(f.ctx, agent("s"), 1) })
	f.refused(types.ErrNotSet, func() error { return f.k.Unreserve(f.ctx, agent("s"), 1) })
	f.refused(types.ErrNotSet, func() error { return f.k.RateClient(f.ctx, agent("s"), 1) })
	f.refused(types.ErrNotSet, func() error { _, err := f.k.CoverTerms(f.ctx, 1, false); return err })
	f.refused(types.ErrNotSet, func() error { _, err := f.k.Score(f.ctx, agent("s"), "", 1); return err })
	f.refused(types.ErrNotSet, func() error { _, err := f.k.ScoreBps(f.ctx, agent("s"), "", 1); return err })
}

func TestConstructorNeedsEverything(t *testing.T) {
	f := emptyFixture(t)
	store := runtime.NewKVStoreService(f.key)
	require.Panics(t, func() { keeper.New(nil, store, authority, f.identity, f.clock) })
	require.Panics(t, func() { keeper.New(f.cdc, nil, authority, f.identity, f.clock) })
	require.Panics(t, func() { keeper.New(f.cdc, store, "", f.identity, f.clock) })
	require.Panics(t, func() { keeper.New(f.cdc, store, authority, nil, f.clock) })
	require.Panics(t, func() { keeper.New(f.cdc, store, authority, f.identity, nil) })
}

// Every invariant finds the record that breaks it.
func TestInvariantsFindBrokenRecords(t *testing.T) {
	record := func(m interface{ Marshal() ([]byte, error) }) []byte {
		bz, err := m.Marshal()
		require.NoError(t, err)
		return bz
	}
	for name, c := range map[string]struct {
		prefix byte
		value  []byte
	}{
		"evidence": {1, record(&types.Evidence{Successes: 1e15 + 1})},
		"pairs":    {2, record(&types.Pair{Mass: 5, Credited: 6})},
		"capital":  {3, record(&types.Capital{Free: 1e18, Reserved: 1})},
		"clients":  {4, record(&types.ClientRecord{Ratings: 1, RatingSum: 101})},
		"params":   {0, record(&types.Params{})},
	} {
		for what, value := range map[string][]byte{"out of bounds": c.value, "undecodable": {0xff}} {
			t.Run(name+" "+what, func(t *testing.T) {
				f := newFixture(t)
				f.settle(contract("c1", "s", 10*one))
				store := f.ctx.KVStore(f.key)
				it := store.Iterator([]byte{c.prefix}, []byte{c.prefix + 1})
				key := it.Key()
				require.NoError(t, it.Close())
				store.Set(key, value)
				for _, check := range f.k.Checks() {
					if check.Name == "reputation/"+name {
						require.Error(t, check.Run(f.ctx))
					} else {
						require.NoError(t, check.Run(f.ctx), check.Name)
					}
				}
			})
		}
	}
}

func TestEventsTellWhatHappened(t *testing.T) {
	f := newFixture(t)
	f.settle(contract("c1", "s", 10*one))
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 50_000))
	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 20_000))
	late := contract("c2", "s", 10*one)
	late.Outcome, late.Reserved = types.OutcomeLate, 30_000
	f.settle(late)
	require.NoError(t, f.k.RateClient(f.ctx, agent("c1"), 70))
	var got []string
	for _, e := range f.ctx.EventManager().Events() {
		got = append(got, e.Type)
	}
	require.Equal(t, []string{
		"reputation.contract_settled", "reputation.capital_reserved", "reputation.capital_unreserved", "reputation.contract_settled", "reputation.client_rated",
	}, got)
	want := sdk.NewEvent("reputation.contract_settled",
		sdk.NewAttribute("client", agent("c2").String()), sdk.NewAttribute("provider", agent("s").String()),
		sdk.NewAttribute("skill", "translation"), sdk.NewAttribute("outcome", "OUTCOME_LATE"), sdk.NewAttribute("verdict_bps", "0"),
		sdk.NewAttribute("price_micro", "10000000"), sdk.NewAttribute("burn_micro", "0"),
		sdk.NewAttribute("success", "0"), sdk.NewAttribute("failure", "800000"),
		sdk.NewAttribute("capital_freed_micro", "24000"), sdk.NewAttribute("capital_lost_micro", "6000"), sdk.NewAttribute("capital_forfeited_micro", "0"))
	require.Equal(t, want, f.ctx.EventManager().Events()[3])
}
