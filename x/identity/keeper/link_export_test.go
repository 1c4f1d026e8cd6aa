package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// SetLink writes a link without the index of its agent.
func (k *Keeper) SetLink(ctx context.Context, account string, l types.Link) {
	must(k.links.Set(ctx, account, l))
}

// SetAgentLink writes the index of an agent.
func (k *Keeper) SetAgentLink(ctx context.Context, addr sdk.AccAddress, account string) {
	must(k.agentLinks.Set(ctx, collections.Join(addr, account)))
}

// RemoveAgentLink takes an account out of the index of an agent.
func (k *Keeper) RemoveAgentLink(ctx context.Context, addr sdk.AccAddress, account string) {
	must(k.agentLinks.Remove(ctx, collections.Join(addr, account)))
}
