package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

func TestLinkAndUnlink(t *testing.T) {
	f := newLinkFixture(t)
	agent, other := f.register(alice, "bot"), f.register(bob, "other")
	w := newWallet("one")
	f.events()
	res, err := f.msg.LinkAccount(f.ctx, f.link(agent, w))
	require.NoError(t, err)
	require.Equal(t, w.account, res.Account)
	require.Equal(t, []string{types.EventAccountLinked}, f.events())
	require.Equal(t, []string{w.account}, f.linked(agent))
	require.Empty(t, f.linked(other))
	got, err := f.query.LinkedAccount(f.ctx, &types.QueryLinkedAccountRequest{Account: w.account})
	require.NoError(t, err)
	require.Equal(t, types.Link{Agent: agent.String(), Account: w.account, LinkedMs: start}, got.Link)

	f.setStatus(agent, types.AgentStatusPaused) // a paused agent keeps its links, and may change them
	require.NoError(t, f.linkAccount(f.link(agent, newWallet("two")))())
	f.events()
	require.NoError(t, f.unlink(alice, agent, w.account)())
	require.Equal(t, []string{types.EventAccountUnlinked}, f.events())
	require.Equal(t, []string{newWallet("two").account}, f.linked(agent))
	require.Empty(t, f.linkedTo(w.account))

	require.NoError(t, f.linkAccount(f.link(other, w))()) // free again
	require.Equal(t, other.String(), f.linkedTo(w.account))
}

func TestLinkAccountIsRefused(t *testing.T) {
	w := newWallet("one")
	for name, tc := range map[string]struct {
		change func(*fixture, *types.MsgLinkAccount)
		err    error
	}{
		"no owner":            {func(_ *fixture, m *types.MsgLinkAccount) { m.Owner = "" }, field.ErrMissing},
		"a malformed agent":   {func(_ *fixture, m *types.MsgLinkAccount) { m.Agent = "x" }, field.ErrAddress},
		"no account":          {func(_ *fixture, m *types.MsgLinkAccount) { m.Account = "" }, field.ErrMissing},
		"a malformed account": {func(_ *fixture, m *types.MsgLinkAccount) { m.Account += "#" }, linked.ErrMalformed},
		"another namespace":   {func(_ *fixture, m *types.MsgLinkAccount) { m.Account = "bip122:a:b" }, linked.ErrNamespace},
		"no signature":        {func(_ *fixture, m *types.MsgLinkAccount) { m.Proof = types.Proof{} }, field.ErrMissing},
		"a short signature":   {func(_ *fixture, m *types.MsgLinkAccount) { m.Proof.Signature = m.Proof.Signature[1:] }, linked.ErrSignatureLength},
		"a public key":        {func(_ *fixture, m *types.MsgLinkAccount) { m.Proof.PublicKey = make([]byte, 33) }, linked.ErrPublicKey},
		"no deadline":         {func(_ *fixture, m *types.MsgLinkAccount) { m.DeadlineMs = 0 }, field.ErrMissing},
		"a stranger":          {func(_ *fixture, m *types.MsgLinkAccount) { m.Owner = mallory.String() }, types.ErrNotOwner},
		"an operator": {func(f *fixture, m *types.MsgLinkAccount) {
			f.addOperator(sdk.MustAccAddressFromBech32(m.Agent), hot, mandate(types.ActionProfile))
			m.Owner = hot.String()
		}, types.ErrNotOwner},
		"an unknown agent": {func(_ *fixture, m *types.MsgLinkAccount) { m.Agent = mallory.String() }, types.ErrAgentNotFound},
		"a retired agent": {func(f *fixture, m *types.MsgLinkAccount) {
			f.setStatus(sdk.MustAccAddressFromBech32(m.Agent), types.AgentStatusRetired)
		}, types.ErrAgentRetired},
		"another deadline than signed": {func(_ *fixture, m *types.MsgLinkAccount) { m.DeadlineMs-- }, linked.ErrMismatch},
		"on another chain":             {func(f *fixture, _ *types.MsgLinkAccount) { f.ctx = f.ctx.WithChainID("troth-1") }, linked.ErrMismatch},
		"signed by another account":    {func(_ *fixture, m *types.MsgLinkAccount) { m.Account = newWallet("two").account }, linked.ErrMismatch},
		"for another agent of the owner": {func(f *fixture, m *types.MsgLinkAccount) {
			m.Agent = f.register(alice, "other").String()
		}, linked.ErrMismatch},
		"linked to the agent already": {func(f *fixture, m *types.MsgLinkAccount) { require.NoError(t, f.linkAccount(m)()) }, types.ErrAccountLinked},
		"linked to another agent already": {func(f *fixture, _ *types.MsgLinkAccount) {
			require.NoError(t, f.linkAccount(f.link(f.register(bob, "other"), w))())
		}, types.ErrAccountLinked},
		"a seventeenth account": {func(f *fixture, m *types.MsgLinkAccount) {
			f.linkMany(sdk.MustAccAddressFromBech32(m.Agent), types.MaxLinks)
		}, types.ErrTooManyLinks},
	} {
		t.Run(name, func(t *testing.T) {
			f := newLinkFixture(t)
			m := f.link(f.register(alice, "bot"), w)
			tc.change(f, m)
			f.refused(tc.err, f.linkAccount(m))
		})
	}
}

