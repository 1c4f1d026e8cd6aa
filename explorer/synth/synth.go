// Package synth makes chains that never were: blocks with the events of a busy market, the same ones for the same seed. The
// tests and the benchmark of the explorer index them.
package synth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// ChainID of synthetic chains.
const ChainID = "troth-synth-1"

var (
	skills = []string{"translation", "summary", "coding", "data-labeling", "research", "audit", "images", "legal-review"}
	nouns  = []string{"harbour", "orchard", "contract", "invoice", "poem", "dataset", "protocol", "manual", "letter", "map", "Äpfel"}
	verbs  = []string{"Translate", "Summarise", "Check", "Label", "Draft", "Review", "Sort"}
)

// Chain makes blocks one after the other and keeps the last ones.
type Chain struct {
	// PerBlock is how many jobs are posted in a block; each makes about 25 events in its life.
	PerBlock int
	// Keep is how many blocks are kept for Block; 0 keeps all.
	Keep int64
	// Last is the height the chain ends with.
	Last int64

	mu     sync.Mutex
	seed   uint64
	rng    *rand.Rand
	height int64
	hash   string
	agents []string
	judges []string
	// services are listed, open is the offer of the last block.
	services []string
	open     *offer
	jobs     []*job
	blocks   map[int64]*index.Block
	events   int64
}

var _ follow.Source = (*Chain)(nil)

// job is under way.
type job struct {
	id, agreement, client, winner, skill string
	price, age, end                      int64
	bidders, panel                       []string
	appeals                              bool
}

// New makes a chain of a seed that ends at a height.
func New(seed uint64, perBlock int, last int64) *Chain {
	return &Chain{seed: seed, PerBlock: perBlock, Last: last, rng: rand.New(rand.NewPCG(seed, 1)), blocks: make(map[int64]*index.Block)}
}

// Tip implements follow.Source.
func (c *Chain) Tip(context.Context) (follow.Tip, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return follow.Tip{ChainID: ChainID, Earliest: 1, Height: c.Last}, nil
}

// Grow lets the chain end some blocks later.
func (c *Chain) Grow(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Last += n
}

// Genesis implements follow.Source.
func (c *Chain) Genesis(context.Context) (index.Genesis, error) {
	return index.Genesis{ChainID: ChainID, Initial: 1, TimeMs: begin}, nil
}

// Block implements follow.Source; blocks that were dropped are gone for good.
func (c *Chain) Block(_ context.Context, height int64) (*index.Block, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.height < height {
		b := c.next()
		c.blocks[b.Height] = b
		if c.Keep > 0 {
			delete(c.blocks, b.Height-c.Keep)
		}
	}
	b := c.blocks[height]
	if b == nil {
		return nil, follow.ErrPruned.Wrapf("height %d", height)
	}
	return b, nil
}

// Events is how many events of ours the chain has made so far.
func (c *Chain) Events() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.events
}

// begin is the time of the genesis; a block every second.
const begin = int64(1_750_000_000_000)

// Agent is the address of the nth agent.
func Agent(n int) string {
	sum := sha256.Sum256([]byte("agent" + strconv.Itoa(n)))
	return sdk.AccAddress(sum[:20]).String()
}

func (c *Chain) next() *index.Block {
	c.height++
	b := &index.Block{Height: c.height, Before: c.hash, TimeMs: begin + c.height*1000, Proposer: "trothvalcons" + strconv.FormatInt(c.height%4, 10)}
	sum := sha256.Sum256([]byte(fmt.Sprint(c.seed, c.height, c.hash)))
	b.Hash = hex.EncodeToString(sum[:])
	c.hash = b.Hash
	b.Begin = []index.Event{ev("beacon.value", "height", strconv.FormatInt(c.height, 10), "seed", b.Hash, "proven", "true", "proposer", b.Proposer, "reason", "")}
	if len(c.agents) < 400 || c.rng.IntN(20) == 0 && len(c.agents) < 20_000 {
		for range 1 + 20/(1+len(c.agents)/100) {
			b.Txs = append(b.Txs, c.register())
		}
	}
	for range c.PerBlock {
		b.Txs = append(b.Txs, c.post())
	}
	b.Txs = append(b.Txs, c.negotiate()...)
	live := c.jobs[:0]
	for _, j := range c.jobs {
		tx, end := c.step(j)
		if tx != nil {
			b.Txs = append(b.Txs, *tx)
		}
		b.End = append(b.End, end...)
		if j.age < j.end {
			live = append(live, j)
		}
	}
	c.jobs = live
	for i := range b.Txs {
		t := &b.Txs[i]
		sum := sha256.Sum256([]byte(fmt.Sprint(c.height, i, t.Signer)))
		t.Place, t.Hash, t.GasWanted, t.GasUsed, t.Bytes, t.Fee = int64(i+1), fmt.Sprintf("%X", sum[:]), 200_000, 90_000, 300, "500"+chain.BaseDenom
		b.Bytes += t.Bytes
		c.count(t.Events)
	}
	c.count(b.End)
	return b
}

