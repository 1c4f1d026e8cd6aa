package keeper

import (
	"context"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// Meets says whether the subject has, for each requirement, an attestation that counts now: of the schema, by one of the
// issuers named, with the value, not expired, and made since the subject last changed its owner. The requirements were
// validated (types.ValidateRequirements), so it reads one agent and at most MaxRequirements times MaxIssuers
// attestations; without requirements it reads nothing. ErrAgentNotFound, ErrRequirementUnmet with subject, place,
// schema and value of the first one that is not met.
func (k *Keeper) Meets(ctx context.Context, subject sdk.AccAddress, rs []types.Requirement) error {
	if len(rs) == 0 {
		return nil
	}
	agent, err := k.Agent(ctx, subject)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	for i, r := range rs {
		_, met, err := k.meets(ctx, subject, r, "requirements["+strconv.Itoa(i)+"]", now, agent.Handovers)
		if err != nil {
			return err
		}
		if !met {
			return types.ErrRequirementUnmet.Wrapf("agent %s: requirements[%d]: schema %q, value %q", subject, i, r.Schema, r.Value)
		}
	}
	return nil
}

// meets returns the first attestation that meets the requirement, in the order of its issuers.
func (k *Keeper) meets(ctx context.Context, subject sdk.AccAddress, r types.Requirement, name string, now uint64, handovers uint32) (types.Attestation, bool, error) {
	for j, issuer := range r.Issuers {
		addr, err := field.Address(name+".issuers["+strconv.Itoa(j)+"]", issuer)
		if err != nil {
			return types.Attestation{}, false, err
		}
		a, found, err := k.attestation(ctx, subject, r.Schema, addr)
		if err != nil {
			return types.Attestation{}, false, err
		}
		if found && a.Counts(r, now, handovers) {
			return a, true, nil
		}
	}
	return types.Attestation{}, false, nil
}
