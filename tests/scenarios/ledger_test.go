package scenarios

import (
	"fmt"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// ledger adds up, from events alone, what must have happened to the money, to be compared with what the bank says.
type ledger struct {
	supply     math.Int // at the beginning
	validators math.Int // what collected fees amounted to at the beginning
	registered math.Int // burned by registrations
	shares     math.Int // burned of payments
	destroyed  math.Int // burned whole: deposits, fees, pledges
	txFees     math.Int
	protocol   math.Int
	first      map[string]math.Int // balance of each agent at the beginning
}

func newLedger(c *testapp.Chain) ledger {
	zero := math.ZeroInt()
	return ledger{
		supply: supply(c), validators: collected(c), registered: zero, shares: zero, destroyed: zero, txFees: zero,
		protocol: zero, first: map[string]math.Int{},
	}
}

func supply(c *testapp.Chain) math.Int {
	return c.App().Keepers.Bank.GetSupply(c.Context(), chain.BaseDenom).Amount
}

func balance(c *testapp.Chain, a sdk.AccAddress) math.Int {
	return c.App().Keepers.Bank.GetBalance(c.Context(), a, chain.BaseDenom).Amount
}

// collected is what validators earned: fees wait in the collector for a block and are distributed then.
func collected(c *testapp.Chain) math.Int {
	return balance(c, authtypes.NewModuleAddress(authtypes.FeeCollectorName)).
		Add(balance(c, authtypes.NewModuleAddress(distrtypes.ModuleName)))
}

// remember notes what new agents have before the story begins.
func (l *ledger) remember(w *world) {
	for name, a := range w.agents {
		if _, known := l.first[name]; !known {
			l.first[name] = balance(w.Chain, a.Address)
		}
	}
}

// observe adds the events of a block.
func (l *ledger) observe(r *testapp.Result) {
	add := func(sum *math.Int, e abci.Event, key string) {
		digits, ok := strings.CutSuffix(testapp.Attribute(e, key), chain.BaseDenom)
		if amount, valid := math.NewIntFromString(digits); ok && valid {
			*sum = sum.Add(amount)
		}
	}
	for _, e := range r.Find(escrowtypes.EventHoldPaid) {
		add(&l.shares, e, "burned")
		add(&l.protocol, e, "protocol_fee")
	}
	for _, e := range r.Find(escrowtypes.EventHoldBurned) {
		add(&l.destroyed, e, "amount")
	}
	for _, e := range r.Find(identitytypes.EventAgentRegistered) {
		add(&l.registered, e, "fee")
	}
	for _, e := range r.Find(sdk.EventTypeTx) {
		add(&l.txFees, e, sdk.AttributeKeyFee)
	}
}

// check compares the ledger with the bank: every coin of the beginning is still there or was burned, all accounts
// together have the supply, and validators have every fee.
func (l *ledger) check(w *world) {
	burned := l.registered.Add(l.shares).Add(l.destroyed)
	require.Equal(w.t, l.supply.String(), supply(w.Chain).Add(burned).String(), "supply at the beginning = supply now + burned")
	require.Equal(w.t, l.txFees.Add(l.protocol).String(), collected(w.Chain).Sub(l.validators).String(), "fees paid = fees collected")
	total := math.ZeroInt()
	w.App().Keepers.Bank.IterateAllBalances(w.Context(), func(_ sdk.AccAddress, c sdk.Coin) bool {
		if c.Denom == chain.BaseDenom {
			total = total.Add(c.Amount)
		}
		return false
	})
	require.Equal(w.t, supply(w.Chain).String(), total.String(), "sum of all balances = supply")
}

// changes lists what each agent has more or less than at the beginning.
func (l *ledger) changes(w *world) string {
	var b strings.Builder
	for _, name := range w.order() {
		change := balance(w.Chain, w.agents[name].Address).Sub(l.first[name])
		sign := ""
		if change.IsPositive() {
			sign = "+"
		}
		fmt.Fprintf(&b, "%s %s%s\n", name, sign, units(change))
	}
	return b.String()
}

// burns says what was destroyed since the beginning, registrations aside.
func (l *ledger) burns() string {
	s := "burned " + units(l.shares.Add(l.destroyed))
	if l.shares.IsPositive() && l.destroyed.IsPositive() {
		s += fmt.Sprintf(" (%s of payments, %s whole)", units(l.shares), units(l.destroyed))
	}
	if l.protocol.IsPositive() {
		s += "\nprotocol fees " + units(l.protocol)
	}
	return s + "\n"
}
