package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// terms are those of base with what the words change. Terms without a price yet take the defaults: a price of 5, as much
// loss and pledge, one milestone of 20 s, a review of 5 s.
func (m *message) terms(base agreementtypes.Terms) agreementtypes.Terms {
	t := base
	if t.Price.Amount.IsNil() {
		t.Title, t.Spec, t.Skill, t.ReviewMs = "Translate a page", spec(), "writing", 5_000
		price := m.amount("price", math.NewInt(5*testapp.Unit))
		t.Price, t.Loss, t.Pledge = coin(price), price, price
		t.Milestones = []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: 20_000}}
	}
	t.Milestones = slices.Clone(t.Milestones)
	if m.has("kilobytes") {
		t.Criteria = m.criteria()
	}
	t.Title, t.Skill = m.text("title", t.Title), m.text("skill", t.Skill)
	was := t.Price.Amount
	t.Price.Amount = m.amount("price", was)
	t.Loss, t.Pledge = m.amount("loss", follow(t.Loss, was, t.Price.Amount)), m.amount("pledge", follow(t.Pledge, was, t.Price.Amount))
	t.ReviewMs, t.ReworkRounds = m.ms("review", t.ReviewMs), uint32(m.number("rework", uint64(t.ReworkRounds)))
	t.SigmaBps, t.Instant = m.bps("sigma", t.SigmaBps), m.flag("instant") || t.Instant
	if m.has("parent") {
		t.Parent = m.id(m.text("parent", ""), m.args)
	}
	if m.has("milestones") {
		t.Milestones = m.milestones()
	}
	if m.has("delivery") {
		for i := range t.Milestones {
			t.Milestones[i].DeliveryMs = m.ms("delivery", 0)
		}
	}
	t.Verification = m.verification(t.Verification)
	for i, answer := range m.list("answers") {
		t.Milestones[i].AnswerSha256 = digest(answer)
	}
	return t
}

// follow is the new price for an amount that was the old price: a loss or pledge as high as the price stays so.
func follow(amount, was, price math.Int) math.Int {
	if amount.Equal(was) {
		return price
	}
	return amount
}

// milestones are written 30%:10s.
func (m *message) milestones() (all []agreementtypes.Milestone) {
	for i, text := range m.list("milestones") {
		share, delivery, ok := strings.Cut(text, ":")
		if !ok {
			m.fatal("%s: write milestones=(30%%:10s, 70%%:20s)", m.what)
		}
		all = append(all, agreementtypes.Milestone{
			Title: fmt.Sprintf("part %d", i+1), ShareBps: m.percent(share), DeliveryMs: m.span(delivery),
		})
	}
	return all
}

// verification is by the answers' hashes, by the evaluator named, by a panel, or as it was.
func (m *message) verification(was agreementtypes.Verification) agreementtypes.Verification {
	switch {
	case m.has("answers"):
		return agreementtypes.Verification{Method: agreementtypes.MethodHash}
	case m.has("evaluator"):
		return agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: m.by(m.text("evaluator", "")), FeeBps: m.bps("fee", 0), EvalMs: m.ms("eval", 5_000),
			Final: m.flag("final"),
		}
	case m.has("panel"):
		return agreementtypes.Verification{
			Method: agreementtypes.MethodPanel, PanelSize: uint32(m.number("panel", 0)), FeeBps: m.bps("fee", 1_000),
		}
	}
	return was
}
