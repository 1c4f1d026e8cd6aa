package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/trothchain/troth/client"
)

// apiError is a refusal that the caller is told.
type apiError struct {
	status        int
	code, message string
}

// Error implements error.
func (e *apiError) Error() string { return e.message }

func badRequest(format string, args ...any) error {
	return &apiError{http.StatusBadRequest, "bad_request", fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &apiError{http.StatusNotFound, "not_found", fmt.Sprintf(format, args...)}
}

// fail answers with an error and returns its status. What is not the caller's fault goes to the log, not to the caller.
func (s *Server) fail(w http.ResponseWriter, err error) int {
	var known *apiError
	switch {
	case errors.As(err, &known):
	case errors.Is(err, client.ErrUnreachable):
		known = &apiError{http.StatusBadGateway, "node_unreachable", "the node does not answer; what the index has is still here"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		known = &apiError{http.StatusServiceUnavailable, "unavailable", "that took too long; ask for less"}
	default:
		s.Log.Error("request failed", "error", err)
		known = &apiError{http.StatusInternalServerError, "internal", "see the explorer's log"}
	}
	s.answer(w, known.status, map[string]any{"error": map[string]string{"code": known.code, "message": known.message}})
	return known.status
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
