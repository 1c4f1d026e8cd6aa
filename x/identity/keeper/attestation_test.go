package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// statement is what the tests attest: schema kya, value gold, for an hour.
func statement(signer, issuer, subject sdk.AccAddress) *types.MsgAttest {
	return &types.MsgAttest{
		Signer: signer.String(), Agent: issuer.String(), Subject: subject.String(), Schema: "kya", Value: "gold",
		Evidence: types.Evidence{Uri: "https://x.example/proof", Sha256: make([]byte, 32)}, ExpiresMs: start + hour,
	}
}

func (f *fixture) tryAttest(m *types.MsgAttest) func() error {
	return func() error {
		_, err := f.msg.Attest(f.ctx, m)
		return err
	}
}

// attest has the owner of the issuer attest the schema of the subject, for good.
func (f *fixture) attest(issuer, subject sdk.AccAddress, schema, value string) {
	f.Helper()
	owner := sdk.MustAccAddressFromBech32(f.agent(issuer).Owner)
	m := statement(owner, issuer, subject)
	m.Schema, m.Value, m.ExpiresMs = schema, value, 0
	require.NoError(f, f.tryAttest(m)())
}

func (f *fixture) tryRevoke(signer, agent, subject sdk.AccAddress, schema string, issuer sdk.AccAddress) func() error {
	return func() error {
		_, err := f.msg.RevokeAttestation(f.ctx, &types.MsgRevokeAttestation{
			Signer: signer.String(), Agent: agent.String(), Subject: subject.String(), Schema: schema, Issuer: issuer.String(),
		})
		return err
	}
}

// attested says whether there is an attestation of the schema.
func (f *fixture) attested(subject sdk.AccAddress, schema string, issuer sdk.AccAddress) bool {
	f.Helper()
	_, err := f.k.Attestation(f.ctx, subject, schema, issuer)
	if err != nil {
		require.ErrorIs(f, err, types.ErrAttestationNotFound)
	}
	return err == nil
}

// limitAttestations sets the parameter.
func (f *fixture) limitAttestations(n uint32) {
	f.Helper()
	p := types.DefaultParams()
	p.MaxAttestationsPerIssuer = n
	_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f, err)
	f.events()
}

// office is an issuer of alice with the operator hot, who may attest, and a subject of bob with the operator warm, who
// keeps the profile.
func office(t *testing.T) (f *fixture, issuer, subject sdk.AccAddress) {
	t.Helper()
	f = newFixture(t)
	issuer, subject = f.register(alice, "office"), f.register(bob, "subject")
	f.addOperator(issuer, hot, mandate(types.ActionAttest))
	f.addOperator(subject, warm, mandate(types.ActionProfile))
	f.events()
	return f, issuer, subject
}

func TestAttest(t *testing.T) {
	f, issuer, subject := office(t)
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	require.Equal(t, []string{types.EventAttestationIssued}, f.events())
	a, err := f.k.Attestation(f.ctx, subject, "kya", issuer)
	require.NoError(t, err)
	require.Equal(t, types.Attestation{
		Subject: subject.String(), Schema: "kya", Issuer: issuer.String(), Value: "gold",
		Evidence: types.Evidence{Uri: "https://x.example/proof", Sha256: make([]byte, 32)}, IssuedMs: start, ExpiresMs: start + hour,
	}, a)
}

func TestAttestingAgainReplaces(t *testing.T) {
	f, issuer, subject := office(t)
	f.limitAttestations(1)
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	f.at(start + minute)
	again := statement(alice, issuer, subject)
	again.Value, again.ExpiresMs = "silver", start+2*hour
	require.NoError(t, f.tryAttest(again)()) // it counts once
	f.at(start + hour)
	f.endBlock() // the first deadline is gone
	a, err := f.k.Attestation(f.ctx, subject, "kya", issuer)
	require.NoError(t, err)
	require.Equal(t, "silver", a.Value)
	require.Equal(t, start+minute, a.IssuedMs)

	again.Value, again.ExpiresMs = "", 0
	require.NoError(t, f.tryAttest(again)())
	f.checkInvariants()
	f.at(start + 100*day)
	f.endBlock()
	require.True(t, f.attested(subject, "kya", issuer))
}

