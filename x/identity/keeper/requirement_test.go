package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

func needs(schema, value string, issuers ...sdk.AccAddress) types.Requirement {
	r := types.Requirement{Schema: schema, Value: value}
	for _, i := range issuers {
		r.Issuers = append(r.Issuers, i.String())
	}
	return r
}

func TestMeets(t *testing.T) {
	f, issuer, subject := office(t)
	second := f.register(alice, "second")
	f.attest(issuer, subject, "kya", "gold")
	f.attest(second, subject, "kyb", "")
	require.NoError(t, f.tryAttest(statement(hot, issuer, second))()) // for an hour
	for name, tc := range map[string]struct {
		subject sdk.AccAddress
		rs      []types.Requirement
		says    string
	}{
		"no requirement":                   {subject: subject},
		"no requirement of nobody":         {subject: mallory},
		"any value":                        {subject: subject, rs: []types.Requirement{needs("kya", "", issuer)}},
		"the value":                        {subject: subject, rs: []types.Requirement{needs("kya", "gold", issuer)}},
		"another value":                    {subject: subject, rs: []types.Requirement{needs("kya", "silver", issuer)}, says: `requirements[0]: schema "kya", value "silver"`},
		"a value where none is":            {subject: subject, rs: []types.Requirement{needs("kyb", "x", second)}, says: `requirements[0]: schema "kyb"`},
		"another issuer":                   {subject: subject, rs: []types.Requirement{needs("kya", "", second)}, says: "requirements[0]"},
		"the last of its issuers":          {subject: subject, rs: []types.Requirement{needs("kya", "", mallory, second, issuer)}},
		"both":                             {subject: subject, rs: []types.Requirement{needs("kya", "gold", issuer), needs("kyb", "", second)}},
		"the first of two":                 {subject: subject, rs: []types.Requirement{needs("kya", "gold", issuer), needs("kyb", "", issuer)}, says: `requirements[1]: schema "kyb", value ""`},
		"another agent":                    {subject: issuer, rs: []types.Requirement{needs("kya", "", issuer)}, says: "agent " + issuer.String()},
		"one that has not expired yet":     {subject: second, rs: []types.Requirement{needs("kya", "", issuer)}},
		"a schema that only begins likely": {subject: subject, rs: []types.Requirement{needs("ky", "", issuer)}, says: "requirements[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.k.Meets(f.ctx, tc.subject, tc.rs)
			if tc.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, types.ErrRequirementUnmet)
			require.ErrorContains(t, err, tc.says)
		})
	}
	require.ErrorIs(t, f.k.Meets(f.ctx, mallory, []types.Requirement{needs("kya", "", issuer)}), types.ErrAgentNotFound)
	f.at(start + hour)
	require.ErrorIs(t, f.k.Meets(f.ctx, second, []types.Requirement{needs("kya", "", issuer)}), types.ErrRequirementUnmet)
}

// Strangers can fill neither a list nor a cap: what they attest does not change what the named issuers do.
func TestAttestationsOfStrangersChangeNothing(t *testing.T) {
	f, issuer, subject := office(t)
	f.limitAttestations(5)
	sybil := f.register(alice, "sybil")
	for _, schema := range []string{"kya", "kyb", "aa", "bb", "cc"} {
		f.attest(sybil, subject, schema, "gold")
	}
	rs := []types.Requirement{needs("kya", "gold", issuer)}
	require.ErrorIs(t, f.k.Meets(f.ctx, subject, rs), types.ErrRequirementUnmet)
	before := f.ctx.GasMeter().GasConsumed()
	f.attest(issuer, subject, "kya", "gold")
	require.NoError(t, f.k.Meets(f.ctx, subject, rs))
	require.Less(t, f.ctx.GasMeter().GasConsumed()-before, uint64(100_000))
}

// An attestation is about the agent under its owner: who buys the agent does not buy it.
func TestAHandoverEndsWhatWasAttestedBefore(t *testing.T) {
	f, issuer, subject := office(t)
	f.attest(issuer, subject, "kya", "gold")
	rs := []types.Requirement{needs("kya", "", issuer)}
	require.NoError(t, f.k.Meets(f.ctx, subject, rs))
	require.NoError(t, f.propose(bob, subject, carol)())
	require.NoError(t, f.k.Meets(f.ctx, subject, rs), "not by the proposal")
	require.NoError(t, f.accept(carol, subject)())
	require.ErrorIs(t, f.k.Meets(f.ctx, subject, rs), types.ErrRequirementUnmet)
	f.attest(issuer, subject, "kya", "gold")
	require.NoError(t, f.k.Meets(f.ctx, subject, rs))

	// The issuer's handover takes nothing back: who names an issuer trusts whoever owns it.
	require.NoError(t, f.propose(alice, issuer, carol)())
	require.NoError(t, f.accept(carol, issuer)())
	require.NoError(t, f.k.Meets(f.ctx, subject, rs))
}

// 64 issuers of which the last one attests are the most that Meets reads.
func TestTheWorkOfMeetsIsBounded(t *testing.T) {
	f, issuer, subject := office(t)
	var rs []types.Requirement
	for _, value := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		f.attest(issuer, subject, "kya:"+value, value)
		r := needs("kya:"+value, value)
		for i := range types.MaxIssuers - 1 {
			r.Issuers = append(r.Issuers, types.AgentAddress(mallory, []byte{byte(i)}).String())
		}
		r.Issuers = append(r.Issuers, issuer.String())
		rs = append(rs, r)
	}
	require.NoError(t, types.ValidateRequirements("requirements", rs))
	before := f.ctx.GasMeter().GasConsumed()
	require.NoError(t, f.k.Meets(f.ctx, subject, rs))
	used := f.ctx.GasMeter().GasConsumed() - before
	require.Greater(t, used, uint64(64*1_000), "64 reads")
	require.Less(t, used, uint64(150_000))
}
