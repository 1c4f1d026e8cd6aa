package mcp

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// DisputeIn are the arguments of open_dispute.
type DisputeIn struct {
	Write
	Agreement  string `json:"agreement"`
	Reason     string `json:"reason" jsonschema:"what is not as agreed, 1 to 280 bytes"`
	GrantedBps uint32 `json:"granted_bps,omitempty" jsonschema:"share of the price that the provider deserves all the same, 0 to 9999; it may take it"`
}

func (s *Server) openDispute(ctx context.Context, in DisputeIn) (Done, error) {
	return s.do(ctx, "open_dispute", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, a, err := s.mine(ctx, in.Write, in.Agreement)
		if err != nil {
			return plan{}, err
		}
		return plan{
			agent: me, effect: fmt.Sprintf("rejects milestone %d of %s and grants the provider %d basis points; a deposit is held", a.Milestone, a.Id, in.GrantedBps),
			msgs: []sdk.Msg{&agreementtypes.MsgReject{
				Signer: signer.String(), Client: me, Agreement: a.Id, Milestone: a.Milestone, Reason: in.Reason, ClaimedBps: in.GrantedBps,
			}},
			after: func(d *Done) {
				d.NextActions = []Next{next("get_job", "see the provider's answer", "id", a.Id)}
			},
		}, nil
	})
}

// answers are the words of answer_dispute.
func answers() []string {
	return []string{"concede", "accept_split", "propose_split", "contest", "resign"}
}

// AnswerIn are the arguments of answer_dispute.
type AnswerIn struct {
	Write
	Agreement string  `json:"agreement"`
	Answer    string  `json:"answer"`
	Bps       *uint32 `json:"bps,omitempty" jsonschema:"accept_split: the share that the other side granted or proposed, as get_job shows it; propose_split: the share for the provider"`
	Reason    string  `json:"reason,omitempty" jsonschema:"contest: why, 1 to 280 bytes"`
	// ClaimedBps is the client's alone.
	ClaimedBps uint32 `json:"claimed_bps,omitempty" jsonschema:"contest as the client, of an evaluator's verdict: the share that the provider deserves all the same; 0, or at least 2500 less than the verdict, so only 0 against one below 2500"`
}

func (s *Server) answerDispute(ctx context.Context, in AnswerIn) (Done, error) {
	return s.do(ctx, "answer_dispute", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, a, err := s.mine(ctx, in.Write, in.Agreement)
		if err != nil {
			return plan{}, err
		}
		p := plan{agent: me, after: func(d *Done) {
			d.NextActions = []Next{next("get_job", "see what became of it", "id", a.Id)}
		}}
		by := signer.String()
		if (in.Answer == "accept_split" || in.Answer == "propose_split") && in.Bps == nil {
			return plan{}, ErrArgument.Wrap("bps: missing, 0 to 10000")
		}
		switch in.Answer {
		case "concede":
			p.effect = fmt.Sprintf("grants the claim on milestone %d of %s", a.Milestone, a.Id)
			p.msgs = []sdk.Msg{&agreementtypes.MsgConcede{Signer: by, Provider: me, Agreement: a.Id, Milestone: a.Milestone}}
		case "accept_split":
			p.effect = fmt.Sprintf("divides milestone %d of %s: %d basis points for the provider", a.Milestone, a.Id, *in.Bps)
			p.msgs = []sdk.Msg{&agreementtypes.MsgAcceptSplit{Signer: by, Agent: me, Agreement: a.Id, Milestone: a.Milestone, Bps: *in.Bps}}
		case "propose_split":
			p.effect = fmt.Sprintf("proposes to divide milestone %d of %s: %d basis points for the provider", a.Milestone, a.Id, *in.Bps)
			p.msgs = []sdk.Msg{&agreementtypes.MsgProposeSplit{Signer: by, Agent: me, Agreement: a.Id, Milestone: a.Milestone, Bps: *in.Bps}}
		case "contest":
			p.effect = fmt.Sprintf("brings milestone %d of %s before drawn judges; a deposit is held", a.Milestone, a.Id)
			if a.RoleOf(me) == agreementtypes.RoleClient {
				p.effect = fmt.Sprintf("brings the verdict on milestone %d of %s before drawn judges and grants the provider %d basis points; a deposit is held, and burned as far as judges find more", a.Milestone, a.Id, in.ClaimedBps)
			}
			p.msgs = []sdk.Msg{&agreementtypes.MsgContest{Signer: by, Agent: me, Agreement: a.Id, Milestone: a.Milestone, Reason: in.Reason, ClaimedBps: in.ClaimedBps}}
		case "resign":
			p.effect = "hands the work of " + a.Id + " back; before a submission a part of the cover is lost, but nothing of a service that was hired a moment ago"
			p.msgs = []sdk.Msg{&agreementtypes.MsgResign{Signer: by, Provider: me, Agreement: a.Id, Milestone: a.Milestone}}
		default:
			return plan{}, ErrArgument.Wrapf("answer: %.64q", in.Answer)
		}
		return p, nil
	})
}
