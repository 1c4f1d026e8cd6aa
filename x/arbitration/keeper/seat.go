package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// seat is a stored seat with the address of its arbiter, collected so that nothing is written while walking.
type seat struct {
	types.Seat
	arbiter sdk.AccAddress
	// place among the seats of its round, by address.
	place uint32
}

// seatsOf returns the seats of all rounds of a case, by round and address.
func (k *Keeper) seatsOf(ctx context.Context, key []byte) ([]seat, error) {
	return k.collectSeats(ctx, collections.NewPrefixedTripleRange[[]byte, uint32, sdk.AccAddress](key))
}

// seatsIn returns the seats of a round, by address.
func (k *Keeper) seatsIn(ctx context.Context, key []byte, round uint32) ([]seat, error) {
	return k.collectSeats(ctx, collections.NewSuperPrefixedTripleRange[[]byte, uint32, sdk.AccAddress](key, round))
}

func (k *Keeper) collectSeats(ctx context.Context, r collections.Ranger[seatKey]) (list []seat, err error) {
	err = k.seats.Walk(ctx, r, func(at seatKey, s types.Seat) (bool, error) {
		place := uint32(0)
		if n := len(list); n > 0 && list[n-1].Round == s.Round {
			place = list[n-1].place + 1
		}
		list = append(list, seat{s, at.K3(), place})
		return false, nil
	})
	return list, err
}

// seatOf returns the seat of an arbiter in a round. ErrNotSeated.
func (k *Keeper) seatOf(ctx context.Context, key []byte, round uint32, arbiter sdk.AccAddress) (types.Seat, error) {
	s, err := k.seats.Get(ctx, collections.Join3(key, round, arbiter))
	if errors.Is(err, collections.ErrNotFound) {
		return s, types.ErrNotSeated.Wrapf("arbiter: %s, %s, round %d", arbiter, types.FormatID(key), round)
	}
	return s, err
}

// evidenceOf returns the documents of a case, the client's first, each side's in the order in which it added them.
func (k *Keeper) evidenceOf(ctx context.Context, key []byte) (list []types.Evidence, err error) {
	r := collections.NewPrefixedTripleRange[[]byte, uint32, uint32](key)
	err = k.evidence.Walk(ctx, r, func(_ evidenceKey, e types.Evidence) (bool, error) {
		list = append(list, e)
		return false, nil
	})
	return list, err
}

// Seated says whether an arbiter has a seat in a round of a case.
func (k *Keeper) Seated(ctx context.Context, id string, round uint32, arbiter sdk.AccAddress) (bool, error) {
	key, err := types.ParseID("case", id)
	if err != nil {
		return false, err
	}
	return k.seats.Has(ctx, collections.Join3(key, round, arbiter))
}
