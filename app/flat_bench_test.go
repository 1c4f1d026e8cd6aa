package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	// flatPairs of a client and a provider: a measured block has one transaction of each.
	flatPairs = 100
	// flatRounds that are measured, after one that is not: each chain in turn, there and back.
	flatRounds = 8
	hourMs     = 3_600_000
)

// flatSizes are how many open jobs and agents there are besides; the first is what the others are compared with.
func flatSizes() []int {
	if testing.Short() {
		return []int{100, 1_000}
	}
	return []int{1_000, 10_000, 100_000}
}

// flatKinds are the messages that are measured, in the order of a round.
var flatKinds = []string{
	"send", "post", "commit", "reveal", "submit", "accept work", "post open", "place", "take", "offer", "counter", "accept offer",
	"hire", "take quote", "empty block",
}

// BenchmarkFlat compares the processor time of messages on chains on disk with 1e3, 1e4 and 1e5 open jobs and agents
// (1e2 and 1e3 with -short), in blocks of 100 transactions, all chains in turn. It reports microseconds per message at
// the first size, and how much more it takes at the others: the median of eight rounds (x) and the fastest (x-fastest),
// whatever -benchtime says. On a busy machine only the fastest tells something.
func BenchmarkFlat(b *testing.B) {
	measured := sync.OnceValue(func() []*flatRun {
		var runs []*flatRun
		for _, n := range flatSizes() {
			runs = append(runs, newFlatRun(b, n))
		}
		for round := range flatRounds + 1 {
			for _, r := range runs {
				if round == 1 {
					r.samples = map[string][]time.Duration{} // the first warmed up
				}
				r.round()
			}
			slices.Reverse(runs)
		}
		slices.SortFunc(runs, func(x, y *flatRun) int { return x.size - y.size })
		return runs
	})
	for _, kind := range flatKinds {
		b.Run(kind, func(b *testing.B) {
			runs := measured()
			b.ReportMetric(0, "ns/op")
			for i, r := range runs {
				s := r.samples[kind]
				slices.Sort(s)
				median := s[len(s)/2]
				b.Logf("%d: median %s, %s to %s", r.size, median, s[0], s[len(s)-1])
				if i == 0 {
					b.ReportMetric(float64(median.Nanoseconds())/1_000, fmt.Sprintf("µs/%d", r.size))
					continue
				}
				first := runs[0].samples[kind] // sorted already
				b.ReportMetric(float64(median)/float64(first[len(first)/2]), fmt.Sprintf("x/%d", r.size))
				b.ReportMetric(float64(s[0])/float64(first[0]), fmt.Sprintf("x-fastest/%d", r.size))
			}
		})
	}
}

// flatRun is a chain of one size with what a round left for the next step.
type flatRun struct {
	b *testing.B
	*testapp.Chain
	size               int
	clients, providers []*testapp.Agent
	services           []string
	rounds             uint64
	samples            map[string][]time.Duration
}

func newFlatRun(b *testing.B, n int) *flatRun {
	b.Helper()
	c := testapp.New(b, testapp.Options{
		Accounts: 2 * flatPairs, Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
			raiseLimits(cdc, state)
			crowd(n, 0)(cdc, state)
		},
		Instances: []testapp.Instance{testapp.OnDisk}, SkipInvariants: true,
	})
	agents := c.NewAgents(purse, "writing", c.Accounts...)
	r := &flatRun{b: b, Chain: c, size: n, clients: agents[:flatPairs], providers: agents[flatPairs:], samples: map[string][]time.Duration{}}
	r.block("", func(i int) []byte { return c.Tx(r.clients[i].Owner, widen(r.clients[i])) })
	r.block("", func(i int) []byte { return c.Tx(r.providers[i].Owner, widen(r.providers[i])) })
	listed := r.block("", func(i int) []byte { return c.Tx(r.providers[i].Operator, listPage(r.providers[i])) })
	for i := range flatPairs {
		var res markettypes.MsgListServiceResponse
		listed.Response(i, 0, &res)
		r.services = append(r.services, res.Service)
	}
	return r
}

// block runs a transaction of each pair and notes how long each took.
func (r *flatRun) block(kind string, tx func(i int) []byte) *testapp.Result {
	var txs [][]byte
	for i := range flatPairs {
		if raw := tx(i); raw != nil {
			txs = append(txs, raw)
		}
	}
	before := processorTime(r.b)
	res := r.RunByHand(txs...)
	used := processorTime(r.b) - before
	r.samples[kind] = append(r.samples[kind], used/time.Duration(max(1, len(txs))))
	return res.RequireOK()
}

