package worker

import (
	"context"
	"time"
)

// Policy is what a worker does, asks and risks, in YAML; see agent/worker/example.yml. Only the fields below are known.
type Policy struct {
	Skills []Skill `yaml:"skills"`
	Accept Accept  `yaml:"accept"`
	Limits Limits  `yaml:"limits"`
	// Negotiation answers offers; without it every offer is rejected.
	Negotiation *Negotiation `yaml:"negotiation"`
	Claims      Claims       `yaml:"claims"`
	// Quotes are given to clients that ask; without it nobody is answered.
	Quotes   *Quotes   `yaml:"quotes"`
	Services []Service `yaml:"services"`
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
	Exec []string `yaml:"exec"`
	// Do is a function of a Go program that does the work, instead of Exec. What it returns is the result; an error is a
	// failed attempt. It must end when its context does, and may run twice for the same work.
	Do    func(context.Context, Work) ([]byte, error) `yaml:"-"`
	Price Price                                       `yaml:"price"`
	// PledgeBps is the cash put down against the own fault, in 1/10000 of the price; the default is 10000. For the job
	// of a clock auction, whose price is not known before, at least the budget is pledged, or the loss if that is less.
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

// Limits bound what is under way at once.
type Limits struct {
	// Concurrency of runs; the default is 2. MaxOpen bounds bids and agreements together; the default is 16.
	Concurrency int `yaml:"concurrency"`
	MaxOpen     int `yaml:"max_open"`
	// MaxPledged bounds the pledges under way, such as 10troth; empty leaves it to the mandate.
	MaxPledged string `yaml:"max_pledged"`
	// MaxValue bounds the prices of all that is under way, such as 20troth; empty does not.
	MaxValue string `yaml:"max_value"`
	// MinReveal is the least time that a job must give to open sealed bids: long enough for whatever starts the worker
	// again when it was killed. Nor is a bid put under seal while the slowest of the last 32 acts (starts, and transactions
	// until they are in a block) of the last two minutes took longer than the job gives. Such a job is looked at again
	// until its bidding is over, for slow acts are forgotten.
	MinReveal time.Duration `yaml:"min_reveal"`
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
	// AcceptFromBps takes what the client grants when it is at least this; the default is 9000.
	AcceptFromBps uint32 `yaml:"accept_from_bps"`
	// Else is contest, which is the default where it is offered, concede or wait.
	Else string `yaml:"else"`
	// Authorise has every delivery carry the deposit of a contest, so that a claim is contested even when the worker is away
	// for as long as it could be answered. Only with contest. Work that the deposit does not suffice for goes without.
	Authorise bool `yaml:"authorise"`
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

// skill returns the skill of a name, nil without one.
func (p *Policy) skill(name string) *Skill {
	for i := range p.Skills {
		if p.Skills[i].Name == name {
			return &p.Skills[i]
		}
	}
	return nil
}
