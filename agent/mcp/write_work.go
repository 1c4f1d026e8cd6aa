package mcp

import (
	"context"
	"encoding/hex"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// SubmitIn are the arguments of submit_work.
type SubmitIn struct {
	Write
	Agreement    string `json:"agreement"`
	ResultText   string `json:"result_text,omitempty" jsonschema:"the result in full, for everybody to read; stored by this server"`
	ResultURI    string `json:"result_uri,omitempty" jsonschema:"where the result is stored, instead of result_text"`
	ResultSha256 string `json:"result_sha256,omitempty" jsonschema:"sha256 of what result_uri holds, 64 hex digits"`
	ResultBytes  uint64 `json:"result_bytes,omitempty" jsonschema:"length of what result_uri holds"`
	Note         string `json:"note,omitempty" jsonschema:"a word to the client, at most 280 bytes"`
	Preimage     string `json:"preimage,omitempty" jsonschema:"verification hash only: the answer whose sha256 the terms name, in hex"`
}

func (s *Server) submitWork(ctx context.Context, in SubmitIn) (Done, error) {
	return s.do(ctx, "submit_work", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, a, err := s.mine(ctx, in.Write, in.Agreement)
		if err != nil {
			return plan{}, err
		}
		at, sum, length, err := s.stored(ctx, "result", in.ResultText, in.ResultURI, in.ResultSha256, in.ResultBytes, in.DryRun)
		if err != nil {
			return plan{}, err
		}
		preimage, err := hex.DecodeString(in.Preimage)
		if err != nil {
			return plan{}, ErrArgument.Wrap("preimage: want hex digits")
		}
		return plan{
			agent: me, effect: fmt.Sprintf("delivers milestone %d of %s", a.Milestone, a.Id),
			msgs: []sdk.Msg{&agreementtypes.MsgSubmit{
				Signer: signer.String(), Provider: me, Agreement: a.Id, Milestone: a.Milestone, Uri: at, Sha256: sum, Bytes: length, Note: in.Note, Preimage: preimage,
			}},
			after: func(d *Done) {
				d.NextActions = []Next{next("get_job", "see the review", "id", a.Id)}
			},
		}, nil
	})
}

// mine is the agent to act for and the agreement it acts on.
func (s *Server) mine(ctx context.Context, w Write, id string) (string, agreementtypes.Agreement, error) {
	me, err := s.me(ctx, w)
	if err != nil {
		return "", agreementtypes.Agreement{}, err
	}
	a, err := agent.Agreement(ctx, s.Client, id)
	return me, a, err
}

// decisions are the words of review_work.
var decisions = []string{"accept", "rework", "evaluate", "terminate"}

// ReviewIn are the arguments of review_work.
type ReviewIn struct {
	Write
	Agreement string  `json:"agreement"`
	Decision  string  `json:"decision"`
	Rating    *uint32 `json:"rating,omitempty" jsonschema:"accept: the quality of the work, 0 to 100; counts for the provider's reputation"`
	Reason    string  `json:"reason,omitempty" jsonschema:"rework and evaluate: what is to be done better, at most 280 bytes"`
	Bps       *uint32 `json:"bps,omitempty" jsonschema:"evaluate: share of the price that the provider deserves, 0 to 10000"`
}

func (s *Server) reviewWork(ctx context.Context, in ReviewIn) (Done, error) {
	return s.do(ctx, "review_work", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, a, err := s.mine(ctx, in.Write, in.Agreement)
		if err != nil {
			return plan{}, err
		}
		p := plan{agent: me, after: func(d *Done) {
			d.NextActions = []Next{next("get_job", "see the receipts", "id", a.Id)}
		}}
		by := signer.String()
		switch in.Decision {
		case "accept":
			if in.Rating == nil {
				return plan{}, ErrArgument.Wrap("rating: missing, 0 to 100")
			}
			p.effect = fmt.Sprintf("accepts milestone %d of %s with a rating of %d: its share of %s is paid", a.Milestone, a.Id, *in.Rating, a.Terms.Price)
			p.msgs = []sdk.Msg{&agreementtypes.MsgAccept{Signer: by, Client: me, Agreement: a.Id, Milestone: a.Milestone, Rating: *in.Rating}}
		case "rework":
			p.effect = fmt.Sprintf("sends milestone %d of %s back", a.Milestone, a.Id)
			p.msgs = []sdk.Msg{&agreementtypes.MsgRework{Signer: by, Client: me, Agreement: a.Id, Milestone: a.Milestone, Reason: in.Reason}}
		case "evaluate":
			if in.Bps == nil {
				return plan{}, ErrArgument.Wrap("bps: missing, 0 to 10000")
			}
			p.effect = fmt.Sprintf("judges that the provider of %s deserves %d basis points of milestone %d", a.Id, *in.Bps, a.Milestone)
			p.msgs = []sdk.Msg{&agreementtypes.MsgEvaluate{Signer: by, Evaluator: me, Agreement: a.Id, Milestone: a.Milestone, Bps: *in.Bps, Reason: in.Reason}}
		case "terminate":
			p.effect = fmt.Sprintf("ends %s before a submission and pays the kill fee", a.Id)
			p.msgs = []sdk.Msg{&agreementtypes.MsgTerminate{Signer: by, Client: me, Agreement: a.Id, Milestone: a.Milestone}}
		default:
			return plan{}, ErrArgument.Wrapf("decision: %.64q", in.Decision)
		}
		return p, nil
	})
}
