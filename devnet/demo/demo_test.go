package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary stand for an agent's process.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "demo-report" {
		if err := MakeReport(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if file := os.Getenv("TROTH_DEMO_AGENT"); file != "" {
		if err := RunAgent(context.Background(), file, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// goneOn is after how many payments of the agents that go on the audience leaves.
const goneOn = 3

// audience reads the demo, and leaves when the agents have gone on for some jobs.
type audience struct {
	bytes.Buffer
	leave func()
}

func (a *audience) Write(p []byte) (int, error) {
	n, err := a.Buffer.Write(p)
	if _, live, found := strings.Cut(a.String(), "The agents go on"); found && strings.Count(live, "paid to") >= goneOn {
		a.leave()
	}
	return n, err
}

func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	out := &audience{leave: cancel}
	err := Run(ctx, Options{Home: t.TempDir(), Keep: true, Agent: []string{os.Args[0]}, Report: []string{os.Args[0], "demo-report"}, Out: out})
	t.Log(out.String())
	require.NoError(t, err)
	_, live, found := strings.Cut(out.String(), "The agents go on")
	require.True(t, found)
	require.GreaterOrEqual(t, strings.Count(live, "paid to"), goneOn, live)
	require.Contains(t, out.String(), "LATE")
	require.Contains(t, out.String(), "AUTO")
	require.Contains(t, out.String(), "newsroom takes the service of veteran-vera")
	require.Contains(t, out.String(), "steady-sam offers 0.6 troth")
}

func TestReport(t *testing.T) {
	text := []byte("The cat's bowl is empty. Who fed the cat? The cat did!\n\nA dog, on the other hand, waits.\n")
	r := Analyse(text)
	require.Equal(t, 19, r.Words)
	require.Equal(t, 4, r.Sentences)
	require.Equal(t, 2, r.Paragraphs)
	require.Equal(t, []Keyword{{"cat", 3}}, r.Keywords)
	require.Equal(t, "A dog, on the other hand, waits.", r.LongestSentence)
	raw, err := r.Encode()
	require.NoError(t, err)
	again, err := Analyse(text).Encode()
	require.NoError(t, err)
	require.Equal(t, raw, again)
	_, err = CheckReport(raw, text)
	require.NoError(t, err)

	for name, change := range map[string]func(*Report){
		"other text":      func(r *Report) { r.SourceSHA256 = "00" },
		"other length":    func(r *Report) { r.Bytes++ },
		"no words":        func(r *Report) { r.Words = 0 },
		"no keywords":     func(r *Report) { r.Keywords = nil },
		"foreign keyword": func(r *Report) { r.Keywords = []Keyword{{"zebra", 2}} },
		"unordered":       func(r *Report) { r.Keywords = []Keyword{{"cat", 1}, {"dog", 2}} },
	} {
		t.Run(name, func(t *testing.T) {
			bad := Analyse(text)
			change(&bad)
			raw, err := json.Marshal(bad)
			require.NoError(t, err)
			_, err = CheckReport(raw, text)
			require.Error(t, err)
		})
	}
	_, err = CheckReport([]byte(`{"extra":1}`), text)
	require.Error(t, err)
}
