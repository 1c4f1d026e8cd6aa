package mcp

import (
	"context"
	"fmt"

	"github.com/google/jsonschema-go/jsonschema"
	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
)

// kind of a tool: what a host may assume about a call.
type kind int

const (
	// reads changes nothing.
	reads kind = iota
	// adds makes something new or answers something; what was there stays.
	adds
	// ends takes something back or moves money out: it cannot be undone.
	ends
)

// tool describes one tool. All four hints are always given.
type tool struct {
	name, title, description string
	kind                     kind
	// enums are the words that an argument may have.
	enums map[string][]string
}

// addTool adds a tool whose schemas are those of its types; a failure is answered as a Problem.
func addTool[In, Out any](s *Server, t tool, run func(context.Context, In) (Out, error)) {
	in, err := jsonschema.For[In](nil)
	if err != nil {
		panic(fmt.Sprintf("mcp: input of %s: %s", t.name, err)) // the type is in this package
	}
	for name, words := range t.enums {
		p := in.Properties[name]
		if p == nil {
			panic(fmt.Sprintf("mcp: %s has no argument %s", t.name, name))
		}
		for _, w := range words {
			p.Enum = append(p.Enum, w)
		}
	}
	yes, no := true, false
	hints := &protocol.ToolAnnotations{Title: t.title, ReadOnlyHint: t.kind == reads, OpenWorldHint: &yes, DestructiveHint: &no, IdempotentHint: t.kind == reads}
	if t.kind == ends {
		hints.DestructiveHint = &yes
	}
	protocol.AddTool(s.mcp, &protocol.Tool{
		Name: t.name, Title: t.title, Description: t.description, Annotations: hints, InputSchema: in,
	}, func(ctx context.Context, _ *protocol.CallToolRequest, args In) (*protocol.CallToolResult, Out, error) {
		out, err := run(ctx, args)
		if err != nil {
			return nil, out, problem(err)
		}
		return nil, out, nil
	})
}

// Next is a call that makes sense after an answer.
type Next struct {
	Tool      string         `json:"tool"`
	Why       string         `json:"why"`
	Arguments map[string]any `json:"arguments,omitempty"`
}

// next makes a Next of a tool, the reason in our words, and pairs of argument and value.
func next(tool, why string, pairs ...any) Next {
	n := Next{Tool: tool, Why: why}
	for i := 0; i+1 < len(pairs); i += 2 {
		if n.Arguments == nil {
			n.Arguments = make(map[string]any)
		}
		if key, ok := pairs[i].(string); ok {
			n.Arguments[key] = pairs[i+1]
		}
	}
	return n
}
