package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkfeegrant "github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/keeper"
	"github.com/trothchain/troth/x/identity/types"
)

// tryFees adds an operator, or gives it another mandate, with a fee limit.
func (f *fixture) tryFees(owner, agent, key sdk.AccAddress, m types.Mandate, limit *sdk.Coin) func() error {
	return func() error {
		_, err := f.k.Operator(f.ctx, agent, key)
		if err == nil {
			_, err = f.msg.UpdateMandate(f.ctx, &types.MsgUpdateMandate{
				Owner: owner.String(), Agent: agent.String(), Key: key.String(), Mandate: m, FeeLimit: limit,
			})
			return err
		}
		_, err = f.msg.AddOperator(f.ctx, &types.MsgAddOperator{
			Owner: owner.String(), Agent: agent.String(), Key: key.String(), Mandate: m, FeeLimit: limit,
		})
		return err
	}
}

func fees(amount int64) *sdk.Coin {
	c := coin(amount)
	return &c
}

// pay has the key pay fees from the agent's account, as the ante does.
func (f *fixture) pay(agent, key sdk.AccAddress, amount int64) error {
	return f.feegrant.UseGrantedFees(f.ctx, agent, key, sdk.NewCoins(coin(amount)), nil)
}

// feeLeft is what the query says, 0 when nothing is left.
func (f *fixture) feeLeft(agent, key sdk.AccAddress) int64 {
	f.Helper()
	res, err := f.query.Mandate(f.ctx, &types.QueryMandateRequest{Agent: agent.String(), Key: key.String()})
	require.NoError(f, err)
	if res.FeeLeft == nil {
		return 0
	}
	return res.FeeLeft.Amount.Int64()
}

// grants is the number of allowances that x/feegrant has.
func (f *fixture) grants() int {
	f.Helper()
	all, err := keeper.NewFeegrant(f.feegrant).All(f.ctx)
	require.NoError(f, err)
	return len(all)
}

// grant makes an allowance past identity, without limit when limit is 0.
func (f *fixture) grant(granter, key sdk.AccAddress, limit int64) {
	f.Helper()
	require.NoError(f, keeper.NewFeegrant(f.feegrant).Revoke(f.ctx, granter, key))
	require.NoError(f, f.feegrant.GrantAllowance(f.ctx, granter, key, &sdkfeegrant.BasicAllowance{SpendLimit: sdk.NewCoins(coin(limit))}))
}

// payer is an agent of alice with the operator hot, who may work and pay 1000 of fees.
func payer(t *testing.T, change func(*types.Mandate)) (*fixture, sdk.AccAddress) {
	t.Helper()
	f := newFixture(t)
	agent := f.register(alice, "bot")
	m := mandate(types.ActionWork)
	if change != nil {
		change(&m)
	}
	f.events()
	require.NoError(t, f.tryFees(alice, agent, hot, m, fees(1000))())
	require.Equal(t, []string{types.EventFeeAllowanceGranted, types.EventOperatorAdded}, f.events())
	return f, agent
}

func TestAnOperatorPaysFeesUpToItsLimit(t *testing.T) {
	f, agent := payer(t, nil)
	require.Equal(t, fees(1000), f.operator(agent, hot).FeeLimit)
	require.NotNil(t, f.auth.GetAccount(f.ctx, hot), "a key without coins can sign")
	require.Equal(t, int64(1000), f.feeLeft(agent, hot))
	require.NoError(t, f.pay(agent, hot, 600))
	require.Equal(t, int64(400), f.feeLeft(agent, hot))
	f.checkInvariants()
	require.ErrorIs(t, f.pay(agent, hot, 401), sdkfeegrant.ErrFeeLimitExceeded)
	require.ErrorIs(t, f.pay(agent, warm, 1), collections.ErrNotFound)
	require.NoError(t, f.pay(agent, hot, 400))
	require.Zero(t, f.feeLeft(agent, hot))
	require.ErrorIs(t, f.pay(agent, hot, 1), collections.ErrNotFound)
	require.Equal(t, fees(1000), f.operator(agent, hot).FeeLimit)
	f.checkInvariants()
}

// Every end of a mandate ends its fee allowance, used up or not.
func TestAFeeAllowanceEndsWithItsMandate(t *testing.T) {
	for name, end := range map[string]func(*fixture, sdk.AccAddress){
		"removed by the owner": func(f *fixture, agent sdk.AccAddress) { require.NoError(f, f.tryRemove(alice, agent, hot)()) },
		"removed by itself":    func(f *fixture, agent sdk.AccAddress) { require.NoError(f, f.tryRemove(hot, agent, hot)()) },
		"by retirement":        func(f *fixture, agent sdk.AccAddress) { f.setStatus(agent, types.AgentStatusRetired) },
		"by a handover": func(f *fixture, agent sdk.AccAddress) {
			require.NoError(f, f.propose(alice, agent, carol)())
			require.NoError(f, f.accept(carol, agent)())
		},
		"by a mandate without one": func(f *fixture, agent sdk.AccAddress) {
			require.NoError(f, f.tryUpdate(alice, agent, hot, mandate(types.ActionWork))())
			require.Nil(f, f.operator(agent, hot).FeeLimit)
		},
		"by expiry": func(f *fixture, agent sdk.AccAddress) {
			f.at(start + day)
			f.endBlock()
			require.Nil(f, f.operator(agent, hot).FeeLimit)
			require.Zero(f, f.feeLeft(agent, hot))
		},
	} {
		for paid, amount := range map[string]int64{"": 0, ", used in part": 10, ", used up": 1000} {
			t.Run(name+paid, func(t *testing.T) {
				f, agent := payer(t, func(m *types.Mandate) { m.ExpiresMs = start + day })
				if amount > 0 {
					require.NoError(t, f.pay(agent, hot, amount))
				}
				end(f, agent)
				require.Contains(t, f.events(), types.EventFeeAllowanceEnded)
				require.Zero(t, f.grants())
				require.ErrorIs(t, f.pay(agent, hot, 1), collections.ErrNotFound)
				f.checkInvariants()
				f.at(start + 2*day)
				f.endBlock()
				require.NotContains(t, f.events(), types.EventFeeAllowanceEnded)
			})
		}
	}
}

