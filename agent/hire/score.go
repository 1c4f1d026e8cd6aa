package hire

import (
	"context"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// scored demands that a provider has the score that the request asks for, at the value of the budget as for bids:
// ErrTerms. An auction asks the chain instead.
func (h *Hirer) scored(ctx context.Context, r Request, provider string) error {
	if r.MinScoreBps == 0 {
		return nil
	}
	p, err := escrowtypes.NewQueryClient(h.act.Client).Params(ctx, &escrowtypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	value := uint64(0) // of a denom without a rate: the reference value of the chain
	for _, d := range p.Params.AcceptedDenoms {
		if d.Denom != r.Budget.Denom {
			continue
		}
		if value, err = agreementtypes.PriceMicro(r.Budget, d.UnitsPerNumeraire); err != nil {
			return err
		}
	}
	s, err := reputationtypes.NewQueryClient(h.act.Client).Score(ctx, &reputationtypes.QueryScoreRequest{Agent: provider, Skill: r.Skill, Value: value})
	if err != nil {
		return err
	}
	if got := s.Score.ScoreBps; got < uint64(r.MinScoreBps) {
		return ErrTerms.Wrapf("min_score_bps: %d, %s has %d for %s", r.MinScoreBps, provider, got, r.Skill)
	}
	return nil
}
