package types_test

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func addr(name string) string { return sdk.AccAddress((name + "____________________")[:20]).String() }

func coin(amount int64) sdk.Coin { return sdk.NewInt64Coin("utroth", amount) }

var zero = math.ZeroInt()

func submission() *types.Submission {
	return &types.Submission{Uri: "https://example.com/work", Sha256: make([]byte, 32), SubmittedMs: 5_000}
}

// example is an agreement over 1000 in one milestone, with a loss of 150, a pledge of 1000 and a capital of 333. While it
// waits for its first submission it has a backup reserve of 50; EVALUATING and EVALUATED have an evaluator at a fee of 10 %.
func example(status types.Status) types.Agreement {
	a := types.Agreement{
		Id:     "agr_0000000100000001",
		Origin: "job_0000000100000001",
		Terms: types.Terms{
			Client: addr("client"), Provider: addr("provider"), Title: "Translate", Skill: "translation",
			Spec:  types.Spec{Uri: "https://example.com/spec", Sha256: make([]byte, 32), Bytes: 10},
			Price: coin(1_000), Loss: math.NewInt(150), Pledge: math.NewInt(1_000),
			Milestones: types.SingleMilestone(10_000), ReviewMs: 5_000, ReworkRounds: 1,
		},
		Snapshot: types.Snapshot{
			Cover:   reputationtypes.CoverTerms{SigmaBps: 10_000, ConcedeBps: 8_000, LateBps: 2_000, RefundBps: 500},
			BurnBps: 200, ProtocolFeeBps: 100, KillFeeBps: 1_000, UnitsPerNumeraire: 1_000_000, PriceMicro: 1_000,
			AnswerMs: 3_000, RejectDepositBps: 2_500, RejectDepositMin: 7,
		},
		Capital: 333, BackupReserve: zero, Status: status, OpenedMs: 1_000, DueMs: 16_000,
	}
	switch status {
	case types.StatusWorking:
		a.BackupReserve, a.DueMs = math.NewInt(50), 11_000
	case types.StatusEvaluating, types.StatusEvaluated:
		a = evaluated(a, 7_000)
	case types.StatusClaimed, types.StatusDisputed:
		a.Claim = &types.Claim{Bps: 3_000, Reason: "half is missing", Deposit: math.NewInt(500), MadeMs: 6_000}
	}
	if status.Live() && status != types.StatusWorking || status == types.StatusCompleted || status == types.StatusSplit {
		a.Submission = submission()
	}
	if status == types.StatusEvaluating {
		a.Claim = nil
	}
	if status == types.StatusDisputed {
		a.Dispute, a.DueMs = &types.Dispute{Case: "case_0000000100000001", By: types.RoleProvider, Fee: zero, OpenedMs: 6_500}, 0
	}
	if status.Ended() {
		a.Milestone = 1
	}
	return a
}

// evaluated gives an agreement an evaluator and its verdict.
func evaluated(a types.Agreement, bps uint32) types.Agreement {
	a.Terms.Verification = types.Verification{Method: types.MethodEvaluator, Evaluator: addr("evaluator"), FeeBps: 1_000, EvalMs: 4_000}
	a.Claim = &types.Claim{Bps: bps, Reason: "some of it", Deposit: zero, MadeMs: 6_000}
	return a
}

// instant makes an agreement one that pays at the submission; in review it has done so.
func instant(a types.Agreement) types.Agreement {
	a.Terms.Instant, a.Terms.ReworkRounds, a.Terms.Loss, a.Terms.Pledge = true, 0, math.NewInt(1_000), math.NewInt(1_250)
	if a.Status == types.StatusReview || a.Status == types.StatusClaimed || a.Status == types.StatusDisputed {
		a.Advance = &types.Advance{Paid: math.NewInt(970), Burned: math.NewInt(20), ProtocolFee: math.NewInt(10)}
	}
	return a
}

// contesting makes an agreement one whose evaluator's verdict a party has contested.
func contesting(a types.Agreement, bps uint32, by types.Role) types.Agreement {
	a = evaluated(a, bps)
	d := *a.Dispute
	d.By, a.Dispute = by, &d
	return a
}

// panelled makes a disputed agreement one that its terms brought before a panel, at a fee.
func panelled(a types.Agreement, fee int64) types.Agreement {
	a.Terms.Verification = types.Verification{Method: types.MethodPanel, FeeBps: 1_000, PanelSize: 5}
	if a.Status == types.StatusDisputed {
		d := *a.Dispute
		d.By, d.Fee = types.RoleUnspecified, math.NewInt(fee)
		a.Claim, a.Dispute = nil, &d
	}
	return a
}

// authorised gives the submission of an agreement a contest that the provider authorised.
func authorised(a types.Agreement) types.Agreement {
	a.Contest = &types.Contest{Deposit: math.NewInt(40)}
	return a
}

// hashed makes an agreement one whose milestone has an answer.
func hashed(a types.Agreement) types.Agreement {
	a.Terms.Verification.Method = types.MethodHash
	for i := range a.Terms.Milestones {
		a.Terms.Milestones[i].AnswerSha256 = append(make([]byte, 31), byte(i))
	}
	return a
}

// inParts divides the work into milestones of the shares, the current one of which is the given one.
func inParts(a types.Agreement, current uint32, shares ...uint32) types.Agreement {
	a.Terms.Milestones = nil
	for _, bps := range shares {
		a.Terms.Milestones = append(a.Terms.Milestones, types.Milestone{ShareBps: bps, DeliveryMs: 10_000})
	}
	a.Milestone = current
	if current > 0 {
		a.BackupReserve = zero
	}
	return a
}

// receipt of the first milestone of an example that was accepted.
func receipt() types.Receipt {
	return types.Receipt{
		Outcome: reputationtypes.OutcomeAccept, Bps: 10_000, Paid: math.NewInt(970), EvaluatorFee: zero, Refunded: zero,
		Burned: math.NewInt(20), ProtocolFee: math.NewInt(10), Compensation: zero, PledgeBurned: zero, PanelFee: zero, Rating: 90, SettledMs: 6_000,
	}
}
