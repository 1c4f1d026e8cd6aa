package types

// Act is what changes an agreement: a message or its deadline.
type Act uint8

// The acts.
const (
	// ActSubmit: the provider delivers.
	ActSubmit Act = iota + 1
	// ActAccept: the client accepts.
	ActAccept
	// ActTerminate: the client ends the work.
	ActTerminate
	// ActResign: the provider hands the work back.
	ActResign
	// ActReveal: somebody opens the provider's rating of the client.
	ActReveal
	// ActDue: nobody acted in time; the chain does.
	ActDue
)

// Acts lists all acts.
var Acts = []Act{ActSubmit, ActAccept, ActTerminate, ActResign, ActReveal, ActDue}

// Statuses lists all statuses that are stored.
var Statuses = []Status{StatusWorking, StatusReview, StatusCompleted, StatusRefunded, StatusTerminated}

// StatusGone is what a pruned agreement becomes: its record is deleted.
const StatusGone = StatusUnspecified

// transitions is the whole machine. What is not in it is refused.
var transitions = map[Status]map[Act]Status{
	StatusWorking: {
		ActSubmit:    StatusReview,
		ActTerminate: StatusTerminated,
		ActResign:    StatusRefunded,
		ActDue:       StatusRefunded, // late
	},
	StatusReview: {
		ActAccept: StatusCompleted,
		ActDue:    StatusCompleted, // silence accepts
	},
	StatusCompleted:  {ActReveal: StatusCompleted, ActDue: StatusGone},
	StatusRefunded:   {ActReveal: StatusRefunded, ActDue: StatusGone},
	StatusTerminated: {ActReveal: StatusTerminated, ActDue: StatusGone},
}

// Next returns the status after an act. ErrTransition when the act is not allowed.
func (s Status) Next(a Act) (Status, error) {
	next, ok := transitions[s][a]
	if !ok {
		return s, ErrTransition.Wrapf("%s in status %s", a, s)
	}
	return next, nil
}

// Live says whether the agreement runs: money and cover are held.
func (s Status) Live() bool { return s == StatusWorking || s == StatusReview }

// Ended says whether the agreement is over: nothing is held any more.
func (s Status) Ended() bool {
	return s == StatusCompleted || s == StatusRefunded || s == StatusTerminated
}

// The kinds of deadlines in the module's queue.
const (
	// KindDelivery: the work is late.
	KindDelivery uint32 = 1
	// KindReview: the client stayed silent.
	KindReview uint32 = 2
	// KindPrune: the record of an ended agreement is deleted.
	KindPrune uint32 = 3
)

// Kind returns the kind of the one deadline an agreement of this status has; 0 for StatusGone.
func (s Status) Kind() uint32 {
	switch {
	case s == StatusWorking:
		return KindDelivery
	case s == StatusReview:
		return KindReview
	case s.Ended():
		return KindPrune
	}
	return 0
}

// OnlyBeforeDue says whether an act is refused from the deadline on, even while the deadline waits in the queue behind
// others: from that moment on the work is late, and nobody may choose another end. Accept stays possible, because
// silence has the same payments and the provider deserves the rating.
func (a Act) OnlyBeforeDue() bool { return a == ActSubmit || a == ActResign || a == ActTerminate }

// String returns the word for the act.
func (a Act) String() string {
	switch a {
	case ActSubmit:
		return "submit"
	case ActAccept:
		return "accept"
	case ActTerminate:
		return "terminate"
	case ActResign:
		return "resign"
	case ActReveal:
		return "reveal"
	case ActDue:
		return "due"
	}
	return "unknown"
}
