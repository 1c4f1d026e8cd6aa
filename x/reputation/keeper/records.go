package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// store is a collection of records, of which the empty ones are not kept.
type store[K, V any] interface {
	Get(ctx context.Context, key K) (V, error)
	Set(ctx context.Context, key K, value V) error
	Remove(ctx context.Context, key K) error
}

// load returns the record of a key, or an empty one.
func load[K, V any](ctx context.Context, s store[K, V], key K) (V, error) {
	v, err := s.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		var none V
		return none, nil
	}
	return v, err
}

// save stores the record of a key; an empty record is removed, which reads the same.
func save[K any, V interface{ Empty() bool }](ctx context.Context, s store[K, V], key K, v V) error {
	if v.Empty() {
		return s.Remove(ctx, key)
	}
	return s.Set(ctx, key, v)
}

// readEvidence returns the evidence of an agent in a skill, decayed to now and halved for each handover.
func (k *Keeper) readEvidence(ctx context.Context, n now, agent sdk.AccAddress, skill string, handovers uint32) (bar.Evidence, error) {
	e, err := load(ctx, k.evidence, collections.Join(agent, skill))
	if err != nil {
		return bar.Evidence{}, err
	}
	return n.bar.Evidence(e.Bar(handovers), n.epoch), nil
}

// readCapital returns the capital of an agent, decayed to now; free capital is gone after a handover, reserved is forfeit.
func (k *Keeper) readCapital(ctx context.Context, n now, agent sdk.AccAddress, handovers uint32) (bar.Capital, error) {
	c, err := load(ctx, k.capital, agent)
	if err != nil {
		return bar.Capital{}, err
	}
	return n.bar.Capital(c.Bar(handovers), n.epoch), nil
}

// readPair returns what a client has said about a provider, decayed to now.
func (k *Keeper) readPair(ctx context.Context, n now, client, provider sdk.AccAddress) (bar.Pair, error) {
	p, err := load(ctx, k.pairs, collections.Join(client, provider))
	if err != nil {
		return bar.Pair{}, err
	}
	return n.bar.Pair(p.Bar(), n.epoch), nil
}

// readClient returns the record of an agent as a client, decayed to now.
func (k *Keeper) readClient(ctx context.Context, n now, client sdk.AccAddress) (types.ClientRecord, error) {
	c, err := load(ctx, k.clients, client)
	if err != nil {
		return types.ClientRecord{}, err
	}
	return c.With(n.bar.Client(c.Bar(), n.epoch)), nil
}
