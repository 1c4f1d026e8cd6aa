package badinput

import (
	"maps"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// when are the rows after a change that they have in common.
func when[M sdk.Msg](what string, change func(*scene, M), table rows[M]) rows[M] {
	all := rows[M]{}
	for label, r := range table {
		all[what+": "+label] = row[M]{func(s *scene, m M) { change(s, m); r.do(s, m) }, r.want, r.names}
	}
	return all
}

// tight are the rows of an operator that may spend one base unit, of a message that takes more.
func tight[M sdk.Msg](agent func(*world) *testapp.Agent, signer func(M) *string) rows[M] {
	is := func(change func(*identitytypes.Mandate), want error) row[M] {
		return row[M]{func(s *scene, m M) { *signer(m) = s.mandate(agent(s.world), change) }, want, ""}
	}
	return rows[M]{
		"operator for one unit at once":     is(limits(1, purse, purse), identitytypes.ErrAboveAction),
		"operator for one unit in a window": is(limits(purse, 1, purse), identitytypes.ErrAboveWindow),
		"operator for one unit in all":      is(limits(purse, purse, 1), identitytypes.ErrAboveLifetime),
		"operator for no denom":             is(func(m *identitytypes.Mandate) { m.Limits = nil }, identitytypes.ErrDenomNotAllowed),
	}
}

// dealings are the rows of an operator whose mandate asks of the counterparty what it has not: any but p2.
func dealings[M sdk.Msg](agent func(*world) *testapp.Agent, signer func(M) *string) rows[M] {
	is := func(change func(*scene, *identitytypes.Mandate), want error) row[M] {
		return row[M]{func(s *scene, m M) {
			*signer(m) = s.mandate(agent(s.world), func(m *identitytypes.Mandate) { change(s, m) })
		}, want, ""}
	}
	all := maps.Clone(undecided(agent, signer))
	all["operator for attested counterparties"] = is(func(s *scene, m *identitytypes.Mandate) {
		m.CounterpartyRequirements = kya(s.p2.String())
	}, identitytypes.ErrRequirementUnmet)
	all["operator for counterparties of the best score"] = is(func(_ *scene, m *identitytypes.Mandate) {
		m.MinCounterpartyScore = &identitytypes.MinScore{Skill: "writing", ScoreBps: bps, Value: purse}
	}, identitytypes.ErrCounterpartyScore)
	return all
}

// undecided is the row of an operator that may deal with p2 only, while another or nobody is dealt with.
func undecided[M sdk.Msg](agent func(*world) *testapp.Agent, signer func(M) *string) rows[M] {
	return rows[M]{"operator for p2 only": {func(s *scene, m M) {
		*signer(m) = s.mandate(agent(s.world), func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p2.String()} })
	}, identitytypes.ErrCounterpartyNotAllowed, ""}}
}

// crowded is the row of an agent that has as many holds as it may.
func crowded[M sdk.Msg]() rows[M] {
	return rows[M]{"no room for a hold": {func(s *scene, _ M) {
		s.setEscrow(func(p *escrowtypes.Params) { p.MaxHoldsPerAgent = 1 })
	}, escrowtypes.ErrTooManyHolds, ""}}
}

// revalued are the rows of a denom whose rules have changed since the money was named, or since a bid was asked for.
func revalued[M sdk.Msg]() rows[M] {
	return rows[M]{
		"min_hold raised since": {func(s *scene, _ M) {
			s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = sdkmath.NewInt(purse) })
		}, escrowtypes.ErrBelowMinHold, ""},
		"worth nothing since": worthless[M](),
	}
}

func worthless[M sdk.Msg]() row[M] {
	return row[M]{func(s *scene, _ M) {
		s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1e18 })
	}, agreementtypes.ErrPriceRange, ""}
}

// reclocked is the row of terms whose review is shorter than it may be since.
func reclocked[M sdk.Msg]() rows[M] {
	return rows[M]{"reviews longer since": {func(s *scene, _ M) {
		s.setAgreement(func(p *agreementtypes.Params) { p.MinReviewMs = 2 * hour })
	}, agreementtypes.ErrClock, ""}}
}

// retirees is the row of an agent that has retired; also are other fields that must name the same agent.
func retirees[M sdk.Msg](signer, agent func(M) *string, also ...func(M) *string) rows[M] {
	return rows[M]{"by an agent that has retired": {func(s *scene, m M) {
		*signer(m), *agent(m) = s.retired.Owner.String(), s.retired.String()
		for _, at := range also {
			*at(m) = s.retired.String()
		}
	}, identitytypes.ErrAgentRetired, ""}}
}
