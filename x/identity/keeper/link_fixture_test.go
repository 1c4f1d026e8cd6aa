package keeper_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/cosmos/btcutil/base58"
	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

// chainID of the tests of links, that of the vectors of x/identity/linked.
const chainID = "troth-devnet-1"

// newLinkFixture is newFixture on a chain with an id, which statements name.
func newLinkFixture(t testing.TB) *fixture {
	t.Helper()
	f := newFixture(t)
	f.ctx = f.ctx.WithChainID(chainID)
	return f
}

// wallet is a did:key that signs statements.
type wallet struct {
	key     ed25519.PrivateKey
	account string
}

func newWallet(seed string) wallet {
	sum := sha256.Sum256([]byte(seed))
	key := ed25519.NewKeyFromSeed(sum[:])
	raw := append([]byte{0xed, 1}, key.Public().(ed25519.PublicKey)...)
	return wallet{key: key, account: "did:key:z" + base58.Encode(raw)}
}

func (w wallet) proof(chainID, owner, agent string, deadlineMs uint64) types.Proof {
	text := linked.Statement(chainID, owner, agent, w.account, deadlineMs)
	return types.Proof{Signature: ed25519.Sign(w.key, []byte(text))}
}

// link returns a message of the agent's owner that is good for another hour.
func (f *fixture) link(agent sdk.AccAddress, w wallet) *types.MsgLinkAccount {
	f.Helper()
	now, err := f.clock.Now(f.ctx)
	require.NoError(f, err)
	owner := f.agent(agent).Owner
	return &types.MsgLinkAccount{
		Owner: owner, Agent: agent.String(), Account: w.account,
		Proof: w.proof(f.ctx.ChainID(), owner, agent.String(), now+hour), DeadlineMs: now + hour,
	}
}

func (f *fixture) linkAccount(m *types.MsgLinkAccount) func() error {
	return func() error {
		_, err := f.msg.LinkAccount(f.ctx, m)
		return err
	}
}

func (f *fixture) unlink(owner, agent sdk.AccAddress, account string) func() error {
	return func() error {
		_, err := f.msg.UnlinkAccount(f.ctx, &types.MsgUnlinkAccount{Owner: owner.String(), Agent: agent.String(), Account: account})
		return err
	}
}

// linked returns the accounts of an agent.
func (f *fixture) linked(agent sdk.AccAddress) []string {
	f.Helper()
	res, err := f.query.Linked(f.ctx, &types.QueryLinkedRequest{Agent: agent.String()})
	require.NoError(f, err)
	var accounts []string
	for _, l := range res.Links {
		require.Equal(f, agent.String(), l.Agent)
		accounts = append(accounts, l.Account)
	}
	return accounts
}

// linkedTo returns the agent of an account, or nothing.
func (f *fixture) linkedTo(account string) string {
	f.Helper()
	res, err := f.query.LinkedAccount(f.ctx, &types.QueryLinkedAccountRequest{Account: account})
	if err != nil {
		require.ErrorIs(f, err, types.ErrLinkNotFound)
		return ""
	}
	return res.Link.Agent
}

// linkMany gives an agent n links.
func (f *fixture) linkMany(agent sdk.AccAddress, n int) {
	f.Helper()
	for i := range n {
		require.NoError(f, f.linkAccount(f.link(agent, newWallet(fmt.Sprintf("%s %d", agent, i))))())
	}
}

// setLink writes a link and its index, whatever they say.
func (f *fixture) setLink(agent, account string) {
	f.Helper()
	f.k.SetLink(f.ctx, account, types.Link{Agent: agent, Account: account})
	f.k.SetAgentLink(f.ctx, sdk.MustAccAddressFromBech32(agent), account)
}

// proofMeter notes the gas taken for proofs.
type proofMeter struct {
	storetypes.GasMeter
	taken []uint64
}

// ConsumeGas notes what is taken for a proof.
func (m *proofMeter) ConsumeGas(amount storetypes.Gas, what string) {
	if what == "identity: proof of a linked account" {
		m.taken = append(m.taken, amount)
	}
	m.GasMeter.ConsumeGas(amount, what)
}
