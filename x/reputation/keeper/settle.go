package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// Settle records the outcome of a contract and frees or destroys its reserved capital (design 06 §3.3): five records.
//
// Refused are the errors of a caller: ErrSelfDealing when client and provider are one agent, ErrOutcome, ErrVerdict,
// ErrRating, a skill that is no tag (field sentinels; the empty skill counts over all skills only), ErrReservedShort.
//
// Never refused is what may come true after the contract began, or its money would be stranded. A price above
// bar.MaxPrice counts as that. Who controls the parties was judged before the contract began and is not asked again.
func (k *Keeper) Settle(ctx context.Context, s types.Settlement) (types.SettlementResult, error) {
	if err := checkSettlement(s); err != nil {
		return types.SettlementResult{}, err
	}
	n, err := k.now(ctx)
	if err != nil {
		return types.SettlementResult{}, err
	}
	handovers, err := k.handovers(ctx, s.Provider)
	if err != nil {
		return types.SettlementResult{}, err
	}
	before, client, err := k.readAll(ctx, n, s, handovers)
	if err != nil {
		return types.SettlementResult{}, err
	}
	if before.Capital.Reserved < s.Reserved {
		return types.SettlementResult{}, types.ErrReservedShort.Wrapf("%s: %d micro-units reserved, want %d", s.Provider, before.Capital.Reserved, s.Reserved)
	}
	after, r := n.bar.Settle(before, s.Contract(), n.epoch)
	if err := k.writeAll(ctx, s, after, client, handovers); err != nil {
		return types.SettlementResult{}, err
	}
	result := types.SettlementResult{Burn: r.Burn, Success: r.Success, Failure: r.Failure, CapitalLost: r.CapitalLost, CapitalForfeited: r.CapitalForfeited}
	emit(ctx, types.NewContractSettledEvent(s, result))
	return result, nil
}

// RateClient counts a provider's rating of a client, 0 to 100 (ErrRating). It is shown and used for nothing.
func (k *Keeper) RateClient(ctx context.Context, client sdk.AccAddress, rating uint32) error {
	if rating > types.MaxRating {
		return types.ErrRating.Wrapf("rating: %d, want 0 to %d", rating, types.MaxRating)
	}
	n, err := k.now(ctx)
	if err != nil {
		return err
	}
	c, err := k.readClient(ctx, n, client)
	if err != nil {
		return err
	}
	if c.Ratings < types.MaxRatings {
		c.Ratings++
		c.RatingSum += uint64(rating)
	}
	if err := save(ctx, k.clients, client, c); err != nil {
		return err
	}
	emit(ctx, types.NewClientRatedEvent(client, rating))
	return nil
}

func checkSettlement(s types.Settlement) error {
	if s.Client.Equals(s.Provider) {
		return types.ErrSelfDealing.Wrapf("client and provider: %s", s.Provider)
	}
	if s.Outcome.Bar() == 0 {
		return types.ErrOutcome.Wrapf("outcome: %d", s.Outcome)
	}
	if s.VerdictBps > bar.BPS {
		return types.ErrVerdict.Wrapf("verdict_bps: %d, want 0 to %d", s.VerdictBps, bar.BPS)
	}
	if s.VerdictBps > 0 && s.Outcome != types.OutcomeVerdict {
		return types.ErrVerdict.Wrapf("verdict_bps: %d, want 0 with %s", s.VerdictBps, s.Outcome)
	}
	if s.Outcome == types.OutcomeAccept && s.Rating > types.MaxRating {
		return types.ErrRating.Wrapf("rating: %d, want 0 to %d", s.Rating, types.MaxRating)
	}
	if s.Skill == types.AllSkills {
		return nil
	}
	return field.Tag("skill", s.Skill, 1, types.MaxSkill)
}

// readAll loads the five records of a settlement, decayed to now.
func (k *Keeper) readAll(ctx context.Context, n now, s types.Settlement, handovers uint32) (r bar.Records, client types.ClientRecord, err error) {
	if r.Skill, err = k.readEvidence(ctx, n, s.Provider, s.Skill, handovers); err != nil {
		return r, client, err
	}
	if r.All, err = k.readEvidence(ctx, n, s.Provider, types.AllSkills, handovers); err != nil {
		return r, client, err
	}
	if r.Pair, err = k.readPair(ctx, n, s.Client, s.Provider); err != nil {
		return r, client, err
	}
	if r.Capital, err = k.readCapital(ctx, n, s.Provider, handovers); err != nil {
		return r, client, err
	}
	if client, err = k.readClient(ctx, n, s.Client); err != nil {
		return r, client, err
	}
	r.Client = client.Bar()
	return r, client, nil
}

// writeAll stores the five records of a settlement. Without a skill, the evidence over all is the only one.
func (k *Keeper) writeAll(ctx context.Context, s types.Settlement, r bar.Records, client types.ClientRecord, handovers uint32) error {
	if s.Skill != types.AllSkills {
		if err := save(ctx, k.evidence, collections.Join(s.Provider, s.Skill), types.NewEvidence(r.Skill, handovers)); err != nil {
			return err
		}
	}
	if err := save(ctx, k.evidence, collections.Join(s.Provider, types.AllSkills), types.NewEvidence(r.All, handovers)); err != nil {
		return err
	}
	if err := save(ctx, k.pairs, collections.Join(s.Client, s.Provider), types.NewPair(r.Pair)); err != nil {
		return err
	}
	if err := save(ctx, k.capital, s.Provider, types.NewCapital(r.Capital, handovers)); err != nil {
		return err
	}
	return save(ctx, k.clients, s.Client, client.With(r.Client))
}
