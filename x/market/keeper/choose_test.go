package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// choice posts a job whose client chooses, with the three usual bids, and brings it to the choice.
func (f *fixture) choice(changes ...func(*types.JobRequest)) []byte {
	f.t.Helper()
	key := f.auctioned("client", three, append([]func(*types.JobRequest){clientChooses}, changes...)...)
	require.Equal(f.t, types.JobStatusChoosing, f.job(key).Status)
	return key
}

func (f *fixture) choose(key []byte, provider string) (string, error) {
	f.t.Helper()
	res, err := f.msgs.AwardJob(f.ctx, f.awardMsg("client", key, provider))
	if err != nil {
		return "", err
	}
	return res.Agreement, nil
}

func TestTheClientChoosesAmongTheBidsThatStand(t *testing.T) {
	for name, begin := range map[string]func(f *fixture) []byte{
		"of a sealed auction": func(f *fixture) []byte { return f.choice(withBackups(1)) },
		"of an open auction": func(f *fixture) []byte {
			key := f.post("client", openAuction, clientChooses, withBackups(1))
			f.place(key, three...)
			f.pass(minute)
			return key
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := begin(f)
			job := f.job(key)
			require.Equal(t, types.JobStatusChoosing, job.Status)
			require.Equal(t, f.now()+10*minute, job.DueMs)
			require.EqualValues(t, 10*unit, f.held("client"))
			require.EqualValues(t, 4*unit, f.held("a"), "the covers stay locked meanwhile")
			require.EqualValues(t, 6*unit, f.held("c"))
			f.block()
			f.events()

			agreement, err := f.choose(key, "c")
			require.NoError(t, err)
			require.Equal(t, f.job(key).Agreement, agreement)
			require.Equal(t, "c", f.winner(key), "the dearest")
			require.Equal(t, []string{"a"}, f.providers(key), "the best of the others stands by")
			require.Equal(t, []string{types.EventJobAwarded}, eventTypes(f.events()))
			require.EqualValues(t, 6*unit, f.held("client"))
			require.EqualValues(t, 6*unit, f.held("c"))
			require.Zero(t, f.held("a"))
			require.Zero(t, f.held("b"))
			f.block()

			f.pass(30 * minute)
			require.Equal(t, "a", f.winner(key), "c defaulted")
		})
	}
}

// The reserve is for the dearest of those who stand by, also when the chosen one is cheaper.
func TestTheReserveOfAChosenBid(t *testing.T) {
	f := newFixture(t)
	key := f.choice(withBackups(3))
	_, err := f.choose(key, "a")
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c"}, f.providers(key))
	require.EqualValues(t, 6*unit, f.held("client"))
	f.block()
}

// A client cannot hold the bidders hostage: when it does not choose, the best bid wins.
func TestSilenceChoosesTheBestBid(t *testing.T) {
	f := newFixture(t)
	key := f.choice(withBackups(1))
	f.pass(10*minute - 1)
	require.Equal(t, types.JobStatusChoosing, f.job(key).Status)
	f.events()
	f.pass(1)
	require.Equal(t, []string{types.EventJobAwarded}, eventTypes(f.events()))
	require.Equal(t, "a", f.winner(key))
	require.Equal(t, []string{"b"}, f.providers(key))
	require.Zero(t, f.held("c"))
}

func TestNothingToChooseExpires(t *testing.T) {
	f := newFixture(t)
	open, sealed := f.post("client", openAuction, clientChooses), f.post("other", clientChooses)
	f.commit(sealed, bid{by: "a", price: unit})
	f.pass(minute)
	require.Equal(t, types.JobStatusExpired, f.job(open).Status)
	f.pass(minute)
	require.Equal(t, types.JobStatusExpired, f.job(sealed).Status)
	require.Zero(t, f.held("client"))
	require.Zero(t, f.held("other"))
}

// The client has its whole time, even when the deadline that ends the reveals had to wait.
func TestTheTimeToChooseBeginsWithTheChoice(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", openAuction, clientChooses)
	f.place(key, three...)
	f.pass(minute + 5*minute)
	require.Equal(t, f.now()+10*minute, f.job(key).DueMs)
}

