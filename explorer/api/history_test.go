package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

// A long history is thinned to at most 1000 points that lie evenly, with the last one; a short one is told whole.
func TestHistoriesAreThinned(t *testing.T) {
	testdb.Each(t, func(t *testing.T, url string) {
		s := newSite(t, url, nil)
		var samples []store.Sample
		for i := int64(1); i <= 2500; i++ {
			samples = append(samples, store.Sample{Agent: synth.Agent(1), Skill: "audit", Seq: i << 24, Height: i, TimeMs: 1000 * i, ScoreBps: i})
		}
		require.NoError(t, s.db.PutSamples(t.Context(), samples, 1))
		heights := func(query string) (out []int) {
			for _, p := range list(t, s.get("/v1/agents/"+synth.Agent(1)+"/history?skill=audit"+query, 200)["points"]) {
				out = append(out, int(p["height"].(float64)))
			}
			return out
		}
		all := heights("")
		require.LessOrEqual(t, len(all), 1000)
		require.Greater(t, len(all), 800)
		require.Equal(t, 2500, all[len(all)-1])
		for i := range all[1:] {
			require.Contains(t, []int{2, 3}, all[i+1]-all[i], "at %d", i)
		}
		some := heights("&from_ms=100500&to_ms=200500")
		require.Len(t, some, 100)
		require.Equal(t, []int{101, 200}, []int{some[0], some[99]})
		require.Empty(t, heights("&from_ms=9000000"))
		require.Empty(t, heights("&to_ms=5"))
		require.Len(t, heights("&from_ms="+fmt.Sprint(1000*1501)), 1000)
	})
}
