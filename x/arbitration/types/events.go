package types

import (
	"encoding/hex"
	"strconv"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The types of the module's events: public names, see events_test.go.
const (
	EventCaseOpened      = "arbitration.case_opened"
	EventPanelDrawn      = "arbitration.panel_drawn"
	EventPanelPostponed  = "arbitration.panel_postponed"
	EventPanelFailed     = "arbitration.panel_failed"
	EventEvidenceAdded   = "arbitration.evidence_added"
	EventEvidenceClosed  = "arbitration.evidence_closed"
	EventVoteCommitted   = "arbitration.vote_committed"
	EventCommitsClosed   = "arbitration.commits_closed"
	EventVoteRevealed    = "arbitration.vote_revealed"
	EventCaseRuled       = "arbitration.case_ruled"
	EventCaseAppealed    = "arbitration.case_appealed"
	EventVerdictFinal    = "arbitration.verdict_final"
	EventFeePaid         = "arbitration.fee_paid"
	EventSeatSettled     = "arbitration.seat_settled"
	EventCaseSettled     = "arbitration.case_settled"
	EventRulingDelivered = "arbitration.ruling_delivered"
	EventCasePruned      = "arbitration.case_pruned"
	EventParamsUpdated   = "arbitration.params_updated"
)

func event(kind string, pairs ...string) sdk.Event {
	attributes := make([]sdk.Attribute, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		attributes = append(attributes, sdk.NewAttribute(pairs[i], pairs[i+1]))
	}
	return sdk.NewEvent(kind, attributes...)
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// about lists what every event of a case tells first.
func about(c Case) []string {
	return []string{
		"case", c.Id, "ref", hex.EncodeToString(c.Request.Ref), "client", c.Request.Client, "provider", c.Request.Provider,
		"round", number(uint64(c.Round())),
	}
}

func moved(c Case, from Status) []string {
	return append(about(c), "from", from.String(), "to", c.Status.String(), "due_ms", number(c.DueMs))
}

// NewCaseOpenedEvent tells a new case, with what the client grants and, when it contests a verdict, that.
func NewCaseOpenedEvent(c Case) sdk.Event {
	return event(EventCaseOpened, append(moved(c, StatusGone), "kind", c.Request.Kind.String(), "skill", c.Request.Skill,
		"price", c.Request.Price.String(), "size", number(uint64(c.Request.Size_)), "claimed_bps", number(uint64(c.Request.ClaimedBps)),
		"contested_bps", number(uint64(c.Request.ContestedBps)), "client_deposit", c.Coin(c.ClientDeposit).String(),
		"provider_deposit", c.Coin(c.ProviderDeposit).String(), "draw_height", strconv.FormatInt(c.Last().DrawHeight, 10))...)
}

// NewPanelDrawnEvent tells who sits in the present round, in the order of the draw, and what each has at stake.
func NewPanelDrawnEvent(c Case, arbiters []sdk.AccAddress) sdk.Event {
	r := c.Last()
	names := make([]string, len(arbiters))
	for i, a := range arbiters {
		names[i] = a.String()
	}
	return event(EventPanelDrawn, append(moved(c, StatusOpened), "size", number(uint64(r.Size_)), "seats", number(uint64(r.Seats)),
		"lock", r.Lock.String()+StakeDenom, "arbiters", strings.Join(names, ","))...)
}

// NewPanelPostponedEvent tells that too few arbiters had enough stake free: the panel is drawn again, by the value of another
// height.
func NewPanelPostponedEvent(c Case) sdk.Event {
	r := c.Last()
	return event(EventPanelPostponed, append(moved(c, StatusOpened), "size", number(uint64(r.Size_)), "draws", number(uint64(r.Draws)),
		"draw_height", strconv.FormatInt(r.DrawHeight, 10), "draw_until_ms", number(r.DrawUntilMs))...)
}

// NewPanelFailedEvent tells that too few arbiters could be drawn: the verdict stands as it is.
func NewPanelFailedEvent(c Case) sdk.Event {
	return event(EventPanelFailed, append(moved(c, StatusOpened), "size", number(uint64(c.Last().Size_)), "verdict_bps", number(uint64(c.VerdictBps)),
		"unclear", strconv.FormatBool(c.Unclear))...)
}

// NewEvidenceAddedEvent tells a document.
func NewEvidenceAddedEvent(c Case, agent string, e Evidence) sdk.Event {
	return event(EventEvidenceAdded, append(about(c), "agent", agent, "side", e.Side.String(), "sha256", hex.EncodeToString(e.Sha256))...)
}

// NewEvidenceClosedEvent tells that commitments are taken.
func NewEvidenceClosedEvent(c Case) sdk.Event {
	return event(EventEvidenceClosed, moved(c, StatusDrawn)...)
}

// NewVoteCommittedEvent tells that a seat has committed to a vote.
func NewVoteCommittedEvent(c Case, s Seat) sdk.Event {
	return event(EventVoteCommitted, append(about(c), "arbiter", s.Arbiter, "commitment", hex.EncodeToString(s.Commitment))...)
}

// NewCommitsClosedEvent tells that votes are revealed.
func NewCommitsClosedEvent(c Case) sdk.Event {
	return event(EventCommitsClosed, moved(c, StatusCommit)...)
}

// NewVoteRevealedEvent tells a vote.
func NewVoteRevealedEvent(c Case, s Seat) sdk.Event {
	return event(EventVoteRevealed, append(about(c), "arbiter", s.Arbiter, "bps", number(uint64(s.Bps)))...)
}

// NewCaseRuledEvent tells the verdict of the present round.
func NewCaseRuledEvent(c Case) sdk.Event {
	return event(EventCaseRuled, append(moved(c, StatusReveal), "revealed", number(uint64(c.Last().Revealed)), "seats", number(uint64(c.Last().Seats)),
		"verdict_bps", number(uint64(c.VerdictBps)), "unclear", strconv.FormatBool(c.Unclear))...)
}

// NewCaseAppealedEvent tells an appeal, with the round that it begins.
func NewCaseAppealedEvent(c Case) sdk.Event {
	r := c.Last()
	return event(EventCaseAppealed, append(moved(c, StatusRuled), "by", r.Appellant.String(), "agent", c.Party(r.Appellant),
		"deposit", c.Coin(r.Deposit).String(), "size", number(uint64(r.Size_)), "draw_height", strconv.FormatInt(r.DrawHeight, 10))...)
}

// NewVerdictFinalEvent tells that nobody appealed in time.
func NewVerdictFinalEvent(c Case) sdk.Event {
	return event(EventVerdictFinal, append(moved(c, StatusRuled), "verdict_bps", number(uint64(c.VerdictBps)), "unclear", strconv.FormatBool(c.Unclear))...)
}

// RoundFees is what a round cost the sides: of its fee, and what was burned of the deposit of an appeal; and what each of
// them owes the other for what that paid of its part.
type RoundFees struct {
	Round                            uint32
	Client, Provider, Appeal, Burned math.Int
	ClientOwes, ProviderOwes         math.Int
}

// NewRoundFees returns a round that has cost nothing yet.
func NewRoundFees(round uint32) RoundFees {
	zero := math.ZeroInt()
	return RoundFees{Round: round, Client: zero, Provider: zero, Appeal: zero, Burned: zero, ClientOwes: zero, ProviderOwes: zero}
}

// NewFeePaidEvent tells who paid the fee of a round, and what of it one side paid for the other.
func NewFeePaidEvent(c Case, f RoundFees) sdk.Event {
	return event(EventFeePaid, "case", c.Id, "round", number(uint64(f.Round)), "client", c.Coin(f.Client).String(),
		"provider", c.Coin(f.Provider).String(), "appeal", c.Coin(f.Appeal).String(), "burned", c.Coin(f.Burned).String(),
		"client_owes", c.Coin(f.ClientOwes).String(), "provider_owes", c.Coin(f.ProviderOwes).String())
}

// NewSeatSettledEvent tells what a seat lost and earned.
func NewSeatSettledEvent(c Case, s Seat, standing string, lost, earned math.Int) sdk.Event {
	return event(EventSeatSettled, "case", c.Id, "round", number(uint64(s.Round)), "arbiter", s.Arbiter, "standing", standing,
		"lost", lost.String()+StakeDenom, "earned", earned.String()+StakeDenom)
}

// DepositEnds is what becomes of the rest of the deposits: what each side has back on its account, what of the client's waits
// for the ruling to go to the hold that the request names, and what of it is burned.
type DepositEnds struct{ ClientBack, ProviderBack, Returned, Burned math.Int }

// NewCaseSettledEvent tells that all money of a case is settled, and what became of the rest of the deposits.
func NewCaseSettledEvent(c Case, d DepositEnds) sdk.Event {
	return event(EventCaseSettled, append(moved(c, StatusSettling), "verdict_bps", number(uint64(c.VerdictBps)),
		"unclear", strconv.FormatBool(c.Unclear), "client_back", c.Coin(d.ClientBack).String(),
		"provider_back", c.Coin(d.ProviderBack).String(), "returned", c.Coin(d.Returned).String(), "burned", c.Coin(d.Burned).String())...)
}

// NewRulingDeliveredEvent tells that who asked for the ruling has taken it.
func NewRulingDeliveredEvent(c Case) sdk.Event {
	return event(EventRulingDelivered, append(moved(c, StatusFinal), "verdict_bps", number(uint64(c.VerdictBps)), "unclear", strconv.FormatBool(c.Unclear))...)
}

// NewCasePrunedEvent tells that the record of a case is gone.
func NewCasePrunedEvent(c Case) sdk.Event {
	return event(EventCasePruned, "case", c.Id, "ref", hex.EncodeToString(c.Request.Ref), "from", StatusClosed.String())
}

// NewParamsUpdatedEvent tells the new parameters; the windows of the classes are in the parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return event(EventParamsUpdated,
		"classes", number(uint64(len(p.Classes))), "seat_fee_bps", number(uint64(p.SeatFeeBps)), "seat_fee_min", number(p.SeatFeeMin),
		"seat_fee_max", number(p.SeatFeeMax), "unrevealed_bps", number(uint64(p.UnrevealedBps)),
		"incoherent_bps", number(uint64(p.IncoherentBps)), "draw_blocks", number(uint64(p.DrawBlocks)), "retain_ms", number(p.RetainMs),
		"max_deadlines_per_block", number(uint64(p.MaxDeadlinesPerBlock)), "min_stake", p.MinStake.String()+StakeDenom,
		"max_skills", number(uint64(p.MaxSkills)), "unbond_ms", number(p.UnbondMs), "absent_window_ms", number(p.AbsentWindowMs),
		"tries_per_seat", number(uint64(p.TriesPerSeat)))
}
