package app

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/appmodule"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
)

// maxExpiredNonces bounds the nonces of unordered transactions that one block forgets.
const maxExpiredNonces = 10_000

// authModule is x/auth with its own way to forget nonces. The SDK's has two holes. It forgets all that are due at once:
// the transactions of ten minutes, with timeouts that meet in one block, cost every node millions of deletions there,
// for no gas. And it forgets the nonces that expire at the very time of the block, in which their transactions are still
// valid, so that a proposer who hits that time can run a transaction a second time.
type authModule struct {
	auth.AppModule
	accounts authkeeper.AccountKeeper
}

// PreBlock forgets expired nonces. One that waits longer than it must harms nobody: the time of its transaction is over.
func (m authModule) PreBlock(ctx context.Context) (appmodule.ResponsePreBlock, error) {
	return &sdk.ResponsePreBlock{}, m.forget(ctx, maxExpiredNonces)
}

// forget removes at most limit nonces, the oldest first, whose timeout is before the time of the block.
func (m authModule) forget(ctx context.Context, limit int) error {
	type nonce = collections.Pair[int64, []byte]
	now := sdk.UnwrapSDKContext(ctx).BlockTime().UnixNano()
	var expired []nonce
	err := m.accounts.UnorderedNonces.Walk(ctx,
		new(collections.Range[nonce]).EndExclusive(collections.PairPrefix[int64, []byte](now)),
		func(key nonce) (stop bool, err error) {
			expired = append(expired, key)
			return len(expired) >= limit, nil
		})
	if err != nil {
		return err
	}
	for _, key := range expired {
		if err := m.accounts.UnorderedNonces.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
