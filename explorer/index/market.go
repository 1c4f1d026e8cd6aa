package index

import (
	"github.com/trothchain/troth/explorer/store"
	markettypes "github.com/trothchain/troth/x/market/types"
)

var marketHandlers = map[string]func(*scene) error{
	markettypes.EventJobPosted:          (*scene).jobPosted,
	markettypes.EventJobRevealing:       (*scene).jobRevealing,
	markettypes.EventJobExtended:        (*scene).jobExtended,
	markettypes.EventJobChoosing:        (*scene).jobChoosing,
	markettypes.EventJobTaken:           (*scene).bidRanked,
	markettypes.EventJobAwarded:         (*scene).jobAwarded,
	markettypes.EventJobReawarded:       (*scene).jobAwarded,
	markettypes.EventJobExpired:         (*scene).jobEnded,
	markettypes.EventJobCancelled:       (*scene).jobEnded,
	markettypes.EventJobPruned:          (*scene).jobPruned,
	markettypes.EventBidCommitted:       (*scene).bidCommitted,
	markettypes.EventBidRevealed:        (*scene).bidRanked,
	markettypes.EventBidPlaced:          (*scene).bidRanked,
	markettypes.EventBidDisplaced:       func(s *scene) error { return s.bidIs("displaced") },
	markettypes.EventBidDropped:         func(s *scene) error { return s.bidIs("dropped") },
	markettypes.EventCommitmentBurned:   func(s *scene) error { return s.bidIs("burned") },
	markettypes.EventCommitmentReleased: func(s *scene) error { return s.bidIs("released") },
}

// job changes the job of the event.
func (s *scene) job(change func(*store.Job) error) error { return edit(s.w.Jobs, change, s.get("job")) }

func (s *scene) jobPosted() error {
	j := &store.Job{
		ID: s.get("job"), Seq: s.seq, Client: s.get("client"), Skill: s.get("skill"), Status: "open",
		Auction: plain(s.get("auction"), "AUCTION_"), Award: plain(s.get("award"), "AWARD_MODE_"), Budget: s.coin("budget"),
		Loss: s.coin("loss"), PostedMs: s.b.TimeMs, PostedHeight: s.b.Height, BidEndMs: s.num("bid_end_ms"),
		RevealEndMs: s.num("reveal_end_ms"), DueMs: s.num("bid_end_ms"), Tx: s.hash(),
	}
	if j.Auction == "unspecified" {
		j.Auction = "sealed"
	}
	if j.Award == "unspecified" {
		j.Award = "chain"
	}
	request := new(markettypes.JobRequest)
	if m := message(s, func(m *markettypes.MsgPostJob) bool { return m.Client == j.Client && m.Request.Skill == j.Skill }); m != nil {
		request = &m.Request
		j.Title, j.Request = request.Title, s.json(request)
	}
	s.w.Jobs.Put(j)
	if err := s.w.Search(j.Seq, jobText(j.Title, j.Skill, request)); err != nil {
		return err
	}
	if err := s.agent(j.Client, func(a *store.Agent) { a.JobsPosted++ }); err != nil {
		return err
	}
	if err := s.skill(j.Skill, func(k *store.Skill) { k.Jobs++; k.JobsOpen++ }); err != nil {
		return err
	}
	if err := s.bump("jobs_posted", 1); err != nil {
		return err
	}
	if err := s.bump("jobs_open", 1); err != nil {
		return err
	}
	return s.money("budget", j.Budget)
}

func (s *scene) jobRevealing() error {
	return s.job(func(j *store.Job) error {
		j.Status, j.RevealEndMs, j.DueMs = "revealing", s.num("reveal_end_ms"), s.num("reveal_end_ms")
		return nil
	})
}

func (s *scene) jobExtended() error {
	return s.job(func(j *store.Job) error {
		j.BidEndMs, j.DueMs = s.num("bid_end_ms"), s.num("bid_end_ms")
		return nil
	})
}

