package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	vestingtypes "github.com/cosmos/cosmos-sdk/x/auth/vesting/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func TestRegister(t *testing.T) {
	f := newFixture(t)
	profile := types.Profile{
		Name:          "bot",
		Card:          types.Card{Uri: "https://bot.example/card.json", Sha256: bytes.Repeat([]byte{7}, 32)},
		Skills:        []string{"translate", "summarize"},
		EncryptionKey: bytes.Repeat([]byte{9}, 32),
	}
	res, err := f.msg.Register(f.ctx, &types.MsgRegister{Owner: alice.String(), Salt: []byte("s"), Profile: profile})
	require.NoError(t, err)

	addr := types.AgentAddress(alice, []byte("s"))
	require.Equal(t, addr.String(), res.Agent)
	require.Equal(t, types.Agent{
		Address: addr.String(), Owner: alice.String(), Status: types.AgentStatusActive, Profile: profile, RegisteredMs: start,
	}, f.agent(addr))
	require.Equal(t, []string{types.EventAgentRegistered}, f.events())
	has, err := f.k.HasAgent(f.ctx, addr)
	require.NoError(t, err)
	require.True(t, has)

	acc := f.auth.GetAccount(f.ctx, addr)
	require.IsType(t, &authtypes.BaseAccount{}, acc)
	require.Nil(t, acc.GetPubKey())
}

func TestRegistrationFeeIsBurnedAtTheEndOfTheBlock(t *testing.T) {
	f := newFixture(t)
	supply := f.supply()
	f.register(alice, "one")
	f.register(bob, "two")
	require.Equal(t, math.NewInt(10_000_000-types.DefaultFee), f.balance(alice))
	require.Equal(t, supply, f.supply())

	f.endBlock()
	require.Equal(t, supply.SubRaw(2*types.DefaultFee), f.supply())
	require.True(t, f.balance(authtypes.NewModuleAddress(types.ModuleName)).IsZero())
	f.endBlock()
	require.Equal(t, supply.SubRaw(2*types.DefaultFee), f.supply())
}

func TestRegisterWithoutFee(t *testing.T) {
	f := newFixture(t)
	params := types.DefaultParams()
	params.RegistrationFee.Amount = math.ZeroInt()
	_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: params})
	require.NoError(t, err)
	f.register(carol, "poor")
	require.True(t, f.balance(carol).IsZero())
}

func TestCoinsSentToAFutureAgentStayItsOwn(t *testing.T) {
	f := newFixture(t)
	addr := types.AgentAddress(alice, []byte("early"))
	f.fund(addr, 77)
	number := f.auth.GetAccount(f.ctx, addr).GetAccountNumber()
	f.register(alice, "early")
	require.Equal(t, math.NewInt(77), f.balance(addr))
	require.Equal(t, number, f.auth.GetAccount(f.ctx, addr).GetAccountNumber())
}

func TestRegisterIsRefused(t *testing.T) {
	addr := types.AgentAddress(alice, []byte("new"))
	base := authtypes.NewBaseAccountWithAddress(addr)
	for name, tc := range map[string]struct {
		before func(*fixture)
		change func(*types.MsgRegister)
		err    error
	}{
		"no owner":                          {change: func(m *types.MsgRegister) { m.Owner = "" }, err: field.ErrMissing},
		"a salt too long":                   {change: func(m *types.MsgRegister) { m.Salt = make([]byte, 33) }, err: field.ErrLength},
		"a bad profile":                     {change: func(m *types.MsgRegister) { m.Profile.Name = "Bot" }, err: field.ErrFormat},
		"a name that looks like an address": {change: func(m *types.MsgRegister) { m.Profile.Name = "troth1abc" }, err: types.ErrNameReserved},
		"an owner who cannot pay":           {change: func(m *types.MsgRegister) { m.Owner = carol.String() }, err: sdkerrors.ErrInsufficientFunds},
		"the same owner and salt twice":     {before: func(f *fixture) { f.register(alice, "new") }, err: types.ErrAgentExists},
		"a name of another agent":           {before: func(f *fixture) { f.register(bob, "bot") }, err: types.ErrNameTaken},
		"a name of a retired agent":         {before: func(f *fixture) { f.setStatus(f.register(bob, "bot"), types.AgentStatusRetired) }, err: types.ErrNameTaken},
		"an address that is a vesting account": {before: func(f *fixture) {
			vesting, err := vestingtypes.NewDelayedVestingAccount(base, sdk.NewCoins(coin(5)), 1<<40)
			require.NoError(f, err)
			f.auth.SetAccount(f.ctx, vesting)
		}, err: types.ErrAccountTaken},
		"an address that is a module account": {before: func(f *fixture) {
			f.auth.SetAccount(f.ctx, authtypes.NewModuleAccount(base, "x"))
		}, err: types.ErrAccountTaken},
		"an address that has a key": {before: func(f *fixture) {
			f.auth.SetAccount(f.ctx, authtypes.NewBaseAccount(addr, secp256k1.GenPrivKey().PubKey(), 0, 0))
		}, err: types.ErrAccountTaken},
		"an agent as owner": {before: func(f *fixture) { f.register(alice, "boss") }, change: func(m *types.MsgRegister) {
			m.Owner = types.AgentAddress(alice, []byte("boss")).String()
		}, err: types.ErrControllerIsAgent},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			if tc.before != nil {
				tc.before(f)
			}
			msg := &types.MsgRegister{Owner: alice.String(), Salt: []byte("new"), Profile: types.Profile{Name: "bot"}}
			if tc.change != nil {
				tc.change(msg)
			}
			f.refused(tc.err, func() error {
				_, err := f.msg.Register(f.ctx, msg)
				return err
			})
		})
	}
}
