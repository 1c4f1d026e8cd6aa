package hire

import (
	"context"
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// undecided is an error of Decide: whatever it is about, the work is not fetched again for it.
type undecided struct{ error }

func (u undecided) Unwrap() error { return u.error }

// decide asks what to do about delivered work, or about an evaluator's verdict of it, and does it, once for each
// submission; false when it is left alone.
func (h *Hirer) decide(ctx context.Context, d *doc, a agreementtypes.Agreement) (bool, error) {
	at := fmt.Sprintf("%s/%d.%d.%d", a.Id, a.Milestone, a.Reworks, a.Amendments)
	what, known := d.Decisions[at]
	if !known {
		content, fault, err := h.read(ctx, a)
		if err != nil {
			return false, err
		}
		h.cfg.Tell(Event{
			Kind: "delivered", Key: d.Request.Key, Job: d.Job, Offer: d.Offer, Agreement: a.Id, Provider: a.Terms.Provider, Text: a.Submission.Uri,
		})
		if what, err = h.cfg.Decide(ctx, Delivered{Agreement: a, Content: content, Err: fault}); err != nil {
			return false, undecided{err}
		}
		if a.Status == agreementtypes.StatusEvaluated {
			what = h.contests(d, a, what)
		}
		if d.Decisions == nil {
			d.Decisions = make(map[string]Decision)
		}
		d.Decisions[at] = what
		if err := h.save(d); err != nil {
			return false, err
		}
	}
	msg, err := h.message(a, what)
	if msg == nil || err != nil {
		return false, err
	}
	_, err = h.act.Do(ctx, d.Request.Key+"/"+at, msg)
	switch {
	case errors.Is(err, agreementtypes.ErrTransition), errors.Is(err, agreementtypes.ErrDeadlinePassed), errors.Is(err, agreementtypes.ErrMilestone):
		return true, nil // it was settled meanwhile: look again
	case agent.Refused(err) && a.Status == agreementtypes.StatusEvaluated:
		h.tell(d, "trouble", "the verdict stands: "+err.Error(), "")
		d.Decisions[at] = Decision{Do: Silent, Reason: what.Reason}
		return false, h.save(d)
	case err != nil:
		return false, err
	}
	h.tell(d, "decided", what.Do, "")
	return true, nil
}

// message says a decision to the chain; nil says nothing.
func (h *Hirer) message(a agreementtypes.Agreement, what Decision) (sdk.Msg, error) {
	switch what.Do {
	case Accept:
		return h.act.Accept(a.Id, a.Milestone, what.Rating), nil
	case Rework:
		return h.act.Rework(a.Id, a.Milestone, what.Reason), nil
	case Reject:
		return h.act.Reject(a.Id, a.Milestone, what.GrantBps, what.Reason), nil
	case contest:
		m := h.act.Contest(a.Id, a.Milestone, what.Reason)
		m.ClaimedBps = what.GrantBps
		return m, nil
	case Silent:
		return nil, nil
	default:
		return nil, ErrRequest.Wrapf("decision %q, want accept, rework, reject or silent", what.Do)
	}
}

// contest is what a bad decision about an evaluated submission becomes.
const contest = "contest"

// contests turns a decision about work that an evaluator has judged into what the chain takes of a client: a full verdict
// can be accepted before its time, and a verdict that gives the provider more than the decision grants can be contested, a
// step below it at least, when the request says so. What stands although the work is not accepted is told.
func (h *Hirer) contests(d *doc, a agreementtypes.Agreement, what Decision) Decision {
	verdict := a.Claim.Bps
	tell := func(then string) {
		h.tell(d, "verdict", fmt.Sprintf("%d of 10000 to the provider, by %s: %s", verdict, a.Terms.Verification.Evaluator, then), "")
	}
	silent := Decision{Do: Silent, Reason: what.Reason}
	switch {
	case what.Do == Accept && verdict == agreementtypes.BPS:
		tell(Accept)
		return what
	case what.Do == Accept, what.Do == Silent, what.GrantBps >= verdict:
		tell("it settles when its time is over")
		return silent
	case what.Do != Rework && what.Do != Reject: // message refuses it
		return what
	case a.Terms.Verification.Final:
		tell("the work is not accepted, but the terms let nobody contest it")
		return silent
	case !d.Request.Contest:
		tell("the work is not accepted, but the request contests nothing, and it settles when its time is over")
		return silent
	}
	tell("it is contested")
	if what.GrantBps > 0 && what.GrantBps+agreementtypes.VerdictStep > verdict {
		what.GrantBps = max(verdict, agreementtypes.VerdictStep) - agreementtypes.VerdictStep
	}
	return Decision{Do: contest, Reason: what.Reason, GrantBps: what.GrantBps}
}
