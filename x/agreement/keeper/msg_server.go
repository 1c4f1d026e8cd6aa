package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var _ types.MsgServer = msgServer{}

type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Submit delivers the work. The client gets the backup reserve back, and its review begins. ErrNotFound, ErrNotProvider,
// ErrTransition, ErrDeadlinePassed, the errors of identity's Authorize.
func (s msgServer) Submit(ctx context.Context, msg *types.MsgSubmit) (*types.MsgSubmitResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	a, key, now, err := s.asProvider(ctx, msg.Signer, msg.Provider, msg.Agreement, types.ActSubmit)
	if err != nil {
		return nil, err
	}
	released := a.BackupReserve
	if released.IsPositive() {
		if err := s.escrow.Shrink(ctx, types.ClientRef(key), released); err != nil {
			return nil, err
		}
	}
	submission := msg.Submission()
	submission.SubmittedMs = now
	a.Submission, a.BackupReserve = &submission, math.ZeroInt()
	_, err = s.enter(ctx, key, a, types.ActSubmit, now+a.Terms.ReviewMs, func(a types.Agreement) sdk.Event {
		return types.NewWorkSubmittedEvent(a, released)
	})
	return &types.MsgSubmitResponse{}, err
}

// Accept pays the provider and rates the work. ErrNotFound, ErrNotClient, ErrTransition, the errors of Authorize.
func (s msgServer) Accept(ctx context.Context, msg *types.MsgAccept) (*types.MsgAcceptResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	a, key, now, err := s.asClient(ctx, msg.Signer, msg.Client, msg.Agreement, types.ActAccept)
	if err != nil {
		return nil, err
	}
	return &types.MsgAcceptResponse{}, s.settle(ctx, key, a, types.ActAccept, msg.Rating, now)
}

// Terminate ends the work before a submission; the provider gets the kill fee and its whole cover back. ErrNotFound,
// ErrNotClient, ErrTransition, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Terminate(ctx context.Context, msg *types.MsgTerminate) (*types.MsgTerminateResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	a, key, now, err := s.asClient(ctx, msg.Signer, msg.Client, msg.Agreement, types.ActTerminate)
	if err != nil {
		return nil, err
	}
	return &types.MsgTerminateResponse{}, s.settle(ctx, key, a, types.ActTerminate, 0, now)
}

// Resign hands the work back before a submission; a small part of the cover is lost, and the job may go to its next
// runner-up. ErrNotFound, ErrNotProvider, ErrTransition, ErrDeadlinePassed, ErrReawardGas, the errors of Authorize.
func (s msgServer) Resign(ctx context.Context, msg *types.MsgResign) (*types.MsgResignResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	a, key, now, err := s.asProvider(ctx, msg.Signer, msg.Provider, msg.Agreement, types.ActResign)
	if err != nil {
		return nil, err
	}
	return &types.MsgResignResponse{}, s.settle(ctx, key, a, types.ActResign, 0, now)
}

// RevealRating opens the provider's rating of the client after the end; anyone with the salt may, once. ErrNotFound,
// ErrTransition before the end, ErrNoCommitment, ErrAlreadyRevealed, ErrRating.
func (s msgServer) RevealRating(ctx context.Context, msg *types.MsgRevealRating) (*types.MsgRevealRatingResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	a, err := s.Get(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	if err := allow(a, types.ActReveal, 0); err != nil {
		return nil, err
	}
	if a.Submission == nil || len(a.Submission.RatingCommitment) == 0 {
		return nil, types.ErrNoCommitment.Wrap(a.Id)
	}
	if a.ClientRating != 0 {
		return nil, types.ErrAlreadyRevealed.Wrapf("%s: %d", a.Id, a.ClientRating-1)
	}
	chainID := sdk.UnwrapSDKContext(ctx).ChainID()
	commitment, err := types.RatingCommitment(chainID, a.Id, a.Terms.Provider, msg.Rating, msg.Salt)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(commitment, a.Submission.RatingCommitment) {
		return nil, types.ErrRating.Wrapf("%s: rating %d", a.Id, msg.Rating)
	}
	return &types.MsgRevealRatingResponse{}, s.rateClient(ctx, a, msg.Rating)
}

// rateClient stores a revealed rating and counts it; the status stays.
func (k *Keeper) rateClient(ctx context.Context, a types.Agreement, rating uint32) error {
	client, _, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	key, err := types.ParseID("agreement", a.Id)
	if err != nil {
		return err
	}
	a.ClientRating = rating + 1
	if err := k.agreements.Set(ctx, key, a); err != nil {
		return err
	}
	if err := k.reputation.RateClient(ctx, client, rating); err != nil {
		return err
	}
	emit(ctx, types.NewRatingRevealedEvent(a, rating))
	return nil
}

// Retry runs a stuck deadline again, on the sender's gas; anyone may. ErrNotFound, deadline.ErrNotStuck, and whatever the
// deadline fails of again.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	key, err := types.ParseID("agreement", msg.Agreement)
	if err != nil {
		return nil, err
	}
	a, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	return &types.MsgRetryResponse{}, s.deadlines.Retry(ctx, a.Status.Kind(), key, s.due)
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized).
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

func (s msgServer) asProvider(ctx context.Context, signer, provider, id string, act types.Act) (types.Agreement, []byte, uint64, error) {
	a, key, now, err := s.load(ctx, id)
	if err == nil {
		provider, err = canonical("provider", provider)
	}
	if err == nil && a.Terms.Provider != provider {
		err = types.ErrNotProvider.Wrapf("provider: %s, %s is done by %s", provider, a.Id, a.Terms.Provider)
	}
	if err == nil {
		err = s.authorize(ctx, signer, provider, identitytypes.ActionWork)
	}
	if err == nil {
		err = allow(a, act, now)
	}
	return a, key, now, err
}

func (s msgServer) asClient(ctx context.Context, signer, client, id string, act types.Act) (types.Agreement, []byte, uint64, error) {
	a, key, now, err := s.load(ctx, id)
	if err == nil {
		client, err = canonical("client", client)
	}
	if err == nil && a.Terms.Client != client {
		err = types.ErrNotClient.Wrapf("client: %s, %s was ordered by %s", client, a.Id, a.Terms.Client)
	}
	if err == nil {
		err = s.authorize(ctx, signer, client, identitytypes.ActionReview)
	}
	if err == nil {
		err = allow(a, act, now)
	}
	return a, key, now, err
}

// canonical returns an address as records have it: bech32 may also be written all in upper case.
func canonical(name, address string) (string, error) {
	a, err := field.Address(name, address)
	return a.String(), err
}

func (k *Keeper) authorize(ctx context.Context, signer, agent string, action identitytypes.Action) error {
	signerAddr, err := field.Address("signer", signer)
	if err != nil {
		return err
	}
	agentAddr, err := field.Address("agent", agent)
	if err != nil {
		return err
	}
	_, err = k.identity.Authorize(ctx, signerAddr, agentAddr, action)
	return err
}
