package keeper_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// matter is a dispute with what its sides deposit.
type matter struct {
	types.Request
	clientDeposit, providerDeposit int64
}

// usual is a dispute about 10 units; its panel of five costs 0.2.
func (f *fixture) usual() matter {
	*f.refs++
	return matter{
		Request: types.Request{
			Ref: binary.BigEndian.AppendUint64([]byte("matter"), uint64(*f.refs)), Kind: types.KindDispute,
			Client: f.client.String(), Provider: f.provider.String(), Skill: skill, Price: utroth(10_000_000),
			Size_: 5, PriceMicro: 10_000_000,
		},
		clientDeposit: 2_500_000, providerDeposit: 200_000,
	}
}

func (f *fixture) authority(agent sdk.AccAddress, action identitytypes.Action) identitytypes.Authority {
	f.Helper()
	a, err := f.identity.Authorize(f.ctx, ownerOf(agent), agent, action)
	require.NoError(f, err)
	return a
}

// deposit puts money where the deposit of a side is looked for.
func (f *fixture) deposit(m matter, side types.Side, agent sdk.AccAddress, amount int64) {
	f.Helper()
	if amount == 0 {
		return
	}
	ref := append([]byte{byte(side)}, m.Ref...)
	coin := sdk.NewInt64Coin(m.Price.Denom, amount)
	require.NoError(f, f.caller.Hold(f.ctx, f.authority(agent, identitytypes.ActionDispute), ref, coin, nil))
	require.NoError(f, f.caller.Move(f.ctx, ref, types.DepositTarget(m.Ref, side), coin.Amount))
}

// open brings a matter before a panel.
func (f *fixture) open(m matter) string {
	f.Helper()
	f.deposit(m, types.SideClient, f.client, m.clientDeposit)
	f.deposit(m, types.SideProvider, f.provider, m.providerDeposit)
	id, err := f.k.Open(f.ctx, m.Request)
	require.NoError(f, err)
	return id
}

func (f *fixture) get(id string) types.Case {
	f.Helper()
	c, err := f.k.Get(f.ctx, id)
	require.NoError(f, err)
	return c
}

// until lets blocks and time pass until the case has a status.
func (f *fixture) until(id string, status types.Status) types.Case {
	f.Helper()
	for range 100 {
		c := f.get(id)
		if c.Status == status {
			return c
		}
		if now := f.now(); c.Status != types.StatusOpened && c.DueMs > now {
			f.pass(c.DueMs - now)
		}
		f.block()
	}
	require.FailNow(f, "the case does not come to its status", "%s: %s", f.get(id).Status, status)
	return types.Case{}
}

// seats returns the arbiters of a round, by address.
func (f *fixture) seats(id string, round uint32) (list []sdk.AccAddress) {
	f.Helper()
	res, err := f.query.Case(f.ctx, &types.QueryCaseRequest{Id: id})
	require.NoError(f, err)
	for _, s := range res.Seats {
		if s.Round == round {
			list = append(list, sdk.MustAccAddressFromBech32(s.Arbiter))
		}
	}
	return list
}

func salt(arbiter sdk.AccAddress) []byte {
	sum := sha256.Sum256(arbiter)
	return sum[:]
}

func (f *fixture) commitment(id string, round uint32, arbiter sdk.AccAddress, votes ...uint32) []byte {
	f.Helper()
	key, err := types.ParseID("", id)
	require.NoError(f, err)
	return jury.Commitment(chainID, key, round, arbiter, votes, salt(arbiter))
}

func (f *fixture) commit(id string, arbiter sdk.AccAddress, votes ...uint32) error {
	round := f.get(id).Round()
	return f.send(&types.MsgCommitVote{
		Signer: ownerOf(arbiter).String(), Arbiter: arbiter.String(), Case: id, Round: round,
		Commitment: f.commitment(id, round, arbiter, votes...),
	})
}

func (f *fixture) reveal(id string, arbiter sdk.AccAddress, votes ...uint32) error {
	return f.send(&types.MsgRevealVote{
		Signer: ownerOf(arbiter).String(), Arbiter: arbiter.String(), Case: id, Round: f.get(id).Round(), Votes: votes, Salt: salt(arbiter),
	})
}

func (f *fixture) appeal(id string, agent sdk.AccAddress) error {
	return f.send(&types.MsgAppeal{Signer: ownerOf(agent).String(), Agent: agent.String(), Case: id, Round: f.get(id).Round()})
}

func (f *fixture) evidence(id string, agent sdk.AccAddress) error {
	return f.send(&types.MsgAddEvidence{
		Signer: ownerOf(agent).String(), Agent: agent.String(), Case: id, Uri: "https://example.com/a.png", Sha256: make([]byte, 32), Note: "page 3",
	})
}

// send runs a message as a transaction does: what is refused changes nothing.
func (f *fixture) send(msg sdk.Msg) error {
	f.Helper()
	ctx, write := f.ctx.CacheContext()
	if err := f.handle(ctx, msg); err != nil {
		return err
	}
	write()
	return nil
}

func (f *fixture) handle(ctx context.Context, msg sdk.Msg) (err error) {
	switch m := msg.(type) {
	case *types.MsgCommitVote:
		_, err = f.msg.CommitVote(ctx, m)
	case *types.MsgRevealVote:
		_, err = f.msg.RevealVote(ctx, m)
	case *types.MsgAppeal:
		_, err = f.msg.Appeal(ctx, m)
	case *types.MsgAddEvidence:
		_, err = f.msg.AddEvidence(ctx, m)
	case *types.MsgRetry:
		_, err = f.msg.Retry(ctx, m)
	case *types.MsgUpdateParams:
		_, err = f.msg.UpdateParams(ctx, m)
	case *types.MsgLeave:
		_, err = f.msg.Leave(ctx, m)
	case *types.MsgSetStake:
		_, err = f.msg.SetStake(ctx, m)
	case *types.MsgEnlist:
		_, err = f.msg.Enlist(ctx, m)
	default:
		require.FailNow(f, "no such message", "%T", msg)
	}
	return err
}

// vote has the seats of the present round commit and reveal, in order of address; a negative vote is never committed, and
// a vote above the scale is committed but not revealed. The case is ruled at the end.
func (f *fixture) vote(id string, votes ...int) types.Case {
	f.Helper()
	c := f.until(id, types.StatusCommit)
	seats := f.seats(id, c.Round())
	require.Len(f, seats, len(votes))
	for i, v := range votes {
		if v >= 0 {
			require.NoError(f, f.commit(id, seats[i], uint32(v)%(types.BPS+1)))
		}
	}
	f.until(id, types.StatusReveal)
	for i, v := range votes {
		if v >= 0 && v <= types.BPS {
			require.NoError(f, f.reveal(id, seats[i], uint32(v)))
		}
	}
	f.pass(f.get(id).DueMs - f.now())
	f.block()
	return f.get(id)
}

// end lets a ruled case come to its end.
func (f *fixture) end(id string) types.Case {
	f.Helper()
	return f.until(id, types.StatusClosed)
}
