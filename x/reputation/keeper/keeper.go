// Package keeper keeps what agents are worth as partners: evidence of their work, the capital they burned, and their
// record as clients. The arithmetic is in package bar; the keeper loads, calls and stores.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// Keeper owns evidence, pairs, capital and client records. All of them decay lazily: a record is as of its epoch, and
// every read brings it to now.
type Keeper struct {
	authority string
	identity  types.IdentityKeeper
	clock     types.ClockKeeper

	schema   collections.Schema
	params   collections.Item[types.Params]
	evidence collections.Map[collections.Pair[sdk.AccAddress, string], types.Evidence]
	pairs    collections.Map[collections.Pair[sdk.AccAddress, sdk.AccAddress], types.Pair]
	capital  collections.Map[sdk.AccAddress, types.Capital]
	clients  collections.Map[sdk.AccAddress, types.ClientRecord]
}

// New returns the keeper; authority is the bech32 address that may update the parameters. It panics on a missing
// dependency, which is an error of the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string, identity types.IdentityKeeper, clock types.ClockKeeper) *Keeper {
	if cdc == nil || store == nil || authority == "" || identity == nil || clock == nil {
		panic("reputation: codec, store, authority, identity and clock are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority,
		identity:  identity,
		clock:     clock,
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		evidence: collections.NewMap(sb, types.EvidenceKey, "evidence",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), codec.CollValue[types.Evidence](cdc)),
		pairs: collections.NewMap(sb, types.PairKey, "pairs",
			collections.PairKeyCodec(sdk.AccAddressKey, sdk.AccAddressKey), codec.CollValue[types.Pair](cdc)),
		capital: collections.NewMap(sb, types.CapitalKey, "capital", sdk.AccAddressKey, codec.CollValue[types.Capital](cdc)),
		clients: collections.NewMap(sb, types.ClientKey, "clients", sdk.AccAddressKey, codec.CollValue[types.ClientRecord](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("reputation: schema: %s", err))
	}
	k.schema = schema
	return k
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	params, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return params, err
}

// now is what every reading depends on: the parameters and the epoch.
type now struct {
	params types.Params
	bar    *bar.Params
	epoch  uint64
}

func (k *Keeper) now(ctx context.Context) (now, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return now{}, err
	}
	ms, err := k.clock.Now(ctx)
	if err != nil {
		return now{}, err
	}
	return now{params, params.Bar(), bar.Epoch(ms)}, nil
}

// handovers returns how often the agent changed its controller. Identity's error for an unknown agent.
func (k *Keeper) handovers(ctx context.Context, agent sdk.AccAddress) (uint32, error) {
	a, err := k.identity.Agent(ctx, agent)
	if err != nil {
		return 0, err
	}
	return a.Handovers, nil
}
