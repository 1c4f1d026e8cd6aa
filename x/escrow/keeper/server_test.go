package keeper_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) msg() types.MsgServer { return keeper.NewMsgServer(f.k) }

func TestWithdraw(t *testing.T) {
	to := account("cold wallet")
	for name, tc := range map[string]struct {
		change func(m *types.MsgWithdraw)
		status identitytypes.AgentStatus
		err    error
	}{
		"the owner takes what is available":   {},
		"in two denoms":                       {change: func(m *types.MsgWithdraw) { m.Coins = m.Coins.Add(sdk.NewInt64Coin(shell, 1000)) }},
		"to an upper-case address":            {change: func(m *types.MsgWithdraw) { m.To, m.Owner = strings.ToUpper(m.To), strings.ToUpper(m.Owner) }},
		"from a paused agent":                 {status: identitytypes.AgentStatusPaused},
		"from a retired agent":                {status: identitytypes.AgentStatusRetired, change: func(m *types.MsgWithdraw) { m.Coins = coins(1000, troth) }},
		"one more than is available":          {change: func(m *types.MsgWithdraw) { m.Coins = coins(401, troth) }, err: types.ErrInsufficient},
		"one denom of two above":              {change: func(m *types.MsgWithdraw) { m.Coins = m.Coins.Add(sdk.NewInt64Coin(usd, 1001)) }, err: types.ErrInsufficient},
		"an operator":                         {change: func(m *types.MsgWithdraw) { m.Owner = account("operator").String() }, err: types.ErrNotOwner},
		"the agent itself":                    {change: func(m *types.MsgWithdraw) { m.Owner = m.Agent }, err: types.ErrNotOwner},
		"from no agent":                       {change: func(m *types.MsgWithdraw) { m.Agent = to.String(); m.To = m.Owner }, err: identitytypes.ErrAgentNotFound},
		"to a blocked account":                {change: func(m *types.MsgWithdraw) { m.To = authtypes.NewModuleAddress("mint").String() }, err: types.ErrRecipient},
		"to itself":                           {change: func(m *types.MsgWithdraw) { m.To = m.Agent }, err: field.ErrDuplicate},
		"nothing":                             {change: func(m *types.MsgWithdraw) { m.Coins = nil }, err: field.ErrMissing},
		"a message that was not checked":      {change: func(m *types.MsgWithdraw) { *m = types.MsgWithdraw{} }, err: field.ErrMissing},
		"coins in no order":                   {change: func(m *types.MsgWithdraw) { m.Coins = sdk.Coins{coins(1, usd)[0], coins(1, troth)[0]} }, err: field.ErrFormat},
		"a denom that the agent does not own": {change: func(m *types.MsgWithdraw) { m.Coins = coins(1, "unknown") }, err: types.ErrInsufficient},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.operator(a, account("operator"), 100)
			if tc.status != identitytypes.AgentStatusRetired {
				f.hold(a, "ref", 600, troth)
			}
			if tc.status != 0 {
				_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{
					Owner: a.owner.String(), Agent: a.addr.String(), Status: tc.status,
				})
				require.NoError(t, err)
			}
			m := &types.MsgWithdraw{Owner: a.owner.String(), Agent: a.addr.String(), To: to.String(), Coins: coins(400, troth)}
			if tc.change != nil {
				tc.change(m)
			}
			act := func(ctx sdk.Context) error { _, err := f.msg().Withdraw(ctx, m); return err }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			require.Equal(t, []string{types.EventWithdrawn}, f.events(act))
			f.check(f.k.Checks()) // escrow's own debit is not remembered
			require.Equal(t, m.Coins.String(), f.bank.GetAllBalances(f.ctx, to).String())
			require.True(t, f.bank.GetBalance(f.ctx, a.addr, troth).Amount.Equal(sdk.NewInt64Coin(troth, 1000).SubAmount(m.Coins.AmountOf(troth)).Amount))
			f.endBlock()
		})
	}
}

// An agent with holds cannot retire; identity asks escrow.
func TestRetirementWaitsForTheHolds(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 1, troth)
	retire := func(ctx sdk.Context) error {
		_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(ctx, &identitytypes.MsgSetStatus{
			Owner: a.owner.String(), Agent: a.addr.String(), Status: identitytypes.AgentStatusRetired,
		})
		return err
	}
	f.refuses(identitytypes.ErrHasHolds, retire)
	require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
	require.NoError(t, retire(f.ctx))
}

