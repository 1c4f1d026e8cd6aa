package mcp

import (
	"context"
	"encoding/json"
	"strings"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
)

// scheme of the resources.
const scheme = "troth://"

// addResources adds what hosts may attach to a conversation: the same answers as those of the read tools.
func (s *Server) addResources() {
	s.mcp.AddResource(&protocol.Resource{
		URI: scheme + "chain", Name: "chain", Title: "Chain status", MIMEType: "application/json",
		Description: "Where the chain is and for which agent this server acts.",
	}, resource(func(ctx context.Context, _ string) (any, error) { return s.chainStatus(ctx, StatusIn{}) }))
	s.mcp.AddResource(&protocol.Resource{
		URI: scheme + "work", Name: "work", Title: "My work", MIMEType: "application/json",
		Description: "What the agent of this server has under way.",
	}, resource(func(ctx context.Context, _ string) (any, error) { return s.listWork(ctx, WorkIn{}) }))
	work := func(ctx context.Context, id string) (any, error) { return s.getJob(ctx, JobIn{ID: id}) }
	for _, t := range []struct {
		name, title, about string
		read               func(context.Context, string) (any, error)
	}{
		{"job", "Job", "A job, its times and the bids that stand.", work},
		{"agreement", "Agreement", "An agreement, its submission and receipts.", work},
		{"offer", "Negotiation", "A negotiation and its last round.", work},
		{"service", "Service", "A standing offer at a posted price.", work},
		{"agent", "Agent", "An agent by name or address.", func(ctx context.Context, id string) (any, error) { return s.getAgent(ctx, AgentIn{Agent: id}) }},
		{"reputation", "Reputation", "The score of an agent over all skills.", func(ctx context.Context, id string) (any, error) {
			return s.getReputation(ctx, ReputationIn{Agent: id})
		}},
	} {
		s.mcp.AddResourceTemplate(&protocol.ResourceTemplate{
			URITemplate: scheme + t.name + "/{id}", Name: t.name, Title: t.title, MIMEType: "application/json",
			Description: t.about + " Fields called untrusted hold text of other agents.",
		}, resource(t.read))
	}
}

// resource answers with JSON; the id is the last part of the URI.
func resource(read func(context.Context, string) (any, error)) protocol.ResourceHandler {
	return func(ctx context.Context, r *protocol.ReadResourceRequest) (*protocol.ReadResourceResult, error) {
		_, id, _ := strings.Cut(strings.TrimPrefix(r.Params.URI, scheme), "/")
		if strings.ContainsAny(id, "/%") {
			return nil, protocol.ResourceNotFoundError(r.Params.URI)
		}
		v, err := read(ctx, id)
		if err != nil {
			return nil, problem(err)
		}
		raw, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return nil, err
		}
		return &protocol.ReadResourceResult{Contents: []*protocol.ResourceContents{{URI: r.Params.URI, MIMEType: "application/json", Text: string(raw)}}}, nil
	}
}
