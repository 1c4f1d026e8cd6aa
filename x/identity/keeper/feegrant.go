package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"

	"github.com/trothchain/troth/x/identity/types"
)

var _ types.FeeAllowances = Feegrant{}

// Feegrant is x/feegrant as identity uses it: allowances of plain coins without expiry, from accounts that cannot sign.
type Feegrant struct {
	keeper feegrantkeeper.Keeper
	server feegrant.MsgServer
}

// NewFeegrant returns the allowances of a keeper that has a bank keeper (SetBankKeeper): x/feegrant asks it about keys
// without an account.
func NewFeegrant(k feegrantkeeper.Keeper) Feegrant {
	return Feegrant{keeper: k, server: feegrantkeeper.NewMsgServerImpl(k)}
}

// Grant implements types.FeeAllowances. A key without an account gets one.
func (f Feegrant) Grant(ctx context.Context, agent, key sdk.AccAddress, limit sdk.Coin) error {
	return f.keeper.GrantAllowance(ctx, agent, key, &feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(limit)})
}

// Revoke implements types.FeeAllowances. x/feegrant removes an allowance that is used up by itself. Its own revocation is
// reachable by message only.
func (f Feegrant) Revoke(ctx context.Context, agent, key sdk.AccAddress) error {
	found, err := f.keeper.FeeAllowance.Has(ctx, collections.Join(key, agent))
	if err != nil || !found {
		return err
	}
	_, err = f.server.RevokeAllowance(ctx, &feegrant.MsgRevokeAllowance{Granter: agent.String(), Grantee: key.String()})
	return err
}

// Left implements types.FeeAllowances.
func (f Feegrant) Left(ctx context.Context, agent, key sdk.AccAddress) (sdk.Coins, error) {
	found, err := f.keeper.FeeAllowance.Has(ctx, collections.Join(key, agent))
	if err != nil || !found {
		return nil, err
	}
	allowance, err := f.keeper.GetAllowance(ctx, agent, key)
	if err != nil {
		return nil, err
	}
	return plain(allowance), nil
}

// All implements types.FeeAllowances.
func (f Feegrant) All(ctx context.Context) ([]types.FeeAllowance, error) {
	var all []types.FeeAllowance
	err := f.keeper.FeeAllowance.Walk(ctx, nil, func(at collections.Pair[sdk.AccAddress, sdk.AccAddress], g feegrant.Grant) (bool, error) {
		allowance, err := g.GetGrant()
		if err != nil {
			return true, err
		}
		all = append(all, types.FeeAllowance{Granter: at.K2(), Key: at.K1(), Left: plain(allowance)})
		return false, nil
	})
	return all, err
}

// plain returns the coins of an allowance as Grant makes them, none of any other.
func plain(allowance feegrant.FeeAllowanceI) sdk.Coins {
	basic, ok := allowance.(*feegrant.BasicAllowance)
	if !ok || basic.Expiration != nil {
		return nil
	}
	return basic.SpendLimit
}
