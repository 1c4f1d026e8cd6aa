package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// attestationKey is (subject, schema, issuer), issuedKey is (issuer, subject, schema).
type (
	attestationKey = collections.Triple[sdk.AccAddress, string, sdk.AccAddress]
	issuedKey      = collections.Triple[sdk.AccAddress, sdk.AccAddress, string]
)

// Attestation returns what the issuer states about the subject under the schema, whether it counts or not.
// ErrAttestationNotFound.
func (k *Keeper) Attestation(ctx context.Context, subject sdk.AccAddress, schema string, issuer sdk.AccAddress) (types.Attestation, error) {
	a, found, err := k.attestation(ctx, subject, schema, issuer)
	if err != nil {
		return types.Attestation{}, err
	}
	if !found {
		return types.Attestation{}, types.ErrAttestationNotFound.Wrapf("agent %s, schema %.64q, issuer %s", subject, schema, issuer)
	}
	return a, nil
}

func (k *Keeper) attestation(ctx context.Context, subject sdk.AccAddress, schema string, issuer sdk.AccAddress) (types.Attestation, bool, error) {
	a, err := k.attestations.Get(ctx, collections.Join3(subject, schema, issuer))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Attestation{}, false, nil
	}
	return a, err == nil, err
}

// attest stores what the issuer states about the subject; a statement of the same schema is replaced. The subject is not
// asked: a statement counts only for who names its issuer, and the subject may delete it. a has subject, schema, issuer,
// value, evidence and expiry. ErrAttestationExpired, ErrAgentNotFound, ErrAgentRetired, ErrTooManyAttestations and the
// errors of Authorize.
func (k *Keeper) attest(ctx context.Context, signer, issuer, subject sdk.AccAddress, a types.Attestation) error {
	if _, err := k.Authorize(ctx, signer, issuer, types.ActionAttest); err != nil {
		return err
	}
	agent, err := k.Agent(ctx, subject)
	if err != nil {
		return err
	}
	if agent.Status == types.AgentStatusRetired {
		return types.ErrAgentRetired.Wrapf("subject %s", subject)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if a.Expired(now) {
		return types.ErrAttestationExpired.Wrapf("expires_ms: %d, now %d", a.ExpiresMs, now)
	}
	a.IssuedMs, a.Handovers = now, agent.Handovers
	old, replaces, err := k.attestation(ctx, subject, a.Schema, issuer)
	if err != nil {
		return err
	}
	if replaces {
		err = k.unscheduleAttestation(ctx, subject, issuer, old)
	} else {
		err = k.countAttestation(ctx, issuer)
	}
	if err != nil {
		return err
	}
	if err := k.storeAttestation(ctx, subject, issuer, a); err != nil {
		return err
	}
	if a.ExpiresMs != 0 {
		id := types.AttestationID(subject, a.Schema, issuer)
		if err := k.queue.Schedule(ctx, a.ExpiresMs, types.KindExpireAttestation, id); err != nil {
			return err
		}
	}
	emit(ctx, types.NewAttestationIssuedEvent(a))
	return nil
}

// countAttestation counts one more attestation of the issuer. ErrTooManyAttestations.
func (k *Keeper) countAttestation(ctx context.Context, issuer sdk.AccAddress) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	count, err := k.issuedCount(ctx, issuer)
	if err != nil {
		return err
	}
	if count >= params.MaxAttestationsPerIssuer {
		return types.ErrTooManyAttestations.Wrapf("agent %s: %d, want fewer than %d", issuer, count, params.MaxAttestationsPerIssuer)
	}
	return k.issuedCounts.Set(ctx, issuer, count+1)
}

// issuedCount returns the number of the issuer's attestations, expired ones included until they are pruned.
func (k *Keeper) issuedCount(ctx context.Context, issuer sdk.AccAddress) (uint32, error) {
	count, err := k.issuedCounts.Get(ctx, issuer)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return count, err
}

