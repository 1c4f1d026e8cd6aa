package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of negotiations, services and quotes.
var (
	ErrOfferNotFound   = explain.New(ModuleName, 50, "negotiation not found", "check the id; ended negotiations are deleted after some days")
	ErrNotParty        = explain.New(ModuleName, 51, "not a party of these terms", "act for the agent that the terms name as client or as provider")
	ErrNotYourTurn     = explain.New(ModuleName, 52, "the other side has to answer", "wait for the other side's answer, or until the offer expires")
	ErrRoundChanged    = explain.New(ModuleName, 53, "another offer was made meanwhile", "read the negotiation again and answer the hash of its last round")
	ErrTooManyRounds   = explain.New(ModuleName, 54, "the negotiation has had all its rounds", "accept or reject the last offer, or open a new negotiation")
	ErrOfferClosed     = explain.New(ModuleName, 55, "the offer can no longer be answered", "make a new offer: this one was accepted, rejected or has expired")
	ErrTooManyOffers   = explain.New(ModuleName, 56, "the agent has opened too many negotiations", "wait until one of them ends; max_offers is a parameter of the market")
	ErrTerms           = explain.New(ModuleName, 57, "the terms change what the negotiation is about", "keep client, provider and the denom of the price; open a new negotiation for others")
	ErrExpiry          = explain.New(ModuleName, 58, "the offer expires outside of its bounds", "choose expires_ms between min_window_ms and max_window_ms from now, in market time")
	ErrAbout           = explain.New(ModuleName, 59, "the negotiation is not about this job or service", "name a job of the client or a service of the provider, or leave about empty")
	ErrServiceNotFound = explain.New(ModuleName, 60, "service not found", "look for one with `trothd query market services --skill ...`")
	ErrNotLister       = explain.New(ModuleName, 61, "not the provider of the service", "act for the agent that listed the service")
	ErrServiceChanged  = explain.New(ModuleName, 62, "the service has changed", "read the service again and hire it at its new version and price, if they still suit")
	ErrServiceInactive = explain.New(ModuleName, 63, "the service takes no clients now", "look for another one with `trothd query market services --skill ...`")
	ErrServiceBusy     = explain.New(ModuleName, 64, "the service has all the work it takes at once", "try again when one of its agreements has ended, or hire another service")
	ErrTooManyServices = explain.New(ModuleName, 65, "the provider has too many services", "remove one; max_services is a parameter of the market")
	ErrTemplate        = explain.New(ModuleName, 66, "the terms of a service name its client", "leave client and parent of the terms empty: each hire brings them")
	ErrServiceFilter   = explain.New(ModuleName, 67, "services are listed by exactly one filter", "filter by skill or by provider")
	ErrQuoteExpired    = explain.New(ModuleName, 68, "the quote has expired", "ask the provider for a new quote")
	ErrQuoteTooLong    = explain.New(ModuleName, 69, "the quote lives too long", "ask for a quote that expires at most max_quote_ms from now")
	ErrNonceUsed       = explain.New(ModuleName, 70, "the quote was used", "ask the provider for a new quote: each can be taken once")
	ErrQuoteSignature  = explain.New(ModuleName, 71, "the signature is not under this quote", "pass terms, nonce and expires_ms exactly as they were signed, on the chain they were signed for")
	ErrQuoteKey        = explain.New(ModuleName, 72, "the key of the quote is not the signer's", "pass the signer's own secp256k1, ed25519 or ML-DSA-65 public key; multisig keys cannot sign quotes")
	ErrRetry           = explain.New(ModuleName, 73, "both a job and a negotiation are named", "name a job, with or without a provider, or a negotiation")
)
