package scenarios

import (
	"strings"

	"github.com/stretchr/testify/require"
)

const (
	// longest is how many empty blocks a scenario may wait for anything.
	longest = 60
	// endStep is how far apart the blocks of "end" are: the longest step of market time.
	endStep = 10_000
)

// wait runs empty blocks for a span of market time.
func (w *world) wait(a *args) string {
	w.requireStarted(a)
	end, step := w.now()+a.span(a.word("span")), a.ms("step", uint64(blockTime.Milliseconds()))
	a.done()
	var b strings.Builder
	for n := 0; w.now() < end; n++ {
		require.Less(w.t, n, longest, "too long a wait: say step=10s")
		b.WriteString(w.happened(w.step(min(step, end-w.now()))))
	}
	return b.String()
}

// until runs empty blocks until an event of this name happened.
func (w *world) until(a *args) string {
	w.requireStarted(a)
	name, step := a.word("event"), a.ms("step", uint64(blockTime.Milliseconds()))
	a.done()
	var b strings.Builder
	for range longest {
		r := w.step(step)
		b.WriteString(w.happened(r))
		for _, e := range w.ownEvents(r.Events) {
			if _, short, _ := strings.Cut(e.Type, "."); short == name {
				return b.String()
			}
		}
	}
	require.Fail(w.t, "the event never happened", "%s within %d blocks of %d ms", name, longest, step)
	return ""
}

// end lets time pass with nobody acting until nothing runs and nothing is held, compares the ledger with the bank, and
// prints who has more or less than at the beginning.
func (w *world) end(a *args) string {
	w.requireStarted(a)
	a.done()
	w.ended = true
	var b strings.Builder
	for n := 0; !w.idle(); n++ {
		require.Less(w.t, n, longest, "silence does not end everything: %v %v", w.showHolds(a), w.market().Jobs)
		b.WriteString(w.happened(w.step(endStep)))
	}
	for _, h := range w.holds() {
		require.True(w.t, staked(h.Scope, h.Ref), "nothing runs, and yet coins are held: %s", w.showHolds(a))
	}
	w.check(w)
	b.WriteString(w.changes(w))
	b.WriteString(w.burns())
	return b.String()
}

// idle says whether no job, bid, negotiation, agreement, cover or case is left, not even as the record of an end. Services are
// standing offers and may stay.
func (w *world) idle() bool {
	m, a := w.market(), w.agreements()
	return len(m.Jobs)+len(m.Commitments)+len(m.Standings)+len(m.Offers)+len(m.Nonces) == 0 &&
		len(a.Agreements)+len(a.Covers)+len(a.Receipts) == 0 && w.noCase()
}

func (w *world) requireStarted(a *args) {
	if w.Chain == nil {
		a.fatal("%s: begin with agents", a.what)
	}
}
