package types

import (
	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

// RulesFor returns the parameters as a case keeps them. stakeUnits is what one unit of the numeraire is in base units of
// the stake's denom.
func (p Params) RulesFor(r Request, stakeUnits uint64) Rules {
	class := p.Class(r.PriceMicro)
	return Rules{
		EvidenceMs: class.EvidenceMs, CommitMs: class.CommitMs, RevealMs: class.RevealMs, AppealMs: class.AppealMs,
		SeatFee:       p.SeatFeeOf(r.Price.Amount, r.PriceMicro),
		Stake:         Base(math.NewIntFromUint64(r.PriceMicro).MulRaw(2), stakeUnits),
		UnrevealedBps: p.UnrevealedBps, IncoherentBps: p.IncoherentBps, DrawBlocks: p.DrawBlocks, RetainMs: p.RetainMs,
	}
}

// Fee returns the fee of a panel.
func (r Rules) Fee(seats uint32) math.Int { return r.SeatFee.MulRaw(int64(seats)) }

// AppealDeposit returns what an appeal to a panel costs at most: twice its fee.
func (r Rules) AppealDeposit(size uint32) math.Int { return r.Fee(size).MulRaw(2) }

func (r Rules) validate() error {
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"evidence_ms", r.EvidenceMs, 1, MaxWindowMs},
		{"commit_ms", r.CommitMs, 1, MaxWindowMs},
		{"reveal_ms", r.RevealMs, 1, MaxWindowMs},
		{"appeal_ms", r.AppealMs, 1, MaxWindowMs},
		{"unrevealed_bps", uint64(r.UnrevealedBps), 0, BPS},
		{"incoherent_bps", uint64(r.IncoherentBps), 0, BPS},
		{"draw_blocks", uint64(r.DrawBlocks), 1, MaxDrawBlocks},
		{"retain_ms", r.RetainMs, 1, MaxWindowMs},
	} {
		if err := field.Range("rules."+c.name, c.value, c.low, c.high); err != nil {
			return err
		}
	}
	if err := field.Amount("rules.seat_fee", r.SeatFee, 0); err != nil {
		return err
	}
	return field.Amount("rules.stake", r.Stake, 0)
}
