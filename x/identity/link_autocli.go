package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

const (
	exampleAccount = "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
	proof          = `'{"signature":"kIf/gDeqEeMaGH8Ke4OzOxCujNTTgNSx2De2ZI/xIrUqpdAhKPlfj2qww3UA525lHoHi0VcmwVP6VWn7SyuwTRs="}'`
)

func linkQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Linked",
			Use:            "linked [agent]",
			Short:          "List the accounts elsewhere of an agent",
			Example:        "trothd query identity linked " + exampleAgent,
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod:      "LinkedAccount",
			Use:            "linked-account [account]",
			Short:          "Show the agent of an account elsewhere",
			Example:        "trothd query identity linked-account " + exampleAccount,
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
			Example:        "trothd tx identity link-account " + exampleAgent + " " + exampleAccount + " " + proof + " 1767225600000 --from owner",
			PositionalArgs: args("agent", "account", "proof", "deadline_ms"),
		},
		{
			RpcMethod:      "UnlinkAccount",
			Use:            "unlink-account [agent] [account]",
			Short:          "Remove the link of an account elsewhere to an agent",
			Example:        "trothd tx identity unlink-account " + exampleAgent + " " + exampleAccount + " --from owner",
			PositionalArgs: args("agent", "account"),
		},
	}
}
