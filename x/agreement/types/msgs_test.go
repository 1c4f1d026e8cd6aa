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
	cases := map[string]struct {
		msg   sdk.HasValidateBasic
		err   error
		field string
	}{
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
		"submit: short commitment":     {submit(func(m *types.MsgSubmit) { m.RatingCommitment = []byte{1} }), field.ErrLength, "rating_commitment"},
		"accept":                       {accept(func(*types.MsgAccept) {}), nil, ""},
		"accept: no signer":            {accept(func(m *types.MsgAccept) { m.Signer = "" }), field.ErrMissing, "signer"},
		"accept: bad client":           {accept(func(m *types.MsgAccept) { m.Client = "c" }), field.ErrAddress, "client"},
		"accept: bad agreement":        {accept(func(m *types.MsgAccept) { m.Agreement = "agr_1" }), id.ErrMalformed, "agreement"},
		"accept: rating above 100":     {accept(func(m *types.MsgAccept) { m.Rating = 101 }), field.ErrRange, "rating"},
		"terminate":                    {&types.MsgTerminate{Signer: addr("s"), Client: addr("c"), Agreement: agreement}, nil, ""},
		"terminate: no client":         {&types.MsgTerminate{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "client"},
		"resign":                       {&types.MsgResign{Signer: addr("s"), Provider: addr("p"), Agreement: agreement}, nil, ""},
		"resign: no provider":          {&types.MsgResign{Signer: addr("s"), Agreement: agreement}, field.ErrMissing, "provider"},
		"reveal":                       {reveal(func(*types.MsgRevealRating) {}), nil, ""},
		"reveal: no sender":            {reveal(func(m *types.MsgRevealRating) { m.Sender = "" }), field.ErrMissing, "sender"},
		"reveal: bad agreement":        {reveal(func(m *types.MsgRevealRating) { m.Agreement = "x" }), id.ErrMalformed, "agreement"},
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
	require.NoError(t, p.CheckClocks(p.MinDeliveryMs, p.MaxReviewMs))
	require.ErrorIs(t, p.CheckClocks(p.MinDeliveryMs-1, p.MinReviewMs), types.ErrClock)
	require.ErrorIs(t, p.CheckClocks(p.MaxDeliveryMs+1, p.MinReviewMs), types.ErrClock)
	require.ErrorIs(t, p.CheckClocks(p.MinDeliveryMs, p.MinReviewMs-1), types.ErrClock)
	require.ErrorIs(t, p.CheckClocks(p.MinDeliveryMs, p.MaxReviewMs+1), types.ErrClock)
}
