package types

import "github.com/trothchain/troth/internal/field"

// Submission returns the delivered work as the agreement keeps it, without its time.
func (m *MsgSubmit) Submission() Submission {
	return Submission{Uri: m.Uri, Sha256: m.Sha256, Bytes: m.Bytes, Note: m.Note, RatingCommitment: m.RatingCommitment}
}

func (s Submission) validate(prefix string) error {
	if err := field.Text(prefix+"uri", s.Uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes(prefix+"sha256", s.Sha256, HashLen); err != nil {
		return err
	}
	if err := field.Text(prefix+"note", s.Note, 0, MaxNote); err != nil {
		return err
	}
	return field.OptionalBytes(prefix+"rating_commitment", s.RatingCommitment, HashLen)
}
