package worker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// ParsePolicy reads and checks a policy; every error names the field. ErrPolicy.
func ParsePolicy(raw []byte) (Policy, error) {
	var p Policy
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return p, ErrPolicy.Wrap(err.Error())
	}
	return p, p.check()
}

// most is the longest of all times of a policy.
const most = 365 * 24 * time.Hour

// check fills the defaults.
func (p *Policy) check() error {
	if len(p.Skills) == 0 {
		return ErrPolicy.Wrap("skills: none")
	}
	for i := range p.Skills {
		if err := p.Skills[i].check(fmt.Sprintf("skills[%d]", i)); err != nil {
			return err
		}
		if p.skill(p.Skills[i].Name) != &p.Skills[i] {
			return ErrPolicy.Wrapf("skills[%d].skill: %s is there twice", i, p.Skills[i].Name)
		}
	}
	if p.Rating == nil {
		rating := 90
		p.Rating = &rating
	}
	if *p.Rating < -1 || *p.Rating > 100 {
		return ErrPolicy.Wrapf("rating: %d, want -1 to 100", *p.Rating)
	}
	if err := times(at{"heartbeat", p.Heartbeat}); err != nil {
		return err
	}
	for _, check := range []func() error{p.Accept.check, p.Limits.check, p.Claims.check, p.Negotiation.check, p.Quotes.check} {
		if err := check(); err != nil {
			return err
		}
	}
	for i := range p.Services {
		if err := p.Services[i].check(fmt.Sprintf("services[%d]", i), p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Skill) check(name string) error {
	if err := field.Tag(name+".skill", s.Name, 2, 48); err != nil {
		return ErrPolicy.Wrap(err.Error())
	}
	if s.Do != nil && len(s.Exec) > 0 {
		return ErrPolicy.Wrapf("%s.exec: the skill has a function", name)
	}
	if s.Do == nil && (len(s.Exec) == 0 || s.Exec[0] == "") {
		return ErrPolicy.Wrapf("%s.exec: no command", name)
	}
	rules := 0
	for _, set := range []bool{s.Price.Fixed != "", s.Price.PerKB != "", s.Price.BudgetBps > 0, len(s.Price.Exec) > 0} {
		if set {
			rules++
		}
	}
	if rules != 1 {
		return ErrPolicy.Wrapf("%s.price: %d rules, want one of fixed, per_kb, budget_bps and exec", name, rules)
	}
	if err := amounts(amount{name + ".price.fixed", s.Price.Fixed}, amount{name + ".price.per_kb", s.Price.PerKB}, amount{name + ".price.min", s.Price.Min}); err != nil {
		return err
	}
	if s.Price.Min != "" && s.Price.PerKB == "" {
		return ErrPolicy.Wrapf("%s.price.min: goes with per_kb; accept.min_price is for every rule", name)
	}
	if err := bps(share{name + ".price.budget_bps", s.Price.BudgetBps, 10_000}, share{name + ".pledge_bps", s.PledgeBps, 100_000},
		share{name + ".pledge_budget_bps", s.PledgeBudgetBps, 100_000}); err != nil {
		return err
	}
	if err := times(at{name + ".delivery", s.Delivery}, at{name + ".time_limit", s.TimeLimit}); err != nil {
		return err
	}
	if err := counts(count{name + ".output_limit", s.OutputLimit}, count{name + ".attempts", int64(s.Attempts)}); err != nil {
		return err
	}
	or(&s.PledgeBps, 10_000)
	or(&s.TimeLimit, 5*time.Minute)
	or(&s.OutputLimit, 16<<20)
	or(&s.Attempts, 3)
	return nil
}

func (a *Accept) check() error {
	or(&a.MaxSpec, 16<<20)
	or(&a.MinDelivery, 30*time.Second)
	if len(a.Methods) == 0 {
		a.Methods = []string{methods[agreementtypes.MethodClient]}
	}
	for i, m := range a.Methods {
		known := false
		for _, name := range methods {
			known = known || m == name
		}
		if !known {
			return ErrPolicy.Wrapf("accept.methods[%d]: %q, want client, evaluator, hash or panel", i, m)
		}
	}
	if judged := slices.Contains(a.Methods, methods[agreementtypes.MethodEvaluator]); judged != (len(a.Evaluators) > 0) {
		return ErrPolicy.Wrap("accept.evaluators: go with evaluator in accept.methods; name those that may judge")
	}
	for _, list := range []struct {
		name    string
		clients []string
	}{{"accept.clients", a.Clients}, {"accept.not_clients", a.NotClients}, {"accept.evaluators", a.Evaluators}} {
		for i, c := range list.clients {
			if _, err := field.Address(fmt.Sprintf("%s[%d]", list.name, i), c); err != nil {
				return ErrPolicy.Wrap(err.Error())
			}
		}
	}
	if i := slices.Index(a.NotWords, ""); i >= 0 {
		return ErrPolicy.Wrapf("accept.not_words[%d]: empty", i)
	}
	if err := bps(share{"accept.min_client_score_bps", a.MinClientScoreBps, 10_000}); err != nil {
		return err
	}
	if err := times(at{"accept.min_delivery", a.MinDelivery}, at{"accept.max_review", a.MaxReview}); err != nil {
		return err
	}
	return amounts(amount{"accept.min_price", a.MinPrice}, amount{"accept.max_price", a.MaxPrice})
}

func (l *Limits) check() error {
	if err := counts(count{"limits.concurrency", int64(l.Concurrency)}, count{"limits.max_open", int64(l.MaxOpen)}); err != nil {
		return err
	}
	or(&l.Concurrency, 2)
	or(&l.MaxOpen, 16)
	if err := times(at{"limits.min_reveal", l.MinReveal}); err != nil {
		return err
	}
	return amounts(amount{"limits.max_pledged", l.MaxPledged}, amount{"limits.max_value", l.MaxValue})
}

func (c *Claims) check() error {
	or(&c.AcceptFromBps, 9000)
	if c.Else != "" && !slices.Contains([]string{Concede, Contest, Wait}, c.Else) {
		return ErrPolicy.Wrapf("claims.else: %q, want concede, contest or wait", c.Else)
	}
	return bps(share{"claims.accept_from_bps", uint64(c.AcceptFromBps), 10_000})
}

func (n *Negotiation) check() error {
	if n == nil {
		return nil
	}
	or(&n.FloorBps, 10_000)
	or(&n.MaxRounds, 4)
	or(&n.Expires, 10*time.Minute)
	if n.MaxRounds > 16 {
		return ErrPolicy.Wrapf("negotiation.max_rounds: %d, want at most 16", n.MaxRounds)
	}
	if err := bps(share{"negotiation.floor_bps", n.FloorBps, 10_000}); err != nil {
		return err
	}
	return times(at{"negotiation.expires", n.Expires})
}

func (q *Quotes) check() error {
	if q == nil {
		return nil
	}
	if q.Listen == "" {
		return ErrPolicy.Wrap("quotes.listen: empty, want an address such as 127.0.0.1:8092")
	}
	if err := times(at{"quotes.valid", q.Valid}); err != nil {
		return err
	}
	or(&q.Valid, 5*time.Minute)
	if err := counts(count{"quotes.max_open", int64(q.MaxOpen)}); err != nil {
		return err
	}
	or(&q.MaxOpen, 8)
	return nil
}

func (s *Service) check(name string, p *Policy) error {
	if p.skill(s.Skill) == nil {
		return ErrPolicy.Wrapf("%s.skill: %q is none of the skills", name, s.Skill)
	}
	if err := field.Text(name+".title", s.Title, 1, 140); err != nil {
		return ErrPolicy.Wrap(err.Error())
	}
	if s.Price == "" {
		return ErrPolicy.Wrapf("%s.price: empty", name)
	}
	if err := amounts(amount{name + ".price", s.Price}); err != nil {
		return err
	}
	if err := times(at{name + ".delivery", s.Delivery}, at{name + ".review", s.Review}); err != nil {
		return err
	}
	or(&s.About, s.Title)
	or(&s.Capacity, 4)
	or(&s.Delivery, time.Hour)
	or(&s.Review, time.Hour)
	return nil
}

// amount, share, at and count are values of a policy with their names.
type (
	amount struct{ name, text string }
	share  struct {
		name    string
		v, most uint64
	}
	at struct {
		name string
		d    time.Duration
	}
	count struct {
		name string
		n    int64
	}
)

func amounts(all ...amount) error {
	for _, a := range all {
		if a.text == "" {
			continue
		}
		if c, err := sdk.ParseDecCoin(a.text); err != nil || !c.IsPositive() {
			return ErrPolicy.Wrapf("%s: %q, want an amount such as 0.05troth", a.name, a.text)
		}
	}
	return nil
}

func bps(all ...share) error {
	for _, s := range all {
		if s.v > s.most {
			return ErrPolicy.Wrapf("%s: %d, want at most %d", s.name, s.v, s.most)
		}
	}
	return nil
}

func times(all ...at) error {
	for _, t := range all {
		if t.d < 0 || t.d > most {
			return ErrPolicy.Wrapf("%s: %s, want 0s to %s", t.name, t.d, most)
		}
	}
	return nil
}

func counts(all ...count) error {
	for _, c := range all {
		if c.n < 0 {
			return ErrPolicy.Wrapf("%s: %d, want a positive number", c.name, c.n)
		}
	}
	return nil
}

// or sets a value that is not set.
func or[T comparable](v *T, instead T) {
	var zero T
	if *v == zero {
		*v = instead
	}
}
