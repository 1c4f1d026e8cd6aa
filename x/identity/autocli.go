package identity

import (
	"slices"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

const (
	exampleAgent = "troth1u7s3kql5pm0pa2wlgtm43gakrlzgxvev6ganudcq9e4wdu46hjjsmm36ld"
	exampleKey   = "troth1qgpqyqszqgpqyqszqgpqyqszqgpqyqsz3jsgqw"
	profile      = `'{"name":"bot","skills":["translate-en-de"]}'`
	subject      = "troth13w5jsshqjcjx40akh3v22n8ln26q4pn5udh00uflwt4fll9g8qzqasp2ek"
	mandate      = `'{"actions":["ACTION_BID","ACTION_WORK"],"limits":[{"denom":"utroth","per_action":"1000000","per_window":"5000000","lifetime":"100000000"}],"window_ms":"86400000"}'`
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service:           "troth.identity.v1.Query",
			RpcCommandOptions: slices.Concat(queryCommands(), linkQueries()),
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service:           "troth.identity.v1.Msg",
			RpcCommandOptions: slices.Concat(ownerCommands(), linkCommands(), agentCommands()),
		},
	}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	positional := make([]*autocliv1.PositionalArgDescriptor, 0, len(fields))
	for _, f := range fields {
		positional = append(positional, &autocliv1.PositionalArgDescriptor{ProtoField: f})
	}
	return positional
}

func queryCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Agent",
			Use:            "agent [address-or-name]",
			Short:          "Show an agent by its address or its name",
			Example:        "trothd query identity agent bot",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod: "Agents",
			Use:       "agents",
			Short:     "List agents: all, the active ones with a skill, or those of an owner",
			Example:   "trothd query identity agents --skill translate-en-de --page-limit 20",
		},
		{
			RpcMethod:      "Operators",
			Use:            "operators [agent]",
			Short:          "List the operators of an agent and their mandates",
			Example:        "trothd query identity operators " + exampleAgent,
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "Mandate",
			Use:            "mandate [agent] [key]",
			Short:          "Show the mandate of an operator and what is left of each limit now",
			Example:        "trothd query identity mandate " + exampleAgent + " " + exampleKey,
			PositionalArgs: args("agent", "key"),
		},
		{
			RpcMethod:      "Attestation",
			Use:            "attestation [subject] [schema] [issuer]",
			Short:          "Show what an issuer states about an agent, and whether it counts now",
			Example:        "trothd query identity attestation " + subject + " kya " + exampleAgent,
			PositionalArgs: args("subject", "schema", "issuer"),
		},
		{
			RpcMethod: "Attestations",
			Use:       "attestations",
			Short:     "List attestations: all, those about an agent, or those by an issuer",
			Example:   "trothd query identity attestations --issuer " + exampleAgent + " --page-limit 20",
		},
		{
			RpcMethod:      "Meets",
			Use:            "meets [subject] [schema]",
			Short:          "Say whether one of the issuers attests the schema, and the value if one is given, of an agent",
			Example:        "trothd query identity meets " + subject + " jurisdiction --value de --issuers " + exampleAgent,
			PositionalArgs: args("subject", "schema"),
		},
		{
			RpcMethod: "Params",
			Use:       "params",
			Short:     "Show the parameters of identity",
			Example:   "trothd query identity params",
		},
	}
}

