package index

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/trothchain/troth/explorer/store"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

var arbiterHandlers = map[string]func(*scene) error{
	arbitrationtypes.EventArbiterEnlisted:  (*scene).arbiterMoved,
	arbitrationtypes.EventArbiterChanged:   (*scene).arbiterMoved,
	arbitrationtypes.EventArbiterLeaving:   (*scene).arbiterMoved,
	arbitrationtypes.EventArbiterLeft:      (*scene).arbiterMoved,
	arbitrationtypes.EventArbiterSuspended: (*scene).arbiterMoved,
	arbitrationtypes.EventArbiterSlashed:   (*scene).arbiterMoved,
}

// enlisted is the status of a judge that is drawn.
const enlisted = "enlisted"

// arbiterMoved is any change of a judge's record but those by its seats, which the events of cases tell.
func (s *scene) arbiterMoved() error {
	a, err := s.w.Arbiters.Get(s.get("agent"))
	if err != nil {
		return err
	}
	if a == nil {
		a = &store.Arbiter{Agent: s.get("agent"), Seq: s.seq, Skills: "[]"}
	}
	was := a.Status
	a.Status, a.Stake, a.UpdatedMs = plain(s.get("to"), "ARBITER_STATUS_"), number(s.amount("stake")), s.b.TimeMs
	switch s.ev.Kind {
	case arbitrationtypes.EventArbiterEnlisted:
		a.Owner, a.EnlistedMs, a.LeavesMs = s.get("owner"), s.b.TimeMs, 0
	case arbitrationtypes.EventArbiterLeaving:
		a.LeavesMs = s.num("leaves_ms")
	case arbitrationtypes.EventArbiterLeft:
		a.LeavesMs = 0
	}
	var skills []string
	if v := s.get("skills"); v != "" {
		skills = strings.Split(v, ",")
	}
	if err := s.judges(a, skills); err != nil {
		return err
	}
	s.w.Arbiters.Put(a)
	change := int64(0)
	if was == enlisted {
		change--
	}
	if a.Status == enlisted {
		change++
	}
	return s.bump("arbiters", change)
}

// judges sets the skills that a judge is found by.
func (s *scene) judges(a *store.Arbiter, skills []string) error {
	var was []string
	if err := json.Unmarshal([]byte(a.Skills), &was); err != nil {
		return err
	}
	for _, skill := range was {
		if !slices.Contains(skills, skill) {
			s.w.Judges.Delete(skill, a.Agent)
		}
	}
	for _, skill := range skills {
		if !slices.Contains(was, skill) {
			s.w.Judges.Put(&store.ArbiterSkill{Skill: skill, Agent: a.Agent})
		}
	}
	if skills == nil {
		skills = []string{}
	}
	raw, err := json.Marshal(skills)
	a.Skills = store.Text(raw)
	return err
}

// inSeat changes the seat of an arbiter in the event's round; one that is not known yet is taken with it.
func (s *scene) inSeat(arbiter string, change func(*store.Seat)) error {
	id, round := s.get("case"), s.num("round")
	seat, err := s.w.Seats.Get(id, round, arbiter)
	if err != nil {
		return err
	}
	if seat == nil {
		c, err := s.w.Cases.Get(id)
		if err != nil || c == nil {
			return err
		}
		r, err := s.w.CaseRounds.Get(id, round)
		if err != nil || r == nil {
			return err
		}
		seat = &store.Seat{Case: id, Round: round, Arbiter: arbiter, Seq: c.Seq, Lock: r.Lock, Lost: "0", Earned: "0"}
		if err := s.arbiter(arbiter, func(a *store.Arbiter) { a.Seats++; a.Locked += number(r.Lock) }); err != nil {
			return err
		}
	}
	change(seat)
	s.w.Seats.Put(seat)
	return nil
}

// arbiter changes what is counted of a judge.
func (s *scene) arbiter(agent string, change func(*store.Arbiter)) error {
	return edit(s.w.Arbiters, func(a *store.Arbiter) error { change(a); a.UpdatedMs = s.b.TimeMs; return nil }, agent)
}

func (s *scene) seatSettled() error {
	var done store.Seat
	if err := s.inSeat(s.get("arbiter"), func(seat *store.Seat) {
		seat.Standing, seat.Lost, seat.Earned, seat.SettledMs = s.get("standing"), s.amount("lost"), s.amount("earned"), s.b.TimeMs
		done = *seat
	}); err != nil {
		return err
	}
	return s.arbiter(s.get("arbiter"), func(a *store.Arbiter) {
		a.Seats, a.Locked, a.Cases = a.Seats-1, a.Locked-number(done.Lock), a.Cases+1
		a.Lost, a.Earned = a.Lost+number(done.Lost), a.Earned+number(done.Earned)
		switch done.Standing {
		case "coherent":
			a.Coherent++
		case "unrevealed":
			a.Absent++
		}
	})
}
