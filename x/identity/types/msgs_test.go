package types_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

var (
	owner = sdk.AccAddress(bytes.Repeat([]byte{1}, 20)).String()
	key   = sdk.AccAddress(bytes.Repeat([]byte{2}, 20)).String()
	agent = types.AgentAddress(bytes.Repeat([]byte{1}, 20), []byte("salt")).String()
)

func validProfile() types.Profile {
	return types.Profile{
		Name:          "my-bot-1",
		Card:          types.Card{Uri: "https://x.example/card", Sha256: make([]byte, 32)},
		Skills:        []string{"translate-en-de", "go"},
		EncryptionKey: make([]byte, 32),
	}
}

func validMandate() types.Mandate {
	return types.Mandate{
		Actions:        []types.Action{types.ActionBid, types.ActionPay},
		Limits:         []types.Limit{{Denom: "utroth", PerAction: math.NewInt(1), PerWindow: math.NewInt(2), Lifetime: math.NewInt(3)}, {Denom: "uother", Unlimited: true}},
		WindowMs:       types.MinWindowMs,
		Counterparties: []string{agent},
		Evidence:       make([]byte, 32),

		MinCounterpartyScore:     &types.MinScore{Skill: "go", ScoreBps: 5000, Value: 1_000_000},
		CounterpartyRequirements: []types.Requirement{{Schema: "kya", Issuers: []string{agent}}},
	}
}

func TestProfileValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.Profile)
		err    error
		field  string
	}{
		"a full profile":               {func(*types.Profile) {}, nil, ""},
		"an empty profile":             {func(p *types.Profile) { *p = types.Profile{} }, nil, ""},
		"a name of two":                {func(p *types.Profile) { p.Name = "ab" }, field.ErrLength, "profile.name"},
		"a name of thirty-three":       {func(p *types.Profile) { p.Name = strings.Repeat("a", 33) }, field.ErrLength, "profile.name"},
		"a name in capitals":           {func(p *types.Profile) { p.Name = "Bot" }, field.ErrFormat, "profile.name"},
		"a name in look-alikes":        {func(p *types.Profile) { p.Name = "bоt" }, field.ErrFormat, "profile.name"},
		"a name like an address":       {func(p *types.Profile) { p.Name = "troth1qqq" }, types.ErrNameReserved, "profile.name"},
		"a name that only begins so":   {func(p *types.Profile) { p.Name = "troth-1" }, nil, ""},
		"a card without hash":          {func(p *types.Profile) { p.Card.Sha256 = nil }, field.ErrMissing, "profile.card.sha256"},
		"a card with a short hash":     {func(p *types.Profile) { p.Card.Sha256 = make([]byte, 31) }, field.ErrLength, "profile.card.sha256"},
		"a hash without card":          {func(p *types.Profile) { p.Card.Uri = "" }, field.ErrMissing, "profile.card.uri"},
		"a card of 513 bytes":          {func(p *types.Profile) { p.Card.Uri = strings.Repeat("u", 513) }, field.ErrLength, "profile.card.uri"},
		"a card with a line break":     {func(p *types.Profile) { p.Card.Uri = "a\nb" }, field.ErrFormat, "profile.card.uri"},
		"seventeen skills":             {func(p *types.Profile) { p.Skills = make([]string, 17) }, field.ErrTooMany, "profile.skills"},
		"a skill twice":                {func(p *types.Profile) { p.Skills = []string{"go", "go"} }, field.ErrDuplicate, "profile.skills[1]"},
		"a skill of one":               {func(p *types.Profile) { p.Skills = []string{"c"} }, field.ErrLength, "profile.skills[0]"},
		"a skill of forty-nine":        {func(p *types.Profile) { p.Skills = []string{strings.Repeat("a", 49)} }, field.ErrLength, "profile.skills[0]"},
		"an encryption key too short":  {func(p *types.Profile) { p.EncryptionKey = make([]byte, 31) }, field.ErrLength, "profile.encryption_key"},
		"an encryption key left empty": {func(p *types.Profile) { p.EncryptionKey = nil }, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := validProfile()
			tc.change(&p)
			for _, m := range []sdk.HasValidateBasic{
				&types.MsgRegister{Owner: owner, Profile: p},
				&types.MsgUpdateProfile{Signer: owner, Agent: agent, Profile: p},
			} {
				err := m.ValidateBasic()
				require.ErrorIs(t, err, tc.err)
				if tc.err != nil {
					require.ErrorContains(t, err, tc.field+":")
				}
			}
		})
	}
}

