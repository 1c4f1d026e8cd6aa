package program_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/program"
)

func TestProgramsRunWithinTheirBounds(t *testing.T) {
	t.Setenv("SECRET", "hidden")
	script := filepath.Join(t.TempDir(), "p.sh")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\ncat; echo \"$SECRET$TROTH_SKILL\"; pwd\n"), 0o700))
	base := program.Command{Args: []string{script}, Dir: "/", Env: []string{"TROTH_SKILL=x"}, Stdin: []byte("in "), Time: 10 * time.Second, Output: 100}
	out, err := program.Run(t.Context(), base)
	require.NoError(t, err)
	require.Equal(t, "in x\n/\n", string(out))
	for name, c := range map[string]struct {
		args  []string
		wants string
	}{
		"fails":          {[]string{"sh", "-c", "echo broken >&2; exit 3"}, "broken"},
		"takes too long": {[]string{"sleep", "60"}, "longer than"},
		"with children":  {[]string{"sh", "-c", "sleep 60 & wait"}, "longer than"},
		"prints much":    {[]string{"yes"}, "bytes of output"},
		"is not there":   {[]string{"/no/such/program"}, "no such file"},
		"is nothing":     {nil, "no program"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := base
			bad.Args, bad.Time = c.args, time.Second
			begin := time.Now()
			out, err := program.Run(t.Context(), bad)
			require.ErrorIs(t, err, program.ErrFailed)
			require.ErrorContains(t, err, c.wants)
			require.Nil(t, out)
			require.Less(t, time.Since(begin), 8*time.Second)
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	sleep := base
	sleep.Args = []string{"sleep", "60"}
	_, err = program.Run(ctx, sleep)
	require.ErrorIs(t, err, context.Canceled)
}
