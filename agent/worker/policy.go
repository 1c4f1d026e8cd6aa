package worker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/trothchain/troth/internal/field"
)

// Policy is what a worker does, asks and risks, in YAML; see agent/worker/example.yml. Only the fields below are known.
type Policy struct {
	Skills []Skill `yaml:"skills"`
	Accept Accept  `yaml:"accept"`
	Limits Limits  `yaml:"limits"`
	// Negotiation answers offers; without it every offer is rejected.
	Negotiation *Negotiation `yaml:"negotiation"`
	Claims      Claims       `yaml:"claims"`
	Services    []Service    `yaml:"services"`
	// Rating of clients who settle, 0 to 100; -1 rates nobody. The default is 90.
	Rating *int `yaml:"rating"`
	// Heartbeat is the pause between two; 0 sends none. It needs the action profile in the mandate.
	Heartbeat time.Duration `yaml:"heartbeat"`
}

// Skill is one kind of work.
type Skill struct {
	Name string `yaml:"skill"`
	// Exec is the command that does the work, and its arguments: {spec} stands for a file with the spec, which is on its
	// standard input as well. What it prints is the result. No shell is involved.
	Exec  []string `yaml:"exec"`
	Price Price    `yaml:"price"`
	// PledgeBps is the cash put down against the own fault, in 1/10000 of the price; the default is 10000. For the job
	// of a clock auction, whose price is not known before, the budget is pledged.
	PledgeBps uint64 `yaml:"pledge_bps"`
	// PledgeBudgetBps is the pledge as a share of the client's budget, if that is more.
	PledgeBudgetBps uint64 `yaml:"pledge_budget_bps"`
	// Delivery is the time asked for; the default is the job's own.
	Delivery time.Duration `yaml:"delivery"`
	// TimeLimit of a run and OutputLimit of its result in bytes; the defaults are 5m and 16 MiB.
	TimeLimit   time.Duration `yaml:"time_limit"`
	OutputLimit int64         `yaml:"output_limit"`
	// Attempts of a run that fails before the work is handed back; the default is 3.
	Attempts int `yaml:"attempts"`
}

// Price is a rule: exactly one of Fixed, PerKB, BudgetBps and Exec. Amounts are such as 0.05troth.
type Price struct {
	Fixed string `yaml:"fixed"`
	// PerKB is the price of each begun 1000 bytes of the spec, at least Min.
	PerKB string `yaml:"per_kb"`
	Min   string `yaml:"min"`
	// BudgetBps is the price as a share of what the client offers, in 1/10000.
	BudgetBps uint64 `yaml:"budget_bps"`
	// Exec is asked: it reads a question as JSON and prints {"price":"50000utroth"} or {"skip":"why"}.
	Exec []string `yaml:"exec"`
}

// Accept says which work is taken at all.
type Accept struct {
	// MaxSpec in bytes; the default is 16 MiB.
	MaxSpec uint64 `yaml:"max_spec"`
	// Clients are the only ones to work for; NotClients never.
	Clients    []string `yaml:"clients"`
	NotClients []string `yaml:"not_clients"`
	// Private lets specs come from private networks and this machine, as on a devnet.
	Private bool `yaml:"private"`
}

// Limits bound what is under way at once.
type Limits struct {
	// Concurrency of runs; the default is 2. MaxOpen bounds bids and agreements together; the default is 16.
	Concurrency int `yaml:"concurrency"`
	MaxOpen     int `yaml:"max_open"`
	// MaxPledged bounds the pledges under way, such as 10troth; empty leaves it to the mandate.
	MaxPledged string `yaml:"max_pledged"`
}

// Negotiation says how offers of clients are answered: taken at the rule's price or above, countered above the floor.
type Negotiation struct {
	// FloorBps of the rule's price is the least that is taken after MaxRounds rounds; the default is 10000.
	FloorBps uint64 `yaml:"floor_bps"`
	// MaxRounds of a negotiation before it is taken or rejected; the default is 4.
	MaxRounds uint32 `yaml:"max_rounds"`
	// Expires is how long a counter offer binds; the default is 10m.
	Expires time.Duration `yaml:"expires"`
}

// Claims says what happens when a client rejects the work.
type Claims struct {
	// AcceptFromBps takes what the client grants when it is at least this; the default is 5000.
	AcceptFromBps uint32 `yaml:"accept_from_bps"`
	// Else is concede (the default), contest or wait.
	Else string `yaml:"else"`
}

