package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The most work for one panel, whatever tries_per_seat says, so that a panel of 47 with as many refused is drawn within the
// gas of a deadline: draws, and those who are looked at closely, which costs twice as much. What the tree of the skill may
// use up of it leaves something for that of all skills.
const (
	maxDraws, maxSkillDraws   = 200, 140
	maxChecks, maxSkillChecks = 110, 75
)

// panelRequest says who is drawn for a round of a case.
type panelRequest struct {
	// Seed is that of the round, see jury.Seed.
	Seed []byte
	// Skill whose tree is drawn from before that of all skills.
	Skill string
	// Size is how many are wanted, Min the fewest, at least three.
	Size, Min uint32
	// Client and Provider, their like and their acquaintances may not sit; Excluded and Taken neither.
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
	// number is the place of the next number of the seed, and so how many were drawn; checks how many were looked at closely.
	number, checks int
	agents         []sdk.AccAddress
	free           []math.Int
}

// drawPanel draws arbiters by stake, without replacement, first from the tree of the skill and then, for the seats that are
// still empty, from that of all skills; it writes nothing. It returns an odd number of them from r.Min to r.Size, in the
// order of the draw, each with the lock of a seat free; the largest number possible, or none.
func (k *Keeper) drawPanel(ctx context.Context, r panelRequest) ([]sdk.AccAddress, math.Int, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, math.Int{}, err
	}
	p := &panel{panelRequest: r, least: jury.SeatLock(r.Stake, int(max(r.Size, 1)))}
	tries := int(min(r.Size, types.MaxSize) * params.TriesPerSeat)
	if r.Skill != types.AllSkills {
		if err := k.drawFrom(ctx, r.Skill, p, min(tries, maxSkillDraws), maxSkillChecks); err != nil {
			return nil, math.Int{}, err
		}
	}
	if err := k.drawFrom(ctx, types.AllSkills, p, min(p.number+tries, maxDraws), maxChecks); err != nil {
		return nil, math.Int{}, err
	}
	chosen, lock := jury.Seats(p.free, r.Stake, int(r.Size), int(r.Min))
	seats := make([]sdk.AccAddress, 0, len(chosen))
	for _, i := range chosen {
		seats = append(seats, p.agents[i])
	}
	return seats, lock, nil
}

// drawFrom draws from one tree until the panel is full, nobody is left or so much work is done for the panel. Each draw uses
// the next number of the seed, whether or not who is drawn may sit: so nobody decides who else is drawn by becoming
// ineligible.
func (k *Keeper) drawFrom(ctx context.Context, skill string, p *panel, draws, checks int) error {
	drawing, err := k.tree(ctx, skill).Drawing()
	if err != nil {
		return types.ErrTree.Wrapf("%q: %s", skill, err)
	}
	for p.number < draws && p.checks < checks && len(p.agents) < int(p.Size) {
		leaf, ok, err := drawing.Next(jury.Number(p.Seed, uint32(p.number)))
		if err != nil {
			return types.ErrTree.Wrapf("%q: %s", skill, err)
		}
		if !ok {
			return nil
		}
		p.number++
		agent := sdk.AccAddress(leaf.Member)
		free, ok, err := k.eligible(ctx, p, agent)
		if err != nil {
			return err
		}
		if ok {
			p.agents, p.free = append(p.agents, agent), append(p.free, free)
		}
	}
	return nil
}

// eligible says whether an agent that was drawn may sit, and what it has free: it is enlisted by its present owner, active,
// has enough stake free, and is not barred, under one control with a side or acquainted with one. The cheap questions come
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
	if a.Status != types.ArbiterEnlisted || free.LT(p.least) {
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
	parties := []sdk.AccAddress{p.Client, p.Provider}
	same, err := k.controlled(ctx, agent, parties)
	if err != nil || same {
		return free, false, err
	}
	for _, party := range parties {
		related, err := k.reputation.Related(ctx, agent, party)
		if err != nil || related {
			return free, false, err
		}
	}
	return free, true, nil
}
