package keeper

import (
	"bytes"
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/negotiation"
	"github.com/trothchain/troth/x/market/types"
)

// makeOffer opens a negotiation with its first round: full terms, bound to and locked by its maker. The message passed
// ValidateBasic.
func (k *Keeper) makeOffer(ctx sdk.Context, signer, maker sdk.AccAddress, msg *types.MsgMakeOffer) (types.Offer, error) {
	authority, err := k.identity.Authorize(ctx, signer, maker, identitytypes.ActionNegotiate)
	if err != nil {
		return types.Offer{}, err
	}
	terms, err := msg.Terms.Normalized()
	if err != nil {
		return types.Offer{}, err
	}
	o := types.Offer{
		Client: terms.Client, Provider: terms.Provider, Opener: maker.String(), About: msg.About,
		Round: types.Round{
			Number: 1, Maker: maker.String(), Signer: signer.String(), Terms: terms, ExpiresMs: msg.ExpiresMs, Note: msg.Note,
		},
	}
	if o.MakerSide() == negotiation.Nobody {
		return types.Offer{}, types.ErrNotParty.Wrapf("maker: %s, terms.client: %s, terms.provider: %s", maker, terms.Client, terms.Provider)
	}
	if err := k.requireOfferRoom(ctx, maker); err != nil {
		return types.Offer{}, err
	}
	if err := k.checkRound(ctx, o); err != nil {
		return types.Offer{}, err
	}
	if err := k.checkAbout(ctx, o); err != nil {
		return types.Offer{}, err
	}
	client, provider, err := terms.Parties()
	if err != nil {
		return types.Offer{}, err
	}
	// Named after both parties: an agent that negotiates with many in one block does not search for a free id.
	key, err := id.New(ctx, append(bytes.Clone(client), provider...), func(id []byte) (bool, error) { return k.offers.Has(ctx, id) })
	if err != nil {
		return types.Offer{}, err
	}
	o.Id = types.OfferID(key)
	if o.Round.Hash, err = o.Round.Computed(ctx.ChainID(), o.Id, nil); err != nil {
		return types.Offer{}, err
	}
	if err := k.lockSide(ctx, key, authority, o.MakerSide(), terms); err != nil {
		return types.Offer{}, err
	}
	e := types.NewOfferMadeEvent(o)
	return o, k.setOffer(ctx, key, &o, types.OfferStatusOpen, o.Round.ExpiresMs, e)
}

// counterOffer answers the last round with other terms: the former maker's side is unlocked, that of the new one locked.
// The message passed ValidateBasic.
func (k *Keeper) counterOffer(ctx sdk.Context, signer, maker sdk.AccAddress, key []byte, msg *types.MsgCounterOffer) (types.Offer, error) {
	authority, err := k.identity.Authorize(ctx, signer, maker, identitytypes.ActionNegotiate)
	if err != nil {
		return types.Offer{}, err
	}
	o, err := k.answerable(ctx, maker, key)
	if err != nil {
		return o, err
	}
	last := o.Round
	if !bytes.Equal(last.Hash, msg.Answers) {
		return o, types.ErrRoundChanged.Wrapf("answers: %x, the last round of %s is %x", msg.Answers, o.Id, last.Hash)
	}
	if last.Number >= negotiation.MaxRounds {
		return o, types.ErrTooManyRounds.Wrapf("negotiation %s: %d rounds", o.Id, last.Number)
	}
	terms, err := msg.Terms.Normalized()
	if err != nil {
		return o, err
	}
	if err := sameDeal(last.Terms, terms); err != nil {
		return o, err
	}
	former := o.MakerSide()
	o.Round = types.Round{
		Number: last.Number + 1, Maker: maker.String(), Signer: signer.String(), Terms: terms, ExpiresMs: msg.ExpiresMs, Note: msg.Note,
	}
	if err := k.checkRound(ctx, o); err != nil {
		return o, err
	}
	if o.Round.Hash, err = o.Round.Computed(ctx.ChainID(), o.Id, last.Hash); err != nil {
		return o, err
	}
	if err := k.unlockSide(ctx, key, former); err != nil {
		return o, err
	}
	if err := k.lockSide(ctx, key, authority, o.MakerSide(), terms); err != nil {
		return o, err
	}
	e := types.NewOfferCounteredEvent(o, last.Hash)
	return o, k.setOffer(ctx, key, &o, types.OfferStatusOpen, o.Round.ExpiresMs, e)
}

