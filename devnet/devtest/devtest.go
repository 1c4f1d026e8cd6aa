// Package devtest starts the devnet that tests of agents and tools share.
package devtest

import (
	"context"

	"github.com/trothchain/troth/devnet"
)

// people do not belong together. There is no faucet: the account of that name is one like the others.
const people = `
version: 1
accounts:
  - {name: alice, coins: [1000000000000utroth]}
  - {name: carol, coins: [1000000000000utroth]}
  - {name: dave, coins: [1000000000000utroth]}
  - {name: faucet, coins: [1000000000000utroth]}
validators: [{name: alice, bonded: 100000000000utroth}]
`

// Start starts a devnet of alice, who validates, carol, dave and faucet; o.Config is replaced. It returns the errors of
// devnet.Start.
func Start(ctx context.Context, o devnet.Options) (*devnet.Devnet, error) {
	var err error
	if o.Config, err = devnet.ParseConfig([]byte(people)); err != nil {
		return nil, err
	}
	return devnet.Start(ctx, o)
}
