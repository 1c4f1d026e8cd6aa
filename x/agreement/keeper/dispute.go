package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The seats of a first panel that decides a dispute.
const (
	disputeSeats = 5
	smallSeats   = 3
	// smallClaim is how many fees of a panel of five make a price worth one: 20 fees of a judge (design 07).
	smallClaim = 4
)

// Contest brings a matter before drawn judges: the provider the claim of the client, either party the verdict of the
// evaluator. Who contests deposits: the provider the fee of the first panel, unless it did so with its submission, the
// client what a rejection costs. ErrNotFound, ErrNotParty, ErrNotProvider, ErrTransition, ErrMilestone, ErrDeadlinePassed,
// ErrFinal, ErrClaimedBps when a client claims less than a step below the verdict, field.ErrRange when a provider claims
// anything, the errors of Authorize, of escrow's Hold and of arbitration's Open.
func (s msgServer) Contest(ctx context.Context, msg *types.MsgContest) (*types.MsgContestResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asContestant(ctx, msg)
	if err != nil {
		return nil, err
	}
	if x.Terms.Verification.Final && x.Status == types.StatusEvaluated {
		return nil, types.ErrFinal.Wrapf("%s: the terms name %s as the last judge", x.Id, x.Terms.Verification.Evaluator)
	}
	claimed, err := claimedOf(x, msg.ClaimedBps)
	if err != nil {
		return nil, err
	}
	var res types.MsgContestResponse
	return &res, atomic(ctx, func(ctx sdk.Context) error {
		if err := s.stake(ctx, x); err != nil {
			return err
		}
		a, err := s.dispute(ctx, x.key, x.Agreement, brought{x.role, types.ActContest, claimed, msg.Reason}, x.now)
		if err == nil {
			res.Case = a.Dispute.Case
		}
		return err
	})
}

// claimedOf is what the client grants the provider in a dispute: its claim, the verdict that the provider contests, or what
// a client that contests the verdict says, which is a step below the verdict: a contest that judges can lose.
func claimedOf(x acting, claimed uint32) (uint32, error) {
	switch {
	case x.role == types.RoleProvider && claimed != 0:
		return 0, field.ErrRange.Wrapf("claimed_bps: %d, want 0 of a provider", claimed)
	case x.role == types.RoleProvider:
		return x.Claim.Bps, nil
	case x.Claim.Bps == 0:
		return 0, types.ErrClaimedBps.Wrapf("claimed_bps: %d, and the verdict grants the provider nothing", claimed)
	case claimed > 0 && claimed+types.VerdictStep > x.Claim.Bps:
		return 0, types.ErrClaimedBps.Wrapf("claimed_bps: %d, want at most %d, or 0: the verdict is %d",
			claimed, max(x.Claim.Bps, types.VerdictStep)-types.VerdictStep, x.Claim.Bps)
	}
	return claimed, nil
}

// brought says who brings a matter before judges, how, what the client grants, and why.
type brought struct {
	by      types.Role
	act     types.Act
	claimed uint32
	reason  string
}

// stake holds what the contesting party deposits, under the agreement's own names.
func (k *Keeper) stake(ctx context.Context, x acting) error {
	client, provider, err := x.Terms.Parties()
	if err != nil {
		return err
	}
	if x.role == types.RoleClient {
		deposit, err := k.deposit(ctx, x.Agreement)
		if err != nil || !deposit.IsPositive() {
			return err
		}
		return k.escrow.Hold(ctx, x.authority, types.DepositRef(x.key), deposit, provider)
	}
	if x.Contest != nil { // authorised with the submission
		return nil
	}
	deposit, err := k.fee(ctx, x.Agreement)
	if err != nil || !deposit.IsPositive() {
		return err
	}
	return k.escrow.Hold(ctx, x.authority, types.ContestRef(x.key), deposit, client)
}

