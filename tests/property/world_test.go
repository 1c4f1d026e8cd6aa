package property

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	unit           = int64(testapp.Unit)
	second, minute = uint64(1_000), uint64(60_000)
	retain         = 20 * second

	// foreign is a coin that is accepted and not burnable; a unit of it is worth as much as one of utroth.
	foreign     = "uusd"
	foreignUnit = int64(10_000)

	agents = 8
	// keys of each agent that can be given a mandate.
	keys = 2
	// purse of an agent in units of each coin; the last one is poor.
	purse, poor = 1_000, 12
)

// unitOf is how much of a coin one unit is, when the chain begins.
var unitOf = map[string]int64{chain.BaseDenom: unit, foreign: foreignUnit}

// agent is one with the account that owns it and the keys that may become its operators.
type agent struct {
	address sdk.AccAddress
	id      string
	owner   *testapp.Account
	keys    []*testapp.Account
	status  identitytypes.AgentStatus
}

// world is a chain, what the test did there, and what it knows from that.
type world struct {
	*testapp.Chain
	rt   *rapid.T
	seen histogram
	book *book

	agents []*agent
	// judges judge, and do nothing else.
	judges []*agent
	// spare accounts own nothing, at first.
	spare []*testapp.Account
	// now is the market time of the block that is made.
	now  uint64
	step time.Duration
	txs  []sent
	picture

	reveals   map[string]*markettypes.MsgRevealBid // job and provider → what was committed
	listers   map[string]string                    // service → who stands for its hires
	bidders   map[string]string                    // cover's name → who signed the bid
	nonces    int
	proposals uint64
}

// newWorld makes a chain with the agents, each with an owner, two operators and a purse; the first two have one owner.
func newWorld(t *testing.T, rt *rapid.T, seen histogram) *world {
	w := &world{
		rt: rt, seen: seen, step: time.Second, reveals: map[string]*markettypes.MsgRevealBid{}, listers: map[string]string{},
		bidders: map[string]string{},
	}
	w.Chain = testapp.New(&tb{t, rt, t.TempDir()}, testapp.Options{
		Accounts: agents*(1+keys) + 4 + judges, Genesis: w.genesis, RestartEvery: 16,
	})
	w.book = newBook(w)
	accounts := w.Accounts
	for i := range agents {
		a := &agent{owner: accounts[i], keys: accounts[agents+i*keys : agents+(i+1)*keys], status: identitytypes.AgentStatusActive}
		if i == 1 {
			a.owner = accounts[0]
		}
		a.address = identitytypes.AgentAddress(a.owner.Address, []byte{byte(i)})
		a.id = a.address.String()
		w.agents = append(w.agents, a)
	}
	w.spare = accounts[agents*(1+keys) : agents*(1+keys)+4]
	w.look()
	for i, a := range w.agents {
		w.register(a, byte(i))
	}
	w.block()
	require.Len(w.rt, w.book.mandates, agents*keys, "all agents are registered")
	w.newJudges(accounts[agents*(1+keys)+4:])
	return w
}

func (w *world) register(a *agent, salt byte) {
	purse := int64(purse)
	if int(salt) == agents-1 {
		purse = poor
	}
	msgs := []sdk.Msg{&identitytypes.MsgRegister{Owner: a.owner.String(), Salt: []byte{salt}, Profile: identitytypes.Profile{Skills: []string{"writing"}}}}
	for _, key := range a.keys {
		msgs = append(msgs, &identitytypes.MsgAddOperator{Owner: a.owner.String(), Agent: a.id, Key: key.String(), Mandate: w.mandate(a)})
	}
	w.send(a.owner, append(msgs, banktypes.NewMsgSend(a.owner.Address, a.address, sdk.NewCoins(
		sdk.NewInt64Coin(chain.BaseDenom, purse*unit), sdk.NewInt64Coin(foreign, purse*foreignUnit),
	)))...)
}