// ownerCommands are those of the owner, the cold key.
func ownerCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Register",
			Use:       "register",
			Short:     "Register an agent that the signer owns; the registration fee is burned",
			Example:   "trothd tx identity register --salt bW9ybmluZw== --profile " + profile + " --from owner",
		},
		{
			RpcMethod:      "SetStatus",
			Use:            "set-status [agent] [status]",
			Short:          "Pause, resume or retire an agent; retirement is final and needs an agent without holds",
			Example:        "trothd tx identity set-status " + exampleAgent + " agent-status-paused --from owner",
			PositionalArgs: args("agent", "status"),
		},
		{
			RpcMethod:      "ProposeOwner",
			Use:            "propose-owner [agent] [new-owner]",
			Short:          "Propose a new owner, who must accept; an empty new owner withdraws the proposal",
			Example:        "trothd tx identity propose-owner " + exampleAgent + " " + exampleKey + " --from owner",
			PositionalArgs: args("agent", "new_owner"),
		},
		{
			RpcMethod:      "AcceptOwner",
			Use:            "accept-owner [agent]",
			Short:          "Take over an agent that its owner proposed to hand over; its operators are removed",
			Example:        "trothd tx identity accept-owner " + exampleAgent + " --from newowner",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "AddOperator",
			Use:            "add-operator [agent] [key] [mandate]",
			Short:          "Let a key act for an agent within a mandate, and pay fees from its account up to a limit",
			Example:        "trothd tx identity add-operator " + exampleAgent + " " + exampleKey + " " + mandate + " --fee-limit 5000000utroth --from owner",
			PositionalArgs: args("agent", "key", "mandate"),
		},
		{
			RpcMethod:      "UpdateMandate",
			Use:            "update-mandate [agent] [key] [mandate]",
			Short:          "Replace the mandate of an operator with its fee limit; all counters begin anew",
			Example:        "trothd tx identity update-mandate " + exampleAgent + " " + exampleKey + " " + mandate + " --fee-limit 5000000utroth --from owner",
			PositionalArgs: args("agent", "key", "mandate"),
		},
	}
}

// agentCommands are those that operators or anyone may send too.
func agentCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "UpdateProfile",
			Use:            "update-profile [agent] [profile]",
			Short:          "Replace name, card, skills and encryption key of an agent",
			Example:        "trothd tx identity update-profile " + exampleAgent + " " + profile + " --from operator",
			PositionalArgs: args("agent", "profile"),
		},
		{
			RpcMethod:      "RemoveOperator",
			Use:            "remove-operator [agent] [key]",
			Short:          "Take a key's mandate away at once; the owner may, and the key itself",
			Example:        "trothd tx identity remove-operator " + exampleAgent + " " + exampleKey + " --from owner",
			PositionalArgs: args("agent", "key"),
		},
		{
			RpcMethod:      "Heartbeat",
			Use:            "heartbeat [agent]",
			Short:          "Show that an agent is alive",
			Example:        "trothd tx identity heartbeat " + exampleAgent + " --from operator",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod: "Attest",
			Use:       "attest [agent] [subject] [schema]",
			Short:     "State something about the subject in the name of the agent, the issuer",
			Example: "trothd tx identity attest " + exampleAgent + " " + subject + ` jurisdiction --value de --evidence '{"uri":"https://example.org/proof"` +
				`,"sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}' --expires-ms 1893456000000 --from operator`,
			PositionalArgs: args("agent", "subject", "schema"),
		},
		{
			RpcMethod:      "RevokeAttestation",
			Use:            "revoke-attestation [agent] [subject] [schema] [issuer]",
			Short:          "Delete an attestation in the name of the agent, which is its issuer or its subject",
			Example:        "trothd tx identity revoke-attestation " + subject + " " + subject + " jurisdiction " + exampleAgent + " --from operator",
			PositionalArgs: args("agent", "subject", "schema", "issuer"),
		},
		{
			RpcMethod:      "Retry",
			Use:            "retry [name]",
			Short:          "Run a stuck deadline again: the release of a name, or one of the --kind and --id that the event deadline.stuck says",
			Example:        "trothd tx identity retry bot --from anyone",
			PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "name", Optional: true}},
		},
		{
			RpcMethod:      "UpdateParams",
			Use:            "update-params [params]",
			Short:          "Propose to governance to replace the parameters of identity",
			Example:        `trothd tx identity update-params '{"registration_fee":{"denom":"utroth","amount":"100000"},"heartbeat_interval_ms":"300000","name_hold_ms":"2592000000","max_deadlines_per_block":200,"max_attestations_per_issuer":10000}' --title "Identity" --deposit 10000000utroth --from alice`,
			PositionalArgs: args("params"),
			GovProposal:    true,
		},
	}
}
