package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	a, o, p := types.Agent{}, types.Operator{}, types.DefaultParams()
	golden := map[string]sdk.Event{
		"identity.agent_registered: agent owner name fee":                     types.NewAgentRegisteredEvent(a, p.RegistrationFee),
		"identity.profile_updated: agent signer from to":                      types.NewProfileUpdatedEvent("", "", "", ""),
		"identity.status_changed: agent owner from to":                        types.NewStatusChangedEvent(a, types.AgentStatusActive, types.AgentStatusPaused),
		"identity.owner_proposed: agent owner new_owner":                      types.NewOwnerProposedEvent(a),
		"identity.owner_proposal_withdrawn: agent owner new_owner":            types.NewOwnerProposalWithdrawnEvent(a, ""),
		"identity.owner_changed: agent from to handovers":                     types.NewOwnerChangedEvent(a, ""),
		"identity.operator_added: agent operator serial":                      types.NewOperatorAddedEvent(o),
		"identity.mandate_updated: agent operator serial":                     types.NewMandateUpdatedEvent(o),
		"identity.operator_removed: agent operator serial":                    types.NewOperatorRemovedEvent(o),
		"identity.heartbeat_received: agent signer at_ms":                     types.NewHeartbeatReceivedEvent("", "", 0),
		"identity.name_released: agent name":                                  types.NewNameReleasedEvent("", ""),
		"identity.fee_allowance_granted: agent operator limit":                types.NewFeeAllowanceGrantedEvent(o, p.RegistrationFee),
		"identity.fee_allowance_ended: agent operator":                        types.NewFeeAllowanceEndedEvent(o),
		"identity.attestation_issued: subject schema issuer value expires_ms": types.NewAttestationIssuedEvent(types.Attestation{}),
		"identity.attestation_revoked: subject schema issuer by":              types.NewAttestationRevokedEvent(types.Attestation{}, ""),
		"identity.attestation_expired: subject schema issuer":                 types.NewAttestationExpiredEvent(types.Attestation{}),
		"identity.account_linked: agent owner account":                        types.NewAccountLinkedEvent(types.Link{}, ""),
		"identity.account_unlinked: agent account":                            types.NewAccountUnlinkedEvent("", ""),
		"identity.params_updated: registration_fee heartbeat_interval_ms name_hold_ms max_deadlines_per_block max_attestations_per_issuer": types.NewParamsUpdatedEvent(p),
	}
	for want, e := range golden {
		keys := make([]string, 0, len(e.Attributes))
		for _, attribute := range e.Attributes {
			keys = append(keys, attribute.Key)
		}
		require.Equal(t, want, e.Type+": "+strings.Join(keys, " "))
	}
	e := types.NewStatusChangedEvent(a, types.AgentStatusActive, types.AgentStatusPaused)
	require.Equal(t, "AGENT_STATUS_ACTIVE", e.Attributes[2].Value)
	require.Equal(t, "AGENT_STATUS_PAUSED", e.Attributes[3].Value)
}
