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

// receiptKey is (id, milestone), childKey (parent, id).
type (
	receiptKey = collections.Pair[[]byte, uint32]
	childKey   = collections.Pair[[]byte, []byte]
)

// Keeper owns the agreements and the covers that wait for an award.
type Keeper struct {
	authority  string
	clock      types.ClockKeeper
	identity   types.IdentityKeeper
	escrow     types.EscrowHandle
	reputation types.ReputationKeeper
	defaults   types.DefaultHandler
	// arbitration decides disputes; its rulings come back through OnRuling.
	arbitration types.ArbitrationKeeper

	schema     collections.Schema
	params     collections.Item[types.Params]
	agreements collections.Map[[]byte, types.Agreement]
	receipts   collections.Map[receiptKey, types.Receipt]
	children   collections.KeySet[childKey]
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
		authority: authority, clock: clock, identity: identity, escrow: escrow, reputation: reputation, arbitration: noJudges{},
		params:     collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		agreements: collections.NewMap(sb, types.AgreementsKey, "agreements", collections.BytesKey, codec.CollValue[types.Agreement](cdc)),
		covers:     collections.NewMap(sb, types.CoversKey, "covers", collections.BytesKey, codec.CollValue[types.Cover](cdc)),
		live: collections.NewKeySet(sb, types.LiveKey, "live",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.Uint16Key, collections.BytesKey)),
		receipts: collections.NewMap(sb, types.ReceiptsKey, "receipts",
			collections.PairKeyCodec(collections.BytesKey, collections.Uint32Key), codec.CollValue[types.Receipt](cdc)),
		children: collections.NewKeySet(sb, types.ChildrenKey, "children",
			collections.PairKeyCodec(collections.BytesKey, collections.BytesKey)),
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

// SetArbitration wires who decides disputes. It is called once, at construction of the application.
func (k *Keeper) SetArbitration(a types.ArbitrationKeeper) {
	if a == nil || k.arbitration != (noJudges{}) {
		panic("agreement: arbitration is set once, and not to nil")
	}
	k.arbitration = a
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

// Get returns an agreement by its id; ErrNotFound when there is none (any more).
func (k *Keeper) Get(ctx context.Context, id string) (types.Agreement, error) {
	key, err := types.ParseID("agreement", id)
	if err != nil {
		return types.Agreement{}, err
	}
	return k.get(ctx, key)
}

// Live says whether an agreement runs: money and cover are held. One that is gone does not.
func (k *Keeper) Live(ctx context.Context, id string) (bool, error) {
	a, err := k.Get(ctx, id)
	if errors.Is(err, types.ErrNotFound) {
		return false, nil
	}
	return a.Status.Live(), err
}

func (k *Keeper) get(ctx context.Context, key []byte) (types.Agreement, error) {
	a, err := k.agreements.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Agreement{}, types.ErrNotFound.Wrap(types.FormatID(key))
	}
	return a, err
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
