package agreement

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

const exampleID = "agr_0000002a1b2c3d4e"

// exampleTerms are terms as JSON, for a translation in two milestones.
const exampleTerms = `'{"client":"troth1client...","provider":"troth1provider...","title":"Translate a page","spec":{"uri":"ipfs://bafy...","sha256":"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=","bytes":"2048"},"skill":"translation","price":{"denom":"utroth","amount":"10000000"},"loss":"10000000","pledge":"5000000","milestones":[{"title":"draft","share_bps":4000,"delivery_ms":"3600000"},{"title":"final","share_bps":6000,"delivery_ms":"3600000"}],"review_ms":"3600000","rework_rounds":1}'`

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
			Example:        "trothd query agreement agreement " + exampleID,
			PositionalArgs: positional("id"),
		},
		{
			RpcMethod:      "Receipt",
			Use:            "receipt [id] [milestone]",
			Short:          "Show what happened to one settled milestone, counted from 0",
			Example:        "trothd query agreement receipt " + exampleID + " 0",
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
			Example:        "trothd query agreement children " + exampleID,
			PositionalArgs: positional("id"),
		},
		{
			RpcMethod:      "Agreements",
			Use:            "agreements [agent]",
			Short:          "List the running agreements of an agent, as client, as provider or both",
			Example:        "trothd query agreement agreements troth1agent... --role role-provider",
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
