// Package keeper keeps cases: panels drawn by stake, their hidden votes, verdicts, appeals and what they cost; and the
// arbiters who sit in them.
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
	"github.com/trothchain/troth/x/arbitration/types"
)

type (
	// evidenceKey is (id, side, number), seatKey (id, round, arbiter).
	evidenceKey = collections.Triple[[]byte, uint32, uint32]
	seatKey     = collections.Triple[[]byte, uint32, sdk.AccAddress]
	// statusKey is (status, id), agentKey (agent, id).
	statusKey = collections.Pair[uint32, []byte]
	agentKey  = collections.Pair[sdk.AccAddress, []byte]
)

// Keeper owns the cases and the arbiters.
type Keeper struct {
	authority  string
	clock      types.ClockKeeper
	beacon     types.BeaconKeeper
	identity   types.IdentityKeeper
	escrow     types.EscrowHandle
	reputation types.ReputationKeeper
	rulings    types.RulingHandler

	schema    collections.Schema
	params    collections.Item[types.Params]
	cases     collections.Map[[]byte, types.Case]
	evidence  collections.Map[evidenceKey, types.Evidence]
	seats     collections.Map[seatKey, types.Seat]
	refs      collections.Map[[]byte, []byte]
	byStatus  collections.KeySet[statusKey]
	parties   collections.KeySet[agentKey]
	seated    collections.KeySet[agentKey]
	deadlines deadline.Queue
	arbiters  arbiterStore
}

// New returns the keeper; authority is the bech32 address that may update the parameters, escrow the handle of scope
// "arbitration". It panics on a missing dependency, which is an error of the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string, clock types.ClockKeeper, beacon types.BeaconKeeper,
	identity types.IdentityKeeper, escrow types.EscrowHandle, reputation types.ReputationKeeper,
) *Keeper {
	if cdc == nil || store == nil || authority == "" || clock == nil || beacon == nil || identity == nil || escrow == nil || reputation == nil {
		panic("arbitration: codec, store, authority, clock, beacon, identity, escrow and reputation are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	byAgent := collections.PairKeyCodec(sdk.AccAddressKey, collections.BytesKey)
	k := &Keeper{
		authority: authority, clock: clock, beacon: beacon, identity: identity, escrow: escrow, reputation: reputation,
		params: collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		cases:  collections.NewMap(sb, types.CasesKey, "cases", collections.BytesKey, codec.CollValue[types.Case](cdc)),
		evidence: collections.NewMap(sb, types.EvidenceKey, "evidence",
			collections.TripleKeyCodec(collections.BytesKey, collections.Uint32Key, collections.Uint32Key), codec.CollValue[types.Evidence](cdc)),
		seats: collections.NewMap(sb, types.SeatsKey, "seats",
			collections.TripleKeyCodec(collections.BytesKey, collections.Uint32Key, sdk.AccAddressKey), codec.CollValue[types.Seat](cdc)),
		refs: collections.NewMap(sb, types.RefsKey, "refs", collections.BytesKey, collections.BytesValue),
		byStatus: collections.NewKeySet(sb, types.StatusKey, "by_status",
			collections.PairKeyCodec(collections.Uint32Key, collections.BytesKey)),
		parties:   collections.NewKeySet(sb, types.PartiesKey, "parties", byAgent),
		seated:    collections.NewKeySet(sb, types.SeatedKey, "seated", byAgent),
		deadlines: deadline.NewQueue(sb, types.DeadlinesKey, types.FailuresKey, types.ModuleName),
		arbiters:  newArbiterStore(sb, cdc),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("arbitration: schema: %s", err))
	}
	k.schema = schema
	return k
}

// SetRulingHandler wires who takes rulings. It is called once, at construction of the application.
func (k *Keeper) SetRulingHandler(h types.RulingHandler) {
	if h == nil || k.rulings != nil {
		panic("arbitration: the ruling handler is set once, and not to nil")
	}
	k.rulings = h
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

// Get returns a case by its id; ErrNotFound when there is none (any more).
func (k *Keeper) Get(ctx context.Context, id string) (types.Case, error) {
	key, err := types.ParseID("case", id)
	if err != nil {
		return types.Case{}, err
	}
	return k.get(ctx, key)
}

func (k *Keeper) get(ctx context.Context, key []byte) (types.Case, error) {
	c, err := k.cases.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Case{}, types.ErrNotFound.Wrap(types.FormatID(key))
	}
	return c, err
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
