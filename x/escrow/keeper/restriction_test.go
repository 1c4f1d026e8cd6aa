package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
)

// Every way in which x/bank takes coins from an account, on an agent with 1000 of which 600 are held: exactly what is
// available passes, one more does not.
func TestNoPathOfTheBankTouchesHeldCoins(t *testing.T) {
	ante.FeeRecipientModule = authtypes.FeeCollectorName // as NewDeductFeeDecorator sets it
	type path func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error
	other, third := account("other"), account("third")
	multi := func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
		one := coins(1, troth)
		return f.bank.InputOutputCoins(ctx, banktypes.NewInput(from, amt), []banktypes.Output{
			banktypes.NewOutput(other, one), banktypes.NewOutput(third, amt.Sub(one...)),
		})
	}
	for name, tc := range map[string]struct {
		send path
		most int64 // what is let through; 400 where nothing is said
		err  error // sentinel; ErrHeld where nothing is said
	}{
		"a send by a module": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return f.bank.SendCoins(ctx, from, other, amt)
		}},
		"a send message, whoever signed it": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			_, err := bankkeeper.NewMsgServerImpl(f.bank).Send(ctx, banktypes.NewMsgSend(from, other, amt))
			return err
		}},
		"a send to a module account": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return f.bank.SendCoinsFromAccountToModule(ctx, from, "mint", amt)
		}},
		"a multi-send of two outputs": {send: multi},
		"a multi-send message": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			half := sdk.NewCoins(sdk.NewCoin(troth, amt[0].Amount.QuoRaw(2)))
			_, err := bankkeeper.NewMsgServerImpl(f.bank).MultiSend(ctx, banktypes.NewMsgMultiSend(banktypes.NewInput(from, amt),
				[]banktypes.Output{banktypes.NewOutput(other, half), banktypes.NewOutput(third, amt.Sub(half...))}))
			return err
		}},
		"a virtual send": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return keeper.NewVirtualBank(f.bank).SendCoinsToVirtual(ctx, from, other, amt)
		}},
		"a virtual send to a module account": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return keeper.NewVirtualBank(f.bank).SendCoinsFromAccountToModuleVirtual(ctx, from, "mint", amt)
		}},
		"a fee, as the ante handler takes it from a fee granter": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return ante.DeductFees(keeper.NewVirtualBank(f.bank), ctx, f.accounts.GetAccount(ctx, from), amt)
		}, err: sdkerrors.ErrInsufficientFunds},
		"a fee without virtual accumulation": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return ante.DeductFees(f.bank, ctx, f.accounts.GetAccount(ctx, from), amt)
		}, err: sdkerrors.ErrInsufficientFunds},
		"an unmarked virtual send is judged twice as hard": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return f.bank.SendCoinsToVirtual(ctx, from, other, amt)
		}, most: 200},
		"a delegation": {send: func(f *fixture, ctx sdk.Context, from sdk.AccAddress, amt sdk.Coins) error {
			return keeper.NewStakingBank(f.bank, f.k).DelegateCoinsFromAccountToModule(ctx, from, stakingtypes.BondedPoolName, amt)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.hold(a, "ref", 500, troth)
			f.hold(a, "ref2", 100, troth)
			most, sentinel := tc.most, tc.err
			if most == 0 {
				most = 400
			}
			if sentinel == nil {
				sentinel = types.ErrHeld
			}
			for _, n := range []int64{most + 1, 600, 1000} {
				before := f.state()
				cached, _ := f.ctx.CacheContext()
				require.ErrorIs(t, tc.send(f, cached, a.addr, coins(n, troth)), sentinel)
				require.Equal(t, before, f.state())
			}
			require.NoError(t, tc.send(f, f.ctx, a.addr, coins(most, troth)))
			require.Equal(t, [3]int64{1000 - most, 600, 400 - most}, f.money(a.addr, troth))
			f.endBlock()
			require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
			require.NoError(t, tc.send(f, f.ctx, a.addr, coins(100, troth)), "what was released can go")
			f.endBlock()
		})
	}
}

// What x/bank takes from module accounts or adds to agents asks nobody and needs to ask nobody: no agent is debited.
func TestUndelegationOnlyCredits(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 600, troth)
	f.mint(authtypes.NewModuleAddress(stakingtypes.BondedPoolName), 50, troth)
	require.NoError(t, f.bank.UndelegateCoinsFromModuleToAccount(f.ctx, stakingtypes.BondedPoolName, a.addr, coins(50, troth)))
	require.Equal(t, [3]int64{1050, 600, 450}, f.money(a.addr, troth))
}

