package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// scripts are the stories of the command line, which run for real.
const scripts = "testdata/script"

// TestScripts runs the scripts against the devnet of the scene. A script is a user of that devnet: ~/.troth holds the
// keys and says where the node is. It finds
//
//	$SITE          a web server of the script's own folder
//	$WINDOW        how long bids should be taken, in ms: some seconds, more on a slow machine
//	$IN_AN_HOUR    the market time in an hour, in ms
//
// and has three commands more than others: capture, fill and until.
func TestScripts(t *testing.T) {
	s := startScene(t)
	now, err := s.now(t.Context())
	require.NoError(t, err)
	window := strconv.FormatInt(window(t).Milliseconds(), 10)
	testscript.Run(t, testscript.Params{
		Dir: scripts,
		Setup: func(env *testscript.Env) error {
			site := httptest.NewServer(http.FileServer(http.Dir(env.WorkDir)))
			env.Defer(site.Close)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("SITE", site.URL)
			env.Setenv("WINDOW", window)
			env.Setenv("IN_AN_HOUR", strconv.FormatUint(now+3_600_000, 10))
			return writeHome(filepath.Join(env.WorkDir, ".troth"), s.devnet.RPC)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"capture": capture, "fill": fill, "until": until},
	})
}

// window is several times as long as this machine takes to start a program, at least 4 s.
func window(t *testing.T) time.Duration {
	t.Helper()
	begin := time.Now()
	newRoot(t)
	return max(4*time.Second, 15*time.Since(begin))
}

// capture NAME REGEXP sets a variable to what the last command printed and the first group of the expression matches,
// or all of the expression when it has none.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture name regexp")
	}
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	found := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if found == nil {
		ts.Fatalf("nothing matches %s", args[1])
	}
	ts.Setenv(args[0], found[len(found)-1])
}

// fill FILE... puts variables into files.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fill file...")
	}
	for _, file := range args {
		text := os.Expand(ts.ReadFile(file), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o600))
	}
}

// patience of until.
const patience = 2 * time.Minute

// until REGEXP PROGRAM ARGS... runs a program again and again until what it prints matches.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until regexp program [args...]")
	}
	re, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		err := ts.Exec(args[1], args[2:]...)
		if err == nil && re.MatchString(ts.ReadFile("stdout")) {
			return
		}
		if time.Since(begin) > patience {
			ts.Fatalf("%s: %s", fmt.Sprintf("no %q in %s", args[0], patience), fmt.Sprint(err))
		}
	}
}
