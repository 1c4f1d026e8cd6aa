package property

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// acts is the agent that a message acts for, and the actions of which a mandate must have one; none for what only the
// owner may do.
type acts struct {
	agent   string
	actions []identitytypes.Action
}

const (
	hire      = identitytypes.ActionHire
	bidding   = identitytypes.ActionBid
	working   = identitytypes.ActionWork
	reviewing = identitytypes.ActionReview
	dealing   = identitytypes.ActionNegotiate
	disputing = identitytypes.ActionDispute
	attesting = identitytypes.ActionAttest
)

// everything is what the operators here may be allowed to do.
var everything = []identitytypes.Action{hire, bidding, working, reviewing, dealing, disputing, attesting}

// actor says for whom a message acts and what that takes, by the tables of the modules' READMEs.
func actor(msg sdk.Msg) acts {
	of := func(agent string, actions ...identitytypes.Action) acts { return acts{agent, actions} }
	switch m := msg.(type) {
	case *markettypes.MsgPostJob:
		return of(m.Client, hire)
	case *markettypes.MsgCancelJob:
		return of(m.Client, hire)
	case *markettypes.MsgAwardJob:
		return of(m.Client, hire)
	case *markettypes.MsgCommitBid:
		return of(m.Provider, bidding)
	case *markettypes.MsgRevealBid:
		return of(m.Provider, bidding)
	case *markettypes.MsgPlaceBid:
		return of(m.Provider, bidding)
	case *markettypes.MsgTakeJob:
		return of(m.Provider, bidding)
	case *markettypes.MsgMakeOffer:
		return of(m.Maker, dealing)
	case *markettypes.MsgCounterOffer:
		return of(m.Maker, dealing)
	case *markettypes.MsgAcceptOffer:
		return of(m.Agent, dealing)
	case *markettypes.MsgRejectOffer:
		return of(m.Agent, dealing)
	case *markettypes.MsgListService:
		return of(m.Provider, dealing)
	case *markettypes.MsgUpdateService:
		return of(m.Provider, dealing)
	case *markettypes.MsgRemoveService:
		return of(m.Provider, dealing)
	case *markettypes.MsgHire:
		return of(m.Client, hire)
	case *markettypes.MsgHireQuoted:
		return of(m.Client, hire)
	case *agreementtypes.MsgSubmit:
		return of(m.Provider, working)
	case *agreementtypes.MsgEvaluate:
		return of(m.Evaluator, working)
	case *agreementtypes.MsgAccept:
		return of(m.Client, reviewing)
	case *agreementtypes.MsgRework:
		return of(m.Client, reviewing)
	case *agreementtypes.MsgReject:
		return of(m.Client, disputing)
	case *agreementtypes.MsgConcede:
		return of(m.Provider, disputing)
	case *agreementtypes.MsgContest:
		return of(m.Agent, disputing)
	case *arbitrationtypes.MsgAppeal:
		return of(m.Agent, disputing)
	case *arbitrationtypes.MsgAddEvidence:
		return of(m.Agent, disputing)
	case *arbitrationtypes.MsgCommitVote:
		return of(m.Arbiter, identitytypes.ActionArbitrate)
	case *arbitrationtypes.MsgRevealVote:
		return of(m.Arbiter, identitytypes.ActionArbitrate)
	case *arbitrationtypes.MsgEnlist:
		return of(m.Agent, identitytypes.ActionArbitrate)
	case *arbitrationtypes.MsgLeave:
		return of(m.Agent, identitytypes.ActionArbitrate)
	case *agreementtypes.MsgProposeSplit:
		return of(m.Agent, reviewing, working)
	case *agreementtypes.MsgAcceptSplit:
		return of(m.Agent, reviewing, working)
	case *agreementtypes.MsgAmend:
		return of(m.Agent, reviewing, working)
	case *agreementtypes.MsgCancel:
		return of(m.Agent, reviewing, working)
	case *agreementtypes.MsgTerminate:
		return of(m.Client, reviewing)
	case *agreementtypes.MsgResign:
		return of(m.Provider, working)
	}
	return identityActor(msg)
}

func identityActor(msg sdk.Msg) acts {
	switch m := msg.(type) {
	case *identitytypes.MsgAddOperator:
		return acts{agent: m.Agent}
	case *identitytypes.MsgUpdateMandate:
		return acts{agent: m.Agent}
	case *identitytypes.MsgSetStatus:
		return acts{agent: m.Agent}
	case *identitytypes.MsgProposeOwner:
		return acts{agent: m.Agent}
	case *identitytypes.MsgAttest:
		return acts{m.Agent, []identitytypes.Action{attesting}}
	case *escrowtypes.MsgWithdraw:
		return acts{agent: m.Agent}
	}
	return acts{} // whoever signs acts for itself
}
