package mcp

import (
	"context"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// WorkIn asks for the work of an agent.
type WorkIn struct {
	Agent string `json:"agent,omitempty" jsonschema:"name or address; default the agent of this server"`
	Page
}

// WorkOut is what is under way.
type WorkOut struct {
	Agent       string      `json:"agent"`
	MarketMs    uint64      `json:"market_time_ms"`
	Agreements  []Agreement `json:"agreements" jsonschema:"running agreements"`
	Jobs        []Job       `json:"jobs" jsonschema:"live jobs that the agent posted"`
	Offers      []Offer     `json:"offers" jsonschema:"open negotiations"`
	Bids        []MyBid     `json:"bids" jsonschema:"sealed bids that this server keeps"`
	NextPage    string      `json:"next_page,omitempty" jsonschema:"more agreements"`
	NextActions []Next      `json:"next_actions,omitempty"`
}

// MyBid is a sealed bid of this server.
type MyBid struct {
	Job   string `json:"job"`
	Stage string `json:"stage" jsonschema:"new, committed, revealed or ended"`
	Rank  uint32 `json:"rank,omitempty"`
	Ended string `json:"ended,omitempty"`
}

func (s *Server) listWork(ctx context.Context, in WorkIn) (WorkOut, error) {
	a, err := s.find(ctx, in.Agent)
	if err != nil {
		return WorkOut{}, err
	}
	page, err := in.request()
	if err != nil {
		return WorkOut{}, err
	}
	now, err := agent.Now(ctx, s.Client)
	if err != nil {
		return WorkOut{}, err
	}
	out := WorkOut{Agent: a.Address, MarketMs: now, Agreements: []Agreement{}, Jobs: []Job{}, Offers: []Offer{}, Bids: []MyBid{}}
	r, err := agreementtypes.NewQueryClient(s.Client).Agreements(ctx, &agreementtypes.QueryAgreementsRequest{Agent: a.Address, Pagination: page})
	if err != nil {
		return out, err
	}
	out.NextPage = nextPage(r.Pagination)
	for _, one := range r.Agreements {
		v := viewAgreement(one, nil)
		out.Agreements = append(out.Agreements, v)
		out.NextActions = append(out.NextActions, s.agreementActions(v)...)
	}
	if in.After != "" {
		return out, nil
	}
	market := markettypes.NewQueryClient(s.Client)
	jobs, err := market.Jobs(ctx, &markettypes.QueryJobsRequest{Client: a.Address, Pagination: page})
	if err != nil {
		return out, err
	}
	for _, j := range jobs.Jobs {
		v := viewJob(j, nil)
		out.Jobs = append(out.Jobs, v)
		out.NextActions = append(out.NextActions, s.jobActions(v, now)...)
	}
	offers, err := market.Offers(ctx, &markettypes.QueryOffersRequest{Agent: a.Address, Pagination: page})
	if err != nil {
		return out, err
	}
	for _, o := range offers.Offers {
		v := viewOffer(o)
		out.Offers = append(out.Offers, v)
		out.NextActions = append(out.NextActions, s.offerActions(v)...)
	}
	if s.bids != nil && a.Address == s.Agent {
		bids, err := s.bids.Unfinished()
		if err != nil {
			return out, err
		}
		for _, b := range bids {
			out.Bids = append(out.Bids, MyBid{b.Job, string(b.Stage), b.Rank, b.Ended})
		}
	}
	if len(out.NextActions) == 0 {
		out.NextActions = []Next{next("search_jobs", "look for work")}
	}
	return out, nil
}