func TestMandateValidate(t *testing.T) {
	above := field.MaxAmount.AddRaw(1)
	for name, tc := range map[string]struct {
		change func(*types.Mandate)
		err    error
		field  string
	}{
		"a full mandate":             {func(*types.Mandate) {}, nil, ""},
		"no limits":                  {func(m *types.Mandate) { m.Limits = nil }, nil, ""},
		"no actions":                 {func(m *types.Mandate) { m.Actions = nil }, field.ErrMissing, "mandate.actions"},
		"too many actions":           {func(m *types.Mandate) { m.Actions = make([]types.Action, 11) }, field.ErrTooMany, "mandate.actions"},
		"an action of zero":          {func(m *types.Mandate) { m.Actions[0] = 0 }, types.ErrActionUnknown, "mandate.actions[0]"},
		"an action unknown":          {func(m *types.Mandate) { m.Actions[1] = 77 }, types.ErrActionUnknown, "mandate.actions[1]"},
		"an action below zero":       {func(m *types.Mandate) { m.Actions[1] = -1 }, types.ErrActionUnknown, "mandate.actions[1]"},
		"an action twice":            {func(m *types.Mandate) { m.Actions[1] = m.Actions[0] }, field.ErrDuplicate, "mandate.actions[1]"},
		"nine limits":                {func(m *types.Mandate) { m.Limits = make([]types.Limit, 9) }, field.ErrTooMany, "mandate.limits"},
		"a limit without denom":      {func(m *types.Mandate) { m.Limits[0].Denom = "" }, field.ErrCoin, "mandate.limits[0].denom"},
		"a denom twice":              {func(m *types.Mandate) { m.Limits[1].Denom = "utroth" }, field.ErrDuplicate, "mandate.limits[1].denom"},
		"unlimited that is not said": {func(m *types.Mandate) { m.Limits[1].Unlimited = false }, field.ErrMissing, "mandate.limits[1].per_action"},
		"nothing per action":         {func(m *types.Mandate) { m.Limits[0].PerAction = math.ZeroInt() }, field.ErrRange, "mandate.limits[0].per_action"},
		"less than nothing a window": {func(m *types.Mandate) { m.Limits[0].PerWindow = math.NewInt(-1) }, field.ErrRange, "mandate.limits[0].per_window"},
		"a lifetime above 128 bits":  {func(m *types.Mandate) { m.Limits[0].Lifetime = above }, field.ErrRange, "mandate.limits[0].lifetime"},
		"a window of no length":      {func(m *types.Mandate) { m.WindowMs = 0 }, field.ErrRange, "mandate.window_ms"},
		"a window below a minute":    {func(m *types.Mandate) { m.WindowMs = types.MinWindowMs - 1 }, field.ErrRange, "mandate.window_ms"},
		"a window above a year":      {func(m *types.Mandate) { m.WindowMs = types.MaxWindowMs + 1 }, field.ErrRange, "mandate.window_ms"},
		"33 counterparties":          {func(m *types.Mandate) { m.Counterparties = make([]string, 33) }, field.ErrTooMany, "mandate.counterparties"},
		"a counterparty malformed":   {func(m *types.Mandate) { m.Counterparties[0] = "x" }, field.ErrAddress, "mandate.counterparties[0]"},
		"a counterparty twice":       {func(m *types.Mandate) { m.Counterparties = []string{agent, strings.ToUpper(agent)} }, field.ErrDuplicate, "mandate.counterparties[1]"},
		"a score of all skills":      {func(m *types.Mandate) { m.MinCounterpartyScore.Skill = "" }, nil, ""},
		"a score of one letter":      {func(m *types.Mandate) { m.MinCounterpartyScore.Skill = "c" }, field.ErrLength, "mandate.min_counterparty_score.skill"},
		"a score of nothing":         {func(m *types.Mandate) { m.MinCounterpartyScore.ScoreBps = 0 }, field.ErrRange, "mandate.min_counterparty_score.score_bps"},
		"the highest score":          {func(m *types.Mandate) { m.MinCounterpartyScore.ScoreBps = 10_000 }, nil, ""},
		"a score above the highest":  {func(m *types.Mandate) { m.MinCounterpartyScore.ScoreBps = 10_001 }, field.ErrRange, "mandate.min_counterparty_score.score_bps"},
		"nine requirements":          {func(m *types.Mandate) { m.CounterpartyRequirements = make([]types.Requirement, 9) }, field.ErrTooMany, "mandate.counterparty_requirements"},
		"a requirement of nobody":    {func(m *types.Mandate) { m.CounterpartyRequirements[0].Issuers = nil }, field.ErrMissing, "mandate.counterparty_requirements[0].issuers"},
		"evidence of 31 bytes":       {func(m *types.Mandate) { m.Evidence = make([]byte, 31) }, field.ErrLength, "mandate.evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			mandate := validMandate()
			tc.change(&mandate)
			for _, m := range []sdk.HasValidateBasic{
				&types.MsgAddOperator{Owner: owner, Agent: agent, Key: key, Mandate: mandate},
				&types.MsgUpdateMandate{Owner: owner, Agent: agent, Key: key, Mandate: mandate},
			} {
				err := m.ValidateBasic()
				require.ErrorIs(t, err, tc.err)
				if tc.err != nil {
					require.ErrorContains(t, err, tc.field+":")
				}
			}
		})
	}
}

