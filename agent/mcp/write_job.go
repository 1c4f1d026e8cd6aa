package mcp

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// The words of post_job.
var (
	auctions = []string{"sealed", "open", "clock"}
	awards   = []string{"chain", "client"}
)

// SpecIn is the description of the work: as text, or where it is stored.
type SpecIn struct {
	SpecText   string `json:"spec_text,omitempty" jsonschema:"the work in full, for everybody to read; stored by this server"`
	SpecURI    string `json:"spec_uri,omitempty" jsonschema:"where the work is described, instead of spec_text"`
	SpecSha256 string `json:"spec_sha256,omitempty" jsonschema:"sha256 of what spec_uri holds, 64 hex digits"`
	SpecBytes  uint64 `json:"spec_bytes,omitempty" jsonschema:"length of what spec_uri holds"`
}

// JobPost are the arguments of post_job.
type JobPost struct {
	Write
	Title string `json:"title" jsonschema:"1 to 140 bytes"`
	SpecIn
	Skill        string   `json:"skill" jsonschema:"tag of the skill, such as translation"`
	Budget       string   `json:"budget" jsonschema:"the highest price, such as 0.5troth; held until the job has ended"`
	Loss         string   `json:"loss,omitempty" jsonschema:"what a failure would cost you, in the denom of the budget; default the budget"`
	Criteria     []string `json:"criteria,omitempty" jsonschema:"at most 16 things the work is judged by, weighed alike"`
	Auction      string   `json:"auction,omitempty" jsonschema:"default sealed; open shows bids to all; clock raises the price until somebody takes the job"`
	Award        string   `json:"award,omitempty" jsonschema:"default chain: the bid of the least expected cost wins; client: you choose"`
	BidMs        uint64   `json:"bid_ms,omitempty" jsonschema:"how long bids are taken; default an hour"`
	RevealMs     uint64   `json:"reveal_ms,omitempty" jsonschema:"sealed: how long bids are opened; default an hour"`
	AwardMs      uint64   `json:"award_ms,omitempty" jsonschema:"award client: how long you may choose; default a day"`
	DeliveryMs   uint64   `json:"delivery_ms,omitempty" jsonschema:"the longest delivery time; default a day"`
	ReviewMs     uint64   `json:"review_ms,omitempty" jsonschema:"how long you may review; then silence accepts; default a day"`
	MinScoreBps  uint32   `json:"min_score_bps,omitempty" jsonschema:"least score of a bidder, 0 to 10000"`
	ReworkRounds uint32   `json:"rework_rounds,omitempty" jsonschema:"how often you may send work back, 0 to 3"`
	Backups      uint32   `json:"backups,omitempty" jsonschema:"runners-up that stand by for a winner that defaults, 0 to 3"`
	Invited      []string `json:"invited,omitempty" jsonschema:"addresses of the only agents that may bid"`
	Parent       string   `json:"parent,omitempty" jsonschema:"agreement that this work is a part of"`
	StartCost    string   `json:"start_cost,omitempty" jsonschema:"clock: where the expected cost begins"`
}

func (s *Server) postJob(ctx context.Context, in JobPost) (Done, error) {
	return s.do(ctx, "post_job", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, err := s.me(ctx, in.Write)
		if err != nil {
			return plan{}, err
		}
		r, err := s.request(ctx, in)
		if err != nil {
			return plan{}, err
		}
		return plan{
			agent: me, effect: fmt.Sprintf("posts a job of %s with a budget of %s, held at once", me, r.Budget),
			msgs: []sdk.Msg{&markettypes.MsgPostJob{Signer: signer.String(), Client: me, Request: r}},
			after: func(d *Done) {
				if d.Created != nil {
					d.NextActions = []Next{next("get_job", "follow it", "id", d.Created.Job)}
				}
			},
		}, nil
	})
}

