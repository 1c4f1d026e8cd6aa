package follow

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// samplePage is how many events are looked through at a time.
const samplePage = 500

// Sampler asks the node for the score of every agent after each event that changed it, and keeps the answers: the history
// that the page shows. It follows the index with a cursor of its own and holds nobody up. States that the node has pruned
// leave a gap.
type Sampler struct {
	db    *store.DB
	node  *client.Client
	log   *slog.Logger
	moved func() <-chan struct{}
}

// NewSampler makes a sampler that looks again whenever moved's channel is closed.
func NewSampler(db *store.DB, node *client.Client, moved func() <-chan struct{}, log *slog.Logger) *Sampler {
	return &Sampler{db: db, node: node, moved: moved, log: log}
}

// Run samples until the context ends.
func (s *Sampler) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		moved := s.moved()
		more, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("scores are sampled later", "reason", err.Error())
		}
		if more && err == nil {
			continue
		}
		wait := time.Minute
		if err != nil {
			wait = 2 * time.Second
		}
		select {
		case <-ctx.Done():
		case <-moved:
		case <-time.After(wait):
		}
	}
	return nil
}

// round samples after the next page of events; more tells that there may be others.
func (s *Sampler) round(ctx context.Context) (more bool, err error) {
	at, err := s.db.SampledTo(ctx)
	if err != nil {
		return false, err
	}
	rows, err := store.EventTable.Select(ctx, s.db, "WHERE seq > ? ORDER BY seq LIMIT ?", at, samplePage)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	var samples []store.Sample
	for _, e := range rows {
		if strings.HasPrefix(e.Kind, reputationtypes.ModuleName+".") {
			more, err := s.sample(ctx, e)
			if err != nil {
				return false, err
			}
			samples = append(samples, more...)
		}
	}
	return true, s.db.PutSamples(ctx, samples, rows[len(rows)-1].Seq)
}

// sample asks for the scores that an event changed, in its skill and over all.
func (s *Sampler) sample(ctx context.Context, e store.Event) ([]store.Sample, error) {
	var attrs map[string]string
	if err := json.Unmarshal([]byte(e.Attrs), &attrs); err != nil {
		return nil, err
	}
	agent := attrs["provider"]
	if agent == "" {
		return nil, nil
	}
	skills := []string{""}
	if v := attrs["skill"]; v != "" {
		skills = append(skills, v)
	}
	burned, err := s.db.BurnedUntil(ctx, agent, e.Seq)
	if err != nil {
		return nil, err
	}
	var out []store.Sample
	for _, skill := range skills {
		res, err := reputationtypes.NewQueryClient(s.node).Score(client.AtHeight(ctx, e.Height), &reputationtypes.QueryScoreRequest{Agent: agent, Skill: skill})
		if err != nil {
			if pruned(err) {
				return nil, nil
			}
			return nil, err
		}
		v := res.Score
		evidence := v.Skill
		if skill == "" {
			evidence = v.All
		}
		out = append(out, store.Sample{
			Agent: agent, Skill: skill, Seq: e.Seq, Height: index.HeightOf(e.Seq), TimeMs: e.TimeMs, ScoreBps: int64(v.ScoreBps),
			ReliabilityBps: int64(v.ReliabilityBps), MeanBps: int64(v.MeanBps), CapitalFree: int64(v.Capital.Free),
			CapitalReserved: int64(v.Capital.Reserved), Successes: int64(evidence.Successes), Failures: int64(evidence.Failures), Burned: burned,
		})
	}
	return out, nil
}

// pruned tells that the node has deleted the state that was asked for, or refuses the question for good.
func pruned(err error) bool {
	return !errors.Is(err, client.ErrUnreachable) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}
