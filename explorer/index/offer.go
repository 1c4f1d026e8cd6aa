package index

import (
	"strconv"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

var offerHandlers = map[string]func(*scene) error{
	markettypes.EventOfferMade:      (*scene).offerRound,
	markettypes.EventOfferCountered: (*scene).offerRound,
	markettypes.EventOfferAccepted:  (*scene).offerEnded,
	markettypes.EventOfferRejected:  (*scene).offerEnded,
	markettypes.EventOfferExpired:   (*scene).offerEnded,
	markettypes.EventOfferPruned:    (*scene).offerPruned,
	markettypes.EventServiceListed:  (*scene).serviceListed,
	markettypes.EventServiceUpdated: (*scene).serviceListed,
	markettypes.EventServiceRemoved: (*scene).serviceRemoved,
	markettypes.EventServiceHired:   (*scene).serviceHired,
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// offerTerms are the terms of the round that the event tells.
func (s *scene) offerTerms() *agreementtypes.Terms {
	maker := s.get("maker")
	if m := message(s, func(m *markettypes.MsgMakeOffer) bool { return m.Maker == maker }); m != nil {
		return &m.Terms
	}
	if m := message(s, func(m *markettypes.MsgCounterOffer) bool { return m.Maker == maker && m.Offer == s.get("offer") }); m != nil {
		return &m.Terms
	}
	return nil
}

func (s *scene) offerRound() error {
	o, err := s.w.Offers.Get(s.get("offer"))
	if err != nil {
		return err
	}
	if o == nil {
		o = &store.Offer{ID: s.get("offer"), Seq: s.seq, Client: s.get("client"), Provider: s.get("provider"), About: s.get("about"), OpenedMs: s.b.TimeMs}
		if err := s.bump("offers_made", 1); err != nil {
			return err
		}
	}
	o.Status, o.Round, o.Maker, o.Skill, o.Price = "open", s.num("round"), s.get("maker"), s.get("skill"), s.coin("price")
	o.Pledge, o.ExpiresMs, o.UpdatedMs = s.amount("pledge"), s.num("expires_ms"), s.b.TimeMs
	r := &store.Round{
		Offer: o.ID, Number: o.Round, Maker: o.Maker, Signer: s.get("signer"), Price: o.Price, Pledge: o.Pledge, Hash: s.get("hash"),
		NoteURI: s.get("note_uri"), ExpiresMs: o.ExpiresMs, Height: s.b.Height, TimeMs: s.b.TimeMs,
	}
	if t := s.offerTerms(); t != nil {
		o.Title, r.Terms = t.Title, s.json(t)
	}
	s.w.Offers.Put(o)
	s.w.Rounds.Put(r)
	return nil
}

func (s *scene) offerEnded() error {
	return edit(s.w.Offers, func(o *store.Offer) error {
		o.Status, o.Agreement, o.Reason, o.UpdatedMs = plain(s.get("to"), "OFFER_STATUS_"), s.get("agreement"), plain(s.get("reason"), "REASON_"), s.b.TimeMs
		return nil
	}, s.get("offer"))
}

func (s *scene) offerPruned() error {
	return edit(s.w.Offers, func(o *store.Offer) error { o.Pruned = true; return nil }, s.get("offer"))
}

func (s *scene) serviceListed() error {
	v, err := s.w.Services.Get(s.get("service"))
	if err != nil {
		return err
	}
	fresh := v == nil
	if fresh {
		v = &store.Service{ID: s.get("service"), Seq: s.seq, Provider: s.get("provider"), ListedMs: s.b.TimeMs}
	}
	was := v.Skill
	v.Skill, v.Price, v.PriceMicro, v.Capacity = s.get("skill"), s.coin("price"), s.num("price_micro"), s.num("capacity")
	v.Version, v.Active, v.UpdatedMs = s.num("version"), s.get("active") == "true", s.b.TimeMs
	var t *agreementtypes.Terms
	if m := message(s, func(m *markettypes.MsgListService) bool { return m.Provider == v.Provider }); m != nil {
		t = &m.Terms
	} else if m := message(s, func(m *markettypes.MsgUpdateService) bool { return m.Service == v.ID }); m != nil {
		t = &m.Terms
	}
	if t != nil {
		v.Title, v.Terms = t.Title, s.json(t)
	}
	s.w.Services.Put(v)
	if fresh {
		if err := s.bump("services", 1); err != nil {
			return err
		}
	}
	if was == v.Skill {
		return nil
	}
	if err := s.skill(was, func(k *store.Skill) { k.Services-- }); err != nil {
		return err
	}
	return s.skill(v.Skill, func(k *store.Skill) { k.Services++ })
}

func (s *scene) serviceRemoved() error {
	return edit(s.w.Services, func(v *store.Service) error {
		if v.Removed {
			return nil
		}
		v.Removed, v.Active, v.UpdatedMs = true, false, s.b.TimeMs
		if err := s.bump("services", -1); err != nil {
			return err
		}
		return s.skill(v.Skill, func(k *store.Skill) { k.Services-- })
	}, s.get("service"))
}

func (s *scene) serviceHired() error {
	if err := s.bump("services_hired", 1); err != nil {
		return err
	}
	return edit(s.w.Services, func(v *store.Service) error { v.Hired++; return nil }, s.get("service"))
}