// The first of several sends that pass alone does not open the door for the next.
func TestSendsOneAfterAnother(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 600, troth)
	for range 4 {
		require.NoError(t, f.bank.SendCoins(f.ctx, a.addr, account("other"), coins(100, troth)))
	}
	require.ErrorIs(t, f.bank.SendCoins(f.ctx, a.addr, account("other"), coins(1, troth)), types.ErrHeld)
	require.Equal(t, [3]int64{600, 600, 0}, f.money(a.addr, troth))
	f.endBlock()
}

// Another denom is free, a mix is as free as its tightest part, and other accounts are not looked at.
func TestOnlyHeldDenomsOfAgentsAreRestricted(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 1000, troth)
	require.NoError(t, f.bank.SendCoins(f.ctx, a.addr, account("other"), coins(1000, usd)))
	f.check(f.k.Checks())
	mix := sdk.NewCoins(sdk.NewInt64Coin(troth, 1), sdk.NewInt64Coin(shell, 1))
	f.refusesQuietly(types.ErrHeld, func(ctx sdk.Context) error { return f.bank.SendCoins(ctx, a.addr, account("other"), mix) })
	require.NoError(t, f.bank.SendCoins(f.ctx, account("other"), a.addr, coins(1000, usd)))
	f.check(f.k.Checks()) // nothing of it is remembered
	f.endBlock()
}

// Deposits change nothing but what is available.
func TestDepositsAreFree(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 1000, troth)
	f.mint(account("other"), 5, troth)
	require.NoError(t, f.bank.SendCoins(f.ctx, account("other"), a.addr, coins(5, troth)))
	require.Equal(t, [3]int64{1005, 1000, 5}, f.money(a.addr, troth))
}

// Nothing leaves the account of burned coins.
func TestBurnedCoinsCannotBeSpent(t *testing.T) {
	f := newFixture(t)
	grave := types.UnspendableAddress()
	f.mint(grave, 10, usd)
	to := account("other")
	f.refusesQuietly(types.ErrUnspendable, func(ctx sdk.Context) error { return f.bank.SendCoins(ctx, grave, to, coins(1, usd)) })
	f.refusesQuietly(types.ErrUnspendable, func(ctx sdk.Context) error {
		return f.bank.InputOutputCoins(ctx, banktypes.NewInput(grave, coins(1, usd)), []banktypes.Output{banktypes.NewOutput(to, coins(1, usd))})
	})
	f.refusesQuietly(types.ErrUnspendable, func(ctx sdk.Context) error {
		return keeper.NewVirtualBank(f.bank).SendCoinsToVirtual(ctx, grave, to, coins(1, usd))
	})
	f.refusesQuietly(types.ErrUnspendable, func(ctx sdk.Context) error {
		return keeper.NewStakingBank(f.bank, f.k).DelegateCoinsFromAccountToModule(ctx, grave, stakingtypes.BondedPoolName, coins(1, usd))
	})
	require.Len(t, grave, types.AgentAddressLen)
}

// refusesQuietly is refuses for calls of the bank, which subtracts and emits before it asks: in a transaction of its own.
func (f *fixture) refusesQuietly(sentinel error, act func(ctx sdk.Context) error) {
	f.Helper()
	before := f.state()
	cached, _ := f.ctx.CacheContext()
	require.ErrorIs(f, act(cached), sentinel)
	require.Equal(f, before, f.state())
}

// A virtual bank sends from virtual accounts as x/bank does.
func TestVirtualBankPassesThrough(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	bank := keeper.NewVirtualBank(f.bank)
	require.NoError(t, bank.SendCoinsFromAccountToModule(f.ctx, a.addr, "mint", coins(10, troth)))
	require.NoError(t, bank.SendCoinsFromModuleToAccountVirtual(f.ctx, "mint", a.addr, coins(4, troth)))
	require.NoError(t, bank.SendCoinsFromVirtual(f.ctx, authtypes.NewModuleAddress("mint"), a.addr, coins(1, troth)))
	f.endBlock()
	require.Equal(t, [3]int64{995, 0, 995}, f.money(a.addr, troth))
	f.hold(a, "ref", 995, troth)
	f.mint(account("other"), 7, troth)
	require.NoError(t, bank.SendCoinsToVirtual(f.ctx, account("other"), a.addr, coins(7, troth)))
	f.refusesQuietly(types.ErrHeld, func(ctx sdk.Context) error {
		return f.bank.SendCoinsFromVirtual(ctx, a.addr, account("other"), coins(4, troth))
	})
	require.NoError(t, bank.SendCoinsFromVirtual(f.ctx, a.addr, account("other"), coins(4, troth)), "what came virtually is not held")
	f.endBlock()
	require.Equal(t, [3]int64{998, 995, 3}, f.money(a.addr, troth))
	require.Panics(t, func() { keeper.NewVirtualBank(nil) })
	require.Panics(t, func() { keeper.NewStakingBank(f.bank, nil) })
}
