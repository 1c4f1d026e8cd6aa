package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// CheckTerms says why no agreement can be opened on the terms now, whatever the money and the cover. A party that is not
// known yet has no address; then what depends on it (the provider's pledge, the client's part in the parent) is not looked
// at. ErrClock, ErrEvaluator, ErrPanel, ErrFinal, ErrInstant, ErrParent, ErrPriceRange, escrow's ErrDenomNotAccepted, the errors of
// Terms.Validate.
func (k *Keeper) CheckTerms(ctx context.Context, t types.Terms) error {
	validate := t.Validate
	if t.Client == "" || t.Provider == "" {
		validate = t.ValidateDraft
	}
	if err := validate(); err != nil {
		return err
	}
	t, err := t.Normalized()
	if err != nil {
		return err
	}
	if err := k.checkWork(ctx, t); err != nil {
		return err
	}
	_, err = k.depth(ctx, t, parentLive)
	return err
}

// checkWork checks valid terms against the parameters and agents of now; not their parent.
func (k *Keeper) checkWork(ctx context.Context, t types.Terms) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	if err := params.CheckClocks(t); err != nil {
		return err
	}
	denom, err := k.escrow.Denom(ctx, t.Price.Denom)
	if err != nil {
		return err
	}
	if err := t.ValidateParts(denom.UnitsPerNumeraire); err != nil {
		return err
	}
	cover, err := k.reputation.CoverTerms(ctx, t.SigmaBps, t.Instant)
	if err != nil {
		return err
	}
	if t.Provider == "" { // its pledge is not known
		t.Pledge = types.InstantPledge(t.Price.Amount, cover.ConcedeBps)
	}
	if err := t.CheckInstant(cover.ConcedeBps); err != nil {
		return err
	}
	if err := k.checkJudges(ctx, t, denom.UnitsPerNumeraire); err != nil {
		return err
	}
	return k.checkEvaluator(ctx, t)
}

// checkEvaluator: the evaluator is an agent, and neither party nor of one controller with either, whoever of the two says
// so.
func (k *Keeper) checkEvaluator(ctx context.Context, t types.Terms) error {
	if t.Verification.By() != types.MethodEvaluator {
		return nil
	}
	const name = "terms.verification.evaluator"
	evaluator, err := field.Address(name, t.Verification.Evaluator)
	if err != nil {
		return err
	}
	agent, err := k.identity.Agent(ctx, evaluator)
	if err != nil {
		return types.ErrEvaluator.Wrapf("%s: %s", name, err)
	}
	if agent.Status == identitytypes.AgentStatusRetired {
		return types.ErrEvaluator.Wrapf("%s: %s is retired", name, evaluator)
	}
	for _, party := range []string{t.Client, t.Provider} {
		if party == "" {
			continue
		}
		address, err := field.Address("terms", party)
		if err != nil {
			return err
		}
		same, err := k.related(ctx, evaluator, address)
		if err != nil {
			return err
		}
		if same {
			return types.ErrEvaluator.Wrapf("%s: %s is under one control with %s", name, evaluator, party)
		}
	}
	return nil
}

// related says whether either of two agents says that they are under one control.
func (k *Keeper) related(ctx context.Context, a, b sdk.AccAddress) (bool, error) {
	same, err := k.identity.SameController(ctx, a, b)
	if err != nil || same {
		return same, err
	}
	return k.identity.SameController(ctx, b, a)
}
