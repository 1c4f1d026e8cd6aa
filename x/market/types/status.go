package types

// transitions lists every change of status there is; JobStatusUnspecified stands for a job that does not exist yet. Which
// of them an auction takes is in the README; AWARDED goes to AWARDED when a runner-up takes over from a winner that
// defaulted.
var transitions = map[JobStatus][]JobStatus{
	JobStatusUnspecified: {JobStatusOpen},
	JobStatusOpen:        {JobStatusRevealing, JobStatusChoosing, JobStatusAwarded, JobStatusExpired, JobStatusCancelled},
	JobStatusRevealing:   {JobStatusChoosing, JobStatusAwarded, JobStatusExpired},
	JobStatusChoosing:    {JobStatusAwarded, JobStatusExpired},
	JobStatusAwarded:     {JobStatusAwarded, JobStatusExpired},
	JobStatusExpired:     {},
	JobStatusCancelled:   {},
}

// CanBecome says whether a job may go from s to the given status.
func (s JobStatus) CanBecome(to JobStatus) bool {
	for _, t := range transitions[s] {
		if t == to {
			return true
		}
	}
	return false
}

// Live says whether the budget is held by the market: OPEN, REVEALING and CHOOSING.
func (s JobStatus) Live() bool {
	return s == JobStatusOpen || s == JobStatusRevealing || s == JobStatusChoosing
}

// Ended says whether the record only waits to be pruned: AWARDED, EXPIRED and CANCELLED.
func (s JobStatus) Ended() bool {
	return s == JobStatusAwarded || s == JobStatusExpired || s == JobStatusCancelled
}

// DeadlineKind returns the kind of the one deadline that a job of this status has.
func (s JobStatus) DeadlineKind() uint32 {
	if s.Ended() {
		return KindPrune
	}
	return KindJob
}
