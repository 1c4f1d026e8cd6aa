package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

var _ types.MsgServer = msgServer{}

// msgServer has its other messages in vote.go and in the files of arbiters.
type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// AddEvidence adds a document of one side until the first commitments of the present panel, at most 16 in all. ErrNotFound,
// ErrNotParty, ErrTransition, ErrDeadlinePassed, ErrTooMuch, the errors of Authorize.
func (s msgServer) AddEvidence(ctx context.Context, msg *types.MsgAddEvidence) (*types.MsgAddEvidenceResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asSide(ctx, msg.Signer, msg.Agent, msg.Case, types.ActEvidence)
	if err != nil {
		return nil, err
	}
	count := uint32(0)
	r := collections.NewSuperPrefixedTripleRange[[]byte, uint32, uint32](x.key, uint32(x.side))
	if err := s.evidence.Walk(ctx, r, func(evidenceKey, types.Evidence) (bool, error) {
		count++
		return false, nil
	}); err != nil {
		return nil, err
	}
	if count >= types.MaxEvidence {
		return nil, types.ErrTooMuch.Wrapf("%s: %d of %s", x.Id, count, x.agent)
	}
	e := types.Evidence{Side: x.side, Uri: msg.Uri, Sha256: msg.Sha256, Note: msg.Note, AddedMs: x.now, Round: x.Round()}
	if err := s.evidence.Set(ctx, collections.Join3(x.key, uint32(x.side), count), e); err != nil {
		return nil, err
	}
	emit(ctx, types.NewEvidenceAddedEvent(x.Case, x.agent.String(), e))
	return &types.MsgAddEvidenceResponse{}, nil
}

// Appeal asks for the next panel; the appellant holds twice its fee, or the least that escrow holds. ErrNotFound,
// ErrNotParty, ErrTransition, ErrDeadlinePassed, ErrRound, ErrNoDeposit, the errors of Authorize and of escrow's Hold.
func (s msgServer) Appeal(ctx context.Context, msg *types.MsgAppeal) (*types.MsgAppealResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asSide(ctx, msg.Signer, msg.Agent, msg.Case, types.ActAppeal)
	if err != nil {
		return nil, err
	}
	if err := x.atRound(msg.Round); err != nil {
		return nil, err
	}
	size, ok := nextSize(x.Case)
	if !ok {
		return nil, types.ErrTransition.Wrapf("%s: the largest panel has ruled", x.Id)
	}
	other, err := field.Address("party", x.Party(x.side.Other()))
	if err != nil {
		return nil, err
	}
	deposit, err := s.appealDeposit(ctx, x.Case, size)
	if err != nil {
		return nil, err
	}
	c := x.Case
	c.Rounds = append(append([]types.Round(nil), c.Rounds...), newRound(ctx, c.Rules, x.now, x.side, size, deposit))
	if deposit.IsPositive() {
		if err := s.escrow.Hold(ctx, x.authority, types.AppealRef(x.key, c.Round()), c.Coin(deposit), other); err != nil {
			return nil, err
		}
	}
	_, err = s.enter(ctx, x.key, x.Case, c, move{types.ActAppeal, types.StatusOpened, drawAt(x.now, int64(c.Rules.DrawBlocks)), types.NewCaseAppealedEvent})
	return &types.MsgAppealResponse{}, err
}

// appealDeposit returns what an appeal to a panel of a size holds: twice its fee, but at least what escrow holds at all.
// ErrNoDeposit where escrow accepts the denom no more: who judges would not be paid, so the verdict stands.
func (k *Keeper) appealDeposit(ctx context.Context, c types.Case, size uint32) (math.Int, error) {
	deposit := c.Rules.AppealDeposit(size)
	denom, err := k.escrow.Denom(ctx, c.Request.Price.Denom)
	if errors.Is(err, escrowtypes.ErrDenomNotAccepted) {
		return deposit, types.ErrNoDeposit.Wrapf("%s: %s", c.Id, c.Coin(deposit))
	}
	if err != nil || !deposit.IsPositive() {
		return deposit, err
	}
	return math.MaxInt(deposit, denom.MinHold), nil
}

// Retry runs a deadline of a case that is stuck, or that waits in the queue since a block before, on the sender's gas;
// anyone may. A draw that is not stuck is left to the blocks: who chooses its moment could choose its panel. ErrNotFound,
// deadline.ErrNotStuck, and whatever the deadline fails of again.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	key, err := types.ParseID("case", msg.Case)
	if err != nil {
		return nil, err
	}
	c, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	if c.Status == types.StatusOpened {
		return &types.MsgRetryResponse{}, s.deadlines.Retry(ctx, c.Status.DeadlineKind(), key, s.due)
	}
	return &types.MsgRetryResponse{}, s.deadlines.RetryDue(ctx, now, c.DueMs, c.Status.DeadlineKind(), key, s.due)
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized). Cases keep theirs.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), s.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	emit(ctx, types.NewParamsUpdatedEvent(msg.Params))
	return &types.MsgUpdateParamsResponse{}, nil
}