func (s *scene) jobChoosing() error {
	return s.job(func(j *store.Job) error {
		j.Status, j.DueMs = "choosing", s.num("due_ms")
		return nil
	})
}

func (s *scene) jobAwarded() error {
	if err := edit(s.w.Bids, func(b *store.Bid) error {
		b.Status, b.Height, b.TimeMs = "awarded", s.b.Height, s.b.TimeMs
		return nil
	}, s.get("job"), s.get("provider")); err != nil {
		return err
	}
	return s.job(func(j *store.Job) error {
		wasOpen := open(j.Status)
		j.Status, j.DueMs, j.Provider, j.Agreement, j.Price = "awarded", 0, s.get("provider"), s.get("agreement"), s.amount("price")
		if j.AwardedMs == 0 {
			j.AwardedMs = s.b.TimeMs
			if err := s.bump("jobs_awarded", 1); err != nil {
				return err
			}
			if err := s.add("time_to_award", "", 1, store.Sub(decimal(j.AwardedMs), decimal(j.PostedMs))); err != nil {
				return err
			}
		}
		return s.closed(j, wasOpen)
	})
}

// closed counts a job that takes no more bids.
func (s *scene) closed(j *store.Job, wasOpen bool) error {
	if !wasOpen {
		return nil
	}
	if err := s.skill(j.Skill, func(k *store.Skill) { k.JobsOpen-- }); err != nil {
		return err
	}
	return s.bump("jobs_open", -1)
}

func open(status string) bool {
	return status == "open" || status == "revealing" || status == "choosing"
}

func (s *scene) jobEnded() error {
	return s.job(func(j *store.Job) error {
		wasOpen := open(j.Status)
		j.Status, j.Reason = plain(s.get("to"), "JOB_STATUS_"), s.get("reason")
		j.DueMs, j.EndedMs = 0, s.b.TimeMs
		if err := s.bump("jobs_"+j.Status, 1); err != nil {
			return err
		}
		return s.closed(j, wasOpen)
	})
}

func (s *scene) jobPruned() error {
	return s.job(func(j *store.Job) error { j.Pruned = true; return nil })
}

func (s *scene) bidCommitted() error {
	s.w.Bids.Put(&store.Bid{
		Job: s.get("job"), Provider: s.get("provider"), Status: "committed", Deposit: s.amount("deposit"),
		Height: s.b.Height, TimeMs: s.b.TimeMs,
	})
	return s.bidMade()
}

func (s *scene) bidMade() error {
	if err := s.job(func(j *store.Job) error { j.Bids++; return nil }); err != nil {
		return err
	}
	return s.bump("bids", 1)
}

// bidRanked is a bid that everybody sees: revealed, placed or improved, or the taking of a clock auction.
func (s *scene) bidRanked() error {
	b, err := s.w.Bids.Get(s.get("job"), s.get("provider"))
	if err != nil {
		return err
	}
	fresh := b == nil
	if fresh {
		b = &store.Bid{Job: s.get("job"), Provider: s.get("provider")}
	}
	b.Status, b.Price, b.Pledge, b.DeliveryMs = "standing", s.amount("price"), s.amount("pledge"), s.num("delivery_ms")
	b.NoteURI, b.ScoreBps, b.ExpectedCost, b.Rank = s.get("note_uri"), s.num("score_bps"), s.num("expected_cost"), s.num("rank")
	b.Height, b.TimeMs = s.b.Height, s.b.TimeMs
	if b.Rank == 0 {
		b.Status = "displaced"
		if s.ev.Kind == markettypes.EventJobTaken {
			b.Status, b.Rank = "standing", 1
		}
	}
	s.w.Bids.Put(b)
	if fresh {
		return s.bidMade()
	}
	return nil
}

func (s *scene) bidIs(status string) error {
	return edit(s.w.Bids, func(b *store.Bid) error {
		if status == "released" && b.Status != "committed" {
			return nil
		}
		b.Status, b.Reason, b.Height, b.TimeMs = status, s.get("reason"), s.b.Height, s.b.TimeMs
		return nil
	}, s.get("job"), s.get("provider"))
}
