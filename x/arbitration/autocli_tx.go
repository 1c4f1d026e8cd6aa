package arbitration

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/trothchain/troth/internal/example"
)

// revealVote describes the command of command.go; autocli makes none.
var revealVote = &autocliv1.RpcCommandOptions{
	RpcMethod: "RevealVote",
	Use:       "reveal-vote [arbiter] [case] [round] [salt] [votes]...",
	Short:     "Open the vote of a seat: one, or one per criterion, each 0, 2500, 5000, 7500 or 10000",
	Example:   "trothd tx arbitration reveal-vote " + example.Notary + " " + example.Case + " 0 " + example.Hex + " 7500 --from operator",
	Skip:      true,
}

func arbiterMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Enlist",
			Use:            "enlist [agent] [stake] [skills]...",
			Short:          "Become an arbiter for some skills, or \"*\" for all: the stake is held and can be lost",
			Example:        "trothd tx arbitration enlist " + example.Notary + " 100000000 translation --from operator",
			PositionalArgs: append(positional("agent", "stake"), &autocliv1.PositionalArgDescriptor{ProtoField: "skills", Varargs: true}),
		},
		{
			RpcMethod:      "SetStake",
			Use:            "set-stake [agent] [stake]",
			Short:          "Raise or lower the stake of an arbiter to an amount",
			Example:        "trothd tx arbitration set-stake " + example.Notary + " 120000000 --from operator",
			PositionalArgs: positional("agent", "stake"),
		},
		{
			RpcMethod:      "SetSkills",
			Use:            "set-skills [agent] [skills]...",
			Short:          "Change what an arbiter judges",
			Example:        "trothd tx arbitration set-skills " + example.Notary + " translation writing --from operator",
			PositionalArgs: append(positional("agent"), &autocliv1.PositionalArgDescriptor{ProtoField: "skills", Varargs: true}),
		},
		{
			RpcMethod:      "Leave",
			Use:            "leave [agent]",
			Short:          "Serve no more: the stake comes back after the unbonding time and the last case",
			Example:        "trothd tx arbitration leave " + example.Notary + " --from operator",
			PositionalArgs: positional("agent"),
		},
		{
			RpcMethod:      "CommitVote",
			Use:            "commit-vote [arbiter] [case] [round] [commitment]",
			Short:          "Commit a seat to a vote that nobody can read, in base64 or hex",
			Example:        "trothd tx arbitration commit-vote " + example.Notary + " " + example.Case + " 0 " + example.Hex + " --from operator",
			PositionalArgs: positional("arbiter", "case", "round", "commitment"),
		},
		revealVote,
	}
}

func sideMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "AddEvidence",
			Use:            "add-evidence [agent] [case] [uri] [sha256]",
			Short:          "Add a document to a case, as one of its sides; the chain keeps its hash",
			Example:        "trothd tx arbitration add-evidence " + example.Client + " " + example.Case + " https://example.com/page-3.png " + example.Hex + ` --msg-note "page 3 as delivered" --from operator`,
			PositionalArgs: positional("agent", "case", "uri", "sha256"),
		},
		{
			RpcMethod:      "Appeal",
			Use:            "appeal [agent] [case] [round]",
			Short:          "Ask for the next panel, as one of the sides; twice its fee is held, at least min_hold of the denom",
			Example:        "trothd tx arbitration appeal " + example.Client + " " + example.Case + " 0 --from operator",
			PositionalArgs: positional("agent", "case", "round"),
		},
	}
}

func otherMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Retry",
			Use:            "retry [case]",
			Short:          "Run a deadline of a case that is stuck or overdue",
			Example:        "trothd tx arbitration retry " + example.Case + " --from alice",
			PositionalArgs: positional("case"),
		},
		{
			RpcMethod:      "UpdateParams",
			Use:            "update-params [params]",
			Short:          "Replace the parameters of arbitration, by governance",
			Example:        `trothd tx arbitration update-params '{"classes":[{"up_to":"20000000","evidence_ms":"120000","commit_ms":"300000","reveal_ms":"180000","appeal_ms":"600000"},{"up_to":"1000000000","evidence_ms":"1800000","commit_ms":"3600000","reveal_ms":"1800000","appeal_ms":"7200000"},{"up_to":"1000000000000000","evidence_ms":"21600000","commit_ms":"43200000","reveal_ms":"21600000","appeal_ms":"86400000"}],"seat_fee_bps":40,"seat_fee_min":"20000","seat_fee_max":"10000000","unrevealed_bps":5000,"incoherent_bps":1000,"draw_blocks":20,"retain_ms":"259200000","max_deadlines_per_block":200,"min_stake":"100000000","max_skills":16,"unbond_ms":"604800000","absent_window_ms":"2592000000","tries_per_seat":8}' --title "Arbitration" --deposit 10000000utroth --from alice`,
			PositionalArgs: positional("params"),
			GovProposal:    true,
		},
	}
}
