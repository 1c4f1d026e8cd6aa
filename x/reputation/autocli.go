package reputation

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.reputation.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Score",
					Use:       "score [agent] [skill]",
					Short:     "Show an agent's score for a skill at a value, with all its parts",
					Long:      "Show an agent's score for a skill at a value in micro-units, with all its parts. Without --value the reference value of the parameters is taken; the empty skill \"\" is the score over all skills.",
					Example:   "trothd query reputation score " + example.Provider + " translation --value 10000000",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "agent"}, {ProtoField: "skill"},
					},
				},
				{
					RpcMethod: "Evidence",
					Use:       "evidence [agent]",
					Short:     "List an agent's evidence, over all skills and in each, decayed to now",
					Example:   "trothd query reputation evidence " + example.Provider + " --page-limit 50",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "agent"},
					},
				},
				{
					RpcMethod: "Client",
					Use:       "client [agent]",
					Short:     "Show an agent's record as a client: what it burned, its reliability and standing",
					Example:   "trothd query reputation client " + example.Client,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "agent"},
					},
				},
				{
					RpcMethod: "Pair",
					Use:       "pair [client] [provider]",
					Short:     "Show how much one client has said about one provider",
					Example:   "trothd query reputation pair " + example.Client + " " + example.Provider,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "client"}, {ProtoField: "provider"},
					},
				},
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show the parameters of reputation",
					Example:   "trothd query reputation params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.reputation.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:   "UpdateParams",
					Use:         "update-params [params]",
					Short:       "Propose to governance to replace the parameters of reputation",
					Long:        "Propose to governance to replace the parameters of reputation. All of them must be given, in a file such as that of `trothd query reputation params --output json | jq .params > params.json`.",
					Example:     `trothd tx reputation update-params params.json --title "Reputation" --deposit 10000000utroth --from alice`,
					GovProposal: true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "params"},
					},
				},
			},
		},
	}
}