// dispute hands an agreement to the judges: the deposits of both parties, as far as they are there, move to x/arbitration,
// and from then on only the ruling leads on.
func (k *Keeper) dispute(ctx context.Context, key []byte, was types.Agreement, b brought, now uint64) (types.Agreement, error) {
	ref := types.DisputeRef(key, was.Milestone)
	var deposits [2]math.Int
	for i, d := range []struct {
		ref  []byte
		side arbitrationtypes.Side
	}{{types.DepositRef(key), arbitrationtypes.SideClient}, {types.ContestRef(key), arbitrationtypes.SideProvider}} {
		var err error
		if deposits[i], err = k.handOver(ctx, d.ref, arbitrationtypes.DepositTarget(ref, d.side)); err != nil {
			return was, err
		}
	}
	size, err := k.seats(ctx, was)
	if err != nil {
		return was, err
	}
	a := was
	a.Contest = nil
	a.Dispute = &types.Dispute{By: b.by, Fee: math.ZeroInt(), Debt: math.ZeroInt(), OpenedMs: now}
	request := caseOf(was, ref, arbitrationtypes.KindDispute, size)
	if was.Status == types.StatusEvaluated {
		request.Excluded = []string{was.Terms.Verification.Evaluator}
	}
	request.ClaimedBps = min(b.claimed, types.BPS-1)
	if was.Status == types.StatusEvaluated && b.by == types.RoleClient {
		request.ContestedBps = was.Claim.Bps
	}
	if a.Dispute.Case, err = k.arbitration.Open(ctx, request); err != nil {
		return was, err
	}
	return k.enter(ctx, key, was, a, move{b.act, types.StatusDisputed, 0, func(a types.Agreement) sdk.Event {
		return types.NewWorkContestedEvent(a, was.Status, b.act, b.claimed, b.reason, deposits)
	}})
}

// handOver moves a whole hold, if there is one, and returns its amount.
func (k *Keeper) handOver(ctx context.Context, ref []byte, to escrowtypes.Target) (math.Int, error) {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return math.ZeroInt(), err
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return math.ZeroInt(), err
	}
	return hold.Coin.Amount, k.escrow.Move(ctx, ref, to, hold.Coin.Amount)
}

// caseOf is what judges are asked about the current milestone.
func caseOf(a types.Agreement, ref []byte, kind arbitrationtypes.Kind, size uint32) arbitrationtypes.Request {
	part := a.Current()
	r := arbitrationtypes.Request{
		Ref: ref, Kind: kind, Client: a.Terms.Client, Provider: a.Terms.Provider, Skill: a.Terms.Skill,
		Price: sdk.Coin{Denom: a.Terms.Price.Denom, Amount: part.Price}, PriceMicro: part.PriceMicro, Size_: size,
	}
	for _, c := range a.Terms.Criteria {
		r.Weights = append(r.Weights, c.WeightBps)
	}
	return r
}

// contestByDefault contests a claim that the provider does not answer, when it authorised that with its submission. What
// fails is undone and the claim conceded: no failure of the judges may keep the milestone from its end.
func (k *Keeper) contestByDefault(ctx context.Context, key []byte, a types.Agreement, now uint64) (contested bool, err error) {
	err = atomic(ctx, func(ctx sdk.Context) error {
		_, err := k.dispute(ctx, key, a, brought{types.RoleProvider, types.ActDue, a.Claim.Bps, ""}, now)
		return err
	})
	if err != nil {
		emit(ctx, types.NewContestFailedEvent(a, err))
		return false, nil
	}
	return true, nil
}

// OnRuling settles the milestone that ref names by the ruling of its case; nobody else calls it than x/arbitration, last,
// with its own gas. Whatever the parameters in force, a ruling of the running case of an agreement is executed. ErrDispute
// and ErrNotFound for any other.
func (k *Keeper) OnRuling(ctx context.Context, ref []byte, r arbitrationtypes.Ruling) error {
	key, milestone, err := types.ParseDisputeRef(ref)
	if err != nil {
		return err
	}
	a, err := k.get(ctx, key)
	if err != nil {
		return err
	}
	if a.Status != types.StatusDisputed || a.Milestone != milestone || a.Dispute.Case != r.Case {
		return types.ErrDispute.Wrapf("%s on milestone %d of %s, which is %s at milestone %d", r.Case, milestone, a.Id, a.Status, a.Milestone)
	}
	a.Dispute = ruledOn(*a.Dispute, r)
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	by := ruling{act: types.ActRule, agreed: min(r.VerdictBps, types.BPS)}
	if r.Unclear {
		by = ruling{act: types.ActUnclear}
	}
	return atomic(ctx, func(ctx sdk.Context) error { return k.settle(ctx, key, a, by, now) })
}

