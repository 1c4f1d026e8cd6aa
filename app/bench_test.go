package app_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// stages a job of the pipeline passes, one block after the other; in blocks without a transaction of its own it waits
// for its clocks.
const (
	stagePost = iota
	stageCommit
	stageWait
	stageReveal
	stageAward
	stageSubmit
	stageAccept
	stages
)

// pipeline keeps a block full of jobs in every stage: cohorts of agents, each one stage behind the other, so that every
// transaction of a block is by another agent.
type pipeline struct {
	*testapp.Chain
	cohorts []*cohort
}

// cohort is as many clients as providers; client i hires provider i.
type cohort struct {
	clients, providers []*testapp.Agent
	stage              int
	jobs, agreements   []string
}

// newPipeline registers the agents; a full block has 5·size transactions.
func newPipeline(t testing.TB, size int, instances ...testapp.Instance) *pipeline {
	t.Helper()
	raise := func(cdc codec.Codec, state map[string]json.RawMessage) { // all jobs of a stage end in the same block
		var market markettypes.GenesisState
		cdc.MustUnmarshalJSON(state["market"], &market)
		market.Params.MaxDeadlinesPerBlock = 1_000
		state["market"] = cdc.MustMarshalJSON(&market)
		var agreement agreementtypes.GenesisState
		cdc.MustUnmarshalJSON(state["agreement"], &agreement)
		agreement.Params.MaxDeadlinesPerBlock = 1_000
		state["agreement"] = cdc.MustMarshalJSON(&agreement)
	}
	c := testapp.New(t, testapp.Options{
		Accounts: 2 * stages * size, Genesis: raise, Instances: instances, SkipInvariants: true,
	})
	agents := c.NewAgents(purse, "writing", c.Accounts...)
	p := &pipeline{Chain: c}
	for i := range stages {
		own := agents[2*i*size : 2*(i+1)*size]
		p.cohorts = append(p.cohorts, &cohort{clients: own[:size], providers: own[size:], stage: -i})
	}
	return p
}

// txs are the transactions of the next block.
func (p *pipeline) txs() (txs [][]byte) {
	for _, c := range p.cohorts {
		if c.stage < 0 {
			continue
		}
		for i := range c.clients {
			if tx := p.tx(c, i); tx != nil {
				txs = append(txs, tx)
			}
		}
	}
	return txs
}

func (p *pipeline) tx(c *cohort, i int) []byte {
	client, provider := c.clients[i], c.providers[i]
	bid := testapp.Bid{Provider: provider, Price: 5 * testapp.Unit, Pledge: 5 * testapp.Unit, DeliveryMs: 10_000}
	o := testapp.TxOptions{Gas: 300_000}
	switch c.stage {
	case stagePost:
		clocks := markettypes.Clocks{BidMs: 2_000, RevealMs: 2_000, DeliveryMs: 20_000, ReviewMs: 20_000}
		return p.TxWith(client.Operator, o, client.Post(testapp.Job{Clocks: clocks}))
	case stageCommit:
		return p.TxWith(provider.Operator, o, bid.Commit(c.jobs[i]))
	case stageReveal:
		return p.TxWith(provider.Operator, o, bid.Reveal(c.jobs[i]))
	case stageSubmit:
		return p.TxWith(provider.Operator, o, provider.Submit(c.agreements[i]))
	case stageAccept:
		return p.TxWith(client.Operator, o, client.Accept(c.agreements[i], 80))
	default:
		return nil
	}
}

// advance moves every cohort on by what its block did.
func (p *pipeline) advance(r *testapp.Result) {
	at := 0
	awarded := make(map[string]string)
	for _, e := range r.Find(markettypes.EventJobAwarded) {
		awarded[testapp.Attribute(e, "job")] = testapp.Attribute(e, "agreement")
	}
	for _, c := range p.cohorts {
		switch c.stage {
		case stagePost:
			c.jobs, c.agreements = nil, nil
			for i := range c.clients {
				c.jobs = append(c.jobs, r.JobOf(at+i))
			}
			at += len(c.clients)
		case stageCommit, stageReveal, stageSubmit, stageAccept:
			at += len(c.clients)
		case stageAward:
			for _, job := range c.jobs {
				c.agreements = append(c.agreements, awarded[job])
			}
		default:
		}
		if c.stage++; c.stage == stages {
			c.stage = stagePost
		}
	}
}

