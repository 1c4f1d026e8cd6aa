package bar

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectors is testdata/reputation.json, a copy of the vectors that define the mechanism.
type vectors struct {
	Params map[string]uint64
	T64    []uint64
	Decay  []struct {
		V, Dt, Out uint64
		HalfLife   uint64 `json:"half_life"`
	}
	Isqrt []struct{ N, Out uint64 }
	LCB   []struct {
		S, F, Out uint64
		Z         uint64 `json:"z_bps"`
	}
	PairCurve []struct{ X, K, Out uint64 } `json:"pair_curve"`
	Standing  []struct{ X, Out uint64 }
	Expected  []struct {
		Price, Loss, Bond, Out uint64
		Score                  uint64 `json:"p_bps"`
	} `json:"expected_cost"`
	Story []struct {
		Op, Client, Prov, Agent  string
		Price, Bond, T, Reserved uint64
		Outcome                  uint8
		Rating                   *uint64
		Out                      json.RawMessage
		After                    struct {
			Skill                    [4]uint64
			Capital                  [3]uint64
			Rel10, Score10, Score100 uint64
		}
	}
}

func loadVectors(t *testing.T) vectors {
	t.Helper()
	raw, err := os.ReadFile("testdata/reputation.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(raw, &v))
	return v
}

func (v vectors) params() Params {
	m := v.Params
	return Params{
		Kappa0: m["full_evidence_burn"], PairCap: m["pair_cap"], PairXMax: m["pair_x_max"], PairFloor: 50_000,
		OmegaMin: m["omega_min_bps"], OmegaK: m["omega_k"], PriorA: m["prior_a"], PriorB: m["prior_b"], Z: m["z_bps"],
		Gamma: m["gamma_bps"], Eta: m["eta_bps"], Lever: m["value_lever_bps"], Other: m["other_bps"], OtherCap: m["other_cap"],
		Lambda: m["lambda_bps"], RatingFull: m["rating_full"], RatingFmax: m["rating_fmax_bps"], VFloor: m["v_floor"],
		HalfSuccess: m["h_s"], HalfFailure: m["h_f"], HalfCapital: m["h_c"], HalfClient: m["h_x"],
	}
}

func TestAgreesWithEveryVector(t *testing.T) {
	v := loadVectors(t)
	p := v.params()
	checks := 0
	check := func(want, got uint64, what string, args ...any) {
		checks++
		require.Equal(t, want, got, fmt.Sprintf(what, args...))
	}

	require.Len(t, v.T64, len(t64))
	for i := range t64 {
		check(v.T64[i], t64[i], "T64[%d]", i)
	}
	for _, x := range v.Decay {
		check(x.Out, Decay(x.V, x.Dt, x.HalfLife), "decay %+v", x)
	}
	for _, x := range v.Isqrt {
		check(x.Out, Isqrt(x.N), "isqrt %+v", x)
	}
	for _, x := range v.LCB {
		q := p
		q.Z = x.Z
		check(x.Out, q.LCB(x.S, x.F), "lcb %+v", x)
	}
	for _, x := range v.PairCurve {
		check(x.Out, Curve(x.X, x.K), "curve %+v", x)
	}
	for _, x := range v.Standing {
		check(x.Out, p.Standing(x.X), "standing %+v", x)
	}
	for _, x := range v.Expected {
		check(x.Out, ExpectedCost(Bid{x.Price, x.Bond, x.Loss, x.Score}, v.Params["delta_bps"]), "expected cost %+v", x)
	}
	v.walk(t, check)
	require.GreaterOrEqual(t, checks, 65+665, "every check of the reference port, and the table")
}

// walk plays the story of the vectors on records in maps.
func (v vectors) walk(t *testing.T, check func(want, got uint64, what string, args ...any)) {
	p := v.params()
	b := newBook(p)
	for i, s := range v.Story {
		who := s.Prov
		switch s.Op {
		case "reserve":
			who = s.Agent
			y := CapitalCover(Need(s.Price, v.Params["sigma_bps"]), s.Bond)
			c, ok := p.Capital(b.capital[who], s.T).Reserve(y)
			if string(s.Out) == "null" {
				require.False(t, ok, "story %d: reserve %d of %d", i, y, c.Free)
				check(0, 0, "refused")
				break
			}
			require.True(t, ok, "story %d: reserve %d of %d", i, y, c.Free)
			var want uint64
			require.NoError(t, json.Unmarshal(s.Out, &want))
			check(want, y, "story %d: reserved", i)
			b.capital[who] = c
		case "settle":
			c := Contract{
				Outcome: Outcome(s.Outcome + 1), Price: s.Price, BurnBps: v.Params["burn_bps"], Reserved: s.Reserved,
				ConcedeBps: v.Params["concede_bps"], LateBps: v.Params["late_bps"], RefundBps: v.Params["refund_bps"],
				Rating: p.RatingFull,
			}
			if s.Rating != nil {
				c.Rating = *s.Rating
			}
			var want [4]uint64
			require.NoError(t, json.Unmarshal(s.Out, &want))
			r := b.settle(s.Client, s.Prov, "skill", c, s.T)
			for j, got := range [4]uint64{r.Burn, r.Success, r.Failure, r.CapitalLost} {
				check(want[j], got, "story %d: result %d", i, j)
			}
		default:
			t.Fatalf("story %d: unknown step %q", i, s.Op)
		}
		e, all, c := p.Evidence(b.skill[pair{who, "skill"}], s.T), p.Evidence(b.all[who], s.T), p.Capital(b.capital[who], s.T)
		for j, got := range [4]uint64{e.Successes, e.Value, e.Failures, e.Epoch} {
			check(s.After.Skill[j], got, "story %d: skill %d", i, j)
		}
		for j, got := range [3]uint64{c.Free, c.Reserved, c.Epoch} {
			check(s.After.Capital[j], got, "story %d: capital %d", i, j)
		}
		ten := p.Score(e, all, c, 10*One)
		check(s.After.Rel10, ten.Reliability, "story %d: reliability at 10", i)
		check(s.After.Score10, ten.Score, "story %d: score at 10", i)
		check(s.After.Score100, p.Score(e, all, c, 100*One).Score, "story %d: score at 100", i)
	}
}

// The figures written out in design 06 §3.15.
func TestAgreesWithTheWorkedExamplesOfTheDesign(t *testing.T) {
	p := loadVectors(t).params()
	require.Equal(t, uint64(992_339), Decay(One, 24, 2160))
	require.Equal(t, uint64(707_106), Decay(One, 1080, 2160))
	require.Equal(t, uint64(500_161), Decay(One, 2159, 2160))
	require.Equal(t, uint64(500_000), Decay(One, 2160, 2160))
	require.Equal(t, uint64(800_000), Curve(One, 4*One))
	require.Equal(t, uint64(4642), p.Standing(200_000))
	require.Equal(t, uint64(6250), p.Standing(500_000))
	require.Equal(t, uint64(3052), p.LCB(0, 0))
	require.Equal(t, uint64(5076), p.LCB(One, 0))
	p.Z = 0
	require.Equal(t, uint64(8461), p.LCB(10*One, One))
	require.Equal(t, uint64(9714), p.LCB(33*One, 0))
}

type pair struct{ a, b string }

// book holds the five records in maps, as the keeper does in its stores.
type book struct {
	p       Params
	skill   map[pair]Evidence
	all     map[string]Evidence
	pairs   map[pair]Pair
	capital map[string]Capital
	clients map[string]Client
}

func newBook(p Params) *book {
	return &book{p, map[pair]Evidence{}, map[string]Evidence{}, map[pair]Pair{}, map[string]Capital{}, map[string]Client{}}
}

func (b *book) settle(client, provider, skill string, c Contract, epoch uint64) Result {
	s, cp := pair{provider, skill}, pair{client, provider}
	r, res := b.p.Settle(Records{b.skill[s], b.all[provider], b.pairs[cp], b.capital[provider], b.clients[client]}, c, epoch)
	b.skill[s], b.all[provider], b.pairs[cp], b.capital[provider], b.clients[client] = r.Skill, r.All, r.Pair, r.Capital, r.Client
	return res
}

func (b *book) score(agent, skill string, value, epoch uint64) Score {
	p := b.p
	return p.Score(p.Evidence(b.skill[pair{agent, skill}], epoch), p.Evidence(b.all[agent], epoch), p.Capital(b.capital[agent], epoch), value)
}
