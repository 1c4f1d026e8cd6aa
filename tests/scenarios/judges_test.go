package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationkeeper "github.com/trothchain/troth/x/arbitration/keeper"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// fullStake is the most a judge stakes when a story does not say.
const fullStake = 50 * testapp.Unit

// setWindows gives every case the windows of a story: 3 s for evidence, 5 s to commit, to reveal and to appeal.
func (w *world) setWindows(cdc codec.Codec, state map[string]json.RawMessage) {
	var gs arbitrationtypes.GenesisState
	cdc.MustUnmarshalJSON(state[arbitrationtypes.ModuleName], &gs)
	gs.Params.Classes = []arbitrationtypes.ValueClass{
		{UpTo: arbitrationtypes.MaxPriceMicro, EvidenceMs: 3_000, CommitMs: 5_000, RevealMs: 5_000, AppealMs: 5_000},
	}
	state[arbitrationtypes.ModuleName] = cdc.MustMarshalJSON(&gs)
}

// addJudges registers agents that judge every skill, each with an owner of its own, and waits until they can be drawn.
func (w *world) addJudges(a *args) string {
	w.start()
	stake := a.amount("stake", math.NewInt(fullStake))
	var txs [][]byte
	var agents []*testapp.Agent
	for len(a.words) > 0 {
		name, by := a.word("name"), w.account()
		agent := w.NewAgent(by)
		w.addAgent(name, agent)
		w.judges = append(w.judges, name)
		agents = append(agents, agent)
		txs = append(txs, w.Tx(by, setup(agent, defaultPurse, w.mandate(a), []string{"judging"})...))
	}
	a.done()
	w.observe(w.Run(txs...).RequireOK())
	w.remember(w)
	txs = nil
	for _, agent := range agents {
		txs = append(txs, w.Tx(agent.Owner, &arbitrationtypes.MsgEnlist{
			Signer: agent.Owner.String(), Agent: agent.String(), Stake: stake, Skills: []string{arbitrationtypes.AllSkills},
		}))
	}
	w.observe(w.Run(txs...).RequireOK())
	params, err := w.App().Keepers.Arbitration.GetParams(w.Context())
	require.NoError(w.t, err)
	for range params.DrawBlocks + 2 {
		w.step(uint64(blockTime.Milliseconds()))
	}
	if w.began == 0 {
		w.began = w.now()
	}
	return ""
}

// seats are those of the present round of a case, by the names of the judges.
func (w *world) seats(id string) (round uint32, names []string) {
	res, err := arbitrationkeeper.NewQueryServer(w.App().Keepers.Arbitration).Case(w.Context(), &arbitrationtypes.QueryCaseRequest{Id: id})
	require.NoError(w.t, err)
	for _, s := range res.Seats {
		if s.Round == res.Case.Round() {
			names = append(names, w.names.label(s.Arbiter))
		}
	}
	slices.Sort(names)
	return res.Case.Round(), names
}

// decide has the seats of a case vote and lets the round come to its ruling: "decide c1 share=75%" all the same,
// "decide c1 votes=(75%, -, 0%)" each as it says in the order of names, with - for who stays away.
func (w *world) decide(a *args) string {
	w.requireStarted(a)
	id := w.id(a.word("case"), a)
	all, votes := a.text("share", ""), a.list("votes")
	a.done()
	var b strings.Builder
	b.WriteString(w.untilCase(id, arbitrationtypes.StatusCommit))
	_, names := w.seats(id)
	if votes == nil {
		votes = slices.Repeat([]string{all}, len(names))
	}
	require.Len(w.t, votes, len(names), "the votes of %v", names)
	var commits, reveals strings.Builder
	for i, name := range names {
		if votes[i] == "-" {
			continue
		}
		fmt.Fprintf(&commits, "%s: commit_vote %s share=%s\n", name, w.names.label(id), votes[i])
		fmt.Fprintf(&reveals, "%s: reveal_vote %s share=%s\n", name, w.names.label(id), votes[i])
	}
	quiet := func() *args { return newArgs("decide", nil, a.fatal) }
	require.NotContains(w.t, w.block(quiet(), commits.String()), ": arbitration/")
	b.WriteString(w.untilCase(id, arbitrationtypes.StatusReveal))
	require.NotContains(w.t, w.block(quiet(), reveals.String()), ": arbitration/")
	b.WriteString(w.untilCase(id, arbitrationtypes.StatusRuled))
	return b.String()
}

