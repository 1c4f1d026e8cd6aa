package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/chain"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

const (
	// leaderFresh is how old the scores of a leaderboard may be.
	leaderFresh = 30 * time.Second
	// candidates are the agents whose scores a leaderboard compares: those of the most success as events counted it.
	candidates = 150
	// maxSkill is the longest name of a skill.
	maxSkill = 48
)

type scoreOut struct {
	ScoreBps         uint64 `json:"score_bps"`
	ReliabilityBps   uint64 `json:"reliability_bps"`
	MeanBps          uint64 `json:"mean_bps"`
	CapitalNeeded    uint64 `json:"capital_needed_micro"`
	CapitalFree      uint64 `json:"capital_free_micro"`
	CapitalReserved  uint64 `json:"capital_reserved_micro"`
	Successes        uint64 `json:"successes_microtrials"`
	SuccessValue     uint64 `json:"success_value_micro"`
	Failures         uint64 `json:"failures_microtrials"`
	AllSuccesses     uint64 `json:"all_successes_microtrials"`
	AllSuccessValue  uint64 `json:"all_success_value_micro"`
	AllFailures      uint64 `json:"all_failures_microtrials"`
	CountedSuccesses uint64 `json:"counted_successes_microtrials"`
	CountedFailures  uint64 `json:"counted_failures_microtrials"`
}

func newScore(s reputationtypes.Score) scoreOut {
	return scoreOut{
		s.ScoreBps, s.ReliabilityBps, s.MeanBps, s.CapitalNeeded, s.Capital.Free, s.Capital.Reserved, s.Skill.Successes, s.Skill.SuccessValue,
		s.Skill.Failures, s.All.Successes, s.All.SuccessValue, s.All.Failures, s.CountedSuccesses, s.CountedFailures,
	}
}

func (s *Server) reputationParams(ctx context.Context) (*reputationtypes.Params, error) {
	v, err := s.cache.get(ctx, "reputation params", leaderFresh, func(ctx context.Context) (any, error) {
		r, err := reputationtypes.NewQueryClient(s.Live).Params(ctx, &reputationtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	})
	if err != nil {
		return nil, err
	}
	return v.(*reputationtypes.Params), nil
}

// skillAndValue reads what a score is asked for.
func skillAndValue(q *asking) (skill string, value int64) {
	skill, value = q.text("skill"), q.num("value_micro", 0)
	if len(skill) > maxSkill {
		q.err = badRequest("skill: more than %d bytes", maxSkill)
	}
	return skill, value
}

func (s *Server) reputation(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	q := params(r, "skill", "value_micro")
	skill, value := skillAndValue(q)
	if _, err := sdk.AccAddressFromBech32(id); err != nil {
		q.err = badRequest("address: %.100q, want one that begins with %s1", id, chain.Bech32Prefix)
	}
	if q.err != nil {
		return nil, q.err
	}
	return s.cache.get(ctx, fmt.Sprintf("reputation %s %s %d", id, skill, value), 2*time.Second, func(ctx context.Context) (any, error) {
		node := reputationtypes.NewQueryClient(s.Live)
		score, err := node.Score(ctx, &reputationtypes.QueryScoreRequest{Agent: id, Skill: skill, Value: uint64(value)})
		if err != nil {
			return nil, err
		}
		c, err := node.Client(ctx, &reputationtypes.QueryClientRequest{Agent: id})
		if err != nil {
			return nil, err
		}
		evidence, err := node.Evidence(ctx, &reputationtypes.QueryEvidenceRequest{Agent: id, Pagination: &query.PageRequest{Limit: 100}})
		if err != nil {
			return nil, err
		}
		p, err := s.reputationParams(ctx)
		if err != nil {
			return nil, err
		}
		skills := []string{}
		for _, e := range evidence.Evidence {
			if e.Skill != "" {
				skills = append(skills, e.Skill)
			}
		}
		return map[string]any{
			"agent": id, "skill": skill, "value_micro": score.Score.Value, "height": s.Follower.Progress().NodeHeight, "score": newScore(score.Score),
			"client": map[string]uint64{
				"reliability_bps": c.ReliabilityBps, "standing_bps": c.StandingBps, "burned_micro": c.Record.Burned, "fair_microtrials": c.Record.Fair,
				"unfair_microtrials": c.Record.Unfair, "ratings": c.Record.Ratings, "rating_sum": c.Record.RatingSum,
			},
			"params": s.record(p), "skills": skills,
		}, nil
	})
}

type leaderOut struct {
	Rank           int    `json:"rank"`
	Address        string `json:"address"`
	Name           string `json:"name"`
	Status         string `json:"status"`
	ScoreBps       uint64 `json:"score_bps"`
	ReliabilityBps uint64 `json:"reliability_bps"`
	MeanBps        uint64 `json:"mean_bps"`
	Capital        uint64 `json:"capital_micro"`
	Settlements    int64  `json:"settlements"`
	Volume         int64  `json:"volume_micro"`
}

type leaderboardOut struct {
	By     string      `json:"by"`
	Skill  string      `json:"skill"`
	Value  uint64      `json:"value_micro"`
	Height int64       `json:"height"`
	Items  []leaderOut `json:"items"`
}

func (s *Server) leaderboard(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "skill", "value_micro", "by", "limit")
	skill, value := skillAndValue(q)
	by, limit := q.one("by", "score", "score", "volume"), q.limit(100)
	if q.err != nil {
		return nil, q.err
	}
	v, err := s.cache.get(ctx, fmt.Sprintf("leaders by %s %d %s", by, value, skill), leaderFresh, func(ctx context.Context) (any, error) {
		return s.rank(ctx, by, skill, uint64(value))
	})
	if err != nil {
		return nil, err
	}
	board := v.(leaderboardOut)
	board.Items = board.Items[:min(int64(len(board.Items)), limit)]
	return board, nil
}

