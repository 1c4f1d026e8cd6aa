package badinput

import (
	"fmt"
	"math"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (s *scene) attest() *types.MsgAttest {
	return &types.MsgAttest{
		Signer: s.client.Owner.String(), Agent: s.client.String(), Subject: s.p1.String(), Schema: "jurisdiction", Value: "de",
		Evidence: types.Evidence{Uri: "https://example.org/proof", Sha256: hash("proof")}, ExpiresMs: s.now() + hour,
	}
}

func (s *scene) revokeAttestation() *types.MsgRevokeAttestation {
	m := s.attest()
	s.do(m)
	return &types.MsgRevokeAttestation{Signer: m.Signer, Agent: m.Agent, Subject: m.Subject, Schema: m.Schema, Issuer: m.Agent}
}

func attestationCases(t *testing.T, w *world) {
	attestCases(t, w)
	revokeCases(t, w)
}

// schemas are the rows of a schema, [a-z0-9:._-]{2,64}.
func schemas[M sdk.Msg](name string, at func(M) *string) rows[M] {
	set := func(v string, want error) row[M] { return only(func(m M) { *at(m) = v }, want, name) }
	return rows[M]{
		name + " absent":           set("", field.ErrMissing),
		name + " too short":        set("a", field.ErrLength),
		name + " too long":         set(strings.Repeat("a", 65), field.ErrLength),
		name + " of 100 kB":        set(strings.Repeat("a", 100_000), field.ErrLength),
		name + " in upper case":    set("KYA", field.ErrFormat),
		name + " with a blank":     set("k a", field.ErrFormat),
		name + " with a slash":     set("k/a", field.ErrFormat),
		name + " with a null":      set("k\x00a", field.ErrFormat),
		name + " in Greek letters": set("γνῶσις", field.ErrFormat),
		name + " not UTF-8":        set("ky\xff", field.ErrFormat),
	}
}

func attestCases(t *testing.T, w *world) {
	type msg = *types.MsgAttest
	agent, subject := func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Subject }
	subjects := rows[msg]{}
	for label, r := range notAgents(subject) {
		subjects["subject: "+label] = r
	}
	run(t, w, "identity.Attest", (*scene).attest,
		actors(client, types.ActionAttest, func(m msg) *string { return &m.Signer }),
		addresses("agent", agent), upper("agent", agent), notAgents(agent),
		addresses("subject", subject), upper("subject", subject), subjects,
		schemas("schema", func(m msg) *string { return &m.Schema }),
		texts("value", 128, true, func(m msg) *string { return &m.Value }),
		texts("evidence.uri", 512, true, func(m msg) *string { return &m.Evidence.Uri }),
		hashes("evidence.sha256", 32, false, func(m msg) *[]byte { return &m.Evidence.Sha256 }),
		rows[msg]{
			"no evidence":                           only(func(m msg) { m.Evidence = types.Evidence{} }, nil, ""),
			"evidence without uri":                  only(func(m msg) { m.Evidence.Uri = "" }, nil, ""),
			"no value":                              only(func(m msg) { m.Value = "" }, nil, ""),
			"schema of 64 characters":               only(func(m msg) { m.Schema = strings.Repeat("a:._-", 13)[:64] }, nil, ""),
			"expires long ago":                      only(func(m msg) { m.ExpiresMs = 1 }, types.ErrAttestationExpired, "expires_ms"),
			"expires now":                           {func(s *scene, m msg) { m.ExpiresMs = s.now() }, types.ErrAttestationExpired, "expires_ms"},
			"expires in a moment":                   {func(s *scene, m msg) { m.ExpiresMs = s.now() + 1 }, nil, ""},
			"expires never":                         only(func(m msg) { m.ExpiresMs = 0 }, nil, ""),
			"expires at the end of time":            only(func(m msg) { m.ExpiresMs = math.MaxUint64 }, nil, ""),
			"about a retired agent":                 {func(s *scene, m msg) { m.Subject = s.retired.String() }, types.ErrAgentRetired, "subject"},
			"about a paused agent":                  {func(s *scene, m msg) { m.Subject = s.paused.String() }, nil, ""},
			"about itself":                          {func(_ *scene, m msg) { m.Subject = m.Agent }, nil, ""},
			"by a retired agent":                    {func(s *scene, m msg) { m.Signer, m.Agent = s.retired.Owner.String(), s.retired.String() }, types.ErrAgentRetired, ""},
			"by a paused agent":                     {func(s *scene, m msg) { m.Signer, m.Agent = s.paused.Owner.String(), s.paused.String() }, nil, ""},
			"signed by an operator without ATTEST":  {func(s *scene, m msg) { m.Signer = s.client.Operator.String() }, types.ErrActionNotAllowed, ""},
			"in the subject's name by the issuer":   {func(_ *scene, m msg) { m.Agent = m.Subject }, types.ErrNotAuthorized, ""},
			"again":                                 {func(s *scene, _ msg) { s.do(s.attest()) }, nil, ""},
			"one more than an issuer may have":      {func(s *scene, _ msg) { s.attestOther(1) }, types.ErrTooManyAttestations, ""},
			"again when no more are allowed":        {func(s *scene, _ msg) { s.do(s.attest()); s.limitAttestations(1) }, nil, ""},
			"another issuer with too many is there": {func(s *scene, m msg) { s.attestOther(1); m.Signer, m.Agent = s.p2.Owner.String(), s.p2.String() }, nil, ""},
		})
}

