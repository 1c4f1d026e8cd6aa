package escrow

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	agent := []*autocliv1.PositionalArgDescriptor{{ProtoField: "agent"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.escrow.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Account",
					Use:            "account [agent]",
					Short:          "Show what an agent has, what is on hold and what is available",
					Example:        "trothd query escrow account " + example.Provider,
					PositionalArgs: agent,
				},
				{
					RpcMethod:      "Holds",
					Use:            "holds [agent]",
					Short:          "List what an agent's money is reserved for",
					Example:        "trothd query escrow holds " + example.Provider + " --page-limit 20",
					PositionalArgs: agent,
				},
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show the accepted denoms, the fees and the limits",
					Example:   "trothd query escrow params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.escrow.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Withdraw",
					Use:       "withdraw [agent] [to] [coins]...",
					Short:     "Send available coins of your agent to an account",
					Example:   "trothd tx escrow withdraw " + example.Provider + " " + example.Owner + " 1000000utroth --from alice",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "agent"}, {ProtoField: "to"}, {ProtoField: "coins", Varargs: true},
					},
				},
				{
					RpcMethod: "UpdateParams",
					Use:       "update-params [params]",
					Short:     "Propose to governance to replace the parameters of escrow",
					Example: `trothd tx escrow update-params '{"accepted_denoms":[{"denom":"utroth","units_per_numeraire":"1000000","min_hold":"1","burnable":true}],` +
						`"burn_bps":200,"protocol_fee_bps":0,"max_holds_per_agent":4096}' --title "Escrow" --deposit 10000000utroth --from alice`,
					GovProposal:    true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "params"}},
				},
			},
		},
	}
}
