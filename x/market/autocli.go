package market

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{Service: "troth.market.v1.Query", RpcCommandOptions: append(queryCommands(), offerQueryCommands()...)},
		Tx:    &autocliv1.ServiceCommandDescriptor{Service: "troth.market.v1.Msg", RpcCommandOptions: append(txCommands(), offerTxCommands()...)},
	}
}

func queryCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Job",
			Use:            "job [id]",
			Short:          "Show a job and its leader and runners-up",
			Example:        "trothd query market job " + example.Job,
			PositionalArgs: args("id"),
		},
		{
			RpcMethod: "Jobs",
			Use:       "jobs",
			Short:     "List live jobs, newest first: all, the open ones of a skill, or those of a client",
			Example:   "trothd query market jobs --skill translation\ntrothd query market jobs --client " + example.Client + " --page-limit 20",
		},
		{
			RpcMethod:      "Commitments",
			Use:            "commitments [job]",
			Short:          "List the bids under seal of a job",
			Example:        "trothd query market commitments " + example.Job,
			PositionalArgs: args("job"),
		},
		{
			RpcMethod:      "Estimate",
			Use:            "estimate [job] [provider] [price] [pledge]",
			Short:          "Show the score and expected cost a bid would have now, and what would stop it",
			Example:        "trothd query market estimate " + example.Job + " " + example.Provider + " 5000000 1000000",
			PositionalArgs: args("job", "provider", "price", "pledge"),
		},
		{
			RpcMethod:      "ClockPrice",
			Use:            "clock-price [job] [provider] [pledge]",
			Short:          "Show the price at which a provider could take the job of a clock auction now, and what would stop it",
			Example:        "trothd query market clock-price " + example.ClockJob + " " + example.Provider + " 1000000",
			PositionalArgs: args("job", "provider", "pledge"),
		},
		{
			RpcMethod: "Params",
			Use:       "params",
			Short:     "Show the parameters of the market",
			Example:   "trothd query market params",
		},
	}
}

func txCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "PostJob",
			Use:       "post-job [client] [request]",
			Short:     "Open an auction (sealed by default); the budget is held on the client's own account",
			Example: "trothd tx market post-job " + example.Client + ` '{"title":"Translate a page","spec":{"uri":"https://example.com/spec.md","sha256":"` + example.Sha256 + `"},` +
				`"skill":"translation","budget":{"denom":"utroth","amount":"5000000"},"loss":"0","clocks":{"bid_ms":"60000","reveal_ms":"60000","delivery_ms":"3600000","review_ms":"3600000"},"backups":1}' --from operator` + "\n" +
				"trothd tx market post-job " + example.Client + ` '{"title":"Two chapters","spec":{"uri":"https://example.com/spec.md","sha256":"` + example.Sha256 + `"},` +
				`"skill":"translation","skills":["german"],"budget":{"denom":"utroth","amount":"5000000"},"loss":"0","start_cost":"0","auction":"AUCTION_OPEN","award":"AWARD_MODE_CLIENT",` +
				`"clocks":{"bid_ms":"60000","award_ms":"60000","delivery_ms":"3600000","review_ms":"3600000"},"milestones":[{"title":"One","share_bps":5000},{"title":"Two","share_bps":5000}]}' --from operator`,
			PositionalArgs: args("client", "request"),
		},
		{
			RpcMethod:      "CancelJob",
			Use:            "cancel-job [client] [job]",
			Short:          "Take an open job back: free before the first bid, later for a fee",
			Example:        "trothd tx market cancel-job " + example.Client + " " + example.Job + " --from operator",
			PositionalArgs: args("client", "job"),
		},
		{
			RpcMethod:      "CommitBid",
			Use:            "commit-bid [provider] [job] [commitment]",
			Short:          "Place a bid under seal; a deposit is held until it is revealed",
			Example:        "trothd tx market commit-bid " + example.Provider + " " + example.Job + " " + example.Hex + " --from operator",
			PositionalArgs: args("provider", "job", "commitment"),
		},
		{
			RpcMethod:      "RevealBid",
			Use:            "reveal-bid [provider] [job] [price] [delivery-ms] [pledge] [salt]",
			Short:          "Open a bid after the bidding: the deposit returns, and a bid that stands has its cover locked",
			Example:        "trothd tx market reveal-bid " + example.Provider + " " + example.Job + " 4500000 3600000 1000000 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f --from operator",
			PositionalArgs: args("provider", "job", "price", "delivery_ms", "pledge", "salt"),
		},
		{
			RpcMethod:      "PlaceBid",
			Use:            "place-bid [provider] [job] [price] [delivery-ms] [pledge]",
			Short:          "Bid in an open auction, or improve a bid: it stands at once and its cover is locked",
			Example:        "trothd tx market place-bid " + example.Provider + " " + example.Job + " 4500000 3600000 1000000 --from operator",
			PositionalArgs: args("provider", "job", "price", "delivery_ms", "pledge"),
		},
		{
			RpcMethod:      "TakeJob",
			Use:            "take-job [provider] [job] [min-price] [delivery-ms] [pledge]",
			Short:          "Take the job of a clock auction at the price of this moment, if it is at least min-price",
			Example:        "trothd tx market take-job " + example.Provider + " " + example.ClockJob + " 4500000 3600000 1000000 --from operator",
			PositionalArgs: args("provider", "job", "min_price", "delivery_ms", "pledge"),
		},
		{
			RpcMethod:      "AwardJob",
			Use:            "award-job [client] [job] [provider]",
			Short:          "Choose among the bids that stand, where the client chooses; silence gives the job to the best one",
			Example:        "trothd tx market award-job " + example.Client + " " + example.Job + " " + example.Provider + " --from operator",
			PositionalArgs: args("client", "job", "provider"),
		},
		{
			RpcMethod: "Retry",
			Use:       "retry [job]",
			Short:     "Run a stuck deadline of a job again, with --provider that of a bid under seal, or with --offer that of a negotiation",
			Example: "trothd tx market retry " + example.Job + " --from anyone\n" +
				"trothd tx market retry --offer " + example.Offer + " --from anyone",
			PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "job", Optional: true}},
		},
		{
			RpcMethod:      "UpdateParams",
			Use:            "update-params [params]",
			Short:          "Propose to governance to replace the parameters of the market",
			Example:        `trothd tx market update-params '{"max_bids":256,"max_open_jobs":256,"deposit_bps":100,"deposit_min":"1000","cancel_fee_bps":100,"min_window_ms":"1000","max_window_ms":"2592000000","retain_ms":"259200000","max_deadlines_per_block":200,"snipe_window_ms":"60000","max_offers":256,"max_services":256,"max_quote_ms":"900000","storage_price":"10","explore_bps":500,"explore_max":"50000000","newcomer_trials":"10000000","newcomer_score_bps":8000,"price_floor_bps":1000}' --title "Market" --deposit 10000000utroth --from alice`,
			GovProposal:    true,
			PositionalArgs: args("params"),
		},
	}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	list := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, f := range fields {
		list[i] = &autocliv1.PositionalArgDescriptor{ProtoField: f}
	}
	return list
}
