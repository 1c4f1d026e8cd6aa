package index

import (
	"encoding/hex"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

var caseHandlers = map[string]func(*scene) error{
	arbitrationtypes.EventCaseOpened:      (*scene).caseOpened,
	arbitrationtypes.EventPanelDrawn:      (*scene).panelDrawn,
	arbitrationtypes.EventPanelPostponed:  (*scene).panelPostponed,
	arbitrationtypes.EventPanelFailed:     (*scene).panelFailed,
	arbitrationtypes.EventEvidenceAdded:   (*scene).evidenceAdded,
	arbitrationtypes.EventEvidenceClosed:  (*scene).caseMoved,
	arbitrationtypes.EventVoteCommitted:   (*scene).voteCommitted,
	arbitrationtypes.EventCommitsClosed:   (*scene).caseMoved,
	arbitrationtypes.EventVoteRevealed:    (*scene).voteRevealed,
	arbitrationtypes.EventCaseRuled:       (*scene).caseRuled,
	arbitrationtypes.EventCaseAppealed:    (*scene).caseAppealed,
	arbitrationtypes.EventVerdictFinal:    (*scene).caseMoved,
	arbitrationtypes.EventFeePaid:         (*scene).feePaid,
	arbitrationtypes.EventSeatSettled:     (*scene).seatSettled,
	arbitrationtypes.EventCaseSettled:     (*scene).caseSettled,
	arbitrationtypes.EventRulingDelivered: (*scene).rulingDelivered,
	arbitrationtypes.EventCasePruned:      (*scene).casePruned,
}

// inCase changes the case of the event.
func (s *scene) inCase(change func(*store.Case) error) error {
	return edit(s.w.Cases, change, s.get("case"))
}

// inRound changes the round of the event.
func (s *scene) inRound(change func(*store.CaseRound)) error {
	return edit(s.w.CaseRounds, func(r *store.CaseRound) error { change(r); return nil }, s.get("case"), s.num("round"))
}

// disputed reads the agreement and milestone that a case is about from what x/agreement calls it.
func disputed(ref string) (agreement string, milestone int64) {
	raw, err := hex.DecodeString(ref)
	if err != nil {
		return "", 0
	}
	id, n, err := agreementtypes.ParseDisputeRef(raw)
	if err != nil {
		return "", 0
	}
	return agreementtypes.FormatID(id), int64(n)
}

// heldForJudges is what a hold of x/arbitration is for: a deposit for its agreement, an appeal for its case, a stake for the
// judge itself.
func heldForJudges(ref string) string {
	raw, err := hex.DecodeString(ref)
	if err != nil || len(raw) < 2 {
		return ""
	}
	switch name := raw[0]; {
	case name == arbitrationtypes.DepositRef(nil, 0)[0]:
		agreement, _ := disputed(ref[4:])
		return agreement
	case name == arbitrationtypes.AppealRef(nil, 0)[0] && len(raw) == 1+id.Len+4:
		return arbitrationtypes.FormatID(raw[1 : 1+id.Len])
	case name == arbitrationtypes.StakeRef(nil)[0]:
		return sdk.AccAddress(raw[1:]).String()
	}
	return ""
}

func (s *scene) caseOpened() error {
	c := &store.Case{
		ID: s.get("case"), Seq: s.seq, Kind: plain(s.get("kind"), "KIND_"), Client: s.get("client"), Provider: s.get("provider"),
		Skill: s.get("skill"), Running: true, Size: s.num("size"), Price: s.coin("price"), ClientDeposit: s.amount("client_deposit"),
		ProviderDeposit: s.amount("provider_deposit"), VerdictBps: int64(arbitrationtypes.UnclearBps), Unclear: true,
		OpenedMs: s.b.TimeMs, OpenedHeight: s.b.Height, Fees: "0", ClientBack: "0", ProviderBack: "0", Burned: "0",
	}
	c.Agreement, c.Milestone = disputed(s.get("ref"))
	s.moveCase(c)
	s.w.Cases.Put(c)
	s.w.CaseRounds.Put(s.newRound(c.ID, 0, "", "0"))
	if err := edit(s.w.Agreements, s.dispute, c.Agreement); err != nil {
		return err
	}
	if err := s.bump("cases_opened", 1); err != nil {
		return err
	}
	return s.bump("cases_running", 1)
}

// newRound is a round that begins with the event.
func (s *scene) newRound(id string, number int64, appellant, deposit string) *store.CaseRound {
	return &store.CaseRound{
		Case: id, Number: number, Appellant: appellant, Deposit: deposit, Size: s.num("size"), DrawHeight: s.num("draw_height"), Lock: "0",
		BeganMs: s.b.TimeMs, VerdictBps: int64(arbitrationtypes.UnclearBps), Unclear: true, FeeClient: "0", FeeProvider: "0",
		FeeAppeal: "0", Burned: "0",
	}
}

// moveCase takes from the event where the case stands.
func (s *scene) moveCase(c *store.Case) {
	c.Status, c.DueMs = plain(s.get("to"), "STATUS_"), s.num("due_ms")
	if v := s.get("verdict_bps"); v != "" {
		c.VerdictBps, c.Unclear = number(v), s.get("unclear") == "true"
	}
}

func (s *scene) caseMoved() error {
	return s.inCase(func(c *store.Case) error { s.moveCase(c); return nil })
}

func (s *scene) panelDrawn() error {
	if err := s.inRound(func(r *store.CaseRound) {
		r.Size, r.Seats, r.Lock, r.DrawnMs = s.num("size"), s.num("seats"), s.amount("lock"), s.b.TimeMs
	}); err != nil {
		return err
	}
	for _, arbiter := range strings.Split(s.get("arbiters"), ",") {
		if arbiter == "" { // chains of before told only how many
			continue
		}
		if err := s.inSeat(arbiter, func(*store.Seat) {}); err != nil {
			return err
		}
	}
	return s.inCase(func(c *store.Case) error {
		s.moveCase(c)
		c.Seats = s.num("seats")
		return nil
	})
}

func (s *scene) panelPostponed() error {
	if err := s.inRound(func(r *store.CaseRound) { r.DrawHeight = s.num("draw_height") }); err != nil {
		return err
	}
	return s.caseMoved()
}

func (s *scene) panelFailed() error {
	if err := s.ruledRound(0); err != nil {
		return err
	}
	return s.caseMoved()
}

// ruledRound keeps the verdict that stands at the end of the event's round.
func (s *scene) ruledRound(revealed int64) error {
	return s.inRound(func(r *store.CaseRound) {
		r.Revealed, r.VerdictBps, r.Unclear, r.RuledMs = revealed, s.num("verdict_bps"), s.get("unclear") == "true", s.b.TimeMs
	})
}

func (s *scene) evidenceAdded() error {
	e := &store.Evidence{
		Case: s.get("case"), Seq: s.seq, Round: s.num("round"), Agent: s.get("agent"), Side: plain(s.get("side"), "SIDE_"),
		SHA256: s.get("sha256"), TimeMs: s.b.TimeMs,
	}
	if m := message(s, func(m *arbitrationtypes.MsgAddEvidence) bool {
		return m.Case == e.Case && m.Agent == e.Agent && hex.EncodeToString(m.Sha256) == e.SHA256
	}); m != nil {
		e.URI, e.Note = m.Uri, m.Note
	}
	s.w.Evidence.Put(e)
	return s.inCase(func(c *store.Case) error { c.Evidence++; return nil })
}

func (s *scene) voteCommitted() error {
	fresh := false
	if err := s.inSeat(s.get("arbiter"), func(seat *store.Seat) {
		fresh = seat.CommittedMs == 0
		seat.Commitment, seat.CommittedMs = s.get("commitment"), s.b.TimeMs
	}); err != nil || !fresh {
		return err
	}
	return s.inRound(func(r *store.CaseRound) { r.Committed++ })
}

func (s *scene) voteRevealed() error {
	if err := s.inSeat(s.get("arbiter"), func(seat *store.Seat) {
		seat.Revealed, seat.Bps, seat.RevealedMs = true, s.num("bps"), s.b.TimeMs
		m := message(s, func(m *arbitrationtypes.MsgRevealVote) bool {
			return m.Case == seat.Case && int64(m.Round) == seat.Round && m.Arbiter == seat.Arbiter
		})
		if m != nil {
			seat.Votes = votes(m.Votes)
		}
	}); err != nil {
		return err
	}
	return s.inRound(func(r *store.CaseRound) { r.Revealed++ })
}

// votes as JSON: one, or one per criterion.
func votes(list []uint32) store.Text {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = strconv.FormatUint(uint64(v), 10)
	}
	return store.Text("[" + strings.Join(out, ",") + "]")
}

