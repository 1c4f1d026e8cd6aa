package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func TestMsgAttestValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.MsgAttest)
		err    error
		field  string
	}{
		"with everything":          {func(*types.MsgAttest) {}, nil, ""},
		"with a schema alone":      {func(m *types.MsgAttest) { m.Value, m.Evidence, m.ExpiresMs = "", types.Evidence{}, 0 }, nil, ""},
		"without schema":           {func(m *types.MsgAttest) { m.Schema = "" }, field.ErrMissing, "schema"},
		"a schema with a slash":    {func(m *types.MsgAttest) { m.Schema = "a/b" }, field.ErrFormat, "schema"},
		"a schema of 65":           {func(m *types.MsgAttest) { m.Schema = strings.Repeat("a", 65) }, field.ErrLength, "schema"},
		"a value of 128 bytes":     {func(m *types.MsgAttest) { m.Value = strings.Repeat("é", 64) }, nil, ""},
		"a value of 129 bytes":     {func(m *types.MsgAttest) { m.Value = strings.Repeat("a", 129) }, field.ErrLength, "value"},
		"a value that is no text":  {func(m *types.MsgAttest) { m.Value = "\xff" }, field.ErrFormat, "value"},
		"a hash without uri":       {func(m *types.MsgAttest) { m.Evidence.Uri = "" }, nil, ""},
		"a uri without hash":       {func(m *types.MsgAttest) { m.Evidence.Sha256 = nil }, field.ErrMissing, "evidence.sha256"},
		"a hash of 31 bytes":       {func(m *types.MsgAttest) { m.Evidence.Sha256 = make([]byte, 31) }, field.ErrLength, "evidence.sha256"},
		"a bare hash of 33 bytes":  {func(m *types.MsgAttest) { m.Evidence = types.Evidence{Sha256: make([]byte, 33)} }, field.ErrLength, "evidence.sha256"},
		"a uri of 513 bytes":       {func(m *types.MsgAttest) { m.Evidence.Uri = strings.Repeat("u", 513) }, field.ErrLength, "evidence.uri"},
		"a uri with a line break":  {func(m *types.MsgAttest) { m.Evidence.Uri = "a\nb" }, field.ErrFormat, "evidence.uri"},
		"about the issuer itself":  {func(m *types.MsgAttest) { m.Subject = m.Agent }, nil, ""},
		"that ends at the last ms": {func(m *types.MsgAttest) { m.ExpiresMs = ^uint64(0) }, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgAttest{
				Signer: owner, Agent: agent, Subject: key, Schema: "license:de", Value: "gold",
				Evidence: types.Evidence{Uri: "https://x.example", Sha256: make([]byte, 32)}, ExpiresMs: 7,
			}
			tc.change(m)
			err := m.ValidateBasic()
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.ErrorContains(t, err, tc.field+":")
			}
		})
	}
}

func TestFeeLimitIsValidated(t *testing.T) {
	for name, tc := range map[string]struct {
		limit *sdk.Coin
		err   error
	}{
		"none":               {nil, nil},
		"one":                {&sdk.Coin{Denom: "utroth", Amount: math.OneInt()}, nil},
		"all there may be":   {&sdk.Coin{Denom: "utroth", Amount: field.MaxAmount}, nil},
		"more than 128 bits": {&sdk.Coin{Denom: "utroth", Amount: field.MaxAmount.AddRaw(1)}, field.ErrCoin},
		"nothing":            {&sdk.Coin{Denom: "utroth", Amount: math.ZeroInt()}, field.ErrCoin},
		"less than nothing":  {&sdk.Coin{Denom: "utroth", Amount: math.NewInt(-1)}, field.ErrCoin},
		"an empty coin":      {&sdk.Coin{}, field.ErrCoin},
		"no amount":          {&sdk.Coin{Denom: "utroth"}, field.ErrCoin},
		"another denom":      {&sdk.Coin{Denom: "uother", Amount: math.OneInt()}, types.ErrFeeDenom},
	} {
		t.Run(name, func(t *testing.T) {
			for _, m := range []sdk.HasValidateBasic{
				&types.MsgAddOperator{Owner: owner, Agent: agent, Key: key, Mandate: validMandate(), FeeLimit: tc.limit},
				&types.MsgUpdateMandate{Owner: owner, Agent: agent, Key: key, Mandate: validMandate(), FeeLimit: tc.limit},
			} {
				err := m.ValidateBasic()
				require.ErrorIs(t, err, tc.err)
				if tc.err != nil {
					require.ErrorContains(t, err, "fee_limit:")
				}
			}
		})
	}
}

func TestMsgRetryNamesOneDeadline(t *testing.T) {
	kind, id := (&types.MsgRetry{Name: "bot"}).Deadline()
	require.Equal(t, types.KindReleaseName, kind)
	require.Equal(t, []byte("bot"), id)
	kind, id = (&types.MsgRetry{Kind: types.KindEndAllowance, Id: []byte{1}}).Deadline()
	require.Equal(t, types.KindEndAllowance, kind)
	require.Equal(t, []byte{1}, id)
}
