package types

import "slices"

// Statuses lists all statuses that are stored.
var Statuses = []Status{
	StatusWorking, StatusEvaluating, StatusEvaluated, StatusReview, StatusClaimed, StatusDisputed,
	StatusCompleted, StatusRefunded, StatusSplit, StatusTerminated, StatusCancelled,
}

// StatusGone is what a pruned agreement becomes: its record is deleted.
const StatusGone = StatusUnspecified

// transitions is the whole machine: where an act may lead from a status. WORKING after an act that settles is the next
// milestone. What is not in it is refused.
var transitions = map[Status]map[Act][]Status{
	StatusWorking: {
		// DISPUTED: a panel is to decide. WORKING and COMPLETED: the right answer.
		ActSubmit:    {StatusReview, StatusEvaluating, StatusDisputed, StatusWorking, StatusCompleted},
		ActSplit:     {StatusWorking, StatusSplit},
		ActAmend:     {StatusWorking},
		ActCancel:    {StatusCancelled},
		ActTerminate: {StatusTerminated},
		ActResign:    {StatusRefunded},
		ActDecline:   {StatusRefunded},
		ActReveal:    {StatusWorking},
		ActDue:       {StatusRefunded}, // late, or not reworked
	},
	StatusEvaluating: {
		ActEvaluate: {StatusEvaluated},
		ActSplit:    {StatusWorking, StatusSplit},
		ActCancel:   {StatusCancelled},
		ActReveal:   {StatusEvaluating},
		ActDue:      {StatusReview}, // the evaluator was absent
	},
	StatusEvaluated: {
		ActAccept:  {StatusWorking, StatusCompleted},
		ActConcede: {StatusRefunded},
		ActContest: {StatusDisputed},
		ActSplit:   {StatusWorking, StatusSplit},
		ActCancel:  {StatusCancelled},
		ActReveal:  {StatusEvaluated},
		ActDue:     {StatusWorking, StatusCompleted, StatusSplit, StatusRefunded}, // by the verdict
	},
	StatusReview: {
		ActAccept: {StatusWorking, StatusCompleted},
		ActRework: {StatusWorking},
		ActReject: {StatusClaimed},
		ActSplit:  {StatusWorking, StatusSplit},
		ActCancel: {StatusCancelled},
		ActReveal: {StatusReview},
		ActDue:    {StatusWorking, StatusCompleted}, // silence accepts
	},
	StatusClaimed: {
		ActAccept:  {StatusWorking, StatusCompleted},
		ActConcede: {StatusRefunded},
		ActContest: {StatusDisputed},
		ActSplit:   {StatusWorking, StatusSplit},
		ActCancel:  {StatusCancelled},
		ActReveal:  {StatusClaimed},
		ActDue:     {StatusRefunded, StatusDisputed}, // silence concedes, or contests when it was authorised
	},
	// Nothing but the ruling leads on: judges sit, with money of theirs at stake, and their case always ends.
	StatusDisputed: {
		ActRule:    {StatusWorking, StatusCompleted, StatusSplit, StatusRefunded},
		ActUnclear: {StatusWorking, StatusSplit},
		ActReveal:  {StatusDisputed},
	},
	StatusCompleted:  {ActReveal: {StatusCompleted}, ActDue: {StatusGone}},
	StatusRefunded:   {ActReveal: {StatusRefunded}, ActDue: {StatusGone}},
	StatusSplit:      {ActReveal: {StatusSplit}, ActDue: {StatusGone}},
	StatusTerminated: {ActReveal: {StatusTerminated}, ActDue: {StatusGone}},
	StatusCancelled:  {ActReveal: {StatusCancelled}, ActDue: {StatusGone}},
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
	for _, from := range Statuses {
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

// OnlyBeforeDue says whether an act is refused from the deadline of a status on, even while the deadline waits in the queue
// behind others: from that moment on each party relies on the default, and a proposal of before binds nobody. An acceptance
// in REVIEW stays possible, because silence has the same payments and the provider deserves the rating.
func (s Status) OnlyBeforeDue(a Act) bool {
	switch a {
	case ActReveal, ActDue, ActRule, ActUnclear:
		return false
	case ActAccept:
		return s != StatusReview
	}
	return true
}

// Live says whether the agreement runs: money and cover are held.
func (s Status) Live() bool {
	switch s {
	case StatusWorking, StatusEvaluating, StatusEvaluated, StatusReview, StatusClaimed, StatusDisputed:
		return true
	}
	return false
}

// Delivered says whether a submission waits for the decision of somebody else than judges: then what the provider
// authorised with it stands.
func (s Status) Delivered() bool {
	switch s {
	case StatusEvaluating, StatusEvaluated, StatusReview, StatusClaimed:
		return true
	}
	return false
}

// Ended says whether the agreement is over: nothing is held any more.
func (s Status) Ended() bool {
	switch s {
	case StatusCompleted, StatusRefunded, StatusSplit, StatusTerminated, StatusCancelled:
		return true
	}
	return false
}

// The kinds of deadlines in the module's queue.
const (
	// KindDelivery: the work is late.
	KindDelivery uint32 = 1
	// KindReview: the client stayed silent.
	KindReview uint32 = 2
	// KindPrune: the record of an ended agreement is deleted.
	KindPrune uint32 = 3
	// KindEvaluation: the evaluator stayed silent.
	KindEvaluation uint32 = 4
	// KindVerdict: the verdict settles.
	KindVerdict uint32 = 5
	// KindAnswer: the provider did not answer the claim.
	KindAnswer uint32 = 6
)

// Kind returns the kind of the one deadline an agreement of this status has; 0 for DISPUTED, which waits for the ruling of
// x/arbitration and its deadlines, and for StatusGone.
func (s Status) Kind() uint32 {
	switch s {
	case StatusWorking:
		return KindDelivery
	case StatusEvaluating:
		return KindEvaluation
	case StatusEvaluated:
		return KindVerdict
	case StatusReview:
		return KindReview
	case StatusClaimed:
		return KindAnswer
	}
	if s.Ended() {
		return KindPrune
	}
	return 0
}
