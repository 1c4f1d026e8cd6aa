package index

import (
	"encoding/json"
	"strings"

	"github.com/trothchain/troth/explorer/store"
)

// tabled are the modules whose things have tables; those of all other modules, of today and tomorrow, become objects.
var tabled = map[string]bool{
	"identity": true, "escrow": true, "market": true, "agreement": true, "reputation": true, "beacon": true, "clock": true,
}

// generic takes an event of a module without tables: its first id is the object it is about, whose attributes it changes.
// Cases of arbitration have both, tables and objects.
func (s *scene) generic(module string, attrs map[string]string) error {
	if tabled[module] {
		return nil
	}
	id := subject(s.ev)
	if id == "" {
		return nil
	}
	o, err := s.w.Objects.Get(id)
	if err != nil {
		return err
	}
	all := make(map[string]string)
	if o == nil {
		prefix, _, _ := strings.Cut(id, "_")
		o = &store.Object{ID: id, Prefix: prefix, Module: module, CreatedSeq: s.seq, CreatedMs: s.b.TimeMs}
	} else if err := json.Unmarshal([]byte(o.Attrs), &all); err != nil {
		return err
	}
	for k, v := range attrs {
		if k != "from" {
			all[k] = v
		}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if to := attrs["to"]; to != "" {
		if _, short, ok := strings.Cut(to, "STATUS_"); ok {
			to = short
		}
		o.Status = strings.ToLower(to)
	}
	o.Attrs, o.Kind, o.UpdatedSeq, o.UpdatedMs = store.Text(raw), s.ev.Kind, s.seq, s.b.TimeMs
	o.Events++
	s.w.Objects.Put(o)
	return nil
}

// subject is the thing an event of a module without tables is about: the first id that is not one of the other modules'.
func subject(e Event) string {
	for _, a := range e.Attrs {
		if free(e.Kind, a.Key) {
			continue
		}
		switch prefix, _, ok := isID(a.Value); {
		case !ok:
		case prefix == "job" || prefix == "agr" || prefix == "ofr" || prefix == "svc":
		default:
			return a.Value
		}
	}
	return ""
}
