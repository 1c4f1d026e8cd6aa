package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// treeGas is charged for each tree that a change leaves or enters: it is written in EndBlock, where nobody pays.
const treeGas = 25_000

// candidate is an agent for which somebody acts, with its record; no record has the status ArbiterUnspecified.
type candidate struct {
	types.Arbiter
	agent     sdk.AccAddress
	owner     string
	authority identitytypes.Authority
	params    types.Params
}

func (k *Keeper) asCandidate(ctx context.Context, signer, agent string) (x candidate, err error) {
	by, err := field.Address("signer", signer)
	if err != nil {
		return x, err
	}
	if x.agent, err = field.Address("agent", agent); err != nil {
		return x, err
	}
	if x.authority, err = k.identity.Authorize(ctx, by, x.agent, identitytypes.ActionArbitrate); err != nil {
		return x, err
	}
	record, err := k.identity.Agent(ctx, x.agent)
	if err != nil {
		return x, err
	}
	x.owner = record.Owner
	if x.params, err = k.GetParams(ctx); err != nil {
		return x, err
	}
	x.Arbiter, err = k.arbiter(ctx, x.agent)
	if errors.Is(err, types.ErrNoArbiter) {
		x.Arbiter = types.Arbiter{Agent: x.agent.String(), Stake: math.ZeroInt(), Locked: math.ZeroInt()}
		err = nil
	}
	return x, err
}

// asEnlisted is asCandidate for changes: the arbiter is enlisted, and by its present owner. ErrNoArbiter,
// ErrArbiterStatus, ErrHandedOver.
func (k *Keeper) asEnlisted(ctx context.Context, signer, agent string) (candidate, error) {
	x, err := k.asCandidate(ctx, signer, agent)
	switch {
	case err != nil:
		return x, err
	case x.Status == types.ArbiterUnspecified:
		return x, types.ErrNoArbiter.Wrapf("agent: %s", x.agent)
	case x.Status != types.ArbiterEnlisted:
		return x, types.ErrArbiterStatus.Wrapf("agent: %s is %s", x.agent, x.Status)
	case x.Owner != x.owner:
		return x, types.ErrHandedOver.Wrapf("agent: %s, owner %s, enlisted by %s", x.agent, x.owner, x.Owner)
	}
	return x, nil
}

