package mcp

import (
	"strconv"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// Judgement is who judges a delivery, what that costs, and who can read it: all in words and numbers of the chain.
type Judgement struct {
	Verified    string   `json:"verification" jsonschema:"who judges a delivery: client, evaluator (an agent), hash (the right answer is paid at once) or panel (drawn judges)"`
	Evaluator   string   `json:"evaluator,omitempty" jsonschema:"the agent that judges: whoever accepts these terms trusts it"`
	JudgeFeeBps uint32   `json:"judge_fee_bps,omitempty" jsonschema:"share of the price, in basis points, that comes off first for the evaluator, or the most that the panel may cost"`
	JudgeMs     uint64   `json:"judge_ms,omitempty" jsonschema:"time that the evaluator has"`
	PanelSize   uint32   `json:"panel_size,omitempty" jsonschema:"number of drawn judges, with panel"`
	Final       bool     `json:"final,omitempty" jsonschema:"true: nobody may contest the evaluator's verdict"`
	EncryptedTo []string `json:"encrypted_to,omitempty" jsonschema:"who can read the result: client, evaluator or panel, and the provider that made it; absent: everybody"`
}

// maxRecipients of a result that the chain takes.
const maxRecipients = 3

func judgement(v agreementtypes.Verification, recipients []agreementtypes.Recipient) Judgement {
	j := Judgement{
		Verified: method(v.Method), Evaluator: v.Evaluator, JudgeFeeBps: v.FeeBps, JudgeMs: v.EvalMs, PanelSize: v.PanelSize, Final: v.Final,
	}
	for _, r := range recipients[:min(len(recipients), maxRecipients)] {
		j.EncryptedTo = append(j.EncryptedTo, word(r.String(), "RECIPIENT_"))
	}
	return j
}

// Conditions are what terms say of money and judgement besides price and pledge.
type Conditions struct {
	Judgement
	ReviewMs     uint64 `json:"review_ms" jsonschema:"time that the client has to look at a delivery; then silence accepts"`
	Loss         string `json:"loss" jsonschema:"what a failure costs the client, in base units: the bound of compensation"`
	Instant      bool   `json:"instant,omitempty" jsonschema:"true: the price is paid at the delivery, before anybody has looked at it"`
	ReworkRounds uint32 `json:"rework_rounds,omitempty"`
	SigmaBps     uint32 `json:"sigma_bps,omitempty" jsonschema:"cover asked for per price, if more than the chain's"`
	Parent       string `json:"parent,omitempty"`
	Steps        []Step `json:"steps" jsonschema:"the milestones, worked on one after the other"`
}

// Step is a milestone without its title.
type Step struct {
	ShareBps   uint32 `json:"share_bps" jsonschema:"share of price, pledge and loss"`
	DeliveryMs uint64 `json:"delivery_ms"`
}

func conditions(t agreementtypes.Terms) Conditions {
	c := Conditions{
		Judgement: judgement(t.Verification, t.Recipients), ReviewMs: t.ReviewMs, Loss: t.Loss.String(), Instant: t.Instant, ReworkRounds: t.ReworkRounds, SigmaBps: t.SigmaBps, Parent: t.Parent, Steps: []Step{},
	}
	for _, m := range t.Milestones {
		c.Steps = append(c.Steps, Step{m.ShareBps, m.DeliveryMs})
	}
	return c
}

// verifications are the words of Expect.Verification.
var verifications = []string{"client", "evaluator", "hash", "panel"}

// Expect is what somebody who binds itself to terms of another agent has agreed to besides the price. What it does not
// name must be the usual: the client judges, an hour or more, and pays after that.
type Expect struct {
	Verification string  `json:"verification,omitempty" jsonschema:"accept, counter, hire_service: who judges by the terms you saw; default client, other terms are refused"`
	Evaluator    string  `json:"evaluator,omitempty" jsonschema:"accept, counter, hire_service: the evaluator of the terms you saw"`
	MinReviewMs  *uint64 `json:"min_review_ms,omitempty" jsonschema:"accept, counter, hire_service, as the client: the least time for your review that you take; default an hour"`
	Instant      bool    `json:"instant,omitempty" jsonschema:"accept, counter, hire_service, as the client: true takes terms that pay at the delivery"`
}

// check demands that terms are what me expects, or ErrTerms.
func (e Expect) check(t agreementtypes.Terms, me string) error {
	want := e.Verification
	if want == "" {
		want = verifications[0]
	}
	if got := method(t.Verification.Method); got != want {
		return ErrTerms.Wrapf("verification: the terms say %s, expected is %s", got, want)
	}
	if got := t.Verification.Evaluator; got != e.Evaluator {
		return ErrTerms.Wrapf("evaluator: the terms name %s, expected is %s", orNone(got), orNone(e.Evaluator))
	}
	if me != t.Client {
		return nil
	}
	least := uint64(hourMs)
	if e.MinReviewMs != nil {
		least = *e.MinReviewMs
	}
	if t.ReviewMs < least {
		return ErrTerms.Wrapf("min_review_ms: the terms leave %d, expected are %d", t.ReviewMs, least)
	}
	if t.Instant && !e.Instant {
		return ErrTerms.Wrap("instant: the terms pay at the delivery")
	}
	return nil
}

// orNone shows an address, or what was given for one.
func orNone(address string) string {
	if address == "" {
		return "none"
	}
	return strconv.Quote(address)
}