// rank asks the node for the scores of the agents that have most to show in a skill, and orders them by score or by what
// they have earned.
func (s *Server) rank(ctx context.Context, by, skill string, value uint64) (leaderboardOut, error) {
	if value == 0 {
		p, err := s.reputationParams(ctx)
		if err != nil {
			return leaderboardOut{}, err
		}
		value = p.VRef
	}
	board := leaderboardOut{By: by, Skill: skill, Value: value, Height: s.Follower.Progress().NodeHeight, Items: []leaderOut{}}
	best := map[string]string{"score": "success", "volume": "volume"}[by]
	rows, err := store.AgentSkillTable.Select(ctx, s.DB, "WHERE skill = ? ORDER BY "+best+" DESC LIMIT "+number(candidates), skill)
	if err != nil {
		return board, err
	}
	node := reputationtypes.NewQueryClient(s.Live)
	for _, e := range rows {
		a, err := store.AgentTable.Get(ctx, s.DB, e.Agent)
		if err != nil {
			return board, err
		}
		if a == nil || a.Status == "retired" {
			continue
		}
		res, err := node.Score(ctx, &reputationtypes.QueryScoreRequest{Agent: e.Agent, Skill: skill, Value: value})
		if err != nil {
			return board, err
		}
		board.Items = append(board.Items, leaderOut{
			0, a.Address, a.Name, a.Status, res.Score.ScoreBps, res.Score.ReliabilityBps, res.Score.MeanBps, res.Score.Capital.Free, e.Settlements, e.Volume,
		})
	}
	slices.SortStableFunc(board.Items, func(a, b leaderOut) int {
		first := 0
		if by == "volume" {
			first = cmp.Compare(b.Volume, a.Volume)
		}
		return cmp.Or(first, cmp.Compare(b.ScoreBps, a.ScoreBps), cmp.Compare(b.ReliabilityBps, a.ReliabilityBps), cmp.Compare(b.Volume, a.Volume), cmp.Compare(a.Address, b.Address))
	})
	for i := range board.Items {
		board.Items[i].Rank = i + 1
	}
	return board, nil
}
