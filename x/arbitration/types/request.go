package types

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/jury"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// Validate checks a request by itself. ErrRequest, ErrSize, ErrPrice or an error of the field names what is wrong.
func (r Request) Validate() error {
	if len(r.Ref) == 0 || len(r.Ref) > MaxRef {
		return ErrRequest.Wrapf("ref: %d bytes, want 1 to %d", len(r.Ref), MaxRef)
	}
	if r.Kind != KindDispute && r.Kind != KindPanel {
		return ErrRequest.Wrapf("kind: %s", r.Kind)
	}
	client, provider, err := r.Parties()
	if err != nil {
		return err
	}
	if client.Equals(provider) {
		return ErrRequest.Wrapf("client and provider are both %s", client)
	}
	if err := field.Tag("skill", r.Skill, MinSkill, MaxSkill); err != nil {
		return err
	}
	if err := field.Coin("price", r.Price); err != nil {
		return err
	}
	if r.PriceMicro == 0 || r.PriceMicro > MaxPriceMicro {
		return ErrPrice.Wrapf("price_micro: %d, want 1 to %d", r.PriceMicro, uint64(MaxPriceMicro))
	}
	if err := CheckSize(r.Size_); err != nil {
		return err
	}
	if err := field.Range("claimed_bps", uint64(r.ClaimedBps), 0, BPS-1); err != nil {
		return err
	}
	if err := r.validateWeights(); err != nil {
		return err
	}
	if err := r.validateContested(); err != nil {
		return err
	}
	if err := r.validateReturn(); err != nil {
		return err
	}
	_, err = r.ExcludedAgents()
	return err
}

// validateContested: a verdict that the client contests is above what it grants.
func (r Request) validateContested() error {
	switch {
	case r.ContestedBps == 0:
		return nil
	case r.Kind != KindDispute:
		return ErrRequest.Wrapf("contested_bps: %d with kind %s, want 0", r.ContestedBps, r.Kind)
	}
	return field.Range("contested_bps", uint64(r.ContestedBps), uint64(r.ClaimedBps)+1, BPS)
}

// validateReturn: only what the client bought is given back elsewhere than to its account, and never to a hold of a case.
func (r Request) validateReturn() error {
	switch set := len(r.ReturnRef) > 0; {
	case set != (r.ReturnScope != ""), len(r.ReturnRef) > escrowtypes.MaxRef:
		return ErrRequest.Wrapf("return_ref: %d bytes in return_scope %q, want both or none, at most %d", len(r.ReturnRef), r.ReturnScope, escrowtypes.MaxRef)
	case set && (r.Kind != KindPanel || r.ReturnScope == ModuleName):
		return ErrRequest.Wrapf("return_scope: %q with kind %s, want the scope of who buys a panel", r.ReturnScope, r.Kind)
	}
	return nil
}

// asked is what the provider asks for: all, or the verdict that the client contests.
func (r Request) asked() uint32 {
	if r.ContestedBps > 0 {
		return r.ContestedBps
	}
	return BPS
}

func (r Request) validateWeights() error {
	if err := field.Count("weights", len(r.Weights), MaxWeights); err != nil || len(r.Weights) == 0 {
		return err
	}
	var sum uint64
	for i, w := range r.Weights {
		if err := field.Range(fmt.Sprintf("weights[%d]", i), uint64(w), 1, BPS); err != nil {
			return err
		}
		sum += uint64(w)
	}
	if sum != BPS {
		return ErrRequest.Wrapf("weights: sum %d, want %d", sum, BPS)
	}
	return nil
}

// Parties returns the addresses of both sides.
func (r Request) Parties() (client, provider sdk.AccAddress, err error) {
	if client, err = field.Address("client", r.Client); err != nil {
		return nil, nil, err
	}
	provider, err = field.Address("provider", r.Provider)
	return client, provider, err
}

// ExcludedAgents returns the addresses of who may not sit besides the parties.
func (r Request) ExcludedAgents() ([]sdk.AccAddress, error) {
	if err := field.Count("excluded", len(r.Excluded), MaxExcluded); err != nil {
		return nil, err
	}
	var list []sdk.AccAddress
	for i, s := range r.Excluded {
		agent, err := field.Address(fmt.Sprintf("excluded[%d]", i), s)
		if err != nil {
			return nil, err
		}
		list = append(list, agent)
	}
	return list, nil
}

// Normalized returns the request with its addresses as records have them.
func (r Request) Normalized() (Request, error) {
	client, provider, err := r.Parties()
	if err != nil {
		return r, err
	}
	excluded, err := r.ExcludedAgents()
	if err != nil {
		return r, err
	}
	r.Client, r.Provider, r.Excluded = client.String(), provider.String(), nil
	for _, agent := range excluded {
		r.Excluded = append(r.Excluded, agent.String())
	}
	return r, nil
}

// SideOf returns the side of an agent; SideUnspecified when it has none.
func (r Request) SideOf(agent string) Side {
	switch agent {
	case r.Client:
		return SideClient
	case r.Provider:
		return SideProvider
	}
	return SideUnspecified
}

// Other returns the opposite side.
func (s Side) Other() Side {
	switch s {
	case SideClient:
		return SideProvider
	case SideProvider:
		return SideClient
	}
	return SideUnspecified
}

// CheckVotes refuses with ErrVote what is no vote on this case: one step, or one step per criterion.
func (r Request) CheckVotes(votes []uint32) error {
	want := max(1, len(r.Weights))
	if len(votes) != want {
		return ErrVote.Wrapf("votes: %d, want %d", len(votes), want)
	}
	return checkSteps(votes)
}

func checkSteps(votes []uint32) error {
	for i, v := range votes {
		if !jury.ValidVote(v) {
			return ErrVote.Wrapf("votes[%d]: %d, want 0, 2500, 5000, 7500 or 10000", i, v)
		}
	}
	return nil
}
