package keeper

import (
	"bytes"
	"context"
	"crypto/sha256"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Submit delivers a milestone. The client gets the backup reserve back. With METHOD_HASH the right preimage settles the
// milestone at once, and a wrong one changes nothing; with METHOD_EVALUATOR the evaluator's time begins, with METHOD_PANEL a
// panel is drawn, else the client reviews. An instant agreement pays the price now. A contest that the provider authorises
// asks for a mandate to dispute and holds its deposit. ErrNotFound, ErrNotProvider, ErrTransition, ErrMilestone,
// ErrDeadlinePassed, ErrAnswer, ErrVerification, the errors of identity's Authorize and, with a contest, of escrow's Hold and
// arbitration's PanelFeeOf.
func (s msgServer) Submit(ctx context.Context, msg *types.MsgSubmit) (*types.MsgSubmitResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asProvider(ctx, msg.Signer, msg.Provider, msg, types.ActSubmit, identitytypes.ActionWork)
	if err != nil {
		return nil, err
	}
	if err := checkAnswer(x.Agreement, msg.Preimage); err != nil {
		return nil, err
	}
	if by := x.Terms.Verification.By(); msg.Contest && (by == types.MethodHash || by == types.MethodPanel) {
		return nil, types.ErrVerification.Wrapf("contest: nobody claims anything with %s", by)
	}
	submission := msg.Submission()
	submission.SubmittedMs = x.now
	a := x.Agreement
	a.Submission, a.EvaluatorAbsent = &submission, false
	if a.Terms.Verification.By() == types.MethodHash {
		return &types.MsgSubmitResponse{}, s.settle(ctx, x.key, a, ruling{act: types.ActSubmit}, x.now)
	}
	return &types.MsgSubmitResponse{}, atomic(ctx, func(ctx sdk.Context) error {
		if msg.Contest {
			if err := s.authoriseContest(ctx, x, &a); err != nil {
				return err
			}
		}
		return s.deliver(ctx, x, a)
	})
}

// authoriseContest holds the fee of the first panel, with which a claim is contested that the provider does not answer.
func (k *Keeper) authoriseContest(ctx context.Context, x acting, a *types.Agreement) error {
	client, _, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	authority, err := k.identity.Authorize(ctx, x.signer, x.agent, identitytypes.ActionDispute)
	if err != nil {
		return err
	}
	deposit, err := k.fee(ctx, *a)
	if err != nil {
		return err
	}
	a.Contest = &types.Contest{Deposit: deposit.Amount}
	if !deposit.IsPositive() {
		return nil
	}
	return k.escrow.Hold(ctx, authority, types.ContestRef(x.key), deposit, client)
}

// deliver stores a submission and starts the clock of whoever judges it.
func (k *Keeper) deliver(ctx context.Context, x acting, a types.Agreement) error {
	released := a.BackupReserve
	if err := k.shrink(ctx, types.ClientRef(x.key), released); err != nil {
		return err
	}
	a.BackupReserve = math.ZeroInt()
	if a.Terms.Instant {
		p, err := k.escrow.Pay(ctx, types.ClientRef(x.key), x.agent, a.Current().Price, a.Snapshot.Fees())
		if err != nil {
			return err
		}
		a.Advance = &types.Advance{Paid: p.Paid, Burned: p.Burned, ProtocolFee: p.ProtocolFee}
	}
	switch a.Terms.Verification.By() {
	case types.MethodEvaluator:
		return k.submitTo(ctx, x, a, released, types.StatusEvaluating, x.now+a.Terms.Verification.EvalMs)
	case types.MethodPanel:
		return k.submitToPanel(ctx, x, a, released)
	}
	return k.submitTo(ctx, x, a, released, types.StatusReview, x.now+a.Terms.ReviewMs)
}

// submitTo stores a submission with the clock of whoever judges it.
func (k *Keeper) submitTo(ctx context.Context, x acting, a types.Agreement, released math.Int, to types.Status, due uint64) error {
	_, err := k.enter(ctx, x.key, x.Agreement, a, move{types.ActSubmit, to, due, func(a types.Agreement) sdk.Event {
		return types.NewWorkSubmittedEvent(a, released)
	}})
	return err
}

// checkAnswer: the preimage is the answer of a milestone that has one, and empty otherwise. ErrAnswer.
func checkAnswer(a types.Agreement, preimage []byte) error {
	want := a.At().AnswerSha256
	if len(want) == 0 {
		if len(preimage) > 0 {
			return types.ErrAnswer.Wrapf("preimage: %d bytes, %s has no answer to check", len(preimage), a.Id)
		}
		return nil
	}
	if len(preimage) == 0 {
		return types.ErrAnswer.Wrapf("preimage: missing, milestone %d of %s wants the one of sha256 %x", a.Milestone, a.Id, want)
	}
	if got := sha256.Sum256(preimage); !bytes.Equal(got[:], want) {
		return types.ErrAnswer.Wrapf("preimage: sha256 %x, want %x", got, want)
	}
	return nil
}
