package keeper_test

import (
	"encoding/binary"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// arbiter returns the record of an arbiter.
func (f *fixture) arbiter(agent sdk.AccAddress) types.Arbiter {
	f.Helper()
	res, err := f.query.Arbiter(f.ctx, &types.QueryArbiterRequest{Agent: agent.String()})
	require.NoError(f, err)
	return res.Arbiter
}

// tree returns size and total of the tree of a skill.
func (f *fixture) tree(skill string) types.TreeHead {
	f.Helper()
	res, err := f.query.Tree(f.ctx, &types.QueryTreeRequest{Skill: skill})
	require.NoError(f, err)
	return res.Tree
}

// weight is what an agent weighs in the tree of a skill.
func (f *fixture) weight(skill string, agent sdk.AccAddress) uint64 {
	f.Helper()
	w, err := f.k.TreeOf(f.ctx, skill).Weight(string(agent))
	require.NoError(f, err)
	return w
}

// settled waits until all changes have reached the trees.
func (f *fixture) settled() { f.blocks(int(testParams().DrawBlocks) + 1) }

func (f *fixture) enlistAgain(agent sdk.AccAddress, stake int64, skills ...string) error {
	if len(skills) == 0 {
		skills = []string{skill}
	}
	return f.send(&types.MsgEnlist{Signer: ownerOf(agent).String(), Agent: agent.String(), Stake: math.NewInt(stake), Skills: skills})
}

func (f *fixture) setStake(agent sdk.AccAddress, stake int64) error {
	return f.send(&types.MsgSetStake{Signer: ownerOf(agent).String(), Agent: agent.String(), Stake: math.NewInt(stake)})
}

func (f *fixture) setSkills(agent sdk.AccAddress, skills ...string) error {
	ctx, write := f.ctx.CacheContext()
	_, err := f.msg.SetSkills(ctx, &types.MsgSetSkills{Signer: ownerOf(agent).String(), Agent: agent.String(), Skills: skills})
	if err == nil {
		write()
	}
	return err
}

func (f *fixture) leave(agent sdk.AccAddress) error {
	return f.send(&types.MsgLeave{Signer: ownerOf(agent).String(), Agent: agent.String()})
}

func (f *fixture) setStatus(agent sdk.AccAddress, status identitytypes.AgentStatus) error {
	f.Helper()
	ctx, write := f.ctx.CacheContext()
	_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(ctx, &identitytypes.MsgSetStatus{
		Owner: ownerOf(agent).String(), Agent: agent.String(), Status: status,
	})
	if err == nil {
		write()
	}
	return err
}

// handOver gives an agent to another owner.
func (f *fixture) handOver(agent, to sdk.AccAddress) {
	f.Helper()
	server := identitykeeper.NewMsgServer(f.identity)
	_, err := server.ProposeOwner(f.ctx, &identitytypes.MsgProposeOwner{Owner: ownerOf(agent).String(), Agent: agent.String(), NewOwner: to.String()})
	require.NoError(f, err)
	_, err = server.AcceptOwner(f.ctx, &identitytypes.MsgAcceptOwner{NewOwner: to.String(), Agent: agent.String()})
	require.NoError(f, err)
	was := ownerOf(agent)
	owners[agent.String()] = to
	if t, ok := f.tester.(interface{ Cleanup(func()) }); ok {
		t.Cleanup(func() { owners[agent.String()] = was })
	}
}

// work lets a provider complete a contract of a client, so that they know each other.
func (f *fixture) work(client, provider sdk.AccAddress) {
	f.Helper()
	_, err := f.reputation.Settle(f.ctx, reputationtypes.Settlement{
		Client: client, Provider: provider, Skill: skill, Price: 10_000_000, BurnBps: 200, Outcome: reputationtypes.OutcomeAccept, Rating: 100,
	})
	require.NoError(f, err)
}

// panel asks for five seats that lock 50 coins together, by the n-th seed.
func (f *fixture) panel(n uint64) keeper.PanelRequest {
	value := binary.BigEndian.AppendUint64([]byte("a value of the beacon"), n)
	return keeper.PanelRequest{
		Seed: jury.Seed(value, []byte("the case"), 0), Skill: skill, Size: 5, Min: 3, Client: f.client, Provider: f.provider, Stake: math.NewInt(50_000_000),
	}
}

// drawn returns the panel of a request.
func (f *fixture) drawn(r keeper.PanelRequest) ([]sdk.AccAddress, int64) {
	f.Helper()
	seats, lock, err := f.k.DrawPanel(f.ctx, r)
	require.NoError(f, err)
	return seats, lock.Int64()
}

// sit gives an arbiter a seat that locks so much.
func (f *fixture) sit(agent sdk.AccAddress, lock int64) {
	f.Helper()
	require.NoError(f, f.k.LockSeat(f.ctx, agent, math.NewInt(lock)))
}

// rise ends a seat.
func (f *fixture) rise(agent sdk.AccAddress, lock, lost int64, absent bool) {
	f.Helper()
	end := keeper.SeatEnd{Lock: math.NewInt(lock), Lost: math.NewInt(lost), Absent: absent, Coherent: !absent && lost == 0}
	require.NoError(f, f.k.CloseSeat(f.ctx, agent, end, f.now()))
}
