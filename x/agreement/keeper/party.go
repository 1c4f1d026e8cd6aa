package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// acting is an agreement that somebody acts on, with who acts and when.
type acting struct {
	types.Agreement
	key []byte
	now uint64
	// signer acts for agent, in a role (none for an evaluator).
	signer, agent sdk.AccAddress
	role          types.Role
	authority     identitytypes.Authority
}

// onMilestone is a message about one milestone. It names it, so that an act that arrives late cannot hit the next one.
type onMilestone interface {
	GetAgreement() string
	GetMilestone() uint32
}

// asProvider checks that the signer may act for the provider of an agreement, and that the act is possible now.
func (k *Keeper) asProvider(ctx context.Context, signer, provider string, msg onMilestone, act types.Act, action identitytypes.Action) (acting, error) {
	return k.as(ctx, "provider", signer, provider, msg, act, func(a types.Agreement, agent string) (identitytypes.Action, error) {
		if a.Terms.Provider != agent {
			return 0, types.ErrNotProvider.Wrapf("provider: %s, %s is done by %s", agent, a.Id, a.Terms.Provider)
		}
		return action, nil
	})
}

// asClient checks that the signer may act for the client of an agreement, and that the act is possible now.
func (k *Keeper) asClient(ctx context.Context, signer, client string, msg onMilestone, act types.Act, action identitytypes.Action) (acting, error) {
	return k.as(ctx, "client", signer, client, msg, act, func(a types.Agreement, agent string) (identitytypes.Action, error) {
		if a.Terms.Client != agent {
			return 0, types.ErrNotClient.Wrapf("client: %s, %s was ordered by %s", agent, a.Id, a.Terms.Client)
		}
		return action, nil
	})
}

// asEvaluator checks that the signer may act for the evaluator of an agreement, and that the act is possible now.
func (k *Keeper) asEvaluator(ctx context.Context, signer, evaluator string, msg onMilestone, act types.Act) (acting, error) {
	return k.as(ctx, "evaluator", signer, evaluator, msg, act, func(a types.Agreement, agent string) (identitytypes.Action, error) {
		if a.Terms.Verification.Evaluator != agent {
			return 0, types.ErrNotEvaluator.Wrapf("evaluator: %s, %s is judged by %q", agent, a.Id, a.Terms.Verification.Evaluator)
		}
		return identitytypes.ActionWork, nil
	})
}

// asParty checks that the signer may act for either party of an agreement, and that the act is possible now: a client
// reviews, a provider works.
func (k *Keeper) asParty(ctx context.Context, signer, agent string, msg onMilestone, act types.Act) (acting, error) {
	return k.as(ctx, "agent", signer, agent, msg, act, func(a types.Agreement, agent string) (identitytypes.Action, error) {
		switch a.RoleOf(agent) {
		case types.RoleClient:
			return identitytypes.ActionReview, nil
		case types.RoleProvider:
			return identitytypes.ActionWork, nil
		}
		return 0, types.ErrNotParty.Wrapf("agent: %s has no part in %s", agent, a.Id)
	})
}

// as loads an agreement, has the role checked, authorizes the signer and looks at status, clock and milestone,
// in this order. An address may be written all in upper case; records have it in lower case.
func (k *Keeper) as(
	ctx context.Context, name, signer, agent string, msg onMilestone, act types.Act,
	action func(a types.Agreement, agent string) (identitytypes.Action, error),
) (x acting, err error) {
	if x.key, err = types.ParseID("agreement", msg.GetAgreement()); err != nil {
		return x, err
	}
	if x.Agreement, err = k.get(ctx, x.key); err != nil {
		return x, err
	}
	if x.now, err = k.clock.Now(ctx); err != nil {
		return x, err
	}
	if x.agent, err = field.Address(name, agent); err != nil {
		return x, err
	}
	if x.signer, err = field.Address("signer", signer); err != nil {
		return x, err
	}
	needed, err := action(x.Agreement, x.agent.String())
	if err != nil {
		return x, err
	}
	x.role = x.RoleOf(x.agent.String())
	if x.authority, err = k.identity.Authorize(ctx, x.signer, x.agent, needed); err != nil {
		return x, err
	}
	if err := allow(x.Agreement, act, x.now); err != nil {
		return x, err
	}
	if msg.GetMilestone() != x.Milestone {
		return x, types.ErrMilestone.Wrapf("milestone: %d, %s is at %d", msg.GetMilestone(), x.Id, x.Milestone)
	}
	return x, nil
}

// allow checks an act against the status and the clock of an agreement. From the deadline on, only the acts are possible
// that the deadline leaves open (ErrDeadlinePassed), however long it waits in the queue.
func allow(a types.Agreement, act types.Act, now uint64) error {
	if !a.Status.Allows(act) {
		return types.ErrTransition.Wrapf("%s: %s in status %s", a.Id, act, a.Status)
	}
	if a.Status.OnlyBeforeDue(act) && now >= a.DueMs {
		return types.ErrDeadlinePassed.Wrapf("%s: %s at %d, due was %d", a.Id, act, now, a.DueMs)
	}
	return nil
}
