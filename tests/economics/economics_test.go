package economics

import (
	"flag"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// full asks for the table; seeds is in how many markets everything is tried.
var (
	full  = flag.Bool("full", false, "the whole table, as make economics prints it")
	only  = flag.String("only", "", "strategies whose names match this regular expression")
	scale = flag.Float64("scale", 1, "length of everything, 1 as in the reference; for a look in a hurry")
	seeds = flag.Int("seeds", 3, "markets of the table, each with its own agents")
)

// TestCheatingDoesNotPay is the short version: one small market, the strategies that theory calls unprofitable.
func TestCheatingDoesNotPay(t *testing.T) {
	if *full {
		t.Skip("the table has all of it")
	}
	m := defaultModel()
	m.traders, m.burnIn, m.window = 40, 120, 80
	l, bank := newLedger(t, nil)
	w := newMarket(l, bank, 1, m)
	w.court = newCourt(w, map[conduct]int{careful: 20})
	w.run(m.burnIn, nil)
	w.drain()
	quick := []strategy{
		{name: "wash ring", claim: theorem2, variants: []func(*market) attacker{newWashRing(60, 12, false), newWashRing(60, 12, true)}},
		{name: "whitewashing", claim: theorem2, variants: []func(*market) attacker{newWhitewash(300, false)}},
		{name: "ballot stuffing", claim: theorem2, variants: []func(*market) attacker{newStuffer(100, 5)}},
		{name: "bad-mouthing", jobs: 1, claim: "pure cost", variants: []func(*market) attacker{newSlander(40, 8)}},
		{name: "frivolous rejection", claim: "proposition 4", variants: rejects(honestCourt, 0)},
	}
	for _, s := range quick {
		t.Run(s.name, func(t *testing.T) {
			r := record{strategy: s}
			for _, v := range s.variants {
				a := s.play(w, v)
				t.Logf("profit %.1f, beyond good work %.1f, outlay %.1f, won %.2f of jobs; %s", a.profit, a.gain, a.outlay, a.won, a.note)
				r.attempts = append(r.attempts, a)
			}
			verdict, bad := r.judge()
			require.False(t, bad, verdict)
		})
	}
	w.drain()
	w.requireSound()
}

// TestTable prints the table and fails when a strategy pays that theory calls unprofitable.
func TestTable(t *testing.T) {
	if !*full {
		t.Skip("make economics")
	}
	began := time.Now()
	var runs []honest
	wanted := regexp.MustCompile(*only)
	attacks := slices.DeleteFunc(append(marketStrategies(), judgedStrategies()...), func(s strategy) bool {
		return !wanted.MatchString(s.name)
	})
	for i := range attacks {
		if attacks[i].jobs > 1 {
			attacks[i].jobs = int(float64(attacks[i].jobs) * *scale)
		}
	}
	records := make([][]record, len(attacks))
	for i, s := range attacks {
		for range s.variants {
			records[i] = append(records[i], record{strategy: s})
		}
	}
	for seed := range *seeds {
		l, bank := newLedger(t, nil)
		w := newMarket(l, bank, uint64(seed+1), defaultModel().scaled(*scale))
		w.court = newCourt(w, map[conduct]int{careful: judges})
		w.run(w.burnIn, nil)
		w.drain()
		progress(began, "market %d is %d jobs old", seed+1, w.burnIn)
		runs = append(runs, honestRun(w))
		progress(began, "honest window")
		for i, s := range attacks {
			for j, v := range s.variants {
				a := s.play(w, v)
				records[i][j].attempts = append(records[i][j].attempts, a)
				progress(began, "%s, variant %d: profit %.0f, beyond good work %.0f, of an outlay of %.0f; %s", s.name, j+1, a.profit, a.gain, a.outlay, a.note)
			}
		}
	}
	var judging []earnings
	fees, seated := 0.0, 0
	if wanted.MatchString("judges") {
		for seed := range *seeds {
			w := mixedCourt(t, uint64(100+seed), defaultModel(), int(600**scale))
			judging = merge(judging, w.court.payroll(w))
			fees, seated = fees+w.court.fees, seated+w.court.cases
			progress(began, "%d cases before lazy judges, %d wrong", w.court.cases, w.court.wrong)
		}
	}
	var out table
	f := loadFigures(t)
	out.honestMarket(medians(runs), f)
	var rows []record
	for _, variants := range records {
		rows = append(rows, best(variants))
	}
	out.attacks(fmt.Sprintf("Attacks, %d markets, units", *seeds), rows, f)
	if len(judging) > 0 {
		out.arbiters(judging, fees/float64(5*seated))
	}
	out.say("Reference: %s.", f.Source)
	fmt.Println(out.String())
	for _, r := range rows {
		verdict, bad := r.judge()
		assert.False(t, bad, "%s: gain %.1f: %s", r.name, r.gain(), verdict)
	}
	for _, r := range judging[min(1, len(judging)):] {
		assert.True(t, judging[0].beats(r), "careful arbiters earn no more than those that are %s", r.conduct)
	}
}

// honestRun is a window without an attacker, with newcomers.
func honestRun(from *market) honest {
	w := from.branch()
	w.beginWindow()
	w.addNewcomers(3)
	w.run(w.window, nil)
	h := w.newcomers(w.measure())
	w.drain()
	w.requireSound()
	return h
}

// progress tells whoever waits that something happens.
func progress(began time.Time, format string, args ...any) {
	fmt.Printf("%6.0f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
}
