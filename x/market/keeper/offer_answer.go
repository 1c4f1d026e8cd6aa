package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/negotiation"
	"github.com/trothchain/troth/x/market/types"
)

// acceptOffer accepts exactly the round it names: the agent locks its side by its own authority, and the agreement is in
// force. What the maker has locked binds it: its mandate is not asked again.
func (k *Keeper) acceptOffer(ctx context.Context, signer, agent sdk.AccAddress, key, accepts []byte) (string, error) {
	authority, err := k.identity.Authorize(ctx, signer, agent, identitytypes.ActionNegotiate)
	if err != nil {
		return "", err
	}
	o, err := k.answerable(ctx, agent, key)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(o.Round.Hash, accepts) {
		return "", types.ErrRoundChanged.Wrapf("accepts: %x, the last round of %s is %x", accepts, o.Id, o.Round.Hash)
	}
	if err := k.checkMaker(ctx, o); err != nil {
		return "", err
	}
	terms := o.Round.Terms
	if err := k.agreement.CheckTerms(ctx, terms); err != nil {
		return "", err
	}
	if err := k.lockSide(ctx, key, authority, o.MakerSide().Other(), terms); err != nil {
		return "", err
	}
	ref := types.OfferRef(key)
	agreement, err := k.conclude(ctx, deal{terms: terms, origin: o.Id, cover: ref, hold: ref, reserve: math.ZeroInt()})
	if err != nil {
		return "", err
	}
	e := types.NewOfferAcceptedEvent(o, agreement)
	o.Agreement = agreement
	return agreement, k.endOffer(ctx, key, &o, types.OfferStatusAccepted, e)
}

// checkMaker refuses a maker that cannot be bound any more, as an award does: one that retired, or that came under the
// owner of the other side since. A pause does not take an offer back. A provider that accepts is asked for all that it
// declared, for it is bound by nothing yet. ErrAgentRetired, ErrSameController.
func (k *Keeper) checkMaker(ctx context.Context, o types.Offer) error {
	client, provider, err := o.Round.Terms.Parties()
	if err != nil {
		return err
	}
	maker, other := client, provider
	if o.MakerSide() == negotiation.Provider {
		maker, other = provider, client
	} else if err := k.requireStrangers(ctx, client, provider); err != nil {
		return err
	}
	m, err := k.identity.Agent(ctx, maker)
	if err != nil {
		return err
	}
	if m.Status == identitytypes.AgentStatusRetired {
		return identitytypes.ErrAgentRetired.Wrapf("agent %s, maker of negotiation %s", maker, o.Id)
	}
	a, err := k.identity.Agent(ctx, other)
	if err != nil {
		return err
	}
	if m.Owner == a.Owner {
		return types.ErrSameController.Wrapf("negotiation %s: client %s, provider %s", o.Id, o.Client, o.Provider)
	}
	return nil
}

// rejectOffer turns the last round down and frees what its maker had locked. A paused or retired agent may: an exit
// stays open (design 01, 11).
func (k *Keeper) rejectOffer(ctx context.Context, signer, agent sdk.AccAddress, key []byte, reason types.Reason) error {
	if err := k.authorizeExit(ctx, signer, agent); err != nil {
		return err
	}
	o, err := k.answerable(ctx, agent, key)
	if err != nil {
		return err
	}
	if err := k.unlockSide(ctx, key, o.MakerSide()); err != nil {
		return err
	}
	e := types.NewOfferRejectedEvent(o, reason)
	o.Reason = reason
	return k.endOffer(ctx, key, &o, types.OfferStatusRejected, e)
}

// authorizeExit authorizes what an agent may do that takes no new work, or retired; identity looks at the mandate before
// the status, so ErrAgentPaused and ErrAgentRetired say that the signer may act.
func (k *Keeper) authorizeExit(ctx context.Context, signer, agent sdk.AccAddress) error {
	_, err := k.identity.Authorize(ctx, signer, agent, identitytypes.ActionNegotiate)
	if errors.Is(err, identitytypes.ErrAgentPaused) || errors.Is(err, identitytypes.ErrAgentRetired) {
		return nil
	}
	return err
}

// endOffer moves a negotiation to an end, to be pruned after the retention.
func (k *Keeper) endOffer(ctx context.Context, key []byte, o *types.Offer, to types.OfferStatus, e sdk.Event) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.setOffer(ctx, key, o, to, now+params.RetainMs, e)
}

// runOfferDeadline does what is due of negotiations and quotes. An object that is gone meanwhile has nothing left to do.
func (k *Keeper) runOfferDeadline(ctx context.Context, kind uint32, key []byte) error {
	switch kind {
	case types.KindNonce:
		return k.forgetNonce(ctx, key)
	case types.KindOffer, types.KindOfferPrune:
	default:
		return types.ErrTransition.Wrapf("deadline of kind %d", kind)
	}
	o, err := k.Offer(ctx, key)
	if errors.Is(err, types.ErrOfferNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if o.Status.DeadlineKind() != kind {
		return types.ErrTransition.Wrapf("negotiation %s: %s, deadline of kind %d", o.Id, o.Status, kind)
	}
	if o.Status.Live() {
		return k.expireOffer(ctx, key, o)
	}
	if err := k.offers.Remove(ctx, key); err != nil {
		return err
	}
	emit(ctx, types.NewOfferPrunedEvent(o))
	return nil
}

// expireOffer ends an offer that nobody answered; everything is given back.
func (k *Keeper) expireOffer(ctx context.Context, key []byte, o types.Offer) error {
	if err := k.unlockSide(ctx, key, o.MakerSide()); err != nil {
		return err
	}
	return k.endOffer(ctx, key, &o, types.OfferStatusExpired, types.NewOfferExpiredEvent(o))
}

// retryOffer runs the deadline of a negotiation that is stuck or waits since a block before.
func (k *Keeper) retryOffer(ctx context.Context, name string) error {
	key, err := types.ParseOfferID("offer", name)
	if err != nil {
		return err
	}
	o, err := k.Offer(ctx, key)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.deadlines.RetryDue(ctx, now, o.DueMs, o.Status.DeadlineKind(), key, k.runDeadline)
}

// forgetNonce deletes the nonce of a quote that has expired.
func (k *Keeper) forgetNonce(ctx context.Context, key []byte) error {
	provider, nonce, ok := types.SplitNonceID(key)
	if !ok {
		return field.ErrLength.Wrapf("deadline of a nonce: id %x", key)
	}
	return k.nonces.Remove(ctx, nonceKey(provider, nonce))
}
