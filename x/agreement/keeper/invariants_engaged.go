package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// scorer is read by the invariants only: a score tells the reserved capital. x/reputation has it; where it is missing
// (a fake in a test) the comparison is left out.
type scorer interface {
	Score(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (reputationtypes.Score, error)
}

// checkEngaged: the count of each provider is the number of its running agreements and covers, and the sum of their
// capital is what reputation has reserved.
func (k *Keeper) checkEngaged(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return err
	}
	count, capital := map[string]uint64{}, map[string]uint64{}
	total := uint64(len(covers))
	for _, c := range covers {
		count[c.Cover.Provider]++
		capital[c.Cover.Provider] += c.Cover.Capital
	}
	for _, a := range list {
		if a.Status.Live() {
			total++
			count[a.Terms.Provider]++
			capital[a.Terms.Provider] += a.ReservedCapital()
		}
	}
	var providers []sdk.AccAddress
	err = k.engaged.Walk(ctx, nil, func(provider sdk.AccAddress, n uint64) (bool, error) {
		providers = append(providers, provider)
		total -= n
		if n == 0 || n != count[provider.String()] {
			return true, types.ErrInvariant.Wrapf("%s: counted %d engagements, there are %d", provider, n, count[provider.String()])
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if total != 0 {
		return types.ErrInvariant.Wrapf("%d engagements are counted for nobody", total)
	}
	return k.checkReserved(ctx, providers, capital)
}

func (k *Keeper) checkReserved(ctx context.Context, providers []sdk.AccAddress, capital map[string]uint64) error {
	reputation, ok := k.reputation.(scorer)
	if !ok {
		return nil
	}
	for _, provider := range providers {
		score, err := reputation.Score(ctx, provider, "", 1)
		if err != nil {
			return err
		}
		if want := capital[provider.String()]; score.Capital.Reserved != want {
			return types.ErrInvariant.Wrapf("%s: %d micro-units reserved, agreements and covers use %d", provider, score.Capital.Reserved, want)
		}
	}
	return nil
}

// ReservedCapital returns the capital that running agreements and covers of a provider use, in micro-units: what
// x/reputation must have reserved. It reads every agreement and is for invariants and tests.
func (k *Keeper) ReservedCapital(ctx context.Context, provider sdk.AccAddress) (uint64, error) {
	list, err := k.all(ctx)
	if err != nil {
		return 0, err
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return 0, err
	}
	sum := uint64(0)
	for _, a := range list {
		if a.Status.Live() && a.Terms.Provider == provider.String() {
			sum += a.ReservedCapital()
		}
	}
	for _, c := range covers {
		owner, err := field.Address("cover.provider", c.Cover.Provider)
		if err != nil {
			return 0, err
		}
		if owner.Equals(provider) {
			sum += c.Cover.Capital
		}
	}
	return sum, nil
}
