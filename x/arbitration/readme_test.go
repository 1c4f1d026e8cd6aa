package arbitration_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/arbitration"
	"github.com/trothchain/troth/x/arbitration/types"
)

var edge = regexp.MustCompile(`^\s*(\S+) --> (\S+): (.+)$`)

// diagram returns the edges of the state diagram in the README, each "from act to".
func diagram(t *testing.T, readme string) map[string]bool {
	t.Helper()
	_, rest, ok := strings.Cut(readme, "```mermaid\nstateDiagram-v2\n")
	require.True(t, ok)
	body, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	edges := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		m := edge.FindStringSubmatch(line)
		require.NotNil(t, m, "not an edge: %q", line)
		for _, act := range strings.Split(m[3], ", ") {
			name := m[1] + " " + act + " " + m[2]
			require.False(t, edges[name], "%s twice", name)
			edges[name] = true
		}
	}
	return edges
}

// The state diagram of the README is the table of transitions; acts that change no status are left out.
func TestTheDiagramIsTheTableOfTransitions(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	word := func(s types.Status) string {
		if s == types.StatusGone {
			return "[*]"
		}
		return strings.TrimPrefix(s.String(), "STATUS_")
	}
	want := map[string]bool{}
	for _, x := range types.Transitions() {
		switch x.Act {
		case types.ActEvidence, types.ActCommit, types.ActReveal:
			require.Equal(t, x.From, x.To)
			continue
		}
		want[word(x.From)+" "+x.Act.String()+" "+word(x.To)] = true
	}
	require.Equal(t, want, diagram(t, string(readme)))
	for _, s := range types.Statuses {
		require.Contains(t, string(readme), "| "+word(s)+" |")
	}
}

// The README names every message, query, event, parameter and invariant.
func TestTheReadmeIsComplete(t *testing.T) {
	bz, err := os.ReadFile("README.md")
	require.NoError(t, err)
	readme := string(bz)
	opts := arbitration.AppModule{}.AutoCLIOptions()
	for _, o := range opts.Query.RpcCommandOptions {
		require.Contains(t, readme, "`"+o.RpcMethod+"`")
	}
	for _, o := range opts.Tx.RpcCommandOptions {
		require.Contains(t, readme, "| "+o.RpcMethod+" |")
	}
	for _, kind := range []string{
		types.EventCaseOpened, types.EventPanelDrawn, types.EventPanelFailed, types.EventEvidenceAdded, types.EventEvidenceClosed,
		types.EventVoteCommitted, types.EventCommitsClosed, types.EventVoteRevealed, types.EventCaseRuled, types.EventCaseAppealed,
		types.EventVerdictFinal, types.EventFeePaid, types.EventSeatSettled, types.EventCaseSettled, types.EventRulingDelivered,
		types.EventCasePruned, types.EventParamsUpdated,
	} {
		require.Contains(t, readme, "`"+strings.TrimPrefix(kind, "arbitration.")+"`")
	}
	for _, a := range types.NewParamsUpdatedEvent(types.DefaultParams()).Attributes {
		require.Contains(t, readme, "`"+a.Key+"`")
	}
}
