package index

import "github.com/trothchain/troth/explorer/store"

// The lengths of the intervals of counters, in ms.
const (
	Minute = int64(60_000)
	Hour   = 60 * Minute
	Day    = 24 * Hour
	// KeepMinutes is how long counters of minutes are kept.
	KeepMinutes = 48 * Hour
)

var resolutions = []struct {
	name string
	ms   int64
}{{"minute", Minute}, {"hour", Hour}, {"day", Day}, {"total", 0}}

// bump adds to a counter in all its resolutions.
func (s *scene) bump(metric string, n int64) error { return s.add(metric, "", n, "0") }

// money adds a coin to a sum; zero is left out.
func (s *scene) money(metric string, c store.Coin) error {
	if c.Amount == "" || c.Amount == "0" {
		return nil
	}
	return s.add(metric, c.Denom, 1, c.Amount)
}

func (s *scene) add(metric, denom string, n int64, sum string) error {
	if n == 0 && sum == "0" {
		return nil
	}
	for _, r := range resolutions {
		bucket := int64(0)
		if r.ms > 0 {
			bucket = s.b.TimeMs / r.ms * r.ms
		}
		row, err := s.w.Series.Get(r.name, metric, denom, bucket)
		if err != nil {
			return err
		}
		if row == nil {
			row = &store.Series{Res: r.name, Metric: metric, Denom: denom, BucketMs: bucket, Sum: "0"}
		}
		row.N += n
		row.Sum = store.Add(row.Sum, sum)
		s.w.Series.Put(row)
	}
	return nil
}

// forgetMinutes deletes old counters of minutes at the first block of each hour.
func (s *scene) forgetMinutes() error {
	if s.w.Cursor().TimeMs/Hour == s.b.TimeMs/Hour {
		return nil
	}
	return s.w.DropMinutes(s.b.TimeMs - KeepMinutes)
}

// skill changes the counters of a skill.
func (s *scene) skill(name string, change func(*store.Skill)) error {
	if name == "" {
		return nil
	}
	row, err := s.w.Skills.Get(name)
	if err != nil {
		return err
	}
	if row == nil {
		row = &store.Skill{Skill: name}
	}
	change(row)
	s.w.Skills.Put(row)
	return nil
}

// agent changes what is counted of an agent.
func (s *scene) agent(address string, change func(*store.Agent)) error {
	return edit(s.w.Agents, func(a *store.Agent) error { change(a); return nil }, address)
}
