package property

import (
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// leastDeadlines bounds from below how many deadlines a block runs: silence has to end in a bounded number of blocks.
const leastDeadlines = 2

// longest window of a job.
const longest = 3 * minute

// marketParams are short windows, so that a story ends within minutes.
func marketParams() markettypes.Params {
	p := markettypes.DefaultParams()
	p.ExploreBps = 5_000
	p.MinWindowMs, p.MaxWindowMs, p.RetainMs, p.SnipeWindowMs, p.MaxQuoteMs = second, longest, retain, 3*second, minute/4
	return p
}

func agreementParams() agreementtypes.Params {
	p := agreementtypes.DefaultParams()
	p.RetainMs, p.AnswerMs = retain, 20*second
	return p
}

// arbitrationParams are short windows, in which some judges come too late.
func arbitrationParams() arbitrationtypes.Params {
	p := arbitrationtypes.DefaultParams()
	p.Classes = []arbitrationtypes.ValueClass{{
		UpTo: arbitrationtypes.MaxPriceMicro, EvidenceMs: 2 * second, CommitMs: 20 * second, RevealMs: 20 * second, AppealMs: 12 * second,
	}}
	p.DrawBlocks, p.RetainMs, p.UnbondMs, p.AbsentWindowMs = 2, retain, retain, minute
	return p
}

// escrowParams accept two coins, one of which is not burnable.
func escrowParams() escrowtypes.Params {
	p := escrowtypes.DefaultParams()
	p.AcceptedDenoms = append(p.AcceptedDenoms, escrowtypes.AcceptedDenom{
		Denom: foreign, UnitsPerNumeraire: uint64(foreignUnit), MinHold: math.OneInt(),
	})
	return p
}

// govern has governance replace the parameters of a module. The proposal passes in the block after.
func (w *world) govern() {
	authority := app.Authority()
	var msg sdk.Msg
	w.choose("module",
		weighted{4, func() { msg = &markettypes.MsgUpdateParams{Authority: authority, Params: w.otherMarket()} }},
		weighted{4, func() { msg = &agreementtypes.MsgUpdateParams{Authority: authority, Params: w.otherAgreement()} }},
		weighted{4, func() { msg = &escrowtypes.MsgUpdateParams{Authority: authority, Params: w.otherEscrow()} }},
		weighted{2, func() { msg = &reputationtypes.MsgUpdateParams{Authority: authority, Params: w.otherReputation()} }},
		weighted{3, func() {
			p := identitytypes.DefaultParams()
			p.MaxDeadlinesPerBlock = uint32(leastDeadlines + w.n("deadlines", 5))
			msg = &identitytypes.MsgUpdateParams{Authority: authority, Params: p}
		}},
		weighted{1, func() {
			msg = &clocktypes.MsgUpdateParams{Authority: authority, Params: clocktypes.Params{MaxStepMs: pick(w, "step", uint64(clocktypes.MaxMaxStepMs), minute, 10*second)}}
		}},
	)
	w.propose(msg)
}

// propose has the validator, who has all votes, propose a message and agree to it. One proposal fits into a block, since
// the vote has to name its number.
func (w *world) propose(msg sdk.Msg) {
	validator := w.Validator()
	for _, s := range w.txs {
		if s.from == validator {
			return
		}
	}
	submit, err := govv1.NewMsgSubmitProposal([]sdk.Msg{msg}, sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 100*unit)),
		validator.String(), "", "parameters", "other parameters", false)
	require.NoError(w.rt, err)
	w.send(validator, submit, govv1.NewMsgVote(validator.Address, w.proposals+1, govv1.OptionYes, ""))
}

func (w *world) otherMarket() markettypes.Params {
	p := marketParams()
	p.MaxDeadlinesPerBlock = uint32(leastDeadlines + pick(w, "deadlines", 198, 0, 3))
	p.MaxBids = uint32(pick(w, "bids", 256, 3, 8))
	p.MaxOpenJobs = uint32(pick(w, "jobs", 256, 2))
	p.MaxOffers = uint32(pick(w, "offers", 256, 2))
	p.MaxServices = uint32(pick(w, "services", 256, 1))
	p.DepositBps = uint32(w.n("deposit", 1_000))
	p.CancelFeeBps = uint32(w.n("cancel fee", 10_001))
	p.SnipeWindowMs = pick(w, "snipe", 3*second, 0, 10*second)
	p.StoragePrice = pick(w, "storage", uint64(10), 0, 1_000)
	p.RetainMs = pick(w, "retain", retain, 1, 2*retain)
	return p
}

func (w *world) otherAgreement() agreementtypes.Params {
	p := agreementParams()
	p.MaxDeadlinesPerBlock = uint32(leastDeadlines + pick(w, "deadlines", 198, 0, 3))
	p.KillFeeBps = uint32(w.n("kill fee", 10_001))
	p.RejectDepositBps = uint32(w.n("reject deposit", 10_001))
	p.MaxOpenPerProvider = uint32(pick(w, "engaged", 64, 4))
	p.AnswerMs = pick(w, "answer", 8*second, 1, 20*second)
	p.RetainMs = pick(w, "retain", retain, 1, 2*retain)
	p.MaxReviewMs = pick(w, "review", p.MaxReviewMs, p.MaxReviewMs, 12*second)
	return p
}

// otherEscrow changes fees and rates; now and then a coin is accepted no more.
func (w *world) otherEscrow() escrowtypes.Params {
	p := escrowParams()
	p.BurnBps, p.ProtocolFeeBps = uint32(w.n("burn", 5_001)), uint32(pick(w, "protocol fee", 0, 100, 5_000))
	for i := range p.AcceptedDenoms {
		p.AcceptedDenoms[i].MinHold = math.NewInt(pick(w, "min hold", int64(1), 1, 5_000))
	}
	p.AcceptedDenoms[1].UnitsPerNumeraire = uint64(foreignUnit) * pick(w, "rate", uint64(1), 3)
	p.MaxHoldsPerAgent = uint32(pick(w, "holds", 4_096, 6))
	w.choose("accepted", weighted{9, func() {}},
		weighted{2, func() { p.AcceptedDenoms = p.AcceptedDenoms[:1] }}, weighted{1, func() { p.AcceptedDenoms = p.AcceptedDenoms[1:] }})
	return p
}

func (w *world) otherReputation() reputationtypes.Params {
	p := reputationtypes.DefaultParams()
	p.SigmaBps += uint64(w.n("sigma", 2) * w.n("sigma above", 10_000))
	p.SigmaInstantBps += uint64(w.n("sigma instant", 5_000))
	p.LateBps, p.RefundBps = uint64(w.n("late", 8_001)), uint64(w.n("refund", 8_001))
	return p
}
