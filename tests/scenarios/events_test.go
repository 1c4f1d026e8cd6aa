package scenarios

import (
	"slices"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// modules whose events a scenario sees.
var modules = []string{"market", "agreement", "escrow", "reputation", "identity", "deadline", "arbitration"}

// quiet are the events that are not shown: movements of holds, which others sum up, and the deletion of old records.
var quiet = []string{
	"agreement.cover_locked", "agreement.cover_unlocked", "agreement.agreement_pruned", "market.job_pruned",
	"market.offer_pruned", "arbitration.vote_committed", "arbitration.vote_revealed", "arbitration.evidence_closed",
	"arbitration.commits_closed", "arbitration.seat_settled", "arbitration.fee_paid", "arbitration.verdict_final",
	"arbitration.ruling_delivered", "arbitration.case_pruned", "arbitration.trees_changed", "arbitration.arbiter_enlisted", "identity.operator_added", "reputation.capital_reserved", "reputation.capital_unreserved",
}

// telling are the attributes that are shown, in this order.
var telling = []string{
	"case", "job", "agreement", "offer", "service", "about", "origin", "agent", "subject", "client", "provider", "maker", "evaluator", "from", "to",
	"act", "by", "kind", "round", "number", "version", "milestone", "outcome", "bps", "verdict_bps", "claimed_bps", "rating", "price",
	"price_micro", "budget", "loss", "pledge", "capital", "paid", "evaluator_fee", "refunded", "burned", "protocol_fee", "compensation",
	"pledge_burned", "capital_lost", "capital_lost_micro", "backup_reserve", "backups", "released", "fee", "deposit", "extra",
	"contest_deposit", "client_deposit", "provider_deposit", "client_back", "provider_back", "panel_fee", "size", "seats", "revealed", "unclear",
	"success", "failure", "score_bps", "expected_cost", "rank", "reason", "commits", "bid_end_ms", "reveal_end_ms", "award_end_ms",
	"expires_ms", "due_ms",
}

// newcomers are the events that name the client; later ones need not, since a job and an agreement keep it.
var newcomers = []string{"market.job_posted", "market.offer_made", "agreement.agreement_opened", "reputation.client_rated"}

// ends of agreements, whose due time is only that of their record.
var ends = []string{"COMPLETED", "REFUNDED", "SPLIT", "TERMINATED", "CANCELLED", "CLOSED"}

// ownEvents are those of our modules.
func (w *world) ownEvents(events []abci.Event) []abci.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e abci.Event) bool {
		module, _, _ := strings.Cut(e.Type, ".")
		return !slices.Contains(modules, module)
	})
}

// label names what an event tells for the first time.
func (w *world) label(e abci.Event) {
	switch e.Type {
	case agreementtypes.EventAgreementOpened:
		w.opened(testapp.Attribute(e, "agreement"))
	case arbitrationtypes.EventCaseOpened:
		w.broughtUp(testapp.Attribute(e, "case"))
	}
}

// short is an event in one line: its name, then its telling attributes. It is empty for a quiet one.
func (w *world) short(e abci.Event) string {
	module, name, _ := strings.Cut(e.Type, ".")
	if module == "escrow" || slices.Contains(quiet, e.Type) {
		return ""
	}
	if module == "deadline" {
		name = e.Type
	}
	parts := []string{name}
	for _, key := range telling {
		value := testapp.Attribute(e, key)
		switch {
		case value == "", key == "client" && !slices.Contains(newcomers, e.Type),
			key == "price_micro" && testapp.Attribute(e, "price") != "",
			key == "bps" && testapp.Attribute(e, "kind") == "PROPOSAL_KIND_AMEND":
			continue
		}
		if text := w.attribute(e, key, value); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " ")
}

// attribute is one in the scenario's words; empty when it says nothing.
func (w *world) attribute(e abci.Event, key, value string) string {
	if text, isCoin := coins(value); isCoin {
		if text == "0" {
			return ""
		}
		return key + "=" + text
	}
	if name := w.names.label(value); name != value {
		switch key {
		case "from", "to":
			return key + "=" + name
		case "maker":
			return "by=" + name
		}
		return name
	}
	number, err := strconv.ParseUint(value, 10, 64)
	switch {
	case key == "to":
		return statusName(testapp.Attribute(e, "from")) + "→" + statusName(value)
	case key == "by":
		return said(key, strings.ToLower(statusName(value)))
	case key == "unclear" && value == "false":
		return ""
	case key == "from":
		return "" // shown with "to"
	case err != nil:
		return said(key, statusName(value))
	case strings.HasSuffix(key, "_ms"):
		if number == 0 || key == "due_ms" && slices.Contains(ends, statusName(testapp.Attribute(e, "to"))) {
			return ""
		}
		return strings.TrimSuffix(key, "_ms") + "=" + w.since(number)
	case key == "rank" || key == "milestone" || key == "bps" || key == "verdict_bps" && (isVerdict(e) || strings.HasPrefix(e.Type, "arbitration.")):
		return number0(key, number)
	case number == 0:
		return ""
	}
	return number0(key, number)
}

func isVerdict(e abci.Event) bool { return testapp.Attribute(e, "outcome") == "OUTCOME_VERDICT" }

// number0 writes a number in the unit its name says.
func number0(key string, n uint64) string {
	switch {
	case key == "bps":
		return "share=" + share(n)
	case strings.HasSuffix(key, "bps"):
		return strings.TrimSuffix(strings.TrimSuffix(key, "bps"), "_") + "=" + share(n)
	case strings.HasSuffix(key, "_micro"):
		return strings.TrimSuffix(key, "_micro") + "=" + micro(n)
	case slices.Contains([]string{"expected_cost", "success", "failure", "capital", "capital_lost"}, key):
		return key + "=" + micro(n)
	}
	return key + "=" + strconv.FormatUint(n, 10)
}

// statusName drops what all names of an enum begin with: JOB_STATUS_OPEN is OPEN.
func statusName(s string) string {
	for _, prefix := range []string{"JOB_STATUS_", "OFFER_STATUS_", "AGENT_STATUS_", "STATUS_", "OUTCOME_", "PROPOSAL_KIND_", "REASON_", "METHOD_", "ROLE_", "SIDE_", "KIND_", "ARBITER_STATUS_"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			if rest == "UNSPECIFIED" {
				return ""
			}
			return rest
		}
	}
	return s
}
