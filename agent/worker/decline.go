package worker

import (
	"time"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// declineTime is how long before the end of the time to decline it is done at the latest, so that it lands in it.
const declineTime = 20 * time.Second

// declineMs is that time for an agreement: of a short one half.
func declineMs(a agreementtypes.Agreement) uint64 {
	return min(uint64(declineTime.Milliseconds()), (a.DeclineMs-min(a.OpenedMs, a.DeclineMs))/2)
}

// lastCall is the market time from which on work that cannot be looked at is declined.
func lastCall(a agreementtypes.Agreement) uint64 { return a.DeclineMs - declineMs(a) }

// declines says whether work that cannot be looked at is handed back now: it costs nothing yet, but soon.
func (w *Worker) declines(a agreementtypes.Agreement) bool {
	now := w.now()
	return a.Handback(now) == agreementtypes.ActDecline && now >= lastCall(a)
}

// fetchTime bounds a look at the spec of work that cannot be declined.
const fetchTime = time.Minute

// patience bounds a look at a spec: while work can be declined, so that there is time left to do it.
func (w *Worker) patience(a agreementtypes.Agreement) time.Duration {
	now := w.now()
	if a.Handback(now) != agreementtypes.ActDecline {
		return fetchTime
	}
	left := max(lastCall(a), now) - now
	return min(inspectTime, time.Duration(max(left, declineMs(a)/2))*time.Millisecond)
}
