package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

func (w *world) market() *markettypes.GenesisState {
	w.t.Helper()
	s, err := w.App().Keepers.Market.ExportGenesis(w.Context())
	require.NoError(w.t, err)
	return s
}

func (w *world) agreements() *agreementtypes.GenesisState {
	w.t.Helper()
	s, err := w.App().Keepers.Agreement.ExportGenesis(w.Context())
	require.NoError(w.t, err)
	return s
}

func (w *world) holds() []escrowtypes.HoldEntry {
	w.t.Helper()
	s, err := w.App().Keepers.Escrow.ExportGenesis(w.Context())
	require.NoError(w.t, err)
	return s.Holds
}

// find is the element of a list with an id.
func find[T any](w *world, list []T, id string, of func(T) string) T {
	w.t.Helper()
	i := slices.IndexFunc(list, func(v T) bool { return of(v) == id })
	require.GreaterOrEqual(w.t, i, 0, "%s is gone", w.names.label(id))
	return list[i]
}

func (w *world) service(id string) markettypes.Service {
	return find(w, w.market().Services, id, func(s markettypes.Service) string { return s.Id })
}

func (w *world) offered(id string) markettypes.Offer {
	return find(w, w.market().Offers, id, func(o markettypes.Offer) string { return o.Id })
}

func (w *world) agreed(id string) agreementtypes.Agreement {
	return find(w, w.agreements().Agreements, id, func(a agreementtypes.Agreement) string { return a.Id })
}

// show prints a record in a few lines.
func (w *world) show(a *args) string {
	name := a.word("label")
	a.done()
	if agent, ok := w.agents[name]; ok {
		return w.showAgent(name, agent)
	}
	id := w.id(name, a)
	switch id[:3] {
	case "job":
		return w.showJob(name, id)
	case "cas":
		return w.showCase(name, id)
	case "agr":
		return w.showAgreement(name, id)
	case "ofr":
		return w.showOffer(name, w.offered(id))
	}
	return w.showService(name, id)
}

// line joins words, leaving out those that say nothing.
func line(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ") + "\n"
}

// said is key=value, or nothing when the value is empty or zero.
func said(key, value string) string {
	if value == "" || value == "0" || value == "0%" {
		return ""
	}
	return key + "=" + value
}

func (w *world) showJob(name, id string) string {
	s := w.market()
	j := find(w, s.Jobs, id, func(j markettypes.Job) string { return j.Id })
	var st markettypes.Standing // absent while nobody has bid
	for _, e := range s.Standings {
		if e.Job == id {
			st = e.Standing
		}
	}
	text := line(name, statusName(j.Status.String()), "budget="+units(j.Request.Budget.Amount), "due="+w.since(j.DueMs),
		fmt.Sprintf("commits=%d", st.Commits), fmt.Sprintf("reveals=%d", st.Reveals), said("extensions", fmt.Sprint(j.Extensions)),
		said("deposit", units(j.StorageDeposit)), said("agreement", w.names.label(j.Agreement)))
	for i, b := range st.Ranked {
		text += line(fmt.Sprintf("  %d", i+1), w.names.label(b.Provider), "price="+units(b.Price), said("pledge", units(b.Pledge)),
			"score="+share(b.ScoreBps), "cost="+micro(b.ExpectedCost))
	}
	return text
}

func (w *world) showAgreement(name, id string) string {
	a := w.agreed(id)
	t := a.Terms
	proposals := ""
	for _, p := range []struct {
		by string
		*agreementtypes.Proposal
	}{{t.Client, a.ClientProposal}, {t.Provider, a.ProviderProposal}} {
		if p.Proposal != nil {
			proposals += line(" ", w.names.label(p.by), "proposes", statusName(p.Kind.String()), said("share", share(uint64(p.Bps))), said("extra", units(p.Extra)))
		}
	}
	claim := ""
	if a.Claim != nil {
		claim = line("  claim", "share="+share(uint64(a.Claim.Bps)), said("deposit", units(a.Claim.Deposit)))
	}
	text := line(name, statusName(a.Status.String()), w.names.label(t.Client), "hires", w.names.label(t.Provider), "price="+units(t.Price.Amount),
		said("loss", units(t.Loss)), said("pledge", units(t.Pledge)), said("capital", micro(a.Capital)), said("reserve", units(a.BackupReserve)),
		fmt.Sprintf("milestone=%d/%d", a.Milestone, int(a.First)+len(t.Milestones)), said("reworks", fmt.Sprint(a.Reworks)),
		said("amendments", fmt.Sprint(a.Amendments)), said("depth", fmt.Sprint(a.Depth)), w.dueOf(a)) + claim + proposals
	for _, e := range w.agreements().Receipts {
		if e.Agreement == id {
			text += w.showReceipt(e.Receipt)
		}
	}
	return text
}

