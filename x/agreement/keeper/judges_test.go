package keeper_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationkeeper "github.com/trothchain/troth/x/arbitration/keeper"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// The clocks of judges in tests, and how many blocks a draw is bound ahead.
const (
	evidenceMs, commitMs, revealMs, appealMs = uint64(2_000), uint64(2_000), uint64(2_000), uint64(2_000)
	drawBlocks                               = 3
)

func judgeParams() arbitrationtypes.Params {
	p := arbitrationtypes.DefaultParams()
	p.Classes = []arbitrationtypes.ValueClass{
		{UpTo: arbitrationtypes.MaxPriceMicro, EvidenceMs: evidenceMs, CommitMs: commitMs, RevealMs: revealMs, AppealMs: appealMs},
	}
	p.DrawBlocks = drawBlocks
	p.MinStake = math.NewInt(million)
	return p
}

// beacon has a value of every height up to the present one.
type beacon struct{}

func (beacon) Seed(ctx context.Context, height int64) ([]byte, bool) {
	if height < 0 || height > sdk.UnwrapSDKContext(ctx).BlockHeight() {
		return nil, false
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("value"), uint64(height)))
	return sum[:], true
}

// bench registers n judges and waits until they can be drawn.
func (f *fixture) bench(n int) {
	f.Helper()
	for i := range n {
		agent := f.register(fmt.Sprintf("judge%d", i))
		_, err := f.seats.Enlist(f.ctx, &arbitrationtypes.MsgEnlist{
			Signer: ownerOf(agent).String(), Agent: agent.String(), Stake: math.NewInt(50 * million), Skills: []string{skill},
		})
		require.NoError(f, err)
		f.jurors = append(f.jurors, agent)
	}
	for range drawBlocks + 2 {
		f.block()
	}
}

// contest brings a matter before judges.
func (f *fixture) contest(a types.Agreement, role types.Role) error { return f.contestFor(a, role, 0) }

// contestFor brings a verdict before judges and says what the client grants.
func (f *fixture) contestFor(a types.Agreement, role types.Role, claimed uint32) error {
	agent := party(a, role)
	_, err := f.msg.Contest(f.ctx, &types.MsgContest{
		Signer: f.signerOf(agent), Agent: agent, Agreement: a.Id, Milestone: f.at(a), Reason: "it is as agreed", ClaimedBps: claimed,
	})
	return err
}

// submitStanding delivers a milestone and authorises the contest of a claim.
func (f *fixture) submitStanding(a types.Agreement) error {
	msg := f.submitMsg(a)
	msg.Contest = true
	_, err := f.msg.Submit(f.ctx, msg)
	return err
}

// panel has a panel of the size judge each submission, for at most a tenth of the price.
func (d deal) panel(size uint32) deal {
	return d.with(func(t *types.Terms) {
		t.Verification = types.Verification{Method: types.MethodPanel, FeeBps: 1_000, PanelSize: size}
	})
}

func (f *fixture) caseOf(a types.Agreement) arbitrationtypes.Case {
	f.Helper()
	c, err := f.judges.Get(f.ctx, f.get(a.Id).Dispute.Case)
	require.NoError(f, err)
	return c
}

// until lets blocks and time pass until a case has a status.
func (f *fixture) until(id string, status arbitrationtypes.Status) arbitrationtypes.Case {
	f.Helper()
	for range 100 {
		c, err := f.judges.Get(f.ctx, id)
		require.NoError(f, err)
		if c.Status == status {
			return c
		}
		if now := f.now(); c.DueMs > now {
			f.pass(c.DueMs - now)
		}
		f.block()
	}
	require.FailNow(f, "the case does not come to its status", "%s", status)
	return arbitrationtypes.Case{}
}

// decide has all seats of the panel of a disputed agreement vote the same, and lets the case come to its end.
func (f *fixture) decide(a types.Agreement, bps uint32) {
	f.Helper()
	id := f.caseOf(a).Id
	f.votes(a, bps)
	f.until(id, arbitrationtypes.StatusClosed)
}