// round does everything once: no deadline of what it leaves falls into another round.
func (r *flatRun) round() {
	r.rounds++
	o := testapp.TxOptions{Gas: 400_000}
	r.block("send", func(i int) []byte {
		return r.TxWith(r.clients[i].Owner, o, send(r.clients[i].Owner, r.providers[i].Owner, 1))
	})
	r.sealed(o)

	post := func(kind string, auction markettypes.Auction) func(i int) string {
		res := r.block(kind, func(i int) []byte {
			m := postIn(r.clients[i], auction, hourMs)
			m.Request.Clocks.DeliveryMs = hourMs
			return r.TxWith(r.clients[i].Operator, o, m)
		})
		return res.JobOf
	}
	job := post("post open", markettypes.AuctionOpen)
	r.block("place", func(i int) []byte { return r.TxWith(r.providers[i].Operator, o, placeBid(r.bid(i), job(i))) })
	job = post("post clock", markettypes.AuctionClock)
	r.block("take", func(i int) []byte {
		m := takeJob(r.providers[i], job(i))
		m.DeliveryMs = hourMs
		return r.TxWith(r.providers[i].Operator, o, m)
	})
	r.deals(o)
	r.block("empty block", func(int) []byte { return nil })
}

func (r *flatRun) bid(i int) testapp.Bid {
	return testapp.Bid{Provider: r.providers[i], Price: 5 * testapp.Unit, Pledge: 5 * testapp.Unit, DeliveryMs: hourMs}
}

// sealed is a job from its posting to its payment.
func (r *flatRun) sealed(o testapp.TxOptions) {
	clocks := markettypes.Clocks{BidMs: 2_000, RevealMs: 2_000, DeliveryMs: hourMs, ReviewMs: hourMs}
	job := r.block("post", func(i int) []byte {
		return r.TxWith(r.clients[i].Operator, o, r.clients[i].Post(testapp.Job{Clocks: clocks}))
	}).JobOf
	r.block("commit", func(i int) []byte { return r.TxWith(r.providers[i].Operator, o, r.bid(i).Commit(job(i))) })
	r.Run()
	r.block("reveal", func(i int) []byte { return r.TxWith(r.providers[i].Operator, o, r.bid(i).Reveal(job(i))) })
	agreements := map[string]string{}
	for _, e := range r.Run().Find(markettypes.EventJobAwarded) {
		agreements[testapp.Attribute(e, "job")] = testapp.Attribute(e, "agreement")
	}
	r.block("submit", func(i int) []byte {
		return r.TxWith(r.providers[i].Operator, o, r.providers[i].Submit(agreements[job(i)]))
	})
	r.block("accept work", func(i int) []byte {
		return r.TxWith(r.clients[i].Operator, o, r.clients[i].Accept(agreements[job(i)], 90))
	})
}

// deals are the roads without an auction.
func (r *flatRun) deals(o testapp.TxOptions) {
	expires := within(r.b, r.Chain, hourMs/1_000)
	terms := func(i int) agreementtypes.Terms { return page(r.clients[i], r.providers[i]) }
	made, countered := make([]markettypes.MsgMakeOfferResponse, flatPairs), make([]markettypes.MsgCounterOfferResponse, flatPairs)
	res := r.block("offer", func(i int) []byte {
		return r.TxWith(r.clients[i].Operator, o, makeOffer(r.clients[i], terms(i), expires))
	})
	for i := range made {
		res.Response(i, 0, &made[i])
	}
	res = r.block("counter", func(i int) []byte {
		return r.TxWith(r.providers[i].Operator, o, counterOffer(r.providers[i], made[i].Offer, made[i].Hash, terms(i), expires))
	})
	for i := range countered {
		res.Response(i, 0, &countered[i])
	}
	r.block("accept offer", func(i int) []byte {
		return r.TxWith(r.clients[i].Operator, o, acceptOffer(r.clients[i], made[i].Offer, countered[i].Hash))
	})
	r.block("hire", func(i int) []byte { return r.TxWith(r.clients[i].Operator, o, hirePage(r.clients[i], r.services[i])) })
	quotes := within(r.b, r.Chain, 600)
	r.block("take quote", func(i int) []byte {
		return r.TxWith(r.clients[i].Operator, o, hireQuoted(r.b, r.clients[i], r.providers[i], r.rounds, quotes))
	})
}
