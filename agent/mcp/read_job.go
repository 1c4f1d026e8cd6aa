package mcp

import (
	"context"
	"strings"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// JobsIn filters jobs.
type JobsIn struct {
	Skill  string `json:"skill,omitempty" jsonschema:"open jobs of this skill, such as translation"`
	Client string `json:"client,omitempty" jsonschema:"address of the client; at most one of skill and client"`
	Page
}

// JobsOut lists jobs.
type JobsOut struct {
	Jobs        []Job  `json:"jobs"`
	MarketMs    uint64 `json:"market_time_ms"`
	NextPage    string `json:"next_page,omitempty"`
	NextActions []Next `json:"next_actions,omitempty"`
}

func (s *Server) searchJobs(ctx context.Context, in JobsIn) (JobsOut, error) {
	page, err := in.request()
	if err != nil {
		return JobsOut{}, err
	}
	r, err := markettypes.NewQueryClient(s.Client).Jobs(ctx, &markettypes.QueryJobsRequest{Skill: in.Skill, Client: in.Client, Pagination: page})
	if err != nil {
		return JobsOut{}, err
	}
	now, err := agent.Now(ctx, s.Client)
	if err != nil {
		return JobsOut{}, err
	}
	out := JobsOut{Jobs: []Job{}, MarketMs: now, NextPage: nextPage(r.Pagination)}
	for _, j := range r.Jobs {
		out.Jobs = append(out.Jobs, viewJob(j, nil))
	}
	if len(out.Jobs) > 0 {
		out.NextActions = []Next{next("get_job", "read one with its spec", "id", out.Jobs[0].ID, "with_content", true)}
	}
	return out, nil
}

// JobIn names a piece of work.
type JobIn struct {
	ID          string `json:"id" jsonschema:"id of a job (job_…), an agreement (agr_…), an offer (ofr_…) or a service (svc_…)"`
	WithContent bool   `json:"with_content,omitempty" jsonschema:"true fetches the spec, and the result of an agreement, checks their hash and returns their text"`
}

// JobOut is one piece of work: one of its first four fields is there.
type JobOut struct {
	Job         *Job       `json:"job,omitempty"`
	Agreement   *Agreement `json:"agreement,omitempty"`
	Offer       *Offer     `json:"offer,omitempty"`
	Service     *Service   `json:"service,omitempty"`
	MarketMs    uint64     `json:"market_time_ms"`
	NextActions []Next     `json:"next_actions,omitempty"`
}

func (s *Server) getJob(ctx context.Context, in JobIn) (JobOut, error) {
	now, err := agent.Now(ctx, s.Client)
	if err != nil {
		return JobOut{}, err
	}
	out := JobOut{MarketMs: now}
	market := markettypes.NewQueryClient(s.Client)
	kind, _, _ := strings.Cut(in.ID, "_")
	switch kind {
	case markettypes.JobPrefix:
		r, err := market.Job(ctx, &markettypes.QueryJobRequest{Id: in.ID})
		if err != nil {
			return out, err
		}
		v := viewJob(r.Job, &r.Standing)
		if spec := r.Job.Request.Spec; in.WithContent {
			v.Untrusted.Spec = s.content(ctx, spec.Uri, spec.Sha256, spec.Bytes)
		}
		out.Job, out.NextActions = &v, s.jobActions(v, now)
	case "agr":
		v, err := s.agreement(ctx, in)
		if err != nil {
			return out, err
		}
		out.Agreement, out.NextActions = &v, s.agreementActions(v)
	case "ofr":
		r, err := market.Offer(ctx, &markettypes.QueryOfferRequest{Id: in.ID})
		if err != nil {
			return out, err
		}
		v := viewOffer(r.Offer)
		if spec := r.Offer.Round.Terms.Spec; in.WithContent {
			v.Untrusted.Spec = s.content(ctx, spec.Uri, spec.Sha256, spec.Bytes)
		}
		out.Offer, out.NextActions = &v, s.offerActions(v)
	case "svc":
		r, err := market.Service(ctx, &markettypes.QueryServiceRequest{Id: in.ID})
		if err != nil {
			return out, err
		}
		v := viewService(r.Service)
		if spec := r.Service.Terms.Spec; in.WithContent {
			v.Untrusted.Spec = s.content(ctx, spec.Uri, spec.Sha256, spec.Bytes)
		}
		out.Service = &v
		if s.Agent != "" && v.Active {
			out.NextActions = []Next{next("negotiate", "hire it", "action", "hire_service", "service", v.ID, "dry_run", true)}
		}
	default:
		return out, ErrArgument.Wrapf("id: %.64q, want job_, agr_, ofr_ or svc_ and 16 hex digits", in.ID)
	}
	return out, nil
}

func (s *Server) agreement(ctx context.Context, in JobIn) (Agreement, error) {
	r, err := agreementtypes.NewQueryClient(s.Client).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: in.ID})
	if err != nil {
		return Agreement{}, err
	}
	v := viewAgreement(r.Agreement, r.Receipts)
	if !in.WithContent {
		return v, nil
	}
	spec := r.Agreement.Terms.Spec
	v.Untrusted.Spec = s.content(ctx, spec.Uri, spec.Sha256, spec.Bytes)
	if sub := r.Agreement.Submission; sub != nil {
		v.Untrusted.Result = s.content(ctx, sub.Uri, sub.Sha256, sub.Bytes)
	}
	return v, nil
}
