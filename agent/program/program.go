// Package program runs the programs that do an agent's work, price it or check it: without a shell, within bounds.
package program

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "program"

// ErrFailed is a program that failed, took too long or printed too much.
var ErrFailed = explain.New(Codespace, 2, "the program failed", "run it by hand with the same input, and look at what it says")

// Command is one run of a program: no shell, its own process group, a bound on time and output, and an environment that
// holds nothing of this process but PATH, HOME, LANG and what is given.
type Command struct {
	// Args are the program and its arguments; Dir is where it runs.
	Args []string
	Dir  string
	// Env are further variables, such as "TROTH_SKILL=summarise".
	Env   []string
	Stdin []byte
	// Time and Output, in bytes, bound the run.
	Time   time.Duration
	Output int64
}

// stderrTail is how much of what a program says on its error output goes into the error.
const stderrTail = 400

// Run returns what the program printed: ErrFailed when it fails, takes too long or prints too much, and the context's
// error when that ends first. The programs of its group are dead when Run returns; it dies with this process.
func Run(ctx context.Context, c Command) ([]byte, error) {
	if len(c.Args) == 0 {
		return nil, ErrFailed.Wrap("no program")
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.Time, ErrFailed.Wrapf("%s: longer than %s", c.Args[0], c.Time))
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	cmd.Dir = c.Dir
	for _, name := range []string{"PATH", "HOME", "LANG"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.Env = append(cmd.Env, c.Env...)
	cmd.Stdin = bytes.NewReader(c.Stdin)
	out, errs := &bounded{limit: c.Output}, &tail{}
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.SysProcAttr = processGroup()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	out.full = cancel
	cmd.WaitDelay = time.Second
	runtime.LockOSThread() // the program dies with the thread that started it
	defer runtime.UnlockOSThread()
	err := cmd.Run()
	if cmd.Process != nil { // children that outlived it
		if kill := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); kill != nil && !errors.Is(kill, syscall.ESRCH) {
			err = errors.Join(err, kill)
		}
	}
	switch {
	case out.over:
		return nil, ErrFailed.Wrapf("%s: more than %d bytes of output", c.Args[0], c.Output)
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, ErrFailed.Wrapf("%s: %s: %s", c.Args[0], err, errs.last)
	}
	return out.kept.Bytes(), nil
}

// bounded keeps output up to a limit and ends the run above it. It has no ReadFrom, which would pass the limit by.
type bounded struct {
	kept  bytes.Buffer
	limit int64
	over  bool
	full  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if int64(b.kept.Len()+len(p)) > b.limit {
		b.over = true
		b.full()
		return 0, ErrFailed
	}
	return b.kept.Write(p)
}

// tail keeps the end of an output.
type tail struct{ last []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.last = append(t.last, p...)
	if over := len(t.last) - stderrTail; over > 0 {
		t.last = append([]byte(nil), t.last[over:]...)
	}
	return len(p), nil
}
