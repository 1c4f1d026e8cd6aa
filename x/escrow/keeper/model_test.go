package keeper_test

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// model is escrow in the plainest way: a hold is a queue of single base units, each with the mandate it counts against,
// oldest first. It says beforehand what every verb does to balances, holds and mandates.
type model struct {
	balance map[string]int64 // account/denom
	holds   map[string]*pile // scope/ref
	spent   map[string]int64 // operator/denom: lifetime use of its present mandate
	serial  map[string]uint64
	asked   map[string]int64 // foreign debits of this block: agent/denom/balance
	virtual map[string]int64 // account/denom, credited at the end of the block
	supply  map[string]int64
}

type pile struct {
	agent, denom string
	units        []identitytypes.SpendRef
}

func newModel() *model {
	return &model{
		balance: map[string]int64{}, holds: map[string]*pile{}, spent: map[string]int64{}, serial: map[string]uint64{},
		asked: map[string]int64{}, virtual: map[string]int64{}, supply: map[string]int64{},
	}
}

func at(account, denom string) string { return account + "/" + denom }

func (m *model) held(agent, denom string) (sum int64) {
	for _, p := range m.holds {
		if p.agent == agent && p.denom == denom {
			sum += int64(len(p.units))
		}
	}
	return sum
}

func (m *model) count(agent string) (n int) {
	for _, p := range m.holds {
		if p.agent == agent {
			n++
		}
	}
	return n
}

func (m *model) available(agent, denom string) int64 {
	return m.balance[at(agent, denom)] - m.held(agent, denom)
}

// put adds n units of one mandate at the young end.
func (p *pile) put(ref identitytypes.SpendRef, n int64) {
	for range n {
		p.units = append(p.units, ref)
	}
}

// runs are the fundings: neighbouring units of one mandate.
func (p *pile) runs() (fs []types.Funding) {
	for i, u := range p.units {
		if i == 0 || p.units[i-1] != u {
			fs = append(fs, types.Funding{Spend: u, Amount: math.ZeroInt()})
		}
		fs[len(fs)-1].Amount = fs[len(fs)-1].Amount.AddRaw(1)
	}
	return fs
}

// squeeze turns the oldest units into the owner's until there are no more than eight runs.
func (p *pile) squeeze() {
	extra := len(p.runs()) - types.MaxFundings
	if extra <= 0 {
		return
	}
	n := int64(0)
	for _, f := range p.runs()[:extra+1] {
		n += f.Amount.Int64()
	}
	for i := range n {
		p.units[i] = identitytypes.SpendRef{Agent: p.agent}
	}
}

// oldest and youngest take n units off.
func (p *pile) oldest(n int64) { p.units = p.units[n:] }

func (p *pile) youngest(n int64) []identitytypes.SpendRef {
	cut := int64(len(p.units)) - n
	taken := append([]identitytypes.SpendRef(nil), p.units[cut:]...)
	p.units = p.units[:cut]
	return taken
}

// restore gives units back to the mandates that still are the operators' present ones.
func (m *model) restore(denom string, units []identitytypes.SpendRef) {
	for _, u := range units {
		if u.Operator != "" && m.serial[u.Operator] == u.Serial {
			m.spent[at(u.Operator, denom)]--
		}
	}
}

// drop forgets a hold of which nothing is left.
func (m *model) drop(key string) {
	if len(m.holds[key].units) == 0 {
		delete(m.holds, key)
	}
}

// ask says whether x/bank would be let take amount from the agent without a mark.
func (m *model) ask(agent, denom string, amounts ...int64) bool {
	held := m.held(agent, denom)
	if held == 0 {
		return true
	}
	balance := m.balance[at(agent, denom)]
	key := fmt.Sprintf("%s/%s/%d", agent, denom, balance)
	for _, n := range amounts {
		m.asked[key] += n
		if balance-m.asked[key] < held {
			return false
		}
	}
	return true
}