// attestOther has the client attest something else and allows no more than limit.
func (s *scene) attestOther(limit uint32) {
	s.t.Helper()
	m := s.attest()
	m.Schema = "other"
	s.do(m)
	s.limitAttestations(limit)
}

func (s *scene) limitAttestations(limit uint32) {
	s.t.Helper()
	m := s.identityParams()
	m.Params.MaxAttestationsPerIssuer = limit
	s.do(m)
}

func revokeCases(t *testing.T, w *world) {
	type msg = *types.MsgRevokeAttestation
	agent, subject, issuer := func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Subject }, func(m msg) *string { return &m.Issuer }
	by := func(signer, agent func(*scene) fmt.Stringer, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Signer, m.Agent = signer(s).String(), agent(s).String() }, want, ""}
	}
	p1 := func(s *scene) fmt.Stringer { return s.p1 }
	run(t, w, "identity.RevokeAttestation", (*scene).revokeAttestation,
		actors(client, types.ActionAttest, func(m msg) *string { return &m.Signer }),
		addresses("agent", agent), upper("agent", agent),
		addresses("subject", subject), upper("subject", subject),
		addresses("issuer", issuer), upper("issuer", issuer),
		schemas("schema", func(m msg) *string { return &m.Schema }),
		rows[msg]{
			"by the subject's owner":              by(func(s *scene) fmt.Stringer { return s.p1.Owner }, p1, nil),
			"by the subject's operator":           by(func(s *scene) fmt.Stringer { return s.p1.Operator }, p1, types.ErrActionNotAllowed),
			"by the issuer's owner as subject":    by(func(s *scene) fmt.Stringer { return s.client.Owner }, p1, types.ErrNotAuthorized),
			"by a third agent":                    by(func(s *scene) fmt.Stringer { return s.p2.Owner }, func(s *scene) fmt.Stringer { return s.p2 }, types.ErrNotParty),
			"by an account that is no agent":      by(func(s *scene) fmt.Stringer { return s.stranger }, func(s *scene) fmt.Stringer { return s.stranger }, types.ErrNotParty),
			"of an unknown agent":                 {func(_ *scene, m msg) { m.Agent, m.Issuer = address("nobody"), address("nobody") }, types.ErrAgentNotFound, ""},
			"of another schema":                   only(func(m msg) { m.Schema = "kyb" }, types.ErrAttestationNotFound, ""),
			"of a schema that only begins so":     only(func(m msg) { m.Schema = m.Schema[:4] }, types.ErrAttestationNotFound, ""),
			"of another subject":                  {func(s *scene, m msg) { m.Subject = s.p2.String() }, types.ErrAttestationNotFound, ""},
			"of another issuer":                   {func(s *scene, m msg) { m.Signer, m.Agent, m.Issuer = s.p1.Owner.String(), s.p1.String(), s.p2.String() }, types.ErrAttestationNotFound, ""},
			"twice":                               {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrAttestationNotFound, ""},
			"of one that expired, before it ends": {func(s *scene, _ msg) { s.advance(hour) }, nil, ""},
			"by the owner of a retired subject": {func(s *scene, m msg) {
				about := s.attest()
				about.Subject = s.paused.String()
				s.do(about)
				s.setStatus(s.paused, types.AgentStatusRetired)
				m.Signer, m.Agent, m.Subject = s.paused.Owner.String(), s.paused.String(), s.paused.String()
			}, nil, ""},
		})
}

