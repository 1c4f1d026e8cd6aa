package market

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

// exampleTerms are terms as the command line takes them.
const exampleTerms = `'{"client":"troth1...","provider":"troth1...","title":"Translate a page","spec":{"uri":"https://example.com/spec.md","sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},` +
	`"skill":"translation","price":{"denom":"utroth","amount":"5000000"},"loss":"5000000","pledge":"5000000","milestones":[{"share_bps":10000,"delivery_ms":"3600000"}],"review_ms":"3600000"}'`

// exampleTemplate are the terms of a service: those of an agreement without its client.
const exampleTemplate = `'{"provider":"troth1...","title":"Translate a page","spec":{"uri":"https://example.com/service.md","sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},` +
	`"skill":"translation","price":{"denom":"utroth","amount":"5000000"},"loss":"5000000","pledge":"5000000","milestones":[{"share_bps":10000,"delivery_ms":"3600000"}],"review_ms":"3600000"}'`

// exampleQuote is a quote as its provider hands it over.
const exampleQuote = `'{"signer":"troth1...","nonce":"AAECAwQFBgcICQoLDA0ODw==","expires_ms":"1767323045000","pub_key":{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"A0..."},"signature":"..."}'`

func offerQueryCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Offer",
			Use:            "offer [id]",
			Short:          "Show a negotiation and its last round",
			Example:        "trothd query market offer ofr_0000002a1b2c3d4e",
			PositionalArgs: args("id"),
		},
		{
			RpcMethod:      "Offers",
			Use:            "offers [agent]",
			Short:          "List the open negotiations of an agent, newest first",
			Example:        "trothd query market offers troth1... --page-limit 20",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "Service",
			Use:            "service [id]",
			Short:          "Show a service and how many of its agreements run",
			Example:        "trothd query market service svc_0000002a1b2c3d4e",
			PositionalArgs: args("id"),
		},
		{
			RpcMethod: "Services",
			Use:       "services",
			Short:     "List services: the active ones of a skill, cheapest first, or all of a provider",
			Example:   "trothd query market services --skill translation\ntrothd query market services --provider troth1... --page-limit 20",
		},
		{
			RpcMethod:      "CheckQuote",
			Use:            "check-quote [terms] [quote]",
			Short:          "Show what the signature of a quote must be over, and what would stop the quote from being taken",
			Example:        "trothd query market check-quote " + exampleTerms + " " + exampleQuote,
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
			Example:        "trothd tx market make-offer troth1... " + exampleTerms + " 1767323045000 --from operator",
			PositionalArgs: args("maker", "terms", "expires_ms"),
		},
		{
			RpcMethod:      "CounterOffer",
			Use:            "counter-offer [maker] [offer] [answers] [terms] [expires_ms]",
			Short:          "Answer the last round of a negotiation, by its hash, with other terms",
			Example:        "trothd tx market counter-offer troth1... ofr_0000002a1b2c3d4e 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= " + exampleTerms + " 1767323045000 --from operator",
			PositionalArgs: args("maker", "offer", "answers", "terms", "expires_ms"),
		},
		{
			RpcMethod:      "AcceptOffer",
			Use:            "accept-offer [agent] [offer] [accepts]",
			Short:          "Accept the round of the hash: the agreement is in force at once",
			Example:        "trothd tx market accept-offer troth1... ofr_0000002a1b2c3d4e 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= --from operator",
			PositionalArgs: args("agent", "offer", "accepts"),
		},
		{
			RpcMethod:      "RejectOffer",
			Use:            "reject-offer [agent] [offer] [reason]",
			Short:          "Turn the last round of a negotiation down",
			Example:        "trothd tx market reject-offer troth1... ofr_0000002a1b2c3d4e price-too-high --from operator",
			PositionalArgs: args("agent", "offer", "reason"),
		},
		{
			RpcMethod:      "ListService",
			Use:            "list-service [provider] [terms] [capacity]",
			Short:          "Post a standing offer at a fixed price",
			Example:        "trothd tx market list-service troth1... " + exampleTemplate + " 4 --from operator",
			PositionalArgs: args("provider", "terms", "capacity"),
		},
		{
			RpcMethod:      "UpdateService",
			Use:            "update-service [provider] [service] [terms] [capacity]",
			Short:          "Replace what a service offers; without --active it takes no clients",
			Example:        "trothd tx market update-service troth1... svc_0000002a1b2c3d4e " + exampleTemplate + " 8 --active --from operator",
			PositionalArgs: args("provider", "service", "terms", "capacity"),
		},
		{
			RpcMethod:      "RemoveService",
			Use:            "remove-service [provider] [service]",
			Short:          "Delete a service; its agreements go on",
			Example:        "trothd tx market remove-service troth1... svc_0000002a1b2c3d4e --from operator",
			PositionalArgs: args("provider", "service"),
		},
		{
			RpcMethod: "Hire",
			Use:       "hire [client] [service] [version] [price] [spec]",
			Short:     "Hire a service at the version and price you saw: the agreement is in force at once",
			Example: `trothd tx market hire troth1... svc_0000002a1b2c3d4e 1 5000000utroth '{"uri":"https://example.com/page.md",` +
				`"sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","bytes":"1000"}' --from operator`,
			PositionalArgs: args("client", "service", "version", "price", "spec"),
		},
		{
			RpcMethod:      "HireQuoted",
			Use:            "hire-quoted [client] [terms] [quote]",
			Short:          "Take terms that the provider signed off chain: the agreement is in force at once",
			Example:        "trothd tx market hire-quoted troth1... " + exampleTerms + " " + exampleQuote + " --from operator",
			PositionalArgs: args("client", "terms", "quote"),
		},
	}
}