// Enlist makes an agent an arbiter, or one again that is leaving, suspended, has left or was handed over; its stake is
// held, and draws go by it draw_blocks later. ErrArbiterStatus (enlisted already), ErrStakeTooLow (below min_stake or what
// is held already), field.ErrTooMany (skills), the errors of Authorize and of escrow's Hold and Grow.
func (s msgServer) Enlist(ctx context.Context, msg *types.MsgEnlist) (*types.MsgEnlistResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asCandidate(ctx, msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	if x.Status == types.ArbiterEnlisted && x.Owner == x.owner {
		return nil, types.ErrArbiterStatus.Wrapf("agent: %s is %s", x.agent, x.Status)
	}
	if err := field.Count("skills", len(msg.Skills), int(x.params.MaxSkills)); err != nil {
		return nil, err
	}
	if low := math.MaxInt(x.params.MinStake, x.Stake); msg.Stake.LT(low) {
		return nil, types.ErrStakeTooLow.Wrapf("stake: %s, want at least %s", msg.Stake, low)
	}
	if err := s.raise(ctx, x, msg.Stake); err != nil {
		return nil, err
	}
	was, a := x.Arbiter, x.Arbiter
	if was.Status == types.ArbiterLeaving {
		if err := s.deadlines.Cancel(ctx, was.LeavesMs, types.KindUnbond, x.agent); err != nil {
			return nil, err
		}
	}
	if was.Owner != x.owner {
		a.Owner, a.Cases, a.Coherent, a.Absent = x.owner, 0, 0, 0
	}
	a.Status, a.Stake, a.Skills, a.LeavesMs = types.ArbiterEnlisted, msg.Stake, msg.Skills, 0
	emit(ctx, types.NewArbiterEnlistedEvent(a, was.Status, drawnFrom(ctx, x.params)))
	return &types.MsgEnlistResponse{}, s.change(ctx, x, was, a)
}

// SetStake raises the stake of an arbiter at once, or lowers it to what its seats have locked and min_stake at least; only
// that can be lost. Draws go by it draw_blocks later. ErrNoArbiter, ErrArbiterStatus, ErrHandedOver, ErrStakeTooLow,
// ErrArbiterUnchanged, the errors of Authorize and of escrow's Grow.
func (s msgServer) SetStake(ctx context.Context, msg *types.MsgSetStake) (*types.MsgSetStakeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asEnlisted(ctx, msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	if msg.Stake.Equal(x.Stake) {
		return nil, types.ErrArbiterUnchanged.Wrapf("stake: %s", x.Stake)
	}
	if low := math.MaxInt(x.params.MinStake, x.Locked); msg.Stake.LT(low) {
		return nil, types.ErrStakeTooLow.Wrapf("stake: %s, want at least %s, of which %s is locked", msg.Stake, low, x.Locked)
	}
	if msg.Stake.LT(x.Stake) {
		err = s.escrow.Shrink(ctx, types.StakeRef(x.agent), x.Stake.Sub(msg.Stake))
	} else {
		err = s.raise(ctx, x, msg.Stake)
	}
	if err != nil {
		return nil, err
	}
	a := x.Arbiter
	a.Stake = msg.Stake
	emit(ctx, types.NewArbiterChangedEvent(a, drawnFrom(ctx, x.params)))
	return &types.MsgSetStakeResponse{}, s.change(ctx, x, x.Arbiter, a)
}

// SetSkills changes what an arbiter judges; draws go by it draw_blocks later. ErrNoArbiter, ErrArbiterStatus,
// ErrHandedOver, ErrArbiterUnchanged, field.ErrTooMany, the errors of Authorize.
func (s msgServer) SetSkills(ctx context.Context, msg *types.MsgSetSkills) (*types.MsgSetSkillsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asEnlisted(ctx, msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := field.Count("skills", len(msg.Skills), int(x.params.MaxSkills)); err != nil {
		return nil, err
	}
	if slices.Equal(msg.Skills, x.Skills) {
		return nil, types.ErrArbiterUnchanged.Wrapf("skills: %v", x.Skills)
	}
	a := x.Arbiter
	a.Skills = msg.Skills
	emit(ctx, types.NewArbiterChangedEvent(a, drawnFrom(ctx, x.params)))
	return &types.MsgSetSkillsResponse{}, s.change(ctx, x, x.Arbiter, a)
}

// Leave ends the service of an arbiter: it is drawn no more, and its stake is released after unbond_ms and its last case;
// until then its seats can lose of it. ErrNoArbiter, ErrArbiterStatus, the errors of Authorize.
func (s msgServer) Leave(ctx context.Context, msg *types.MsgLeave) (*types.MsgLeaveResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asCandidate(ctx, msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	switch x.Status {
	case types.ArbiterEnlisted, types.ArbiterSuspended:
	case types.ArbiterUnspecified:
		return nil, types.ErrNoArbiter.Wrapf("agent: %s", x.agent)
	default:
		return nil, types.ErrArbiterStatus.Wrapf("agent: %s is %s", x.agent, x.Status)
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	was, a := x.Arbiter, x.Arbiter
	a.Status, a.LeavesMs = types.ArbiterLeaving, now+x.params.UnbondMs
	if err := s.deadlines.Schedule(ctx, a.LeavesMs, types.KindUnbond, x.agent); err != nil {
		return nil, err
	}
	emit(ctx, types.NewArbiterLeavingEvent(a, was.Status))
	return &types.MsgLeaveResponse{}, s.change(ctx, x, was, a)
}

// raise holds what is missing of a stake.
func (k *Keeper) raise(ctx context.Context, x candidate, stake math.Int) error {
	more := stake.Sub(x.Stake)
	if !more.IsPositive() {
		return nil
	}
	coin := sdk.NewCoin(types.StakeDenom, more)
	if x.Stake.IsPositive() {
		return k.escrow.Grow(ctx, x.authority, types.StakeRef(x.agent), coin)
	}
	return k.escrow.Hold(ctx, x.authority, types.StakeRef(x.agent), coin, nil)
}

// change stores what a message changed and charges for the trees.
func (k *Keeper) change(ctx context.Context, x candidate, was, a types.Arbiter) error {
	trees := uint64(len(was.Skills) + len(a.Skills))
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(trees*treeGas, "arbitration: trees")
	return k.putArbiter(ctx, x.agent, was, a)
}

// drawnFrom is the first height whose draws go by what is sent now.
func drawnFrom(ctx context.Context, p types.Params) int64 {
	return sdk.UnwrapSDKContext(ctx).BlockHeight() + int64(p.DrawBlocks)
}
