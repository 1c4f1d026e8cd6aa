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

// admit refuses a provider with the controller of the client, or without what the job requires, and returns the client.
// ErrSameController, ErrRequirementUnmet.
func (k *Keeper) admit(ctx context.Context, job types.Job, provider sdk.AccAddress) (sdk.AccAddress, error) {
	client, err := k.requireStranger(ctx, job, provider)
	if err != nil {
		return nil, err
	}
	return client, k.identity.Meets(ctx, provider, job.Request.Requirements)
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

// invited returns the job, if it has the auction and the provider may bid on it as far as the invitation goes.
// ErrJobNotFound, ErrNotInvited, ErrAuction.
func (k *Keeper) invited(ctx context.Context, key []byte, provider sdk.AccAddress, a types.Auction) (types.Job, error) {
	job, err := k.Job(ctx, key)
	if err != nil {
		return types.Job{}, err
	}
	if !job.Request.Invites(provider.String()) {
		return types.Job{}, types.ErrNotInvited.Wrapf("provider: %s, job %s", provider, job.Id)
	}
	if job.Request.Auction != a {
		return types.Job{}, types.ErrAuction.Wrapf("job %s: %s, want %s", job.Id, job.Request.Auction, a)
	}
	return job, nil
}

// requireBidding refuses with ErrBiddingClosed when the job takes no bids now.
func (k *Keeper) requireBidding(ctx context.Context, job types.Job) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !job.Bidding(now) {
		return biddingClosed(job, now)
	}
	return nil
}

func biddingClosed(job types.Job, now uint64) error {
	if job.TakenMs > 0 {
		return types.ErrBiddingClosed.Wrapf("job %s: %s, taken at %d, now %d", job.Id, job.Status, job.TakenMs, now)
	}
	return types.ErrBiddingClosed.Wrapf("job %s: %s, bidding until %d, now %d", job.Id, job.Status, job.BidEndMs, now)
}

// judge checks a bid and fills in the score and the expected cost.
func (k *Keeper) judge(ctx context.Context, job types.Job, provider sdk.AccAddress, bid *types.Bid) error {
	if err := k.checkBid(ctx, job, *bid); err != nil {
		return err
	}
	return k.value(ctx, job, provider, bid)
}

// value fills in the score and the expected cost of a bid, which may be that of a better score (rankingScore).
// ErrScoreTooLow.
func (k *Keeper) value(ctx context.Context, job types.Job, provider sdk.AccAddress, bid *types.Bid) (err error) {
	if bid.ScoreBps, err = k.score(ctx, job, provider); err != nil {
		return err
	}
	ranked := *bid
	if ranked.ScoreBps, err = k.rankingScore(ctx, job, *bid, provider); err != nil {
		return err
	}
	bid.ExpectedCost, err = k.expectedCost(ctx, job, ranked)
	return err
}

// checkBid compares a bid with what the job allows and what an agreement could be opened with. A bid that could not be
// awarded must not stand: it would push others off the list for nothing. The parent was checked when the job was posted;
// whether it still runs counts no more, since the client could end it and so burn the deposits of those who committed.
func (k *Keeper) checkBid(ctx context.Context, job types.Job, b types.Bid) error {
	r := job.Request
	if b.Price.GT(r.Budget.Amount) {
		return types.ErrPriceAboveBudget.Wrapf("price: %s%s, job %s has a budget of %s", b.Price, r.Budget.Denom, job.Id, r.Budget)
	}
	if floor := job.PriceFloor(); b.Price.LT(floor) {
		return types.ErrPriceBelowFloor.Wrapf("price: %s%s, the floor of job %s is %s", b.Price, r.Budget.Denom, job.Id, floor)
	}
	if b.DeliveryMs > r.Clocks.DeliveryMs {
		return types.ErrDeliveryTooLong.Wrapf("delivery_ms: %d, job %s allows %d", b.DeliveryMs, job.Id, r.Clocks.DeliveryMs)
	}
	terms := job.Terms(b)
	terms.Parent = ""
	return k.agreement.CheckTerms(ctx, terms)
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

// expectedCost of a bid with its score, at the rate the job was posted at.
func (k *Keeper) expectedCost(ctx context.Context, job types.Job, b types.Bid) (uint64, error) {
	price, ok := auction.Micro(b.Price, job.UnitsPerNumeraire)
	if !ok {
		return 0, types.ErrPriceAboveBudget.Wrapf("price: %s%s", b.Price, job.Request.Budget.Denom)
	}
	p, err := k.reputation.GetParams(ctx)
	if err != nil {
		return 0, err
	}
	valued := valuedBid(job, b)
	valued.Price = price
	return bar.ExpectedCost(valued, p.DeltaBps), nil
}

// valuedBid is a bid without its price, in micro-units. A pledge beyond all measure counts like the loss, as any pledge
// above the loss does.
func valuedBid(job types.Job, b types.Bid) bar.Bid {
	pledge, ok := auction.Micro(b.Pledge, job.UnitsPerNumeraire)
	if !ok {
		pledge = job.LossMicro
	}
	return bar.Bid{Pledge: pledge, Loss: job.LossMicro, Score: b.ScoreBps}
}
