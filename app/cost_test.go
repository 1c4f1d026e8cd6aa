package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// -update writes golden files anew; a dependency of the SDK may have registered the flag already.
func init() {
	if flag.Lookup("update") == nil {
		flag.Bool("update", false, "write golden files anew")
	}
}

func update() bool { return flag.Lookup("update").Value.String() == "true" }

// costModules are the stores that a job touches besides balances.
var costModules = []string{"identity", "market", "agreement", "escrow", "reputation", "arbitration"}

// costs runs one job from registration to pruning and writes down what each step costs.
type costs struct {
	*testapp.Chain
	lines []string
	last  testapp.State
}

// step runs one transaction in a block of its own and notes gas, keys changed and bytes of state added.
func (c *costs) step(name string, from *testapp.Account, msgs ...sdk.Msg) *testapp.Result {
	r := c.Run(c.Tx(from, msgs...)).RequireOK()
	c.note(name, r.Txs[0].GasUsed)
	return r
}

func (c *costs) note(name string, gas int64) {
	state := c.Dump()
	keys, added := 0, 0
	for _, module := range costModules {
		added += state.Bytes(module) - c.last.Bytes(module)
		keys += testapp.Changed(c.last, state, module)
	}
	c.last = state
	c.lines = append(c.lines, fmt.Sprintf("%-44s %9d gas %4d keys %+6d bytes", name, gas, keys, added))
}

// TestCosts pins gas of every message and bytes of state of a job's life: a change must be seen and meant.
func TestCosts(t *testing.T) {
	short := func(cdc codec.Codec, state map[string]json.RawMessage) {
		var market markettypes.GenesisState
		cdc.MustUnmarshalJSON(state["market"], &market)
		market.Params.RetainMs = 1_000
		state["market"] = cdc.MustMarshalJSON(&market)
		var agreement agreementtypes.GenesisState
		cdc.MustUnmarshalJSON(state["agreement"], &agreement)
		agreement.Params.RetainMs = 1_000
		state["agreement"] = cdc.MustMarshalJSON(&agreement)
	}
	chain := testapp.New(t, testapp.Options{Accounts: 4 + 5, Genesis: short, Instances: []testapp.Instance{testapp.Sequential}})
	c := &costs{Chain: chain, last: chain.Dump()}
	c.step("bank send, secp256k1", c.Accounts[0], send(c.Accounts[0], c.Accounts[1], 1))
	c.step("bank send, ed25519", c.Accounts[1], send(c.Accounts[1], c.Accounts[0], 1))

	var agents []*testapp.Agent
	for i, owner := range c.Accounts[:4] {
		a := c.NewAgent(owner)
		agents = append(agents, a)
		setup := a.Setup(purse, "writing")
		if i > 0 {
			c.Run(c.Tx(owner, setup...)).RequireOK()
			c.last = c.Dump()
			continue
		}
		c.step("identity register", owner, setup[0])
		c.step("identity add operator", owner, setup[1])
		c.Run(c.Tx(owner, setup[2:]...)).RequireOK()
	}
	client, providers := agents[0], agents[1:]
	c.job("first job", client, providers)
	c.job("second job", client, providers)
	c.roads(t, client, providers)
	c.disputed(t, client, providers[0], c.NewAgents(purse, "writing", c.Accounts[4:]...))

	got := strings.Join(c.lines, "\n") + "\n"
	file := filepath.Join("testdata", "cost.golden")
	if update() {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "go test ./app -run TestCosts -update")
}

// job runs a job with a bid of each provider to its end and until its records are pruned.
func (c *costs) job(name string, client *testapp.Agent, providers []*testapp.Agent) {
	until := func(event string) string {
		r := c.RunUntil(func(r *testapp.Result) bool { return r.Has(event) })
		c.note(name+": "+event, 0)
		return testapp.Attribute(r.Find(event)[0], "agreement")
	}
	before := c.last
	clocks := markettypes.Clocks{BidMs: 5_000, RevealMs: 5_000, DeliveryMs: 20_000, ReviewMs: 5_000}
	job := c.step(name+": post", client.Operator, client.Post(testapp.Job{Clocks: clocks, Backups: 2})).JobOf(0)
	var bids []testapp.Bid
	for i, p := range providers {
		price := int64(7-i) * testapp.Unit // each is better than the one before
		bids = append(bids, testapp.Bid{Provider: p, Price: price, Pledge: price, DeliveryMs: 10_000})
		c.step(fmt.Sprintf("%s: commit %d", name, i+1), p.Operator, bids[i].Commit(job))
	}
	until(markettypes.EventJobRevealing)
	for i, p := range providers {
		c.step(fmt.Sprintf("%s: reveal %d", name, i+1), p.Operator, bids[i].Reveal(job))
	}
	c.total(name+": in all with three bids", before)
	winner := providers[len(providers)-1]
	agreement := until(markettypes.EventJobAwarded)
	c.step(name+": submit", winner.Operator, winner.Submit(agreement))
	c.step(name+": accept", client.Operator, client.Accept(agreement, 90))
	until(agreementtypes.EventAgreementPruned)
	c.RunFor(40 * time.Second) // the job is kept as long as its agreement could have defaulted
	c.note(name+": pruned", 0)
	c.total(name+": left in all", before)
}

// total notes the bytes since a state, module by module.
func (c *costs) total(name string, since testapp.State) {
	line := fmt.Sprintf("%-44s", name)
	for _, module := range costModules {
		line += fmt.Sprintf(" %s %+d", module, c.last.Bytes(module)-since.Bytes(module))
	}
	c.lines = append(c.lines, line)
}
