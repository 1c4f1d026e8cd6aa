package property

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// histogram counts, over all runs, what was reached.
type histogram map[string]int

func (h histogram) String() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(h)) {
		fmt.Fprintf(&b, "\n%8d %s", h[key], key)
	}
	return b.String()
}

// roads by which an agreement comes about.
var roads = []string{
	markettypes.AuctionSealed.String(), markettypes.AuctionOpen.String(), markettypes.AuctionClock.String(),
	"choice of the client", "invitation", "runner-up", "negotiation", "service", "quote",
}

// requireDeep demands that the runs together came everywhere: else the property shows little.
func (h histogram) requireDeep(t *testing.T) {
	t.Helper()
	for _, road := range roads {
		require.Positive(t, h["road "+road], "no agreement came about by %s", road)
	}
	for _, s := range agreementtypes.Statuses {
		require.Positive(t, h[s.String()], "no agreement was ever %s", s)
	}
	for i, s := range markettypes.JobStatus_name {
		require.Positive(t, h[s]+int(1-min(i, 1)), "no job was ever %s", s)
	}
	for i, s := range markettypes.OfferStatus_name {
		require.Positive(t, h[s]+int(1-min(i, 1)), "no negotiation was ever %s", s)
	}
	for _, kind := range slices.Concat(agreementtypes.SettlementEvents, []string{
		agreementtypes.EventEvaluatorAbsent, agreementtypes.EventAgreementAmended, agreementtypes.EventWorkReturned,
		agreementtypes.EventWorkRejected, agreementtypes.EventWorkContested, agreementtypes.EventRatingRevealed, agreementtypes.EventParamsUpdated,
		markettypes.EventCommitmentBurned, markettypes.EventCommitmentReleased, markettypes.EventBidDisplaced,
		markettypes.EventParamsUpdated, escrowtypes.EventParamsUpdated, reputationtypes.EventParamsUpdated,
		identitytypes.EventParamsUpdated, escrowtypes.EventHoldShrunk, escrowtypes.EventWithdrawn,
		arbitrationtypes.EventPanelDrawn, arbitrationtypes.EventVoteRevealed, arbitrationtypes.EventCaseAppealed, arbitrationtypes.EventSeatSettled,
	}) {
		require.Positive(t, h[kind], "%s never happened", kind)
	}
	for _, what := range []string{
		"now " + identitytypes.AgentStatusPaused.String(), "now " + identitytypes.AgentStatusActive.String(),
		"now " + identitytypes.AgentStatusRetired.String(), "utroth burned", "uusd burned", "exported and imported",
		"sent identity.v1.MsgAcceptOwner", "sent identity.v1.MsgRemoveOperator", "sent identity.v1.MsgUpdateMandate",
		"sent market.v1.MsgCancelJob", "sent market.v1.MsgCommitBid", "sent market.v1.MsgRevealBid", "sent market.v1.MsgPlaceBid",
		"sent market.v1.MsgTakeJob", "sent market.v1.MsgAwardJob", "sent market.v1.MsgMakeOffer", "sent market.v1.MsgCounterOffer",
		"sent market.v1.MsgAcceptOffer", "sent market.v1.MsgRejectOffer", "sent market.v1.MsgListService",
		"sent market.v1.MsgUpdateService", "sent market.v1.MsgRemoveService", "sent market.v1.MsgHire", "sent market.v1.MsgHireQuoted",
		"sent agreement.v1.MsgSubmit", "sent agreement.v1.MsgEvaluate", "sent agreement.v1.MsgAccept", "sent agreement.v1.MsgRework",
		"sent agreement.v1.MsgReject", "sent agreement.v1.MsgConcede", "sent agreement.v1.MsgProposeSplit",
		"sent agreement.v1.MsgAcceptSplit", "sent agreement.v1.MsgAmend", "sent agreement.v1.MsgCancel",
		"sent agreement.v1.MsgTerminate", "sent agreement.v1.MsgResign", "sent agreement.v1.MsgRevealRating",
		"sent agreement.v1.MsgRetry", "sent market.v1.MsgRetry", "a verdict is unclear: false", "a verdict is unclear: true",
		"refunded by " + agreementtypes.ActDecline.String(), "refunded by " + agreementtypes.ActResign.String(),
	} {
		require.Positive(t, h[what], "never %s", what)
	}
	for _, bound := range []*errors.Error{
		identitytypes.ErrAboveAction, identitytypes.ErrAboveWindow, identitytypes.ErrAboveLifetime, identitytypes.ErrActionNotAllowed,
		identitytypes.ErrCounterpartyNotAllowed, identitytypes.ErrDenomNotAllowed, identitytypes.ErrMandateExpired, identitytypes.ErrNotAuthorized,
		identitytypes.ErrAgentPaused, escrowtypes.ErrDenomNotAccepted, escrowtypes.ErrInsufficient,
	} {
		require.Positive(t, h[refusal(bound.Codespace(), bound.ABCICode())], "%s stopped nobody", bound)
	}
}

