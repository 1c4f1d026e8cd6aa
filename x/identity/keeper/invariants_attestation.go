package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// checkDeadlines: the name of every retired agent, the fee allowance of every mandate that expires and every attestation
// that expires wait for their end, and nothing else does.
func (k *Keeper) checkDeadlines(ctx context.Context) error {
	waiting := 0
	waits := func(due uint64, kind uint32, id []byte) error {
		waiting++
		has, err := k.queue.Has(ctx, due, kind, id)
		if err != nil {
			return err
		}
		if !has {
			return types.ErrBroken.Wrapf("no deadline of kind %d, id %x at %d", kind, id, due)
		}
		return nil
	}
	err := k.walkAgents(ctx, func(_ sdk.AccAddress, a types.Agent) error {
		if a.Status != types.AgentStatusRetired || a.Profile.Name == "" {
			return nil
		}
		return waits(a.DueMs, types.KindReleaseName, []byte(a.Profile.Name))
	})
	if err != nil {
		return err
	}
	err = k.operators.Walk(ctx, nil, func(at collections.Pair[sdk.AccAddress, sdk.AccAddress], o types.Operator) (bool, error) {
		if o.FeeLimit == nil || o.Mandate.ExpiresMs == 0 {
			return false, nil
		}
		return false, waits(o.Mandate.ExpiresMs, types.KindEndAllowance, types.AllowanceID(at.K1(), at.K2()))
	})
	if err != nil {
		return err
	}
	err = k.attestations.Walk(ctx, nil, func(at attestationKey, a types.Attestation) (bool, error) {
		if a.ExpiresMs == 0 {
			return false, nil
		}
		return false, waits(a.ExpiresMs, types.KindExpireAttestation, types.AttestationID(at.K1(), at.K2(), at.K3()))
	})
	if err != nil {
		return err
	}
	entries, err := k.queue.Export(ctx)
	if err != nil {
		return err
	}
	if len(entries) != waiting {
		return types.ErrBroken.Wrapf("%d deadlines, of which %d end something", len(entries), waiting)
	}
	return nil
}

// checkAttestations: each is between agents, of no more handovers than its subject had, and listed and counted under its
// issuer, no more and no less.
func (k *Keeper) checkAttestations(ctx context.Context) error {
	stored := 0
	err := k.attestations.Walk(ctx, nil, func(at attestationKey, a types.Attestation) (bool, error) {
		stored++
		return false, k.checkAttestation(ctx, at, a)
	})
	if err != nil {
		return err
	}
	var issuers []sdk.AccAddress
	var counts []uint32
	listed := 0
	err = k.issued.Walk(ctx, nil, func(at issuedKey) (bool, error) {
		listed++
		if last := len(issuers) - 1; last < 0 || !issuers[last].Equals(at.K1()) {
			issuers, counts = append(issuers, at.K1()), append(counts, 0)
		}
		counts[len(counts)-1]++
		return false, nil
	})
	if err != nil {
		return err
	}
	if listed != stored {
		return types.ErrBroken.Wrapf("%d attestations, %d under their issuers", stored, listed)
	}
	counted := 0
	err = k.issuedCounts.Walk(ctx, nil, func(issuer sdk.AccAddress, count uint32) (bool, error) {
		if counted >= len(issuers) || !issuers[counted].Equals(issuer) || counts[counted] != count {
			return true, types.ErrBroken.Wrapf("issuer %s counts %d attestations", issuer, count)
		}
		counted++
		return false, nil
	})
	if err != nil {
		return err
	}
	if counted != len(issuers) {
		return types.ErrBroken.Wrapf("%d issuers, of which %d count their attestations", len(issuers), counted)
	}
	return nil
}

func (k *Keeper) checkAttestation(ctx context.Context, at attestationKey, a types.Attestation) error {
	if at.K1().String() != a.Subject || at.K2() != a.Schema || at.K3().String() != a.Issuer {
		return types.ErrBroken.Wrapf("attestation of %s, schema %q, issuer %s under %s, %q, %s", a.Subject, a.Schema, a.Issuer, at.K1(), at.K2(), at.K3())
	}
	subject, err := k.Agent(ctx, at.K1())
	if err != nil {
		return err
	}
	if _, err := k.Agent(ctx, at.K3()); err != nil {
		return err
	}
	if a.Handovers > subject.Handovers {
		return types.ErrBroken.Wrapf("attestation of %s after %d handovers, it had %d", at.K1(), a.Handovers, subject.Handovers)
	}
	has, err := k.issued.Has(ctx, collections.Join3(at.K3(), at.K1(), at.K2()))
	if err != nil {
		return err
	}
	if !has {
		return types.ErrBroken.Wrapf("attestation of %s, schema %q is not listed under its issuer %s", at.K1(), at.K2(), at.K3())
	}
	return nil
}

// checkAllowances: every fee allowance from an agent's account is that of one of its operators and within its fee limit.
// An operator may have used up what it had.
func (k *Keeper) checkAllowances(ctx context.Context) error {
	if k.fees == nil {
		return nil
	}
	all, err := k.fees.All(ctx)
	if err != nil {
		return err
	}
	for _, allowance := range all {
		agent, err := k.agents.Has(ctx, allowance.Granter)
		if err != nil {
			return err
		}
		if !agent {
			continue
		}
		if err := k.checkAllowance(ctx, allowance); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) checkAllowance(ctx context.Context, allowance types.FeeAllowance) error {
	o, err := k.operators.Get(ctx, collections.Join(allowance.Granter, allowance.Key))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err != nil || o.FeeLimit == nil {
		return types.ErrBroken.Wrapf("key %s may pay fees from agent %s without a mandate that says so", allowance.Key, allowance.Granter)
	}
	if len(allowance.Left) != 1 || !allowance.Left.IsAllLTE(sdk.Coins{*o.FeeLimit}) {
		return types.ErrBroken.Wrapf("key %s may pay fees of %q from agent %s, its limit is %s", allowance.Key, allowance.Left, allowance.Granter, o.FeeLimit)
	}
	return nil
}
