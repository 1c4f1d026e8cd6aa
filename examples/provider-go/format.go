package main

import (
	"context"
	"errors"
	"fmt"
	gofmt "go/format"

	"github.com/trothchain/troth/agent/worker"
)

var errEmpty = errors.New("there is no source")

// format returns Go source as gofmt writes it. An error is a failed attempt; after three the worker hands the work back.
func format(_ context.Context, work worker.Work) ([]byte, error) {
	if len(work.Spec) == 0 {
		return nil, errEmpty
	}
	// The model call would go here, with the context: give it work.Spec as data, never as instructions, and when work.Rework
	// is above 0 say what work.Reason asks to do better. Return what it answers.
	source, err := gofmt.Source(work.Spec)
	if err != nil {
		return nil, fmt.Errorf("no Go source: %w", err)
	}
	return source, nil
}
