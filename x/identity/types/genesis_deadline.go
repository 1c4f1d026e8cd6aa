package types

import (
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
)

// due is a deadline that the state asks for.
type due struct {
	name  deadlineName
	dueMs uint64
}

type deadlineName struct {
	kind uint32
	id   string
}

// dues returns every deadline that agents, operators and attestations ask for: the name of a retired agent, the fee
// allowance of a mandate that expires, the attestation that expires.
func (gs GenesisState) dues() ([]due, error) {
	var all []due
	for _, a := range gs.Agents {
		if a.Status == AgentStatusRetired && a.Profile.Name != "" {
			all = append(all, due{deadlineName{KindReleaseName, a.Profile.Name}, a.DueMs})
		}
	}
	for _, o := range gs.Operators {
		if o.FeeLimit == nil || o.Mandate.ExpiresMs == 0 {
			continue
		}
		agent, err := field.Address("agent", o.Agent)
		if err != nil {
			return nil, err
		}
		key, err := field.Address("key", o.Key)
		if err != nil {
			return nil, err
		}
		all = append(all, due{deadlineName{KindEndAllowance, string(AllowanceID(agent, key))}, o.Mandate.ExpiresMs})
	}
	for _, a := range gs.Attestations {
		if a.ExpiresMs == 0 {
			continue
		}
		subject, err := field.Address("subject", a.Subject)
		if err != nil {
			return nil, err
		}
		issuer, err := field.Address("issuer", a.Issuer)
		if err != nil {
			return nil, err
		}
		all = append(all, due{deadlineName{KindExpireAttestation, string(AttestationID(subject, a.Schema, issuer))}, a.ExpiresMs})
	}
	return all, nil
}

// validateDeadlines checks that the queue has the deadlines that the state asks for, at their time, and no other.
func (gs GenesisState) validateDeadlines() error {
	if err := deadline.Validate(gs.Deadlines); err != nil {
		return err
	}
	dues, err := gs.dues()
	if err != nil {
		return err
	}
	asked := make(map[deadlineName]uint64, len(dues))
	for _, d := range dues {
		asked[d.name] = d.dueMs
	}
	waiting := make(map[deadlineName]struct{}, len(gs.Deadlines))
	for i, e := range gs.Deadlines {
		name := deadlineName{e.Kind, string(e.Id)}
		dueMs, ok := asked[name]
		if !ok {
			return ErrGenesis.Wrapf("deadlines[%d]: nothing asks for kind %d, id %x", i, e.Kind, e.Id)
		}
		if e.Attempts == 0 && e.DueMs != dueMs {
			return ErrGenesis.Wrapf("deadlines[%d]: due_ms %d, want %d for kind %d, id %x", i, e.DueMs, dueMs, e.Kind, e.Id)
		}
		waiting[name] = struct{}{}
	}
	for _, d := range dues {
		if _, waits := waiting[d.name]; !waits {
			return ErrGenesis.Wrapf("deadlines: none of kind %d, id %x at %d", d.name.kind, d.name.id, d.dueMs)
		}
	}
	return nil
}

// validateAttestations checks that each is valid, is between agents of the genesis, and is there once.
func (gs GenesisState) validateAttestations(agents map[string]Agent) error {
	type key struct{ subject, schema, issuer string }
	seen := make(map[key]struct{}, len(gs.Attestations))
	counts := make(map[string]uint32, len(agents))
	for i, a := range gs.Attestations {
		if err := a.Validate(); err != nil {
			return ErrGenesis.Wrapf("attestations[%d]: %s", i, err)
		}
		subject, known := agents[a.Subject]
		if _, issuer := agents[a.Issuer]; !known || !issuer {
			return ErrGenesis.Wrapf("attestations[%d]: subject %s or issuer %s is unknown", i, a.Subject, a.Issuer)
		}
		if a.Handovers > subject.Handovers {
			return ErrGenesis.Wrapf("attestations[%d]: after %d handovers of %s, which had %d", i, a.Handovers, a.Subject, subject.Handovers)
		}
		k := key{a.Subject, a.Schema, a.Issuer}
		if _, twice := seen[k]; twice {
			return ErrGenesis.Wrapf("attestations[%d]: subject %s, schema %q, issuer %s twice", i, a.Subject, a.Schema, a.Issuer)
		}
		seen[k] = struct{}{}
		// The parameter may have been lowered since; its ceiling holds always.
		if counts[a.Issuer]++; counts[a.Issuer] > CeilingMaxAttestations {
			return ErrGenesis.Wrapf("attestations[%d]: issuer %s has more than %d", i, a.Issuer, CeilingMaxAttestations)
		}
	}
	return nil
}
