package economics

import sdk "github.com/cosmos/cosmos-sdk/types"

// watch is what the ends of blocks do to an account: that is when cases are settled.
type watch struct {
	address sdk.AccAddress
	cases   int // that are watched for it
	before  int64
	change  int64
}

// watch begins to count what an account gets when blocks end.
func (l *ledger) watch(a sdk.AccAddress) {
	x := l.watched[string(a)]
	if x == nil {
		x = &watch{address: a}
		l.watched[string(a)] = x
	}
	x.cases++
}

// unwatch returns what an account got since somebody last asked. Of two cases of an account that are settled in the same
// block the first that asks gets all.
func (l *ledger) unwatch(a sdk.AccAddress) (change int64) {
	x := l.watched[string(a)]
	change, x.change = x.change, 0
	if x.cases--; x.cases == 0 {
		delete(l.watched, string(a))
	}
	return change
}

// forgive takes an amount out of what is counted for an account: it was counted elsewhere.
func (l *ledger) forgive(a sdk.AccAddress, amount int64) {
	if x := l.watched[string(a)]; x != nil {
		x.change += amount
	}
}
