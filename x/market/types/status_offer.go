package types

// offerTransitions lists every change of status of a negotiation there is; OfferStatusUnspecified stands for one that
// does not exist yet. OPEN goes to OPEN with a counter-offer.
var offerTransitions = map[OfferStatus][]OfferStatus{
	OfferStatusUnspecified: {OfferStatusOpen},
	OfferStatusOpen:        {OfferStatusOpen, OfferStatusAccepted, OfferStatusRejected, OfferStatusExpired},
	OfferStatusAccepted:    {},
	OfferStatusRejected:    {},
	OfferStatusExpired:     {},
}

// CanBecome says whether a negotiation may go from s to the given status.
func (s OfferStatus) CanBecome(to OfferStatus) bool {
	for _, t := range offerTransitions[s] {
		if t == to {
			return true
		}
	}
	return false
}

// Live says whether the last offer binds its maker and its side is locked: OPEN.
func (s OfferStatus) Live() bool { return s == OfferStatusOpen }

// Ended says whether the record only waits to be pruned: ACCEPTED, REJECTED and EXPIRED.
func (s OfferStatus) Ended() bool {
	return s == OfferStatusAccepted || s == OfferStatusRejected || s == OfferStatusExpired
}

// DeadlineKind returns the kind of the one deadline that a negotiation of this status has.
func (s OfferStatus) DeadlineKind() uint32 {
	if s.Ended() {
		return KindOfferPrune
	}
	return KindOffer
}
