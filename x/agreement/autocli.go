package agreement

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

const exampleID = "agr_0000002a1b2c3d4e"

func positional(fields ...string) []*autocliv1.PositionalArgDescriptor {
	args := make([]*autocliv1.PositionalArgDescriptor, 0, len(fields))
	for _, f := range fields {
		args = append(args, &autocliv1.PositionalArgDescriptor{ProtoField: f})
	}
	return args
}

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.agreement.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Agreement",
					Use:            "agreement [id]",
					Short:          "Show an agreement: terms, status, submission, settlement",
					Example:        "trothd query agreement agreement " + exampleID,
					PositionalArgs: positional("id"),
				},
				{
					RpcMethod:      "Agreements",
					Use:            "agreements [agent]",
					Short:          "List the running agreements of an agent, as client, as provider or both",
					Example:        "trothd query agreement agreements troth1agent... --role role-provider",
					PositionalArgs: positional("agent"),
				},
				{
					RpcMethod: "Due",
					Use:       "due",
					Short:     "List the agreements whose deadline comes next, soonest first",
					Example:   "trothd query agreement due --limit 20",
				},
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show the parameters of agreements",
					Example:   "trothd query agreement params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.agreement.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Submit",
					Use:            "submit [provider] [agreement] [uri] [sha256] [bytes]",
					Short:          "Deliver the work; the client's review begins",
					Long:           "Deliver the work as the provider agent. sha256 and the rating commitment are given in base64 or hex.",
					Example:        "trothd tx agreement submit troth1provider... " + exampleID + " ipfs://bafy... b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 2048 --msg-note done --from operator",
					PositionalArgs: positional("provider", "agreement", "uri", "sha256", "bytes"),
				},
				{
					RpcMethod:      "Accept",
					Use:            "accept [client] [agreement] [rating]",
					Short:          "Accept the work as the client agent: pay the provider and rate it, 0 to 100",
					Example:        "trothd tx agreement accept troth1client... " + exampleID + " 95 --from operator",
					PositionalArgs: positional("client", "agreement", "rating"),
				},
				{
					RpcMethod:      "Terminate",
					Use:            "terminate [client] [agreement]",
					Short:          "End the work before a submission as the client agent; the provider gets the kill fee",
					Example:        "trothd tx agreement terminate troth1client... " + exampleID + " --from operator",
					PositionalArgs: positional("client", "agreement"),
				},
				{
					RpcMethod:      "Resign",
					Use:            "resign [provider] [agreement]",
					Short:          "Hand the work back before a submission as the provider agent; a small part of the cover is lost",
					Example:        "trothd tx agreement resign troth1provider... " + exampleID + " --from operator",
					PositionalArgs: positional("provider", "agreement"),
				},
				{
					RpcMethod:      "RevealRating",
					Use:            "reveal-rating [agreement] [rating] [salt]",
					Short:          "Open the provider's committed rating of the client after the end; anyone with the salt may",
					Example:        "trothd tx agreement reveal-rating " + exampleID + " 90 5f0c6d3e8b1a49279d4cf7a2e6b3081c5f0c6d3e8b1a49279d4cf7a2e6b3081c --from alice",
					PositionalArgs: positional("agreement", "rating", "salt"),
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
					Example:        `trothd tx agreement update-params '{"kill_fee_bps":1000,"max_open_per_provider":64,"min_delivery_ms":"1000","max_delivery_ms":"2592000000","min_review_ms":"1000","max_review_ms":"2592000000","retain_ms":"259200000","max_deadlines_per_block":200}' --title "Agreements" --deposit 10000000utroth --from alice`,
					GovProposal:    true,
					PositionalArgs: positional("params"),
				},
			},
		},
	}
}
