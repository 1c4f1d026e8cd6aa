package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/bar"
)

// relatedMass is from what mass on a pair is related, in micro-trials: a twentieth of one trial. With less, a contract that is
// worth next to nothing would make a judge, whom nobody asked, unfit to judge who made it.
const relatedMass = bar.One / 20

// Related says whether either agent has said something that counts as a client about the other, of which a twentieth of a
// trial at least has not faded yet: such a one is no judge of the other (design 07, "Arbiters").
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
		if pair.Mass >= relatedMass || pair.Credited >= relatedMass || pair.Debited >= relatedMass {
			return true, nil
		}
	}
	return false, nil
}
