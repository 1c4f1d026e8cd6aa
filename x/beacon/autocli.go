package beacon

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.beacon.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Seed",
					Use:            "seed [height]",
					Short:          "Show the random value of one of the last 1024 heights, without one that of the last block",
					Example:        "trothd query beacon seed\ntrothd query beacon seed 2",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "height", Optional: true}},
				},
				{
					RpcMethod: "Keys",
					Use:       "keys",
					Short:     "List the registered keys of the validators",
					Example:   "trothd query beacon keys --page-limit 50",
				},
				{
					RpcMethod:      "Key",
					Use:            "key [validator]",
					Short:          "Show the key of a validator, and which is in force for its next block",
					Example:        "trothd query beacon key " + example.Validator,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "validator"}},
				},
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show the parameters of the beacon",
					Example:   "trothd query beacon params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "troth.beacon.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "RegisterVrfKey",
					Use:       "register-vrf-key [key] [possession]",
					Short:     "Register or replace the key of the validator that --from operates",
					Long: "Registers a key from the epoch after the next on. `trothd beacon register` does the same with the key " +
						"file of the node; this command takes what `trothd beacon show-key --operator` prints, when the key file and the " +
						"operator's key are on different machines.",
					Example: "trothd tx beacon register-vrf-key " + example.VRFKey + " " + example.VRFPossession + " --from alice",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "key"}, {ProtoField: "possession"},
					},
				},
				{
					RpcMethod: "RemoveVrfKey",
					Use:       "remove-vrf-key",
					Short:     "End the contributions of the validator that --from operates, from the epoch after the next on",
					Example:   "trothd tx beacon remove-vrf-key --from alice",
				},
				{
					RpcMethod:   "UpdateParams",
					Use:         "update-params [params]",
					Short:       "Propose to governance to replace the parameters of the beacon",
					Example:     `trothd tx beacon update-params '{"epoch_blocks":"600"}' --title "Beacon" --deposit 10000000utroth --from alice`,
					GovProposal: true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "params"},
					},
				},
			},
		},
	}
}
