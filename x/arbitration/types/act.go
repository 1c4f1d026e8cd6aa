package types

// Act is what changes a case: a call, a message or its deadline.
type Act uint8

// The acts.
const (
	// ActOpen: a module asks for a ruling.
	ActOpen Act = iota + 1
	// ActEvidence: a side adds a document.
	ActEvidence
	// ActCommit: a seat commits to its vote.
	ActCommit
	// ActReveal: a seat opens its vote.
	ActReveal
	// ActAppeal: a side asks for the next panel.
	ActAppeal
	// ActDue: the time has come; the chain acts.
	ActDue
)

// Acts lists all acts.
var Acts = []Act{ActOpen, ActEvidence, ActCommit, ActReveal, ActAppeal, ActDue}

var actNames = []string{"unknown", "open", "evidence", "commit", "reveal", "appeal", "due"}

// String returns the word for the act.
func (a Act) String() string {
	if int(a) >= len(actNames) {
		return actNames[0]
	}
	return actNames[a]
}