// untilCase runs empty blocks until a case has a status.
func (w *world) untilCase(id string, status arbitrationtypes.Status) string {
	var b strings.Builder
	for range longest {
		c, err := w.App().Keepers.Arbitration.Get(w.Context(), id)
		require.NoError(w.t, err)
		if c.Status == status {
			return b.String()
		}
		b.WriteString(w.happened(w.step(uint64(blockTime.Milliseconds()))))
	}
	require.Fail(w.t, "the case does not come so far", "%s", status)
	return ""
}

// noCase says whether no case is left, not even as a record.
func (w *world) noCase() bool {
	gs, err := w.App().Keepers.Arbitration.ExportGenesis(w.Context())
	require.NoError(w.t, err)
	return len(gs.Cases) == 0
}

// showCase prints a case: its deposits, and what its rounds found.
func (w *world) showCase(name, id string) string {
	c, err := w.App().Keepers.Arbitration.Get(w.Context(), id)
	require.NoError(w.t, err)
	verdict := "verdict=" + share(uint64(c.VerdictBps))
	if c.Unclear {
		verdict = "unclear"
	}
	return line(name, statusName(c.Status.String()), statusName(c.Request.Kind.String()), "price="+units(c.Request.Price.Amount),
		"size="+strconv.Itoa(int(c.Request.Size_)), said("client", units(c.ClientDeposit)), said("provider", units(c.ProviderDeposit)), verdict)
}

// staked says whether a hold is the stake of a judge, which stays when a story ends.
func staked(scope string, ref []byte) bool {
	return scope == arbitrationtypes.ModuleName && len(ref) > 0 && ref[0] == arbitrationtypes.StakeRef(nil)[0]
}

// judgeRef names a hold of arbitration: a stake, a deposit of the client or the provider, an appeal.
func (w *world) judgeRef(ref []byte) string {
	if staked(arbitrationtypes.ModuleName, ref) {
		return "stake"
	}
	for _, side := range []arbitrationtypes.Side{arbitrationtypes.SideClient, arbitrationtypes.SideProvider} {
		if rest, ok := strings.CutPrefix(string(ref), string(arbitrationtypes.DepositRef(nil, side))); ok && len(rest) > 4 {
			milestone := rest[len(rest)-1]
			return fmt.Sprintf("%s/%d", w.names.ref([]byte(rest[:len(rest)-4])), milestone)
		}
	}
	return "appeal"
}

// The messages about cases.

func contest(m *message) action {
	id := m.agreement()
	return action{contestOf(m, id), nil}
}

func appeal(m *message) action {
	id := m.id(m.word("case"), m.args)
	round, _ := m.seats(id)
	return action{&arbitrationtypes.MsgAppeal{Signer: m.signer, Agent: m.self(), Case: id, Round: round}, nil}
}

func evidence(m *message) action {
	id := m.id(m.word("case"), m.args)
	return action{&arbitrationtypes.MsgAddEvidence{
		Signer: m.signer, Agent: m.self(), Case: id, Uri: "ipfs://evidence", Sha256: digest("evidence"), Note: m.text("note", ""),
	}, nil}
}

func commitVote(m *message) action {
	id := m.id(m.word("case"), m.args)
	key, err := arbitrationtypes.ParseID("case", id)
	require.NoError(m.t, err)
	round, _ := m.seats(id)
	self := m.world.agent(m.name, m.args)
	return action{&arbitrationtypes.MsgCommitVote{
		Signer: m.signer, Arbiter: m.self(), Case: id, Round: round,
		Commitment: jury.Commitment(testapp.ChainID, key, round, self.Address, []uint32{m.bps("share", 0)}, salt(id+m.name)),
	}, nil}
}

func revealVote(m *message) action {
	id := m.id(m.word("case"), m.args)
	round, _ := m.seats(id)
	return action{&arbitrationtypes.MsgRevealVote{
		Signer: m.signer, Arbiter: m.self(), Case: id, Round: round, Votes: []uint32{m.bps("share", 0)}, Salt: salt(id + m.name),
	}, nil}
}
