package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// ListService posts a standing offer.
func (s msgServer) ListService(ctx context.Context, msg *types.MsgListService) (*types.MsgListServiceResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, provider, err := parties(msg.Signer, msg.Provider)
	if err != nil {
		return nil, err
	}
	var listed types.Service
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		listed, err = s.listService(ctx, signer, provider, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgListServiceResponse{Service: listed.Id}, nil
}

// UpdateService changes, pauses or resumes a service; its version grows.
func (s msgServer) UpdateService(ctx context.Context, msg *types.MsgUpdateService) (*types.MsgUpdateServiceResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, provider, err := parties(msg.Signer, msg.Provider)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseServiceID("service", msg.Service)
	if err != nil {
		return nil, err
	}
	var updated types.Service
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		updated, err = s.updateService(ctx, signer, provider, key, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgUpdateServiceResponse{Version: updated.Version}, nil
}

// RemoveService deletes a service; running agreements go on.
func (s msgServer) RemoveService(ctx context.Context, msg *types.MsgRemoveService) (*types.MsgRemoveServiceResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, provider, err := parties(msg.Signer, msg.Provider)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseServiceID("service", msg.Service)
	if err != nil {
		return nil, err
	}
	err = atomic(ctx, func(ctx sdk.Context) error { return s.removeService(ctx, signer, provider, key) })
	if err != nil {
		return nil, err
	}
	return &types.MsgRemoveServiceResponse{}, nil
}

// Hire takes a service at the version and price it names.
func (s msgServer) Hire(ctx context.Context, msg *types.MsgHire) (*types.MsgHireResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, client, err := parties(msg.Signer, msg.Client)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseServiceID("service", msg.Service)
	if err != nil {
		return nil, err
	}
	var agreement string
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		agreement, err = s.hire(ctx, signer, client, key, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgHireResponse{Agreement: agreement}, nil
}

// HireQuoted takes a quote that the provider signed off chain.
func (s msgServer) HireQuoted(ctx context.Context, msg *types.MsgHireQuoted) (*types.MsgHireQuotedResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, client, err := parties(msg.Signer, msg.Client)
	if err != nil {
		return nil, err
	}
	var agreement string
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		agreement, err = s.hireQuoted(ctx, signer, client, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgHireQuotedResponse{Agreement: agreement}, nil
}