// storeAttestation writes an attestation and the index of issuers.
func (k *Keeper) storeAttestation(ctx context.Context, subject, issuer sdk.AccAddress, a types.Attestation) error {
	if err := k.attestations.Set(ctx, collections.Join3(subject, a.Schema, issuer), a); err != nil {
		return err
	}
	return k.issued.Set(ctx, collections.Join3(issuer, subject, a.Schema))
}

// revokeAttestation deletes a statement in the name of its issuer or of its subject. ErrNotParty, ErrAgentNotFound,
// ErrAttestationNotFound and the errors of Authorize.
func (k *Keeper) revokeAttestation(ctx context.Context, signer, agent, subject sdk.AccAddress, schema string, issuer sdk.AccAddress) error {
	if err := k.mayRevoke(ctx, signer, agent, subject, issuer); err != nil {
		return err
	}
	a, err := k.Attestation(ctx, subject, schema, issuer)
	if err != nil {
		return err
	}
	if err := k.unscheduleAttestation(ctx, subject, issuer, a); err != nil {
		return err
	}
	if err := k.dropAttestation(ctx, subject, schema, issuer); err != nil {
		return err
	}
	emit(ctx, types.NewAttestationRevokedEvent(a, agent.String()))
	return nil
}

// mayRevoke passes for the owner of issuer or subject, whatever the agent's status, so that what an agent said or is said
// of it can always be taken back; and for an operator with ATTEST of the issuer or with PROFILE of the subject.
func (k *Keeper) mayRevoke(ctx context.Context, signer, agent, subject, issuer sdk.AccAddress) error {
	var action types.Action
	switch {
	case agent.Equals(issuer):
		action = types.ActionAttest
	case agent.Equals(subject):
		action = types.ActionProfile
	default:
		return types.ErrNotParty.Wrapf("agent %s: subject %s, issuer %s", agent, subject, issuer)
	}
	a, err := k.Agent(ctx, agent)
	if err != nil {
		return err
	}
	if a.Owner == signer.String() {
		return nil
	}
	_, err = k.Authorize(ctx, signer, agent, action)
	return err
}

// expireAttestation is the deadline of an attestation that expires. ErrDeadlineID, ErrAttestationNotFound, ErrBroken when
// it has not expired.
func (k *Keeper) expireAttestation(ctx context.Context, id []byte) error {
	subject, schema, issuer, err := types.ParseAttestationID(id)
	if err != nil {
		return err
	}
	a, err := k.Attestation(ctx, subject, schema, issuer)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !a.Expired(now) {
		return types.ErrBroken.Wrapf("attestation of %s, schema %q, issuer %s expires at %d, now %d", subject, schema, issuer, a.ExpiresMs, now)
	}
	if err := k.dropAttestation(ctx, subject, schema, issuer); err != nil {
		return err
	}
	emit(ctx, types.NewAttestationExpiredEvent(a))
	return nil
}

// unscheduleAttestation takes the deadline of an attestation out of the queue.
func (k *Keeper) unscheduleAttestation(ctx context.Context, subject, issuer sdk.AccAddress, a types.Attestation) error {
	if a.ExpiresMs == 0 {
		return nil
	}
	return k.queue.Cancel(ctx, a.ExpiresMs, types.KindExpireAttestation, types.AttestationID(subject, a.Schema, issuer))
}

// dropAttestation deletes an attestation that is there, from the index and the count of its issuer too.
func (k *Keeper) dropAttestation(ctx context.Context, subject sdk.AccAddress, schema string, issuer sdk.AccAddress) error {
	if err := k.attestations.Remove(ctx, collections.Join3(subject, schema, issuer)); err != nil {
		return err
	}
	if err := k.issued.Remove(ctx, collections.Join3(issuer, subject, schema)); err != nil {
		return err
	}
	count, err := k.issuedCount(ctx, issuer)
	if err != nil {
		return err
	}
	if count <= 1 {
		return k.issuedCounts.Remove(ctx, issuer)
	}
	return k.issuedCounts.Set(ctx, issuer, count-1)
}
