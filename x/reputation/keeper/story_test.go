package keeper_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// The story of the vectors, step by step through the keeper and its stores.
func TestKeeperFollowsTheStoryOfTheVectors(t *testing.T) {
	raw, err := os.ReadFile("../bar/testdata/reputation.json")
	require.NoError(t, err)
	var v struct {
		Story []struct {
			Op, Client, Prov, Agent  string
			Price, Bond, T, Reserved uint64
			Outcome                  int32
			Rating                   *uint32
			Out                      json.RawMessage
			After                    struct {
				Skill                    [4]uint64
				Capital                  [3]uint64
				Rel10, Score10, Score100 uint64
			}
		}
	}
	require.NoError(t, json.Unmarshal(raw, &v))
	require.NotEmpty(t, v.Story)

	f := newFixture(t)
	for i, s := range v.Story {
		f.at(s.T)
		if s.Op == "reserve" {
			terms, err := f.k.CoverTerms(f.ctx, 0, false)
			require.NoError(t, err)
			y := bar.CapitalCover(bar.Need(s.Price, uint64(terms.SigmaBps)), s.Bond)
			if string(s.Out) == "null" {
				f.refused(types.ErrCapitalShort, func() error { return f.k.Reserve(f.ctx, agent(s.Agent), y) })
			} else {
				var want uint64
				require.NoError(t, json.Unmarshal(s.Out, &want))
				require.Equal(t, want, y)
				require.NoError(t, f.k.Reserve(f.ctx, agent(s.Agent), y))
			}
		} else {
			c := contract(s.Client, s.Prov, s.Price)
			c.Outcome, c.Reserved = types.Outcome(s.Outcome+1), s.Reserved
			if s.Rating != nil {
				c.Rating = *s.Rating
			}
			var want [4]uint64
			require.NoError(t, json.Unmarshal(s.Out, &want))
			r := f.settle(c)
			require.Equal(t, want, [4]uint64{r.Burn, r.Success, r.Failure, r.CapitalLost}, "story %d", i)
		}
		ten := f.score("s", 10*bar.One)
		require.Equal(t, s.After.Skill, [4]uint64{ten.Skill.Successes, ten.Skill.SuccessValue, ten.Skill.Failures, ten.Skill.Epoch}, "story %d", i)
		require.Equal(t, ten.Skill, ten.All, "only one skill")
		require.Equal(t, s.After.Capital, [3]uint64{ten.Capital.Free, ten.Capital.Reserved, ten.Capital.Epoch}, "story %d", i)
		require.Equal(t, [2]uint64{s.After.Rel10, s.After.Score10}, [2]uint64{ten.ReliabilityBps, ten.ScoreBps}, "story %d", i)
		require.Equal(t, s.After.Score100, f.score("s", 100*bar.One).ScoreBps, "story %d", i)
		f.holds()
	}
}
