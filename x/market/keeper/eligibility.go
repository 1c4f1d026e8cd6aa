package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
	"github.com/trothchain/troth/x/reputation/bar"
)

// requireStranger refuses a provider with the controller of the client with ErrSameController, and returns the client. It
// asks for the provider, whose deposit is at stake: what the client declares about the provider's owner counts for nothing.
func (k *Keeper) requireStranger(ctx context.Context, job types.Job, provider sdk.AccAddress) (sdk.AccAddress, error) {
	client, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return nil, err
	}
	same, err := k.identity.SameController(ctx, provider, client)
	if err != nil {
		return nil, err
	}
	if same {
		return nil, types.ErrSameController.Wrapf("job %s: client %s, provider %s", job.Id, client, provider)
	}
	return client, nil
}

// requireOtherOwner refuses with ErrSameController a provider that changed hands with the client since its reveal. Only a
// change of owner counts, to which both sides agree: an operator is declared by the provider alone, who could so take
// back a bid that binds it, with its cover whole, after it pushed others off the list.
func (k *Keeper) requireOtherOwner(ctx context.Context, job types.Job, provider identitytypes.Agent) error {
	address, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return err
	}
	client, err := k.identity.Agent(ctx, address)
	if err != nil {
		return err
	}
	if client.Owner == provider.Owner {
		return types.ErrSameController.Wrapf("job %s: client %s, provider %s", job.Id, job.Client, provider.Address)
	}
	return nil
}

// checkBid compares a bid with what the job allows and what an agreement could be opened with. A bid that could not be
// awarded must not stand: it would push others off the list for nothing.
func (k *Keeper) checkBid(ctx context.Context, job types.Job, b types.Bid) error {
	r := job.Request
	if b.Price.GT(r.Budget.Amount) {
		return types.ErrPriceAboveBudget.Wrapf("price: %s%s, job %s has a budget of %s", b.Price, r.Budget.Denom, job.Id, r.Budget)
	}
	if b.DeliveryMs > r.Clocks.DeliveryMs {
		return types.ErrDeliveryTooLong.Wrapf("delivery_ms: %d, job %s allows %d", b.DeliveryMs, job.Id, r.Clocks.DeliveryMs)
	}
	p, err := k.agreement.GetParams(ctx)
	if err != nil {
		return err
	}
	if b.DeliveryMs < p.MinDeliveryMs {
		return types.ErrWindow.Wrapf("delivery_ms: %d, want at least %d", b.DeliveryMs, p.MinDeliveryMs)
	}
	return nil
}

// score returns the provider's score at the value of the budget, the same value for all bidders. ErrScoreTooLow below
// the job's minimum.
func (k *Keeper) score(ctx context.Context, job types.Job, provider sdk.AccAddress) (uint64, error) {
	s, err := k.reputation.Score(ctx, provider, job.Request.Skill, job.BudgetMicro)
	if err != nil {
		return 0, err
	}
	if s.ScoreBps < uint64(job.Request.MinScoreBps) {
		return s.ScoreBps, types.ErrScoreTooLow.Wrapf("provider %s: %d, job %s wants %d", provider, s.ScoreBps, job.Id, job.Request.MinScoreBps)
	}
	return s.ScoreBps, nil
}

// expectedCost of a bid with its score, at the rate the job was posted at. The price is at most the budget; a pledge
// beyond all measure counts like the loss, as any pledge above the loss does.
func (k *Keeper) expectedCost(ctx context.Context, job types.Job, b types.Bid) (uint64, error) {
	price, ok := auction.Micro(b.Price, job.UnitsPerNumeraire)
	if !ok {
		return 0, types.ErrPriceAboveBudget.Wrapf("price: %s%s", b.Price, job.Request.Budget.Denom)
	}
	pledge, ok := auction.Micro(b.Pledge, job.UnitsPerNumeraire)
	if !ok {
		pledge = job.LossMicro
	}
	p, err := k.reputation.GetParams(ctx)
	if err != nil {
		return 0, err
	}
	return bar.ExpectedCost(bar.Bid{Price: price, Pledge: pledge, Loss: job.LossMicro, Score: b.ScoreBps}, p.DeltaBps), nil
}
