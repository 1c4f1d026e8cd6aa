package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Part returns what a milestone, counted over the whole agreement, has of the terms in force; zero for one that was
// settled under earlier terms, or is beyond the last.
func (a Agreement) Part(milestone uint32) Part {
	if milestone < a.First {
		milestone = a.First + MaxMilestones
	}
	return a.rest(milestone).less(a.rest(milestone + 1))
}

// Current returns what the current milestone has of the terms.
func (a Agreement) Current() Part { return a.Part(a.Milestone) }

// Unsettled returns what the current milestone and all after it have of the terms; zero after the end.
func (a Agreement) Unsettled() Part {
	if !a.Status.Live() {
		return a.rest(a.First + MaxMilestones)
	}
	return a.rest(a.Milestone)
}

func (a Agreement) rest(milestone uint32) Part {
	i := int(milestone) - int(a.First)
	p := a.Terms.Rest(i)
	p.Capital = a.Terms.from(i, math.NewIntFromUint64(a.Capital)).Uint64()
	p.PriceMicro = a.Terms.from(i, math.NewIntFromUint64(a.Snapshot.PriceMicro)).Uint64()
	return p
}

// At returns the current milestone as the terms have it; the last one's after the end.
func (a Agreement) At() Milestone {
	i := int(a.Milestone) - int(a.First)
	return a.Terms.Milestones[min(max(i, 0), len(a.Terms.Milestones)-1)]
}

// Last says whether no milestone comes after the current one.
func (a Agreement) Last() bool { return int(a.Milestone-a.First) == len(a.Terms.Milestones)-1 }

// ClientHold returns what the client's hold of an agreement must be: the price of what is not settled, less what was paid
// in advance or went to a panel, and the backup reserve. Zero after the end.
func (a Agreement) ClientHold() sdk.Coin {
	price := a.Unsettled().Price
	if a.Advance != nil && a.Status.Live() {
		price = price.Sub(a.Current().Price)
	}
	price = price.Sub(a.PanelFee())
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: price.Add(a.BackupReserve)}
}

// PledgeHold returns what the provider's hold of an agreement must be; zero means none.
func (a Agreement) PledgeHold() sdk.Coin {
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: a.Unsettled().Pledge}
}

// ReservedCapital returns the capital of the provider that the agreement uses, in micro-units.
func (a Agreement) ReservedCapital() uint64 { return a.Unsettled().Capital }

// DepositHold returns what the client's hold for its rejection must be; zero means none. In a dispute it is with the judges.
func (a Agreement) DepositHold() sdk.Coin {
	amount := math.ZeroInt()
	if a.Status == StatusClaimed && a.Claim != nil {
		amount = a.Claim.Deposit
	}
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: amount}
}

// ContestHold returns what the provider's hold for a contest that it authorised must be; zero means none.
func (a Agreement) ContestHold() sdk.Coin {
	amount := math.ZeroInt()
	if a.Status.Delivered() && a.Contest != nil {
		amount = a.Contest.Deposit
	}
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: amount}
}

// ExtraHold returns what a party's hold for its proposal of other terms must be; zero means none.
func (a Agreement) ExtraHold(of Role) sdk.Coin {
	amount := math.ZeroInt()
	if p := a.Proposal(of); p != nil {
		amount = p.Extra
	}
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: amount}
}

// Deposit returns what a client holds to reject the current milestone or the verdict on it, were judges for nothing: a share
// of price and pledge, at least the minimum; both ceil.
func (a Agreement) Deposit() math.Int {
	part := a.Current()
	least := math.NewIntFromUint64(a.Snapshot.RejectDepositMin).Mul(math.NewIntFromUint64(a.Snapshot.UnitsPerNumeraire)).
		AddRaw(MicroPerUnit - 1).QuoRaw(MicroPerUnit)
	return math.MaxInt(least, shareCeil(part.Price.Add(part.Pledge), a.Snapshot.RejectDepositBps))
}

// RoleOf returns the role of an agent, by its bech32 address in lower case; ROLE_UNSPECIFIED when it has none.
func (a Agreement) RoleOf(agent string) Role {
	switch agent {
	case a.Terms.Client:
		return RoleClient
	case a.Terms.Provider:
		return RoleProvider
	}
	return RoleUnspecified
}

// Proposal returns the open proposal of a party, nil when it has none.
func (a Agreement) Proposal(of Role) *Proposal {
	if of == RoleClient {
		return a.ClientProposal
	}
	return a.ProviderProposal
}

// WithProposal returns the agreement with another proposal of a party; nil takes it away.
func (a Agreement) WithProposal(of Role, p *Proposal) Agreement {
	if of == RoleClient {
		a.ClientProposal = p
	} else {
		a.ProviderProposal = p
	}
	return a
}

// Other returns the other role.
func (r Role) Other() Role {
	if r == RoleClient {
		return RoleProvider
	}
	return RoleClient
}
