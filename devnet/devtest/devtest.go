// Package devtest starts the devnet that tests of agents and tools share.
package devtest

import (
	"context"
	"testing"
	"time"

	"github.com/trothchain/troth/client"
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

// Start starts a devnet of alice, who validates, carol, dave and faucet; o.Config is replaced. There is no faucet and no
// explorer unless o gives it a port. It returns the errors of devnet.Start.
func Start(ctx context.Context, o devnet.Options) (*devnet.Devnet, error) {
	var err error
	if o.Config, err = devnet.ParseConfig([]byte(people)); err != nil {
		return nil, err
	}
	if o.FaucetPort == 0 {
		o.FaucetPort = -1
	}
	if o.ExplorerPort == 0 {
		o.ExplorerPort = -1
	}
	return devnet.Start(ctx, o)
}

// poll is how often the clients of tests look for a block.
const poll = 25 * time.Millisecond

// Person returns a client that signs as an account of the devnet, and what it signs with. The client ends with the test.
func Person(t testing.TB, d *devnet.Devnet, name string) (*client.Client, client.Signer) {
	t.Helper()
	key, err := devnet.Key(d.ChainID, name)
	if err != nil {
		t.Fatal(err)
	}
	s := client.FromKey(key)
	return Dial(t, d, s), s
}

// Dial returns a client that signs with a key. It ends with the test.
func Dial(t testing.TB, d *devnet.Devnet, s client.Signer) *client.Client {
	t.Helper()
	c, err := client.New([]string{d.RPC}, s, client.WithPoll(poll))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}
