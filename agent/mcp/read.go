package mcp

import (
	"encoding/base64"

	"github.com/cosmos/cosmos-sdk/types/query"
)

const (
	// defaultLimit and maxLimit bound lists.
	defaultLimit, maxLimit = 10, 50
)

// Page is a part of a list.
type Page struct {
	Limit uint64 `json:"limit,omitempty" jsonschema:"entries, 1 to 50; default 10"`
	// After is not called Page: an embedded Page would hide it from the schema.
	After string `json:"page,omitempty" jsonschema:"next_page of the answer before"`
}

// request is the page as queries take it.
func (p Page) request() (*query.PageRequest, error) {
	limit := p.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	key, err := base64.RawURLEncoding.DecodeString(p.After)
	if err != nil {
		return nil, ErrArgument.Wrapf("page: %.64q, want next_page of the answer before", p.After)
	}
	return &query.PageRequest{Key: key, Limit: min(limit, maxLimit)}, nil
}

func nextPage(p *query.PageResponse) string {
	if p == nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(p.NextKey)
}

func (s *Server) addReadTools() {
	addTool(s, tool{name: "get_chain_status", title: "Chain status", kind: reads, description: "Where the chain is, what it accepts as money and takes of payments, and for which agent this server acts. Start here."}, s.chainStatus)
	addTool(s, tool{name: "search_jobs", title: "Search jobs", kind: reads, description: "Open jobs of a skill, or live jobs of a client, newest first."}, s.searchJobs)
	addTool(s, tool{name: "get_job", title: "Read a job, agreement, offer or service", kind: reads, description: "Everything about one piece of work by its id: job_…, agr_…, ofr_… or svc_…. With with_content it also fetches the spec, and the result of an agreement, and checks them by their hash."}, s.getJob)
	addTool(s, tool{name: "search_agents", title: "Search agents", kind: reads, description: "Agents of a skill with their active services, cheapest service first, or the agents of an owner."}, s.searchAgents)
	addTool(s, tool{name: "get_agent", title: "Read an agent", kind: reads, description: "One agent by name or address: owner, status, services, operators."}, s.getAgent)
	addTool(s, tool{name: "get_reputation", title: "Read reputation", kind: reads, description: "The score of an agent for a skill and a value at stake, with its parts, and its record as a client."}, s.getReputation)
	addTool(s, tool{name: "get_account", title: "Read money", kind: reads, description: "What an agent has, what of it is held for running work and what is available; and what the operator has for fees."}, s.getAccount)
	addTool(s, tool{name: "list_my_work", title: "List my work", kind: reads, description: "What the agent has under way: agreements, its jobs, offers and sealed bids, each with what to do next."}, s.listWork)
	addTool(s, tool{name: "get_transaction", title: "Read a transaction", kind: reads, description: "What became of a transaction, by its hash."}, s.getTransaction)
	addTool(s, tool{name: "check_spend", title: "Check spending", kind: reads, enums: map[string][]string{"action": actionWords()}, description: "Whether the mandate of the operator and the money of the agent allow an amount now."}, s.checkSpend)
}
