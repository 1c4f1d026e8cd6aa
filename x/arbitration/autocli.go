package arbitration

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

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
		Query: &autocliv1.ServiceCommandDescriptor{Service: "troth.arbitration.v1.Query", RpcCommandOptions: queries()},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service:              "troth.arbitration.v1.Msg",
			RpcCommandOptions:    append(append(arbiterMessages(), sideMessages()...), otherMessages()...),
			EnhanceCustomCommand: true,
		},
	}
}

func queries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Case",
			Use:            "case [id]",
			Short:          "Show a case: request, rounds, verdict, all evidence and all seats",
			Example:        "trothd query arbitration case " + example.Case,
			PositionalArgs: positional("id"),
		},
		{
			RpcMethod:      "Cases",
			Use:            "cases [status]",
			Short:          "List the cases of a status: opened, drawn, commit, reveal, ruled, settling, final or closed",
			Example:        "trothd query arbitration cases reveal",
			PositionalArgs: positional("status"),
		},
		{
			RpcMethod:      "PartyCases",
			Use:            "party-cases [agent]",
			Short:          "List the cases in which an agent is client or provider",
			Example:        "trothd query arbitration party-cases " + example.Client,
			PositionalArgs: positional("agent"),
		},
		{
			RpcMethod:      "ArbiterCases",
			Use:            "arbiter-cases [agent]",
			Short:          "List the cases in which an arbiter has a seat",
			Example:        "trothd query arbitration arbiter-cases " + example.Notary,
			PositionalArgs: positional("agent"),
		},
		{
			RpcMethod: "Due",
			Use:       "due",
			Short:     "List the cases whose deadline comes next, soonest first",
			Example:   "trothd query arbitration due --limit 20",
		},
		{
			RpcMethod:      "Fee",
			Use:            "fee [price] [size]",
			Short:          "Show what a panel of a size costs for a price in dispute",
			Example:        "trothd query arbitration fee 5000000utroth 5",
			PositionalArgs: positional("price", "size"),
		},
		{
			RpcMethod:      "Arbiter",
			Use:            "arbiter [agent]",
			Short:          "Show an arbiter: stake, locks, skills and record",
			Example:        "trothd query arbitration arbiter " + example.Notary,
			PositionalArgs: positional("agent"),
		},
		{
			RpcMethod: "Arbiters",
			Use:       "arbiters",
			Short:     "List the arbiters, of a skill or a status",
			Example:   "trothd query arbitration arbiters --skill translation",
		},
		{
			RpcMethod:      "Tree",
			Use:            "tree [skill]",
			Short:          "Show how many arbiters and how much stake a skill has; \"*\" are those of all skills",
			Example:        "trothd query arbitration tree translation",
			PositionalArgs: positional("skill"),
		},
		{
			RpcMethod: "Params",
			Use:       "params",
			Short:     "Show the parameters of arbitration",
			Example:   "trothd query arbitration params",
		},
	}
}
