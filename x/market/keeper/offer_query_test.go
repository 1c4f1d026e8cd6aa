package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/internal/page"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func (f *fixture) offersOf(agent string, p *query.PageRequest) (ids []string, next []byte) {
	f.t.Helper()
	res, err := f.queries.Offers(f.ctx, &types.QueryOffersRequest{Agent: f.agent(agent).addr.String(), Pagination: p})
	require.NoError(f.t, err)
	for _, o := range res.Offers {
		ids = append(ids, o.Id)
	}
	return ids, res.Pagination.NextKey
}

func (f *fixture) servicesBy(req *types.QueryServicesRequest) (ids []string, next []byte) {
	f.t.Helper()
	res, err := f.queries.Services(f.ctx, req)
	require.NoError(f.t, err)
	for _, s := range res.Services {
		ids = append(ids, s.Id)
	}
	return ids, res.Pagination.NextKey
}

// Both parties see a negotiation as long as it is open, newest first and page by page.
func TestOffersOfAnAgent(t *testing.T) {
	f := newFixture(t)
	var offers []types.Offer
	for i := 0; i < 5; i++ {
		offers = append(offers, f.make("client", f.page("client", fmt.Sprintf("p%d", i%2))))
		f.block()
	}
	all, _ := f.offersOf("client", nil)
	require.Equal(t, []string{offers[4].Id, offers[3].Id, offers[2].Id, offers[1].Id, offers[0].Id}, all)
	other, _ := f.offersOf("p1", nil)
	require.Equal(t, []string{offers[3].Id, offers[1].Id}, other)
	oldest, _ := f.offersOf("client", &query.PageRequest{Reverse: true, Limit: 1})
	require.Equal(t, []string{offers[0].Id}, oldest)
	first, next := f.offersOf("client", &query.PageRequest{Limit: 3})
	require.Equal(t, all[:3], first)
	second, next := f.offersOf("client", &query.PageRequest{Limit: 3, Key: next})
	require.Equal(t, all[3:], second)
	require.Empty(t, next)

	f.agree("p1", offers[3])
	f.reject("p1", offers[1])
	other, _ = f.offersOf("p1", nil)
	require.Empty(t, other)
	all, _ = f.offersOf("client", nil)
	require.Equal(t, []string{offers[4].Id, offers[2].Id, offers[0].Id}, all)
	nobody, _ := f.offersOf("nobody", nil)
	require.Empty(t, nobody)
}

// The services of a skill come cheapest first, in the numeraire and not in base units; those of a provider newest first.
func TestServicesBySkillAndProvider(t *testing.T) {
	f := newFixture(t)
	f.setEscrow(func(p *escrowtypes.Params) {
		p.AcceptedDenoms = append(p.AcceptedDenoms, escrowtypes.AcceptedDenom{Denom: "cents", UnitsPerNumeraire: 100, MinHold: math.OneInt()})
	})
	list := func(provider string, price sdk.Coin, skill string) string {
		defer func() { f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1) }()
		return f.listService(provider, func(t *agreementtypes.Terms) { t.Price, t.Skill = price, skill }).Id
	}
	dear := list("a", sdk.NewInt64Coin(denom, 9*unit), "translation")
	cents := list("b", sdk.NewInt64Coin("cents", 300), "translation")
	cheap := list("a", sdk.NewInt64Coin(denom, 2*unit), "translation")
	list("b", sdk.NewInt64Coin(denom, unit), "translation-de") // a skill that another one begins with
	same := list("b", sdk.NewInt64Coin(denom, 2*unit), "translation")

	all, _ := f.servicesBy(&types.QueryServicesRequest{Skill: "translation"})
	require.Equal(t, []string{cheap, same, cents, dear}, all)
	dearest, _ := f.servicesBy(&types.QueryServicesRequest{Skill: "translation", Pagination: &query.PageRequest{Reverse: true, Limit: 1}})
	require.Equal(t, []string{dear}, dearest)
	first, next := f.servicesBy(&types.QueryServicesRequest{Skill: "translation", Pagination: &query.PageRequest{Limit: 3}})
	require.Equal(t, all[:3], first)
	second, next := f.servicesBy(&types.QueryServicesRequest{Skill: "translation", Pagination: &query.PageRequest{Limit: 3, Key: next}})
	require.Equal(t, all[3:], second)
	require.Empty(t, next)
	f.update(f.service(cents), func(m *types.MsgUpdateService) { m.Active = false })
	all, _ = f.servicesBy(&types.QueryServicesRequest{Skill: "translation"})
	require.Equal(t, []string{cheap, same, dear}, all)
	none, _ := f.servicesBy(&types.QueryServicesRequest{Skill: "cooking"})
	require.Empty(t, none)

	own, _ := f.servicesBy(&types.QueryServicesRequest{Provider: f.agent("a").addr.String()})
	require.Equal(t, []string{cheap, dear}, own)
	own, _ = f.servicesBy(&types.QueryServicesRequest{Provider: f.agent("b").addr.String()})
	require.Len(t, own, 3, "the inactive one, too")
	f.block()
}

