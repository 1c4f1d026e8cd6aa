package types

import (
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The types of the module's events: public names, see events_test.go.
const (
	EventAgentRegistered        = "identity.agent_registered"
	EventProfileUpdated         = "identity.profile_updated"
	EventStatusChanged          = "identity.status_changed"
	EventOwnerProposed          = "identity.owner_proposed"
	EventOwnerProposalWithdrawn = "identity.owner_proposal_withdrawn"
	EventOwnerChanged           = "identity.owner_changed"
	EventOperatorAdded          = "identity.operator_added"
	EventMandateUpdated         = "identity.mandate_updated"
	EventOperatorRemoved        = "identity.operator_removed"
	EventHeartbeatReceived      = "identity.heartbeat_received"
	EventNameReleased           = "identity.name_released"
	EventFeeAllowanceGranted    = "identity.fee_allowance_granted"
	EventFeeAllowanceEnded      = "identity.fee_allowance_ended"
	EventAttestationIssued      = "identity.attestation_issued"
	EventAttestationRevoked     = "identity.attestation_revoked"
	EventAttestationExpired     = "identity.attestation_expired"
	EventAccountLinked          = "identity.account_linked"
	EventAccountUnlinked        = "identity.account_unlinked"
	EventParamsUpdated          = "identity.params_updated"
)

func event(kind string, pairs ...string) sdk.Event {
	attributes := make([]sdk.Attribute, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		attributes = append(attributes, sdk.NewAttribute(pairs[i], pairs[i+1]))
	}
	return sdk.NewEvent(kind, attributes...)
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// NewAgentRegisteredEvent tells a new agent and the fee its owner paid.
func NewAgentRegisteredEvent(a Agent, fee sdk.Coin) sdk.Event {
	return event(EventAgentRegistered, "agent", a.Address, "owner", a.Owner, "name", a.Profile.Name, "fee", fee.String())
}

// NewProfileUpdatedEvent tells who updated the profile, and the names before and after.
func NewProfileUpdatedEvent(agent, signer, fromName, toName string) sdk.Event {
	return event(EventProfileUpdated, "agent", agent, "signer", signer, "from", fromName, "to", toName)
}

// NewStatusChangedEvent tells the status before and after.
func NewStatusChangedEvent(a Agent, from, to AgentStatus) sdk.Event {
	return event(EventStatusChanged, "agent", a.Address, "owner", a.Owner, "from", from.String(), "to", to.String())
}

// NewOwnerProposedEvent tells the beginning of a handover.
func NewOwnerProposedEvent(a Agent) sdk.Event {
	return event(EventOwnerProposed, "agent", a.Address, "owner", a.Owner, "new_owner", a.PendingOwner)
}

// NewOwnerProposalWithdrawnEvent tells the end of a handover without a change.
func NewOwnerProposalWithdrawnEvent(a Agent, newOwner string) sdk.Event {
	return event(EventOwnerProposalWithdrawn, "agent", a.Address, "owner", a.Owner, "new_owner", newOwner)
}

// NewOwnerChangedEvent tells a completed handover.
func NewOwnerChangedEvent(a Agent, from string) sdk.Event {
	return event(EventOwnerChanged, "agent", a.Address, "from", from, "to", a.Owner, "handovers", number(uint64(a.Handovers)))
}

// NewOperatorAddedEvent tells a new operator.
func NewOperatorAddedEvent(o Operator) sdk.Event {
	return event(EventOperatorAdded, "agent", o.Agent, "operator", o.Key, "serial", number(o.Serial))
}

// NewMandateUpdatedEvent tells a replaced mandate.
func NewMandateUpdatedEvent(o Operator) sdk.Event {
	return event(EventMandateUpdated, "agent", o.Agent, "operator", o.Key, "serial", number(o.Serial))
}

// NewOperatorRemovedEvent tells a removed operator.
func NewOperatorRemovedEvent(o Operator) sdk.Event {
	return event(EventOperatorRemoved, "agent", o.Agent, "operator", o.Key, "serial", number(o.Serial))
}

// NewHeartbeatReceivedEvent tells a heartbeat.
func NewHeartbeatReceivedEvent(agent, signer string, atMs uint64) sdk.Event {
	return event(EventHeartbeatReceived, "agent", agent, "signer", signer, "at_ms", number(atMs))
}

// NewNameReleasedEvent tells that the name of a retired agent is free again.
func NewNameReleasedEvent(agent, name string) sdk.Event {
	return event(EventNameReleased, "agent", agent, "name", name)
}

// NewFeeAllowanceGrantedEvent tells what a new mandate lets its key pay of transaction fees.
func NewFeeAllowanceGrantedEvent(o Operator, limit sdk.Coin) sdk.Event {
	return event(EventFeeAllowanceGranted, "agent", o.Agent, "operator", o.Key, "limit", limit.String())
}

// NewFeeAllowanceEndedEvent tells that a key no longer pays fees from the agent's account.
func NewFeeAllowanceEndedEvent(o Operator) sdk.Event {
	return event(EventFeeAllowanceEnded, "agent", o.Agent, "operator", o.Key)
}

// NewAttestationIssuedEvent tells a new statement, which may replace another of the same subject, schema and issuer.
func NewAttestationIssuedEvent(a Attestation) sdk.Event {
	return event(EventAttestationIssued, "subject", a.Subject, "schema", a.Schema, "issuer", a.Issuer,
		"value", a.Value, "expires_ms", number(a.ExpiresMs))
}

// NewAttestationRevokedEvent tells which agent, issuer or subject, deleted a statement.
func NewAttestationRevokedEvent(a Attestation, by string) sdk.Event {
	return event(EventAttestationRevoked, "subject", a.Subject, "schema", a.Schema, "issuer", a.Issuer, "by", by)
}

// NewAttestationExpiredEvent tells that a statement has expired and is gone.
func NewAttestationExpiredEvent(a Attestation) sdk.Event {
	return event(EventAttestationExpired, "subject", a.Subject, "schema", a.Schema, "issuer", a.Issuer)
}

// NewAccountLinkedEvent tells that an agent proved control of an account elsewhere to its owner.
func NewAccountLinkedEvent(l Link, owner string) sdk.Event {
	return event(EventAccountLinked, "agent", l.Agent, "owner", owner, "account", l.Account)
}

// NewAccountUnlinkedEvent tells that an account elsewhere is no longer an agent's.
func NewAccountUnlinkedEvent(agent, account string) sdk.Event {
	return event(EventAccountUnlinked, "agent", agent, "account", account)
}

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return event(EventParamsUpdated,
		"registration_fee", p.RegistrationFee.String(),
		"heartbeat_interval_ms", number(p.HeartbeatIntervalMs),
		"name_hold_ms", number(p.NameHoldMs),
		"max_deadlines_per_block", number(uint64(p.MaxDeadlinesPerBlock)),
		"max_attestations_per_issuer", number(uint64(p.MaxAttestationsPerIssuer)))
}