// Every address of every message is checked: absent, malformed, of another chain.
func TestEveryAddressIsChecked(t *testing.T) {
	p, m := validProfile(), validMandate()
	for name, message := range map[string]func(a, b, c string) sdk.HasValidateBasic{
		"owner/register": func(a, _, _ string) sdk.HasValidateBasic { return &types.MsgRegister{Owner: a, Profile: p} },
		"signer,agent/profile": func(a, b, _ string) sdk.HasValidateBasic {
			return &types.MsgUpdateProfile{Signer: a, Agent: b, Profile: p}
		},
		"owner,agent/status": func(a, b, _ string) sdk.HasValidateBasic {
			return &types.MsgSetStatus{Owner: a, Agent: b, Status: types.AgentStatusPaused}
		},
		"owner,agent/propose":    func(a, b, _ string) sdk.HasValidateBasic { return &types.MsgProposeOwner{Owner: a, Agent: b} },
		"new_owner,agent/accept": func(a, b, _ string) sdk.HasValidateBasic { return &types.MsgAcceptOwner{NewOwner: a, Agent: b} },
		"owner,agent,key/add": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgAddOperator{Owner: a, Agent: b, Key: c, Mandate: m}
		},
		"owner,agent,key/update": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgUpdateMandate{Owner: a, Agent: b, Key: c, Mandate: m}
		},
		"signer,agent,key/remove": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgRemoveOperator{Signer: a, Agent: b, Key: c}
		},
		"signer,agent,subject/attest": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgAttest{Signer: a, Agent: b, Subject: c, Schema: "kya"}
		},
		"signer,agent,subject/revoke": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgRevokeAttestation{Signer: a, Agent: b, Subject: c, Schema: "kya", Issuer: agent}
		},
		"signer,agent,issuer/revoke": func(a, b, c string) sdk.HasValidateBasic {
			return &types.MsgRevokeAttestation{Signer: a, Agent: b, Subject: agent, Schema: "kya", Issuer: c}
		},
		"signer,agent/heartbeat": func(a, b, _ string) sdk.HasValidateBasic { return &types.MsgHeartbeat{Signer: a, Agent: b} },
		"sender/retry":           func(a, _, _ string) sdk.HasValidateBasic { return &types.MsgRetry{Sender: a, Name: "bot"} },
		"authority/params": func(a, _, _ string) sdk.HasValidateBasic {
			return &types.MsgUpdateParams{Authority: a, Params: types.DefaultParams()}
		},
	} {
		fields := strings.Split(strings.Split(name, "/")[0], ",")
		require.NoError(t, message(owner, agent, key).ValidateBasic(), name)
		for i, f := range fields {
			for bad, want := range map[string]error{
				"":                        field.ErrMissing,
				"troth1":                  field.ErrAddress,
				strings.Repeat("a", 1000): field.ErrAddress,
				"cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du": field.ErrAddress,
			} {
				t.Run(fmt.Sprintf("%s: %s %.10q", name, f, bad), func(t *testing.T) {
					values := []string{owner, agent, key}
					values[i] = bad
					err := message(values[0], values[1], values[2]).ValidateBasic()
					require.ErrorIs(t, err, want)
					require.ErrorContains(t, err, f+":")
				})
			}
		}
	}
}

func TestOtherFieldsAreChecked(t *testing.T) {
	require.ErrorIs(t, (&types.MsgRegister{Owner: owner, Salt: make([]byte, 33)}).ValidateBasic(), field.ErrLength)
	require.ErrorIs(t, (&types.MsgProposeOwner{Owner: owner, Agent: agent, NewOwner: "x"}).ValidateBasic(), field.ErrAddress)
	require.ErrorIs(t, (&types.MsgRetry{Sender: owner}).ValidateBasic(), field.ErrMissing)
	for _, status := range []types.AgentStatus{-1, 0, 4} {
		require.ErrorIs(t, (&types.MsgSetStatus{Owner: owner, Agent: agent, Status: status}).ValidateBasic(), field.ErrRange)
	}
}

func TestAgentAddressIsKnownBeforehand(t *testing.T) {
	require.Len(t, types.AgentAddress([]byte{1}, nil), 32)
	require.Equal(t, types.AgentAddress([]byte{1}, []byte{2}), types.AgentAddress([]byte{1}, []byte{2}))
	// Owner and salt do not run into each other.
	require.NotEqual(t, types.AgentAddress([]byte{1, 2}, []byte{3}), types.AgentAddress([]byte{1}, []byte{2, 3}))
}
