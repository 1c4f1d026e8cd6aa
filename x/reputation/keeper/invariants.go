package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/reputation/types"
)

// Checks returns what always holds of the stored records. Each check decodes every record of its store.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "reputation/params", Run: k.checkParams},
		{Name: "reputation/evidence", Run: k.checkEvidence},
		{Name: "reputation/pairs", Run: k.checkPairs},
		{Name: "reputation/capital", Run: k.checkCapital},
		{Name: "reputation/clients", Run: k.checkClients},
	}
}

// checkParams: the parameters are valid, cheating does not pay.
func (k *Keeper) checkParams(ctx context.Context) error {
	p, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	return p.Validate()
}

// checkEvidence: successes, their value and failures are within the clips.
func (k *Keeper) checkEvidence(ctx context.Context) error {
	return k.evidence.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, string], e types.Evidence) (bool, error) {
		return broken(e.Check(), "evidence of %s in %q", key.K1(), key.K2())
	})
}

// checkPairs: credited success is at most the mass, and below the ceiling of pair_cap.
func (k *Keeper) checkPairs(ctx context.Context) error {
	return k.pairs.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], p types.Pair) (bool, error) {
		return broken(p.Check(), "pair of client %s and provider %s", key.K1(), key.K2())
	})
}

// checkCapital: free and reserved capital together are within the clip, no more is forfeit than reserved.
func (k *Keeper) checkCapital(ctx context.Context) error {
	return k.capital.Walk(ctx, nil, func(agent sdk.AccAddress, c types.Capital) (bool, error) {
		return broken(c.Check(), "capital of %s", agent)
	})
}

// checkClients: burned and outcomes are within the clips, no rating is above 100.
func (k *Keeper) checkClients(ctx context.Context) error {
	return k.clients.Walk(ctx, nil, func(agent sdk.AccAddress, c types.ClientRecord) (bool, error) {
		return broken(c.Check(), "client %s", agent)
	})
}

// broken names the record in which a check found something, and stops the walk there.
func broken(found error, what string, args ...any) (stop bool, err error) {
	if found == nil {
		return false, nil
	}
	return true, fmt.Errorf("%s: %w", fmt.Sprintf(what, args...), found)
}
