package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/devnet"
)

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// TestTutorialsRun runs the shell blocks of the tutorials one after the other, as a reader does, on a devnet of their own.
func TestTutorialsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	home, dir := t.TempDir(), t.TempDir()
	logs, err := os.Create(filepath.Join(home, "node.log"))
	require.NoError(t, err)
	d, err := devnet.Start(t.Context(), devnet.Options{Home: filepath.Join(home, ".troth-devnet"), BlockTime: blockTime, FaucetPort: -1, Logs: logs})
	require.NoError(t, err)
	defer func() { require.NoError(t, d.Close()) }()
	for _, page := range []string{"first-agent.md", "hire.md"} {
		t.Run(page, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("../../docs/tutorials", page))
			require.NoError(t, err)
			script := []string{"set -euxo pipefail"}
			for _, block := range shellBlock.FindAllStringSubmatch(string(raw), -1) {
				script = append(script, block[1])
			}
			require.Greater(t, len(script), 4, "the test does not see the blocks")
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, "bash", "-c", strings.Join(script, "\n"))
			cmd.Dir, cmd.Env, cmd.WaitDelay = dir, append(os.Environ(), "HOME="+home), 5*time.Second
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what a failing page leaves running ends with it
			cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
			out, err := cmd.CombinedOutput()
			if end := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); end != nil {
				require.ErrorIs(t, end, syscall.ESRCH)
			}
			require.NoError(t, err, "%s", out)
		})
	}
}