func TestAttestIsRefused(t *testing.T) {
	f, issuer, subject := office(t)
	gone := f.register(bob, "gone")
	f.setStatus(gone, types.AgentStatusRetired)
	for name, tc := range map[string]struct {
		change func(*types.MsgAttest)
		err    error
	}{
		"by a stranger":                     {func(m *types.MsgAttest) { m.Signer = mallory.String() }, types.ErrNotAuthorized},
		"by an operator without ATTEST":     {func(m *types.MsgAttest) { m.Signer, m.Agent = warm.String(), subject.String() }, types.ErrActionNotAllowed},
		"by the subject's owner":            {func(m *types.MsgAttest) { m.Signer = bob.String() }, types.ErrNotAuthorized},
		"by an account that is no agent":    {func(m *types.MsgAttest) { m.Signer, m.Agent = alice.String(), alice.String() }, types.ErrAgentNotFound},
		"by a retired agent":                {func(m *types.MsgAttest) { m.Signer, m.Agent = bob.String(), gone.String() }, types.ErrAgentRetired},
		"about an account that is no agent": {func(m *types.MsgAttest) { m.Subject = mallory.String() }, types.ErrAgentNotFound},
		"about a retired agent":             {func(m *types.MsgAttest) { m.Subject = gone.String() }, types.ErrAgentRetired},
		"that expires now":                  {func(m *types.MsgAttest) { m.ExpiresMs = start }, types.ErrAttestationExpired},
		"that expired long ago":             {func(m *types.MsgAttest) { m.ExpiresMs = 1 }, types.ErrAttestationExpired},
		"without schema":                    {func(m *types.MsgAttest) { m.Schema = "" }, field.ErrMissing},
		"with a value too long":             {func(m *types.MsgAttest) { m.Value = string(make([]byte, 129)) }, field.ErrLength},
		"with a uri without hash":           {func(m *types.MsgAttest) { m.Evidence.Sha256 = nil }, field.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) {
			m := statement(hot, issuer, subject)
			tc.change(m)
			f.refused(tc.err, f.tryAttest(m))
		})
	}
}

// An agent may say what it likes of itself: it counts for who trusts the agent's own word.
func TestAnAgentMayAttestItself(t *testing.T) {
	f, issuer, _ := office(t)
	require.NoError(t, f.tryAttest(statement(hot, issuer, issuer))())
	require.NoError(t, f.k.Meets(f.ctx, issuer, []types.Requirement{{Schema: "kya", Issuers: []string{issuer.String()}}}))
	require.NoError(t, f.tryRevoke(hot, issuer, issuer, "kya", issuer)())
	require.False(t, f.attested(issuer, "kya", issuer))
}

func TestAPausedIssuerGoesOn(t *testing.T) {
	f, issuer, subject := office(t)
	f.setStatus(issuer, types.AgentStatusPaused)
	f.setStatus(subject, types.AgentStatusPaused)
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
}

func TestAnIssuerHasABoundedNumberOfAttestations(t *testing.T) {
	f, issuer, subject := office(t)
	f.limitAttestations(2)
	f.attest(issuer, subject, "one", "")
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	third := statement(hot, issuer, subject)
	third.Schema = "third"
	f.refused(types.ErrTooManyAttestations, f.tryAttest(third))

	// Another issuer is not concerned, and room comes back by revocation, by the subject's too, and by expiry.
	f.attest(subject, issuer, "kya", "")
	require.NoError(t, f.tryRevoke(warm, subject, subject, "one", issuer)())
	require.NoError(t, f.tryAttest(third)())
	f.refused(types.ErrTooManyAttestations, f.tryAttest(func() *types.MsgAttest {
		m := statement(hot, issuer, subject)
		m.Schema, m.ExpiresMs = "fourth", 0
		return m
	}()))
	f.at(start + hour)
	f.endBlock()
	f.attest(issuer, subject, "fourth", "")
	f.attest(issuer, subject, "fifth", "")

	// A lower limit takes nothing away and lets nothing be added.
	f.limitAttestations(1)
	require.True(t, f.attested(subject, "fifth", issuer))
	f.attest(issuer, subject, "fifth", "replaced")
}

