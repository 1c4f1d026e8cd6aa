package types

import (
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/reputation/bar"
)

const (
	// MaxRating is the best rating.
	MaxRating = 100
	// MaxRatings bounds the number of ratings that are counted.
	MaxRatings = bar.MaxTrials
)

// Bar returns the evidence as package bar takes it, after the changes of controller since the record was written.
func (e Evidence) Bar(handovers uint32) bar.Evidence {
	return bar.Evidence{Successes: e.Successes, Value: e.SuccessValue, Failures: e.Failures, Epoch: e.Epoch}.HandOver(since(e.Handovers, handovers))
}

// NewEvidence returns the record of an agent with that many handovers.
func NewEvidence(e bar.Evidence, handovers uint32) Evidence {
	return Evidence{Successes: e.Successes, SuccessValue: e.Value, Failures: e.Failures, Epoch: e.Epoch, Handovers: handovers}
}

// Empty says that the record says nothing and need not be stored.
func (e Evidence) Empty() bool { return e.Successes == 0 && e.SuccessValue == 0 && e.Failures == 0 }

// Bar returns the pair as package bar takes it.
func (p Pair) Bar() bar.Pair {
	return bar.Pair{Mass: p.Mass, Credited: p.Credited, Debited: p.Debited, Epoch: p.Epoch}
}

// NewPair returns the record.
func NewPair(p bar.Pair) Pair {
	return Pair{Mass: p.Mass, Credited: p.Credited, Debited: p.Debited, Epoch: p.Epoch}
}

// Empty says that the record says nothing and need not be stored.
func (p Pair) Empty() bool { return p.Mass == 0 && p.Credited == 0 && p.Debited == 0 }

// Bar returns the capital as package bar takes it, after the changes of controller since the record was written.
func (c Capital) Bar(handovers uint32) bar.Capital {
	return bar.Capital{Free: c.Free, Reserved: c.Reserved, Forfeit: c.Forfeit, Epoch: c.Epoch}.HandOver(since(c.Handovers, handovers))
}

// NewCapital returns the record of an agent with that many handovers.
func NewCapital(c bar.Capital, handovers uint32) Capital {
	return Capital{Free: c.Free, Reserved: c.Reserved, Forfeit: c.Forfeit, Epoch: c.Epoch, Handovers: handovers}
}

// Empty says that the record says nothing and need not be stored.
func (c Capital) Empty() bool { return c.Free == 0 && c.Reserved == 0 }

// Bar returns the client's record as package bar takes it.
func (c ClientRecord) Bar() bar.Client {
	return bar.Client{Burned: c.Burned, Fair: c.Fair, Unfair: c.Unfair, Epoch: c.Epoch}
}

// With returns the record with new sums and the ratings it had.
func (c ClientRecord) With(b bar.Client) ClientRecord {
	c.Burned, c.Fair, c.Unfair, c.Epoch = b.Burned, b.Fair, b.Unfair, b.Epoch
	return c
}

// Empty says that the record says nothing and need not be stored.
func (c ClientRecord) Empty() bool {
	return c.Burned == 0 && c.Fair == 0 && c.Unfair == 0 && c.Ratings == 0
}

// Bar returns the outcome as package bar takes it; 0 for an unknown one.
func (o Outcome) Bar() bar.Outcome {
	if o < OutcomeAccept || o > OutcomeVerdict {
		return 0
	}
	return bar.Outcome(o)
}

// Contract returns the settlement as package bar takes it.
func (s Settlement) Contract() bar.Contract {
	return bar.Contract{
		Outcome: s.Outcome.Bar(), VerdictBps: uint64(s.VerdictBps), Price: s.Price, BurnBps: uint64(s.BurnBps), Reserved: s.Reserved,
		ConcedeBps: uint64(s.Cover.ConcedeBps), LateBps: uint64(s.Cover.LateBps), RefundBps: uint64(s.Cover.RefundBps),
		Rating: uint64(s.Rating), Unclaimed: s.Unclaimed,
	}
}

// since returns how many handovers happened between two counts.
func since(then, now uint32) uint32 {
	if now <= then {
		return 0
	}
	return now - then
}

// Check says whether the record is within the clips of design 06 §3.0.
func (e Evidence) Check() error {
	if err := field.Range("successes", e.Successes, 0, bar.MaxTrials); err != nil {
		return err
	}
	if err := field.Range("success_value", e.SuccessValue, 0, bar.MaxMoney); err != nil {
		return err
	}
	return field.Range("failures", e.Failures, 0, bar.MaxTrials)
}

// Check says whether the credited success is at most the mass and below the ceiling of pair_cap, and the rest within
// the clips. Credited is below pair_cap itself as long as pair_cap is not lowered; the ceiling holds always.
func (p Pair) Check() error {
	if err := field.Range("mass", p.Mass, 0, bar.MaxTrials); err != nil {
		return err
	}
	if err := field.Range("credited", p.Credited, 0, min(p.Mass, MaxPairCap-1)); err != nil {
		return err
	}
	return field.Range("debited", p.Debited, 0, bar.MaxTrials)
}

// Check says whether free and reserved capital together are within the clip, and no more is forfeit than reserved.
func (c Capital) Check() error {
	if err := field.Range("reserved", c.Reserved, 0, bar.MaxMoney); err != nil {
		return err
	}
	if err := field.Range("forfeit", c.Forfeit, 0, c.Reserved); err != nil {
		return err
	}
	return field.Range("free", c.Free, 0, bar.MaxMoney-c.Reserved)
}

// Check says whether the record is within the clips, and no rating above MaxRating was counted.
func (c ClientRecord) Check() error {
	if err := field.Range("burned", c.Burned, 0, bar.MaxMoney); err != nil {
		return err
	}
	if err := field.Range("fair", c.Fair, 0, bar.MaxTrials); err != nil {
		return err
	}
	if err := field.Range("unfair", c.Unfair, 0, bar.MaxTrials); err != nil {
		return err
	}
	if err := field.Range("ratings", c.Ratings, 0, MaxRatings); err != nil {
		return err
	}
	return field.Range("rating_sum", c.RatingSum, 0, MaxRating*c.Ratings)
}