// genesis has short windows, two coins, quick governance, and mints nothing: the supply tells all that was burned.
func (w *world) genesis(cdc codec.Codec, state map[string]json.RawMessage) {
	change(cdc, state, "market", &markettypes.GenesisState{}, func(g *markettypes.GenesisState) { g.Params = marketParams() })
	change(cdc, state, "agreement", &agreementtypes.GenesisState{}, func(g *agreementtypes.GenesisState) { g.Params = agreementParams() })
	change(cdc, state, "arbitration", &arbitrationtypes.GenesisState{}, func(g *arbitrationtypes.GenesisState) { g.Params = arbitrationParams() })
	change(cdc, state, "escrow", &escrowtypes.GenesisState{}, func(g *escrowtypes.GenesisState) { g.Params = escrowParams() })
	change(cdc, state, "clock", &clocktypes.GenesisState{}, func(g *clocktypes.GenesisState) { g.Params.MaxStepMs = clocktypes.MaxMaxStepMs })
	change(cdc, state, "mint", &minttypes.GenesisState{}, func(g *minttypes.GenesisState) {
		g.Minter.Inflation = math.LegacyZeroDec()
		g.Params.InflationMin, g.Params.InflationMax = math.LegacyZeroDec(), math.LegacyZeroDec()
		g.Params.InflationRateChange = math.LegacyZeroDec()
	})
	change(cdc, state, "gov", &govv1.GenesisState{}, func(g *govv1.GenesisState) {
		voting, expedited := 2*time.Millisecond, time.Millisecond
		g.Params.VotingPeriod, g.Params.ExpeditedVotingPeriod = &voting, &expedited
	})
	change(cdc, state, "bank", &banktypes.GenesisState{}, func(g *banktypes.GenesisState) {
		pool := authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String() // has stake, and must have nothing else
		for i := range g.Balances {
			if g.Balances[i].Address == pool {
				continue
			}
			coin := sdk.NewInt64Coin(foreign, 10*purse*foreignUnit)
			g.Balances[i].Coins = g.Balances[i].Coins.Add(coin)
			g.Supply = g.Supply.Add(coin)
		}
	})
}

// change reads the genesis of a module, changes it and writes it back.
func change[G proto.Message](cdc codec.Codec, state map[string]json.RawMessage, module string, g G, change func(G)) {
	cdc.MustUnmarshalJSON(state[module], g)
	change(g)
	state[module] = cdc.MustMarshalJSON(g)
}

// anyAgent draws one, but none of these.
func (w *world) anyAgent(name string, but ...string) *agent {
	var left []*agent
	for _, a := range w.agents {
		out := a.status == identitytypes.AgentStatusRetired && !w.percent("retired", 5)
		for _, id := range but {
			out = out || a.id == id
		}
		if !out {
			left = append(left, a)
		}
	}
	return pick(w, name, left...)
}

// agentOf is the agent of an address.
func (w *world) agentOf(id string) *agent {
	for _, list := range [][]*agent{w.agents, w.judges} {
		for _, a := range list {
			if a.id == id {
				return a
			}
		}
	}
	require.Fail(w.rt, "unknown agent", id)
	return nil
}

// signer draws who acts for an agent: one of its operators, its owner, or a key that has no right to.
func (w *world) signer(a *agent) *testapp.Account {
	if w.percent("a stranger", 2) {
		return pick(w, "stranger", w.spare...)
	}
	if operators := w.operators(a); len(operators) > 0 && !w.percent("the owner", 15) {
		return pick(w, "operator", operators...)
	}
	return a.owner
}

// operators are the keys that have a mandate of the agent, expired or not.
func (w *world) operators(a *agent) (all []*testapp.Account) {
	for _, key := range a.keys {
		if _, ok := w.book.mandates[mandateOf{a.id, key.String()}]; ok {
			all = append(all, key)
		}
	}
	return all
}

// picture is the state that messages are drawn for: that of the last block.
type picture struct {
	market    *markettypes.GenesisState
	agreement *agreementtypes.GenesisState
	// arbitration has the cases with their seats.
	arbitration *arbitrationtypes.GenesisState
	clock       *clocktypes.GenesisState
	// sigma is the cover that the chain asks for per price, in basis points, and sigmaInstant for what is paid at once.
	sigma, sigmaInstant uint64
	// accepted is the number of coins that can be held.
	accepted int
}

// look takes the picture.
func (w *world) look() {
	var err error
	ctx, k := w.Context(), &w.App().Keepers
	w.market, err = k.Market.ExportGenesis(ctx)
	require.NoError(w.rt, err)
	w.agreement, err = k.Agreement.ExportGenesis(ctx)
	require.NoError(w.rt, err)
	w.arbitration, err = k.Arbitration.ExportGenesis(ctx)
	require.NoError(w.rt, err)
	w.clock, err = k.Clock.ExportGenesis(ctx)
	require.NoError(w.rt, err)
	reputation, err := k.Reputation.GetParams(ctx)
	require.NoError(w.rt, err)
	w.sigma, w.sigmaInstant = reputation.SigmaBps, reputation.SigmaInstantBps
	escrow, err := k.Escrow.GetParams(ctx)
	require.NoError(w.rt, err)
	w.accepted = len(escrow.AcceptedDenoms)
	w.setStep(w.step)
}

// setStep says how far from the last block the next one is, and what market time it will have.
func (w *world) setStep(step time.Duration) {
	w.step = step
	w.SetBlockTime(step)
	w.now = w.clock.Clock.NowMs + min(uint64(step.Milliseconds()), w.clock.Params.MaxStepMs)
}

func (w *world) job(id string) (markettypes.Job, bool) {
	for _, j := range w.market.Jobs {
		if j.Id == id {
			return j, true
		}
	}
	return markettypes.Job{}, false
}
