package types

import (
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The names of the events. Money is in micro-units, evidence in micro-trials.
const (
	// EventContractSettled tells the end of a contract and what it changed.
	EventContractSettled = "reputation.contract_settled"
	// EventCapitalReserved tells that free capital covers a contract now.
	EventCapitalReserved = "reputation.capital_reserved"
	// EventCapitalUnreserved tells that a cover was given back unused.
	EventCapitalUnreserved = "reputation.capital_unreserved"
	// EventClientRated tells a provider's rating of a client.
	EventClientRated = "reputation.client_rated"
	// EventParamsUpdated tells that the parameters were replaced.
	EventParamsUpdated = "reputation.params_updated"
)

// NewContractSettledEvent tells a settlement.
func NewContractSettledEvent(s Settlement, r SettlementResult) sdk.Event {
	return sdk.NewEvent(EventContractSettled,
		sdk.NewAttribute("client", s.Client.String()),
		sdk.NewAttribute("provider", s.Provider.String()),
		sdk.NewAttribute("skill", s.Skill),
		sdk.NewAttribute("outcome", s.Outcome.String()),
		sdk.NewAttribute("verdict_bps", number(uint64(s.VerdictBps))),
		sdk.NewAttribute("price_micro", number(s.Price)),
		sdk.NewAttribute("burn_micro", number(r.Burn)),
		sdk.NewAttribute("success", number(r.Success)),
		sdk.NewAttribute("failure", number(r.Failure)),
		sdk.NewAttribute("capital_freed_micro", number(s.Reserved-r.CapitalLost-r.CapitalForfeited)),
		sdk.NewAttribute("capital_lost_micro", number(r.CapitalLost)),
		sdk.NewAttribute("capital_forfeited_micro", number(r.CapitalForfeited)),
	)
}

// NewCapitalReservedEvent tells a reservation and what the provider has afterwards.
func NewCapitalReservedEvent(provider sdk.AccAddress, amount uint64, c Capital) sdk.Event {
	return capitalEvent(EventCapitalReserved, provider, amount, c)
}

// NewCapitalUnreservedEvent tells a reservation given back, how much of it was forfeit, and what the provider has
// afterwards.
func NewCapitalUnreservedEvent(provider sdk.AccAddress, amount, forfeited uint64, c Capital) sdk.Event {
	return capitalEvent(EventCapitalUnreserved, provider, amount, c).
		AppendAttributes(sdk.NewAttribute("forfeited_micro", number(forfeited)))
}

// NewClientRatedEvent tells a rating of a client, 0 to 100.
func NewClientRatedEvent(client sdk.AccAddress, rating uint32) sdk.Event {
	return sdk.NewEvent(EventClientRated,
		sdk.NewAttribute("client", client.String()),
		sdk.NewAttribute("rating", number(uint64(rating))),
	)
}

// NewParamsUpdatedEvent tells the parameters that decide what cheating costs; the query Params tells them all.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return sdk.NewEvent(EventParamsUpdated,
		sdk.NewAttribute("sigma_bps", number(p.SigmaBps)),
		sdk.NewAttribute("sigma_instant_bps", number(p.SigmaInstantBps)),
		sdk.NewAttribute("concede_bps", number(p.ConcedeBps)),
		sdk.NewAttribute("lambda_bps", number(p.LambdaBps)),
		sdk.NewAttribute("x_min_bps", number(p.XMinBps)),
		sdk.NewAttribute("eta_bps", number(p.EtaBps)),
		sdk.NewAttribute("delta_bps", number(p.DeltaBps)),
	)
}

func capitalEvent(name string, provider sdk.AccAddress, amount uint64, c Capital) sdk.Event {
	return sdk.NewEvent(name,
		sdk.NewAttribute("provider", provider.String()),
		sdk.NewAttribute("amount_micro", number(amount)),
		sdk.NewAttribute("free_micro", number(c.Free)),
		sdk.NewAttribute("reserved_micro", number(c.Reserved)),
	)
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
