package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

const (
	evmAccount    = "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
	cosmosAccount = "cosmos:cosmoshub-4:cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0"
	didAccount    = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
)

func TestLinkAccountValidate(t *testing.T) {
	valid := func() types.MsgLinkAccount {
		return types.MsgLinkAccount{
			Owner: owner, Agent: agent, Account: evmAccount, Proof: types.Proof{Signature: make([]byte, 65)}, DeadlineMs: 1,
		}
	}
	for name, tc := range map[string]struct {
		change func(*types.MsgLinkAccount)
		err    error
		field  string
	}{
		"an account of eip155": {func(*types.MsgLinkAccount) {}, nil, ""},
		"an account of cosmos": {func(m *types.MsgLinkAccount) {
			m.Account, m.Proof = cosmosAccount, types.Proof{Signature: make([]byte, 64), PublicKey: make([]byte, 33)}
		}, nil, ""},
		"a did:key": {func(m *types.MsgLinkAccount) {
			m.Account, m.Proof = didAccount, types.Proof{Signature: make([]byte, 64)}
		}, nil, ""},
		"a deadline at the end of times": {func(m *types.MsgLinkAccount) { m.DeadlineMs = 1<<64 - 1 }, nil, ""},
		"no owner":                       {func(m *types.MsgLinkAccount) { m.Owner = "" }, field.ErrMissing, "owner"},
		"a malformed owner":              {func(m *types.MsgLinkAccount) { m.Owner = "x" }, field.ErrAddress, "owner"},
		"no agent":                       {func(m *types.MsgLinkAccount) { m.Agent = "" }, field.ErrMissing, "agent"},
		"an agent of another chain":      {func(m *types.MsgLinkAccount) { m.Agent = cosmosAccount[19:] }, field.ErrAddress, "agent"},
		"no account":                     {func(m *types.MsgLinkAccount) { m.Account = "" }, field.ErrMissing, "account"},
		"a malformed account":            {func(m *types.MsgLinkAccount) { m.Account = "eip155:1" }, linked.ErrMalformed, "account"},
		"an unsupported namespace":       {func(m *types.MsgLinkAccount) { m.Account = "polkadot:1:2" }, linked.ErrNamespace, "account"},
		"a weak key": {func(m *types.MsgLinkAccount) {
			m.Account = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:11111111111111111111111111111111"
		}, linked.ErrWeakKey, "account"},
		"no signature":             {func(m *types.MsgLinkAccount) { m.Proof.Signature = nil }, field.ErrMissing, "proof.signature"},
		"a signature without v":    {func(m *types.MsgLinkAccount) { m.Proof.Signature = make([]byte, 64) }, linked.ErrSignatureLength, "proof.signature"},
		"a key that is not wanted": {func(m *types.MsgLinkAccount) { m.Proof.PublicKey = make([]byte, 33) }, linked.ErrPublicKey, "proof.public_key"},
		"a key that is wanted": {func(m *types.MsgLinkAccount) {
			m.Account, m.Proof.Signature = cosmosAccount, make([]byte, 64)
		}, linked.ErrPublicKey, "proof.public_key"},
		"no deadline": {func(m *types.MsgLinkAccount) { m.DeadlineMs = 0 }, field.ErrMissing, "deadline_ms"},
	} {
		t.Run(name, func(t *testing.T) {
			m := valid()
			tc.change(&m)
			err := m.ValidateBasic()
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.ErrorContains(t, err, tc.field+":")
			}
		})
	}
}

func TestUnlinkAccountValidate(t *testing.T) {
	require.NoError(t, (&types.MsgUnlinkAccount{Owner: owner, Agent: agent, Account: evmAccount}).ValidateBasic())
	for name, tc := range map[string]struct {
		m   types.MsgUnlinkAccount
		err error
	}{
		"no owner":            {types.MsgUnlinkAccount{Agent: agent, Account: evmAccount}, field.ErrMissing},
		"a malformed agent":   {types.MsgUnlinkAccount{Owner: owner, Agent: "x", Account: evmAccount}, field.ErrAddress},
		"no account":          {types.MsgUnlinkAccount{Owner: owner, Agent: agent}, field.ErrMissing},
		"a malformed account": {types.MsgUnlinkAccount{Owner: owner, Agent: agent, Account: evmAccount + "0"}, linked.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.m.ValidateBasic(), tc.err) })
	}
}

func TestEverySchemeHasItsGas(t *testing.T) {
	want := map[linked.Scheme]uint64{linked.EIP155: 3000, linked.Cosmos: 1500, linked.Solana: 1000, linked.DIDKey: 1000}
	for _, s := range linked.Schemes() {
		require.Equal(t, want[s], types.ProofGas(s), s)
	}
	require.Len(t, linked.Schemes(), len(want))
}
