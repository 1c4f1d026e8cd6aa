package keeper

import (
	"context"

	"cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// allowCounterparty says whether the operator's mandate allows to deal with the counterparty, nil when there is none yet:
// it is on the list, meets the requirements and has the score, as far as the mandate says any of that. Only an agent can.
// It reads at most what Meets and one score do. ErrCounterpartyNotAllowed, ErrRequirementUnmet, ErrCounterpartyScore,
// ErrNotSet when there is nobody to ask for scores.
func (k *Keeper) allowCounterparty(ctx context.Context, o types.Operator, counterparty sdk.AccAddress) error {
	if !o.Mandate.AllowsCounterparty(counterparty) {
		return types.ErrCounterpartyNotAllowed.Wrapf("operator %s of agent %s: %s", o.Key, o.Agent, counterparty)
	}
	if !o.Mandate.AsksCounterparty() {
		return nil
	}
	known, err := k.agents.Has(ctx, counterparty)
	if err != nil {
		return err
	}
	if !known {
		return types.ErrCounterpartyNotAllowed.Wrapf("operator %s of agent %s: %q is no agent, and the mandate asks a score or an attestation",
			o.Key, o.Agent, counterparty.String())
	}
	if err := k.Meets(ctx, counterparty, o.Mandate.CounterpartyRequirements); err != nil {
		return errors.Wrapf(err, "counterparty of operator %s of agent %s", o.Key, o.Agent)
	}
	if o.Mandate.MinCounterpartyScore == nil {
		return nil
	}
	return k.hasScore(ctx, o, counterparty, *o.Mandate.MinCounterpartyScore)
}

func (k *Keeper) hasScore(ctx context.Context, o types.Operator, counterparty sdk.AccAddress, least types.MinScore) error {
	if k.scores == nil {
		return types.ErrNotSet.Wrap("scores: SetScores was not called")
	}
	score, err := k.scores.ScoreBps(ctx, counterparty, least.Skill, least.Value)
	if err != nil {
		return err
	}
	if score < uint64(least.ScoreBps) {
		return types.ErrCounterpartyScore.Wrapf("operator %s of agent %s: %s has %d for skill %q at value %d, want %d",
			o.Key, o.Agent, counterparty, score, least.Skill, least.Value, least.ScoreBps)
	}
	return nil
}
