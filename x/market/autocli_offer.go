package market

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

func offerQueryCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Offer",
			Use:            "offer [id]",
			Short:          "Show a negotiation and its last round",
			Example:        "trothd query market offer " + example.Offer,
			PositionalArgs: args("id"),
		},
		{
			RpcMethod:      "Offers",
			Use:            "offers [agent]",
			Short:          "List the open negotiations of an agent, newest first",
			Example:        "trothd query market offers " + example.Client + " --page-limit 20",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "Service",
			Use:            "service [id]",
			Short:          "Show a service and how many of its agreements run",
			Example:        "trothd query market service " + example.Service,
			PositionalArgs: args("id"),
		},
		{
			RpcMethod: "Services",
			Use:       "services",
			Short:     "List services: the active ones of a skill, cheapest first, or all of a provider",
			Example:   "trothd query market services --skill translation\ntrothd query market services --provider " + example.Provider + " --page-limit 20",
		},
		{
			RpcMethod:      "CheckQuote",
			Use:            "check-quote [terms] [quote]",
			Short:          "Show what the signature of a quote must be over, and what would stop the quote from being taken",
			Example:        "trothd query market check-quote " + example.Terms + " " + example.Quote,
			PositionalArgs: args("terms", "quote"),
		},
	}
}

func offerTxCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "MakeOffer",
			Use:            "make-offer [maker] [terms] [expires_ms]",
			Short:          "Open a negotiation with full terms, as client or as provider; what the maker promises is locked",
			Example:        "trothd tx market make-offer " + example.Client + " " + example.Terms + " " + example.ExpiresMs + " --from operator",
			PositionalArgs: args("maker", "terms", "expires_ms"),
		},
		{
			RpcMethod:      "CounterOffer",
			Use:            "counter-offer [maker] [offer] [answers] [terms] [expires_ms]",
			Short:          "Answer the last round of a negotiation, by its hash, with other terms",
			Example:        "trothd tx market counter-offer " + example.Provider + " " + example.Offer + " " + example.Sha256 + " " + example.Terms + " " + example.ExpiresMs + " --from operator",
			PositionalArgs: args("maker", "offer", "answers", "terms", "expires_ms"),
		},
		{
			RpcMethod:      "AcceptOffer",
			Use:            "accept-offer [agent] [offer] [accepts]",
			Short:          "Accept the round of the hash: the agreement is in force at once",
			Example:        "trothd tx market accept-offer " + example.Client + " " + example.Offer + " " + example.Sha256 + " --from operator",
			PositionalArgs: args("agent", "offer", "accepts"),
		},
		{
			RpcMethod:      "RejectOffer",
			Use:            "reject-offer [agent] [offer] [reason]",
			Short:          "Turn the last round of a negotiation down",
			Example:        "trothd tx market reject-offer " + example.Provider + " " + example.Offer + " price-too-high --from operator",
			PositionalArgs: args("agent", "offer", "reason"),
		},
		{
			RpcMethod:      "ListService",
			Use:            "list-service [provider] [terms] [capacity]",
			Short:          "Post a standing offer at a fixed price",
			Example:        "trothd tx market list-service " + example.Provider + " " + example.Template + " 4 --from operator",
			PositionalArgs: args("provider", "terms", "capacity"),
		},
		{
			RpcMethod:      "UpdateService",
			Use:            "update-service [provider] [service] [terms] [capacity]",
			Short:          "Replace what a service offers; without --active it takes no clients",
			Example:        "trothd tx market update-service " + example.Provider + " " + example.Service + " " + example.Template + " 8 --active --from operator",
			PositionalArgs: args("provider", "service", "terms", "capacity"),
		},
		{
			RpcMethod:      "RemoveService",
			Use:            "remove-service [provider] [service]",
			Short:          "Delete a service; its agreements go on",
			Example:        "trothd tx market remove-service " + example.Provider + " " + example.Service + " --from operator",
			PositionalArgs: args("provider", "service"),
		},
		{
			RpcMethod: "Hire",
			Use:       "hire [client] [service] [version] [price] [spec]",
			Short:     "Hire a service at the version and price you saw: the agreement is in force at once",
			Example: "trothd tx market hire " + example.Client + " " + example.Service + ` 1 5000000utroth '{"uri":"https://example.com/page.md",` +
				`"sha256":"` + example.Sha256 + `","bytes":"1000"}' --from operator`,
			PositionalArgs: args("client", "service", "version", "price", "spec"),
		},
		{
			RpcMethod:      "HireQuoted",
			Use:            "hire-quoted [client] [terms] [quote]",
			Short:          "Take terms that the provider signed off chain: the agreement is in force at once",
			Example:        "trothd tx market hire-quoted " + example.Client + " " + example.Terms + " " + example.Quote + " --from operator",
			PositionalArgs: args("client", "terms", "quote"),
		},
	}
}