// Check says what a hire would say, but for the client's side, and changes nothing.
func TestCheckQuote(t *testing.T) {
	for name, tc := range map[string]struct {
		change   func(f *fixture, m *types.MsgHireQuoted)
		obstacle string
	}{
		"as it should be":      {func(*fixture, *types.MsgHireQuoted) {}, ""},
		"a client of no money": {func(f *fixture, _ *types.MsgHireQuoted) { f.drain("client") }, ""},
		"not signed yet": {func(_ *fixture, m *types.MsgHireQuoted) {
			m.Quote = types.Quote{Nonce: nonce(1), ExpiresMs: m.Quote.ExpiresMs}
		}, field.ErrMissing.Error()},
		"a garbage signature": {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signature = make([]byte, 64) }, types.ErrQuoteSignature.Error()},
		"expired":             {func(f *fixture, m *types.MsgHireQuoted) { f.setNow(m.Quote.ExpiresMs) }, types.ErrQuoteExpired.Error()},
		"used": {func(f *fixture, m *types.MsgHireQuoted) {
			_, err := f.msgs.HireQuoted(f.ctx, m)
			require.NoError(f.t, err)
		}, types.ErrNonceUsed.Error()},
		"a provider of no money": {func(f *fixture, _ *types.MsgHireQuoted) { f.drain("provider") }, "available"},
		"a paused provider": {func(f *fixture, _ *types.MsgHireQuoted) {
			require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.quoteMsg("client", "provider")
			want, err := types.QuoteSignBytes(chainID, m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
			require.NoError(t, err)
			tc.change(f, m)
			before := f.bytes()
			res, err := f.queries.CheckQuote(f.ctx, &types.QueryCheckQuoteRequest{Terms: m.Terms, Quote: m.Quote})
			require.NoError(t, err)
			require.Equal(t, before, f.bytes())
			require.Equal(t, want, res.SignBytes)
			require.Contains(t, res.Obstacle, tc.obstacle)
			require.Equal(t, tc.obstacle == "", res.Obstacle == "", res.Obstacle)
		})
	}
}

func TestOfferQueriesAreRefused(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a").addr.String()
	offset := &query.PageRequest{Offset: 1}
	for name, tc := range map[string]struct {
		run func() error
		err error
	}{
		"a malformed negotiation": {func() error { _, err := f.queries.Offer(f.ctx, &types.QueryOfferRequest{Id: "1"}); return err }, id.ErrMalformed},
		"no negotiation": {func() error {
			_, err := f.queries.Offer(f.ctx, &types.QueryOfferRequest{Id: "ofr_0000000000000000"})
			return err
		}, types.ErrOfferNotFound},
		"negotiations of nobody": {func() error { _, err := f.queries.Offers(f.ctx, &types.QueryOffersRequest{}); return err }, field.ErrMissing},
		"negotiations by offset": {func() error {
			_, err := f.queries.Offers(f.ctx, &types.QueryOffersRequest{Agent: a, Pagination: offset})
			return err
		}, page.ErrOffset},
		"a malformed service": {func() error { _, err := f.queries.Service(f.ctx, &types.QueryServiceRequest{Id: "1"}); return err }, id.ErrMalformed},
		"no service": {func() error {
			_, err := f.queries.Service(f.ctx, &types.QueryServiceRequest{Id: "svc_0000000000000000"})
			return err
		}, types.ErrServiceNotFound},
		"all services": {func() error { _, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{}); return err }, types.ErrServiceFilter},
		"services by two filters": {func() error {
			_, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{Skill: "writing", Provider: a})
			return err
		}, types.ErrServiceFilter},
		"services of a malformed skill": {func() error {
			_, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{Skill: "Writing"})
			return err
		}, field.ErrFormat},
		"services of a malformed provider": {func() error {
			_, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{Provider: "x"})
			return err
		}, field.ErrAddress},
		"services by offset": {func() error {
			_, err := f.queries.Services(f.ctx, &types.QueryServicesRequest{Provider: a, Pagination: offset})
			return err
		}, page.ErrOffset},
		"a quote of no terms": {func() error { _, err := f.queries.CheckQuote(f.ctx, &types.QueryCheckQuoteRequest{}); return err }, field.ErrMissing},
		"no quote at all":     {func() error { _, err := f.queries.CheckQuote(f.ctx, nil); return err }, field.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.run(), tc.err) })
	}
}
