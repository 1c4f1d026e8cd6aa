package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/arbitration/types"
)

// Random matters with random deposits, votes, silence, appeals, evidence, arbiters that come and go, parameters that change
// and handlers that fail. After every block all invariants of all modules hold; then nobody acts any more, and within a
// bounded market time every case is closed and its ruling taken, no side and no seat has anything locked, every coin is
// accounted for, and at last no record of a case is left.
func TestSilenceEndsEveryCase(t *testing.T) {
	base := newFixture(t)
	arbiters := base.bench(12)
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		f := base.branch(r)
		supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount
		money := f.total(append([]sdk.AccAddress{f.client, f.provider}, arbiters...))
		var all []string
		for range rapid.IntRange(10, 40).Draw(r, "steps") {
			switch pick(r, "step", []string{"open", "open", "judge", "judge", "judge", "vote", "appeal", "evidence", "pass", "pass", "next", "next", "stake", "params", "handler"}) {
			case "open":
				if len(all) < 6 {
					all = append(all, f.open(f.randomMatter(r)))
				}
			case "vote":
				f.randomVotes(r, all)
			case "judge":
				for range 4 {
					f.toNextDeadline()
					f.randomVotes(r, all)
					f.randomAppeals(r, all)
				}
			case "appeal":
				f.randomAppeals(r, all)
			case "evidence":
				for _, id := range all {
					if err := f.evidence(id, f.client); err != nil && !errors.Is(err, types.ErrNotFound) {
						require.True(f, errors.Is(err, types.ErrTransition) || errors.Is(err, types.ErrDeadlinePassed) || errors.Is(err, types.ErrTooMuch), err)
					}
				}
			case "pass":
				f.pass(rapid.Uint64Range(1, 60_000).Draw(r, "ms"))
				f.block()
			case "next":
				f.toNextDeadline()
			case "stake":
				f.randomStake(r, pick(r, "arbiter", arbiters))
			case "params":
				f.randomParams(r)
			case "handler":
				f.handler.refuse = pick(r, "refuse", []error{nil, nil, errors.New("not now")})
			}
		}
		f.silence(r, all, arbiters)
		for _, agent := range []sdk.AccAddress{f.client, f.provider} {
			require.Zero(r, f.held(agent))
		}
		burned := supply.Sub(f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount)
		require.Equal(r, money.String(), f.total(append([]sdk.AccAddress{f.client, f.provider}, arbiters...)).Add(burned).String(), "every coin is accounted for")
		for _, e := range f.ctx.EventManager().Events() {
			seen[e.Type]++
		}
	})
	if testing.Short() {
		return
	}
	for _, kind := range []string{
		types.EventPanelDrawn, types.EventPanelFailed, types.EventVoteRevealed, types.EventCaseRuled, types.EventCaseAppealed,
		types.EventFeePaid, types.EventSeatSettled, types.EventRulingDelivered, types.EventCasePruned,
	} {
		require.NotZero(t, seen[kind], "the property never came to %s", kind)
	}
}

// pending says whether a case is not closed yet, but for one whose ruling is stuck.
func (f *fixture) pending() bool {
	f.Helper()
	due, err := f.query.Due(f.ctx, &types.QueryDueRequest{})
	require.NoError(f, err)
	for _, c := range due.Cases {
		if c.Status != types.StatusClosed {
			return true
		}
	}
	return false
}

// pick draws one of a list, which is not empty.
func pick[T any](r *rapid.T, name string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(r, name)]
}

func (f *fixture) total(agents []sdk.AccAddress) math.Int {
	sum := math.ZeroInt()
	for _, a := range agents {
		sum = sum.Add(f.bank.GetBalance(f.ctx, a, chain.BaseDenom).Amount)
	}
	return sum
}

func (f *fixture) randomMatter(r *rapid.T) matter {
	m := f.usual()
	price := rapid.Int64Range(1, 60_000_000).Draw(r, "price")
	if rapid.IntRange(0, 4).Draw(r, "dear") == 0 {
		price = 600_000_000 // nobody has the stake for it
	}
	m.Price, m.PriceMicro = utroth(price), uint64(price)
	m.Size_ = pick(r, "size", []uint32{3, 3, 5, 7})
	m.ClaimedBps = rapid.Uint32Range(0, 9_999).Draw(r, "claimed")
	m.clientDeposit = rapid.Int64Range(0, 3_000_000).Draw(r, "client deposit")
	m.providerDeposit = rapid.Int64Range(0, 300_000).Draw(r, "provider deposit")
	if rapid.Bool().Draw(r, "panel") {
		m.Kind, m.providerDeposit = types.KindPanel, 0
	}
	return m
}

// randomAppeals has a side of some cases appeal.
func (f *fixture) randomAppeals(r *rapid.T, all []string) {
	for _, id := range all {
		c, err := f.k.Get(f.ctx, id)
		if err == nil && c.Status == types.StatusRuled && c.DueMs > f.now() && rapid.Bool().Draw(r, "appeals") {
			require.NoError(f, f.appeal(id, pick(r, "by", []sdk.AccAddress{f.client, f.provider})))
		}
	}
}

