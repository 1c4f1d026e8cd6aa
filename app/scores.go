package app

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationkeeper "github.com/trothchain/troth/x/reputation/keeper"
)

var _ identitytypes.Scores = scores{}

// scores is x/reputation as the mandates of x/identity ask it: the score alone. identity cannot name reputation's types,
// which are built upon its own.
type scores struct{ *reputationkeeper.Keeper }

// ScoreBps implements identitytypes.Scores.
func (s scores) ScoreBps(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (uint64, error) {
	score, err := s.Score(ctx, agent, skill, value)
	if err != nil {
		return 0, err
	}
	return score.ScoreBps, nil
}