// answerable returns a negotiation whose last round the agent may answer now. ErrOfferNotFound, ErrNotParty,
// ErrOfferClosed, ErrNotYourTurn.
func (k *Keeper) answerable(ctx context.Context, agent sdk.AccAddress, key []byte) (types.Offer, error) {
	o, err := k.Offer(ctx, key)
	if err != nil {
		return o, err
	}
	if a := agent.String(); a != o.Client && a != o.Provider {
		return o, types.ErrNotParty.Wrapf("%s, negotiation %s is of %s and %s", agent, o.Id, o.Client, o.Provider)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return o, err
	}
	if !o.TakesAnswers(now) {
		return o, types.ErrOfferClosed.Wrapf("negotiation %s: %s, last round until %d, now %d", o.Id, o.Status, o.Round.ExpiresMs, now)
	}
	if o.Round.Maker == agent.String() {
		return o, types.ErrNotYourTurn.Wrapf("negotiation %s: %s made round %d", o.Id, agent, o.Round.Number)
	}
	return o, nil
}

// checkRound says why a round could not be answered with an agreement: when it expires, who the other side is, the terms.
func (k *Keeper) checkRound(ctx context.Context, o types.Offer) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if least, most := now+params.MinWindowMs, now+params.MaxWindowMs; o.Round.ExpiresMs < least || o.Round.ExpiresMs > most {
		return types.ErrExpiry.Wrapf("expires_ms: %d, want %d to %d", o.Round.ExpiresMs, least, most)
	}
	client, provider, err := o.Round.Terms.Parties()
	if err != nil {
		return err
	}
	other := client
	if o.MakerSide() == negotiation.Client {
		other = provider
	}
	if err := k.requireActive(ctx, other); err != nil {
		return err
	}
	if err := k.requireStrangers(ctx, client, provider); err != nil {
		return err
	}
	return k.agreement.CheckTerms(ctx, o.Round.Terms)
}

// requireActive refuses an agent that takes no new work. ErrAgentNotFound, ErrAgentPaused, ErrAgentRetired.
func (k *Keeper) requireActive(ctx context.Context, agent sdk.AccAddress) error {
	a, err := k.identity.Agent(ctx, agent)
	if err != nil {
		return err
	}
	switch a.Status {
	case identitytypes.AgentStatusActive:
		return nil
	case identitytypes.AgentStatusRetired:
		return identitytypes.ErrAgentRetired.Wrapf("agent %s", agent)
	}
	return identitytypes.ErrAgentPaused.Wrapf("agent %s", agent)
}

// requireOfferRoom refuses an agent that has begun all the negotiations it may. ErrTooManyOffers.
func (k *Keeper) requireOfferRoom(ctx context.Context, opener sdk.AccAddress) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	n, err := countOf(ctx, k.offerCounts, opener)
	if err == nil && n >= params.MaxOffers {
		err = types.ErrTooManyOffers.Wrapf("maker %s: %d open, at most %d", opener, n, params.MaxOffers)
	}
	return err
}

// checkAbout says why a negotiation cannot be about the job or service it names: a job must be the client's, a service
// the provider's. ErrJobNotFound, ErrServiceNotFound, ErrAbout.
func (k *Keeper) checkAbout(ctx context.Context, o types.Offer) error {
	if o.About == "" {
		return nil
	}
	if key, err := types.ParseServiceID("about", o.About); err == nil {
		s, err := k.Service(ctx, key)
		if err == nil && s.Provider != o.Provider {
			err = types.ErrAbout.Wrapf("about: %s is of %s, terms.provider: %s", o.About, s.Provider, o.Provider)
		}
		return err
	}
	key, err := types.ParseJobID("about", o.About)
	if err != nil {
		return err
	}
	j, err := k.Job(ctx, key)
	if err == nil && j.Client != o.Client {
		err = types.ErrAbout.Wrapf("about: %s is of %s, terms.client: %s", o.About, j.Client, o.Client)
	}
	return err
}

// sameDeal refuses terms between other parties or in another denom than the negotiation is about. ErrTerms.
func sameDeal(was, is agreementtypes.Terms) error {
	for _, f := range []struct{ name, was, is string }{
		{"client", was.Client, is.Client},
		{"provider", was.Provider, is.Provider},
		{"price.denom", was.Price.Denom, is.Price.Denom},
	} {
		if f.was != f.is {
			return types.ErrTerms.Wrapf("terms.%s: %s, want %s", f.name, f.is, f.was)
		}
	}
	return nil
}

// lockSide locks what a side promises: the client the price, the provider its cover.
func (k *Keeper) lockSide(
	ctx context.Context, key []byte, authority identitytypes.Authority, side negotiation.Side, t agreementtypes.Terms,
) error {
	if side == negotiation.Provider {
		return k.lockCover(ctx, authority, t, types.OfferRef(key))
	}
	_, provider, err := t.Parties()
	if err != nil {
		return err
	}
	return k.escrow.Hold(ctx, authority, types.OfferRef(key), t.Price, provider)
}

// unlockSide gives back what a side had locked.
func (k *Keeper) unlockSide(ctx context.Context, key []byte, side negotiation.Side) error {
	if side == negotiation.Provider {
		return k.agreement.UnlockCover(ctx, types.OfferRef(key))
	}
	return k.escrow.Release(ctx, types.OfferRef(key))
}