// randomVotes has some seats of every case do what they can do now.
func (f *fixture) randomVotes(r *rapid.T, all []string) {
	for _, id := range all {
		c, err := f.k.Get(f.ctx, id)
		if err != nil || c.DueMs <= f.now() {
			continue
		}
		for _, a := range f.seats(id, c.Round()) {
			// A vote follows from who votes and what is judged, so that it can be revealed.
			vote := uint32(a[0]+byte(c.Round())) % 5 * types.Step
			switch acts := rapid.IntRange(0, 3).Draw(r, "acts") > 0; {
			case !acts:
			case c.Status == types.StatusCommit:
				require.NoError(f, f.commit(id, a, vote))
			case c.Status == types.StatusReveal:
				if err := f.reveal(id, a, vote); err != nil {
					require.True(f, errors.Is(err, types.ErrNoCommitment) || errors.Is(err, types.ErrRevealed), err)
				}
			}
		}
	}
}

// toNextDeadline lets time pass to the next deadline of a case that is not closed, and a block. A ruling that was refused is
// tried again within ten minutes.
func (f *fixture) toNextDeadline() {
	due, err := f.query.Due(f.ctx, &types.QueryDueRequest{})
	require.NoError(f, err)
	for _, c := range due.Cases {
		switch {
		case c.Status == types.StatusClosed:
			continue
		case c.DueMs > f.now():
			f.pass(c.DueMs - f.now())
		case c.Status == types.StatusFinal:
			f.pass(60_000)
		}
		break
	}
	f.block()
}

func (f *fixture) randomStake(r *rapid.T, agent sdk.AccAddress) {
	signer := ownerOf(agent).String()
	msg := pick(r, "stake", []sdk.Msg{
		&types.MsgLeave{Signer: signer, Agent: agent.String()},
		&types.MsgSetStake{Signer: signer, Agent: agent.String(), Stake: math.NewInt(stake + rapid.Int64Range(0, 50_000_000).Draw(r, "more"))},
		&types.MsgEnlist{Signer: signer, Agent: agent.String(), Stake: math.NewInt(stake), Skills: []string{skill}},
	})
	if err := f.send(msg); err != nil { // whether it may depends on what happened to it
		require.NotErrorIs(f, err, types.ErrInvariant)
	}
}

func (f *fixture) randomParams(r *rapid.T) {
	p := testParams()
	p.SeatFeeMin = rapid.Uint64Range(1, 100_000).Draw(r, "fee")
	p.UnrevealedBps, p.IncoherentBps = rapid.Uint32Range(0, 10_000).Draw(r, "unrevealed"), rapid.Uint32Range(0, 10_000).Draw(r, "incoherent")
	p.DrawBlocks = rapid.Uint32Range(1, 5).Draw(r, "draw")
	p.MaxDeadlinesPerBlock = rapid.Uint32Range(1, 4).Draw(r, "deadlines")
	require.NoError(f, f.send(&types.MsgUpdateParams{Authority: authority, Params: p}))
}

// silence lets time pass without any message. The longest way is from OPENED, where locked stakes are waited for as long as
// commitments and reveals take and 32 times five blocks, over all windows of the highest class to the last step of a
// settlement; handlers that refused before take their rulings when the queue tries again.
func (f *fixture) silence(r *rapid.T, all []string, arbiters []sdk.AccAddress) {
	f.handler.refuse = nil
	began := f.now()
	for f.pending() {
		f.toNextDeadline()
		require.Less(r, f.now(), began+2*(1_200_000+900_000+32*5*1_000+600_000+1_200_000+900_000+1_800_000)+uint64(len(all))*600_000, "a case does not end")
	}
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(r, err)
	for _, e := range gs.Cases {
		if e.Case.Status == types.StatusFinal { // refused three times before: stuck
			require.NoError(r, f.retry(e.Case.Id))
			continue
		}
		require.Equal(r, types.StatusClosed, e.Case.Status, e.Case.Id)
	}
	require.Len(r, f.handler.rulings, len(all))
	for _, a := range gs.Arbiters {
		require.Zero(r, a.Seats, a.Agent)
		require.True(r, a.Locked.IsZero(), a.Agent)
	}
	f.pass(types.DefaultParams().RetainMs)
	for range len(all) + 2 {
		f.block()
	}
	gs, err = f.k.ExportGenesis(f.ctx)
	require.NoError(r, err)
	require.Empty(r, gs.Cases)
	for _, a := range arbiters { // what is held of arbiters is their stake, and nothing else
		held := int64(0)
		for _, record := range gs.Arbiters {
			if record.Agent == a.String() {
				held = record.Stake.Int64()
			}
		}
		require.Equal(r, held, f.held(a))
	}
}
