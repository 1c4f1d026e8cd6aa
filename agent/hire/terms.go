package hire

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// fits says whether terms that somebody else wrote are what a request asks for; nothing is signed before it. ErrTerms with
// the field that is not. Spec and parties are for accords.
func fits(t agreementtypes.Terms, r Request) error {
	if err := t.ValidateDraft(); err != nil {
		return ErrTerms.Wrap(err.Error())
	}
	named := r.Road == Service && r.Service != ""
	switch {
	case t.Skill != r.Skill:
		return ErrTerms.Wrapf("skill: %s, want %s", t.Skill, r.Skill)
	case t.Price.Denom != r.Budget.Denom || t.Price.Amount.GT(r.Budget.Amount):
		return ErrTerms.Wrapf("price: %s, the budget is %s", t.Price, r.Budget)
	case !r.takes(t.Verification):
		return ErrTerms.Wrapf("verification: %s, want METHOD_CLIENT", strings.TrimSpace(t.Verification.By().String()+" "+t.Verification.Evaluator))
	case t.Instant:
		return ErrTerms.Wrap("instant: it pays before anybody has looked at the work")
	case len(t.Milestones) != 1:
		return ErrTerms.Wrapf("milestones: %d, want 1", len(t.Milestones))
	case t.Milestones[0].DeliveryMs > uint64(r.Delivery.Milliseconds()):
		return ErrTerms.Wrapf("delivery_ms: %d, want at most %d", t.Milestones[0].DeliveryMs, r.Delivery.Milliseconds())
	case t.ReviewMs < uint64(r.Review.Milliseconds()):
		return ErrTerms.Wrapf("review_ms: %d, want at least %d", t.ReviewMs, r.Review.Milliseconds())
	case t.ReworkRounds < r.Reworks:
		return ErrTerms.Wrapf("rework_rounds: %d, want at least %d", t.ReworkRounds, r.Reworks)
	case slices.Contains(t.Recipients, agreementtypes.RecipientClient) != r.Private || (!r.Private && len(t.Recipients) > 0):
		return ErrTerms.Wrapf("recipients: %s, want %s", recipientNames(t.Recipients), recipientNames(r.recipients()))
	case t.Loss.LT(r.leastLoss(t.Price.Amount)):
		return ErrTerms.Wrapf("loss: %s, want at least %s", t.Loss, r.leastLoss(t.Price.Amount))
	case t.Pledge.LT(r.leastPledge(t.Price.Amount)):
		return ErrTerms.Wrapf("pledge: %s, want at least %s", t.Pledge, r.leastPledge(t.Price.Amount))
	case len(t.Criteria) > 0 && !named: // judges would go by them
		return ErrTerms.Wrapf("criteria: %d, none were asked for", len(t.Criteria))
	case t.Parent != "":
		return ErrTerms.Wrapf("parent: %s, want none", t.Parent)
	}
	return nil
}

// accords says whether terms, which fit already, are between these parties and about this input: ErrTerms. An empty
// provider or uri stands for any; terms that name no length leave it to the hash.
func accords(t agreementtypes.Terms, client, provider string, spec agreementtypes.Spec) error {
	switch {
	case t.Client != client:
		return ErrTerms.Wrapf("client: %s, want %s", t.Client, client)
	case provider != "" && t.Provider != provider:
		return ErrTerms.Wrapf("provider: %s, want %s", t.Provider, provider)
	case !bytes.Equal(t.Spec.Sha256, spec.Sha256):
		return ErrTerms.Wrapf("spec: sha256 %x, the input has %x", t.Spec.Sha256, spec.Sha256)
	case spec.Uri != "" && t.Spec.Uri != spec.Uri:
		return ErrTerms.Wrapf("spec: uri %.200q, want %.200q", t.Spec.Uri, spec.Uri)
	case t.Spec.Bytes != spec.Bytes && t.Spec.Bytes != 0:
		return ErrTerms.Wrapf("spec: %d bytes, the input has %d", t.Spec.Bytes, spec.Bytes)
	}
	return nil
}

// takes says who may judge: this agent, or whom the request names. METHOD_HASH never: the answer would be the provider's.
func (r Request) takes(v agreementtypes.Verification) bool {
	switch v.By() {
	case agreementtypes.MethodClient:
		return true
	case agreementtypes.MethodEvaluator:
		return slices.ContainsFunc(r.Evaluators, func(e string) bool { return strings.EqualFold(e, v.Evaluator) })
	case agreementtypes.MethodPanel:
		return r.Panel
	default:
		return false
	}
}

// leastLoss is the price, or in a negotiation the budget, which the own offer names.
func (r Request) leastLoss(price math.Int) math.Int {
	if r.Road == Negotiate {
		return r.Budget.Amount
	}
	return price
}

// leastPledge is the share of the price that the request asks for; it ceils.
func (r Request) leastPledge(price math.Int) math.Int {
	share := int64(fullPledge)
	if r.MinPledgeBps != nil {
		share = int64(*r.MinPledgeBps)
	}
	return price.MulRaw(share).AddRaw(fullPledge - 1).QuoRaw(fullPledge)
}

func (r Request) recipients() []agreementtypes.Recipient {
	if r.Private {
		return []agreementtypes.Recipient{agreementtypes.RecipientClient}
	}
	return nil
}

func recipientNames(all []agreementtypes.Recipient) string {
	if len(all) == 0 {
		return "none"
	}
	return fmt.Sprint(all)
}
