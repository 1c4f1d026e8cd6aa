package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

var _ types.MsgServer = msgServer{}

type msgServer struct{ k *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Register creates an agent owned by the signer.
func (s msgServer) Register(ctx context.Context, msg *types.MsgRegister) (*types.MsgRegisterResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, err := field.Address("owner", msg.Owner)
	if err != nil {
		return nil, err
	}
	agent, err := s.k.register(ctx, owner, msg.Salt, msg.Profile)
	if err != nil {
		return nil, err
	}
	return &types.MsgRegisterResponse{Agent: agent.String()}, nil
}

// UpdateProfile replaces name, card, skills and encryption key.
func (s msgServer) UpdateProfile(ctx context.Context, msg *types.MsgUpdateProfile) (*types.MsgUpdateProfileResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parse("signer", msg.Signer, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.updateProfile(ctx, signer, agent, msg.Profile); err != nil {
		return nil, err
	}
	return &types.MsgUpdateProfileResponse{}, nil
}

// SetStatus pauses, resumes or retires an agent.
func (s msgServer) SetStatus(ctx context.Context, msg *types.MsgSetStatus) (*types.MsgSetStatusResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.changeStatus(ctx, owner, agent, msg.Status); err != nil {
		return nil, err
	}
	return &types.MsgSetStatusResponse{}, nil
}

// ProposeOwner starts a handover, or withdraws it when no new owner is named.
func (s msgServer) ProposeOwner(ctx context.Context, msg *types.MsgProposeOwner) (*types.MsgProposeOwnerResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	if msg.NewOwner == "" {
		if err := s.k.withdrawProposal(ctx, owner, agent); err != nil {
			return nil, err
		}
		return &types.MsgProposeOwnerResponse{}, nil
	}
	newOwner, err := field.Address("new_owner", msg.NewOwner)
	if err != nil {
		return nil, err
	}
	if err := s.k.proposeOwner(ctx, owner, agent, newOwner); err != nil {
		return nil, err
	}
	return &types.MsgProposeOwnerResponse{}, nil
}

// AcceptOwner completes a handover.
func (s msgServer) AcceptOwner(ctx context.Context, msg *types.MsgAcceptOwner) (*types.MsgAcceptOwnerResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	newOwner, agent, err := parse("new_owner", msg.NewOwner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.acceptOwner(ctx, newOwner, agent); err != nil {
		return nil, err
	}
	return &types.MsgAcceptOwnerResponse{}, nil
}

// AddOperator gives a key a mandate.
func (s msgServer) AddOperator(ctx context.Context, msg *types.MsgAddOperator) (*types.MsgAddOperatorResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	key, err := field.Address("key", msg.Key)
	if err != nil {
		return nil, err
	}
	if err := s.k.addOperator(ctx, owner, agent, key, msg.Mandate, msg.FeeLimit); err != nil {
		return nil, err
	}
	return &types.MsgAddOperatorResponse{}, nil
}

// UpdateMandate replaces the mandate of a key.
func (s msgServer) UpdateMandate(ctx context.Context, msg *types.MsgUpdateMandate) (*types.MsgUpdateMandateResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, agent, err := parse("owner", msg.Owner, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	key, err := field.Address("key", msg.Key)
	if err != nil {
		return nil, err
	}
	if err := s.k.updateMandate(ctx, owner, agent, key, msg.Mandate, msg.FeeLimit); err != nil {
		return nil, err
	}
	return &types.MsgUpdateMandateResponse{}, nil
}

// RemoveOperator revokes a key.
func (s msgServer) RemoveOperator(ctx context.Context, msg *types.MsgRemoveOperator) (*types.MsgRemoveOperatorResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parse("signer", msg.Signer, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	key, err := field.Address("key", msg.Key)
	if err != nil {
		return nil, err
	}
	if err := s.k.removeOperator(ctx, signer, agent, key); err != nil {
		return nil, err
	}
	return &types.MsgRemoveOperatorResponse{}, nil
}

// Heartbeat shows that the agent is alive.
func (s msgServer) Heartbeat(ctx context.Context, msg *types.MsgHeartbeat) (*types.MsgHeartbeatResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parse("signer", msg.Signer, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.heartbeat(ctx, signer, agent); err != nil {
		return nil, err
	}
	return &types.MsgHeartbeatResponse{}, nil
}

// Attest states something about an agent.
func (s msgServer) Attest(ctx context.Context, msg *types.MsgAttest) (*types.MsgAttestResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, issuer, err := parse("signer", msg.Signer, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	subject, err := field.Address("subject", msg.Subject)
	if err != nil {
		return nil, err
	}
	a := types.Attestation{
		Subject: subject.String(), Schema: msg.Schema, Issuer: issuer.String(),
		Value: msg.Value, Evidence: msg.Evidence, ExpiresMs: msg.ExpiresMs,
	}
	if err := s.k.attest(ctx, signer, issuer, subject, a); err != nil {
		return nil, err
	}
	return &types.MsgAttestResponse{}, nil
}

// RevokeAttestation deletes a statement.
func (s msgServer) RevokeAttestation(ctx context.Context, msg *types.MsgRevokeAttestation) (*types.MsgRevokeAttestationResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parse("signer", msg.Signer, "agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	subject, issuer, err := parse("subject", msg.Subject, "issuer", msg.Issuer)
	if err != nil {
		return nil, err
	}
	if err := s.k.revokeAttestation(ctx, signer, agent, subject, msg.Schema, issuer); err != nil {
		return nil, err
	}
	return &types.MsgRevokeAttestationResponse{}, nil
}

// Retry runs a stuck deadline again; anyone may.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	kind, id := msg.Deadline()
	if err := s.k.queue.Retry(ctx, kind, id, s.k.runDeadline); err != nil {
		return nil, err
	}
	return &types.MsgRetryResponse{}, nil
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized).
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), s.k.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	emit(ctx, types.NewParamsUpdatedEvent(msg.Params))
	return &types.MsgUpdateParamsResponse{}, nil
}
