package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/tree"
	"github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The most work for one panel, whatever tries_per_seat says, so that the dearest draw of 47 seats stays below 70 % of the gas
// of a deadline (TestTheLargestDrawIsOneStep): draws, and those who are looked at closely, which costs twice as much. There is
// room for all 42 who sat in the panels before, and for 28 who are refused when they are looked at.
const (
	maxDraws  = 125
	maxChecks = 75
)

// panelRequest says who is drawn for a round of a case.
type panelRequest struct {
	// Seed is that of the round, see jury.Seed.
	Seed []byte
	// Skill whose tree is drawn from, together with that of all skills.
	Skill string
	// Size is how many are wanted, Min the fewest, at least three.
	Size, Min uint32
	// Client and Provider, those under one control with them and their acquaintances may not sit; Excluded and Taken neither.
	Client, Provider sdk.AccAddress
	Excluded, Taken  []sdk.AccAddress
	// Stake is what the panel locks together at least, in base units of the stake's denom.
	Stake math.Int
}

// barred says whether the request itself names an agent as one who may not sit.
func (r panelRequest) barred(agent sdk.AccAddress) bool {
	if agent.Equals(r.Client) || agent.Equals(r.Provider) {
		return true
	}
	for _, list := range [...][]sdk.AccAddress{r.Excluded, r.Taken} {
		for _, other := range list {
			if agent.Equals(other) {
				return true
			}
		}
	}
	return false
}

// panel collects those who may sit, in the order of the draw.
type panel struct {
	panelRequest
	// least is the lock of a seat of the size wanted: with less, an agent can sit on no panel, since smaller ones lock more.
	least math.Int
	// controllers are the parties and the excluded agents with their owners.
	controllers []controller
	// draws is how many numbers were used, checks how many agents were looked at closely.
	draws  uint32
	checks int
	// busy says that somebody was passed over whose stake, but for what other seats have locked of it, would do.
	busy   bool
	agents []sdk.AccAddress
	free   []math.Int
}

// drawPanel draws arbiters by stake, without replacement, from the trees of the skill and of all skills together; it writes
// nothing. It returns an odd number of them from r.Min to r.Size, in the order of the draw, each with the lock of a seat
// free; the largest number possible, or none. busy says that more could sit once other seats are settled.
//
// Both trees together, because a side chooses the skill: whoever alone has stakes in a skill that nobody else judges would
// otherwise be its own judge.
func (k *Keeper) drawPanel(ctx context.Context, r panelRequest) (seats []sdk.AccAddress, lock math.Int, busy bool, err error) {
	p, err := k.candidates(ctx, r)
	if err != nil {
		return nil, math.Int{}, false, err
	}
	chosen, lock := jury.Seats(p.free, r.Stake, int(r.Size), int(r.Min))
	seats = make([]sdk.AccAddress, 0, len(chosen))
	for _, i := range chosen {
		seats = append(seats, p.agents[i])
	}
	return seats, lock, p.busy, nil
}

// candidates draws until there are as many as are wanted, nobody is left, or the work for one panel is done.
func (k *Keeper) candidates(ctx context.Context, r panelRequest) (*panel, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	next, err := k.drawing(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &panel{panelRequest: r, least: jury.SeatLock(r.Stake, int(max(r.Size, 1)))}
	if p.controllers, err = k.controllers(ctx, append([]sdk.AccAddress{r.Client, r.Provider}, r.Excluded...)); err != nil {
		return nil, err
	}
	most := min(min(r.Size, types.MaxSize)*params.TriesPerSeat, maxDraws)
	for p.draws < most && p.checks < maxChecks && len(p.agents) < int(r.Size) {
		agent, ok, err := next(p.draws)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		p.draws++
		free, ok, err := k.eligible(ctx, p, agent)
		if err != nil {
			return nil, err
		}
		if ok {
			p.agents, p.free = append(p.agents, agent), append(p.free, free)
		}
	}
	return p, nil
}

// drawing begins a drawing; next draws the agent on which the n-th number of the seed falls, ok is false when nobody is
// left. Each draw uses the next number, whether or not who is drawn may sit: so nobody decides who else is drawn by
// becoming ineligible.
func (k *Keeper) drawing(ctx context.Context, r panelRequest) (next func(n uint32) (sdk.AccAddress, bool, error), err error) {
	general, err := k.tree(ctx, types.AllSkills).Drawing()
	if err != nil {
		return nil, types.ErrTree.Wrapf("%q: %s", types.AllSkills, err)
	}
	if r.Skill == types.AllSkills {
		return drawn(r, general.Next), nil
	}
	skilled, err := k.tree(ctx, r.Skill).Drawing()
	if err != nil {
		return nil, types.ErrTree.Wrapf("%q: %s", r.Skill, err)
	}
	return drawn(r, func(random [32]byte) (tree.Leaf, bool, error) { return tree.Together(skilled, general, random) }), nil
}

func drawn(r panelRequest, next func(random [32]byte) (tree.Leaf, bool, error)) func(n uint32) (sdk.AccAddress, bool, error) {
	return func(n uint32) (sdk.AccAddress, bool, error) {
		leaf, ok, err := next(jury.Number(r.Seed, n))
		if err != nil {
			err = types.ErrTree.Wrapf("%q: %s", r.Skill, err)
		}
		return sdk.AccAddress(leaf.Member), ok, err
	}
}

// eligible says whether an agent that was drawn may sit, and what it has free: it is enlisted by its present owner, active,
// has enough stake free, and is not barred, under one control with a side or somebody excluded, or acquainted with a side. The cheap questions come
// first. In both trees it is only when a change of its skills waits, and then it sits once.
func (k *Keeper) eligible(ctx context.Context, p *panel, agent sdk.AccAddress) (math.Int, bool, error) {
	if p.barred(agent) || slices.ContainsFunc(p.agents, func(other sdk.AccAddress) bool { return other.Equals(agent) }) {
		return math.Int{}, false, nil
	}
	a, err := k.arbiter(ctx, agent)
	if err != nil {
		return math.Int{}, false, err
	}
	free := a.Free()
	if a.Status != types.ArbiterEnlisted {
		return free, false, nil
	}
	// With what is locked it may be good for no panel, or for none as small as can be had.
	smallest := jury.SeatLock(p.Stake, int(max(p.Min, 1)))
	p.busy = p.busy || (free.LT(smallest) && a.Stake.GTE(p.least) && a.Locked.IsPositive())
	if free.LT(p.least) {
		return free, false, nil
	}
	p.checks++
	record, err := k.identity.Agent(ctx, agent)
	if err != nil {
		return free, false, err
	}
	if record.Status != identitytypes.AgentStatusActive || record.Owner != a.Owner {
		return free, false, nil
	}
	same, err := k.controlled(ctx, agent, record.Owner, p.controllers)
	if err != nil || same {
		return free, false, err
	}
	for _, party := range []sdk.AccAddress{p.Client, p.Provider} {
		related, err := k.reputation.Related(ctx, agent, party)
		if err != nil || related {
			return free, false, err
		}
	}
	return free, true, nil
}