func TestANewMandateGrantsAnew(t *testing.T) {
	f, agent := payer(t, func(m *types.Mandate) { m.ExpiresMs = start + hour })
	require.NoError(t, f.pay(agent, hot, 900))
	longer := mandate(types.ActionWork)
	longer.ExpiresMs = start + day
	require.NoError(t, f.tryFees(alice, agent, hot, longer, fees(500))())
	require.Equal(t, []string{types.EventFeeAllowanceEnded, types.EventFeeAllowanceGranted, types.EventMandateUpdated}, f.events())
	require.Equal(t, int64(500), f.feeLeft(agent, hot))
	f.at(start + hour)
	f.endBlock() // the deadline of the old mandate is gone
	require.Equal(t, int64(500), f.feeLeft(agent, hot))
	f.at(start + day)
	f.endBlock()
	require.Zero(t, f.grants())

	require.NoError(t, f.tryRemove(alice, agent, hot)())
	require.NoError(t, f.tryFees(alice, agent, hot, mandate(types.ActionWork), fees(7))())
	require.Equal(t, int64(7), f.feeLeft(agent, hot))
	f.at(start + 1000*day)
	f.endBlock()
	require.Equal(t, int64(7), f.feeLeft(agent, hot), "a mandate that never expires keeps it")
}

// Operators of one agent, and agents of one operator, do not touch each other's allowances.
func TestFeeAllowancesAreApart(t *testing.T) {
	f, agent := payer(t, nil)
	other := f.register(bob, "other")
	require.NoError(t, f.tryFees(alice, agent, warm, mandate(types.ActionWork), fees(20))())
	require.NoError(t, f.tryFees(bob, other, hot, mandate(types.ActionWork), fees(30))())
	require.Equal(t, 3, f.grants())
	require.NoError(t, f.tryRemove(alice, agent, hot)())
	require.Equal(t, int64(20), f.feeLeft(agent, warm))
	require.Equal(t, int64(30), f.feeLeft(other, hot))
	f.setStatus(agent, types.AgentStatusRetired)
	require.Equal(t, 1, f.grants())
}

// What x/feegrant has of an allowance that identity did not make is replaced, not a reason to refuse.
func TestAForeignAllowanceIsReplaced(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	require.NoError(t, f.feegrant.GrantAllowance(f.ctx, agent, hot, &sdkfeegrant.BasicAllowance{}))
	require.NoError(t, f.tryFees(alice, agent, hot, mandate(types.ActionWork), fees(5))())
	require.Equal(t, int64(5), f.feeLeft(agent, hot))
}

func TestFeeLimitsAreRefused(t *testing.T) {
	f, agent := payer(t, nil)
	m := mandate(types.ActionWork)
	expired := m
	expired.ExpiresMs = start
	zero := sdk.Coin{Denom: "utroth"}
	for _, key := range []sdk.AccAddress{hot, warm} { // an update and an addition
		f.refused(field.ErrCoin, f.tryFees(alice, agent, key, m, fees(0)))
		f.refused(field.ErrCoin, f.tryFees(alice, agent, key, m, &zero))
		f.refused(field.ErrCoin, f.tryFees(alice, agent, key, m, &sdk.Coin{}))
		f.refused(types.ErrFeeDenom, f.tryFees(alice, agent, key, m, &sdk.Coin{Denom: "uother", Amount: coin(1).Amount}))
		f.refused(types.ErrMandateExpired, f.tryFees(alice, agent, key, expired, fees(1)))
		f.refused(types.ErrNotOwner, f.tryFees(hot, agent, key, m, fees(1)))
	}
	require.Equal(t, int64(1000), f.feeLeft(agent, hot))
}

// A keeper that was not wired refuses fee limits and does all the rest.
func TestFeeAllowancesThatAreNotWired(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	bare := keeper.New(f.cdc, f.store(types.ModuleName), authority, f.auth, f.bank, f.clock)
	f.msg = keeper.NewMsgServer(bare)
	f.refused(types.ErrNotSet, f.tryFees(alice, agent, hot, mandate(types.ActionWork), fees(1)))
	require.NoError(t, f.tryAdd(alice, agent, hot, mandate(types.ActionWork))())
	f.refused(types.ErrNotSet, f.tryFees(alice, agent, hot, mandate(types.ActionWork), fees(1)))
	require.NoError(t, f.tryRemove(alice, agent, hot)())
	for _, check := range bare.Checks() {
		require.NoError(t, check.Run(f.ctx), check.Name)
	}
	require.Panics(t, func() { f.k.SetFeeAllowances(keeper.NewFeegrant(f.feegrant)) })
	require.Panics(t, func() { bare.SetFeeAllowances(nil) })
}
