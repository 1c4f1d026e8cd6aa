package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// spender is an agent of alice with the operator hot, who may pay.
func spender(t *testing.T, change func(*types.Mandate)) (*fixture, sdk.AccAddress, types.Authority) {
	t.Helper()
	f := newFixture(t)
	agent := f.register(alice, "bot")
	m := mandate(types.ActionPay)
	if change != nil {
		change(&m)
	}
	f.addOperator(agent, hot, m)
	return f, agent, f.authorize(hot, agent, types.ActionPay)
}

func (f *fixture) spend(a types.Authority, amount int64) types.SpendRef {
	f.Helper()
	ref, err := f.k.Spend(f.ctx, a, coin(amount), nil)
	require.NoError(f, err)
	return ref
}

func (f *fixture) trySpend(a types.Authority, c sdk.Coin, counterparty sdk.AccAddress) func() error {
	return func() error {
		_, err := f.k.Spend(f.ctx, a, c, counterparty)
		return err
	}
}

func TestSpendCountsAgainstTheMandate(t *testing.T) {
	f, agent, a := spender(t, nil)
	ref := f.spend(a, 60)
	require.Equal(t, types.SpendRef{Agent: agent.String(), Operator: hot.String(), Serial: 1, Bucket: start / hour}, ref)
	f.spend(a, 40)
	s := f.operator(agent, hot).Spent[0]
	require.Equal(t, types.Spent{Denom: chain.BaseDenom, Lifetime: math.NewInt(100), Bucket: start / hour, Current: math.NewInt(100), Previous: math.ZeroInt()}, s)
}

func TestTheOwnerSpendsWithoutBounds(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	before := f.bytes()
	ref, err := f.k.Spend(f.ctx, f.authorize(alice, agent, types.ActionPay), coin(1<<60), nil)
	require.NoError(t, err)
	require.Equal(t, types.SpendRef{Agent: agent.String()}, ref)
	require.NoError(t, f.k.Restore(f.ctx, ref, coin(1<<60)))
	require.Equal(t, before, f.bytes())
}

func TestSpendIsRefused(t *testing.T) {
	friend := types.AgentAddress(bob, []byte("friend"))
	for name, tc := range map[string]struct {
		mandate      func(*types.Mandate)
		before       func(*fixture, sdk.AccAddress, types.Authority)
		zero         bool
		coin         sdk.Coin
		counterparty sdk.AccAddress
		err          error
	}{
		"without an authority":       {zero: true, coin: coin(1), err: types.ErrNoAuthority},
		"nothing":                    {coin: coin(0), err: field.ErrCoin},
		"less than nothing":          {coin: sdk.Coin{Denom: chain.BaseDenom, Amount: math.NewInt(-1)}, err: field.ErrCoin},
		"an amount that is not set":  {coin: sdk.Coin{Denom: chain.BaseDenom}, err: field.ErrCoin},
		"more than 128 bits":         {coin: sdk.Coin{Denom: chain.BaseDenom, Amount: field.MaxAmount.AddRaw(1)}, err: field.ErrCoin},
		"a denom without a limit":    {coin: sdk.NewInt64Coin("uother", 1), err: types.ErrDenomNotAllowed},
		"without any limits at all":  {mandate: func(m *types.Mandate) { m.Limits = nil }, coin: coin(1), err: types.ErrDenomNotAllowed},
		"above the limit per action": {coin: coin(101), err: types.ErrAboveAction},
		"above the limit per window": {before: func(f *fixture, _ sdk.AccAddress, a types.Authority) {
			f.spend(a, 100)
			f.spend(a, 100)
			f.spend(a, 51)
		}, coin: coin(50), err: types.ErrAboveWindow},
		"above the window across two buckets": {before: func(f *fixture, _ sdk.AccAddress, a types.Authority) {
			for range 3 {
				f.spend(a, 100)
			}
			f.at(start + 2*hour - 1) // start is the first moment of a bucket: the one before still counts
		}, coin: coin(1), err: types.ErrAboveWindow},
		"above the lifetime": {before: func(f *fixture, _ sdk.AccAddress, a types.Authority) {
			for i := range uint64(10) {
				f.at(start + i*hour)
				f.spend(a, 100)
			}
			f.at(start + 100*hour)
		}, coin: coin(1), err: types.ErrAboveLifetime},
		"to one who is not on the list":  {mandate: func(m *types.Mandate) { m.Counterparties = []string{friend.String()} }, coin: coin(1), counterparty: mallory, err: types.ErrCounterpartyNotAllowed},
		"to nobody when there is a list": {mandate: func(m *types.Mandate) { m.Counterparties = []string{friend.String()} }, coin: coin(1), err: types.ErrCounterpartyNotAllowed},
		"after the mandate was taken away": {before: func(f *fixture, agent sdk.AccAddress, _ types.Authority) {
			require.NoError(f, f.tryRemove(alice, agent, hot)())
		}, coin: coin(1), err: types.ErrNotAuthorized},
		"after the action was taken away": {before: func(f *fixture, agent sdk.AccAddress, _ types.Authority) {
			require.NoError(f, f.tryUpdate(alice, agent, hot, mandate(types.ActionBid))())
		}, coin: coin(1), err: types.ErrActionNotAllowed},
		"after the mandate has expired": {mandate: func(m *types.Mandate) { m.ExpiresMs = start + 1 }, before: func(f *fixture, _ sdk.AccAddress, _ types.Authority) {
			f.at(start + 1)
		}, coin: coin(1), err: types.ErrMandateExpired},
	} {
		t.Run(name, func(t *testing.T) {
			f, agent, a := spender(t, tc.mandate)
			if tc.before != nil {
				tc.before(f, agent, a)
			}
			if tc.zero {
				a = types.Authority{}
			}
			f.refused(tc.err, f.trySpend(a, tc.coin, tc.counterparty))
		})
	}
}

