package property

import (
	"encoding/hex"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// book is the test's own account of holds and mandates. It is kept from what was sent, by whom and when, and from the
// events of what escrow did with the money; it knows nothing of the counters on the chain, with which it is compared.
type book struct {
	*world
	holds    map[holdOf]*hold
	mandates map[mandateOf]*mandate
	// burned of each coin, by the events.
	burned map[string]int64
	// first is the supply at the beginning.
	first map[string]int64
}

type holdOf struct{ scope, ref string }

type mandateOf struct{ agent, key string }

// hold is coins that are spoken for, and who reserved them: oldest first.
type hold struct {
	agent, denom string
	parts        []part
}

// part of a hold; by is nil when the owner reserved it, who is bound by nothing.
type part struct {
	by     *spending
	amount int64
}

// mandate is one that the owner wrote, with all that was ever taken under it. A new one for the same key begins anew.
type mandate struct {
	identitytypes.Mandate
	taken []*spending
}

// spending is what was reserved under a mandate at a time; out is what did not come back yet.
type spending struct {
	under *mandate
	denom string
	at    uint64
	out   int64
}

func newBook(w *world) *book {
	b := &book{world: w, holds: map[holdOf]*hold{}, mandates: map[mandateOf]*mandate{}, burned: map[string]int64{}, first: map[string]int64{}}
	for denom := range unitOf {
		b.first[denom] = b.supply(denom)
	}
	return b
}

func (b *book) supply(denom string) int64 {
	return b.App().Keepers.Bank.GetSupply(b.Context(), denom).Amount.Int64()
}

// coin reads an attribute such as 5utroth.
func (b *book) coin(e abci.Event, key string) sdk.Coin {
	coin, err := sdk.ParseCoinNormalized(testapp.Attribute(e, key))
	require.NoError(b.rt, err, "%s of %v", key, e)
	return coin
}

// enter books an event. by says who reserved the money of an agent under a name.
func (b *book) enter(e abci.Event, by func(agent, ref string) string) {
	at := holdOf{testapp.Attribute(e, "scope"), testapp.Attribute(e, "ref")}
	switch e.Type {
	case escrowtypes.EventHoldPlaced, escrowtypes.EventHoldGrown:
		agent := testapp.Attribute(e, "agent")
		b.reserve(at, agent, b.coin(e, "amount"), by(agent, at.ref))
	case escrowtypes.EventHoldShrunk, escrowtypes.EventHoldReleased:
		for _, p := range b.youngest(at, b.coin(e, "amount").Amount.Int64()) {
			if p.by != nil {
				p.by.out -= p.amount
			}
		}
	case escrowtypes.EventHoldPaid:
		paid := b.coin(e, "paid").Add(b.coin(e, "burned")).Add(b.coin(e, "protocol_fee"))
		require.Equal(b.rt, paid, b.coin(e, "amount"), "the parts of a payment")
		b.oldest(at, paid.Amount.Int64())
		b.burned[paid.Denom] += b.coin(e, "burned").Amount.Int64()
	case escrowtypes.EventHoldBurned:
		coin := b.coin(e, "amount")
		b.oldest(at, coin.Amount.Int64())
		b.burned[coin.Denom] += coin.Amount.Int64()
	case escrowtypes.EventHoldMoved:
		coin := b.coin(e, "amount")
		b.arrive(holdOf{testapp.Attribute(e, "to_scope"), testapp.Attribute(e, "to_ref")}, testapp.Attribute(e, "agent"), coin.Denom,
			b.youngest(at, coin.Amount.Int64())...)
	case identitytypes.EventAgentRegistered:
		b.burned[chain.BaseDenom] += b.coin(e, "fee").Amount.Int64()
	}
}

// reserve books money that a key put on hold: its mandate must be there, and allow that much at once.
func (b *book) reserve(at holdOf, agent string, coin sdk.Coin, key string) {
	p := part{amount: coin.Amount.Int64()}
	if key != b.agentOf(agent).owner.String() {
		m, ok := b.mandates[mandateOf{agent, key}]
		require.True(b.rt, ok, "%s held %s of %s without a mandate", key, coin, agent)
		limit := m.limit(coin.Denom)
		require.NotNil(b.rt, limit, "%s held %s of %s, a coin it has no limit for", key, coin, agent)
		require.True(b.rt, limit.Unlimited || coin.Amount.LTE(limit.PerAction), "%s held %s of %s at once, limit %s", key, coin, agent, limit)
		p.by = &spending{m, coin.Denom, b.now, p.amount}
		m.taken = append(m.taken, p.by)
	}
	b.arrive(at, agent, coin.Denom, p)
}

func (b *book) arrive(at holdOf, agent, denom string, parts ...part) {
	h, ok := b.holds[at]
	if !ok {
		h = &hold{agent: agent, denom: denom}
		b.holds[at] = h
	}
	require.Equal(b.rt, [2]string{agent, denom}, [2]string{h.agent, h.denom}, "whose money and which coin")
	h.parts = append(h.parts, parts...)
	require.LessOrEqual(b.rt, len(h.parts), escrowtypes.MaxFundings, "beyond that escrow joins them, which this book does not")
}

// oldest takes an amount off the old end of a hold: it is gone for good.
func (b *book) oldest(at holdOf, amount int64) {
	h := b.hold(at)
	for amount > 0 {
		require.NotEmpty(b.rt, h.parts, "more than is on hold")
		take := min(amount, h.parts[0].amount)
		amount -= take
		if h.parts[0].amount -= take; h.parts[0].amount == 0 {
			h.parts = h.parts[1:]
		}
	}
	b.drop(at, h)
}

// youngest takes an amount off the young end of a hold and returns it, oldest first.
func (b *book) youngest(at holdOf, amount int64) (taken []part) {
	h := b.hold(at)
	for amount > 0 {
		require.NotEmpty(b.rt, h.parts, "more than is on hold")
		last := &h.parts[len(h.parts)-1]
		take := min(amount, last.amount)
		amount -= take
		taken = append([]part{{last.by, take}}, taken...)
		if last.amount -= take; last.amount == 0 {
			h.parts = h.parts[:len(h.parts)-1]
		}
	}
	b.drop(at, h)
	return taken
}

func (b *book) hold(at holdOf) *hold {
	h, ok := b.holds[at]
	require.True(b.rt, ok, "no hold %s %s", at.scope, at.ref)
	return h
}

func (b *book) drop(at holdOf, h *hold) {
	if len(h.parts) == 0 {
		delete(b.holds, at)
	}
}

// check compares the book with the chain: holds and counters are equal, and no mandate was exceeded.
func (b *book) check() {
	ctx, k := b.Context(), &b.App().Keepers
	escrow, err := k.Escrow.ExportGenesis(ctx)
	require.NoError(b.rt, err)
	require.Len(b.rt, escrow.Holds, len(b.holds), "holds")
	for _, e := range escrow.Holds {
		h := b.hold(holdOf{e.Scope, hex.EncodeToString(e.Ref)})
		sum := int64(0)
		for _, p := range h.parts {
			sum += p.amount
		}
		require.Equal(b.rt, e.Hold.Agent, h.agent)
		require.Equal(b.rt, e.Hold.Coin, sdk.NewInt64Coin(h.denom, sum))
	}
	identity, err := k.Identity.ExportGenesis(ctx)
	require.NoError(b.rt, err)
	require.Len(b.rt, identity.Operators, len(b.mandates), "operators")
	for _, o := range identity.Operators {
		m, ok := b.mandates[mandateOf{o.Agent, o.Key}]
		require.True(b.rt, ok, "operator %s of %s", o.Key, o.Agent)
		for i, l := range o.Mandate.Limits {
			require.Equal(b.rt, m.all(l.Denom), o.Spent[i].Lifetime.Int64(), "%s spent of %s by %s, as the chain counts", l.Denom, o.Agent, o.Key)
			require.Equal(b.rt, m.in(l.Denom, o.Spent[i].Bucket), o.Spent[i].Current.Int64(), "%s in bucket %d", l.Denom, o.Spent[i].Bucket)
			require.Equal(b.rt, m.in(l.Denom, o.Spent[i].Bucket-1), o.Spent[i].Previous.Int64(), "%s in the bucket before", l.Denom)
		}
		b.requireWithin(m)
	}
}

// requireWithin: what is out of a mandate is within its lifetime limit, and what was taken within any span of its window
// and did not come back is within the limit per window.
func (b *book) requireWithin(m *mandate) {
	for _, l := range m.Limits {
		if l.Unlimited {
			continue
		}
		require.LessOrEqual(b.rt, m.all(l.Denom), l.Lifetime.Int64(), "lifetime limit")
		for _, first := range m.taken {
			sum := int64(0)
			for _, s := range m.taken {
				if s.denom == l.Denom && s.at >= first.at && s.at < first.at+m.WindowMs {
					sum += s.out
				}
			}
			require.LessOrEqual(b.rt, sum, l.PerWindow.Int64(), "limit of %d ms from %d on", m.WindowMs, first.at)
		}
	}
}

func (m *mandate) all(denom string) (sum int64) {
	for _, s := range m.taken {
		if s.denom == denom {
			sum += s.out
		}
	}
	return sum
}

// in is what was taken in a bucket of the window and did not come back.
func (m *mandate) in(denom string, bucket uint64) (sum int64) {
	for _, s := range m.taken {
		if s.denom == denom && s.at/m.WindowMs == bucket {
			sum += s.out
		}
	}
	return sum
}

func (m *mandate) limit(denom string) *identitytypes.Limit {
	for i := range m.Limits {
		if m.Limits[i].Denom == denom {
			return &m.Limits[i]
		}
	}
	return nil
}

// clear forgets the mandates of an agent: it changed hands, or retired.
func (b *book) clear(agent string) {
	for _, key := range b.agentOf(agent).keys {
		delete(b.mandates, mandateOf{agent, key.String()})
	}
}

// checkSupply: what was there at the beginning is there or was burned. What cannot be destroyed, because its coin is not
// burnable or not accepted any more, lies where nobody can spend it.
func (b *book) checkSupply() {
	bank := b.App().Keepers.Bank
	module := b.App().Keepers.Account.GetModuleAddress(escrowtypes.ModuleName)
	for denom, first := range b.first {
		lying := bank.GetBalance(b.Context(), escrowtypes.UnspendableAddress(), denom).Add(bank.GetBalance(b.Context(), module, denom))
		require.Equal(b.rt, first, b.supply(denom)-lying.Amount.Int64()+b.burned[denom], "supply of %s at the beginning = supply now + burned", denom)
		b.seen[denom+" burned"] += int(min(b.burned[denom], 1))
	}
}
