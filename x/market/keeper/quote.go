package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func nonceKey(provider sdk.AccAddress, nonce []byte) collections.Pair[sdk.AccAddress, []byte] {
	return collections.Join(provider, nonce)
}

// hireQuoted takes terms that the provider signed off chain. The message passed ValidateBasic: the terms name the client.
func (k *Keeper) hireQuoted(ctx sdk.Context, signer, client sdk.AccAddress, msg *types.MsgHireQuoted) (string, error) {
	buyer, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil {
		return "", err
	}
	terms, err := msg.Terms.Normalized()
	if err != nil {
		return "", err
	}
	seller, err := k.checkQuote(ctx, terms, msg.Quote)
	if err != nil {
		return "", err
	}
	provider := seller.Agent()
	agreement, err := k.lockBoth(ctx, buyer, seller, terms, types.QuoteRef(provider, msg.Quote.Nonce), "", 0)
	if err != nil {
		return "", err
	}
	// Remembered as long as the quote could be taken, and no longer: from expires_ms on it is refused as expired.
	if err := k.nonces.Set(ctx, nonceKey(provider, msg.Quote.Nonce), msg.Quote.ExpiresMs); err != nil {
		return "", err
	}
	if err := k.deadlines.Schedule(ctx, msg.Quote.ExpiresMs, types.KindNonce, types.NonceID(provider, msg.Quote.Nonce)); err != nil {
		return "", err
	}
	q := msg.Quote
	q.Signer = seller.Signer().String()
	emit(ctx, types.NewQuoteTakenEvent(terms, q, agreement))
	return agreement, nil
}

// checkQuote says why a quote cannot be taken now, or returns the authority of its signer for the provider: what the
// signature stands for. ErrQuoteExpired, ErrQuoteTooLong, ErrNonceUsed, ErrQuoteKey, ErrQuoteSignature,
// ErrSameController, identity's Authorize, agreement's CheckTerms.
func (k *Keeper) checkQuote(ctx sdk.Context, terms agreementtypes.Terms, q types.Quote) (identitytypes.Authority, error) {
	none := func(err error) (identitytypes.Authority, error) { return identitytypes.Authority{}, err }
	client, provider, err := terms.Parties()
	if err != nil {
		return none(err)
	}
	if err := k.checkLife(ctx, provider, q); err != nil {
		return none(err)
	}
	signer, err := sdk.AccAddressFromBech32(q.Signer)
	if err != nil {
		return none(err)
	}
	seller, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionNegotiate)
	if err != nil {
		return none(err)
	}
	if err := verifyQuote(ctx, terms, q); err != nil {
		return none(err)
	}
	if err := k.requireStrangers(ctx, client, provider); err != nil {
		return none(err)
	}
	if err := k.agreement.CheckTerms(ctx, terms); err != nil {
		return none(err)
	}
	return seller, nil
}

// checkLife says whether a quote is neither expired nor too long nor used.
func (k *Keeper) checkLife(ctx context.Context, provider sdk.AccAddress, q types.Quote) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if q.ExpiresMs <= now {
		return types.ErrQuoteExpired.Wrapf("quote.expires_ms: %d, now %d", q.ExpiresMs, now)
	}
	if most := now + params.MaxQuoteMs; q.ExpiresMs > most {
		return types.ErrQuoteTooLong.Wrapf("quote.expires_ms: %d, want at most %d", q.ExpiresMs, most)
	}
	used, err := k.nonces.Has(ctx, nonceKey(provider, q.Nonce))
	if err == nil && used {
		err = types.ErrNonceUsed.Wrapf("quote.nonce: %x of provider %s", q.Nonce, provider)
	}
	return err
}

// verifyQuote checks the signature under the terms, for the gas that the ante asks for one.
func verifyQuote(ctx sdk.Context, terms agreementtypes.Terms, q types.Quote) error {
	key, gas, err := q.Key()
	if err != nil {
		return err
	}
	signed, err := types.QuoteSignBytes(ctx.ChainID(), terms, q.Nonce, q.ExpiresMs)
	if err != nil {
		return err
	}
	ctx.GasMeter().ConsumeGas(gas, "market: signature of a quote")
	if !key.VerifySignature(signed, q.Signature) {
		return types.ErrQuoteSignature.Wrapf("quote.signature: not of %s over %x", q.Signer, signed)
	}
	return nil
}

// dryQuote says why a quote could not be taken now. It locks the provider's cover, in a context that is never written.
func (k *Keeper) dryQuote(dry sdk.Context, terms agreementtypes.Terms, q types.Quote) error {
	if err := q.Validate(); err != nil {
		return err
	}
	seller, err := k.checkQuote(dry, terms, q)
	if err != nil {
		return err
	}
	return k.lockCover(dry, seller, terms, types.QuoteRef(seller.Agent(), q.Nonce))
}
