package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func TestTermsAreChecked(t *testing.T) {
	f := newFixture(t)
	parent := f.hire(f.small())
	over := f.hire(f.small())
	require.NoError(t, f.terminate(over))
	foreign := f.small()
	foreign.client, foreign.provider, foreign.pledge = f.second, f.evaluator, 1_000
	stranger := f.hire(foreign)
	sibling := f.sibling(f.client)
	good := f.judged(f.usual().parts(5_000, 5_000)).with(func(t *types.Terms) { t.Parent = parent.Id })
	cases := map[string]struct {
		change func(t *types.Terms)
		err    error
	}{
		"good":                 {func(*types.Terms) {}, nil},
		"a job":                {func(t *types.Terms) { t.Provider = "" }, nil},
		"a service":            {func(t *types.Terms) { t.Client = "" }, nil},
		"in capitals":          {func(t *types.Terms) { t.Client = strings.ToUpper(t.Client) }, nil},
		"malformed":            {func(t *types.Terms) { t.Title = "" }, field.ErrMissing},
		"one party":            {func(t *types.Terms) { t.Client = t.Provider }, types.ErrSameParty},
		"a clock":              {func(t *types.Terms) { t.Milestones[1].DeliveryMs = 999 }, types.ErrClock},
		"time to judge":        {func(t *types.Terms) { t.Verification.EvalMs = 999 }, types.ErrClock},
		"a denom":              {func(t *types.Terms) { t.Price.Denom = "uother" }, escrowtypes.ErrDenomNotAccepted},
		"a price above all":    {func(t *types.Terms) { t.Price.Amount = t.Price.Amount.MulRaw(1_000_000_000_000) }, types.ErrPriceRange},
		"a part worth nothing": {func(t *types.Terms) { t.Price.Amount = t.Price.Amount.QuoRaw(10_000_000) }, types.ErrPriceRange},
		"no agent judges":      {func(t *types.Terms) { t.Verification.Evaluator = account("x").String() }, types.ErrEvaluator},
		"the client judges":    {func(t *types.Terms) { t.Verification.Evaluator = t.Client }, types.ErrEvaluator},
		"its sibling judges":   {func(t *types.Terms) { t.Verification.Evaluator = sibling.String() }, types.ErrEvaluator},
		"its sibling, a job": {func(t *types.Terms) {
			t.Verification.Evaluator, t.Provider = sibling.String(), ""
		}, types.ErrEvaluator},
		"no such parent":       {func(t *types.Terms) { t.Parent = "agr_00000000000000ff" }, types.ErrParent},
		"an ended parent":      {func(t *types.Terms) { t.Parent = over.Id }, types.ErrParent},
		"a stranger's parent":  {func(t *types.Terms) { t.Parent = stranger.Id }, types.ErrParent},
		"a service's stranger": {func(t *types.Terms) { t.Client, t.Parent = "", stranger.Id }, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			terms := good.terms()
			tc.change(&terms)
			before := f.dump()
			err := f.k.CheckTerms(f.ctx, terms)
			if tc.err == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, tc.err)
			}
			require.Equal(t, before, f.dump())
		})
	}
}

// sibling registers another agent of an agent's owner.
func (f *fixture) sibling(of sdk.AccAddress) sdk.AccAddress {
	f.Helper()
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: ownerOf(of).String(), Salt: []byte("sibling")})
	require.NoError(f, err)
	return f.agent(res.Agent)
}

// Whoever of the two says that they are one, the evaluator is none: an operator of the provider, or one that has the
// provider's owner as operator.
func TestAnEvaluatorIsNobodysOwn(t *testing.T) {
	operator := func(f *fixture, of, key sdk.AccAddress) {
		_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
			Owner: ownerOf(of).String(), Agent: of.String(), Key: key.String(),
			Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionWork}, WindowMs: 3_600_000},
		})
		require.NoError(f, err)
	}
	for name, do := range map[string]func(f *fixture){
		"the provider says so":  func(f *fixture) { operator(f, f.provider, ownerOf(f.evaluator)) },
		"the evaluator says so": func(f *fixture) { operator(f, f.evaluator, ownerOf(f.provider)) },
		"the client says so":    func(f *fixture) { operator(f, f.client, ownerOf(f.evaluator)) },
		"it is retired":         func(f *fixture) { f.setStatus(f.evaluator, identitytypes.AgentStatusRetired) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			terms := f.judged(f.usual()).terms()
			require.NoError(t, f.k.CheckTerms(f.ctx, terms))
			do(f)
			require.ErrorIs(t, f.k.CheckTerms(f.ctx, terms), types.ErrEvaluator)
		})
	}
}

// Parts of parts, four below the topmost and no deeper; each is in the list of its parent until its own record goes.
func TestAgreementsArePartsOfOthers(t *testing.T) {
	f := newFixture(t)
	parent := ""
	d := f.small().with(func(t *types.Terms) { t.Parent = parent })
	var line []types.Agreement
	for depth := range uint32(5) {
		a := f.hire(d)
		require.Equal(t, depth, a.Depth)
		line, parent = append(line, a), a.Id
		d.client, d.provider = d.provider, d.client // a provider orders parts of its own work
		if d.provider.Equals(f.client) {
			d.pledge = d.price
		} else {
			d.pledge = 0
		}
	}
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, d.terms()), types.ErrParent)
	job, origin := f.job()
	f.hold(job, d)
	require.NoError(t, f.lock(job, d))
	_, err := f.k.Open(f.ctx, f.opening(job, origin, d), f.funder(job, d.price))
	require.ErrorIs(t, err, types.ErrParent, "the depth cannot change after the check")
	require.NoError(t, f.k.UnlockCover(f.ctx, coverRef(job, d.provider)))
	require.NoError(t, f.market.Release(f.ctx, job))

	parent = line[0].Id
	d = f.small().with(func(t *types.Terms) { t.Parent = parent })
	second := f.hire(d)
	children := func(id string, p *query.PageRequest) ([]string, *query.PageResponse) {
		res, err := f.query.Children(f.ctx, &types.QueryChildrenRequest{Id: id, Pagination: p})
		require.NoError(t, err)
		return ids(res.Agreements), res.Pagination
	}
	all, _ := children(line[0].Id, nil)
	require.ElementsMatch(t, []string{line[1].Id, second.Id}, all)
	first, next := children(line[0].Id, &query.PageRequest{Limit: 1})
	rest, _ := children(line[0].Id, &query.PageRequest{Limit: 1, Key: next.NextKey})
	require.Equal(t, all, append(first, rest...))
	none, _ := children(second.Id, nil)
	require.Empty(t, none)

	// The parent goes first: the child stays in its list, then goes, too.
	require.NoError(t, f.terminate(line[0]))
	f.pass(1_000)
	require.NoError(t, f.terminate(second))
	f.setNow(f.get(line[0].Id).DueMs)
	f.block()
	_, err = f.k.Get(f.ctx, line[0].Id)
	require.ErrorIs(t, err, types.ErrNotFound)
	all, _ = children(line[0].Id, nil)
	require.Contains(t, all, second.Id)
	f.setNow(f.get(second.Id).DueMs)
	f.block()
	all, _ = children(line[0].Id, nil)
	require.NotContains(t, all, second.Id)

	_, err = f.query.Children(f.ctx, &types.QueryChildrenRequest{Id: "x"})
	require.ErrorIs(t, err, id.ErrMalformed)
	_, err = f.query.Children(f.ctx, &types.QueryChildrenRequest{Id: second.Id, Pagination: &query.PageRequest{Offset: 1}})
	require.ErrorIs(t, err, page.ErrOffset)
}