func (s *scene) caseRuled() error {
	if err := s.ruledRound(s.num("revealed")); err != nil {
		return err
	}
	return s.caseMoved()
}

func (s *scene) caseAppealed() error {
	s.w.CaseRounds.Put(s.newRound(s.get("case"), s.num("round"), plain(s.get("by"), "SIDE_"), s.amount("deposit")))
	if err := s.bump("appeals", 1); err != nil {
		return err
	}
	return s.inCase(func(c *store.Case) error {
		s.moveCase(c)
		c.Round, c.Size, c.Seats = s.num("round"), s.num("size"), 0
		return nil
	})
}

func (s *scene) feePaid() error {
	client, provider, appeal, burned := s.amount("client"), s.amount("provider"), s.amount("appeal"), s.amount("burned")
	if err := s.inRound(func(r *store.CaseRound) {
		r.FeeClient, r.FeeProvider, r.FeeAppeal, r.Burned = client, provider, appeal, burned
	}); err != nil {
		return err
	}
	fee := store.Coin{Amount: store.Add(store.Add(client, provider), appeal), Denom: s.coin("client").Denom}
	if err := s.money("judge_fees", fee); err != nil {
		return err
	}
	return s.inCase(func(c *store.Case) error {
		c.Fees, c.Burned = store.Add(c.Fees, fee.Amount), store.Add(c.Burned, burned)
		return nil
	})
}

func (s *scene) caseSettled() error {
	return s.inCase(func(c *store.Case) error {
		s.moveCase(c)
		c.SettledMs, c.ClientBack, c.ProviderBack = s.b.TimeMs, store.Add(s.amount("client_back"), s.amount("returned")), s.amount("provider_back")
		c.Burned = store.Add(c.Burned, s.amount("burned"))
		return nil
	})
}

func (s *scene) rulingDelivered() error {
	return s.inCase(func(c *store.Case) error {
		s.moveCase(c)
		c.ClosedMs = s.b.TimeMs
		if !c.Running {
			return nil
		}
		c.Running = false
		if err := s.bump("cases_running", -1); err != nil {
			return err
		}
		return s.add("case_time", "", 1, decimal(c.ClosedMs-c.OpenedMs))
	})
}

func (s *scene) casePruned() error {
	return s.inCase(func(c *store.Case) error { c.Pruned = true; return nil })
}
