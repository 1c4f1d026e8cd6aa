package scenarios

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// accounts with coins at genesis: the owners of agents, and keys that have none.
	accounts = 12
	// blockTime between two blocks unless the scenario says otherwise.
	blockTime = time.Second
	// feeMoney is what a key gets for its fees.
	feeMoney = 10 * testapp.Unit
	// restartEvery blocks the restarted instance begins anew: once or twice in most stories.
	restartEvery = 12
	// defaultPurse of an agent.
	defaultPurse = 100 * testapp.Unit
)

// shortWindows are the parameters of every scenario that differ from the defaults: a story ends within minutes.
var shortWindows = map[string]string{
	"market.min_window_ms":    "1000",
	"market.retain_ms":        "60000",
	"market.snipe_window_ms":  "2000",
	"agreement.retain_ms":     "60000",
	"agreement.answer_ms":     "10000",
	"agreement.min_review_ms": "1000",
	"arbitration.draw_blocks": "3",
	"arbitration.min_stake":   "10000000",
	"arbitration.retain_ms":   "60000",
}

// world is the chain of one scenario, with what its text calls things.
type world struct {
	t testing.TB
	*testapp.Chain
	names
	ledger

	params map[string]string // module.name → value, before the chain begins
	owners int               // accounts given out
	judges []string          // names of those who judge
	began  uint64            // market time at which the story begins
	seals  map[string]seal   // job label/provider name → bid under seal
	quotes map[string]quoted
	ended  bool
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, names: newNames(), params: map[string]string{}, seals: map[string]seal{}, quotes: map[string]quoted{}}
	for key, value := range shortWindows {
		w.params[key] = value
	}
	return w
}

// setParams notes parameters for the genesis: "params market.cancel_fee_bps=200".
func (w *world) setParams(a *args) string {
	if w.Chain != nil {
		a.fatal("params come before the agents")
	}
	for key := range a.vals {
		w.params[key] = a.text(key, "")
	}
	return ""
}

// start makes the chain. It mints nothing, so that the supply tells all that was burned.
func (w *world) start() {
	if w.Chain != nil {
		return
	}
	w.Chain = testapp.New(w.t, testapp.Options{Accounts: accounts, BlockTime: blockTime, RestartEvery: restartEvery, Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
		w.writeParams(state)
		w.setWindows(cdc, state)
		var mint minttypes.GenesisState
		cdc.MustUnmarshalJSON(state[minttypes.ModuleName], &mint)
		mint.Minter.Inflation = math.LegacyZeroDec()
		mint.Params.InflationMin, mint.Params.InflationMax = math.LegacyZeroDec(), math.LegacyZeroDec()
		mint.Params.InflationRateChange = math.LegacyZeroDec()
		state[minttypes.ModuleName] = cdc.MustMarshalJSON(&mint)
	}})
	w.ledger = newLedger(w.Chain)
}

// writeParams writes the parameters into the genesis, as text: the codec reads numbers from it, too.
func (w *world) writeParams(state map[string]json.RawMessage) {
	for key, value := range w.params {
		module, name, _ := strings.Cut(key, ".")
		var fields, params map[string]json.RawMessage
		require.NoError(w.t, json.Unmarshal(state[module], &fields), "no module %q", module)
		require.NoError(w.t, json.Unmarshal(fields["params"], &params))
		require.Contains(w.t, params, name, "%s has no such parameter", module)
		params[name] = json.RawMessage(`"` + value + `"`)
		fields["params"] = w.json(params)
		state[module] = w.json(fields)
	}
}

func (w *world) json(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	require.NoError(w.t, err)
	return raw
}

// account gives out an account that has coins.
func (w *world) account() *testapp.Account {
	require.Less(w.t, w.owners, accounts, "a scenario has at most %d owners and keys", accounts)
	w.owners++
	return w.Accounts[w.owners-1]
}

// addAgents registers agents, each with an owner and an operator, and gives them their purse.
func (w *world) addAgents(a *args) string {
	w.start()
	purse := a.amount("purse", math.NewInt(defaultPurse)).Int64()
	skills := a.list("skills")
	if skills == nil {
		skills = []string{"writing"}
	}
	owner := a.text("owner", "")
	mandate := w.mandate(a)
	var txs [][]byte
	for len(a.words) > 0 {
		name := a.word("name")
		require.NotContains(w.t, w.agents, name)
		var by *testapp.Account
		if owner == "" {
			by = w.account()
		} else {
			by = w.key(owner, a)
		}
		agent := w.NewAgent(by)
		w.addAgent(name, agent)
		txs = append(txs, w.Tx(by, setup(agent, purse, mandate, skills)...))
	}
	a.done()
	w.observe(w.Run(txs...).RequireOK())
	w.remember(w)
	if w.began == 0 {
		w.began = w.now()
	}
	return ""
}

// addKeys names accounts that have coins but no agent: later owners, grantees, strangers.
func (w *world) addKeys(a *args) string {
	w.start()
	for len(a.words) > 0 {
		w.addAccount(a.word("name"), w.account())
	}
	a.done()
	return ""
}

// setup are the messages by which an owner makes its agent ready.
func setup(a *testapp.Agent, purse int64, mandate identitytypes.Mandate, skills []string) []sdk.Msg {
	owner := a.Owner.String()
	return []sdk.Msg{
		&identitytypes.MsgRegister{Owner: owner, Salt: a.Operator.Address, Profile: identitytypes.Profile{Skills: skills}},
		&identitytypes.MsgAddOperator{Owner: owner, Agent: a.String(), Key: a.Operator.String(), Mandate: mandate},
		banktypes.NewMsgSend(a.Owner.Address, a.Operator.Address, utroth(feeMoney)),
		banktypes.NewMsgSend(a.Owner.Address, a.Address, utroth(purse)),
	}
}

// key is who signs: an account by its name, or the operator of an agent.
func (w *world) key(name string, a *args) *testapp.Account {
	if agent, ok := w.agents[name]; ok {
		return agent.Operator
	}
	account, ok := w.accounts[name]
	if !ok {
		a.fatal("%s: nobody is called %q", a.what, name)
	}
	return account
}

// agent by its name, or the one that a key such as p1/owner belongs to.
func (w *world) agent(name string, a *args) *testapp.Agent {
	of, _, _ := strings.Cut(name, "/")
	agent, ok := w.agents[of]
	if !ok {
		a.fatal("%s: no agent is called %q", a.what, name)
	}
	return agent
}

// id of a label such as j1 or a1.
func (w *world) id(label string, a *args) string {
	id, ok := w.ids[label]
	if !ok {
		a.fatal("%s: nothing is called %q; labels are %s", a.what, label, strings.Join(w.sortedLabels(), " "))
	}
	return id
}

func (w *world) sortedLabels() []string {
	var all []string
	for label := range w.ids {
		all = append(all, label)
	}
	slices.Sort(all)
	return all
}

// now is the market time after the last block.
func (w *world) now() uint64 {
	w.t.Helper()
	now, err := w.App().Keepers.Clock.Now(w.Context())
	require.NoError(w.t, err)
	return now
}

// since is how long after the story's beginning a market time lies.
func (w *world) since(ms uint64) string {
	if ms < w.began {
		return "-" + span(w.began-ms)
	}
	return "+" + span(ms-w.began)
}

func utroth(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, n)) }

func coin(amount math.Int) sdk.Coin { return sdk.NewCoin(chain.BaseDenom, amount) }
