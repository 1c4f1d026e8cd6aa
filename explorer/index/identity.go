package index

import (
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/trothchain/troth/explorer/store"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var identityHandlers = map[string]func(*scene) error{
	identitytypes.EventAgentRegistered:        (*scene).agentRegistered,
	identitytypes.EventProfileUpdated:         (*scene).profileUpdated,
	identitytypes.EventStatusChanged:          (*scene).statusChanged,
	identitytypes.EventOwnerProposed:          (*scene).ownerProposed,
	identitytypes.EventOwnerProposalWithdrawn: (*scene).ownerProposed,
	identitytypes.EventOwnerChanged:           (*scene).ownerChanged,
	identitytypes.EventOperatorAdded:          (*scene).operatorAdded,
	identitytypes.EventMandateUpdated:         (*scene).operatorAdded,
	identitytypes.EventOperatorRemoved:        (*scene).operatorRemoved,
	identitytypes.EventHeartbeatReceived:      (*scene).heartbeat,
	identitytypes.EventAttestationIssued:      (*scene).attested,
	identitytypes.EventAttestationRevoked:     (*scene).attestationEnded,
	identitytypes.EventAttestationExpired:     (*scene).attestationEnded,
	identitytypes.EventAccountLinked:          (*scene).linked,
	identitytypes.EventAccountUnlinked:        (*scene).unlinked,
}

func (s *scene) agentRegistered() error {
	a := &store.Agent{
		Address: s.get("agent"), Seq: s.seq, Owner: s.get("owner"), Name: s.get("name"), Status: "active", Skills: "[]",
		RegisteredMs: s.b.TimeMs,
	}
	if m := message(s, func(m *identitytypes.MsgRegister) bool { return m.Owner == a.Owner && m.Profile.Name == a.Name }); m != nil {
		if err := s.profile(a, m.Profile); err != nil {
			return err
		}
	}
	s.w.Agents.Put(a)
	if err := s.bump("agents_registered", 1); err != nil {
		return err
	}
	return s.bump("agents", 1)
}

// profile takes what an agent says of itself; its skills make it found.
func (s *scene) profile(a *store.Agent, p identitytypes.Profile) error {
	var was []string
	if err := json.Unmarshal([]byte(a.Skills), &was); err != nil {
		return err
	}
	for _, skill := range was {
		if slices.Contains(p.Skills, skill) {
			continue
		}
		s.w.Tags.Delete(skill, a.Address)
		if err := s.skill(skill, func(k *store.Skill) { k.Agents-- }); err != nil {
			return err
		}
	}
	for _, skill := range p.Skills {
		if slices.Contains(was, skill) {
			continue
		}
		s.w.Tags.Put(&store.Tag{Skill: skill, Agent: a.Address})
		if err := s.skill(skill, func(k *store.Skill) { k.Agents++ }); err != nil {
			return err
		}
	}
	skills := p.Skills
	if skills == nil {
		skills = []string{}
	}
	raw, err := json.Marshal(skills)
	if err != nil {
		return err
	}
	a.Name, a.Skills, a.CardURI, a.CardSHA256 = p.Name, store.Text(raw), p.Card.Uri, hex.EncodeToString(p.Card.Sha256)
	return nil
}

func (s *scene) profileUpdated() error {
	return edit(s.w.Agents, func(a *store.Agent) error {
		a.Name = s.get("to")
		m := message(s, func(m *identitytypes.MsgUpdateProfile) bool { return m.Agent == a.Address })
		if m == nil {
			return nil
		}
		return s.profile(a, m.Profile)
	}, s.get("agent"))
}

func (s *scene) statusChanged() error {
	return s.agent(s.get("agent"), func(a *store.Agent) { a.Status = plain(s.get("to"), "AGENT_STATUS_") })
}

func (s *scene) ownerProposed() error {
	return s.agent(s.get("agent"), func(a *store.Agent) {
		a.PendingOwner = ""
		if s.ev.Kind == identitytypes.EventOwnerProposed {
			a.PendingOwner = s.get("new_owner")
		}
	})
}

func (s *scene) ownerChanged() error {
	return s.agent(s.get("agent"), func(a *store.Agent) {
		a.Owner, a.PendingOwner, a.Handovers = s.get("to"), "", s.num("handovers")
	})
}

func (s *scene) operatorAdded() error {
	o := &store.Operator{Agent: s.get("agent"), Key: s.get("operator"), Serial: s.num("serial"), SinceMs: s.b.TimeMs}
	was, err := s.w.Operators.Get(o.Agent, o.Key)
	if err != nil {
		return err
	}
	if was != nil && s.ev.Kind == identitytypes.EventMandateUpdated {
		o.SinceMs = was.SinceMs
	}
	s.w.Operators.Put(o)
	return nil
}

func (s *scene) operatorRemoved() error {
	s.w.Operators.Delete(s.get("agent"), s.get("operator"))
	return nil
}

func (s *scene) heartbeat() error {
	return s.agent(s.get("agent"), func(a *store.Agent) { a.HeartbeatMs = s.num("at_ms") })
}

func (s *scene) attested() error {
	s.w.Attestations.Put(&store.Attestation{
		Subject: s.get("subject"), Schema: s.get("schema"), Issuer: s.get("issuer"), Value: s.get("value"),
		IssuedMs: s.b.TimeMs, ExpiresMs: s.num("expires_ms"),
	})
	return nil
}

func (s *scene) attestationEnded() error {
	s.w.Attestations.Delete(s.get("subject"), s.get("schema"), s.get("issuer"))
	return nil
}

func (s *scene) linked() error {
	s.w.Links.Put(&store.Link{Agent: s.get("agent"), Account: s.get("account")})
	return nil
}

func (s *scene) unlinked() error {
	s.w.Links.Delete(s.get("agent"), s.get("account"))
	return nil
}