// predicates are the rows of what a mandate asks of counterparties, the same wherever it stands.
func predicates[M sdk.Msg](at func(M) *types.Mandate) rows[M] {
	set := func(change func(*types.Mandate), want error, names string) row[M] {
		return only(func(m M) { change(at(m)) }, want, names)
	}
	first := func(m M) *types.Requirement { return &at(m).CounterpartyRequirements[0] }
	requirements := func(n int) []types.Requirement {
		all := make([]types.Requirement, n)
		for i := range all {
			all[i] = types.Requirement{Schema: "kya", Value: fmt.Sprint(i), Issuers: []string{address("issuer")}}
		}
		return all
	}
	issuers := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = address(fmt.Sprint("issuer", i))
		}
		return all
	}
	const list = "counterparty_requirements"
	renamed := rows[M]{}
	for label, r := range addresses("issuers", func(m M) *string { return &first(m).Issuers[0] }) {
		renamed["requirement: "+label] = r
	}
	for label, r := range tags("min_counterparty_score.skill", 2, 48, func(m M, v string) { at(m).MinCounterpartyScore.Skill = v }) {
		renamed[label] = r
	}
	return join(renamed,
		numbers("score_bps", 1, 10_000, math.MaxUint32, func(m M, v uint64) { at(m).MinCounterpartyScore.ScoreBps = uint32(v) }),
		schemas(list+"[0].schema", func(m M) *string { return &first(m).Schema }),
		texts(list+"[0].value", 128, true, func(m M) *string { return &first(m).Value }),
		rows[M]{
			"no predicates":              set(func(m *types.Mandate) { m.MinCounterpartyScore, m.CounterpartyRequirements = nil, nil }, nil, ""),
			"score of all skills":        set(func(m *types.Mandate) { m.MinCounterpartyScore.Skill = "" }, nil, ""),
			"score at the largest value": set(func(m *types.Mandate) { m.MinCounterpartyScore.Value = math.MaxUint64 }, nil, ""),
			"score empty":                set(func(m *types.Mandate) { m.MinCounterpartyScore = &types.MinScore{} }, field.ErrRange, "score_bps"),
			"requirement empty":          set(func(m *types.Mandate) { m.CounterpartyRequirements[0] = types.Requirement{} }, field.ErrMissing, list+"[0].schema"),
			"requirement of nobody":      set(func(m *types.Mandate) { m.CounterpartyRequirements[0].Issuers = nil }, field.ErrMissing, list+"[0].issuers"),
			"requirement twice": set(func(m *types.Mandate) {
				m.CounterpartyRequirements = append(m.CounterpartyRequirements, m.CounterpartyRequirements[0])
			}, field.ErrDuplicate, list+"[1]"),
			"9 requirements":     set(func(m *types.Mandate) { m.CounterpartyRequirements = requirements(9) }, field.ErrTooMany, list),
			"10000 requirements": set(func(m *types.Mandate) { m.CounterpartyRequirements = requirements(10_000) }, field.ErrTooMany, list),
			"8 requirements":     set(func(m *types.Mandate) { m.CounterpartyRequirements = requirements(8) }, nil, ""),
			"9 issuers":          set(func(m *types.Mandate) { m.CounterpartyRequirements[0].Issuers = issuers(9) }, field.ErrTooMany, "issuers"),
			"10000 issuers":      set(func(m *types.Mandate) { m.CounterpartyRequirements[0].Issuers = issuers(10_000) }, field.ErrTooMany, "issuers"),
			"8 issuers":          set(func(m *types.Mandate) { m.CounterpartyRequirements[0].Issuers = issuers(8) }, nil, ""),
			"issuer twice, once in upper case": set(func(m *types.Mandate) {
				r := &m.CounterpartyRequirements[0]
				r.Issuers = []string{r.Issuers[0], strings.ToUpper(r.Issuers[0])}
			}, field.ErrDuplicate, "issuers[1]"),
			"issuer in upper case" + isSame: set(func(m *types.Mandate) {
				r := &m.CounterpartyRequirements[0]
				r.Issuers[0] = strings.ToUpper(r.Issuers[0])
			}, nil, ""),
		})
}

// feeLimits are the rows of a fee allowance.
func feeLimits[M sdk.Msg](at func(M) **sdk.Coin) rows[M] {
	set := func(limit *sdk.Coin, want error) row[M] { return only(func(m M) { *at(m) = limit }, want, "fee_limit") }
	return join(
		amounts("fee_limit", 1, field.ErrCoin, func(m M, v sdkmath.Int) { (*at(m)).Amount = v }),
		rows[M]{
			"no fee_limit":               only(func(m M) { *at(m) = nil }, nil, ""),
			"fee_limit empty":            set(&sdk.Coin{}, field.ErrCoin),
			"fee_limit without amount":   set(&sdk.Coin{Denom: chain.BaseDenom}, field.ErrCoin),
			"fee_limit without denom":    set(&sdk.Coin{Amount: sdkmath.OneInt()}, field.ErrCoin),
			"fee_limit of a wrong denom": set(&sdk.Coin{Denom: "1!", Amount: sdkmath.OneInt()}, field.ErrCoin),
			"fee_limit of another denom": set(&sdk.Coin{Denom: "uother", Amount: sdkmath.OneInt()}, types.ErrFeeDenom),
			"fee_limit of a long denom":  set(&sdk.Coin{Denom: strings.Repeat("a", 10_000), Amount: sdkmath.OneInt()}, field.ErrCoin),
		})
}
