package worker

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// answerPauseMs is the pause before an answer to a claim that was refused for want of means is given again.
const answerPauseMs = 10_000

// claimed answers a claim of the client by the policy.
func (w *Worker) claimed(ctx context.Context, a agreementtypes.Agreement) error {
	policy := w.cfg.Policy.Claims
	var msg sdk.Msg
	var err error
	switch {
	case a.Claim != nil && a.Claim.Bps > 0 && a.Claim.Bps >= policy.AcceptFromBps:
		msg = w.act.AcceptSplit(a.Id, a.Milestone, a.Claim.Bps)
	case policy.Else == Wait:
		w.due(a.Id, a.DueMs+1000)
		return nil
	case policy.Else == Contest:
		if msg, err = w.cfg.Contest(a); err != nil {
			return err
		}
	default:
		msg = w.act.Concede(a.Id, a.Milestone)
	}
	w.cfg.Tell(Event{Kind: "claimed", Agreement: a.Id, Text: a.Claim.Reason})
	_, err = w.do(ctx, fmt.Sprintf("%s/claim/%s", a.Id, round(a)), msg)
	if agent.Refused(err) { // as when the mandate lacks the action: silence concedes
		w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: "answer refused: " + err.Error()})
		w.answerLater(a, err)
		return nil
	}
	if err == nil {
		w.cfg.Tell(Event{Kind: "answered", Agreement: a.Id, Text: sdk.MsgTypeURL(msg)})
	}
	return err
}

// answerLater tries an answer again that was refused for want of means, as long as it can be given: silence concedes.
func (w *Worker) answerLater(a agreementtypes.Agreement, refused error) {
	at := a.DueMs + 1000
	if ofMeans(refused) && w.now()+answerPauseMs < a.DueMs {
		at = w.now() + answerPauseMs
	}
	w.due(a.Id, at)
}

// judged brings the verdict of an evaluator that grants too little before judges, when the policy contests.
func (w *Worker) judged(ctx context.Context, a agreementtypes.Agreement) error {
	policy := w.cfg.Policy.Claims
	if policy.Else != Contest || a.Claim == nil || a.Claim.Bps >= policy.AcceptFromBps || a.Terms.Verification.Final {
		w.due(a.Id, a.DueMs+1000)
		return nil
	}
	msg, err := w.cfg.Contest(a)
	if err != nil {
		return err
	}
	_, err = w.do(ctx, fmt.Sprintf("%s/claim/%s", a.Id, round(a)), msg)
	if agent.Refused(err) {
		w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: "verdict not contested: " + err.Error()})
		w.answerLater(a, err)
		return nil
	}
	if err == nil {
		w.cfg.Tell(Event{Kind: "answered", Agreement: a.Id, Text: sdk.MsgTypeURL(msg)})
	}
	return err
}
