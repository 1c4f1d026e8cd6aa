package index

import (
	"encoding/hex"
	"encoding/json"

	"github.com/trothchain/troth/explorer/store"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// arbitration writes the judges and the cases that a chain begins with. Which seats of a running settlement are settled, and
// what they lost, only events tell.
func (s *genesis) arbitration(raw json.RawMessage) error {
	var state arbitrationtypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for _, a := range state.Arbiters {
		row := &store.Arbiter{
			Agent: a.Agent, Seq: s.next(), Owner: a.Owner, Status: plain(a.Status.String(), "ARBITER_STATUS_"), Stake: number(a.Stake.String()),
			Locked: number(a.Locked.String()), Skills: "[]", Seats: int64(a.Seats), Cases: int64(a.Cases), Coherent: int64(a.Coherent),
			Absent: int64(a.Absent), EnlistedMs: s.b.TimeMs, LeavesMs: int64(a.LeavesMs), UpdatedMs: s.b.TimeMs,
		}
		if err := s.judges(row, a.Skills); err != nil {
			return err
		}
		s.w.Arbiters.Put(row)
		if row.Status == enlisted {
			if err := s.bump("arbiters", 1); err != nil {
				return err
			}
		}
	}
	for i := range state.Cases {
		if err := s.genesisCase(&state.Cases[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *genesis) genesisCase(e *arbitrationtypes.CaseEntry) error {
	c := &e.Case
	last := c.Last()
	row := &store.Case{
		ID: c.Id, Seq: s.next(), Kind: plain(c.Request.Kind.String(), "KIND_"), Client: c.Request.Client, Provider: c.Request.Provider,
		Skill: c.Request.Skill, Status: plain(c.Status.String(), "STATUS_"), Running: c.Status != arbitrationtypes.StatusClosed,
		Round: int64(c.Round()), Size: int64(last.Size_), Seats: int64(last.Seats), Price: store.ParseCoin(c.Request.Price.String()),
		ClientDeposit: c.ClientDeposit.String(), ProviderDeposit: c.ProviderDeposit.String(), VerdictBps: int64(c.VerdictBps),
		Unclear: c.Unclear, OpenedMs: int64(c.OpenedMs), OpenedHeight: s.b.Height, DueMs: int64(c.DueMs), Fees: "0", ClientBack: "0",
		ProviderBack: "0", Burned: "0", Evidence: int64(len(e.Evidence)),
	}
	row.Agreement, row.Milestone = disputed(hex.EncodeToString(c.Request.Ref))
	s.w.Cases.Put(row)
	for n, r := range c.Rounds {
		round := &store.CaseRound{
			Case: c.Id, Number: int64(n), Deposit: r.Deposit.String(), Size: int64(r.Size_), Seats: int64(r.Seats), Lock: r.Lock.String(),
			DrawHeight: r.DrawHeight, BeganMs: row.OpenedMs, Revealed: int64(r.Revealed), VerdictBps: int64(r.VerdictBps),
			Unclear: r.Revealed == 0, FeeClient: "0", FeeProvider: "0", FeeAppeal: "0", Burned: "0",
		}
		if n > 0 {
			round.Appellant = plain(r.Appellant.String(), "SIDE_")
		}
		for _, seat := range e.Seats {
			if seat.Round == uint32(n) && len(seat.Commitment) > 0 {
				round.Committed++
			}
		}
		s.w.CaseRounds.Put(round)
	}
	for _, seat := range e.Seats {
		row := &store.Seat{
			Case: c.Id, Round: int64(seat.Round), Arbiter: seat.Arbiter, Seq: row.Seq, Lock: seat.Lock.String(),
			Commitment: hex.EncodeToString(seat.Commitment), Revealed: seat.Revealed, Bps: int64(seat.Bps), Lost: "0", Earned: "0",
		}
		if len(seat.Commitment) > 0 {
			row.CommittedMs = s.b.TimeMs
		}
		if seat.Revealed {
			row.RevealedMs, row.Votes = s.b.TimeMs, votes(seat.Votes)
		}
		s.w.Seats.Put(row)
	}
	for _, v := range e.Evidence {
		s.w.Evidence.Put(&store.Evidence{
			Case: c.Id, Seq: s.next(), Round: int64(v.Round), Agent: c.Party(v.Side), Side: plain(v.Side.String(), "SIDE_"), URI: v.Uri,
			SHA256: hex.EncodeToString(v.Sha256), Note: v.Note, TimeMs: int64(v.AddedMs),
		})
	}
	running := int64(0)
	if row.Running {
		running = 1
	}
	if err := s.bump("cases_opened", 1); err != nil {
		return err
	}
	return s.bump("cases_running", running)
}
