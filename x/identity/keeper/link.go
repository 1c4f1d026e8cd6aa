package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

// linkAccount links an account elsewhere that signed for this chain, owner, agent and deadline. The gas of the check is
// taken before it. ErrAgentNotFound, ErrNotOwner, ErrAgentRetired, ErrProofExpired, ErrProofTooFar, ErrAccountLinked,
// ErrTooManyLinks and the errors of linked.Verify.
func (k *Keeper) linkAccount(ctx context.Context, owner, addr sdk.AccAddress, account linked.Account, proof linked.Proof, deadlineMs uint64) error {
	agent, err := k.ownedAlive(ctx, owner, addr)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if deadlineMs <= now {
		return types.ErrProofExpired.Wrapf("deadline_ms: %d, now %d", deadlineMs, now)
	}
	if deadlineMs-now > types.MaxProofMs {
		return types.ErrProofTooFar.Wrapf("deadline_ms: %d, now %d, want at most %d ahead", deadlineMs, now, types.MaxProofMs)
	}
	if err := k.linkFree(ctx, addr, account); err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	sdkCtx.GasMeter().ConsumeGas(types.ProofGas(account.Scheme()), "identity: proof of a linked account")
	statement := linked.Statement(sdkCtx.ChainID(), agent.Owner, agent.Address, account.String(), deadlineMs)
	if err := linked.Verify(account, statement, proof); err != nil {
		return err
	}
	link := types.Link{Agent: agent.Address, Account: account.String(), LinkedMs: now}
	if err := k.storeLink(ctx, addr, link); err != nil {
		return err
	}
	emit(ctx, types.NewAccountLinkedEvent(link, agent.Owner))
	return nil
}

// linkFree refuses an account that an agent has already, and the seventeenth account of an agent.
func (k *Keeper) linkFree(ctx context.Context, addr sdk.AccAddress, account linked.Account) error {
	link, err := k.links.Get(ctx, account.String())
	if err == nil {
		return types.ErrAccountLinked.Wrapf("account: %s of agent %s", account, link.Agent)
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	accounts, err := k.accountsOf(ctx, addr)
	if err != nil {
		return err
	}
	if len(accounts) >= types.MaxLinks {
		return types.ErrTooManyLinks.Wrapf("agent %s: %d, want at most %d", addr, len(accounts), types.MaxLinks)
	}
	return nil
}

// unlinkAccount removes a link, whatever the status of the agent. ErrAgentNotFound, ErrNotOwner, ErrLinkNotFound.
func (k *Keeper) unlinkAccount(ctx context.Context, owner, addr sdk.AccAddress, account linked.Account) error {
	if _, err := k.owned(ctx, owner, addr); err != nil {
		return err
	}
	has, err := k.agentLinks.Has(ctx, collections.Join(addr, account.String()))
	if err != nil {
		return err
	}
	if !has {
		return types.ErrLinkNotFound.Wrapf("account: %s of agent %s", account, addr)
	}
	return k.removeLink(ctx, addr, account.String())
}

// LinkedAccount returns the link of an account elsewhere. ErrLinkNotFound.
func (k *Keeper) LinkedAccount(ctx context.Context, account linked.Account) (types.Link, error) {
	link, err := k.links.Get(ctx, account.String())
	if errors.Is(err, collections.ErrNotFound) {
		return types.Link{}, types.ErrLinkNotFound.Wrapf("account: %.171q", account.String())
	}
	return link, err
}

// linksOf returns the links of an agent, at most 16, by account.
func (k *Keeper) linksOf(ctx context.Context, addr sdk.AccAddress) ([]types.Link, error) {
	accounts, err := k.accountsOf(ctx, addr)
	if err != nil {
		return nil, err
	}
	links := make([]types.Link, 0, len(accounts))
	for _, account := range accounts {
		link, err := k.links.Get(ctx, account)
		if err != nil {
			return nil, err
		}
		links = append(links, link)
	}
	return links, nil
}

// accountsOf returns the names of an agent's accounts, at most 16, in their order.
func (k *Keeper) accountsOf(ctx context.Context, addr sdk.AccAddress) ([]string, error) {
	var accounts []string
	r := collections.NewPrefixedPairRange[sdk.AccAddress, string](addr)
	err := k.agentLinks.Walk(ctx, r, func(key collections.Pair[sdk.AccAddress, string]) (bool, error) {
		accounts = append(accounts, key.K2())
		return false, nil
	})
	return accounts, err
}

// clearLinks removes every link of an agent, at most 16: they were proved to an owner who has gone.
func (k *Keeper) clearLinks(ctx context.Context, addr sdk.AccAddress) error {
	accounts, err := k.accountsOf(ctx, addr)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := k.removeLink(ctx, addr, account); err != nil {
			return err
		}
	}
	return nil
}

// storeLink writes a link and its entry in the index of the agent.
func (k *Keeper) storeLink(ctx context.Context, addr sdk.AccAddress, link types.Link) error {
	if err := k.links.Set(ctx, link.Account, link); err != nil {
		return err
	}
	return k.agentLinks.Set(ctx, collections.Join(addr, link.Account))
}

// removeLink removes what storeLink wrote, and tells it.
func (k *Keeper) removeLink(ctx context.Context, addr sdk.AccAddress, account string) error {
	if err := k.links.Remove(ctx, account); err != nil {
		return err
	}
	if err := k.agentLinks.Remove(ctx, collections.Join(addr, account)); err != nil {
		return err
	}
	emit(ctx, types.NewAccountUnlinkedEvent(addr.String(), account))
	return nil
}

// checkLinks: every link stands under its own account and in the index of its agent, and nothing else does; no agent has
// more than 16, and a retired one has none.
func (k *Keeper) checkLinks(ctx context.Context) error {
	links := 0
	err := k.links.Walk(ctx, nil, func(account string, l types.Link) (bool, error) {
		links++
		if err := l.Validate(); err != nil {
			return true, types.ErrBroken.Wrapf("link %s: %s", account, err)
		}
		addr, err := sdk.AccAddressFromBech32(l.Agent)
		if err != nil {
			return true, err
		}
		has, err := k.agentLinks.Has(ctx, collections.Join(addr, account))
		if err == nil && (l.Account != account || !has) {
			err = types.ErrBroken.Wrapf("link %s: account %s of agent %s, in its index: %t", account, l.Account, l.Agent, has)
		}
		return err != nil, err
	})
	if err != nil {
		return err
	}
	indexed := 0
	err = k.walkAgents(ctx, func(addr sdk.AccAddress, a types.Agent) error {
		accounts, err := k.accountsOf(ctx, addr)
		if err != nil {
			return err
		}
		indexed += len(accounts)
		if most := types.MaxLinks; len(accounts) > most || a.Status == types.AgentStatusRetired && len(accounts) > 0 {
			return types.ErrBroken.Wrapf("agent %s (%s): %d links, may have %d and none when retired", addr, a.Status, len(accounts), most)
		}
		return nil
	})
	if err != nil {
		return err
	}
	entries := 0
	err = k.agentLinks.Walk(ctx, nil, func(collections.Pair[sdk.AccAddress, string]) (bool, error) {
		entries++
		return false, nil
	})
	if err == nil && (links != indexed || links != entries) {
		err = types.ErrBroken.Wrapf("%d links, %d in the index, of which %d of agents", links, entries, indexed)
	}
	return err
}
