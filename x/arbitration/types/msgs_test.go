package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/arbitration/types"
)

func TestMessagesOfCases(t *testing.T) {
	signer, agent, hash := addr("signer"), addr("agent"), make([]byte, 32)
	evidence := func(change func(m *types.MsgAddEvidence)) *types.MsgAddEvidence {
		m := &types.MsgAddEvidence{Signer: signer, Agent: agent, Case: caseID, Uri: "u", Sha256: hash}
		change(m)
		return m
	}
	reveal := func(change func(m *types.MsgRevealVote)) *types.MsgRevealVote {
		m := &types.MsgRevealVote{Signer: signer, Arbiter: agent, Case: caseID, Votes: []uint32{0, 2_500, 10_000}, Salt: hash}
		change(m)
		return m
	}
	for name, tc := range map[string]struct {
		msg   sdk.HasValidateBasic
		err   error
		field string
	}{
		"evidence":                       {evidence(func(*types.MsgAddEvidence) {}), nil, ""},
		"evidence: signer":               {evidence(func(m *types.MsgAddEvidence) { m.Signer = "x" }), field.ErrAddress, "signer"},
		"evidence: agent":                {evidence(func(m *types.MsgAddEvidence) { m.Agent = "" }), field.ErrMissing, "agent"},
		"evidence: case":                 {evidence(func(m *types.MsgAddEvidence) { m.Case = "agr_0000000100000001" }), id.ErrMalformed, "case"},
		"evidence: no uri":               {evidence(func(m *types.MsgAddEvidence) { m.Uri = "" }), field.ErrMissing, "uri"},
		"evidence: too long a uri":       {evidence(func(m *types.MsgAddEvidence) { m.Uri = strings.Repeat("u", 513) }), field.ErrLength, "uri"},
		"evidence: a hash of 31 bytes":   {evidence(func(m *types.MsgAddEvidence) { m.Sha256 = hash[1:] }), field.ErrLength, "sha256"},
		"evidence: too long a note":      {evidence(func(m *types.MsgAddEvidence) { m.Note = strings.Repeat("n", 281) }), field.ErrLength, "note"},
		"commitment":                     {&types.MsgCommitVote{Signer: signer, Arbiter: agent, Case: caseID, Round: 4, Commitment: hash}, nil, ""},
		"commitment: round":              {&types.MsgCommitVote{Signer: signer, Arbiter: agent, Case: caseID, Round: 5, Commitment: hash}, field.ErrRange, "round"},
		"commitment: none":               {&types.MsgCommitVote{Signer: signer, Arbiter: agent, Case: caseID}, field.ErrMissing, "commitment"},
		"commitment: arbiter":            {&types.MsgCommitVote{Signer: signer, Case: caseID, Commitment: hash}, field.ErrMissing, "arbiter"},
		"vote":                           {reveal(func(*types.MsgRevealVote) {}), nil, ""},
		"vote: none":                     {reveal(func(m *types.MsgRevealVote) { m.Votes = nil }), field.ErrMissing, "votes"},
		"vote: too many":                 {reveal(func(m *types.MsgRevealVote) { m.Votes = make([]uint32, 17) }), field.ErrTooMany, "votes"},
		"vote: between two steps":        {reveal(func(m *types.MsgRevealVote) { m.Votes[1] = 2_499 }), types.ErrVote, "votes[1]"},
		"vote: above the scale":          {reveal(func(m *types.MsgRevealVote) { m.Votes[2] = 12_500 }), types.ErrVote, "votes[2]"},
		"vote: salt":                     {reveal(func(m *types.MsgRevealVote) { m.Salt = nil }), field.ErrMissing, "salt"},
		"vote: round":                    {reveal(func(m *types.MsgRevealVote) { m.Round = 5 }), field.ErrRange, "round"},
		"appeal":                         {&types.MsgAppeal{Signer: signer, Agent: agent, Case: caseID}, nil, ""},
		"appeal: round":                  {&types.MsgAppeal{Signer: signer, Agent: agent, Case: caseID, Round: 5}, field.ErrRange, "round"},
		"appeal: case":                   {&types.MsgAppeal{Signer: signer, Agent: agent}, id.ErrMalformed, "case"},
		"retry":                          {&types.MsgRetry{Sender: signer, Case: caseID}, nil, ""},
		"retry: sender":                  {&types.MsgRetry{Case: caseID}, field.ErrMissing, "sender"},
		"retry: case":                    {&types.MsgRetry{Sender: signer, Case: "x"}, id.ErrMalformed, "case"},
		"parameters":                     {&types.MsgUpdateParams{Authority: signer, Params: types.DefaultParams()}, nil, ""},
		"parameters: authority":          {&types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing, "authority"},
		"parameters: none of the bounds": {&types.MsgUpdateParams{Authority: signer}, field.ErrMissing, "params.classes"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.msg.ValidateBasic()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.field)
		})
	}
}

func TestParams(t *testing.T) {
	for name, change := range map[string]func(p *types.Params){
		"classes":                 func(p *types.Params) { p.Classes = many(p.Classes[0], 9) },
		"classes[1].up_to":        func(p *types.Params) { p.Classes[1].UpTo = p.Classes[0].UpTo },
		"classes[0].evidence_ms":  func(p *types.Params) { p.Classes[0].EvidenceMs = 0 },
		"classes[0].commit_ms":    func(p *types.Params) { p.Classes[0].CommitMs = types.MaxWindowMs + 1 },
		"classes[0].reveal_ms":    func(p *types.Params) { p.Classes[0].RevealMs = 0 },
		"classes[2].appeal_ms":    func(p *types.Params) { p.Classes[2].AppealMs = 0 },
		"seat_fee_bps":            func(p *types.Params) { p.SeatFeeBps = 10_001 },
		"seat_fee_min":            func(p *types.Params) { p.SeatFeeMin = 0 },
		"seat_fee_max":            func(p *types.Params) { p.SeatFeeMax = p.SeatFeeMin - 1 },
		"unrevealed_bps":          func(p *types.Params) { p.UnrevealedBps = 10_001 },
		"incoherent_bps":          func(p *types.Params) { p.IncoherentBps = 10_001 },
		"draw_blocks":             func(p *types.Params) { p.DrawBlocks = 0 },
		"retain_ms":               func(p *types.Params) { p.RetainMs = 0 },
		"max_deadlines_per_block": func(p *types.Params) { p.MaxDeadlinesPerBlock = 1_001 },
		"min_stake":               func(p *types.Params) { p.MinStake = zero },
		"max_skills":              func(p *types.Params) { p.MaxSkills = 0 },
		"unbond_ms":               func(p *types.Params) { p.UnbondMs = 0 },
		"absent_window_ms":        func(p *types.Params) { p.AbsentWindowMs = 0 },
		"tries_per_seat":          func(p *types.Params) { p.TriesPerSeat = 65 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			err := p.Validate()
			require.ErrorContains(t, err, "params."+name)
			if name == "classes" {
				require.ErrorIs(t, err, field.ErrTooMany)
				return
			}
			require.ErrorIs(t, err, field.ErrRange)
		})
	}
}
