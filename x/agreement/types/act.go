package types

// Act is what changes an agreement: a message or its deadline.
type Act uint8

// The acts.
const (
	// ActSubmit: the provider delivers.
	ActSubmit Act = iota + 1
	// ActEvaluate: the evaluator judges.
	ActEvaluate
	// ActAccept: the client accepts.
	ActAccept
	// ActRework: the client sends the work back.
	ActRework
	// ActReject: the client claims that the work is not as agreed.
	ActReject
	// ActConcede: the provider grants a claim or a verdict.
	ActConcede
	// ActContest: a party brings a claim or a verdict before judges.
	ActContest
	// ActRule: the judges have found a share for the provider.
	ActRule
	// ActUnclear: the judges could not find one.
	ActUnclear
	// ActSplit: both parties divide the milestone.
	ActSplit
	// ActAmend: both parties replace the terms.
	ActAmend
	// ActCancel: both parties end the agreement.
	ActCancel
	// ActTerminate: the client ends the work.
	ActTerminate
	// ActResign: the provider hands the work back.
	ActResign
	// ActDecline: the provider hands work back that it could not look at before, while it may at no loss.
	ActDecline
	// ActReveal: somebody opens the provider's rating of the client.
	ActReveal
	// ActDue: nobody acted in time; the chain does.
	ActDue
)

// Acts lists all acts.
var Acts = []Act{
	ActSubmit, ActEvaluate, ActAccept, ActRework, ActReject, ActConcede, ActContest, ActRule, ActUnclear, ActSplit,
	ActAmend, ActCancel, ActTerminate, ActResign, ActDecline, ActReveal, ActDue,
}

var actNames = []string{
	"unknown", "submit", "evaluate", "accept", "rework", "reject", "concede", "contest", "rule", "unclear", "split", "amend",
	"cancel", "terminate", "resign", "decline", "reveal", "due",
}

// String returns the word for the act.
func (a Act) String() string {
	if int(a) >= len(actNames) {
		return actNames[0]
	}
	return actNames[a]
}
