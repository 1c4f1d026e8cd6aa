package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/linked"
)

const (
	// MaxLinks is the number of accounts elsewhere that an agent may have.
	MaxLinks = 16
	// MaxProofMs is how far ahead the deadline of a proof may be: a day of market time.
	MaxProofMs = 86_400_000
)

// What the check of a proof costs in gas, in the proportion of the time it takes; the SDK charges 590 for an ed25519 and
// 1000 for a secp256k1 signature of a transaction. To recover a key is the dearest, 3000 as on Ethereum.
const (
	GasEIP155  = 3000
	GasCosmos  = 1500
	GasEd25519 = 1000
)

var (
	_ sdk.HasValidateBasic = (*MsgLinkAccount)(nil)
	_ sdk.HasValidateBasic = (*MsgUnlinkAccount)(nil)
)

// ProofGas returns what the check of a proof costs for an account of the scheme.
func ProofGas(scheme linked.Scheme) uint64 {
	switch scheme {
	case linked.EIP155:
		return GasEIP155
	case linked.Cosmos:
		return GasCosmos
	default:
		return GasEd25519
	}
}

// Pure returns the proof as the pure rules read it.
func (p Proof) Pure() linked.Proof {
	return linked.Proof{Signature: p.Signature, PublicKey: p.PublicKey}
}

// ParseAccount reads an account elsewhere. field.ErrMissing, and the errors of linked.Parse.
func ParseAccount(s string) (linked.Account, error) {
	if s == "" {
		return linked.Account{}, field.ErrMissing.Wrap("account: CAIP-10 or did:key")
	}
	return linked.Parse(s)
}

// ValidateBasic checks owner, agent, account, the lengths of the proof, and that there is a deadline.
func (m *MsgLinkAccount) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent); err != nil {
		return err
	}
	account, err := ParseAccount(m.Account)
	if err != nil {
		return err
	}
	if len(m.Proof.Signature) == 0 {
		return field.ErrMissing.Wrap("proof.signature: of the statement " + linked.Domain)
	}
	if err := m.Proof.Pure().Check(account); err != nil {
		return err
	}
	if m.DeadlineMs == 0 {
		return field.ErrMissing.Wrap("deadline_ms: market time")
	}
	return nil
}

// ValidateBasic checks owner, agent and account.
func (m *MsgUnlinkAccount) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent); err != nil {
		return err
	}
	_, err := ParseAccount(m.Account)
	return err
}

// Validate checks one link on its own: the agent's address, and that the account is in its canonical form.
func (l Link) Validate() error {
	if err := canonical("agent", l.Agent); err != nil {
		return err
	}
	account, err := ParseAccount(l.Account)
	if err != nil {
		return err
	}
	if account.String() != l.Account {
		return linked.ErrMalformed.Wrapf("account: %q, want %s", l.Account, account)
	}
	return nil
}

// validateLinks checks every link, that no account is linked twice, and that no agent has too many. A retired agent has
// none.
func (gs GenesisState) validateLinks(agents map[string]Agent) error {
	accounts := make(map[string]struct{}, len(gs.Links))
	counts := make(map[string]int, len(agents))
	for i, l := range gs.Links {
		if err := l.Validate(); err != nil {
			return ErrGenesis.Wrapf("links[%d]: %s", i, err)
		}
		if a, ok := agents[l.Agent]; !ok || a.Status == AgentStatusRetired {
			return ErrGenesis.Wrapf("links[%d]: agent %s is unknown or retired", i, l.Agent)
		}
		if _, twice := accounts[l.Account]; twice {
			return ErrGenesis.Wrapf("links[%d]: account %s twice", i, l.Account)
		}
		accounts[l.Account] = struct{}{}
		counts[l.Agent]++
		if counts[l.Agent] > MaxLinks {
			return ErrGenesis.Wrapf("links[%d]: more than %d of agent %s", i, MaxLinks, l.Agent)
		}
	}
	return nil
}
