package clock

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.clock.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Now",
					Use:       "now",
					Short:     "Show the market time in milliseconds",
					Example:   "trothd query clock now",
				},
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show the parameters of the clock",
					Example:   "trothd query clock params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.clock.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:   "UpdateParams",
					Use:         "update-params [params]",
					Short:       "Propose to governance to replace the parameters of the clock",
					Example:     `trothd tx clock update-params '{"max_step_ms":"10000"}' --title "Clock" --deposit 10000000utroth --from alice`,
					GovProposal: true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "params"},
					},
				},
			},
		},
	}
}
