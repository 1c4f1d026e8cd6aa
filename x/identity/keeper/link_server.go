package keeper

import (
	"context"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// LinkAccount links an account elsewhere that proved its control.
func (s msgServer) LinkAccount(ctx context.Context, msg *types.MsgLinkAccount) (*types.MsgLinkAccountResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	account, err := types.ParseAccount(msg.Account)
	if err != nil {
		return nil, err
	}
	if err := s.k.linkAccount(ctx, owner, agent, account, msg.Proof.Pure(), msg.DeadlineMs); err != nil {
		return nil, err
	}
	return &types.MsgLinkAccountResponse{Account: account.String()}, nil
}

// UnlinkAccount removes a link.
func (s msgServer) UnlinkAccount(ctx context.Context, msg *types.MsgUnlinkAccount) (*types.MsgUnlinkAccountResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	account, err := types.ParseAccount(msg.Account)
	if err != nil {
		return nil, err
	}
	if err := s.k.unlinkAccount(ctx, owner, agent, account); err != nil {
		return nil, err
	}
	return &types.MsgUnlinkAccountResponse{}, nil
}

// Linked lists the accounts elsewhere of an agent, at most 16. ErrAgentNotFound.
func (s queryServer) Linked(ctx context.Context, req *types.QueryLinkedRequest) (*types.QueryLinkedResponse, error) {
	addr, err := field.Address("agent", req.Agent)
	if err != nil {
		return nil, err
	}
	if _, err := s.k.Agent(ctx, addr); err != nil {
		return nil, err
	}
	links, err := s.k.linksOf(ctx, addr)
	if err != nil {
		return nil, err
	}
	return &types.QueryLinkedResponse{Links: links}, nil
}

// LinkedAccount returns the link of an account elsewhere, in any of its spellings. ErrLinkNotFound.
func (s queryServer) LinkedAccount(ctx context.Context, req *types.QueryLinkedAccountRequest) (*types.QueryLinkedAccountResponse, error) {
	account, err := types.ParseAccount(req.Account)
	if err != nil {
		return nil, err
	}
	link, err := s.k.LinkedAccount(ctx, account)
	if err != nil {
		return nil, err
	}
	return &types.QueryLinkedAccountResponse{Link: link}, nil
}
