package identity

import (
	"slices"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

const (
	profile = `'{"name":"bot","skills":["translation"]}'`
	mandate = `'{"actions":["ACTION_BID","ACTION_WORK"],"limits":[{"denom":"utroth","per_action":"1000000","per_window":"5000000","lifetime":"100000000"}],"window_ms":"86400000"}'`
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
			Example:   "trothd query identity agents --skill translation --page-limit 20",
		},
		{
			RpcMethod:      "Operators",
			Use:            "operators [agent]",
			Short:          "List the operators of an agent and their mandates",
			Example:        "trothd query identity operators " + example.Provider,
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "Mandate",
			Use:            "mandate [agent] [key]",
			Short:          "Show the mandate of an operator and what is left of each limit now",
			Example:        "trothd query identity mandate " + example.Provider + " " + example.Operator,
			PositionalArgs: args("agent", "key"),
		},
		{
			RpcMethod:      "Attestation",
			Use:            "attestation [subject] [schema] [issuer]",
			Short:          "Show what an issuer states about an agent, and whether it counts now",
			Example:        "trothd query identity attestation " + example.Provider + " kya " + example.Notary,
			PositionalArgs: args("subject", "schema", "issuer"),
		},
		{
			RpcMethod: "Attestations",
			Use:       "attestations",
			Short:     "List attestations: all, those about an agent, or those by an issuer",
			Example:   "trothd query identity attestations --issuer " + example.Notary + " --page-limit 20",
		},
		{
			RpcMethod:      "Meets",
			Use:            "meets [subject] [schema]",
			Short:          "Say whether one of the issuers attests the schema, and the value if one is given, of an agent",
			Example:        "trothd query identity meets " + example.Provider + " jurisdiction --value de --issuers " + example.Notary,
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
			Example:   "trothd tx identity register --salt Ym90 --profile " + profile + " --from alice",
		},
		{
			RpcMethod:      "SetStatus",
			Use:            "set-status [agent] [status]",
			Short:          "Pause, resume or retire an agent; retirement is final and needs an agent without holds",
			Example:        "trothd tx identity set-status " + example.Provider + " paused --from alice",
			PositionalArgs: args("agent", "status"),
		},
		{
			RpcMethod:      "ProposeOwner",
			Use:            "propose-owner [agent] [new-owner]",
			Short:          "Propose a new owner, who must accept; an empty new owner withdraws the proposal",
			Example:        "trothd tx identity propose-owner " + example.Provider + " " + example.NewOwner + " --from alice",
			PositionalArgs: args("agent", "new_owner"),
		},
		{
			RpcMethod:      "AcceptOwner",
			Use:            "accept-owner [agent]",
			Short:          "Take over an agent that its owner proposed to hand over; its operators are removed",
			Example:        "trothd tx identity accept-owner " + example.Provider + " --from newowner",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "AddOperator",
			Use:            "add-operator [agent] [key] [mandate]",
			Short:          "Let a key act for an agent within a mandate, and pay fees from its account up to a limit",
			Example:        "trothd tx identity add-operator " + example.Provider + " " + example.Operator + " " + mandate + " --fee-limit 5000000utroth --from alice",
			PositionalArgs: args("agent", "key", "mandate"),
		},
		{
			RpcMethod:      "UpdateMandate",
			Use:            "update-mandate [agent] [key] [mandate]",
			Short:          "Replace the mandate of an operator with its fee limit; all counters begin anew",
			Example:        "trothd tx identity update-mandate " + example.Provider + " " + example.Operator + " " + mandate + " --fee-limit 5000000utroth --from alice",
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
			Example:        "trothd tx identity update-profile " + example.Provider + " " + profile + " --from operator",
			PositionalArgs: args("agent", "profile"),
		},
		{
			RpcMethod:      "RemoveOperator",
			Use:            "remove-operator [agent] [key]",
			Short:          "Take a key's mandate away at once; the owner may, and the key itself",
			Example:        "trothd tx identity remove-operator " + example.Provider + " " + example.Operator + " --from alice",
			PositionalArgs: args("agent", "key"),
		},
		{
			RpcMethod:      "Heartbeat",
			Use:            "heartbeat [agent]",
			Short:          "Show that an agent is alive",
			Example:        "trothd tx identity heartbeat " + example.Provider + " --from operator",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod: "Attest",
			Use:       "attest [agent] [subject] [schema]",
			Short:     "State something about the subject in the name of the agent, the issuer",
			Example: "trothd tx identity attest " + example.Notary + " " + example.Provider + ` jurisdiction --value de --evidence '{"uri":"https://example.com/proof"` +
				`,"sha256":"` + example.Sha256 + `"}' --expires-ms ` + example.ExpiresMs + ` --from operator`,
			PositionalArgs: args("agent", "subject", "schema"),
		},
		{
			RpcMethod:      "RevokeAttestation",
			Use:            "revoke-attestation [agent] [subject] [schema] [issuer]",
			Short:          "Delete an attestation in the name of the agent, which is its issuer or its subject",
			Example:        "trothd tx identity revoke-attestation " + example.Provider + " " + example.Provider + " jurisdiction " + example.Notary + " --from operator",
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
