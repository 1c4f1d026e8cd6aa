package keeper

import (
	"context"

	"github.com/trothchain/troth/x/agreement/types"
)

// ProposeSplit offers to divide the current milestone; it replaces what the party proposed before. ErrNotFound,
// ErrNotParty, ErrTransition, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) ProposeSplit(ctx context.Context, msg *types.MsgProposeSplit) (*types.MsgProposeSplitResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asParty(ctx, msg.Signer, msg.Agent, msg, types.ActSplit)
	if err != nil {
		return nil, err
	}
	return &types.MsgProposeSplitResponse{}, s.propose(ctx, x, types.SplitProposal(msg.Bps))
}

// AcceptSplit divides the current milestone as the other party proposes: by its open proposal or, for the provider, by the
// share that a rejection claims. A claim of nothing grants nothing: it can be conceded, not taken. ErrNotFound,
// ErrNotParty, ErrTransition, ErrMilestone, ErrDeadlinePassed, ErrProposal, the errors of Authorize.
func (s msgServer) AcceptSplit(ctx context.Context, msg *types.MsgAcceptSplit) (*types.MsgAcceptSplitResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asParty(ctx, msg.Signer, msg.Agent, msg, types.ActSplit)
	if err != nil {
		return nil, err
	}
	proposed := x.Proposal(x.role.Other()).Same(types.SplitProposal(msg.Bps))
	claimed := x.Status == types.StatusClaimed && x.role == types.RoleProvider && msg.Bps > 0 && x.Claim.Bps == msg.Bps
	if !proposed && !claimed {
		return nil, types.ErrProposal.Wrapf("%s: nobody offers a split of %d bps to %s", x.Id, msg.Bps, x.agent)
	}
	return &types.MsgAcceptSplitResponse{}, s.settle(ctx, x.key, x.Agreement, ruling{act: types.ActSplit, agreed: msg.Bps}, x.now)
}

// Cancel proposes to end the agreement with a share of the current milestone for the provider, or does so when the other
// party proposes the same. ErrNotFound, ErrNotParty, ErrTransition, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Cancel(ctx context.Context, msg *types.MsgCancel) (*types.MsgCancelResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asParty(ctx, msg.Signer, msg.Agent, msg, types.ActCancel)
	if err != nil {
		return nil, err
	}
	proposal := types.CancelProposal(msg.Bps)
	if x.Proposal(x.role.Other()).Same(proposal) {
		return &types.MsgCancelResponse{}, s.settle(ctx, x.key, x.Agreement, ruling{act: types.ActCancel, agreed: msg.Bps}, x.now)
	}
	return &types.MsgCancelResponse{}, s.propose(ctx, x, proposal)
}

// propose stores what a party proposes in place of what it proposed before. What the new proposal promises is held
// already, after the old was released.
func (k *Keeper) propose(ctx context.Context, x acting, p *types.Proposal) error {
	if p.Kind != types.ProposalAmend {
		if err := k.releaseExtra(ctx, x.key, x.Agreement, x.role); err != nil {
			return err
		}
	}
	a := x.WithProposal(x.role, p)
	if err := k.agreements.Set(ctx, x.key, a); err != nil {
		return err
	}
	emit(ctx, types.NewProposalMadeEvent(a, x.role))
	return nil
}

// releaseExtra frees what the open proposal of a party promises, if anything.
func (k *Keeper) releaseExtra(ctx context.Context, key []byte, a types.Agreement, of types.Role) error {
	p := a.Proposal(of)
	if p == nil || !p.Extra.IsPositive() {
		return nil
	}
	return k.escrow.Release(ctx, types.ExtraRef(key, of))
}
