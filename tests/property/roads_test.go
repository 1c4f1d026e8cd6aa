package property

import (
	"errors"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// checks and seed by default: the same runs each time, which together come everywhere. With -rapid.checks the runs are new
// ones; fewer than these need not come everywhere.
const checks, seed = 12, "1"

// ownStores must come out of export and import byte for byte.
var ownStores = []string{"agreement", "arbitration", "bank", "clock", "escrow", "identity", "market", "reputation"}

func TestMain(m *testing.M) {
	flag.Parse()
	given := os.Getenv("RAPID_CHECKS") != ""
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := errors.Join(flag.Set("rapid.checks", strconv.Itoa(checks)), flag.Set("rapid.seed", seed)); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestRandomRoadsThenSilence: whatever agents send on whatever road, with whatever happens around them, all instances of
// the application agree on every block and all invariants hold; nobody exceeds a mandate, by the test's own account of
// holds and mandates; every refusal is a sentinel. When everybody falls silent, all money is free, all that lives is gone
// within bounded market time, and every coin of the beginning is there or was burned.
func TestRandomRoadsThenSilence(t *testing.T) {
	seen := histogram{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, rt, seen)
		moved := w.n("export and import after", 90)
		for i := range 35 + w.n("blocks", 20) {
			w.setStep(pick(w, "step",
				time.Second, time.Second, time.Second, 2*time.Second, 2*time.Second, 2*time.Second, 4*time.Second, 4*time.Second, 15*time.Second, 45*time.Second))
			w.turn()
			w.block()
			if i == moved {
				w.ExportImport(ownStores...)
				seen["exported and imported"]++
			}
		}
		w.silence()
	})
	t.Logf("reached in all runs:%s", seen)
	ran, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
	require.NoError(t, err)
	if ran >= checks && !testing.Short() && !t.Failed() {
		seen.requireDeep(t)
	}
}

// turn fills a block: what is due of everything that lives, and something new.
func (w *world) turn() {
	for _, e := range w.arbitration.Cases {
		w.attendCase(e)
	}
	w.serveAgain()
	w.mend()
	for _, j := range w.market.Jobs {
		if j.Status.Live() || w.now > j.DueMs {
			w.attend(j)
		}
	}
	for _, o := range w.market.Offers {
		w.answer(o)
	}
	for _, a := range w.agreement.Agreements {
		w.attendWork(a)
	}
	for _, s := range w.market.Services {
		if w.percent("trade", 20) {
			w.trade(s)
		}
	}
	for range 2 + w.n("new", 3) {
		w.choose("what", weighted{24, w.post}, weighted{12, w.makeOffer}, weighted{5, w.listService}, weighted{10, w.quote},
			weighted{10, w.trouble}, weighted{4, w.govern})
	}
}

// silence lets time pass without a message. No bidding here is longer than three minutes, no other window, delivery,
// review, evaluation, answer or retention than one. The longest way of a job is bidding, reveals, choice, four deliveries by
// winner and runners-up, and the retention; that of an agreement an absent evaluator, a review, a further milestone, the
// retention. A block runs some deadlines only, so that each record may wait for the others.
func (w *world) silence() {
	records := len(w.market.Deadlines) + len(w.agreement.Deadlines) + len(w.arbitration.Deadlines)
	bound := w.now + 12*minute + longest + uint64(records*8/leastDeadlines)*minute
	for w.lives() != "" {
		require.Less(w.rt, w.now, bound, "still there: %s", w.lives())
		w.setStep(time.Minute)
		w.block()
	}
	w.removeServices()
	w.dismiss()
	require.Empty(w.rt, w.book.holds, "nothing lives, and yet coins are held")
	require.Empty(w.rt, w.market.Services)
	reputation, err := w.App().Keepers.Reputation.ExportGenesis(w.Context())
	require.NoError(w.rt, err)
	for _, c := range reputation.Capital {
		require.Zero(w.rt, c.Capital.Reserved, "capital reserved of %s", c.Agent)
	}
	state := w.Dump()
	require.Len(w.rt, state[markettypes.ModuleName], 1, "only the parameters are left")
	require.Len(w.rt, state[agreementtypes.ModuleName], 1, "only the parameters are left")
	w.book.checkSupply()
}

// lives names what is there of jobs, bids, negotiations, quotes, agreements and covers; of holds, but for those of the
// records of services, which stand until their providers remove them.
func (w *world) lives() string {
	var all []string
	add := func(n int, what string) {
		if n > 0 {
			all = append(all, what)
		}
	}
	m, a := w.market, w.agreement
	add(len(m.Jobs), "jobs")
	add(len(m.Commitments), "bids under seal")
	add(len(m.Standings), "standings")
	add(len(m.Offers), "negotiations")
	add(len(m.Nonces), "nonces")
	add(len(m.Deadlines), "deadlines of the market")
	add(len(a.Agreements), "agreements")
	add(len(a.Receipts), "receipts")
	add(len(a.Covers), "covers")
	add(len(a.Deadlines), "deadlines of agreements")
	add(len(w.arbitration.Cases), "cases")
	deposits := 0
	for _, s := range m.Services {
		if s.Deposit().IsPositive() {
			deposits++
		}
	}
	if len(all) == 0 {
		require.Len(w.rt, w.book.holds, deposits+w.stakes(), "holds, of the records of services and of judges alone")
	}
	return strings.Join(all, ", ")
}

// removeServices has the owners remove what stands, those of paused and retired agents, too.
func (w *world) removeServices() {
	for len(w.market.Services) > 0 {
		for _, s := range w.market.Services {
			owner := w.agentOf(s.Provider).owner
			w.send(owner, &markettypes.MsgRemoveService{Signer: owner.String(), Provider: s.Provider, Service: s.Id})
			if w.agentOf(s.Provider).status == identitytypes.AgentStatusRetired {
				w.seen["service of a retired agent removed"]++
			}
		}
		w.setStep(time.Second)
		w.block()
	}
}