// ruledOn returns a dispute with what the ruling says about its cost: what the panel did not cost is in the client's hold
// again, and who owes whom.
func ruledOn(d types.Dispute, r arbitrationtypes.Ruling) *types.Dispute {
	if !r.FeePaid.IsNil() {
		d.Fee = math.MinInt(d.Fee, r.FeePaid)
	}
	d.Debtor, d.Debt = types.RoleUnspecified, math.ZeroInt()
	switch r.Debt.By {
	case arbitrationtypes.SideClient:
		d.Debtor, d.Debt = types.RoleClient, r.Debt.Amount
	case arbitrationtypes.SideProvider:
		d.Debtor, d.Debt = types.RoleProvider, r.Debt.Amount
	}
	return &d
}

// asContestant checks that the signer may act for a party that may contest what stands: in CLAIMED the provider, else
// either.
func (k *Keeper) asContestant(ctx context.Context, msg *types.MsgContest) (acting, error) {
	return k.as(ctx, "agent", msg.Signer, msg.Agent, msg, types.ActContest, func(a types.Agreement, agent string) (identitytypes.Action, error) {
		switch role := a.RoleOf(agent); {
		case role == types.RoleUnspecified:
			return 0, types.ErrNotParty.Wrapf("agent: %s has no part in %s", agent, a.Id)
		case role == types.RoleClient && a.Status == types.StatusClaimed:
			return 0, types.ErrNotProvider.Wrapf("agent: %s made the claim, %s answers it", agent, a.Terms.Provider)
		}
		return identitytypes.ActionDispute, nil
	})
}

// seats of the first panel of a dispute about the current milestone: three for a small claim, else five.
func (k *Keeper) seats(ctx context.Context, a types.Agreement) (uint32, error) {
	small, err := k.isSmall(ctx, sdk.Coin{Denom: a.Terms.Price.Denom, Amount: a.Current().Price}, a.Snapshot.UnitsPerNumeraire)
	if err != nil || !small {
		return disputeSeats, err
	}
	return smallSeats, nil
}

// isSmall says whether a price is worth less than 20 fees of a judge (design 07, "Small claims").
func (k *Keeper) isSmall(ctx context.Context, price sdk.Coin, units uint64) (bool, error) {
	fee, err := k.arbitration.PanelFeeOf(ctx, price, units, disputeSeats)
	if errors.Is(err, arbitrationtypes.ErrPrice) { // dust, by the rounding of a milestone
		return true, nil
	}
	return err == nil && price.Amount.LT(fee.MulRaw(smallClaim)), err
}

// fee returns the fee of the first panel of a dispute about the current milestone, which the provider deposits to contest.
func (k *Keeper) fee(ctx context.Context, a types.Agreement) (sdk.Coin, error) {
	size, err := k.seats(ctx, a)
	if err != nil {
		return sdk.Coin{}, err
	}
	return k.depositOf(ctx, a, math.ZeroInt(), size)
}

// deposit returns what the client holds to reject the current milestone or to contest the verdict on it: as agreed, but at
// least the fee of a panel of five.
func (k *Keeper) deposit(ctx context.Context, a types.Agreement) (sdk.Coin, error) {
	return k.depositOf(ctx, a, a.Deposit(), disputeSeats)
}

// depositOf returns the larger of an amount and the fee of a panel, but at least what escrow holds at all. It is waived when
// the denom is not accepted any more: nothing could be held, and nobody could reject or contest.
func (k *Keeper) depositOf(ctx context.Context, a types.Agreement, least math.Int, size uint32) (sdk.Coin, error) {
	coin := sdk.Coin{Denom: a.Terms.Price.Denom, Amount: math.ZeroInt()}
	denom, err := k.escrow.Denom(ctx, coin.Denom)
	if errors.Is(err, escrowtypes.ErrDenomNotAccepted) {
		return coin, nil
	}
	if err != nil {
		return coin, err
	}
	price := sdk.Coin{Denom: coin.Denom, Amount: a.Current().Price}
	fee, err := k.arbitration.PanelFeeOf(ctx, price, a.Snapshot.UnitsPerNumeraire, size)
	if errors.Is(err, arbitrationtypes.ErrPrice) { // dust, by the rounding of a milestone
		fee, err = math.ZeroInt(), nil
	}
	if err != nil {
		return coin, err
	}
	if coin.Amount = math.MaxInt(least, fee); coin.Amount.IsPositive() {
		coin.Amount = math.MaxInt(coin.Amount, denom.MinHold)
	}
	return coin, nil
}