// appealCase has a side ask for the next panel.
func (f *fixture) appealCase(a types.Agreement, by sdk.AccAddress) error {
	c := f.until(f.caseOf(a).Id, arbitrationtypes.StatusRuled)
	_, err := f.seats.Appeal(f.ctx, &arbitrationtypes.MsgAppeal{Signer: f.signerOf(by.String()), Agent: by.String(), Case: c.Id, Round: c.Round()})
	return err
}

// votes has all seats of the present panel of a disputed agreement vote the same.
func (f *fixture) votes(a types.Agreement, bps uint32) {
	f.Helper()
	id := f.caseOf(a).Id
	c := f.until(id, arbitrationtypes.StatusCommit)
	key, err := arbitrationtypes.ParseID("case", id)
	require.NoError(f, err)
	res, err := arbitrationkeeper.NewQueryServer(f.judges).Case(f.ctx, &arbitrationtypes.QueryCaseRequest{Id: id})
	require.NoError(f, err)
	votes := []uint32{bps}
	for range a.Terms.Criteria[min(1, len(a.Terms.Criteria)):] {
		votes = append(votes, bps)
	}
	salt := make([]byte, arbitrationtypes.SaltLen)
	for _, s := range res.Seats {
		if s.Round != c.Round() {
			continue
		}
		_, err := f.seats.CommitVote(f.ctx, &arbitrationtypes.MsgCommitVote{
			Signer: f.signerOf(s.Arbiter), Arbiter: s.Arbiter, Case: id, Round: c.Round(),
			Commitment: jury.Commitment(chainID, key, c.Round(), f.agent(s.Arbiter), votes, salt),
		})
		require.NoError(f, err)
	}
	f.until(id, arbitrationtypes.StatusReveal)
	for _, s := range res.Seats {
		if s.Round != c.Round() {
			continue
		}
		_, err := f.seats.RevealVote(f.ctx, &arbitrationtypes.MsgRevealVote{
			Signer: f.signerOf(s.Arbiter), Arbiter: s.Arbiter, Case: id, Round: c.Round(), Votes: votes, Salt: salt,
		})
		require.NoError(f, err)
	}
}

// undecided lets the case of a disputed agreement come to its end without a vote.
func (f *fixture) undecided(a types.Agreement) {
	f.Helper()
	f.until(f.caseOf(a).Id, arbitrationtypes.StatusClosed)
}

// randomVotes has the judges of every case commit to votes and reveal them, some of them late or not at all: the votes
// follow from the seat, so that what is revealed is what was committed to, but for those who err.
func (f *fixture) randomVotes(r *rapid.T) {
	gs, err := f.judges.ExportGenesis(f.ctx)
	require.NoError(f, err)
	for _, entry := range gs.Cases {
		c := entry.Case
		key, err := arbitrationtypes.ParseID("case", c.Id)
		require.NoError(f, err)
		res, err := arbitrationkeeper.NewQueryServer(f.judges).Case(f.ctx, &arbitrationtypes.QueryCaseRequest{Id: c.Id})
		require.NoError(f, err)
		salt := make([]byte, arbitrationtypes.SaltLen)
		for _, s := range res.Seats {
			if s.Round != c.Round() || rapid.IntRange(0, 3).Draw(r, "absent") == 0 {
				continue
			}
			votes := []uint32{uint32(key[7]+s.Arbiter[len(s.Arbiter)-1]) % 5 * arbitrationtypes.Step}
			cache, write := f.ctx.CacheContext()
			switch c.Status {
			case arbitrationtypes.StatusCommit:
				_, err = f.seats.CommitVote(cache, &arbitrationtypes.MsgCommitVote{
					Signer: f.signerOf(s.Arbiter), Arbiter: s.Arbiter, Case: c.Id, Round: c.Round(),
					Commitment: jury.Commitment(chainID, key, c.Round(), f.agent(s.Arbiter), votes, salt),
				})
			case arbitrationtypes.StatusReveal:
				_, err = f.seats.RevealVote(cache, &arbitrationtypes.MsgRevealVote{
					Signer: f.signerOf(s.Arbiter), Arbiter: s.Arbiter, Case: c.Id, Round: c.Round(), Votes: votes, Salt: salt,
				})
			}
			if err == nil {
				write()
			}
		}
	}
}
