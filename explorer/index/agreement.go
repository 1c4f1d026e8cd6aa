package index

import (
	"strings"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

var agreementHandlers = map[string]func(*scene) error{
	agreementtypes.EventAgreementOpened:  (*scene).agreementOpened,
	agreementtypes.EventWorkSubmitted:    (*scene).agreementMoved,
	agreementtypes.EventWorkEvaluated:    (*scene).agreementMoved,
	agreementtypes.EventEvaluatorAbsent:  (*scene).agreementMoved,
	agreementtypes.EventWorkReturned:     (*scene).workReturned,
	agreementtypes.EventWorkRejected:     (*scene).workRejected,
	agreementtypes.EventWorkContested:    (*scene).workRejected,
	agreementtypes.EventAgreementAmended: (*scene).agreementAmended,
	agreementtypes.EventAgreementPruned:  (*scene).agreementPruned,
	agreementtypes.EventRatingRevealed:   (*scene).ratingRevealed,
}

func init() {
	for _, kind := range agreementtypes.SettlementEvents {
		agreementHandlers[kind] = (*scene).settled
	}
}

// agreement changes the agreement of the event.
func (s *scene) agreement(change func(*store.Agreement) error) error {
	return edit(s.w.Agreements, change, s.get("agreement"))
}

func (s *scene) agreementOpened() error {
	a := &store.Agreement{
		ID: s.get("agreement"), Seq: s.seq, Origin: s.get("origin"), Client: s.get("client"), Provider: s.get("provider"),
		Skill: s.get("skill"), Running: true, Price: s.coin("price"), Milestones: s.num("milestones"), Parent: s.get("parent"),
		Pledge: s.amount("pledge"), Capital: s.num("capital"), OpenedMs: s.b.TimeMs, OpenedHeight: s.b.Height,
		Paid: "0", Refunded: "0", Burned: "0", Compensation: "0",
	}
	s.moved(a)
	title, err := s.originTitle(a)
	if err != nil {
		return err
	}
	a.Title = title
	s.w.Agreements.Put(a)
	if err := s.agent(a.Client, func(g *store.Agent) { g.Hired++ }); err != nil {
		return err
	}
	if err := s.agent(a.Provider, func(g *store.Agent) { g.Worked++ }); err != nil {
		return err
	}
	if err := s.bump("agreements_opened", 1); err != nil {
		return err
	}
	return s.bump("agreements_running", 1)
}

// originTitle is the title of what led to an agreement.
func (s *scene) originTitle(a *store.Agreement) (string, error) {
	switch prefix, _, _ := strings.Cut(a.Origin, "_"); prefix {
	case markettypes.JobPrefix:
		if j, err := s.w.Jobs.Get(a.Origin); err != nil || j != nil {
			return titleOf(j, err, func(j *store.Job) string { return j.Title })
		}
	case "ofr":
		if o, err := s.w.Offers.Get(a.Origin); err != nil || o != nil {
			return titleOf(o, err, func(o *store.Offer) string { return o.Title })
		}
	case "svc":
		if v, err := s.w.Services.Get(a.Origin); err != nil || v != nil {
			return titleOf(v, err, func(v *store.Service) string { return v.Title })
		}
	}
	if m := message(s, func(m *markettypes.MsgHireQuoted) bool { return m.Client == a.Client && m.Terms.Provider == a.Provider }); m != nil {
		return m.Terms.Title, nil
	}
	return "", nil
}

func titleOf[T any](row *T, err error, title func(*T) string) (string, error) {
	if err != nil {
		return "", err
	}
	return title(row), nil
}

// moved takes status, milestone and deadline from the event.
func (s *scene) moved(a *store.Agreement) {
	a.Status, a.Milestone, a.DueMs = plain(s.get("to"), "STATUS_"), s.num("milestone"), s.num("due_ms")
}

func (s *scene) agreementMoved() error {
	return s.agreement(func(a *store.Agreement) error { s.moved(a); return nil })
}

func (s *scene) workReturned() error {
	return s.agreement(func(a *store.Agreement) error {
		s.moved(a)
		a.Reworks++
		return nil
	})
}

// workRejected is a claim of the client, or a matter that goes before judges.
func (s *scene) workRejected() error {
	return s.agreement(func(a *store.Agreement) error {
		s.moved(a)
		return s.dispute(a)
	})
}

// dispute marks an agreement whose work was rejected or went before judges, once.
func (s *scene) dispute(a *store.Agreement) error {
	if a.Disputed {
		return nil
	}
	a.Disputed = true
	for _, party := range []string{a.Client, a.Provider} {
		if err := s.agent(party, func(g *store.Agent) { g.Disputed++ }); err != nil {
			return err
		}
	}
	return s.bump("disputes", 1)
}

func (s *scene) agreementAmended() error {
	return s.agreement(func(a *store.Agreement) error {
		s.moved(a)
		a.Price, a.Pledge, a.Capital = s.coin("price"), s.amount("pledge"), s.num("capital")
		a.Milestones = a.Milestone + s.num("milestones")
		return nil
	})
}

func (s *scene) agreementPruned() error {
	return s.agreement(func(a *store.Agreement) error { a.Pruned = true; return nil })
}

func (s *scene) settled() error {
	price := s.coin("price")
	row := &store.Settlement{
		Seq: s.seq, Agreement: s.get("agreement"), Milestone: s.num("milestone"), Client: s.get("client"), Provider: s.get("provider"),
		Act: s.get("act"), Outcome: outcome(s.get("outcome")), Bps: s.num("bps"), Denom: price.Denom, Price: price.Amount,
		Paid: s.amount("paid"), EvaluatorFee: s.amount("evaluator_fee"), Refunded: s.amount("refunded"), Burned: s.amount("burned"),
		ProtocolFee: s.amount("protocol_fee"), Compensation: s.amount("compensation"), PledgeBurned: s.amount("pledge_burned"),
		CapitalLost: s.num("capital_lost"), Rating: -1, ClientRating: -1, Height: s.b.Height, TimeMs: s.b.TimeMs, Tx: s.hash(),
	}
	if s.get("rating") != "" {
		row.Rating = s.num("rating")
	}
	if err := s.agreement(func(a *store.Agreement) error {
		row.Skill = a.Skill
		a.Paid, a.Refunded = store.Add(a.Paid, row.Paid), store.Add(a.Refunded, row.Refunded)
		a.Burned, a.Compensation = store.Add(a.Burned, store.Add(row.Burned, row.PledgeBurned)), store.Add(a.Compensation, row.Compensation)
		a.Outcome = row.Outcome
		s.moved(a)
		// The event is about the settled milestone; the work goes on with the next one.
		a.Milestone = row.Milestone + 1
		return s.ended(a)
	}); err != nil {
		return err
	}
	s.w.Settlements.Put(row)
	if err := s.bump("settlements", 1); err != nil {
		return err
	}
	for _, m := range []struct{ metric, key string }{
		{"volume", "price"}, {"paid", "paid"}, {"refunded", "refunded"}, {"burned", "burned"}, {"burned", "pledge_burned"},
		{"protocol_fee", "protocol_fee"}, {"compensation", "compensation"}, {"pledge_burned", "pledge_burned"},
	} {
		if err := s.money(m.metric, s.coin(m.key)); err != nil {
			return err
		}
	}
	return nil
}

// ended counts an agreement whose last milestone was settled.
func (s *scene) ended(a *store.Agreement) error {
	if s.ev.Kind == agreementtypes.EventMilestoneSettled || !a.Running {
		return nil
	}
	a.Running, a.EndedMs, a.DueMs = false, s.b.TimeMs, 0
	if a.Status == "completed" {
		if err := s.agent(a.Provider, func(g *store.Agent) { g.Completed++ }); err != nil {
			return err
		}
	}
	if a.Disputed {
		if err := s.bump("disputes_ended", 1); err != nil {
			return err
		}
	}
	if err := s.bump("agreements_ended", 1); err != nil {
		return err
	}
	if err := s.bump("agreements_running", -1); err != nil {
		return err
	}
	return s.add("settle_time", "", 1, decimal(a.EndedMs-a.OpenedMs))
}

func outcome(v string) string {
	if v = plain(v, "OUTCOME_"); v == "unspecified" {
		return ""
	}
	return v
}

func (s *scene) ratingRevealed() error {
	return edit(s.w.Settlements, func(r *store.Settlement) error {
		r.ClientRating = s.num("rating")
		return nil
	}, s.get("agreement"), s.num("milestone"))
}
