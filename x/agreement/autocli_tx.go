package agreement

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func providerMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Submit",
			Use:            "submit [provider] [agreement] [uri] [sha256] [bytes]",
			Short:          "Deliver the current milestone; its review or evaluation begins, or the right answer settles it",
			Long:           "Deliver the current milestone as the provider agent. sha256, the rating commitment and the preimage are given in base64 or hex.",
			Example:        "trothd tx agreement submit troth1provider... " + exampleID + " ipfs://bafy... b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 2048 --msg-note done --from operator",
			PositionalArgs: positional("provider", "agreement", "uri", "sha256", "bytes"),
		},
		{
			RpcMethod:      "Concede",
			Use:            "concede [provider] [agreement]",
			Short:          "Grant the client's claim, or a verdict, as the provider agent; most of the cover is lost",
			Example:        "trothd tx agreement concede troth1provider... " + exampleID + " --from operator",
			PositionalArgs: positional("provider", "agreement"),
		},
		{
			RpcMethod:      "Resign",
			Use:            "resign [provider] [agreement]",
			Short:          "Hand the work back as the provider agent; a small part of the cover is lost, after a submission most of it",
			Example:        "trothd tx agreement resign troth1provider... " + exampleID + " --from operator",
			PositionalArgs: positional("provider", "agreement"),
		},
		{
			RpcMethod:      "Evaluate",
			Use:            "evaluate [evaluator] [agreement] [bps] [reason]",
			Short:          "Judge a submission as the evaluator agent: the share of the price that the provider deserves, 0 to 10000",
			Example:        "trothd tx agreement evaluate troth1evaluator... " + exampleID + ` 9000 "two sentences are missing" --from operator`,
			PositionalArgs: positional("evaluator", "agreement", "bps", "reason"),
		},
	}
}

func clientMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Accept",
			Use:            "accept [client] [agreement] [rating]",
			Short:          "Accept the work as the client agent: pay the provider and rate it, 0 to 100",
			Example:        "trothd tx agreement accept troth1client... " + exampleID + " 95 --from operator",
			PositionalArgs: positional("client", "agreement", "rating"),
		},
		{
			RpcMethod:      "Rework",
			Use:            "rework [client] [agreement] [reason]",
			Short:          "Send a submission back as the client agent, as often as the terms allow",
			Example:        "trothd tx agreement rework troth1client... " + exampleID + ` "page 3 is missing" --from operator`,
			PositionalArgs: positional("client", "agreement", "reason"),
		},
		{
			RpcMethod:      "Reject",
			Use:            "reject [client] [agreement] [claimed_bps] [reason]",
			Short:          "Claim that the work is not as agreed, as the client agent; a deposit is held until the claim is settled",
			Long:           "Claim that the work is not as agreed. claimed_bps is the share of the price that the client grants: the provider may take it with accept-split. A claim of 0 can only be conceded.",
			Example:        "trothd tx agreement reject troth1client... " + exampleID + ` 0 "another text was translated" --from operator`,
			PositionalArgs: positional("client", "agreement", "claimed_bps", "reason"),
		},
		{
			RpcMethod:      "Terminate",
			Use:            "terminate [client] [agreement]",
			Short:          "End the work before a submission of the current milestone as the client agent; the provider gets the kill fee",
			Example:        "trothd tx agreement terminate troth1client... " + exampleID + " --from operator",
			PositionalArgs: positional("client", "agreement"),
		},
	}
}

func otherMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "ProposeSplit",
			Use:            "propose-split [agent] [agreement] [bps]",
			Short:          "Offer to divide the current milestone as either party: the share of the price for the provider, 0 to 10000",
			Example:        "trothd tx agreement propose-split troth1agent... " + exampleID + " 5000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "AcceptSplit",
			Use:            "accept-split [agent] [agreement] [bps]",
			Short:          "Take the split that the other party proposes, or that a rejection claims; bps must be exactly it",
			Example:        "trothd tx agreement accept-split troth1agent... " + exampleID + " 5000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "Cancel",
			Use:            "cancel [agent] [agreement] [bps]",
			Short:          "Propose to end the agreement with a share of the current milestone, or agree when the other party did",
			Example:        "trothd tx agreement cancel troth1agent... " + exampleID + " 1000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "Amend",
			Use:            "amend [agent] [agreement] [terms]",
			Short:          "Propose other terms for what is left of the work, or put them in force when the other party proposes the same",
			Example:        "trothd tx agreement amend troth1agent... " + exampleID + " " + exampleTerms + " --from operator",
			PositionalArgs: positional("agent", "agreement", "terms"),
		},
		{
			RpcMethod:      "RevealRating",
			Use:            "reveal-rating [agreement] [milestone] [rating] [salt]",
			Short:          "Open the provider's committed rating of the client for a settled milestone; anyone with the salt may",
			Example:        "trothd tx agreement reveal-rating " + exampleID + " 0 90 5f0c6d3e8b1a49279d4cf7a2e6b3081c5f0c6d3e8b1a49279d4cf7a2e6b3081c --from alice",
			PositionalArgs: positional("agreement", "milestone", "rating", "salt"),
		},
		{
			RpcMethod:      "Retry",
			Use:            "retry [agreement]",
			Short:          "Run a stuck deadline of an agreement again; anyone may",
			Example:        "trothd tx agreement retry " + exampleID + " --from alice",
			PositionalArgs: positional("agreement"),
		},
		{
			RpcMethod:      "UpdateParams",
			Use:            "update-params [params]",
			Short:          "Propose to governance to replace the parameters of agreements",
			Example:        `trothd tx agreement update-params '{"kill_fee_bps":1000,"max_open_per_provider":64,"min_delivery_ms":"1000","max_delivery_ms":"2592000000","min_review_ms":"1000","max_review_ms":"2592000000","retain_ms":"259200000","max_deadlines_per_block":200,"answer_ms":"86400000","reject_deposit_bps":2500,"reject_deposit_min":"100000"}' --title "Agreements" --deposit 10000000utroth --from alice`,
			GovProposal:    true,
			PositionalArgs: positional("params"),
		},
	}
}
