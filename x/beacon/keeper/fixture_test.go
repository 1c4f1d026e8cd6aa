package keeper_test

import (
	"bytes"
	"context"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/keeper"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

const chainID = "troth-test-1"

// authority stands for the account of x/gov.
var authority = sdk.AccAddress("authority___________").String()

// validators stands for x/staking: operators by consensus address.
type validators struct {
	operators map[string]sdk.ValAddress
	err       error
}

func (v *validators) Operator(_ context.Context, consensus sdk.ConsAddress) (sdk.ValAddress, error) {
	return v.operators[string(consensus)], v.err
}

func (v *validators) Exists(_ context.Context, operator sdk.ValAddress) (bool, error) {
	for _, o := range v.operators {
		if o.Equals(operator) {
			return true, v.err
		}
	}
	return false, v.err
}

// fixture is a beacon on its own store, from a genesis without keys, and two validators, a and b.
type fixture struct {
	*testing.T
	ctx        sdk.Context
	key        *storetypes.KVStoreKey
	cdc        codec.Codec
	k          *keeper.Keeper
	validators *validators
	a, b       validator
}

type validator struct {
	operator  sdk.ValAddress
	consensus sdk.ConsAddress
	secret    vrf.Secret
}

func (v validator) String() string { return v.operator.String() }

// prove is the item of the validator for a block of a height after a value.
func (v validator) prove(height int64, last []byte) []byte {
	return vrf.Item(v.secret.Prove(vrf.Alpha(chainID, height, last)))
}

func newValidator(t *testing.T, name byte) validator {
	secret, err := vrf.NewSecret(bytes.Repeat([]byte{name}, vrf.SeedSize))
	require.NoError(t, err)
	return validator{bytes.Repeat([]byte{name}, 20), bytes.Repeat([]byte{name + 1}, 20), secret}
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

func emptyFixture(t *testing.T) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t")).
		WithBlockHeader(cmtproto.Header{ChainID: chainID}).WithChainID(chainID)
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	f := &fixture{T: t, ctx: ctx, key: key, cdc: cdc, a: newValidator(t, 'a'), b: newValidator(t, 'm')}
	f.validators = &validators{operators: map[string]sdk.ValAddress{
		string(f.a.consensus): f.a.operator, string(f.b.consensus): f.b.operator,
	}}
	f.k = keeper.New(cdc, runtime.NewKVStoreService(key), authority)
	f.k.SetValidators(f.validators)
	return f
}

// withKeys is a fixture whose validators have keys from the first block on.
func withKeys(t *testing.T) *fixture {
	t.Helper()
	f := emptyFixture(t)
	gs := types.DefaultGenesis()
	for _, v := range []validator{f.a, f.b} {
		gs.Keys = append(gs.Keys, types.VrfKey{Validator: v.String(), Key: v.secret.Key()})
	}
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	return f
}

func (f *fixture) last() types.Value {
	f.Helper()
	last, err := f.k.Last(f.ctx)
	require.NoError(f, err)
	return last
}

// block runs a block with the items and returns its value.
func (f *fixture) block(proposer validator, items ...[]byte) types.Value {
	f.Helper()
	f.ctx = f.ctx.WithBlockHeight(f.last().Height + 1).WithEventManager(sdk.NewEventManager())
	require.NoError(f, f.k.Advance(f.ctx, proposer.consensus, items))
	f.check()
	return f.last()
}

// good runs a block with the proof the proposer owes, if it owes one.
func (f *fixture) good(proposer validator) types.Value {
	f.Helper()
	ctx := f.ctx.WithBlockHeight(f.last().Height + 1)
	task, err := f.k.TaskOf(ctx, proposer.consensus)
	require.NoError(f, err)
	if task.Key == nil {
		return f.block(proposer)
	}
	return f.block(proposer, vrf.Item(proposer.secret.Prove(task.Alpha)))
}

// at sets the height of the context to that of a block under way, without making it.
func (f *fixture) at(height int64) sdk.Context { return f.ctx.WithBlockHeight(height) }

func (f *fixture) check() {
	f.Helper()
	for _, c := range f.k.Checks() {
		require.NoError(f, c.Run(f.ctx), c.Name)
	}
}

func (f *fixture) register(ctx sdk.Context, v validator, secret vrf.Secret) (*types.MsgRegisterVrfKeyResponse, error) {
	return keeper.NewMsgServer(f.k).RegisterVrfKey(ctx, &types.MsgRegisterVrfKey{
		Validator: v.String(), Key: secret.Key(), Possession: secret.Prove(vrf.Possession(chainID, v.operator)),
	})
}

func (f *fixture) remove(ctx sdk.Context, v validator) (*types.MsgRemoveVrfKeyResponse, error) {
	return keeper.NewMsgServer(f.k).RemoveVrfKey(ctx, &types.MsgRemoveVrfKey{Validator: v.String()})
}

// bytes returns the whole store.
func (f *fixture) bytes() map[string]string {
	f.Helper()
	all := map[string]string{}
	it := f.ctx.KVStore(f.key).Iterator(nil, nil)
	defer func() { require.NoError(f, it.Close()) }()
	for ; it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	return all
}
