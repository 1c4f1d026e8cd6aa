package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
)

const (
	// blockMs is the least time that blocks are taken to need: a draw looks again that soon, so that it is never late.
	blockMs = 100
	// patience is how many blocks after its draw height a case waits for a value at most: as many as the beacon keeps.
	patience = 1_024
	// maxDoublings bounds the distance of draws that are tried again, in doublings of draw_blocks.
	maxDoublings = 5
)

// drawAt is when the value of a height that is so many blocks away is looked for.
func drawAt(now uint64, blocks int64) uint64 { return now + uint64(blocks)*blockMs }

// draw seats a panel for the present round, as soon as the value of its draw height is there. With too few arbiters, because
// other cases lock their stakes, it is drawn again until the round has waited for one window of commitments and one of
// reveals; with too few for another reason, or then, the verdict stands as it is: in the first round the case ends unclear, and a panel that is not larger than the last one
// cannot overrule it.
//
// The trees hold what was sent draw_blocks ago or before, by the parameters of then or now. A draw that comes so late that
// they could hold what was sent after its value was known takes the value of its own block instead.
func (k *Keeper) draw(ctx context.Context, key []byte, c types.Case, now uint64) error {
	height, r := sdk.UnwrapSDKContext(ctx).BlockHeight(), c.Last()
	want := r.DrawHeight
	if height < want {
		return k.wait(ctx, key, c, drawAt(now, want-height))
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	if height >= want+int64(min(c.Rules.DrawBlocks, params.DrawBlocks)) {
		want = height
	}
	seed, ok := k.beacon.Seed(ctx, want)
	if !ok && height < r.DrawHeight+patience {
		return k.wait(ctx, key, c, drawAt(now, 1))
	}
	was := c
	r.DrawHeight = want
	c = c.WithLast(r)
	seated, busy, err := k.seat(ctx, key, &c, seed)
	if err != nil {
		return err
	}
	if len(seated) == 0 && busy && now < r.DrawUntilMs {
		return k.drawAgain(ctx, key, was, c, now)
	}
	if len(seated) == 0 {
		c = c.WithLast(standing(c))
		_, err := k.enter(ctx, key, was, c, move{types.ActDue, types.StatusSettling, now, types.NewPanelFailedEvent})
		return err
	}
	_, err = k.enter(ctx, key, was, c, move{types.ActDue, types.StatusDrawn, now + c.Rules.EvidenceMs, func(c types.Case) sdk.Event {
		return types.NewPanelDrawnEvent(c, seated)
	}})
	return err
}

// drawAgain binds a case, whose panel cannot be seated as long as other cases lock the stakes of arbiters, to the value of
// a later block: draw_blocks from now, and twice as many each time, up to 32 times. So nobody ends a case by opening others,
// and the work for one that waits is bounded: windows of a year have as many draws as blocks in it, over 32 draw_blocks.
func (k *Keeper) drawAgain(ctx context.Context, key []byte, was, c types.Case, now uint64) error {
	r := c.Last()
	blocks := int64(c.Rules.DrawBlocks) << min(r.Draws, maxDoublings)
	r.Draws, r.DrawHeight = r.Draws+1, sdk.UnwrapSDKContext(ctx).BlockHeight()+blocks
	_, err := k.enter(ctx, key, was, c.WithLast(r), move{types.ActDue, types.StatusOpened, drawAt(now, blocks), types.NewPanelPostponedEvent})
	return err
}

// wait leaves a case to look for its value again.
func (k *Keeper) wait(ctx context.Context, key []byte, c types.Case, due uint64) error {
	_, err := k.enter(ctx, key, c, c, move{types.ActDue, types.StatusOpened, due, nil})
	return err
}

// standing is the present round without a verdict of its own: the one before stands.
func standing(c types.Case) types.Round {
	r := c.Last()
	r.VerdictBps = c.VerdictBps
	return r
}

// seat draws the arbiters of the present round and locks their stakes; seated is none when there are too few, or no value
// to draw by, and busy says that stakes are locked by other seats of which there would be more.
func (k *Keeper) seat(ctx context.Context, key []byte, c *types.Case, seed []byte) (seated []sdk.AccAddress, busy bool, err error) {
	if len(seed) == 0 {
		return nil, false, nil
	}
	request, err := k.panelFor(ctx, key, *c, seed)
	if err != nil {
		return nil, false, err
	}
	arbiters, lock, busy, err := k.drawPanel(ctx, request)
	if err != nil || len(arbiters) == 0 {
		return nil, busy, err
	}
	for _, arbiter := range arbiters {
		owner, err := k.lockSeat(ctx, arbiter, lock)
		if err != nil {
			return nil, false, err
		}
		seat := types.Seat{Arbiter: arbiter.String(), Owner: owner, Round: c.Round(), Lock: lock}
		if err := k.seats.Set(ctx, collections.Join3(key, c.Round(), arbiter), seat); err != nil {
			return nil, false, err
		}
		if err := k.seated.Set(ctx, collections.Join(arbiter, key)); err != nil {
			return nil, false, err
		}
	}
	r := c.Last()
	r.Seats, r.Lock = uint32(len(arbiters)), lock
	*c = c.WithLast(r)
	return arbiters, busy, nil
}

// panelFor says who may sit: neither party, nobody the request excludes, nobody who sat in this case before.
func (k *Keeper) panelFor(ctx context.Context, key []byte, c types.Case, seed []byte) (panelRequest, error) {
	client, provider, err := c.Request.Parties()
	if err != nil {
		return panelRequest{}, err
	}
	excluded, err := c.Request.ExcludedAgents()
	if err != nil {
		return panelRequest{}, err
	}
	seats, err := k.seatsOf(ctx, key)
	if err != nil {
		return panelRequest{}, err
	}
	request := panelRequest{
		Seed: jury.Seed(seed, key, c.Round()), Skill: c.Request.Skill, Size: c.Last().Size_, Min: types.MinSize,
		Client: client, Provider: provider, Excluded: excluded, Stake: c.Rules.Stake,
	}
	for _, s := range seats {
		request.Taken = append(request.Taken, s.arbiter)
	}
	if c.Round() > 0 {
		request.Min = c.Rounds[c.Round()-1].Seats + 2
	}
	return request, nil
}
