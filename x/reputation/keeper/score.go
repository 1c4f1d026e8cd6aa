package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/types"
)

// Score returns the score of an agent for a skill at a value in micro-units, with all its parts (design 06 §3.4). A value
// below v_floor counts as v_floor; the empty skill is the score over all skills. Identity's error for an unknown agent.
func (k *Keeper) Score(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (types.Score, error) {
	n, err := k.now(ctx)
	if err != nil {
		return types.Score{}, err
	}
	return k.scoreAt(ctx, n, agent, skill, value)
}

// ScoreBps returns the score alone, 0 to 10000, under the rules of Score: what the mandates of x/identity read, without
// a type of this module.
func (k *Keeper) ScoreBps(ctx context.Context, agent sdk.AccAddress, skill string, valueMicro uint64) (uint64, error) {
	s, err := k.Score(ctx, agent, skill, valueMicro)
	return s.ScoreBps, err
}

func (k *Keeper) scoreAt(ctx context.Context, n now, agent sdk.AccAddress, skill string, value uint64) (types.Score, error) {
	handovers, err := k.handovers(ctx, agent)
	if err != nil {
		return types.Score{}, err
	}
	one, err := k.readEvidence(ctx, n, agent, skill, handovers)
	if err != nil {
		return types.Score{}, err
	}
	all, err := k.readEvidence(ctx, n, agent, types.AllSkills, handovers)
	if err != nil {
		return types.Score{}, err
	}
	capital, err := k.readCapital(ctx, n, agent, handovers)
	if err != nil {
		return types.Score{}, err
	}
	s := n.bar.Score(one, all, capital, value)
	return types.Score{
		ScoreBps: s.Score, ReliabilityBps: s.Reliability, MeanBps: s.Mean,
		Value: s.Value, CapitalNeeded: s.CapitalNeeded,
		Skill: types.NewEvidence(one, handovers), All: types.NewEvidence(all, handovers), Capital: types.NewCapital(capital, handovers),
		CountedSuccesses: s.Successes, CountedFailures: s.Failures,
	}, nil
}
