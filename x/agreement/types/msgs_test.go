package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/agreement/types"
)

const agreement = "agr_0000000100000001"

func TestMessagesRefuseBadFields(t *testing.T) {
	submit := func(change func(m *types.MsgSubmit)) sdk.HasValidateBasic {
		m := &types.MsgSubmit{Signer: addr("s"), Provider: addr("p"), Agreement: agreement, Uri: "u", Sha256: make([]byte, 32)}
		change(m)
		return m
	}
	accept := func(change func(m *types.MsgAccept)) sdk.HasValidateBasic {
		m := &types.MsgAccept{Signer: addr("s"), Client: addr("c"), Agreement: agreement, Rating: 100}
		change(m)
		return m
	}
	reveal := func(change func(m *types.MsgRevealRating)) sdk.HasValidateBasic {
		m := &types.MsgRevealRating{Sender: addr("s"), Agreement: agreement, Rating: 100, Salt: make([]byte, 32)}
		change(m)
		return m
	}
	contest := func(change func(m *types.MsgContest)) sdk.HasValidateBasic {
		m := &types.MsgContest{Signer: addr("s"), Agent: addr("p"), Agreement: agreement}
		change(m)
		return m
	}
	cases := map[string]struct {
		msg   sdk.HasValidateBasic
		err   error
		field string
	}{
		"contest":                      {contest(func(*types.MsgContest) {}), nil, ""},
		"contest: with a reason":       {contest(func(m *types.MsgContest) { m.Reason = strings.Repeat("r", 280) }), nil, ""},
		"contest: no signer":           {contest(func(m *types.MsgContest) { m.Signer = "" }), field.ErrMissing, "signer"},
		"contest: bad agent":           {contest(func(m *types.MsgContest) { m.Agent = "x" }), field.ErrAddress, "agent"},
		"contest: no agreement":        {contest(func(m *types.MsgContest) { m.Agreement = "" }), id.ErrMalformed, "agreement"},
		"contest: for everything":      {contest(func(m *types.MsgContest) { m.ClaimedBps = 10_000 }), field.ErrRange, "claimed_bps"},
		"contest: long reason":         {contest(func(m *types.MsgContest) { m.Reason = strings.Repeat("r", 281) }), field.ErrLength, "reason"},
		"submit":                       {submit(func(*types.MsgSubmit) {}), nil, ""},
		"submit with all":              {submit(func(m *types.MsgSubmit) { m.Note, m.RatingCommitment = strings.Repeat("n", 280), make([]byte, 32) }), nil, ""},
		"submit: no signer":            {submit(func(m *types.MsgSubmit) { m.Signer = "" }), field.ErrMissing, "signer"},
		"submit: bad signer":           {submit(func(m *types.MsgSubmit) { m.Signer = "x" }), field.ErrAddress, "signer"},
		"submit: no provider":          {submit(func(m *types.MsgSubmit) { m.Provider = "" }), field.ErrMissing, "provider"},
		"submit: no agreement":         {submit(func(m *types.MsgSubmit) { m.Agreement = "" }), id.ErrMalformed, "agreement"},
		"submit: a job's id":           {submit(func(m *types.MsgSubmit) { m.Agreement = "job_0000000100000001" }), id.ErrMalformed, "agreement"},
		"submit: no uri":               {submit(func(m *types.MsgSubmit) { m.Uri = "" }), field.ErrMissing, "uri"},
		"submit: long uri":             {submit(func(m *types.MsgSubmit) { m.Uri = strings.Repeat("u", 513) }), field.ErrLength, "uri"},
		"submit: uri with line break":  {submit(func(m *types.MsgSubmit) { m.Uri = "a\nb" }), field.ErrFormat, "uri"},
		"submit: no hash":              {submit(func(m *types.MsgSubmit) { m.Sha256 = nil }), field.ErrMissing, "sha256"},
		"submit: short hash":           {submit(func(m *types.MsgSubmit) { m.Sha256 = make([]byte, 31) }), field.ErrLength, "sha256"},
		"submit: long note":            {submit(func(m *types.MsgSubmit) { m.Note = strings.Repeat("n", 281) }), field.ErrLength, "note"},
		"submit: longest answer":       {submit(func(m *types.MsgSubmit) { m.Preimage = make([]byte, 4_096) }), nil, ""},
		"submit: answer too long":      {submit(func(m *types.MsgSubmit) { m.Preimage = make([]byte, 4_097) }), field.ErrLength, "preimage"},
		"submit: short commitment":     {submit(func(m *types.MsgSubmit) { m.RatingCommitment = []byte{1} }), field.ErrLength, "rating_commitment"},
		"accept":                       {accept(func(*types.MsgAccept) {}), nil, ""},
		"accept: no signer":            {accept(func(m *types.MsgAccept) { m.Signer = "" }), field.ErrMissing, "signer"},
		"accept: bad client":           {accept(func(m *types.MsgAccept) { m.Client = "c" }), field.ErrAddress, "client"},
		"accept: bad agreement":        {accept(func(m *types.MsgAccept) { m.Agreement = "agr_1" }), id.ErrMalformed, "agreement"},
		"accept: rating above 100":     {accept(func(m *types.MsgAccept) { m.Rating = 101 }), field.ErrRange, "rating"},
		"evaluate":                     {&types.MsgEvaluate{Signer: addr("s"), Evaluator: addr("e"), Agreement: agreement, Bps: 10_000, Reason: strings.Repeat("r", 280)}, nil, ""},
		"evaluate: no evaluator":       {&types.MsgEvaluate{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "evaluator"},
		"evaluate: above all":          {&types.MsgEvaluate{Signer: addr("s"), Evaluator: addr("e"), Agreement: agreement, Bps: 10_001}, field.ErrRange, "bps"},
		"evaluate: long reason":        {&types.MsgEvaluate{Signer: addr("s"), Evaluator: addr("e"), Agreement: agreement, Reason: strings.Repeat("r", 281)}, field.ErrLength, "reason"},
		"rework":                       {&types.MsgRework{Signer: addr("s"), Client: addr("c"), Agreement: agreement, Reason: "r"}, nil, ""},
		"rework: no client":            {&types.MsgRework{Signer: addr("s"), Agreement: agreement, Reason: "r"}, field.ErrMissing, "client"},
		"rework: no reason":            {&types.MsgRework{Signer: addr("s"), Client: addr("c"), Agreement: agreement}, field.ErrMissing, "reason"},
		"reject":                       {&types.MsgReject{Signer: addr("s"), Client: addr("c"), Agreement: agreement, Reason: "r", ClaimedBps: 9_999}, nil, ""},
		"reject: no client":            {&types.MsgReject{Signer: addr("s"), Agreement: agreement, Reason: "r"}, field.ErrMissing, "client"},
		"reject: no reason":            {&types.MsgReject{Signer: addr("s"), Client: addr("c"), Agreement: agreement}, field.ErrMissing, "reason"},
		"reject: claims nothing":       {&types.MsgReject{Signer: addr("s"), Client: addr("c"), Agreement: agreement, Reason: "r", ClaimedBps: 10_000}, field.ErrRange, "claimed_bps"},
		"concede":                      {&types.MsgConcede{Signer: addr("s"), Provider: addr("p"), Agreement: agreement}, nil, ""},
		"concede: no provider":         {&types.MsgConcede{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "provider"},
		"propose split":                {&types.MsgProposeSplit{Signer: addr("s"), Agent: addr("p"), Agreement: agreement, Bps: 10_000}, nil, ""},
		"propose split: no agent":      {&types.MsgProposeSplit{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "agent"},
		"propose split: above all":     {&types.MsgProposeSplit{Signer: addr("s"), Agent: addr("p"), Agreement: agreement, Bps: 10_001}, field.ErrRange, "bps"},
		"accept split":                 {&types.MsgAcceptSplit{Signer: addr("s"), Agent: addr("p"), Agreement: agreement}, nil, ""},
		"accept split: above all":      {&types.MsgAcceptSplit{Signer: addr("s"), Agent: addr("p"), Agreement: agreement, Bps: 10_001}, field.ErrRange, "bps"},
		"cancel":                       {&types.MsgCancel{Signer: addr("s"), Agent: addr("p"), Agreement: agreement}, nil, ""},
		"cancel: above all":            {&types.MsgCancel{Signer: addr("s"), Agent: addr("p"), Agreement: agreement, Bps: 10_001}, field.ErrRange, "bps"},
		"amend":                        {&types.MsgAmend{Signer: addr("s"), Agent: addr("p"), Agreement: agreement, Terms: example(types.StatusWorking).Terms}, nil, ""},
		"amend: no agent":              {&types.MsgAmend{Signer: addr("s"), Agreement: agreement, Terms: example(types.StatusWorking).Terms}, field.ErrMissing, "agent"},
		"amend: no terms":              {&types.MsgAmend{Signer: addr("s"), Agent: addr("p"), Agreement: agreement}, field.ErrMissing, "terms.client"},
		"terminate":                    {&types.MsgTerminate{Signer: addr("s"), Client: addr("c"), Agreement: agreement}, nil, ""},
		"terminate: no client":         {&types.MsgTerminate{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "client"},
		"resign":                       {&types.MsgResign{Signer: addr("s"), Provider: addr("p"), Agreement: agreement}, nil, ""},
		"resign: no provider":          {&types.MsgResign{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "provider"},
		"reveal":                       {reveal(func(*types.MsgRevealRating) {}), nil, ""},
		"reveal: no sender":            {reveal(func(m *types.MsgRevealRating) { m.Sender = "" }), field.ErrMissing, "sender"},
		"reveal: bad agreement":        {reveal(func(m *types.MsgRevealRating) { m.Agreement = "x" }), id.ErrMalformed, "agreement"},
		"reveal: milestone 16":         {reveal(func(m *types.MsgRevealRating) { m.Milestone = 16 }), field.ErrRange, "milestone"},
		"reveal: rating above 100":     {reveal(func(m *types.MsgRevealRating) { m.Rating = 101 }), field.ErrRange, "rating"},
		"reveal: no salt":              {reveal(func(m *types.MsgRevealRating) { m.Salt = nil }), field.ErrMissing, "salt"},
		"retry":                        {&types.MsgRetry{Sender: addr("s"), Agreement: agreement}, nil, ""},
		"retry: no sender":             {&types.MsgRetry{Agreement: agreement}, field.ErrMissing, "sender"},
		"retry: no agreement":          {&types.MsgRetry{Sender: addr("s")}, id.ErrMalformed, "agreement"},
		"update params":                {&types.MsgUpdateParams{Authority: addr("g"), Params: types.DefaultParams()}, nil, ""},
		"update params: no authority":  {&types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing, "authority"},
		"update params: empty params":  {&types.MsgUpdateParams{Authority: addr("g")}, field.ErrRange, "params."},
		"update params: kill fee >100": {&types.MsgUpdateParams{Authority: addr("g"), Params: types.Params{KillFeeBps: 10_001}}, field.ErrRange, "params.kill_fee_bps"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			err := tc.msg.ValidateBasic()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.Contains(t, err.Error(), tc.field)
		})
	}
}

func TestParamsRefuseValuesOutOfRange(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(p *types.Params){
		"kill_fee_bps":            func(p *types.Params) { p.KillFeeBps = 10_001 },
		"max_open_per_provider":   func(p *types.Params) { p.MaxOpenPerProvider = 0 },
		"min_delivery_ms":         func(p *types.Params) { p.MinDeliveryMs = p.MaxDeliveryMs + 1 },
		"max_delivery_ms":         func(p *types.Params) { p.MaxDeliveryMs = types.MaxWindowMs + 1 },
		"min_review_ms":           func(p *types.Params) { p.MinReviewMs = 0 },
		"max_review_ms":           func(p *types.Params) { p.MaxReviewMs = 0 },
		"retain_ms":               func(p *types.Params) { p.RetainMs = 0 },
		"max_deadlines_per_block": func(p *types.Params) { p.MaxDeadlinesPerBlock = 1_001 },
		"answer_ms":               func(p *types.Params) { p.AnswerMs = 0 },
		"reject_deposit_bps":      func(p *types.Params) { p.RejectDepositBps = 10_001 },
		"reject_deposit_min":      func(p *types.Params) { p.RejectDepositMin = types.MaxPriceMicro + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			err := p.Validate()
			require.ErrorIs(t, err, field.ErrRange)
			require.Contains(t, err.Error(), "params."+name)
		})
	}
}

func TestClocksAreBounded(t *testing.T) {
	p := types.DefaultParams()
	terms := func() types.Terms {
		t := inParts(evaluated(example(types.StatusReview), 0), 0, 5_000, 5_000).Terms
		t.Milestones[1].DeliveryMs = p.MaxDeliveryMs
		return t
	}
	require.NoError(t, p.CheckClocks(terms()))
	for name, change := range map[string]func(t *types.Terms){
		"terms.milestones[0].delivery_ms": func(t *types.Terms) { t.Milestones[0].DeliveryMs = p.MinDeliveryMs - 1 },
		"terms.milestones[1].delivery_ms": func(t *types.Terms) { t.Milestones[1].DeliveryMs = p.MaxDeliveryMs + 1 },
		"terms.review_ms":                 func(t *types.Terms) { t.ReviewMs = p.MinReviewMs - 1 },
		"terms.verification.eval_ms":      func(t *types.Terms) { t.Verification.EvalMs = p.MaxReviewMs + 1 },
	} {
		bad := terms()
		change(&bad)
		err := p.CheckClocks(bad)
		require.ErrorIs(t, err, types.ErrClock)
		require.Contains(t, err.Error(), name)
	}
}