// impossible are sentinels that say the chain itself is wrong.
var impossible = []*errors.Error{
	deadline.ErrPanicked, deadline.ErrOutOfGas, deadline.ErrMalformed,
	identitytypes.ErrGenesis, identitytypes.ErrNotSet, identitytypes.ErrNoAuthority, identitytypes.ErrDeadlineKind, identitytypes.ErrBroken,
	escrowtypes.ErrGenesis, escrowtypes.ErrNotSet, escrowtypes.ErrNoAuthority, escrowtypes.ErrAgentAddress, escrowtypes.ErrScopeUnknown,
	escrowtypes.ErrRef, escrowtypes.ErrHoldNotFound, escrowtypes.ErrHoldMismatch, escrowtypes.ErrSameHold, escrowtypes.ErrAboveHold,
	escrowtypes.ErrAmount, escrowtypes.ErrBroken,
	reputationtypes.ErrGenesis, reputationtypes.ErrNotSet, reputationtypes.ErrReservedShort, reputationtypes.ErrOutcome, reputationtypes.ErrVerdict,
	agreementtypes.ErrGenesis, agreementtypes.ErrNotSet, agreementtypes.ErrCoverRef, agreementtypes.ErrCoverExists,
	agreementtypes.ErrCoverNotFound, agreementtypes.ErrCoverMismatch, agreementtypes.ErrFunding, agreementtypes.ErrNoAuthority,
	arbitrationtypes.ErrGenesis, arbitrationtypes.ErrNotSet, arbitrationtypes.ErrRequest, arbitrationtypes.ErrDeposit, arbitrationtypes.ErrDeadlineKind,
	arbitrationtypes.ErrNoHandler, arbitrationtypes.ErrInvariant, arbitrationtypes.ErrTree,
	agreementtypes.ErrDeadlineKind, agreementtypes.ErrReawardGas, agreementtypes.ErrInvariant,
	markettypes.ErrGenesis, markettypes.ErrNotSet, markettypes.ErrTransition, markettypes.ErrInvariant, markettypes.ErrNoRunnerUp,
}

// foreigners are the sentinels of the SDK that may refuse what the test sends.
var foreigners = []*errors.Error{sdkerrors.ErrUnauthorized}

// judge demands that a refusal is a sentinel of ours or one of the SDK's that is expected: no panic, no error without a
// code, nothing that says the chain is wrong.
func (w *world) judge(s sent, r *abci.ExecTxResult) {
	what := refusal(r.Codespace, r.Code)
	w.seen[what]++
	_, ours := explain.Lookup(r.Codespace, r.Code)
	known := ours
	for _, e := range foreigners {
		known = known || e.Codespace() == r.Codespace && e.ABCICode() == r.Code
	}
	require.True(w.rt, known, "%s: %T: %s", what, s.msgs[0], r.Log)
	for _, e := range impossible {
		require.False(w.rt, e.Codespace() == r.Codespace && e.ABCICode() == r.Code, "%s: %T: %s", what, s.msgs[0], r.Log)
	}
}

func refusal(codespace string, code uint32) string {
	entry, _ := explain.Lookup(codespace, code)
	return fmt.Sprintf("refused %s/%d %s", codespace, code, entry.Meaning)
}
