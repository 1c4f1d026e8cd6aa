package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"
)

// TestScenarios plays every file. With -rewrite it writes what happened instead; read the diff before you believe it.
func TestScenarios(t *testing.T) {
	for _, path := range files(t) {
		t.Run(strings.TrimSuffix(path, ".txt"), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
				w.t = t
				return w.run(d)
			})
			require.True(t, w.ended, "the last command of every scenario is end")
		})
	}
}

// run executes one command.
func (w *world) run(d *datadriven.TestData) string {
	if w.ended {
		d.Fatalf(w.t, "end is the last command")
	}
	a := newArgs(d.Cmd, d.CmdArgs, func(format string, v ...any) { d.Fatalf(w.t, format, v...) })
	switch d.Cmd {
	case "params":
		return w.setParams(a)
	case "agents":
		return w.addAgents(a)
	case "judges":
		return w.addJudges(a)
	case "decide":
		return w.decide(a)
	case "keys":
		return w.addKeys(a)
	case "block":
		return w.block(a, d.Input)
	case "agree":
		return w.agree(d, a)
	case "quote":
		return w.quote(a)
	case "wait":
		return w.wait(a)
	case "until":
		return w.until(a)
	case "show":
		return w.show(a)
	case "holds":
		return w.showHolds(a)
	case "balances":
		a.done()
		return w.changes(w)
	case "score":
		return w.showScore(a)
	case "mandate":
		return w.showMandate(a)
	case "end":
		return w.end(a)
	}
	a.fatal("there is no command %q", d.Cmd)
	return ""
}

// TestEveryFileTellsItsStory: the first lines say in a sentence or two what the file shows, the last command is end.
func TestEveryFileTellsItsStory(t *testing.T) {
	paths := files(t)
	require.GreaterOrEqual(t, len(paths), 60)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		lines := strings.Split(string(text), "\n")
		require.True(t, strings.HasPrefix(lines[0], "# ") && len(lines[0]) > 30, "%s: the first line says what it shows", path)
		last := ""
		for i, l := range lines[:len(lines)-1] {
			if lines[i+1] == "----" {
				last = l
			}
		}
		require.Equal(t, "end", last, "%s: the last command", path)
	}
}

func files(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*/*.txt")
	require.NoError(t, err)
	return paths
}
