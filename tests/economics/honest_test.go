package economics

import "slices"

// honest are the figures of a window of a market (reference: base_metrics).
type honest struct {
	failed, netLoss, surplus, providers, welfare, spearman, gini, locked, unawarded float64
	newcomerDays                                                                    []float64
	newcomersDone                                                                   float64
}

// measure computes the figures of the window that ends now.
func (w *market) measure() honest {
	st := w.stats
	h := honest{
		failed: ratio(float64(st.bad), float64(st.awarded)), unawarded: ratio(float64(st.unawarded), float64(st.jobs)),
		netLoss: ratio(st.loss, st.budget), surplus: ratio(st.surplus, st.budget), providers: ratio(st.providers, st.budget),
		locked: ratio(st.lockedHours, float64(w.now-st.began)/float64(hour)),
	}
	h.welfare = h.surplus + h.providers
	var scores, qualities, wins []float64
	for _, t := range w.traders {
		if t.newcomer {
			continue
		}
		wins = append(wins, float64(t.wins))
		if t.wins >= 5 {
			scores, qualities = append(scores, w.belief(t.account, 10).p), append(qualities, t.q)
		}
	}
	h.spearman, h.gini = spearman(scores, qualities), gini(wins)
	return h
}

// newcomers tells how long the newcomers took to ten wins; who never got there counts with the whole window.
func (w *market) newcomers(h honest) honest {
	n, done := 0, 0
	for _, t := range w.traders {
		if !t.newcomer {
			continue
		}
		n++
		at := w.now
		if t.tenth > 0 {
			done++
			at = t.tenth
		}
		h.newcomerDays = append(h.newcomerDays, float64(at-t.born)/float64(24*hour))
	}
	h.newcomersDone = ratio(float64(done), float64(n))
	return h
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// medians of many runs.
func medians(runs []honest) (m honest) {
	over := func(f func(honest) float64) float64 {
		var all []float64
		for _, h := range runs {
			all = append(all, f(h))
		}
		return median(all)
	}
	m = honest{
		failed: over(func(h honest) float64 { return h.failed }), netLoss: over(func(h honest) float64 { return h.netLoss }),
		surplus: over(func(h honest) float64 { return h.surplus }), providers: over(func(h honest) float64 { return h.providers }),
		welfare: over(func(h honest) float64 { return h.welfare }), spearman: over(func(h honest) float64 { return h.spearman }),
		gini: over(func(h honest) float64 { return h.gini }), locked: over(func(h honest) float64 { return h.locked }),
		unawarded: over(func(h honest) float64 { return h.unawarded }),
	}
	for _, h := range runs {
		m.newcomerDays = slices.Concat(m.newcomerDays, h.newcomerDays)
		m.newcomersDone += h.newcomersDone / float64(len(runs))
	}
	return m
}
