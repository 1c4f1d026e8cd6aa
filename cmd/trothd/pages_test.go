package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/devnet"
)

// firstPages run before all others, in this order: the others may use the agents and files that they leave.
var firstPages = []string{"docs/tutorials/first-agent.md", "docs/tutorials/hire.md"}

// fence is a block of a page.
type fence struct {
	page, info, text string
	line             int
}

// language is the first word of a fence, the rest is for readers of the source.
func (f fence) language() string {
	name, _, _ := strings.Cut(f.info, " ")
	return name
}

// pages returns the blocks of every page of the repository, by page.
func pages(t *testing.T) map[string][]fence {
	t.Helper()
	found := map[string][]fence{}
	root := "../.."
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", ".tools", "build", "dist", "node_modules", "testdata"}, d.Name()):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".md":
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found[filepath.ToSlash(name)] = fences(t, filepath.ToSlash(name), read(t, path))
		return nil
	}))
	require.Greater(t, len(found), 40, "the walk does not see the pages")
	return found
}

func fences(t *testing.T, page, text string) []fence {
	t.Helper()
	var list []fence
	inside := false
	for i, line := range strings.Split(text, "\n") {
		info, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && !inside:
			list = append(list, fence{page: page, info: strings.TrimSpace(info), line: i + 1})
			inside = true
		case isFence:
			inside = false
		case inside:
			list[len(list)-1].text += line + "\n"
		}
	}
	require.False(t, inside, "%s: a block is never closed", page)
	return list
}

// TestPagesRun runs the sh blocks of every page, one page after the other, as a reader does who has one devnet and one
// folder: first the tutorials, then all others by name. Whoever adds such a block to any page has it run here.
func TestPagesRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	all := pages(t)
	var order []string
	for page, blocks := range all {
		if strings.HasPrefix(page, "examples/") { // each in its own folder: TestExampleProgramsEarn
			continue
		}
		if !slices.Contains(firstPages, page) && slices.ContainsFunc(blocks, func(f fence) bool { return f.language() == "sh" }) {
			order = append(order, page)
		}
	}
	slices.Sort(order)
	order = append(slices.Clone(firstPages), order...)
	require.Greater(t, len(order), 8, "the test does not see the pages")
	home, dir := t.TempDir(), t.TempDir()
	d := startPages(t, home)
	defer func() { require.NoError(t, d.Close()) }()
	for _, page := range order {
		t.Run(page, func(t *testing.T) { runPage(t, home, dir, shellOf(t, all[page])) })
	}
}

// startPages starts the devnet that the pages expect in a home folder; the caller closes it.
func startPages(t *testing.T, home string) *devnet.Devnet {
	t.Helper()
	logs, err := os.Create(filepath.Join(home, "node.log"))
	require.NoError(t, err)
	d, err := devnet.Start(t.Context(), devnet.Options{Home: filepath.Join(home, ".troth-devnet"), BlockTime: blockTime, FaucetPort: -1, ExplorerPort: -1, Logs: logs})
	require.NoError(t, err)
	return d
}

// shellOf is the script that the sh blocks of a page are.
func shellOf(t *testing.T, blocks []fence) string {
	t.Helper()
	script := []string{"set -euxo pipefail"}
	for _, block := range blocks {
		if block.language() == "sh" {
			script = append(script, block.text)
		}
	}
	require.Greater(t, len(script), 1, "the test does not see the blocks")
	return strings.Join(script, "\n")
}

// runPage runs a script in a folder. What it leaves running ends with it.
func runPage(t *testing.T, home, dir, script string, env ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, append(append(os.Environ(), "HOME="+home), env...), 5*time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	out, err := cmd.CombinedOutput()
	if end := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); end != nil {
		require.ErrorIs(t, end, syscall.ESRCH)
	}
	require.NoError(t, err, "%s", out)
}

var (
	// notShell are the languages of blocks that no shell runs.
	notShell = []string{"go", "ini", "js", "json", "mermaid", "python", "text", "toml", "ts", "yaml"}
	// notRun is a console block with the reason why it does not run.
	notRun = regexp.MustCompile(`^console not run: \S.{9,}$`)
	// command is a line that a reader would type.
	command = regexp.MustCompile(`(?m)^ *(\$ |trothd |build/|make |go (run|build|test|install) |npm |node |git |curl |docker |systemctl |sudo )`)
)

// TestBlocksRunOrSayWhyNot demands a language of every block: sh runs in TestPagesRun; console says why it does not, and
// its lines of trothd name commands and flags that there are; no other block holds commands.
func TestBlocksRunOrSayWhyNot(t *testing.T) {
	root := readyRoot(t, t.TempDir())
	for _, blocks := range pages(t) {
		for _, f := range blocks {
			switch name := f.language(); {
			case name == "sh":
				require.Equal(t, "sh", f.info, "%s:%d", f.page, f.line)
			case name == "console":
				require.Regexp(t, notRun, f.info, "%s:%d: say why it does not run, or write sh", f.page, f.line)
				for _, line := range strings.Split(continued.ReplaceAllString(f.text, " "), "\n") {
					consoleLine(t, root, f, line)
				}
			default:
				require.Contains(t, notShell, name, "%s:%d: a block is sh, which runs, console with a reason, or none for a shell", f.page, f.line)
				require.NotRegexp(t, command, f.text, "%s:%d: commands are in sh or console blocks", f.page, f.line)
			}
		}
	}
}

// consoleLine parses a line that begins with trothd.
func consoleLine(t *testing.T, root *cobra.Command, f fence, line string) {
	t.Helper()
	line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
	line = strings.TrimSuffix(strings.TrimSpace(line), " &")
	line, isOurs := strings.CutPrefix(strings.TrimPrefix(line, "build/"), "trothd ")
	if !isOurs {
		return
	}
	args, err := words(strings.TrimSpace(line))
	require.NoError(t, err, "%s:%d: %s", f.page, f.line, line)
	found, rest, err := root.Find(args)
	require.NoError(t, err, "%s:%d: %s", f.page, f.line, line)
	require.True(t, found.Runnable(), "%s:%d: %s", f.page, f.line, line)
	require.NoError(t, found.ParseFlags(rest), "%s:%d: %s", f.page, f.line, line)
}

// TestFencesAreSeen shows that the rules see what they should refuse.
func TestFencesAreSeen(t *testing.T) {
	list := fences(t, "x.md", "# x\n```sh\ntrothd version\n```\n\n- a list\n  ```console not run: it builds everything\n  make demo\n  ```\n```\ntrothd start\n```\n")
	require.Len(t, list, 3)
	require.Equal(t, []string{"sh", "console", ""}, []string{list[0].language(), list[1].language(), list[2].language()})
	require.Equal(t, 7, list[1].line)
	require.Regexp(t, command, list[2].text)
	require.NotRegexp(t, notRun, "console")
	require.NotRegexp(t, notRun, "console not run: why")
	require.Regexp(t, notRun, list[1].info)
}