func TestSpendUpToEachBound(t *testing.T) {
	friend := types.AgentAddress(bob, []byte("friend"))
	f, agent, a := spender(t, func(m *types.Mandate) { m.Counterparties = []string{friend.String()} })
	for i := range int64(3) {
		require.NoError(t, f.trySpend(a, coin(100), friend)(), i)
	}
	f.refused(types.ErrAboveWindow, f.trySpend(a, coin(1), friend))
	f.at(start + 2*hour) // both buckets have passed
	for range 3 {
		require.NoError(t, f.trySpend(a, coin(100), friend)())
	}
	require.Equal(t, math.NewInt(600), f.operator(agent, hot).Spent[0].Lifetime)
}

func TestUnlimitedMustBeSaidAndIsCounted(t *testing.T) {
	f, agent, a := spender(t, func(m *types.Mandate) {
		m.Limits = append(m.Limits, types.Limit{Denom: "uother", Unlimited: true})
	})
	huge := sdk.Coin{Denom: "uother", Amount: field.MaxAmount}
	for range 5 {
		require.NoError(t, f.trySpend(a, huge, nil)())
	}
	require.Equal(t, field.MaxAmount.MulRaw(5), f.operator(agent, hot).Spent[1].Lifetime)
}

func TestRestore(t *testing.T) {
	type want struct{ lifetime, current, previous int64 }
	for name, tc := range map[string]struct {
		restore func(f *fixture, agent sdk.AccAddress, a types.Authority, ref types.SpendRef)
		want    want
	}{
		"in the same bucket gives back lifetime and window": {func(f *fixture, _ sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{70, 70, 0}},
		"in the next bucket gives back to the previous one": {func(f *fixture, _ sdk.AccAddress, a types.Authority, ref types.SpendRef) {
			f.at(start + hour)
			f.spend(a, 5)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{75, 5, 70}},
		"before the counters roll works as well": {func(f *fixture, _ sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			f.at(start + hour)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{70, 70, 0}},
		"of a bucket that counts no more gives back lifetime only": {func(f *fixture, _ sdk.AccAddress, a types.Authority, ref types.SpendRef) {
			f.at(start + 2*hour)
			f.spend(a, 5)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{75, 5, 0}},
		"of more than was taken stops at zero": {func(f *fixture, _ sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(1000)))
		}, want{0, 0, 0}},
		"of nothing changes nothing": {func(f *fixture, _ sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(0)))
		}, want{100, 100, 0}},
		"to a replaced mandate changes nothing": {func(f *fixture, agent sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.tryUpdate(alice, agent, hot, mandate(types.ActionPay))())
			f.spend(f.authorize(hot, agent, types.ActionPay), 10)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{10, 10, 0}},
		"to a key that was removed and added again changes nothing": {func(f *fixture, agent sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.tryRemove(alice, agent, hot)())
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
			f.addOperator(agent, hot, mandate(types.ActionPay))
			f.spend(f.authorize(hot, agent, types.ActionPay), 10)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(30)))
		}, want{10, 10, 0}},
		"of a denom the mandate does not know changes nothing": {func(f *fixture, _ sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			require.NoError(f, f.k.Restore(f.ctx, ref, sdk.NewInt64Coin("uother", 5)))
		}, want{100, 100, 0}},
		"goes on after the mandate expired and the agent was paused": {func(f *fixture, agent sdk.AccAddress, _ types.Authority, ref types.SpendRef) {
			f.setStatus(agent, types.AgentStatusPaused)
			f.at(start + day)
			require.NoError(f, f.k.Restore(f.ctx, ref, coin(100)))
		}, want{0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			f, agent, a := spender(t, func(m *types.Mandate) { m.ExpiresMs = start + 3*hour })
			ref := f.spend(a, 100)
			tc.restore(f, agent, a, ref)
			s := f.operator(agent, hot).Spent[0]
			got := want{s.Lifetime.Int64(), s.Current.Int64(), s.Previous.Int64()}
			require.Equal(t, tc.want, got)
		})
	}
}

func TestRestoreIsRefused(t *testing.T) {
	f, _, a := spender(t, nil)
	ref := f.spend(a, 100)
	f.refused(field.ErrCoin, func() error {
		return f.k.Restore(f.ctx, ref, sdk.Coin{Denom: chain.BaseDenom, Amount: math.NewInt(-1)})
	})
	f.refused(field.ErrCoin, func() error { return f.k.Restore(f.ctx, ref, sdk.Coin{Denom: chain.BaseDenom}) })
	ref.Agent = ""
	f.refused(field.ErrMissing, func() error { return f.k.Restore(f.ctx, ref, coin(1)) })
}
