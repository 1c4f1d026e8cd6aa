package hire

import (
	"context"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// Delivered is work to decide about. In the status EVALUATED an evaluator that the request names has judged it already: the
// claim of the agreement is its verdict, and whoever does not accept the work contests that, if the request says so.
type Delivered struct {
	Agreement agreementtypes.Agreement
	// Content was verified by its hash, and decrypted when it was private.
	Content []byte
	// Err says why there is no content: the work is not what its hash says, cannot be decrypted, or could not be fetched
	// until only a quarter of the time, or 20 s, was left. It is always the provider's affair.
	Err error
}

// Decision about delivered work.
type Decision struct {
	// Do is accept, rework, reject or silent: a client that says nothing accepts when its time is over.
	Do     string `json:"do"`
	Rating uint32 `json:"rating"`
	Reason string `json:"reason,omitempty"`
	// GrantBps of the price goes to the provider of rejected work, if it takes it.
	GrantBps uint32 `json:"grant_bps,omitempty"`
}

// The decisions.
const (
	Accept = "accept"
	Rework = "rework"
	Reject = "reject"
	Silent = "silent"
)

// Verified accepts what was fetched and fits its hash, with the rating, and rejects what does not.
func Verified(rating uint32) func(context.Context, Delivered) (Decision, error) {
	return func(_ context.Context, d Delivered) (Decision, error) {
		if d.Err != nil {
			return Decision{Do: Reject, Reason: d.Err.Error()}, nil
		}
		return Decision{Do: Accept, Rating: rating}, nil
	}
}
