package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Amend proposes new terms for the current milestone and all after it, or puts them in force when the other party proposes
// the same. What a party promises beyond the present terms is held by its own authority: a dearer price needs HIRE of
// the client, any new terms NEGOTIATE of the provider. ErrNotFound, ErrNotParty, ErrTransition also after a submission of the milestone,
// ErrMilestone, ErrDeadlinePassed, ErrAmend, the errors of CheckTerms but for the parent, of escrow's Hold, and, for the party that
// accepts, of the cover: ErrPledgeTooHigh and reputation's ErrCapitalShort.
func (s msgServer) Amend(ctx context.Context, msg *types.MsgAmend) (*types.MsgAmendResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asParty(ctx, msg.Signer, msg.Agent, msg, types.ActAmend)
	if err != nil {
		return nil, err
	}
	if x.Submission != nil {
		return nil, types.ErrTransition.Wrapf("%s: amend after a submission of milestone %d", x.Id, x.Milestone)
	}
	terms, err := msg.Terms.Normalized()
	if err != nil {
		return nil, err
	}
	if err := x.CheckAmendment(terms); err != nil {
		return nil, err
	}
	if err := s.checkWork(ctx, terms); err != nil {
		return nil, err
	}
	hash, err := types.TermsHash(sdk.UnwrapSDKContext(ctx).ChainID(), terms)
	if err != nil {
		return nil, err
	}
	return &types.MsgAmendResponse{}, atomic(ctx, func(ctx sdk.Context) error {
		extra, err := s.promise(ctx, x, terms)
		if err != nil {
			return err
		}
		proposal := types.AmendProposal(hash, extra)
		if !x.Proposal(x.role.Other()).Same(proposal) {
			return s.propose(ctx, x, proposal)
		}
		x.Agreement = x.WithProposal(x.role, proposal)
		return s.amend(ctx, x, terms, hash)
	})
}

// promise holds what a party promises beyond the present terms, in place of what it promised before, and returns the
// amount. It is at least what escrow holds at all; the surplus is free again when the terms are in force.
func (k *Keeper) promise(ctx context.Context, x acting, terms types.Terms) (math.Int, error) {
	if err := k.releaseExtra(ctx, x.key, x.Agreement, x.role); err != nil {
		return math.Int{}, err
	}
	extra, action, counterparty := x.Extra(x.role, terms), identitytypes.ActionHire, terms.Provider
	if x.role == types.RoleProvider {
		action, counterparty = identitytypes.ActionNegotiate, terms.Client
	}
	if x.role == types.RoleClient && !extra.IsPositive() {
		return math.ZeroInt(), nil
	}
	authority, err := k.identity.Authorize(ctx, x.signer, x.agent, action)
	if err != nil {
		return math.Int{}, err
	}
	other, err := sdk.AccAddressFromBech32(counterparty)
	if err != nil {
		return math.Int{}, err
	}
	if !extra.IsPositive() { // new terms may bind more of the provider's capital, for which no coin is held
		return math.ZeroInt(), k.identity.AllowDealing(ctx, authority, terms.Price.Denom, other)
	}
	denom, err := k.escrow.Denom(ctx, terms.Price.Denom)
	if err != nil {
		return math.Int{}, err
	}
	coin := sdk.Coin{Denom: terms.Price.Denom, Amount: math.MaxInt(extra, denom.MinHold)}
	return coin.Amount, k.escrow.Hold(ctx, authority, types.ExtraRef(x.key, x.role), coin, other)
}

// amend puts terms in force that both parties have proposed: the holds become exactly the new ones, the cover is quoted
// anew under the parameters in force, and the delivery clock begins again.
func (k *Keeper) amend(ctx context.Context, x acting, terms types.Terms, hash []byte) error {
	was, a := x.Agreement, x.Agreement
	cover, err := k.requote(ctx, terms)
	if err != nil {
		return err
	}
	a.Terms, a.Snapshot, a.Capital, a.BackupReserve = terms, cover.Snapshot, cover.Capital, math.ZeroInt()
	a.First, a.Amendments, a.Reworks = a.Milestone, a.Amendments+1, 0
	if err := k.refit(ctx, x.key, types.ClientRef(x.key), was, types.RoleClient, was.ClientHold(), a.ClientHold()); err != nil {
		return err
	}
	if err := k.refit(ctx, x.key, types.PledgeRef(x.key), was, types.RoleProvider, was.PledgeHold(), a.PledgeHold()); err != nil {
		return err
	}
	_, provider, err := terms.Parties()
	if err != nil {
		return err
	}
	if err := k.reputation.Unreserve(ctx, provider, was.ReservedCapital()); err != nil {
		return err
	}
	if err := k.reputation.Reserve(ctx, provider, a.ReservedCapital()); err != nil {
		return err
	}
	was.ClientProposal, was.ProviderProposal = nil, nil // what they promised is in the holds now
	_, err = k.enter(ctx, x.key, was, a, move{types.ActAmend, types.StatusWorking, x.now + a.At().DeliveryMs, func(a types.Agreement) sdk.Event {
		return types.NewAgreementAmendedEvent(a, hash)
	}})
	return err
}

// requote returns the cover that terms ask for under the parameters in force.
func (k *Keeper) requote(ctx context.Context, terms types.Terms) (types.Cover, error) {
	request, err := terms.CoverRequest()
	if err != nil {
		return types.Cover{}, err
	}
	_, provider, err := terms.Parties()
	if err != nil {
		return types.Cover{}, err
	}
	cover, _, err := k.quote(ctx, provider, request)
	return cover, err
}

// refit makes a hold of what it is and what its party promised exactly what it is to be.
func (k *Keeper) refit(ctx context.Context, key, ref []byte, was types.Agreement, of types.Role, is, want sdk.Coin) error {
	has := is.Amount
	if p := was.Proposal(of); p != nil && p.Extra.IsPositive() {
		if err := k.escrow.Move(ctx, types.ExtraRef(key, of), escrowtypes.Target{Scope: types.ModuleName, Ref: ref}, p.Extra); err != nil {
			return err
		}
		has = has.Add(p.Extra)
	}
	if has.LT(want.Amount) {
		return types.ErrInvariant.Wrapf("%s: %s promised %s, want %s", was.Id, of, has, want)
	}
	return k.shrink(ctx, ref, has.Sub(want.Amount))
}