// A bid that cannot be put in force is refused with the reason, and the client may choose another one.
func TestTheClientMayChooseAgain(t *testing.T) {
	f := newFixture(t)
	f.capital("vet", 100*unit)
	bids := append([]bid{{by: "vet", price: unit, pledge: noPledge}}, three...)
	key := f.auctioned("client", bids, clientChooses)
	require.NoError(t, f.setStatus("vet", identitytypes.AgentStatusRetired))
	m := f.awardMsg("client", key, "vet")
	f.refused(identitytypes.ErrAgentRetired, func(ctx ctx) error {
		_, err := f.msgs.AwardJob(ctx, m)
		return err
	})
	_, err := f.choose(key, "b")
	require.NoError(t, err)
	require.Equal(t, "b", f.winner(key))
	f.block()
}

func TestAwardJobIsRefused(t *testing.T) {
	on := func(job func(f *fixture) []byte) func(*fixture, *types.MsgAwardJob) {
		return func(f *fixture, m *types.MsgAwardJob) { m.Job = types.JobID(job(f)) }
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgAwardJob)
		err    error
	}{
		"malformed":     {func(_ *fixture, m *types.MsgAwardJob) { m.Provider = "x" }, field.ErrAddress},
		"no job":        {func(_ *fixture, m *types.MsgAwardJob) { m.Job = "job_0000000000000000" }, types.ErrJobNotFound},
		"no agent":      {func(_ *fixture, m *types.MsgAwardJob) { m.Client = m.Signer }, identitytypes.ErrAgentNotFound},
		"not the owner": {func(_ *fixture, m *types.MsgAwardJob) { m.Signer = m.Client }, identitytypes.ErrNotAuthorized},
		"an operator that may not hire": {func(f *fixture, m *types.MsgAwardJob) {
			m.Signer = f.operator("client", identitytypes.ActionReview).String()
		}, identitytypes.ErrActionNotAllowed},
		"a paused client": {func(f *fixture, _ *types.MsgAwardJob) {
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"not the client": {func(f *fixture, m *types.MsgAwardJob) {
			m.Signer, m.Client = f.agent("a").owner.String(), f.agent("a").addr.String()
		}, types.ErrNotClient},
		"a provider without a bid": {func(f *fixture, m *types.MsgAwardJob) { m.Provider = f.agent("nobody").addr.String() }, types.ErrBidNotFound},
		"no agent at all":          {func(_ *fixture, m *types.MsgAwardJob) { m.Provider = m.Signer }, types.ErrBidNotFound},
		"open": {on(func(f *fixture) []byte {
			key := f.post("client", openAuction, clientChooses)
			f.place(key, three...)
			return key
		}), types.ErrNotChoosing},
		"a job whose best bid wins": {on(func(f *fixture) []byte {
			key := f.post("client")
			f.commit(key, three...)
			f.pass(minute)
			f.reveal(key, three...)
			return key
		}), types.ErrNotChoosing},
		"the time is over, though its deadline did not run yet": {func(f *fixture, _ *types.MsgAwardJob) {
			f.setNow(f.now() + 10*minute)
		}, types.ErrNotChoosing},
		"awarded by silence": {func(f *fixture, _ *types.MsgAwardJob) { f.pass(10 * minute) }, types.ErrNotChoosing},
		"chosen before": {func(f *fixture, m *types.MsgAwardJob) {
			_, err := f.msgs.AwardJob(f.ctx, m)
			require.NoError(f.t, err)
		}, types.ErrNotChoosing},
		"bought by the client's owner": {func(f *fixture, _ *types.MsgAwardJob) {
			f.hand("a", f.agent("client").owner)
		}, types.ErrSameController},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.awardMsg("client", f.choice(), "a")
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.AwardJob(ctx, m)
				return err
			})
		})
	}
}

// Nobody takes a bid back while the client chooses, and the client does not take the job back.
func TestAChoiceBindsBothSides(t *testing.T) {
	for name, undo := range map[string]func(f *fixture){
		"the provider is paused":    func(f *fixture) { require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused)) },
		"the provider is sold":      func(f *fixture) { f.hand("a", sdk.AccAddress("new_owner___________")) },
		"the denom is gone":         func(f *fixture) { f.dropDenom() },
		"the client is handed over": func(f *fixture) { f.hand("client", sdk.AccAddress("new_owner___________")) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.choice()
			a := f.agent("client")
			f.refused(types.ErrBiddingClosed, func(ctx ctx) error {
				_, err := f.msgs.CancelJob(ctx, &types.MsgCancelJob{Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key)})
				return err
			})
			undo(f)
			_, err := f.choose(key, "a")
			require.NoError(t, err)
			require.Equal(t, "a", f.winner(key))
			f.block()
		})
	}
}
