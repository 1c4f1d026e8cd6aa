package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// stakeUnits is what one unit of the numeraire is in base units of the stake's denom while escrow does not say.
const stakeUnits = 1_000_000

// PanelFee returns what so many seats cost for a price in dispute, in base units of its denom. ErrSize beyond 1 to 47,
// ErrPrice, escrow's ErrDenomNotAccepted.
func (k *Keeper) PanelFee(ctx context.Context, price sdk.Coin, size uint32) (math.Int, error) {
	denom, err := k.escrow.Denom(ctx, price.Denom)
	if err != nil {
		return math.Int{}, err
	}
	return k.PanelFeeOf(ctx, price, denom.UnitsPerNumeraire, size)
}

// PanelFeeOf is PanelFee at a rate that the caller knows, also for a denom that is accepted no more.
func (k *Keeper) PanelFeeOf(ctx context.Context, price sdk.Coin, units uint64, size uint32) (math.Int, error) {
	if size == 0 || size > types.MaxSize {
		return math.Int{}, types.ErrSize.Wrapf("size: %d, want 1 to %d", size, types.MaxSize)
	}
	micro, err := types.PriceMicro(price, units)
	if err != nil {
		return math.Int{}, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return math.Int{}, err
	}
	return params.SeatFeeOf(price.Amount, micro).MulRaw(int64(size)), nil
}

// Open brings a matter before a panel, which is drawn by the random value draw_blocks later. What the caller has moved to
// DepositTarget of either side is the deposit of that side, also nothing. Refused with nothing changed: ErrRequest and the
// other errors of Request.Validate, ErrOpen, ErrDeposit (a hold of somebody else or of another denom; a deposit of the
// provider of a KIND_PANEL).
func (k *Keeper) Open(ctx context.Context, r types.Request) (caseID string, err error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	if r, err = r.Normalized(); err != nil {
		return "", err
	}
	running, err := k.refs.Has(ctx, r.Ref)
	if err != nil {
		return "", err
	}
	if running {
		return "", types.ErrOpen.Wrapf("ref %x", r.Ref)
	}
	c, err := k.prepare(ctx, r)
	if err != nil {
		return "", err
	}
	err = atomic(ctx, func(ctx sdk.Context) error {
		key, err := id.New(ctx, r.Ref, func(key []byte) (bool, error) { return k.cases.Has(ctx, key) })
		if err != nil {
			return err
		}
		c.Id = types.FormatID(key)
		if err := k.refs.Set(ctx, r.Ref, key); err != nil {
			return err
		}
		if err := k.index(ctx, key, c); err != nil {
			return err
		}
		c, err = k.enter(ctx, key, types.Case{}, c, move{types.ActOpen, types.StatusOpened, drawAt(c.OpenedMs, int64(c.Rules.DrawBlocks)), types.NewCaseOpenedEvent})
		return err
	})
	return c.Id, err
}

// prepare returns the case without its id.
func (k *Keeper) prepare(ctx context.Context, r types.Request) (types.Case, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return types.Case{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Case{}, err
	}
	units, err := k.stakeRate(ctx)
	if err != nil {
		return types.Case{}, err
	}
	c := types.Case{
		Request: r, Rules: params.RulesFor(r, units), OpenedMs: now, VerdictBps: types.UnclearBps, Unclear: true,
		ClientOwes: math.ZeroInt(), ProviderOwes: math.ZeroInt(),
	}
	c.Rounds = []types.Round{newRound(ctx, c.Rules, now, types.SideUnspecified, r.Size_, math.ZeroInt())}
	if c.ClientDeposit, err = k.deposit(ctx, c, types.SideClient); err != nil {
		return c, err
	}
	c.ProviderDeposit, err = k.deposit(ctx, c, types.SideProvider)
	if err == nil && r.Kind == types.KindPanel && c.ProviderDeposit.IsPositive() {
		err = types.ErrDeposit.Wrapf("ref %x: %s of the provider of a verification", r.Ref, c.Coin(c.ProviderDeposit))
	}
	return c, err
}

// deposit returns what waits as the deposit of a side.
func (k *Keeper) deposit(ctx context.Context, c types.Case, side types.Side) (math.Int, error) {
	ref := types.DepositRef(c.Request.Ref, side)
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return math.ZeroInt(), err
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return math.ZeroInt(), err
	}
	if hold.Agent != c.Party(side) || hold.Coin.Denom != c.Request.Price.Denom {
		return math.ZeroInt(), types.ErrDeposit.Wrapf("ref %x, %s: %s of %s, want %s of %s", c.Request.Ref, side, hold.Coin, hold.Agent, c.Request.Price.Denom, c.Party(side))
	}
	return hold.Coin.Amount, nil
}

// stakeRate returns what one unit of the numeraire is in base units of the stake's denom. No case waits for it: where
// escrow accepts the denom no more, it is the rate of a new chain.
func (k *Keeper) stakeRate(ctx context.Context) (uint64, error) {
	denom, err := k.escrow.Denom(ctx, types.StakeDenom)
	if errors.Is(err, escrowtypes.ErrDenomNotAccepted) {
		return stakeUnits, nil
	}
	return denom.UnitsPerNumeraire, err
}

// newRound returns a round whose panel is not drawn yet.
func newRound(ctx context.Context, rules types.Rules, now uint64, appellant types.Side, size uint32, deposit math.Int) types.Round {
	return types.Round{
		Appellant: appellant, Deposit: deposit, Size_: size, Lock: math.ZeroInt(), VerdictBps: types.UnclearBps,
		DrawHeight:  sdk.UnwrapSDKContext(ctx).BlockHeight() + int64(rules.DrawBlocks),
		DrawUntilMs: now + rules.CommitMs + rules.RevealMs,
	}
}
