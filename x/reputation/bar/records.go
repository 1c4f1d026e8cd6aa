package bar

// Evidence counts decaying trials of a provider, in one skill or over all (design 06 §3.1, Ev and EvAll).
type Evidence struct {
	Successes, Value, Failures, Epoch uint64
}

// Pair bounds what one client can say about one provider: raw mass x, credited success y, debited failure z. Always
// y ≤ x, and y < PairCap while PairCap is not lowered.
type Pair struct {
	Mass, Credited, Debited, Epoch uint64
}

// Capital is the decaying sum of an agent's burns. Reserved capital covers open contracts and does not decay. Forfeit,
// at most Reserved, is the part of it that was reserved before the last handover: it covers, but is never free again.
type Capital struct {
	Free, Reserved, Forfeit, Epoch uint64
}

// Client is an agent's record as a client: what it burned, its fair and its unfair outcomes.
type Client struct {
	Burned, Fair, Unfair, Epoch uint64
}

// Evidence returns e decayed to epoch and clipped. An epoch in the past changes nothing.
func (p *Params) Evidence(e Evidence, epoch uint64) Evidence {
	dt := sub(epoch, e.Epoch)
	return Evidence{
		Successes: min(Decay(e.Successes, dt, p.HalfSuccess), MaxTrials),
		Value:     min(Decay(e.Value, dt, p.HalfSuccess), MaxMoney),
		Failures:  min(Decay(e.Failures, dt, p.HalfFailure), MaxTrials),
		Epoch:     max(epoch, e.Epoch),
	}
}

// Pair returns r decayed to epoch and clipped. A pair that nobody touched for a half-life and that has decayed under
// PairFloor in mass and debits is forgotten. Age is part of the rule: were young records forgotten, one client could
// give evidence without bound in contracts smaller than the floor.
func (p *Params) Pair(r Pair, epoch uint64) Pair {
	dt := sub(epoch, r.Epoch)
	d := Pair{
		Mass:     min(Decay(r.Mass, dt, p.HalfSuccess), MaxTrials),
		Credited: min(Decay(r.Credited, dt, p.HalfSuccess), MaxTrials),
		Debited:  min(Decay(r.Debited, dt, p.HalfFailure), MaxTrials),
		Epoch:    max(epoch, r.Epoch),
	}
	if dt >= p.HalfSuccess && d.Mass < p.PairFloor && d.Debited < p.PairFloor {
		return Pair{Epoch: d.Epoch}
	}
	return d
}

// Capital returns c decayed to epoch and clipped so that free and reserved capital together are at most MaxMoney.
func (p *Params) Capital(c Capital, epoch uint64) Capital {
	reserved := min(c.Reserved, MaxMoney)
	return Capital{
		Free:     min(Decay(c.Free, sub(epoch, c.Epoch), p.HalfCapital), MaxMoney-reserved),
		Reserved: reserved,
		Forfeit:  min(c.Forfeit, reserved),
		Epoch:    max(epoch, c.Epoch),
	}
}

// Client returns c decayed to epoch and clipped.
func (p *Params) Client(c Client, epoch uint64) Client {
	dt := sub(epoch, c.Epoch)
	return Client{
		Burned: min(Decay(c.Burned, dt, p.HalfClient), MaxMoney),
		Fair:   min(Decay(c.Fair, dt, p.HalfSuccess), MaxTrials),
		Unfair: min(Decay(c.Unfair, dt, p.HalfFailure), MaxTrials),
		Epoch:  max(epoch, c.Epoch),
	}
}

// HandOver returns e after n changes of the controller: successes and their value halved each time, failures kept
// (design 06 §3.11). Halving n times with floors is a shift by n.
func (e Evidence) HandOver(n uint32) Evidence {
	e.Successes >>= n
	e.Value >>= n
	return e
}

// HandOver returns c after n changes of the controller: any of them clears free capital. Reserved capital stays, so that
// a locked cover never shrinks, but all of it is forfeit.
func (c Capital) HandOver(n uint32) Capital {
	if n > 0 {
		c.Free, c.Forfeit = 0, c.Reserved
	}
	return c
}

// Reserve moves y from free to reserved capital; ok is false, and c unchanged, when too little is free.
func (c Capital) Reserve(y uint64) (_ Capital, ok bool) {
	if y > c.Free {
		return c, false
	}
	c.Free -= y
	c.Reserved = add(c.Reserved, y)
	return c, true
}

// Unreserve ends a reservation of y that was not used and returns how much of it was forfeit; ok is false, and c
// unchanged, when less is reserved.
func (c Capital) Unreserve(y uint64) (_ Capital, forfeited uint64, ok bool) {
	if y > c.Reserved {
		return c, 0, false
	}
	c, freed, forfeited := c.leave(y, 0)
	c.Free = add(c.Free, freed)
	return c, forfeited, true
}

// leave takes y ≤ Reserved out of the reserve, of which lost ≤ y is destroyed by the contract. What would return is
// destroyed too as long as there is forfeit capital; freed is the rest. So the controller's own capital in the reserve,
// Reserved − Forfeit, and freed together shrink by lost and by nothing else, and never grow: a fault is not paid with
// capital that is forfeit anyway, unless nothing else is reserved.
func (c Capital) leave(y, lost uint64) (_ Capital, freed, forfeited uint64) {
	forfeited = min(y-lost, c.Forfeit)
	c.Reserved -= y
	c.Forfeit = min(c.Forfeit-forfeited, c.Reserved)
	return c, y - lost - forfeited, forfeited
}