func (c *Chain) count(events []index.Event) {
	for _, e := range events {
		if _, ours := index.Module(e.Kind); ours {
			c.events++
		}
	}
}

func ev(kind string, pairs ...string) index.Event {
	e := index.Event{Kind: kind, Attrs: make([]index.Attr, 0, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Attrs = append(e.Attrs, index.Attr{Key: pairs[i], Value: pairs[i+1]})
	}
	return e
}

func coin(n int64) string { return strconv.FormatInt(n, 10) + chain.BaseDenom }

func (c *Chain) pick() string { return c.agents[c.rng.IntN(len(c.agents))] }

func (c *Chain) register() index.Tx {
	n := len(c.agents)
	a := Agent(n)
	c.agents = append(c.agents, a)
	p := identitytypes.Profile{Name: fmt.Sprintf("agent-%d", n), Skills: []string{skills[n%len(skills)], skills[(n+3)%len(skills)]}}
	tx := index.Tx{
		Signer: a, Msgs: []sdk.Msg{&identitytypes.MsgRegister{Owner: a, Profile: p}},
		Events: append([]index.Event{
			ev("coin_received", "receiver", a, "amount", coin(1_000_000_000_000)),
			ev("identity.agent_registered", "agent", a, "owner", a, "name", p.Name, "fee", coin(1000), "msg_index", "0"),
		}, c.enlists(a, n)...),
	}
	if list, events := c.serves(a, n); list != nil {
		tx.Msgs, tx.Events = append(tx.Msgs, list), append(tx.Events, events...)
	}
	return tx
}

func (c *Chain) post() index.Tx {
	var raw [4]byte
	for i := range raw {
		raw[i] = byte(c.rng.IntN(256))
	}
	digits := fmt.Sprintf("%08x%s", c.height, hex.EncodeToString(raw[:]))
	j := &job{
		id: "job_" + digits, agreement: "agr_" + digits, client: c.pick(), skill: skills[c.rng.IntN(len(skills))],
		price: 1000 + c.rng.Int64N(1_000_000), end: 8,
	}
	if c.rng.IntN(10) == 0 {
		j.end = 3 // expires
	}
	c.jobs = append(c.jobs, j)
	title := verbs[c.rng.IntN(len(verbs))] + " the " + nouns[c.rng.IntN(len(nouns))] + " " + strconv.FormatInt(c.height, 10)
	request := markettypes.JobRequest{
		Title: title, Skill: j.skill, Budget: sdk.NewInt64Coin(chain.BaseDenom, j.price), Loss: math.NewInt(j.price), StartCost: math.ZeroInt(),
	}
	due := strconv.FormatInt(begin+c.height*1000+2000, 10)
	return index.Tx{
		Signer: j.client, Msgs: []sdk.Msg{&markettypes.MsgPostJob{Signer: j.client, Client: j.client, Request: request}},
		Events: []index.Event{
			ev("coin_spent", "spender", j.client, "amount", coin(j.price), "msg_index", "0"),
			ev("coin_received", "receiver", escrow, "amount", coin(j.price), "msg_index", "0"),
			ev("escrow.hold_placed", "scope", "market", "ref", digits, "agent", j.client, "amount", coin(j.price), "rest", coin(j.price), "msg_index", "0"),
			ev("market.job_posted", "job", j.id, "client", j.client, "from", "JOB_STATUS_UNSPECIFIED", "to", "JOB_STATUS_OPEN", "auction", "AUCTION_SEALED",
				"award", "AWARD_MODE_CHAIN", "skill", j.skill, "budget", coin(j.price), "loss", coin(j.price), "storage_deposit", coin(0),
				"bid_end_ms", due, "reveal_end_ms", due, "msg_index", "0"),
		},
	}
}

var escrow = sdk.AccAddress(make([]byte, 20)).String()
