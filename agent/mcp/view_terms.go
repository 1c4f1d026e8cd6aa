package mcp

import (
	"strconv"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// Conditions are what terms say of money and judgement besides price and pledge.
type Conditions struct {
	Verified     string   `json:"verification" jsonschema:"who judges a delivery: client, evaluator (an agent), hash (the right answer is paid at once) or panel (drawn judges)"`
	Evaluator    string   `json:"evaluator,omitempty" jsonschema:"the agent that judges: whoever accepts these terms trusts it"`
	JudgeFeeBps  uint32   `json:"judge_fee_bps,omitempty" jsonschema:"share of the price for the evaluator, or the most that the panel may cost"`
	JudgeMs      uint64   `json:"judge_ms,omitempty" jsonschema:"time that the evaluator has"`
	PanelSize    uint32   `json:"panel_size,omitempty"`
	Final        bool     `json:"final,omitempty" jsonschema:"true: nobody may contest the evaluator's verdict"`
	ReviewMs     uint64   `json:"review_ms" jsonschema:"time that the client has to look at a delivery; then silence accepts"`
	Loss         string   `json:"loss" jsonschema:"what a failure costs the client, in base units: the bound of compensation"`
	Instant      bool     `json:"instant,omitempty" jsonschema:"true: the price is paid at the delivery, before anybody has looked at it"`
	ReworkRounds uint32   `json:"rework_rounds,omitempty"`
	SigmaBps     uint32   `json:"sigma_bps,omitempty" jsonschema:"cover asked for per price, if more than the chain's"`
	EncryptedTo  []string `json:"encrypted_to,omitempty" jsonschema:"who can read the result; absent: everybody"`
	Parent       string   `json:"parent,omitempty"`
	Steps        []Step   `json:"steps" jsonschema:"the milestones, worked on one after the other"`
}

// Step is a milestone without its title.
type Step struct {
	ShareBps   uint32 `json:"share_bps" jsonschema:"share of price, pledge and loss"`
	DeliveryMs uint64 `json:"delivery_ms"`
}

func conditions(t agreementtypes.Terms) Conditions {
	c := Conditions{
		Verified: method(t.Verification.Method), Evaluator: t.Verification.Evaluator, JudgeFeeBps: t.Verification.FeeBps,
		JudgeMs: t.Verification.EvalMs, PanelSize: t.Verification.PanelSize, Final: t.Verification.Final, ReviewMs: t.ReviewMs,
		Loss: t.Loss.String(), Instant: t.Instant, ReworkRounds: t.ReworkRounds, SigmaBps: t.SigmaBps, Parent: t.Parent, Steps: []Step{},
	}
	for _, r := range t.Recipients {
		c.EncryptedTo = append(c.EncryptedTo, word(r.String(), "RECIPIENT_"))
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
