package types_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

var (
	addr = sdk.AccAddress("signer______________").String()
	hash = bytes.Repeat([]byte{1}, 32)
)

const job = "job_0000002a1b2c3d4e"

func postJob() *types.MsgPostJob {
	return &types.MsgPostJob{Signer: addr, Client: addr, Request: types.JobRequest{
		Title: "Translate", Spec: agreementtypes.Spec{Uri: "ipfs://x", Sha256: hash}, Skill: "translation",
		Budget: sdk.NewInt64Coin("utroth", 5), Clocks: types.Clocks{BidMs: 1, RevealMs: 1, DeliveryMs: 1, ReviewMs: 1},
	}}
}

func criteria(weights ...uint32) []agreementtypes.Criterion {
	var c []agreementtypes.Criterion
	for _, w := range weights {
		c = append(c, agreementtypes.Criterion{Text: "complete", WeightBps: w})
	}
	return c
}

func TestMsgPostJobValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgPostJob)
		err    error
	}{
		"as it should be":       {func(*types.MsgPostJob) {}, nil},
		"a loss of ten budgets": {func(m *types.MsgPostJob) { m.Request.Loss = math.NewInt(50) }, nil},
		"all that is allowed": {func(m *types.MsgPostJob) {
			r := &m.Request
			r.Title, r.Spec.Uri, r.Skill = strings.Repeat("t", 140), strings.Repeat("u", 512), strings.Repeat("s", 48)
			r.Criteria = criteria(625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625)
			r.MinScoreBps, r.SigmaBps, r.Backups = 10_000, 100_000, 3
			r.Budget.Amount, r.Loss = field.MaxAmount, field.MaxAmount
		}, nil},
		"no signer":              {func(m *types.MsgPostJob) { m.Signer = "" }, field.ErrMissing},
		"a malformed client":     {func(m *types.MsgPostJob) { m.Client = "x" }, field.ErrAddress},
		"no title":               {func(m *types.MsgPostJob) { m.Request.Title = "" }, field.ErrMissing},
		"a long title":           {func(m *types.MsgPostJob) { m.Request.Title = strings.Repeat("t", 141) }, field.ErrLength},
		"a title of two lines":   {func(m *types.MsgPostJob) { m.Request.Title = "a\nb" }, field.ErrFormat},
		"no spec":                {func(m *types.MsgPostJob) { m.Request.Spec.Uri = "" }, field.ErrMissing},
		"a long uri":             {func(m *types.MsgPostJob) { m.Request.Spec.Uri = strings.Repeat("u", 513) }, field.ErrLength},
		"no hash of the spec":    {func(m *types.MsgPostJob) { m.Request.Spec.Sha256 = nil }, field.ErrMissing},
		"a short hash":           {func(m *types.MsgPostJob) { m.Request.Spec.Sha256 = hash[1:] }, field.ErrLength},
		"17 criteria":            {func(m *types.MsgPostJob) { m.Request.Criteria = criteria(make([]uint32, 17)...) }, field.ErrTooMany},
		"a criterion of no text": {func(m *types.MsgPostJob) { m.Request.Criteria = criteria(10_000); m.Request.Criteria[0].Text = "" }, field.ErrMissing},
		"a weightless criterion": {func(m *types.MsgPostJob) { m.Request.Criteria = criteria(10_000, 0) }, field.ErrRange},
		"weights of 99 %":        {func(m *types.MsgPostJob) { m.Request.Criteria = criteria(9_900) }, field.ErrRange},
		"weights of 101 %":       {func(m *types.MsgPostJob) { m.Request.Criteria = criteria(5_100, 5_000) }, field.ErrRange},
		"no skill":               {func(m *types.MsgPostJob) { m.Request.Skill = "" }, field.ErrMissing},
		"a short skill":          {func(m *types.MsgPostJob) { m.Request.Skill = "s" }, field.ErrLength},
		"a long skill":           {func(m *types.MsgPostJob) { m.Request.Skill = strings.Repeat("s", 49) }, field.ErrLength},
		"a skill in capitals":    {func(m *types.MsgPostJob) { m.Request.Skill = "Coding" }, field.ErrFormat},
		"no budget":              {func(m *types.MsgPostJob) { m.Request.Budget = sdk.Coin{} }, field.ErrCoin},
		"a budget of nothing":    {func(m *types.MsgPostJob) { m.Request.Budget.Amount = math.ZeroInt() }, field.ErrCoin},
		"a negative budget":      {func(m *types.MsgPostJob) { m.Request.Budget.Amount = math.NewInt(-1) }, field.ErrCoin},
		"a huge budget":          {func(m *types.MsgPostJob) { m.Request.Budget.Amount = field.MaxAmount.AddRaw(1) }, field.ErrCoin},
		"a negative loss":        {func(m *types.MsgPostJob) { m.Request.Loss = math.NewInt(-1) }, field.ErrRange},
		"a loss above":           {func(m *types.MsgPostJob) { m.Request.Loss = math.NewInt(51) }, types.ErrLoss},
		"a score above 100 %":    {func(m *types.MsgPostJob) { m.Request.MinScoreBps = 10_001 }, field.ErrRange},
		"too much cover":         {func(m *types.MsgPostJob) { m.Request.SigmaBps = 100_001 }, field.ErrRange},
		"no bidding":             {func(m *types.MsgPostJob) { m.Request.Clocks.BidMs = 0 }, field.ErrRange},
		"no reveals":             {func(m *types.MsgPostJob) { m.Request.Clocks.RevealMs = 0 }, field.ErrRange},
		"no time to deliver":     {func(m *types.MsgPostJob) { m.Request.Clocks.DeliveryMs = 0 }, field.ErrRange},
		"no time to review":      {func(m *types.MsgPostJob) { m.Request.Clocks.ReviewMs = 0 }, field.ErrRange},
		"a clock that overflows": {func(m *types.MsgPostJob) { m.Request.Clocks.RevealMs = ^uint64(0) }, field.ErrRange},
		"four backups":           {func(m *types.MsgPostJob) { m.Request.Backups = 4 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			m := postJob()
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgRevealBidValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgRevealBid)
		err    error
	}{
		"as it should be":     {func(*types.MsgRevealBid) {}, nil},
		"with a note":         {func(m *types.MsgRevealBid) { m.Note = types.Note{Uri: strings.Repeat("u", 512), Sha256: hash} }, nil},
		"a hash without uri":  {func(m *types.MsgRevealBid) { m.Note = types.Note{Sha256: hash} }, nil},
		"no signer":           {func(m *types.MsgRevealBid) { m.Signer = "" }, field.ErrMissing},
		"no provider":         {func(m *types.MsgRevealBid) { m.Provider = "" }, field.ErrMissing},
		"a malformed job":     {func(m *types.MsgRevealBid) { m.Job = "agr_0000002a1b2c3d4e" }, id.ErrMalformed},
		"no price":            {func(m *types.MsgRevealBid) { m.Price = math.Int{} }, field.ErrMissing},
		"a price of nothing":  {func(m *types.MsgRevealBid) { m.Price = math.ZeroInt() }, field.ErrRange},
		"a huge price":        {func(m *types.MsgRevealBid) { m.Price = field.MaxAmount.AddRaw(1) }, field.ErrRange},
		"no delivery time":    {func(m *types.MsgRevealBid) { m.DeliveryMs = 0 }, field.ErrRange},
		"a year and a moment": {func(m *types.MsgRevealBid) { m.DeliveryMs = types.MaxWindowMs + 1 }, field.ErrRange},
		"a negative pledge":   {func(m *types.MsgRevealBid) { m.Pledge = math.NewInt(-1) }, field.ErrRange},
		"a huge pledge":       {func(m *types.MsgRevealBid) { m.Pledge = field.MaxAmount.AddRaw(1) }, field.ErrRange},
		"a long note":         {func(m *types.MsgRevealBid) { m.Note = types.Note{Uri: strings.Repeat("u", 513), Sha256: hash} }, field.ErrLength},
		"a note without hash": {func(m *types.MsgRevealBid) { m.Note = types.Note{Uri: "ipfs://x"} }, field.ErrMissing},
		"a short note hash":   {func(m *types.MsgRevealBid) { m.Note = types.Note{Sha256: hash[1:]} }, field.ErrLength},
		"no salt":             {func(m *types.MsgRevealBid) { m.Salt = nil }, field.ErrMissing},
		"a short salt":        {func(m *types.MsgRevealBid) { m.Salt = hash[1:] }, field.ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgRevealBid{Signer: addr, Provider: addr, Job: job, Price: math.NewInt(1), DeliveryMs: 1, Salt: hash}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestOtherMessagesValidateBasic(t *testing.T) {
	bad := types.DefaultParams()
	bad.MaxDeadlinesPerBlock = 1001
	for name, tc := range map[string]struct {
		msg sdk.HasValidateBasic
		err error
	}{
		"cancel":                        {&types.MsgCancelJob{Signer: addr, Client: addr, Job: job}, nil},
		"cancel without signer":         {&types.MsgCancelJob{Client: addr, Job: job}, field.ErrMissing},
		"cancel without client":         {&types.MsgCancelJob{Signer: addr, Job: job}, field.ErrMissing},
		"cancel without job":            {&types.MsgCancelJob{Signer: addr, Client: addr}, id.ErrMalformed},
		"commit":                        {&types.MsgCommitBid{Signer: addr, Provider: addr, Job: job, Commitment: hash}, nil},
		"commit without signer":         {&types.MsgCommitBid{Provider: addr, Job: job, Commitment: hash}, field.ErrMissing},
		"commit without provider":       {&types.MsgCommitBid{Signer: addr, Job: job, Commitment: hash}, field.ErrMissing},
		"commit in a job in capitals":   {&types.MsgCommitBid{Signer: addr, Provider: addr, Job: "job_0000002A1B2C3D4E", Commitment: hash}, id.ErrMalformed},
		"commit to nothing":             {&types.MsgCommitBid{Signer: addr, Provider: addr, Job: job}, field.ErrMissing},
		"commit to too much":            {&types.MsgCommitBid{Signer: addr, Provider: addr, Job: job, Commitment: append(hash[:32:32], 1)}, field.ErrLength},
		"retry a job":                   {&types.MsgRetry{Sender: addr, Job: job}, nil},
		"retry a commitment":            {&types.MsgRetry{Sender: addr, Job: job, Provider: addr}, nil},
		"retry by nobody":               {&types.MsgRetry{Job: job}, field.ErrMissing},
		"retry no job":                  {&types.MsgRetry{Sender: addr}, id.ErrMalformed},
		"retry of a malformed provider": {&types.MsgRetry{Sender: addr, Job: job, Provider: "x"}, field.ErrAddress},
		"parameters":                    {&types.MsgUpdateParams{Authority: addr, Params: types.DefaultParams()}, nil},
		"parameters by nobody":          {&types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing},
		"bad parameters":                {&types.MsgUpdateParams{Authority: addr, Params: bad}, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err) })
	}
}

func TestParamsValidate(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(p *types.Params){
		"no bids":                  func(p *types.Params) { p.MaxBids = 0 },
		"too many bids":            func(p *types.Params) { p.MaxBids = 1025 },
		"no jobs":                  func(p *types.Params) { p.MaxOpenJobs = 0 },
		"too many jobs":            func(p *types.Params) { p.MaxOpenJobs = 65_537 },
		"a deposit above":          func(p *types.Params) { p.DepositBps = 10_001 },
		"no deposit":               func(p *types.Params) { p.DepositMin = 0 },
		"a huge least deposit":     func(p *types.Params) { p.DepositMin = 1_000_000_001 },
		"a fee above":              func(p *types.Params) { p.CancelFeeBps = 10_001 },
		"no window":                func(p *types.Params) { p.MinWindowMs = 0 },
		"a window of two years":    func(p *types.Params) { p.MaxWindowMs = 2 * types.MaxWindowMs },
		"windows the wrong way":    func(p *types.Params) { p.MinWindowMs, p.MaxWindowMs = 2, 1 },
		"no retention":             func(p *types.Params) { p.RetainMs = 0 },
		"a retention of two years": func(p *types.Params) { p.RetainMs = 2 * types.MaxWindowMs },
		"no deadlines":             func(p *types.Params) { p.MaxDeadlinesPerBlock = 0 },
		"too many deadlines":       func(p *types.Params) { p.MaxDeadlinesPerBlock = 1001 },
		"a snipe of two days":      func(p *types.Params) { p.SnipeWindowMs = 2 * 24 * 3_600_000 },
		"no offers":                func(p *types.Params) { p.MaxOffers = 0 },
		"too many offers":          func(p *types.Params) { p.MaxOffers = 65_537 },
		"no services":              func(p *types.Params) { p.MaxServices = 0 },
		"too many services":        func(p *types.Params) { p.MaxServices = 65_537 },
		"no quotes":                func(p *types.Params) { p.MaxQuoteMs = 0 },
		"quotes of two days":       func(p *types.Params) { p.MaxQuoteMs = 2 * 24 * 3_600_000 },
		"storage worth its weight": func(p *types.Params) { p.StoragePrice = 1_000_001 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), field.ErrRange)
		})
	}
}
