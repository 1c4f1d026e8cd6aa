package app

import (
	"slices"

	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec/address"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"

	"github.com/trothchain/troth/internal/chain"
)

// AutoCLI returns the options from which the command line makes a command for every message and query.
func (app *App) AutoCLI(clientCtx client.Context) autocli.AppOptions {
	options := runtimeservices.ExtractAutoCLIOptions(app.modules.Modules)
	for _, module := range options {
		renameTakenFlags(module.Tx)
	}
	return autocli.AppOptions{
		Modules:               appModules(app.modules),
		ModuleOptions:         options,
		AddressCodec:          address.NewBech32Codec(chain.Bech32Prefix),
		ValidatorAddressCodec: address.NewBech32Codec(chain.Bech32Prefix + "valoper"),
		ConsensusAddressCodec: address.NewBech32Codec(chain.Bech32Prefix + "valcons"),
		ClientCtx:             clientCtx,
	}
}

// takenFlags are flags of every transaction command that a field of a message could be named like.
var takenFlags = []protoreflect.Name{flags.FlagNote, flags.FlagFees, flags.FlagGas, flags.FlagFrom, flags.FlagNode, flags.FlagOutput}

// renameTakenFlags gives fields that are named like a flag of every transaction the prefix msg-: --note is the memo of
// the transaction, --msg-note the note of a bid or a submission. The command line would not start otherwise.
func renameTakenFlags(tx *autocliv1.ServiceCommandDescriptor) {
	if tx == nil {
		return
	}
	descriptor, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName(tx.Service))
	if err != nil {
		return // commands without a service of their own
	}
	service, ok := descriptor.(protoreflect.ServiceDescriptor)
	if !ok {
		return
	}
	for _, rpc := range tx.RpcCommandOptions {
		method := service.Methods().ByName(protoreflect.Name(rpc.RpcMethod))
		if method == nil || rpc.Skip {
			continue
		}
		for _, name := range takenFlags {
			if method.Input().Fields().ByName(name) == nil || isPositional(rpc, string(name)) || rpc.FlagOptions[string(name)] != nil {
				continue
			}
			if rpc.FlagOptions == nil {
				rpc.FlagOptions = make(map[string]*autocliv1.FlagOptions)
			}
			rpc.FlagOptions[string(name)] = &autocliv1.FlagOptions{Name: "msg-" + string(name)}
		}
	}
}

func isPositional(rpc *autocliv1.RpcCommandOptions, field string) bool {
	return slices.ContainsFunc(rpc.PositionalArgs, func(arg *autocliv1.PositionalArgDescriptor) bool { return arg.ProtoField == field })
}
