package identity

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

func linkQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Linked",
			Use:            "linked [agent]",
			Short:          "List the accounts elsewhere of an agent",
			Example:        "trothd query identity linked " + example.Provider,
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "LinkedAccount",
			Use:            "linked-account [account]",
			Short:          "Show the agent of an account elsewhere",
			Example:        "trothd query identity linked-account " + example.Account,
			PositionalArgs: args("account"),
		},
	}
}

func linkCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "LinkAccount",
			Use:            "link-account [agent] [account] [proof] [deadline-ms]",
			Short:          "Link an account elsewhere to an agent; the account has signed the statement of x/identity/README.md",
			Example:        "trothd tx identity link-account " + example.Provider + " " + example.Account + " " + example.Proof + " " + example.ExpiresMs + " --from alice",
			PositionalArgs: args("agent", "account", "proof", "deadline_ms"),
		},
		{
			RpcMethod:      "UnlinkAccount",
			Use:            "unlink-account [agent] [account]",
			Short:          "Remove the link of an account elsewhere to an agent",
			Example:        "trothd tx identity unlink-account " + example.Provider + " " + example.Account + " --from alice",
			PositionalArgs: args("agent", "account"),
		},
	}
}
