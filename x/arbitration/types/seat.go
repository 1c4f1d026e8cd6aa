package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// Validate checks a seat of a case by itself.
func (s Seat) Validate(r Request) error {
	if _, err := field.Address("seat.arbiter", s.Arbiter); err != nil {
		return err
	}
	if _, err := field.Address("seat.owner", s.Owner); err != nil {
		return err
	}
	if err := field.Amount("seat.lock", s.Lock, 0); err != nil {
		return err
	}
	if err := field.OptionalBytes("seat.commitment", s.Commitment, HashLen); err != nil {
		return err
	}
	if !s.Revealed {
		if len(s.Votes) != 0 || s.Bps != 0 {
			return ErrGenesis.Wrapf("seat of %s: votes that were not revealed", s.Arbiter)
		}
		return nil
	}
	if len(s.Commitment) == 0 {
		return ErrGenesis.Wrapf("seat of %s: revealed without a commitment", s.Arbiter)
	}
	if err := checkSteps([]uint32{s.Bps}); err != nil {
		return err
	}
	return r.CheckVotes(s.Votes)
}

// Validate checks a document by itself.
func (e Evidence) Validate() error {
	if e.Side != SideClient && e.Side != SideProvider {
		return ErrGenesis.Wrapf("evidence.side: %s", e.Side)
	}
	return checkDocument(e.Uri, e.Sha256, e.Note)
}

func checkDocument(uri string, sha256 []byte, note string) error {
	if err := field.Text("uri", uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes("sha256", sha256, HashLen); err != nil {
		return err
	}
	return field.Text("note", note, 0, MaxNote)
}

// ArbiterAddress returns the address of the arbiter.
func (s Seat) ArbiterAddress() (sdk.AccAddress, error) {
	return field.Address("seat.arbiter", s.Arbiter)
}
