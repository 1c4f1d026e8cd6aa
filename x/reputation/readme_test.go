package reputation_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// The worked example of the README is recomputed under default parameters, line by line.
func TestWorkedExampleOfTheReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "<!-- story -->\n")
	require.True(t, found)
	table, _, found := strings.Cut(rest, "<!-- /story -->")
	require.True(t, found)

	params := types.DefaultParams()
	p := params.Bar()
	var s bar.Records // the records of s; pairs and clients change below
	pairs, clients := map[string]bar.Pair{}, map[string]bar.Client{}
	var lines []string
	line := func(epoch uint64, what, success, failure string) {
		now := p.At(s, epoch)
		score := p.Score(now.Skill, now.All, now.Capital, 10*bar.One)
		lines = append(lines, fmt.Sprintf("| %d | %s |%s|%s| %d + %d | %d | %d |",
			epoch, what, success, failure, now.Capital.Free, now.Capital.Reserved, score.Reliability, score.Score))
	}
	settle := func(epoch uint64, client, what string, c bar.Contract) {
		c.BurnBps, c.ConcedeBps = 200, params.ConcedeBps
		s.Pair, s.Client = pairs[client], clients[client]
		var r bar.Result
		s, r = p.Settle(s, c, epoch)
		pairs[client], clients[client] = s.Pair, s.Client
		if r.CapitalLost > 0 {
			what += fmt.Sprintf(": loses %d", r.CapitalLost)
		}
		line(epoch, what, fmt.Sprintf(" %d ", r.Success), fmt.Sprintf(" %d ", r.Failure))
	}
	settle(0, "c1", "c1 pays 10 units, ACCEPT rated 100", bar.Contract{Outcome: bar.Accept, Price: 10 * bar.One, Rating: 100})
	settle(24, "c1", "c1 pays 10 units, ACCEPT rated 60", bar.Contract{Outcome: bar.Accept, Price: 10 * bar.One, Rating: 60})
	settle(48, "c2", "c2 pays 0.5 units, ACCEPT rated 100", bar.Contract{Outcome: bar.Accept, Price: bar.One / 2, Rating: 100})
	settle(72, "c3", "c3 pays 40 units, AUTO", bar.Contract{Outcome: bar.Auto, Price: 40 * bar.One})
	y := bar.CapitalCover(bar.Need(3*bar.One, params.SigmaBps), 5*bar.One/2)
	capital, ok := p.Capital(s.Capital, 80).Reserve(y)
	require.True(t, ok)
	s.Capital = capital
	line(80, fmt.Sprintf("s covers 3 units with a pledge of 2.5: reserves %d", y), " ", " ")
	settle(100, "c4", "c4's contract of 3 units, CONCEDE", bar.Contract{Outcome: bar.Concede, Price: 3 * bar.One, Reserved: y})

	require.Equal(t, strings.Join(lines, "\n"), strings.Join(strings.Split(strings.TrimSpace(table), "\n")[2:], "\n"))
}
