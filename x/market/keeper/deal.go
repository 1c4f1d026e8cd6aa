package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// deal is what every road ends with: terms, the provider's cover and the client's money, both locked.
type deal struct {
	terms agreementtypes.Terms
	// origin is the id of the job, service or negotiation; empty for a quote.
	origin string
	// cover names the provider's cover in agreement, hold the client's money in the scope of the market.
	cover, hold []byte
	// reserve is held beyond the price for a dearer runner-up, zero without one.
	reserve math.Int
	// decline is how long the provider may hand the work back at no loss, in milliseconds.
	decline uint64
}

// conclude puts a deal in force: price and reserve move from the client's hold to the agreement, the cover with them.
// Refused, with nothing changed, as agreement's Open.
func (k *Keeper) conclude(ctx context.Context, d deal) (agreement string, err error) {
	return k.agreement.Open(ctx, agreementtypes.Opening{
		Terms: d.terms, Origin: d.origin, CoverRef: d.cover, BackupReserve: d.reserve, DeclineMs: d.decline,
	}, func(ctx context.Context, target escrowtypes.Target) error {
		return k.escrow.Move(ctx, d.hold, target, d.terms.Price.Amount.Add(d.reserve))
	})
}

// lockBoth locks the provider's cover and the client's money for terms that were checked, and puts them in force.
func (k *Keeper) lockBoth(
	ctx context.Context, client, provider identitytypes.Authority, t agreementtypes.Terms, ref []byte, origin string, decline uint64,
) (agreement string, err error) {
	if err := k.lockCover(ctx, provider, t, ref); err != nil {
		return "", err
	}
	if err := k.escrow.Hold(ctx, client, ref, t.Price, provider.Agent()); err != nil {
		return "", err
	}
	return k.conclude(ctx, deal{terms: t, origin: origin, cover: ref, hold: ref, reserve: math.ZeroInt(), decline: decline})
}

func (k *Keeper) lockCover(ctx context.Context, provider identitytypes.Authority, t agreementtypes.Terms, ref []byte) error {
	request, err := t.CoverRequest()
	if err != nil {
		return err
	}
	return k.agreement.LockCover(ctx, provider, ref, request)
}

// requireStrangers refuses a provider with the controller of the client with ErrSameController. It asks for the provider,
// whose cover is at stake: what the client declares about the provider's owner counts for nothing.
func (k *Keeper) requireStrangers(ctx context.Context, client, provider sdk.AccAddress) error {
	same, err := k.identity.SameController(ctx, provider, client)
	if err == nil && same {
		err = types.ErrSameController.Wrapf("client %s, provider %s", client, provider)
	}
	return err
}

// atomic runs fn in a cache context: all of it counts, or nothing.
func atomic(ctx context.Context, fn func(ctx sdk.Context) error) error {
	cache, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := fn(cache); err != nil {
		return err
	}
	write()
	return nil
}
