package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	errorsmod "cosmossdk.io/errors"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
)

// Problem is what a tool answers when it fails.
type Problem struct {
	// Code is codespace and number, such as market/12, or "internal".
	Code string `json:"error"`
	// Message quotes nothing: what an error quotes may be another agent's words.
	Message string `json:"message"`
	// Remedy says what to do about it.
	Remedy string `json:"remedy"`
	// Retry is "after_change", "same_key" when the same call with the same key is safe and useful, or "later".
	Retry string `json:"retry"`
	// Untrusted is there when the message quoted something.
	Untrusted *ProblemText `json:"untrusted,omitempty"`
}

// ProblemText is a message in full.
type ProblemText struct {
	Message string `json:"message"`
}

// Error is the problem as JSON, so that a model and a program both read all of it.
func (p Problem) Error() string {
	raw, err := json.Marshal(p)
	if err != nil {
		return p.Message
	}
	return string(raw)
}

// problem explains an error. The message is the chain's or this program's own, cut, without what it quotes.
func problem(err error) error {
	p := Problem{
		Code: "internal", Message: unquoted(err.Error()), Retry: "after_change",
		Remedy: "look at the message; repeat the call with the same idempotency_key if it changed something",
	}
	if full := clean(err.Error(), maxLog, oneLine); full != p.Message {
		p.Untrusted = &ProblemText{full}
	}
	var sentinel *errorsmod.Error
	if errors.As(err, &sentinel) {
		p.Code = fmt.Sprintf("%s/%d", sentinel.Codespace(), sentinel.ABCICode())
	}
	if remedy := explain.Remedy(err); remedy != "" {
		p.Remedy = remedy
	}
	switch {
	case errors.Is(err, client.ErrPending), errors.Is(err, client.ErrExpired):
		p.Retry = "same_key"
	case errors.Is(err, client.ErrUnreachable), errors.Is(err, ErrNoTx), errors.Is(err, context.DeadlineExceeded):
		p.Retry = "later"
	}
	return p
}