func TestRevokeAttestation(t *testing.T) {
	for name, by := range map[string]struct {
		signer sdk.AccAddress
		agent  func(issuer, subject sdk.AccAddress) sdk.AccAddress
	}{
		"the issuer's owner":     {alice, func(issuer, _ sdk.AccAddress) sdk.AccAddress { return issuer }},
		"the issuer's operator":  {hot, func(issuer, _ sdk.AccAddress) sdk.AccAddress { return issuer }},
		"the subject's owner":    {bob, func(_, subject sdk.AccAddress) sdk.AccAddress { return subject }},
		"the subject's operator": {warm, func(_, subject sdk.AccAddress) sdk.AccAddress { return subject }},
	} {
		t.Run(name, func(t *testing.T) {
			f, issuer, subject := office(t)
			require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
			f.events()
			require.NoError(t, f.tryRevoke(by.signer, by.agent(issuer, subject), subject, "kya", issuer)())
			require.Equal(t, []string{types.EventAttestationRevoked}, f.events())
			require.False(t, f.attested(subject, "kya", issuer))
			f.checkInvariants()
			f.at(start + hour)
			f.endBlock()
			require.Empty(t, f.events())
		})
	}
}

func TestRevokeAttestationIsRefused(t *testing.T) {
	f, issuer, subject := office(t)
	other := f.register(carolWithMoney(f), "other")
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	f.refused(types.ErrNotParty, f.tryRevoke(carol, other, subject, "kya", issuer))
	f.refused(types.ErrNotAuthorized, f.tryRevoke(mallory, issuer, subject, "kya", issuer))
	f.refused(types.ErrNotAuthorized, f.tryRevoke(mallory, subject, subject, "kya", issuer))
	f.refused(types.ErrNotAuthorized, f.tryRevoke(hot, subject, subject, "kya", issuer))
	f.refused(types.ErrAttestationNotFound, f.tryRevoke(hot, issuer, subject, "kyb", issuer))
	f.refused(types.ErrAttestationNotFound, f.tryRevoke(bob, subject, subject, "kya", other))
	f.refused(types.ErrAgentNotFound, f.tryRevoke(alice, mallory, mallory, "kya", issuer))
	f.refused(field.ErrFormat, f.tryRevoke(hot, issuer, subject, "KYA", issuer))

	require.NoError(t, f.tryUpdate(alice, issuer, hot, mandate(types.ActionProfile))())
	f.refused(types.ErrActionNotAllowed, f.tryRevoke(hot, issuer, subject, "kya", issuer))
}

func carolWithMoney(f *fixture) sdk.AccAddress {
	f.fund(carol, 1_000_000)
	return carol
}

// What an agent said, or is said of it, stays when it retires, and its owner can still take it back.
func TestRetirementLeavesAttestations(t *testing.T) {
	for name, retire := range map[string]func(issuer, subject sdk.AccAddress) (sdk.AccAddress, sdk.AccAddress){
		"the issuer's":  func(issuer, _ sdk.AccAddress) (sdk.AccAddress, sdk.AccAddress) { return alice, issuer },
		"the subject's": func(_, subject sdk.AccAddress) (sdk.AccAddress, sdk.AccAddress) { return bob, subject },
	} {
		t.Run(name, func(t *testing.T) {
			f, issuer, subject := office(t)
			f.attest(issuer, subject, "kya", "gold")
			owner, agent := retire(issuer, subject)
			f.setStatus(agent, types.AgentStatusRetired)
			require.NoError(t, f.k.Meets(f.ctx, subject, []types.Requirement{{Schema: "kya", Issuers: []string{issuer.String()}}}))
			f.checkInvariants()
			require.NoError(t, f.tryRevoke(owner, agent, subject, "kya", issuer)())
			require.False(t, f.attested(subject, "kya", issuer))
		})
	}
}

func TestExpiredAttestationsArePruned(t *testing.T) {
	f, issuer, subject := office(t)
	for _, schema := range []string{"aa", "bb", "cc"} {
		m := statement(hot, issuer, subject)
		m.Schema = schema
		require.NoError(t, f.tryAttest(m)())
	}
	p := types.DefaultParams()
	p.MaxDeadlinesPerBlock = 2
	_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(t, err)
	f.at(start + hour - 1)
	f.endBlock()
	require.True(t, f.attested(subject, "aa", issuer))
	f.events()
	f.at(start + hour)
	f.endBlock()
	require.Equal(t, []string{types.EventAttestationExpired, types.EventAttestationExpired}, f.events())
	require.True(t, f.attested(subject, "cc", issuer), "a block runs no more than it may")
	require.ErrorIs(t, f.k.Meets(f.ctx, subject, []types.Requirement{{Schema: "cc", Issuers: []string{issuer.String()}}}),
		types.ErrRequirementUnmet, "what waits to be pruned counts no more")
	f.checkInvariants()
	f.endBlock()
	require.False(t, f.attested(subject, "cc", issuer))
}
