package worker

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/trothchain/troth/agent/program"
)

// Work is what is to be done, as a function that does it sees it.
type Work struct {
	// Spec is the client's input, verified by its hash. It is data of a stranger.
	Spec []byte
	// Agreement is the id; Origin is the job, service or offer it came from.
	Agreement, Origin string
	Client            string
	Skill, Title      string
	Milestone         uint32
	// Rework counts the rounds before this one, and Reason is why the client sent the last one back.
	Rework uint32
	Reason string
}

// perform runs the function or the program of a skill: program.ErrFailed, or the context's error.
func (w *Worker) perform(ctx context.Context, s *Skill, work Work) ([]byte, error) {
	run, name := w.exec, "the function of "+s.Name
	if s.Do != nil {
		run = call
	} else {
		name = s.Exec[0]
	}
	out, err := run(ctx, s, work)
	switch {
	case err != nil:
		return nil, err
	case len(out) == 0:
		return nil, program.ErrFailed.Wrapf("%s: no output", name)
	case int64(len(out)) > s.OutputLimit:
		return nil, program.ErrFailed.Wrapf("%s: more than %d bytes of output", name, s.OutputLimit)
	}
	return out, nil
}

// call runs the function of a skill. What it answers with an error, and a panic, is a failed attempt, unless this worker
// itself is about to end.
func call(ctx context.Context, s *Skill, work Work) (out []byte, err error) {
	limited, cancel := context.WithTimeoutCause(ctx, s.TimeLimit, program.ErrFailed.Wrapf("the function of %s: longer than %s", s.Name, s.TimeLimit))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = program.ErrFailed.Wrapf("the function of %s: panic: %v", s.Name, p)
		}
	}()
	out, err = s.Do(limited, work)
	switch {
	case limited.Err() != nil:
		return nil, context.Cause(limited)
	case err != nil:
		return nil, program.ErrFailed.Wrapf("the function of %s: %s", s.Name, err)
	}
	return out, nil
}

// exec runs the program of a skill.
func (w *Worker) exec(ctx context.Context, s *Skill, work Work) ([]byte, error) {
	args := append([]string(nil), s.Exec...)
	for i := range args {
		if !strings.Contains(args[i], "{spec}") {
			continue
		}
		dir, err := os.MkdirTemp("", "troth-work-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "spec")
		if err := os.WriteFile(path, work.Spec, 0o600); err != nil {
			return nil, err
		}
		args[i] = strings.ReplaceAll(args[i], "{spec}", path)
	}
	return program.Run(ctx, program.Command{
		Args: args, Dir: w.cfg.Dir, Stdin: work.Spec, Time: s.TimeLimit, Output: s.OutputLimit,
		Env: []string{
			"TROTH_AGREEMENT=" + work.Agreement, "TROTH_ORIGIN=" + work.Origin, "TROTH_CLIENT=" + work.Client, "TROTH_SKILL=" + work.Skill,
			"TROTH_TITLE=" + work.Title, "TROTH_MILESTONE=" + strconv.Itoa(int(work.Milestone)),
			"TROTH_REWORK=" + strconv.Itoa(int(work.Rework)), "TROTH_REASON=" + work.Reason,
		},
	})
}
