package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

var (
	_ sdk.HasValidateBasic = (*MsgAddEvidence)(nil)
	_ sdk.HasValidateBasic = (*MsgCommitVote)(nil)
	_ sdk.HasValidateBasic = (*MsgRevealVote)(nil)
	_ sdk.HasValidateBasic = (*MsgAppeal)(nil)
	_ sdk.HasValidateBasic = (*MsgRetry)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks the addresses, the id and the document.
func (m *MsgAddEvidence) ValidateBasic() error {
	if err := check(m.Signer, "agent", m.Agent, m.Case); err != nil {
		return err
	}
	return checkDocument(m.Uri, m.Sha256, m.Note)
}

// ValidateBasic checks the addresses, the id, the round and the commitment.
func (m *MsgCommitVote) ValidateBasic() error {
	if err := check(m.Signer, "arbiter", m.Arbiter, m.Case); err != nil {
		return err
	}
	if err := checkRound(m.Round); err != nil {
		return err
	}
	return field.Bytes("commitment", m.Commitment, HashLen)
}

// ValidateBasic checks the addresses, the id, the round, the votes and the salt.
func (m *MsgRevealVote) ValidateBasic() error {
	if err := check(m.Signer, "arbiter", m.Arbiter, m.Case); err != nil {
		return err
	}
	if err := checkRound(m.Round); err != nil {
		return err
	}
	if len(m.Votes) == 0 {
		return field.ErrMissing.Wrapf("votes: one, or one per criterion")
	}
	if err := field.Count("votes", len(m.Votes), MaxWeights); err != nil {
		return err
	}
	if err := checkSteps(m.Votes); err != nil {
		return err
	}
	return field.Bytes("salt", m.Salt, SaltLen)
}

// ValidateBasic checks the addresses, the id and the round.
func (m *MsgAppeal) ValidateBasic() error {
	if err := check(m.Signer, "agent", m.Agent, m.Case); err != nil {
		return err
	}
	return checkRound(m.Round)
}

// ValidateBasic checks the sender and the id.
func (m *MsgRetry) ValidateBasic() error {
	if _, err := field.Address("sender", m.Sender); err != nil {
		return err
	}
	_, err := ParseID("case", m.Case)
	return err
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func check(signer, role, agent, id string) error {
	if _, err := field.Address("signer", signer); err != nil {
		return err
	}
	if _, err := field.Address(role, agent); err != nil {
		return err
	}
	_, err := ParseID("case", id)
	return err
}

func checkRound(round uint32) error { return field.Range("round", uint64(round), 0, MaxRounds-1) }