// block runs the next block of jobs.
func (p *pipeline) block() *testapp.Result {
	r := p.RunByHand(p.txs()...).RequireOK()
	p.advance(r)
	return r
}

// fill runs until every cohort is under way.
func (p *pipeline) fill() {
	for range stages {
		p.block()
	}
}

// TestUnrelatedJobsDoNotCollide: with every agent busy in a job of its own, no transaction is executed twice in parallel
// (design 01, principle 6).
func TestUnrelatedJobsDoNotCollide(t *testing.T) {
	p := newPipeline(t, 20, testapp.Sequential, testapp.Parallel)
	require.Equal(t, int64(len(p.Accounts)), p.Executions(), "registrations do not collide either")
	p.fill()
	p.Executions()
	txs := int64(0)
	for range 2 * stages {
		txs += int64(len(p.block().Txs))
	}
	require.Equal(t, txs, p.Executions(), "transactions, and runs of them")
	require.NoError(t, p.App().CheckInvariants(p.Context()))
}

// TestTheCounterOfExecutionsSeesCollisions, else the test above would show nothing.
func TestTheCounterOfExecutionsSeesCollisions(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("nothing runs at the same time on one processor")
	}
	c := testapp.New(t, testapp.Options{Accounts: 300, Instances: []testapp.Instance{testapp.Parallel}})
	for range 10 {
		var txs [][]byte
		for _, a := range c.Accounts[1:] {
			txs = append(txs, c.Tx(a, send(a, c.Accounts[0], 1)))
		}
		c.Executions()
		c.RunByHand(txs...).RequireOK()
		if c.Executions() > int64(len(txs)) {
			return
		}
	}
	t.Fatal("all send to one account, and nothing ran twice in ten blocks")
}

// BenchmarkBlock executes blocks of 2,000 transactions: jobs in every stage or bank sends, one after the other or two at
// a time. It reports transactions per second of FinalizeBlock and Commit, and runs per transaction.
func BenchmarkBlock(b *testing.B) {
	const size = 400
	for _, kind := range []testapp.Instance{testapp.Sequential, testapp.Parallel, testapp.OnDisk} {
		pipe := sync.OnceValue(func() *pipeline { // only for those that -bench names; registering takes a minute
			p := newPipeline(b, size, kind)
			p.fill()
			return p
		})
		b.Run(fmt.Sprintf("jobs/%s", kind), func(b *testing.B) {
			p := pipe()
			measure(b, p.Chain, func() [][]byte { return p.txs() }, p.advance)
		})
		b.Run(fmt.Sprintf("sends/%s", kind), func(b *testing.B) {
			p := pipe()
			measure(b, p.Chain, func() (txs [][]byte) {
				for i := range 5 * size {
					from, to := p.Accounts[i], p.Accounts[len(p.Accounts)-1-i]
					txs = append(txs, p.TxWith(from, testapp.TxOptions{Gas: 100_000}, send(from, to, 1)))
				}
				return txs
			}, func(*testapp.Result) {})
		})
	}
}

func measure(b *testing.B, c *testapp.Chain, next func() [][]byte, done func(*testapp.Result)) {
	b.Helper()
	c.Executions()
	b.ResetTimer()
	var txs, gas int64
	var used time.Duration
	for range b.N {
		b.StopTimer()
		block := next()
		before := processorTime(b)
		b.StartTimer()
		r := c.RunByHand(block...)
		b.StopTimer()
		used += processorTime(b) - before
		done(r.RequireOK())
		txs += int64(len(block))
		for _, tx := range r.Txs {
			gas += tx.GasUsed
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(txs)/b.Elapsed().Seconds(), "tx/s")
	b.ReportMetric(float64(txs)/used.Seconds(), "tx/cpu-s")
	b.ReportMetric(float64(gas)/float64(txs), "gas/tx")
	if runs := c.Executions(); runs > 0 {
		b.ReportMetric(float64(runs)/float64(txs), "runs/tx")
	}
}

// processorTime of this process: on a busy machine it says more than the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
