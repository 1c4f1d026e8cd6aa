// Package authority holds the proof that a signer may act for an agent. It is internal to x/identity: no other module
// can make one, so a debit without a checked mandate does not compile.
package authority

import sdk "github.com/cosmos/cosmos-sdk/types"

// Authority says that a signer was checked against an agent's mandate for one action. The zero value is refused by
// every verb that takes an Authority.
type Authority struct {
	agent  sdk.AccAddress
	signer sdk.AccAddress
	owner  sdk.AccAddress
	action int32
}

// New is called by the identity keeper only.
func New(agent, signer, owner sdk.AccAddress, action int32) Authority {
	return Authority{agent, signer, owner, action}
}

// Agent is the agent acted for.
func (a Authority) Agent() sdk.AccAddress { return a.agent }

// Signer is the owner or operator who acts.
func (a Authority) Signer() sdk.AccAddress { return a.signer }

// IsOwner says whether the owner acts, whom no mandate bounds.
func (a Authority) IsOwner() bool { return len(a.owner) > 0 && a.owner.Equals(a.signer) }

// Action is the action the signer was checked for, a value of the enum identity.v1.Action.
func (a Authority) Action() int32 { return a.action }

// IsZero says that the Authority was not made by identity.
func (a Authority) IsZero() bool { return len(a.agent) == 0 }
