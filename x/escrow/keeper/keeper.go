// Package keeper moves agents' money: holds, payments and burns. It is reached through scoped handles only, and every
// debit needs an Authority, which identity alone can make.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var _ identitytypes.Holds = (*Keeper)(nil)

type (
	holdKey  = collections.Pair[string, []byte]
	heldKey  = collections.Pair[sdk.AccAddress, string]
	indexKey = collections.Triple[sdk.AccAddress, string, []byte]
	askedKey = collections.Triple[sdk.AccAddress, string, string]
)

// Keeper owns the holds.
type Keeper struct {
	authority string
	identity  types.IdentityKeeper
	bank      types.BankKeeper
	// scopes are those with a handle; written while the application is wired, only read afterwards.
	scopes map[string]bool

	schema collections.Schema
	params collections.Item[types.Params]
	holds  collections.Map[holdKey, types.Hold]
	held   collections.Map[heldKey, math.Int]
	index  collections.KeySet[indexKey]
	count  collections.Map[sdk.AccAddress, uint64]
	asked  collections.Map[askedKey, math.Int]
}

// New returns the keeper; authority is the bech32 address that may update the parameters. bank is the plain keeper of
// x/bank: escrow marks its own debits for its SendRestriction. It panics on a missing dependency, which is an error of
// the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string, identity types.IdentityKeeper, bank types.BankKeeper) *Keeper {
	if cdc == nil || store == nil || authority == "" || identity == nil || bank == nil {
		panic("escrow: codec, store, authority, identity and bank are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority,
		identity:  identity,
		bank:      bank,
		scopes:    map[string]bool{},
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		holds: collections.NewMap(sb, types.HoldsKey, "holds",
			collections.PairKeyCodec(collections.StringKey, collections.BytesKey), codec.CollValue[types.Hold](cdc)),
		held: collections.NewMap(sb, types.HeldKey, "held",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), sdk.IntValue),
		index: collections.NewKeySet(sb, types.IndexKey, "holds_by_agent",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.StringKey, collections.BytesKey)),
		count: collections.NewMap(sb, types.CountKey, "count", sdk.AccAddressKey, collections.Uint64Value),
		asked: collections.NewMap(sb, types.AskedKey, "asked",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.StringKey, collections.StringKey), sdk.IntValue),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("escrow: schema: %s", err))
	}
	k.schema = schema
	return k
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// Handle returns the handle of a scope, the name of the module that gets it: a-z, 0-9 and -, at most 32 characters. It is
// called while the application is wired and panics on a malformed scope or one given out before.
func (k *Keeper) Handle(scope string) *Handle {
	if err := field.Tag("scope", scope, 1, types.MaxScope); err != nil {
		panic(fmt.Sprintf("escrow: %s", err))
	}
	if k.scopes[scope] {
		panic(fmt.Sprintf("escrow: the handle of scope %s was given out before", scope))
	}
	k.scopes[scope] = true
	return &Handle{k: k, scope: scope}
}

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	params, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return params, err
}

// HasHolds says whether the agent has any hold.
func (k *Keeper) HasHolds(ctx context.Context, agent sdk.AccAddress) (bool, error) {
	return k.count.Has(ctx, agent)
}

// Held returns the sum of the agent's holds of a denom.
func (k *Keeper) Held(ctx context.Context, agent sdk.AccAddress, denom string) (math.Int, error) {
	held, err := k.held.Get(ctx, collections.Join(agent, denom))
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	return held, err
}

// Available returns what the agent can hold, pay fees from or withdraw: spendable balance less what is held.
func (k *Keeper) Available(ctx context.Context, agent sdk.AccAddress, denom string) (math.Int, error) {
	held, err := k.Held(ctx, agent, denom)
	if err != nil {
		return math.Int{}, err
	}
	return k.bank.SpendableCoin(ctx, agent, denom).Amount.Sub(held), nil
}

// requireAvailable returns ErrInsufficient when the agent has less than c available, and else what it has on hold.
func (k *Keeper) requireAvailable(ctx context.Context, agent sdk.AccAddress, c sdk.Coin) (held math.Int, err error) {
	held, err = k.Held(ctx, agent, c.Denom)
	if err != nil {
		return held, err
	}
	available := k.bank.SpendableCoin(ctx, agent, c.Denom).Amount.Sub(held)
	if available.LT(c.Amount) {
		return held, types.ErrInsufficient.Wrapf("agent %s has %s%s available, want %s", agent, available, c.Denom, c)
	}
	return held, nil
}
