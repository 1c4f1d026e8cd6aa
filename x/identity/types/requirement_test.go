package types_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func TestValidateRequirements(t *testing.T) {
	first := func(change func(*types.Requirement)) func([]types.Requirement) []types.Requirement {
		return func(rs []types.Requirement) []types.Requirement {
			change(&rs[0])
			return rs
		}
	}
	issuers := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = sdk.AccAddress(bytes.Repeat([]byte{byte(i + 1)}, 32)).String()
		}
		return all
	}
	for name, tc := range map[string]struct {
		change func([]types.Requirement) []types.Requirement
		err    error
		field  string
	}{
		"two":                      {first(func(*types.Requirement) {}), nil, ""},
		"none":                     {func([]types.Requirement) []types.Requirement { return nil }, nil, ""},
		"nine":                     {func([]types.Requirement) []types.Requirement { return make([]types.Requirement, 9) }, field.ErrTooMany, "reqs"},
		"no schema":                {first(func(r *types.Requirement) { r.Schema = "" }), field.ErrMissing, "reqs[0].schema"},
		"a schema of one":          {first(func(r *types.Requirement) { r.Schema = "k" }), field.ErrLength, "reqs[0].schema"},
		"a schema of two":          {first(func(r *types.Requirement) { r.Schema = "k1" }), nil, ""},
		"a schema of 64":           {first(func(r *types.Requirement) { r.Schema = strings.Repeat("a", 64) }), nil, ""},
		"a schema of 65":           {first(func(r *types.Requirement) { r.Schema = strings.Repeat("a", 65) }), field.ErrLength, "reqs[0].schema"},
		"a schema with all signs":  {first(func(r *types.Requirement) { r.Schema = "license:de.x_y-1" }), nil, ""},
		"a schema in capitals":     {first(func(r *types.Requirement) { r.Schema = "KYA" }), field.ErrFormat, "reqs[0].schema"},
		"a schema with a space":    {first(func(r *types.Requirement) { r.Schema = "k y" }), field.ErrFormat, "reqs[0].schema"},
		"a value of 128":           {first(func(r *types.Requirement) { r.Value = strings.Repeat("v", 128) }), nil, ""},
		"a value of 129":           {first(func(r *types.Requirement) { r.Value = strings.Repeat("v", 129) }), field.ErrLength, "reqs[0].value"},
		"a value with line breaks": {first(func(r *types.Requirement) { r.Value = "a\nb" }), field.ErrFormat, "reqs[0].value"},
		"no issuers":               {first(func(r *types.Requirement) { r.Issuers = nil }), field.ErrMissing, "reqs[0].issuers"},
		"eight issuers":            {first(func(r *types.Requirement) { r.Issuers = issuers(8) }), nil, ""},
		"nine issuers":             {first(func(r *types.Requirement) { r.Issuers = issuers(9) }), field.ErrTooMany, "reqs[0].issuers"},
		"a malformed issuer":       {first(func(r *types.Requirement) { r.Issuers = []string{agent, "x"} }), field.ErrAddress, "reqs[0].issuers[1]"},
		"an empty issuer":          {first(func(r *types.Requirement) { r.Issuers = []string{""} }), field.ErrMissing, "reqs[0].issuers[0]"},
		"an issuer twice":          {first(func(r *types.Requirement) { r.Issuers = []string{agent, strings.ToUpper(agent)} }), field.ErrDuplicate, "reqs[0].issuers[1]"},
		"the same schema and value": {func(rs []types.Requirement) []types.Requirement {
			rs[1].Value = rs[0].Value
			return rs
		}, field.ErrDuplicate, "reqs[1]"},
		"another schema with the same value": {func(rs []types.Requirement) []types.Requirement {
			rs[1].Schema, rs[1].Value = "kyb", rs[0].Value
			return rs
		}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rs := tc.change([]types.Requirement{
				{Schema: "kya", Issuers: []string{agent}},
				{Schema: "kya", Value: "gold", Issuers: []string{agent}},
			})
			err := types.ValidateRequirements("reqs", rs)
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.ErrorContains(t, err, tc.field+":")
				return
			}
			normal, err := types.NormalizeRequirements("reqs", rs)
			require.NoError(t, err)
			require.Len(t, normal, len(rs))
		})
	}
}

func TestNormalizedRequirementsAreInLowerCase(t *testing.T) {
	rs := []types.Requirement{{Schema: "kya", Value: "Gold", Issuers: []string{strings.ToUpper(agent)}}}
	normal, err := types.NormalizeRequirements("reqs", rs)
	require.NoError(t, err)
	require.Equal(t, []types.Requirement{{Schema: "kya", Value: "Gold", Issuers: []string{agent}}}, normal)
	require.Equal(t, strings.ToUpper(agent), rs[0].Issuers[0], "what was given stays as it was")

	none, err := types.NormalizeRequirements("reqs", []types.Requirement{})
	require.NoError(t, err)
	require.Nil(t, none)
	_, err = types.NormalizeRequirements("reqs", []types.Requirement{{Issuers: []string{"x"}}})
	require.ErrorIs(t, err, field.ErrAddress)
	require.ErrorContains(t, err, "reqs[0].issuers[0]:")
}

func TestAnAttestationCounts(t *testing.T) {
	for name, tc := range map[string]struct {
		a    types.Attestation
		r    types.Requirement
		want bool
	}{
		"any value":                   {types.Attestation{Value: "x"}, types.Requirement{}, true},
		"the value":                   {types.Attestation{Value: "x"}, types.Requirement{Value: "x"}, true},
		"another value":               {types.Attestation{Value: "x"}, types.Requirement{Value: "y"}, false},
		"a value where none is":       {types.Attestation{}, types.Requirement{Value: "y"}, false},
		"a moment before it expires":  {types.Attestation{ExpiresMs: 101}, types.Requirement{}, true},
		"the moment it expires":       {types.Attestation{ExpiresMs: 100}, types.Requirement{}, false},
		"made before a handover":      {types.Attestation{Handovers: 1}, types.Requirement{}, false},
		"made since the one handover": {types.Attestation{Handovers: 2}, types.Requirement{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			handovers := uint32(0)
			if tc.a.Handovers > 0 {
				handovers = 2
			}
			require.Equal(t, tc.want, tc.a.Counts(tc.r, 100, handovers))
		})
	}
}