func TestTheDeadlineOfAProof(t *testing.T) {
	w := newWallet("one")
	for name, tc := range map[string]struct {
		ahead int64
		err   error
	}{
		"an hour ago":         {-int64(hour), types.ErrProofExpired},
		"now":                 {0, types.ErrProofExpired},
		"in a moment":         {1, nil},
		"in a day":            {types.MaxProofMs, nil},
		"a moment too far":    {types.MaxProofMs + 1, types.ErrProofTooFar},
		"in a million years":  {1_000_000 * 365 * int64(day), types.ErrProofTooFar},
		"at the end of times": {1<<63 - 1 - int64(start), types.ErrProofTooFar},
	} {
		t.Run(name, func(t *testing.T) {
			f := newLinkFixture(t)
			m := f.link(f.register(alice, "bot"), w)
			m.DeadlineMs = uint64(int64(start) + tc.ahead)
			m.Proof = w.proof(chainID, m.Owner, m.Agent, m.DeadlineMs)
			if tc.err != nil {
				f.refused(tc.err, f.linkAccount(m))
				return
			}
			require.NoError(t, f.linkAccount(m)())
			f.at(m.DeadlineMs) // the link outlives its proof, which is good no more
			require.NoError(t, f.unlink(alice, sdk.MustAccAddressFromBech32(m.Agent), w.account)())
			f.refused(types.ErrProofExpired, f.linkAccount(m))
		})
	}
	f := newLinkFixture(t)
	m := f.link(f.register(alice, "bot"), w)
	m.DeadlineMs = 1<<64 - 1
	f.refused(types.ErrProofTooFar, f.linkAccount(m))
}

func TestUnlinkIsRefused(t *testing.T) {
	f := newLinkFixture(t)
	agent, other := f.register(alice, "bot"), f.register(alice, "other")
	f.addOperator(agent, hot, mandate(types.ActionProfile))
	w := newWallet("one")
	require.NoError(t, f.linkAccount(f.link(agent, w))())
	f.refused(types.ErrNotOwner, f.unlink(mallory, agent, w.account))
	f.refused(types.ErrNotOwner, f.unlink(hot, agent, w.account))
	f.refused(types.ErrAgentNotFound, f.unlink(alice, mallory, w.account))
	f.refused(types.ErrLinkNotFound, f.unlink(alice, other, w.account))
	f.refused(types.ErrLinkNotFound, f.unlink(alice, agent, newWallet("two").account))
	f.refused(field.ErrMissing, f.unlink(alice, agent, ""))
	f.refused(field.ErrMissing, f.unlink(nil, agent, w.account))
	f.refused(linked.ErrMalformed, f.unlink(alice, agent, "x"))
	require.NoError(t, f.unlink(alice, agent, w.account)())
	f.refused(types.ErrLinkNotFound, f.unlink(alice, agent, w.account))
	f.setStatus(agent, types.AgentStatusRetired)
	f.refused(types.ErrLinkNotFound, f.unlink(alice, agent, w.account))
}

// A new owner has proved nothing, and cannot use what the old one proved either.
func TestHandoverEndsLinks(t *testing.T) {
	f := newLinkFixture(t)
	agent, w := f.register(alice, "bot"), newWallet("one")
	old := f.link(agent, w)
	require.NoError(t, f.linkAccount(old)())
	f.linkMany(agent, types.MaxLinks-1)
	require.NoError(t, f.propose(alice, agent, bob)())
	require.Len(t, f.linked(agent), types.MaxLinks)
	f.events()
	require.NoError(t, f.accept(bob, agent)())
	events := f.events()
	require.Len(t, events, types.MaxLinks+1)
	require.Equal(t, types.MaxLinks, strings.Count(strings.Join(events, " "), types.EventAccountUnlinked))
	require.Empty(t, f.linked(agent))
	require.Empty(t, f.linkedTo(w.account))

	f.refused(types.ErrNotOwner, f.linkAccount(old))
	old.Owner = bob.String()
	f.refused(linked.ErrMismatch, f.linkAccount(old))
	require.NoError(t, f.linkAccount(f.link(agent, w))()) // signed for the new owner
	require.Equal(t, agent.String(), f.linkedTo(w.account))
}

func TestRetirementEndsLinks(t *testing.T) {
	f := newLinkFixture(t)
	agent, other := f.register(alice, "bot"), f.register(bob, "other")
	w := newWallet("one")
	require.NoError(t, f.linkAccount(f.link(agent, w))())
	f.linkMany(agent, types.MaxLinks-1)
	f.events()
	f.setStatus(agent, types.AgentStatusRetired)
	events := f.events()
	require.Len(t, events, types.MaxLinks+1)
	require.Equal(t, types.EventStatusChanged, events[types.MaxLinks])
	require.Empty(t, f.linked(agent))
	require.NoError(t, f.linkAccount(f.link(other, w))())
	require.Equal(t, other.String(), f.linkedTo(w.account))
}

func TestQueriesOfLinksAreRefused(t *testing.T) {
	f := newLinkFixture(t)
	_, err := f.query.Linked(f.ctx, &types.QueryLinkedRequest{})
	require.ErrorIs(t, err, field.ErrMissing)
	_, err = f.query.Linked(f.ctx, &types.QueryLinkedRequest{Agent: mallory.String()})
	require.ErrorIs(t, err, types.ErrAgentNotFound)
	_, err = f.query.LinkedAccount(f.ctx, &types.QueryLinkedAccountRequest{})
	require.ErrorIs(t, err, field.ErrMissing)
	_, err = f.query.LinkedAccount(f.ctx, &types.QueryLinkedAccountRequest{Account: "x"})
	require.ErrorIs(t, err, linked.ErrMalformed)
	_, err = f.query.LinkedAccount(f.ctx, &types.QueryLinkedAccountRequest{Account: newWallet("one").account})
	require.ErrorIs(t, err, types.ErrLinkNotFound)
}
