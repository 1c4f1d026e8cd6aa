package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) tryRetry(m *types.MsgRetry) func() error {
	return func() error {
		m.Sender = mallory.String()
		_, err := f.msg.Retry(f.ctx, m)
		return err
	}
}

// stuck is a lively chain whose deadlines were all due long ago and are stuck.
func stuck(t *testing.T) *fixture {
	t.Helper()
	f := lively(t)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	for i := range gs.Deadlines {
		gs.Deadlines[i].Attempts, gs.Deadlines[i].Stuck = deadline.MaxAttempts, true
	}
	allowances, err := f.feegrant.ExportGenesis(f.ctx)
	require.NoError(t, err)
	g := emptyFixture(t)
	require.NoError(t, g.k.InitGenesis(g.ctx, *gs))
	require.NoError(t, g.feegrant.InitGenesis(g.ctx, allowances))
	g.at(start + 100*day)
	g.checkInvariants()
	g.events()
	return g
}

func TestAnybodyRetriesAStuckDeadline(t *testing.T) {
	one, two := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two"))
	allowance, attestation := types.AllowanceID(one, hot), types.AttestationID(two, "kya", one)
	for name, tc := range map[string]struct {
		msg   types.MsgRetry
		event string
	}{
		"of a name":            {types.MsgRetry{Name: "gone"}, types.EventNameReleased},
		"of a name, by its id": {types.MsgRetry{Kind: types.KindReleaseName, Id: []byte("gone")}, types.EventNameReleased},
		"of a fee allowance":   {types.MsgRetry{Kind: types.KindEndAllowance, Id: allowance}, types.EventFeeAllowanceEnded},
		"of an attestation":    {types.MsgRetry{Kind: types.KindExpireAttestation, Id: attestation}, types.EventAttestationExpired},
	} {
		t.Run(name, func(t *testing.T) {
			f := stuck(t)
			f.endBlock()
			require.Empty(t, f.events(), "it does not run by itself")
			require.NoError(t, f.tryRetry(&tc.msg)())
			require.Equal(t, []string{tc.event}, f.events())
			f.checkInvariants()
			f.refused(deadline.ErrNotStuck, f.tryRetry(&tc.msg))
		})
	}
}

// A stuck deadline stands in nobody's way: what it would end can be ended by its owner.
func TestAStuckDeadlineBlocksNothing(t *testing.T) {
	f := stuck(t)
	one, two := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two"))
	require.NoError(t, f.tryRemove(alice, one, hot)())
	require.NoError(t, f.tryRevoke(bob, two, two, "kya", one)())
	require.Zero(t, f.grants())
	f.checkInvariants()
}

func TestRetryIsRefused(t *testing.T) {
	f := lively(t)
	one, two := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two"))
	for name, tc := range map[string]struct {
		msg types.MsgRetry
		err error
	}{
		"that names nothing":           {types.MsgRetry{}, field.ErrMissing},
		"that names it twice":          {types.MsgRetry{Name: "gone", Kind: 1, Id: []byte("gone")}, field.ErrDuplicate},
		"of a name and a kind":         {types.MsgRetry{Name: "gone", Kind: 1}, field.ErrDuplicate},
		"of a kind without id":         {types.MsgRetry{Kind: types.KindEndAllowance}, field.ErrLength},
		"of an id without kind":        {types.MsgRetry{Id: []byte("gone")}, field.ErrRange},
		"of a kind unknown":            {types.MsgRetry{Kind: 4, Id: []byte("gone")}, field.ErrRange},
		"of an id too long":            {types.MsgRetry{Kind: 1, Id: make([]byte, 129)}, field.ErrLength},
		"of an allowance that waits":   {types.MsgRetry{Kind: types.KindEndAllowance, Id: types.AllowanceID(one, hot)}, deadline.ErrNotStuck},
		"of an attestation that waits": {types.MsgRetry{Kind: types.KindExpireAttestation, Id: types.AttestationID(two, "kya", one)}, deadline.ErrNotStuck},
	} {
		t.Run(name, func(t *testing.T) { f.refused(tc.err, f.tryRetry(&tc.msg)) })
	}
}

// The work of a deadline never trusts that it was scheduled right.
func TestDeadlinesRefuseWhatIsNotDue(t *testing.T) {
	f := lively(t)
	one, two := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two"))
	for name, tc := range map[string]struct {
		kind uint32
		id   []byte
		err  error
	}{
		"an unknown kind":                  {4, []byte("one"), types.ErrDeadlineKind},
		"an allowance of a short id":       {types.KindEndAllowance, one, types.ErrDeadlineID},
		"an allowance of no operator":      {types.KindEndAllowance, types.AllowanceID(one, mallory), types.ErrOperatorNotFound},
		"an allowance that has not ended":  {types.KindEndAllowance, types.AllowanceID(one, hot), types.ErrBroken},
		"an allowance that never ends":     {types.KindEndAllowance, types.AllowanceID(one, warm), types.ErrBroken},
		"an attestation of a short id":     {types.KindExpireAttestation, append(one, two...), types.ErrDeadlineID},
		"an attestation that is not there": {types.KindExpireAttestation, types.AttestationID(two, "none", one), types.ErrAttestationNotFound},
		"an attestation in force":          {types.KindExpireAttestation, types.AttestationID(two, "kya", one), types.ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			f.refused(tc.err, func() error { return f.k.RunDeadline(f.ctx, tc.kind, tc.id) })
		})
	}
}

// Ids of the longest names fit the queue, and are read back as they were made.
func TestIDsOfDeadlines(t *testing.T) {
	long := make([]byte, types.MaxSchema)
	for i := range long {
		long[i] = 'x'
	}
	one, two := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two"))
	id := types.AttestationID(one, string(long), two)
	require.LessOrEqual(t, len(id), deadline.MaxID)
	subject, schema, issuer, err := types.ParseAttestationID(id)
	require.NoError(t, err)
	require.Equal(t, one, subject)
	require.Equal(t, string(long), schema)
	require.Equal(t, two, issuer)
	agent, key, err := types.ParseAllowanceID(types.AllowanceID(one, hot))
	require.NoError(t, err)
	require.Equal(t, one, agent)
	require.Equal(t, hot, key)
}
