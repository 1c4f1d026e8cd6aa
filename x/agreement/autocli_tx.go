package agreement

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// onMilestone ends what is said about every act on a milestone.
const onMilestone = " In work of several milestones --milestone says which one is meant, counted from 0: an act that comes too late for it is refused, and changes no other."

func providerMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Submit",
			Use:            "submit [provider] [agreement] [uri] [sha256] [bytes]",
			Short:          "Deliver the current milestone; its review or evaluation begins, or the right answer settles it",
			Long:           "Deliver the current milestone as the provider agent. sha256, the rating commitment and the preimage are given in base64 or hex. With --contest a claim of the client goes to judges when the provider does not answer it: the fee of a panel is held for that until the submission is settled." + onMilestone,
			Example:        "trothd tx agreement submit " + example.Provider + " " + example.Agreement + " https://example.com/result.md " + example.Hex + " 2048 --msg-note done --from operator",
			PositionalArgs: positional("provider", "agreement", "uri", "sha256", "bytes"),
		},
		{
			RpcMethod:      "Concede",
			Use:            "concede [provider] [agreement]",
			Short:          "Grant the client's claim, or a verdict, as the provider agent; most of the cover is lost",
			Long:           "Grant the client's claim, or a verdict, as the provider agent; most of the cover is lost." + onMilestone,
			Example:        "trothd tx agreement concede " + example.Provider + " " + example.Agreement + " --from operator",
			PositionalArgs: positional("provider", "agreement"),
		},
		{
			RpcMethod:      "Resign",
			Use:            "resign [provider] [agreement]",
			Short:          "Hand the work back as the provider agent; a small part of the cover is lost, after a submission most of it",
			Long:           "Hand the work back as the provider agent; a small part of the cover is lost, after a submission most of it, and nothing before the decline_ms of a service that was hired." + onMilestone,
			Example:        "trothd tx agreement resign " + example.Provider + " " + example.Agreement + " --from operator",
			PositionalArgs: positional("provider", "agreement"),
		},
		{
			RpcMethod:      "Evaluate",
			Use:            "evaluate [evaluator] [agreement] [bps] [reason]",
			Short:          "Judge a submission as the evaluator agent: the share of the price that the provider deserves, 0 to 10000",
			Long:           "Judge a submission as the evaluator agent: the share of the price that the provider deserves, 0 to 10000." + onMilestone,
			Example:        "trothd tx agreement evaluate " + example.Notary + " " + example.Agreement + ` 9000 "two sentences are missing" --from operator`,
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
			Long:           "Accept the work as the client agent: pay the provider and rate it, 0 to 100." + onMilestone,
			Example:        "trothd tx agreement accept " + example.Client + " " + example.Agreement + " 95 --from operator",
			PositionalArgs: positional("client", "agreement", "rating"),
		},
		{
			RpcMethod:      "Rework",
			Use:            "rework [client] [agreement] [reason]",
			Short:          "Send a submission back as the client agent, as often as the terms allow",
			Long:           "Send a submission back as the client agent, as often as the terms allow." + onMilestone,
			Example:        "trothd tx agreement rework " + example.Client + " " + example.Agreement + ` "page 3 is missing" --from operator`,
			PositionalArgs: positional("client", "agreement", "reason"),
		},
		{
			RpcMethod:      "Reject",
			Use:            "reject [client] [agreement] [claimed_bps] [reason]",
			Short:          "Claim that the work is not as agreed, as the client agent; a deposit is held until the claim is settled",
			Long:           "Claim that the work is not as agreed. claimed_bps is the share of the price that the client grants: the provider may take it with accept-split. A claim of 0 can only be conceded or contested." + onMilestone,
			Example:        "trothd tx agreement reject " + example.Client + " " + example.Agreement + ` 0 "another text was translated" --from operator`,
			PositionalArgs: positional("client", "agreement", "claimed_bps", "reason"),
		},
		{
			RpcMethod:      "Terminate",
			Use:            "terminate [client] [agreement]",
			Short:          "End the work before a submission of the current milestone as the client agent; the provider gets the kill fee",
			Long:           "End the work before a submission of the current milestone as the client agent; the provider gets the kill fee." + onMilestone,
			Example:        "trothd tx agreement terminate " + example.Client + " " + example.Agreement + " --from operator",
			PositionalArgs: positional("client", "agreement"),
		},
	}
}

func otherMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Contest",
			Use:       "contest [agent] [agreement] [reason]",
			Short:     "Bring the client's claim, or an evaluator's verdict, before drawn judges; a deposit is held",
			Long: "Bring a matter before drawn judges: as the provider the client's claim, as either party the verdict of an evaluator. A deposit is held that pays the panel: the provider's is the fee of the panel, the client's what a rejection costs, and it says with --claimed-bps what it grants: 0, or at least one step of 2500 less than the verdict that it contests. So of a verdict below 2500 it can grant nothing, and a verdict of 0 cannot be contested by it. The case is named in the event work_contested and in the agreement; evidence is added there." +
				onMilestone,
			Example:        "trothd tx agreement contest " + example.Provider + " " + example.Agreement + ` "all pages are there" --from operator`,
			PositionalArgs: positional("agent", "agreement", "reason"),
		},
		{
			RpcMethod:      "ProposeSplit",
			Use:            "propose-split [agent] [agreement] [bps]",
			Short:          "Offer to divide the current milestone as either party: the share of the price for the provider, 0 to 10000",
			Long:           "Offer to divide the current milestone as either party: the share of the price for the provider, 0 to 10000." + onMilestone,
			Example:        "trothd tx agreement propose-split " + example.Client + " " + example.Agreement + " 5000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "AcceptSplit",
			Use:            "accept-split [agent] [agreement] [bps]",
			Short:          "Take the split that the other party proposes, or that a rejection claims; bps must be exactly it",
			Long:           "Take the split that the other party proposes, or that a rejection claims; bps must be exactly it." + onMilestone,
			Example:        "trothd tx agreement accept-split " + example.Provider + " " + example.Agreement + " 5000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "Cancel",
			Use:            "cancel [agent] [agreement] [bps]",
			Short:          "Propose to end the agreement with a share of the current milestone, or agree when the other party did",
			Long:           "Propose to end the agreement with a share of the current milestone, or agree when the other party did." + onMilestone,
			Example:        "trothd tx agreement cancel " + example.Client + " " + example.Agreement + " 1000 --from operator",
			PositionalArgs: positional("agent", "agreement", "bps"),
		},
		{
			RpcMethod:      "Amend",
			Use:            "amend [agent] [agreement] [terms]",
			Short:          "Propose other terms for what is left of the work, or put them in force when the other party proposes the same",
			Long:           "Propose other terms for what is left of the work, or put them in force when the other party proposes the same." + onMilestone,
			Example:        "trothd tx agreement amend " + example.Client + " " + example.Agreement + " " + exampleTerms + " --from operator",
			PositionalArgs: positional("agent", "agreement", "terms"),
		},
		{
			RpcMethod:      "RevealRating",
			Use:            "reveal-rating [agreement] [milestone] [rating] [salt]",
			Short:          "Open the provider's committed rating of the client for a settled milestone; anyone with the salt may",
			Example:        "trothd tx agreement reveal-rating " + example.Agreement + " 0 90 5f0c6d3e8b1a49279d4cf7a2e6b3081c5f0c6d3e8b1a49279d4cf7a2e6b3081c --from alice",
			PositionalArgs: positional("agreement", "milestone", "rating", "salt"),
		},
		{
			RpcMethod:      "Retry",
			Use:            "retry [agreement]",
			Short:          "Run a stuck deadline of an agreement again; anyone may",
			Example:        "trothd tx agreement retry " + example.Agreement + " --from alice",
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
