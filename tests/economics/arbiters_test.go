package economics

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// earnings of the arbiters of a conduct.
type earnings struct {
	conduct
	arbiters, seats int
	earned, value   float64
	each            []float64 // per price, of every arbiter that judged
}

// perSeat is what one seat brought.
func (e earnings) perSeat() float64 { return ratio(e.earned, float64(e.seats)) }

// perPrice is what judging brought per price of the work.
func (e earnings) perPrice() float64 { return ratio(e.earned, e.value) }

// payroll adds up what the arbiters of each conduct earned.
func (c *court) payroll(w *market) (rows []earnings) {
	for _, as := range []conduct{careful, guessing, partial, absent} {
		row := earnings{conduct: as}
		for _, a := range c.enlisted {
			if a.conduct == as {
				row.arbiters, row.seats, row.earned = row.arbiters+1, row.seats+a.seats, row.earned+a.earned(w)
				row.value += a.value
				if a.value > 0 {
					row.each = append(row.each, a.earned(w)/a.value)
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// mixedCourt is a market with many disputes, half of them about good work, before arbiters of whom a part do not look and
// a part do nothing. Nobody is paid for looking: what careful arbiters earn more must pay for that. All jobs have the same
// budget: among budgets from 0.5 to 500 a few dear cases decide about everybody's sum.
func mixedCourt(t testing.TB, seed uint64, m model, jobs int) *market {
	l, bank := newLedger(t, nil)
	w := newMarket(l, bank, seed, m)
	w.mistake, w.detection, w.spread = 0.15, 0.9, 0
	w.court = newCourt(w, map[conduct]int{careful: 42, guessing: 6, partial: 6, absent: 6})
	w.court.stubborn = 0.8
	w.run(jobs, nil)
	w.drain()
	return w
}

// beats says whether a conduct earns more per price than another beyond chance: by two standard errors over arbiters.
func (e earnings) beats(other earnings) bool {
	if len(e.each) < 2 || len(other.each) < 2 {
		return false
	}
	return mean(e.each)-mean(other.each) > 2*math.Hypot(standardError(e.each), standardError(other.each))
}

// merge adds up the earnings of several courts.
func merge(a, b []earnings) []earnings {
	if a == nil {
		return b
	}
	for i := range a {
		a[i].value += b[i].value
		a[i].each = append(a[i].each, b[i].each...)
		a[i].arbiters, a[i].seats, a[i].earned = a[i].arbiters+b[i].arbiters, a[i].seats+b[i].seats, a[i].earned+b[i].earned
	}
	return a
}

// arbiters prints what judging brought, by conduct.
func (t *table) arbiters(rows []earnings, seats float64) {
	t.head("Judges in a court with lazy and absent ones, units", "conduct", "arbiters", "seats", "earned", "a seat", "of the price", "verdict")
	for _, r := range rows {
		verdict := "earns what lazy ones do not"
		if r.conduct != careful {
			verdict = "ok: earns less than a careful one"
			if !rows[0].beats(r) {
				verdict = "PAYS: not less than being careful"
			}
		}
		t.row(string(r.conduct), fmt.Sprint(r.arbiters), fmt.Sprint(r.seats), fmt.Sprintf("%+.1f", r.earned),
			fmt.Sprintf("%+.3f", r.perSeat()), fmt.Sprintf("%+.2f %%", 100*r.perPrice()), verdict)
	}
	t.say("Seat fees are %.3f units on average; nobody here is paid for looking, so the difference is what looking may cost.", seats)
}

// TestLazyArbitersEarnLess has arbiters that do not look, or do nothing, among careful ones.
func TestLazyArbitersEarnLess(t *testing.T) {
	m := defaultModel()
	m.traders = 40
	w := mixedCourt(t, 1, m, 400)
	t.Logf("%d cases, %d wrong, %d unclear", w.court.cases, w.court.wrong, w.court.unclear)
	require.Greater(t, w.court.cases, 40)
	rows := w.court.payroll(w)
	for _, r := range rows {
		t.Logf("%-15s %3d arbiters, %4d seats, %+.2f units, %+.4f a seat, %+.4f of the price", r.conduct, r.arbiters, r.seats, r.earned, r.perSeat(), r.perPrice())
	}
	require.Positive(t, rows[0].earned, "careful")
	for _, r := range rows[1:] {
		require.Less(t, r.perPrice(), rows[0].perPrice()/2, string(r.conduct)) // the table asks for two standard errors
	}
	w.requireSound()
}
