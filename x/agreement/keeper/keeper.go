// Package keeper keeps agreements: terms in force with money held, from the award to the settlement.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/agreement/types"
)

// liveKey is (agent, role, id).
type liveKey = collections.Triple[sdk.AccAddress, uint16, []byte]

// Keeper owns the agreements and the covers that wait for an award.
type Keeper struct {
	authority  string
	clock      types.ClockKeeper
	identity   types.IdentityKeeper
	escrow     types.EscrowHandle
	reputation types.ReputationKeeper
	defaults   types.DefaultHandler

	schema     collections.Schema
	params     collections.Item[types.Params]
	agreements collections.Map[[]byte, types.Agreement]
	covers     collections.Map[[]byte, types.Cover]
	live       collections.KeySet[liveKey]
	engaged    collections.Map[sdk.AccAddress, uint64]
	deadlines  deadline.Queue
}

// New returns the keeper; authority is the bech32 address that may update the parameters, escrow the handle of scope
// "agreement". It panics on a missing dependency, which is an error of the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string, clock types.ClockKeeper,
	identity types.IdentityKeeper, escrow types.EscrowHandle, reputation types.ReputationKeeper,
) *Keeper {
	if cdc == nil || store == nil || authority == "" || clock == nil || identity == nil || escrow == nil || reputation == nil {
		panic("agreement: codec, store, authority, clock, identity, escrow and reputation are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority, clock: clock, identity: identity, escrow: escrow, reputation: reputation,
		params:     collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		agreements: collections.NewMap(sb, types.AgreementsKey, "agreements", collections.BytesKey, codec.CollValue[types.Agreement](cdc)),
		covers:     collections.NewMap(sb, types.CoversKey, "covers", collections.BytesKey, codec.CollValue[types.Cover](cdc)),
		live: collections.NewKeySet(sb, types.LiveKey, "live",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.Uint16Key, collections.BytesKey)),
		engaged:   collections.NewMap(sb, types.EngagedKey, "engaged", sdk.AccAddressKey, collections.Uint64Value),
		deadlines: deadline.NewQueue(sb, types.DeadlinesKey, types.FailuresKey, types.ModuleName),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("agreement: schema: %s", err))
	}
	k.schema = schema
	return k
}

// SetDefaultHandler wires who awards a job again after its provider defaulted. It is called once, at construction of the
// application; without a handler the client is refunded.
func (k *Keeper) SetDefaultHandler(h types.DefaultHandler) {
	if h == nil || k.defaults != nil {
		panic("agreement: the default handler is set once, and not to nil")
	}
	k.defaults = h
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	p, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return p, err
}

// CheckClocks says whether an agreement with these clocks can be opened; ErrClock names the clock and its bounds.
func (k *Keeper) CheckClocks(ctx context.Context, deliveryMs, reviewMs uint64) error {
	p, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	return p.CheckClocks(deliveryMs, reviewMs)
}

// Get returns an agreement by its id; ErrNotFound when there is none (any more).
func (k *Keeper) Get(ctx context.Context, id string) (types.Agreement, error) {
	key, err := types.ParseID("agreement", id)
	if err != nil {
		return types.Agreement{}, err
	}
	return k.get(ctx, key)
}

func (k *Keeper) get(ctx context.Context, key []byte) (types.Agreement, error) {
	a, err := k.agreements.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Agreement{}, types.ErrNotFound.Wrap(types.FormatID(key))
	}
	return a, err
}

// Engaged returns the number of running agreements and locked covers of a provider.
func (k *Keeper) Engaged(ctx context.Context, provider sdk.AccAddress) (uint64, error) {
	n, err := k.engaged.Get(ctx, provider)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// engage counts one more running agreement or locked cover; ErrTooManyEngaged at the limit.
func (k *Keeper) engage(ctx context.Context, provider sdk.AccAddress, limit uint32) error {
	n, err := k.Engaged(ctx, provider)
	if err != nil {
		return err
	}
	if n >= uint64(limit) {
		return types.ErrTooManyEngaged.Wrapf("%s: %d, want at most %d", provider, n, limit)
	}
	return k.engaged.Set(ctx, provider, n+1)
}

// disengage counts one less; the last one leaves no record.
func (k *Keeper) disengage(ctx context.Context, provider sdk.AccAddress) error {
	n, err := k.Engaged(ctx, provider)
	if err != nil {
		return err
	}
	if n == 0 {
		return types.ErrInvariant.Wrapf("%s: no engagement to end", provider)
	}
	if n == 1 {
		return k.engaged.Remove(ctx, provider)
	}
	return k.engaged.Set(ctx, provider, n-1)
}

// atomic runs fn in a cache context, so that a refusal changes nothing even for callers that go on after it.
func atomic(ctx context.Context, fn func(ctx sdk.Context) error) error {
	cache, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := fn(cache); err != nil {
		return err
	}
	write()
	return nil
}

func emit(ctx context.Context, e sdk.Event) { sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(e) }
