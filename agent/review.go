package agent

import (
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// Accept pays the milestone and rates the work, 0 to 100.
func (a Actor) Accept(agreement string, milestone, rating uint32) *agreementtypes.MsgAccept {
	return &agreementtypes.MsgAccept{Signer: a.Signer(), Client: a.Agent, Agreement: agreement, Milestone: milestone, Rating: rating}
}

// Rework sends the submission back, at most as often as the terms say.
func (a Actor) Rework(agreement string, milestone uint32, reason string) *agreementtypes.MsgRework {
	return &agreementtypes.MsgRework{Signer: a.Signer(), Client: a.Agent, Agreement: agreement, Milestone: milestone, Reason: cut(reason)}
}

// Reject claims that the work is not as agreed; grantedBps of the price is what the provider deserves all the same.
func (a Actor) Reject(agreement string, milestone, grantedBps uint32, reason string) *agreementtypes.MsgReject {
	return &agreementtypes.MsgReject{
		Signer: a.Signer(), Client: a.Agent, Agreement: agreement, Milestone: milestone, ClaimedBps: grantedBps, Reason: cut(reason),
	}
}

// Concede grants the client's claim.
func (a Actor) Concede(agreement string, milestone uint32) *agreementtypes.MsgConcede {
	return &agreementtypes.MsgConcede{Signer: a.Signer(), Provider: a.Agent, Agreement: agreement, Milestone: milestone}
}

// Contest brings the client's claim, or an evaluator's verdict, before drawn judges; a deposit is held.
func (a Actor) Contest(agreement string, milestone uint32, reason string) *agreementtypes.MsgContest {
	return &agreementtypes.MsgContest{Signer: a.Signer(), Agent: a.Agent, Agreement: agreement, Milestone: milestone, Reason: cut(reason)}
}

// AcceptSplit takes the share that the other side proposed or granted.
func (a Actor) AcceptSplit(agreement string, milestone, bps uint32) *agreementtypes.MsgAcceptSplit {
	return &agreementtypes.MsgAcceptSplit{Signer: a.Signer(), Agent: a.Agent, Agreement: agreement, Milestone: milestone, Bps: bps}
}

// Resign hands the work back; before the agreement's DeclineMs at no loss.
func (a Actor) Resign(agreement string, milestone uint32) *agreementtypes.MsgResign {
	return &agreementtypes.MsgResign{Signer: a.Signer(), Provider: a.Agent, Agreement: agreement, Milestone: milestone}
}

// RevealRating opens the provider's rating of the client.
func (a Actor) RevealRating(agreement string, milestone, rating uint32, salt []byte) *agreementtypes.MsgRevealRating {
	return &agreementtypes.MsgRevealRating{Sender: a.Signer(), Agreement: agreement, Milestone: milestone, Rating: rating, Salt: salt}
}

// cut shortens a text to what the chain takes as a reason or note, at a character's end and without control characters.
func cut(s string) string {
	out := make([]rune, 0, len(s))
	n := 0
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			r = ' '
		}
		if n += len(string(r)); n > agreementtypes.MaxNote {
			break
		}
		out = append(out, r)
	}
	return string(out)
}
