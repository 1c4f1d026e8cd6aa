package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

const service = "svc_0000002a1b2c3d4e"

func template() agreementtypes.Terms {
	t := terms()
	t.Client = ""
	return t
}

func requirements(n int) []identitytypes.Requirement {
	rs := make([]identitytypes.Requirement, n)
	for i := range rs {
		rs[i] = identitytypes.Requirement{Schema: "kya" + string(rune('a'+i)), Issuers: []string{addr}}
	}
	return rs
}

// offered are the rows that listing and updating a service have in common.
var offered = map[string]struct {
	change func(t *agreementtypes.Terms, capacity *uint32, rs *[]identitytypes.Requirement)
	err    error
}{
	"as it should be": {func(*agreementtypes.Terms, *uint32, *[]identitytypes.Requirement) {}, nil},
	"the most of all": {func(_ *agreementtypes.Terms, c *uint32, rs *[]identitytypes.Requirement) {
		*c, *rs = 64, requirements(8)
	}, nil},
	"a client":           {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Client = addr }, types.ErrTemplate},
	"anything as client": {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Client = "x" }, types.ErrTemplate},
	"a parent": {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) {
		t.Parent = "agr_0000002a1b2c3d4e"
	}, types.ErrTemplate},
	"another provider":       {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Provider = addr }, types.ErrNotParty},
	"no provider":            {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Provider = "" }, field.ErrMissing},
	"no title":               {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Title = "" }, field.ErrMissing},
	"no spec of the service": {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Spec.Uri = "" }, field.ErrMissing},
	"no milestone":           {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) { t.Milestones = nil }, field.ErrMissing},
	"itself as the evaluator": {func(t *agreementtypes.Terms, _ *uint32, _ *[]identitytypes.Requirement) {
		t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: provider, EvalMs: 60_000}
	}, agreementtypes.ErrEvaluator},
	"no capacity":       {func(_ *agreementtypes.Terms, c *uint32, _ *[]identitytypes.Requirement) { *c = 0 }, field.ErrRange},
	"a capacity of 65":  {func(_ *agreementtypes.Terms, c *uint32, _ *[]identitytypes.Requirement) { *c = 65 }, field.ErrRange},
	"nine requirements": {func(_ *agreementtypes.Terms, _ *uint32, rs *[]identitytypes.Requirement) { *rs = requirements(9) }, field.ErrTooMany},
	"an unset requirement": {func(_ *agreementtypes.Terms, _ *uint32, rs *[]identitytypes.Requirement) {
		*rs = make([]identitytypes.Requirement, 1)
	}, field.ErrMissing},
	"a requirement repeated": {func(_ *agreementtypes.Terms, _ *uint32, rs *[]identitytypes.Requirement) {
		*rs = append(requirements(1), requirements(1)...)
	}, field.ErrDuplicate},
}

func TestMsgListServiceValidateBasic(t *testing.T) {
	for name, tc := range offered {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgListService{Signer: addr, Provider: provider, Terms: template(), Capacity: 1}
			tc.change(&m.Terms, &m.Capacity, &m.Requirements)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
	m := &types.MsgListService{Signer: addr, Provider: provider, Terms: template(), Capacity: 1}
	m.Signer = ""
	require.ErrorIs(t, m.ValidateBasic(), field.ErrMissing)
	m.Signer, m.Provider = addr, "x"
	require.ErrorIs(t, m.ValidateBasic(), field.ErrAddress)
}

func TestMsgUpdateServiceValidateBasic(t *testing.T) {
	for name, tc := range offered {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgUpdateService{Signer: addr, Provider: provider, Service: service, Terms: template(), Capacity: 1}
			tc.change(&m.Terms, &m.Capacity, &m.Requirements)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
	m := &types.MsgUpdateService{Signer: addr, Provider: provider, Service: job, Terms: template(), Capacity: 1}
	require.ErrorIs(t, m.ValidateBasic(), id.ErrMalformed)
	m.Service, m.Signer = service, "x"
	require.ErrorIs(t, m.ValidateBasic(), field.ErrAddress)
}

func TestMsgRemoveServiceValidateBasic(t *testing.T) {
	require.NoError(t, (&types.MsgRemoveService{Signer: addr, Provider: provider, Service: service}).ValidateBasic())
	require.ErrorIs(t, (&types.MsgRemoveService{Signer: addr, Provider: provider, Service: job}).ValidateBasic(), id.ErrMalformed)
	require.ErrorIs(t, (&types.MsgRemoveService{Signer: "", Provider: provider, Service: service}).ValidateBasic(), field.ErrMissing)
}

func TestMsgHireValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgHire)
		err    error
	}{
		"as it should be":    {func(*types.MsgHire) {}, nil},
		"with a parent":      {func(m *types.MsgHire) { m.Parent = "agr_0000002a1b2c3d4e" }, nil},
		"no signer":          {func(m *types.MsgHire) { m.Signer = "" }, field.ErrMissing},
		"a malformed client": {func(m *types.MsgHire) { m.Client = "x" }, field.ErrAddress},
		"a job":              {func(m *types.MsgHire) { m.Service = job }, id.ErrMalformed},
		"no version":         {func(m *types.MsgHire) { m.Version = 0 }, field.ErrRange},
		"no price":           {func(m *types.MsgHire) { m.Price = sdk.Coin{} }, field.ErrCoin},
		"a price of nothing": {func(m *types.MsgHire) { m.Price = sdk.NewInt64Coin("utroth", 0) }, field.ErrCoin},
		"no spec":            {func(m *types.MsgHire) { m.Spec.Uri = "" }, field.ErrMissing},
		"no hash":            {func(m *types.MsgHire) { m.Spec.Sha256 = nil }, field.ErrMissing},
		"a malformed parent": {func(m *types.MsgHire) { m.Parent = job }, id.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgHire{
				Signer: addr, Client: addr, Service: service, Version: 1, Price: sdk.NewInt64Coin("utroth", 5),
				Spec: agreementtypes.Spec{Uri: "ipfs://x", Sha256: hash},
			}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}
