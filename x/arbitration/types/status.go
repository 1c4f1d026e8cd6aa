package types

import "slices"

// Statuses lists all statuses that are stored.
var Statuses = []Status{
	StatusOpened, StatusDrawn, StatusCommit, StatusReveal, StatusRuled, StatusSettling, StatusFinal, StatusClosed,
}

// StatusGone is what a case comes from and what a pruned one becomes: there is no record.
const StatusGone = StatusUnspecified

// transitions is the whole machine: where an act may lead from a status. What is not in it is refused.
var transitions = map[Status]map[Act][]Status{
	StatusGone: {ActOpen: {StatusOpened}},
	StatusOpened: {
		ActEvidence: {StatusOpened},
		ActDue:      {StatusOpened, StatusDrawn, StatusSettling}, // the value is not there yet; a panel; too few arbiters
	},
	StatusDrawn: {
		ActEvidence: {StatusDrawn},
		ActDue:      {StatusCommit},
	},
	StatusCommit: {
		ActCommit: {StatusCommit},
		ActDue:    {StatusReveal},
	},
	StatusReveal: {
		ActReveal: {StatusReveal},
		ActDue:    {StatusRuled, StatusSettling}, // the largest panel's verdict cannot be appealed
	},
	StatusRuled: {
		ActAppeal: {StatusOpened}, // the next panel
		ActDue:    {StatusSettling},
	},
	StatusSettling: {ActDue: {StatusSettling, StatusFinal}}, // step by step
	StatusFinal:    {ActDue: {StatusClosed}},                // the ruling was taken
	StatusClosed:   {ActDue: {StatusGone}},
}

// Transition is one edge of the machine.
type Transition struct {
	From Status
	Act  Act
	To   Status
}

// Transitions lists the whole machine, by status and act.
func Transitions() []Transition {
	var all []Transition
	for _, from := range append([]Status{StatusGone}, Statuses...) {
		for _, act := range Acts {
			for _, to := range transitions[from][act] {
				all = append(all, Transition{from, act, to})
			}
		}
	}
	return all
}

// Allows says whether an act is possible in a status.
func (s Status) Allows(a Act) bool { return len(transitions[s][a]) > 0 }

// Leads says whether an act may lead from a status to another. ErrTransition when not.
func (s Status) Leads(a Act, to Status) error {
	if !slices.Contains(transitions[s][a], to) {
		return ErrTransition.Wrapf("%s in status %s to %s", a, s, to)
	}
	return nil
}

// Running says whether the case is before its panels: deposits and appeals are held whole.
func (s Status) Running() bool {
	switch s {
	case StatusOpened, StatusDrawn, StatusCommit, StatusReveal, StatusRuled:
		return true
	}
	return false
}

// The kinds of deadlines in the module's queue. Those from KindArbiters on are of arbiters, with other ids.
const (
	// KindDraw: the panel is drawn.
	KindDraw uint32 = 1
	// KindEvidence: evidence is closed, commitments begin.
	KindEvidence uint32 = 2
	// KindCommit: commitments are closed, votes are revealed.
	KindCommit uint32 = 3
	// KindReveal: votes are counted.
	KindReveal uint32 = 4
	// KindAppeal: nobody appealed.
	KindAppeal uint32 = 5
	// KindSettle: the next step of the settlement.
	KindSettle uint32 = 6
	// KindRuling: the ruling is handed to who asked for it.
	KindRuling uint32 = 7
	// KindPrune: the record of a closed case is deleted.
	KindPrune uint32 = 8
	// KindArbiters is the first kind of arbiters.
	KindArbiters uint32 = 100
)

// DeadlineKind returns the kind of the one deadline a case of this status has; 0 for StatusGone.
func (s Status) DeadlineKind() uint32 {
	if i := slices.Index(Statuses, s); i >= 0 {
		return uint32(i) + KindDraw
	}
	return 0
}