// dueOf is when an agreement is due, or the case it waits for.
func (w *world) dueOf(a agreementtypes.Agreement) string {
	if a.Status == agreementtypes.StatusDisputed {
		return "waits for " + w.names.label(a.Dispute.Case)
	}
	return "due=" + w.since(a.DueMs)
}

func (w *world) showReceipt(r agreementtypes.Receipt) string {
	absent := ""
	if r.EvaluatorAbsent {
		absent = "evaluator absent"
	}
	return line(fmt.Sprintf("  receipt %d", r.Milestone), statusName(r.Outcome.String()), "share="+share(uint64(r.Bps)), said("paid", units(r.Paid)),
		said("evaluator_fee", units(r.EvaluatorFee)), said("panel_fee", units(r.PanelFee)), said("refunded", units(r.Refunded)), said("burned", units(r.Burned)),
		said("protocol_fee", units(r.ProtocolFee)), said("compensation", units(r.Compensation)), said("pledge_burned", units(r.PledgeBurned)),
		said("capital_lost", micro(r.CapitalLost)), said("rating", fmt.Sprint(r.Rating)), clientRating(r.ClientRating), absent, w.names.label(r.Case))
}

// clientRating is stored plus one.
func clientRating(stored uint32) string {
	if stored == 0 {
		return ""
	}
	return fmt.Sprintf("client_rating=%d", stored-1)
}

func (w *world) showOffer(name string, o markettypes.Offer) string {
	return line(name, statusName(o.Status.String()), fmt.Sprintf("round=%d", o.Round.Number), "by", w.names.label(o.Round.Maker),
		"price="+units(o.Round.Terms.Price.Amount), "pledge="+units(o.Round.Terms.Pledge), "due="+w.since(o.DueMs),
		said("agreement", w.names.label(o.Agreement)), said("reason", statusName(o.Reason.String())))
}

func (w *world) showService(name, id string) string {
	s := w.service(id)
	state := "paused"
	if s.Active {
		state = "active"
	}
	running := 0
	for _, e := range w.market().Loads {
		if e.Service == id {
			running = len(e.Load.Agreements)
		}
	}
	return line(name, state, "by", w.names.label(s.Provider), fmt.Sprintf("version=%d", s.Version), "price="+units(s.Terms.Price.Amount),
		fmt.Sprintf("listed=%d/%d", running, s.Capacity), said("deposit", units(s.StorageDeposit)))
}

func (w *world) showAgent(name string, agent *testapp.Agent) string {
	a, err := w.App().Keepers.Identity.Agent(w.Context(), agent.Address)
	require.NoError(w.t, err)
	return line(name, statusName(a.Status.String()), "owner="+w.names.label(a.Owner), fmt.Sprintf("operators=%d", a.Operators),
		said("handovers", fmt.Sprint(a.Handovers)))
}

// showHolds lists what is held, by agent, scope and record.
func (w *world) showHolds(a *args) string {
	a.done()
	var lines []string
	for _, h := range w.holds() {
		ref := w.names.ref(h.Ref)
		if h.Scope == arbitrationtypes.ModuleName {
			ref = w.judgeRef(h.Ref)
		}
		lines = append(lines, line(w.names.label(h.Hold.Agent), h.Scope, ref, units(h.Hold.Coin.Amount)))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func (w *world) showScore(a *args) string {
	agent, skill := w.agent(a.word("agent"), a), a.text("skill", "writing")
	value := a.amount("value", math.NewInt(testapp.Unit)).Uint64()
	a.done()
	s, err := w.App().Keepers.Reputation.Score(w.Context(), agent.Address, skill, value)
	require.NoError(w.t, err)
	return line("score="+share(s.ScoreBps), "reliability="+share(s.ReliabilityBps), "successes="+micro(s.Skill.Successes),
		"failures="+micro(s.Skill.Failures), "capital="+micro(s.Capital.Free), said("reserved", micro(s.Capital.Reserved)),
		said("forfeit", micro(s.Capital.Forfeit)))
}

// showMandate says what is left of each limit: "mandate client" is its operator's, "mandate client/bot" another's.
func (w *world) showMandate(a *args) string {
	name := a.word("operator")
	agent, key := w.agent(name, a), w.key(name, a)
	a.done()
	r, err := identitykeeper.NewQueryServer(w.App().Keepers.Identity).Mandate(w.Context(), &identitytypes.QueryMandateRequest{
		Agent: agent.String(), Key: key.String(),
	})
	require.NoError(w.t, err)
	text := ""
	for _, l := range r.Left {
		if l.Unlimited {
			text += line(l.Denom, "unlimited")
			continue
		}
		text += line("left: per_action="+units(l.PerAction), "window="+units(l.Window), "lifetime="+units(l.Lifetime))
	}
	return text
}

func micro(n uint64) string { return units(math.NewIntFromUint64(n)) }