func TestUpdateParams(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgUpdateParams)
		err    error
	}{
		"governance":              {},
		"anybody else":            {change: func(m *types.MsgUpdateParams) { m.Authority = account("other").String() }, err: sdkerrors.ErrUnauthorized},
		"no address":              {change: func(m *types.MsgUpdateParams) { m.Authority = "" }, err: field.ErrMissing},
		"parameters out of range": {change: func(m *types.MsgUpdateParams) { m.Params.BurnBps = types.MaxFeeBps + 1 }, err: field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := &types.MsgUpdateParams{Authority: govAddress.String(), Params: types.Params{MaxHoldsPerAgent: 1, BurnBps: 7}}
			if tc.change != nil {
				tc.change(m)
			}
			act := func(ctx sdk.Context) error { _, err := f.msg().UpdateParams(ctx, m); return err }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			require.Equal(t, []string{types.EventParamsUpdated}, f.events(act))
			res, err := keeper.NewQueryServer(f.k).Params(f.ctx, &types.QueryParamsRequest{})
			require.NoError(t, err)
			require.Equal(t, m.Params, res.Params)
		})
	}
}

func TestQueryAccount(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 600, troth)
	q := keeper.NewQueryServer(f.k)
	account := func() *types.QueryAccountResponse {
		res, err := q.Account(f.ctx, &types.QueryAccountRequest{Agent: a.addr.String()})
		require.NoError(t, err)
		return res
	}
	res := account()
	require.Equal(t, "1000utroth,1000uusd", res.Balance.String())
	require.Equal(t, "600utroth", res.Held.String())
	require.Equal(t, "400utroth,1000uusd", res.Available.String())
	takeOff(f, a)
	require.Equal(t, "600utroth", account().Held.String(), "a denom that was taken off is still held")

	_, err := q.Account(f.ctx, &types.QueryAccountRequest{Agent: a.owner.String()})
	require.ErrorIs(t, err, identitytypes.ErrAgentNotFound)
	_, err = q.Account(f.ctx, nil)
	require.ErrorIs(t, err, field.ErrMissing)
}

func TestQueryHolds(t *testing.T) {
	f := newFixture(t)
	a, b := f.agent("a"), f.agent("b")
	for i := range 7 {
		f.hold(a, strconv.Itoa(i), 2, troth)
	}
	f.hold(b, "other", 2, troth)
	require.NoError(t, f.market.Move(f.ctx, []byte("6"), target("agreement", "x"), sdk.NewInt64Coin(troth, 2).Amount))
	q := keeper.NewQueryServer(f.k)
	for name, reverse := range map[string]bool{"forward": false, "backward": true} {
		t.Run(name, func(t *testing.T) {
			var refs []string
			p := &query.PageRequest{Limit: 3, Reverse: reverse}
			for {
				res, err := q.Holds(f.ctx, &types.QueryHoldsRequest{Agent: a.addr.String(), Pagination: p})
				require.NoError(t, err)
				for _, e := range res.Holds {
					require.Equal(t, a.addr.String(), e.Hold.Agent)
					refs = append(refs, e.Scope+"/"+string(e.Ref))
				}
				if len(res.Pagination.NextKey) == 0 {
					break
				}
				p.Key = res.Pagination.NextKey
			}
			want := "agreement/x market/0 market/1 market/2 market/3 market/4 market/5"
			if reverse {
				want = "market/5 market/4 market/3 market/2 market/1 market/0 agreement/x"
			}
			require.Equal(t, want, strings.Join(refs, " "))
		})
	}
	for name, key := range map[string][]byte{"high": {255, 255, 255}, "low": {0}} {
		for _, reverse := range []bool{false, true} {
			res, err := q.Holds(f.ctx, &types.QueryHoldsRequest{Agent: a.addr.String(), Pagination: &query.PageRequest{Key: key, Reverse: reverse}})
			require.NoError(t, err, name)
			for _, e := range res.Holds {
				require.Equal(t, a.addr.String(), e.Hold.Agent, "a made-up key shows another agent's holds")
			}
		}
	}
	_, err := q.Holds(f.ctx, &types.QueryHoldsRequest{Agent: a.addr.String(), Pagination: &query.PageRequest{Offset: 1}})
	require.ErrorIs(t, err, page.ErrOffset)
	_, err = q.Holds(f.ctx, &types.QueryHoldsRequest{Agent: "x"})
	require.ErrorIs(t, err, field.ErrAddress)
}
