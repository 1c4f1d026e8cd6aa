package index

import (
	"github.com/trothchain/troth/explorer/store"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

var reputationHandlers = map[string]func(*scene) error{
	reputationtypes.EventContractSettled:   (*scene).contractSettled,
	reputationtypes.EventCapitalReserved:   (*scene).capital,
	reputationtypes.EventCapitalUnreserved: (*scene).capital,
}

// contractSettled sums what reputation counted for the provider: in the skill and over all.
func (s *scene) contractSettled() error {
	provider, skill, price, burn := s.get("provider"), s.get("skill"), s.num("price_micro"), s.num("burn_micro")
	skills := []string{""}
	if skill != "" {
		skills = append(skills, skill)
	}
	for _, name := range skills {
		e, err := s.w.AgentSkills.Get(provider, name)
		if err != nil {
			return err
		}
		if e == nil {
			e = &store.AgentSkill{Agent: provider, Skill: name}
		}
		e.Settlements++
		e.Success += s.num("success")
		e.Failure += s.num("failure")
		e.Volume += price
		e.Burned += burn
		e.LastMs = s.b.TimeMs
		s.w.AgentSkills.Put(e)
	}
	if err := s.agent(provider, func(a *store.Agent) {
		freed := s.num("capital_freed_micro")
		a.Earned += price
		a.Burned += burn
		a.CapitalFree += freed + burn
		a.CapitalReserved = max(0, a.CapitalReserved-freed-s.num("capital_lost_micro")-s.num("capital_forfeited_micro"))
	}); err != nil {
		return err
	}
	if err := s.skill(skill, func(k *store.Skill) { k.Settlements++; k.Volume += price }); err != nil {
		return err
	}
	if err := s.add("volume_micro", "", 1, decimal(price)); err != nil {
		return err
	}
	return s.add("burn_micro", "", 1, decimal(burn))
}

func (s *scene) capital() error {
	return s.agent(s.get("provider"), func(a *store.Agent) {
		a.CapitalFree, a.CapitalReserved = s.num("free_micro"), s.num("reserved_micro")
	})
}
