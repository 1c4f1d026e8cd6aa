package badinput

import (
	"math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// milestones are the rows of the milestone that an act names: the agreements of the world are at the first.
func milestones[M sdk.Msg](at func(M) *uint32) rows[M] {
	return rows[M]{
		"milestone to come":     only(func(m M) { *at(m) = 1 }, types.ErrMilestone, "milestone"),
		"milestone overflowing": only(func(m M) { *at(m) = math.MaxUint32 }, types.ErrMilestone, "milestone"),
	}
}

// concluded has two agents agree on 5 units of work, on terms as changed, and returns the agreement.
func (s *scene) concluded(client, provider *testapp.Agent, change func(*types.Terms)) string {
	s.t.Helper()
	terms := s.terms()
	terms.Client, terms.Provider = client.String(), provider.String()
	if change != nil {
		change(&terms)
	}
	made := s.offered(&markettypes.MsgMakeOffer{
		Signer: client.Owner.String(), Maker: client.String(), Terms: terms, ExpiresMs: s.now() + hour,
	})
	var accepted markettypes.MsgAcceptOfferResponse
	s.respond(&markettypes.MsgAcceptOffer{
		Signer: provider.Owner.String(), Agent: provider.String(), Offer: made.Offer, Accepts: made.Hash,
	}, &accepted)
	return accepted.Agreement
}

// retiredParty is the row of a party that retired after its agreement had ended: the sibling, in the role.
func retiredParty[M sdk.Msg](role types.Role, signer, agent, agreement func(M) *string) rows[M] {
	return rows[M]{"by a party that has retired": {func(s *scene, m M) {
		s.t.Helper()
		client, provider := s.p2, s.sibling
		if role == types.RoleClient {
			client, provider = s.sibling, s.p2
		}
		*agreement(m) = s.concluded(client, provider, nil)
		s.do(&types.MsgTerminate{Signer: client.Owner.String(), Client: client.String(), Agreement: *agreement(m)})
		s.setStatus(s.sibling, identitytypes.AgentStatusRetired)
		*signer(m), *agent(m) = s.sibling.Owner.String(), s.sibling.String()
	}, identitytypes.ErrAgentRetired, ""}}
}

// resignFrom resigns from a job that has a runner-up.
func (s *scene) resignFrom(m *types.MsgResign) {
	s.t.Helper()
	job := s.hourly(openJob, chosenJob, func(r *markettypes.JobRequest) { r.Backups = 1 })
	s.do(s.place(s.p1, job, 4*unit), s.place(s.p3, job, 5*unit))
	s.advance(hour)
	if err := s.App().Keepers.Market.EndBlock(s.ctx); err != nil {
		s.t.Fatal(err)
	}
	var awarded markettypes.MsgAwardJobResponse
	s.respond(&markettypes.MsgAwardJob{Signer: s.client.Operator.String(), Client: s.client.String(), Job: job, Provider: s.p3.String()}, &awarded)
	*m = types.MsgResign{Signer: s.p3.Operator.String(), Provider: s.p3.String(), Agreement: awarded.Agreement}
}

// acts are the rows that all acts of a party have: of the milestone, and of a party that retired.
func acts[M sdk.Msg](role types.Role, signer, agent, agreement func(M) *string, milestone func(M) *uint32) rows[M] {
	return join(milestones(milestone), retiredParty(role, signer, agent, agreement))
}

func submitActs() rows[*types.MsgSubmit] {
	type msg = *types.MsgSubmit
	return acts(types.RoleProvider, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func acceptActs() rows[*types.MsgAccept] {
	type msg = *types.MsgAccept
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func terminateActs() rows[*types.MsgTerminate] {
	type msg = *types.MsgTerminate
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func resignActs() rows[*types.MsgResign] {
	type msg = *types.MsgResign
	return acts(types.RoleProvider, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func reworkActs() rows[*types.MsgRework] {
	type msg = *types.MsgRework
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func rejectActs() rows[*types.MsgReject] {
	type msg = *types.MsgReject
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func concedeActs() rows[*types.MsgConcede] {
	type msg = *types.MsgConcede
	return acts(types.RoleProvider, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func proposeSplitActs() rows[*types.MsgProposeSplit] {
	type msg = *types.MsgProposeSplit
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func acceptSplitActs() rows[*types.MsgAcceptSplit] {
	type msg = *types.MsgAcceptSplit
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func cancelActs() rows[*types.MsgCancel] {
	type msg = *types.MsgCancel
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}

func amendActs() rows[*types.MsgAmend] {
	type msg = *types.MsgAmend
	return acts(types.RoleClient, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent },
		func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone })
}
