package agreement

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// exampleTerms are terms as JSON, for a translation in two milestones.
const exampleTerms = `'{"client":"` + example.Client + `","provider":"` + example.Provider + `","title":"Translate a page","spec":{"uri":"https://example.com/page.md","sha256":"` + example.Sha256 + `","bytes":"2048"},"skill":"translation","price":{"denom":"utroth","amount":"10000000"},"loss":"10000000","pledge":"5000000","milestones":[{"title":"draft","share_bps":4000,"delivery_ms":"3600000"},{"title":"final","share_bps":6000,"delivery_ms":"3600000"}],"review_ms":"3600000","rework_rounds":1}'`

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
		Query: &autocliv1.ServiceCommandDescriptor{Service: "troth.agreement.v1.Query", RpcCommandOptions: queries()},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service:           "troth.agreement.v1.Msg",
			RpcCommandOptions: append(append(providerMessages(), clientMessages()...), otherMessages()...),
		},
	}
}

func queries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Agreement",
			Use:            "agreement [id]",
			Short:          "Show an agreement: terms, status, submission, proposals, and the receipts of its settled milestones",
			Example:        "trothd query agreement agreement " + example.Agreement,
			PositionalArgs: positional("id"),
		},
		{
			RpcMethod:      "Receipt",
			Use:            "receipt [id] [milestone]",
			Short:          "Show what happened to one settled milestone, counted from 0",
			Example:        "trothd query agreement receipt " + example.Agreement + " 0",
			PositionalArgs: positional("id", "milestone"),
		},
		{
			RpcMethod:      "TermsHash",
			Use:            "terms-hash [terms]",
			Short:          "Show the hash by which parties name terms, and why no agreement could be opened on them now",
			Example:        "trothd query agreement terms-hash " + exampleTerms,
			PositionalArgs: positional("terms"),
		},
		{
			RpcMethod:      "Children",
			Use:            "children [id]",
			Short:          "List the agreements that are parts of an agreement",
			Example:        "trothd query agreement children " + example.Agreement,
			PositionalArgs: positional("id"),
		},
		{
			RpcMethod:      "Agreements",
			Use:            "agreements [agent]",
			Short:          "List the running agreements of an agent, as client, as provider or both",
			Example:        "trothd query agreement agreements " + example.Provider + " --role provider",
			PositionalArgs: positional("agent"),
		},
		{
			RpcMethod: "Due",
			Use:       "due",
			Short:     "List the agreements whose deadline comes next, soonest first",
			Example:   "trothd query agreement due --limit 20",
		},
		{
			RpcMethod: "Params",
			Use:       "params",
			Short:     "Show the parameters of agreements",
			Example:   "trothd query agreement params",
		},
	}
}
