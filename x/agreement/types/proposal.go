package types

import (
	"bytes"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

// SplitProposal offers a share of the current milestone to the provider.
func SplitProposal(bps uint32) *Proposal {
	return &Proposal{Kind: ProposalSplit, Bps: bps, Extra: math.ZeroInt()}
}

// CancelProposal offers to end the agreement with a share of the current milestone for the provider.
func CancelProposal(bps uint32) *Proposal {
	return &Proposal{Kind: ProposalCancel, Bps: bps, Extra: math.ZeroInt()}
}

// AmendProposal offers new terms by their hash; extra is what its proposer holds for them.
func AmendProposal(hash []byte, extra math.Int) *Proposal {
	return &Proposal{Kind: ProposalAmend, TermsHash: hash, Extra: extra}
}

// Same says whether two proposals, of different parties, are about the same.
func (p *Proposal) Same(q *Proposal) bool {
	return p != nil && q != nil && p.Kind == q.Kind && p.Bps == q.Bps && bytes.Equal(p.TermsHash, q.TermsHash)
}

// validate checks a stored proposal; nil is none.
func (p *Proposal) validate(name string) error {
	if p == nil {
		return nil
	}
	if err := field.Range(name+".kind", uint64(p.Kind), 1, uint64(ProposalAmend)); err != nil {
		return err
	}
	if err := field.Range(name+".bps", uint64(p.Bps), 0, BPS); err != nil {
		return err
	}
	if err := field.Amount(name+".extra", p.Extra, 0); err != nil {
		return err
	}
	if p.Kind == ProposalAmend {
		return field.Bytes(name+".terms_hash", p.TermsHash, HashLen)
	}
	if len(p.TermsHash) > 0 || !p.Extra.IsZero() {
		return ErrGenesis.Wrapf("%s: terms_hash and extra belong to an amendment, not to %s", name, p.Kind)
	}
	return nil
}
