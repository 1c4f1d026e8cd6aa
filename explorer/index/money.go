package index

import (
	"github.com/trothchain/troth/explorer/store"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

var moneyHandlers = map[string]func(*scene) error{
	escrowtypes.EventHoldPlaced:   (*scene).hold,
	escrowtypes.EventHoldGrown:    (*scene).hold,
	escrowtypes.EventHoldShrunk:   (*scene).hold,
	escrowtypes.EventHoldPaid:     (*scene).hold,
	escrowtypes.EventHoldMoved:    (*scene).hold,
	escrowtypes.EventHoldBurned:   (*scene).hold,
	escrowtypes.EventHoldReleased: (*scene).hold,
}

// coins adds or subtracts coins of an account, by what the bank says of every movement.
func (s *scene) coins(account, coins string, op func(a, b string) string) error {
	for _, c := range store.ParseCoins(coins) {
		row, err := s.w.Balances.Get(account, c.Denom)
		if err != nil {
			return err
		}
		if row == nil {
			row = &store.Balance{Account: account, Denom: c.Denom, Amount: "0"}
		}
		if row.Amount = op(row.Amount, c.Amount); row.Amount == "0" {
			s.w.Balances.Delete(account, c.Denom)
			continue
		}
		s.w.Balances.Put(row)
	}
	return nil
}

// hold writes what is left of a hold after any of its transitions. Of money that moves to another hold, only the first
// hold's event tells.
func (s *scene) hold() error {
	if err := s.setHold(s.get("scope"), s.get("ref"), func(string) store.Coin { return s.coin("rest") }); err != nil {
		return err
	}
	if s.ev.Kind != escrowtypes.EventHoldMoved {
		return nil
	}
	moved := s.coin("amount")
	return s.setHold(s.get("to_scope"), s.get("to_ref"), func(before string) store.Coin {
		return store.Coin{Amount: store.Add(before, moved.Amount), Denom: moved.Denom}
	})
}

// setHold writes a hold of the event's agent, and the agent's sum.
func (s *scene) setHold(scope, ref string, after func(before string) store.Coin) error {
	agent := s.get("agent")
	h, err := s.w.Holds.Get(scope, ref)
	if err != nil {
		return err
	}
	before := "0"
	if h == nil {
		h = &store.Hold{Scope: scope, Ref: ref, Agent: agent, Object: s.target(scope, ref)}
	} else {
		before = h.Coin.Amount
	}
	rest := after(before)
	sum, err := s.w.Held.Get(agent, rest.Denom)
	if err != nil {
		return err
	}
	if sum == nil {
		sum = &store.Held{Agent: agent, Denom: rest.Denom, Amount: "0"}
	}
	change := store.Sub(rest.Amount, before)
	if sum.Amount = store.Add(sum.Amount, change); sum.Amount == "0" {
		s.w.Held.Delete(agent, rest.Denom)
	} else {
		s.w.Held.Put(sum)
	}
	if change != "0" {
		if err := s.add("held", rest.Denom, 1, change); err != nil {
			return err
		}
	}
	if rest.Amount == "0" {
		s.w.Holds.Delete(scope, ref)
		return nil
	}
	h.Coin, h.Height, h.TimeMs = rest, s.b.Height, s.b.TimeMs
	s.w.Holds.Put(h)
	return nil
}