// The answers to a claim.
const (
	Concede = "concede"
	Contest = "contest"
	Wait    = "wait"
)

// Service is a standing offer that the worker lists and keeps as it is here.
type Service struct {
	Skill string `yaml:"skill"`
	Title string `yaml:"title"`
	// Price such as 0.05troth; About is what clients read.
	Price string `yaml:"price"`
	About string `yaml:"about"`
	// Capacity is how many agreements may run at once; the default is 4.
	Capacity uint32 `yaml:"capacity"`
	// Delivery and Review are the times of each hire; the defaults are 1h.
	Delivery time.Duration `yaml:"delivery"`
	Review   time.Duration `yaml:"review"`
}

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

// check fills the defaults.
func (p *Policy) check() error {
	if len(p.Skills) == 0 {
		return ErrPolicy.Wrap("skills: none")
	}
	for i := range p.Skills {
		if err := p.Skills[i].check(fmt.Sprintf("skills[%d]", i)); err != nil {
			return err
		}
	}
	or(&p.Accept.MaxSpec, 16<<20)
	or(&p.Limits.Concurrency, 2)
	or(&p.Limits.MaxOpen, 16)
	or(&p.Claims.AcceptFromBps, 5000)
	or(&p.Claims.Else, Concede)
	if !slices.Contains([]string{Concede, Contest, Wait}, p.Claims.Else) {
		return ErrPolicy.Wrapf("claims.else: %q, want concede, contest or wait", p.Claims.Else)
	}
	if p.Rating == nil {
		rating := 90
		p.Rating = &rating
	}
	if *p.Rating < -1 || *p.Rating > 100 {
		return ErrPolicy.Wrapf("rating: %d, want -1 to 100", *p.Rating)
	}
	if n := p.Negotiation; n != nil {
		or(&n.FloorBps, 10_000)
		or(&n.MaxRounds, 4)
		or(&n.Expires, 10*time.Minute)
		if n.FloorBps > 10_000 || n.MaxRounds > 16 {
			return ErrPolicy.Wrapf("negotiation: floor_bps %d, want at most 10000; max_rounds %d, want at most 16", n.FloorBps, n.MaxRounds)
		}
	}
	for i := range p.Services {
		s := &p.Services[i]
		if p.skill(s.Skill) == nil {
			return ErrPolicy.Wrapf("services[%d].skill: %q is none of the skills", i, s.Skill)
		}
		if err := field.Text(fmt.Sprintf("services[%d].title", i), s.Title, 1, 140); err != nil {
			return ErrPolicy.Wrap(err.Error())
		}
		or(&s.About, s.Title)
		or(&s.Capacity, 4)
		or(&s.Delivery, time.Hour)
		or(&s.Review, time.Hour)
	}
	return nil
}

func (s *Skill) check(at string) error {
	if err := field.Tag(at+".skill", s.Name, 2, 48); err != nil {
		return ErrPolicy.Wrap(err.Error())
	}
	if len(s.Exec) == 0 || s.Exec[0] == "" {
		return ErrPolicy.Wrapf("%s.exec: no command", at)
	}
	rules := 0
	for _, set := range []bool{s.Price.Fixed != "", s.Price.PerKB != "", s.Price.BudgetBps > 0, len(s.Price.Exec) > 0} {
		if set {
			rules++
		}
	}
	if rules != 1 {
		return ErrPolicy.Wrapf("%s.price: %d rules, want one of fixed, per_kb, budget_bps and exec", at, rules)
	}
	or(&s.PledgeBps, 10_000)
	or(&s.TimeLimit, 5*time.Minute)
	or(&s.OutputLimit, 16<<20)
	or(&s.Attempts, 3)
	return nil
}

// skill returns the skill of a name, nil without one.
func (p *Policy) skill(name string) *Skill {
	for i := range p.Skills {
		if p.Skills[i].Name == name {
			return &p.Skills[i]
		}
	}
	return nil
}

// takes says whether a client is one to work for.
func (a Accept) takes(client string) bool {
	return !slices.Contains(a.NotClients, client) && (len(a.Clients) == 0 || slices.Contains(a.Clients, client))
}

// or sets a value that is not set.
func or[T comparable](v *T, instead T) {
	var zero T
	if *v == zero {
		*v = instead
	}
}
