package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Related says whether either agent has said anything as a client about the other that has not faded yet: such a one is
// no judge of the other (design 07, "Arbiters").
func (k *Keeper) Related(ctx context.Context, a, b sdk.AccAddress) (bool, error) {
	n, err := k.now(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range [...]struct{ client, provider sdk.AccAddress }{{a, b}, {b, a}} {
		pair, err := k.readPair(ctx, n, p.client, p.provider)
		if err != nil {
			return false, err
		}
		if pair.Mass > 0 || pair.Credited > 0 || pair.Debited > 0 {
			return true, nil
		}
	}
	return false, nil
}
