package economics

import (
	"fmt"
	"math"
	"strings"
)

// table is a table in Markdown.
type table struct {
	b strings.Builder
}

func (t *table) head(title string, columns ...string) {
	fmt.Fprintf(&t.b, "\n### %s\n\n", title)
	t.row(columns...)
	t.row(strings.Split(strings.Repeat("--- ", len(columns)-1)+"---", " ")...)
}

func (t *table) row(cells ...string) { fmt.Fprintf(&t.b, "| %s |\n", strings.Join(cells, " | ")) }

func (t *table) say(format string, args ...any) { fmt.Fprintf(&t.b, "\n"+format+"\n", args...) }

func (t *table) String() string { return t.b.String() }

// or formats a figure that may be missing.
func or(format string, v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf(format, *v)
}

// attacks prints what every strategy brought.
func (t *table) attacks(title string, records []record, f figures) {
	t.head(title, "strategy", "profit", "range", "reference", "beyond good work", "ROI", "reference", "jobs won", "ref.", "client loss / budget", "ref.",
		"most locked", "note", "reference", "verdict")
	for _, r := range records {
		ref := f.Attack[r.reference]
		if ref == nil {
			ref = &referenceOutcome{Note: "–"}
		}
		lowest, highest := math.Inf(1), math.Inf(-1)
		for _, a := range r.attempts {
			lowest, highest = min(lowest, a.profit), max(highest, a.profit)
		}
		verdict, _ := r.judge()
		t.row(r.name, fmt.Sprintf("%.0f", r.profit()), fmt.Sprintf("%.0f … %.0f", lowest, highest), or("%.0f", ref.Profit), fmt.Sprintf("%.0f", r.gain()),
			fmt.Sprintf("%.2f", r.roi()), or("%.2f", ref.ROI),
			percent(median(r.over(func(a attempt) float64 { return a.won }))), or("%.3f", ref.Won),
			fmt.Sprintf("%.3f", median(r.over(func(a attempt) float64 { return a.netLoss }))), or("%.3f", ref.NetLoss),
			fmt.Sprintf("%.0f", median(r.over(func(a attempt) float64 { return a.held }))),
			r.attempts[len(r.attempts)/2].note, ref.Note, verdict)
	}
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

// honestMarket prints the market without attackers.
func (t *table) honestMarket(h honest, f figures) {
	t.head("Honest market (no attacker)", "figure", "Troth", "reference", "reference without exploration")
	a, b := f.Honest["default"], f.Honest["no exploration"]
	row := func(name, format string, v float64, x, y *float64) {
		t.row(name, fmt.Sprintf(format, v), or(format, x), or(format, y))
	}
	row("failed jobs", "%.3f", h.failed, a.Failed, b.Failed)
	row("net client loss / budget", "%.3f", h.netLoss, a.NetLoss, b.NetLoss)
	row("client surplus / budget", "%.3f", h.surplus, a.ClientSurplus, b.ClientSurplus)
	row("provider profit / budget", "%.3f", h.providers, a.ProviderProfit, b.ProviderProfit)
	row("welfare / budget", "%.3f", h.welfare, a.Welfare, b.Welfare)
	row("rank correlation of score and quality (≥ 5 jobs)", "%.2f", h.spearman, a.Spearman, b.Spearman)
	row("Gini of awards", "%.2f", h.gini, a.Gini, b.Gini)
	row("pledges locked (units)", "%.0f", h.locked, a.Locked, b.Locked)
	row("jobs without award", "%.3f", h.unawarded, a.Unawarded, b.Unawarded)
	row("newcomer: days to 10 wins", "%.0f", median(h.newcomerDays), a.NewcomerDays, b.NewcomerDays)
	row("newcomers that got there", "%.2f", h.newcomersDone, a.NewcomersDone, b.NewcomersDone)
}