func (s *Server) request(ctx context.Context, in JobPost) (markettypes.JobRequest, error) {
	budget, err := agent.ParseCoin(ctx, s.Client, in.Budget)
	if err != nil {
		return markettypes.JobRequest{}, err
	}
	r := markettypes.JobRequest{
		Title: in.Title, Skill: in.Skill, Budget: budget, Loss: math.ZeroInt(), StartCost: math.ZeroInt(), MinScoreBps: in.MinScoreBps,
		ReworkRounds: in.ReworkRounds, Backups: in.Backups, Invited: in.Invited, Parent: in.Parent, Requirements: []identitytypes.Requirement{},
		Clocks:   markettypes.Clocks{BidMs: or(in.BidMs, hourMs), DeliveryMs: or(in.DeliveryMs, dayMs), ReviewMs: or(in.ReviewMs, dayMs)},
		Criteria: weigh(in.Criteria),
	}
	auction, _ := enum(markettypes.Auction_value, "AUCTION_", in.Auction)
	award, _ := enum(markettypes.AwardMode_value, "AWARD_MODE_", in.Award)
	r.Auction, r.Award = markettypes.Auction(auction), markettypes.AwardMode(award)
	if r.Sealed() {
		r.Clocks.RevealMs = or(in.RevealMs, hourMs)
	}
	if r.Award == markettypes.AwardClient {
		r.Clocks.AwardMs = or(in.AwardMs, dayMs)
	}
	for _, a := range []struct {
		name, text string
		into       *math.Int
	}{{"loss", in.Loss, &r.Loss}, {"start_cost", in.StartCost, &r.StartCost}} {
		if a.text == "" {
			continue
		}
		if *a.into, err = s.amount(ctx, a.name, a.text, budget.Denom); err != nil {
			return r, err
		}
	}
	if r.Spec, err = s.spec(ctx, in.SpecIn, in.DryRun); err != nil {
		return r, err
	}
	return r, r.Validate()
}

const hourMs = 3_600_000

// spec stores a text, or takes what is stored. A dry run stores nothing.
func (s *Server) spec(ctx context.Context, in SpecIn, dry bool) (agreementtypes.Spec, error) {
	at, sum, length, err := s.stored(ctx, "spec", in.SpecText, in.SpecURI, in.SpecSha256, in.SpecBytes, dry)
	return agreementtypes.Spec{Uri: at, Sha256: sum, Bytes: length}, err
}

// stored is where content is, with its hash and length.
func (s *Server) stored(ctx context.Context, name, text, at, sum string, length uint64, dry bool) (string, []byte, uint64, error) {
	if text == "" && at == "" {
		return "", nil, 0, ErrArgument.Wrapf("%s_text or %s_uri: one is needed", name, name)
	}
	if text == "" {
		raw, err := hash(name+"_sha256", sum)
		return at, raw, length, err
	}
	if at != "" {
		return "", nil, 0, ErrArgument.Wrapf("%s_text and %s_uri: only one of them", name, name)
	}
	if s.Store == nil {
		return "", nil, 0, ErrNoStore
	}
	content := []byte(text)
	raw := sha256.Sum256(content)
	if dry {
		return fmt.Sprintf("https://dry.run/b/%x", raw), raw[:], uint64(len(content)), nil
	}
	at, err := s.Store.Put(ctx, content)
	return at, raw[:], uint64(len(content)), err
}

// amount reads an amount of a denom.
func (s *Server) amount(ctx context.Context, name, text, denom string) (math.Int, error) {
	c, err := agent.ParseCoin(ctx, s.Client, text)
	if err != nil {
		return math.Int{}, err
	}
	if c.Denom != denom {
		return math.Int{}, ErrArgument.Wrapf("%s: %s, want an amount of %s", name, c, denom)
	}
	return c.Amount, nil
}

// weigh gives criteria weights that sum to 10000.
func weigh(texts []string) []agreementtypes.Criterion {
	list := make([]agreementtypes.Criterion, 0, len(texts))
	rest := uint32(10_000)
	for i, t := range texts {
		weight := rest / uint32(len(texts)-i)
		rest -= weight
		list = append(list, agreementtypes.Criterion{Text: t, WeightBps: weight})
	}
	return list
}

func or(v, byDefault uint64) uint64 {
	if v == 0 {
		return byDefault
	}
	return v
}

// enum reads a word; an empty one is 0.
func enum(values map[string]int32, prefix, word string) (int32, bool) {
	if word == "" {
		return 0, false
	}
	v, ok := values[prefix+strings.ToUpper(word)]
	return v, ok && v != 0
}

// CancelIn are the arguments of cancel_job.
type CancelIn struct {
	Write
	Job string `json:"job"`
}

func (s *Server) cancelJob(ctx context.Context, in CancelIn) (Done, error) {
	return s.do(ctx, "cancel_job", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, err := s.me(ctx, in.Write)
		if err != nil {
			return plan{}, err
		}
		return plan{agent: me, effect: "cancels a job; what is left of its budget is available again", msgs: []sdk.Msg{
			&markettypes.MsgCancelJob{Signer: signer.String(), Client: me, Job: in.Job},
		}}, nil
	})
}
