package economics

import "context"

// endBlockers are those of the modules that are part of the market, in the order of app/modules.go.
func (l *ledger) endBlockers() []func(context.Context) error {
	k := l.keepers()
	return []func(context.Context) error{
		k.Market.EndBlock, k.Arbitration.EndBlock, k.Agreement.EndBlock, k.Bank.CreditVirtualAccounts, k.Identity.EndBlock, k.Escrow.EndBlock,
	}
}
