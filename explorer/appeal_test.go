package explorer_test

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/testdb"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// appealed is a dispute about a job on a real chain: a first panel rules, the provider appeals, a second panel overrules it.
type appealed struct {
	w                *walk
	client, provider string
	job, id          string
}

// absent is the judge of a panel that never votes.
const absent = 10_001

// run takes the dispute to its end and calls at when the first panel has ruled, while the second votes, and when all is paid.
func (a *appealed) run(at func(state string)) {
	w := a.w
	a.client, a.provider = w.agents[0][0], w.agents[1][0]
	a.dispute()
	a.panel([]uint32{2500, 2500, 7500, 0, 2500}, nil)
	c := a.record().Case
	require.Equal(w.t, []uint32{2500, 0}, []uint32{c.VerdictBps, c.Round()})
	at("ruled")
	a.must(1, &arbitrationtypes.MsgAppeal{Signer: w.owners[1].Address().String(), Agent: a.provider, Case: a.id})
	a.panel([]uint32{7500, 7500, absent, 10_000, 7500, 5000, 7500}, func() { at("voting") })
	a.until(func(c arbitrationtypes.Case) bool { return c.Status == arbitrationtypes.StatusClosed })
	c = a.record().Case
	require.Equal(w.t, []uint32{7500, 1}, []uint32{c.VerdictBps, c.Round()})
	at("closed")
}

// dispute brings a job through its auction, a delivery, a rejection and a contest before judges.
func (a *appealed) dispute() {
	w, t := a.w, a.w.t
	from := func(owner int) string { return w.owners[owner].Address().String() }
	sum := sha256.Sum256([]byte("result"))
	res := a.must(0, &markettypes.MsgPostJob{Signer: from(0), Client: a.client, Request: markettypes.JobRequest{
		Title: "Translate a page about harbours", Skill: "text", Spec: spec(), Budget: coin(9_000_000), Loss: math.ZeroInt(), StartCost: math.NewInt(11_000_000),
		Clocks: markettypes.Clocks{BidMs: 60_000, DeliveryMs: 60_000, ReviewMs: 60_000}, Auction: markettypes.AuctionClock,
	}})
	posted, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
	require.NoError(t, err)
	a.job = posted.Job
	a.must(1, &markettypes.MsgTakeJob{Signer: from(1), Provider: a.provider, Job: a.job, MinPrice: math.NewInt(8_000_000), Pledge: math.NewInt(9_000_000), DeliveryMs: 50_000})
	agreement := ""
	require.Eventually(t, func() bool {
		r, err := markettypes.NewQueryClient(w.owners[0]).Job(t.Context(), &markettypes.QueryJobRequest{Id: a.job})
		require.NoError(t, err)
		agreement = r.Job.Agreement
		return agreement != ""
	}, time.Minute, 100*time.Millisecond)
	a.must(1, &agreementtypes.MsgSubmit{Signer: from(1), Provider: a.provider, Agreement: agreement, Uri: "https://example.com/result", Sha256: sum[:], Bytes: 6})
	a.must(0, &agreementtypes.MsgReject{Signer: from(0), Client: a.client, Agreement: agreement, Reason: "half of it is missing", ClaimedBps: 2500})
	a.must(1, &agreementtypes.MsgContest{Signer: from(1), Agent: a.provider, Agreement: agreement, Reason: "every line is there"})
	cases, err := arbitrationtypes.NewQueryClient(w.owners[1]).PartyCases(t.Context(), &arbitrationtypes.QueryPartyCasesRequest{Agent: a.provider})
	require.NoError(t, err)
	require.Len(t, cases.Cases, 1)
	a.id = cases.Cases[0].Id
	a.must(0, &arbitrationtypes.MsgAddEvidence{Signer: from(0), Agent: a.client, Case: a.id, Uri: "https://example.com/letter", Sha256: sum[:], Note: "the page, with what is missing"})
}

// panel lets the judges of the present round vote, one after the other as the list says; meanwhile is called when two have sealed their votes.
func (a *appealed) panel(votes []uint32, meanwhile func()) {
	w := a.w
	a.until(func(c arbitrationtypes.Case) bool { return c.Status == arbitrationtypes.StatusCommit })
	full := a.record()
	round := full.Case.Round()
	key, err := arbitrationtypes.ParseID("case", a.id)
	require.NoError(w.t, err)
	var commits, reveals []sdk.Msg
	n := 0
	for _, s := range full.Seats {
		if s.Round != round {
			continue
		}
		vote := votes[n%len(votes)]
		n++
		if vote == absent {
			continue
		}
		judge, err := sdk.AccAddressFromBech32(s.Arbiter)
		require.NoError(w.t, err)
		salt := sha256.Sum256(judge)
		signer := w.court.Address().String()
		commits = append(commits, &arbitrationtypes.MsgCommitVote{
			Signer: signer, Arbiter: s.Arbiter, Case: a.id, Round: round, Commitment: jury.Commitment(w.d.ChainID, key, round, judge, []uint32{vote}, salt[:]),
		})
		reveals = append(reveals, &arbitrationtypes.MsgRevealVote{Signer: signer, Arbiter: s.Arbiter, Case: a.id, Round: round, Votes: []uint32{vote}, Salt: salt[:]})
	}
	a.judged(commits[:2])
	if meanwhile != nil {
		meanwhile()
	}
	a.judged(commits[2:])
	a.until(func(c arbitrationtypes.Case) bool { return c.Status == arbitrationtypes.StatusReveal })
	a.judged(reveals)
	a.until(func(c arbitrationtypes.Case) bool { return c.Status == arbitrationtypes.StatusRuled })
}

func (a *appealed) judged(msgs []sdk.Msg) {
	_, err := a.w.court.Send(a.w.t.Context(), msgs...)
	require.NoError(a.w.t, err)
}

func (a *appealed) must(owner int, msg sdk.Msg) client.Result {
	res, err := a.w.owners[owner].Send(a.w.t.Context(), msg)
	require.NoError(a.w.t, err)
	return res
}

func (a *appealed) record() *arbitrationtypes.QueryCaseResponse {
	r, err := arbitrationtypes.NewQueryClient(a.w.court).Case(a.w.t.Context(), &arbitrationtypes.QueryCaseRequest{Id: a.id})
	require.NoError(a.w.t, err)
	return r
}

func (a *appealed) until(is func(arbitrationtypes.Case) bool) {
	require.Eventually(a.w.t, func() bool { return is(a.record().Case) }, 2*time.Minute, 100*time.Millisecond)
}

// The index is the chain in every state of a case that goes on after its first verdict, and says who paid the judges. A part of
// the long suite: two panels with their windows take 80 seconds.
func TestTheIndexIsTheChainThroughAnAppeal(t *testing.T) {
	if !long(t) {
		t.Skip("takes two minutes: make explorer-chain")
	}
	a := &appealed{w: newWalk(t)}
	heights := make(map[string]int64)
	a.run(func(state string) {
		height, err := a.w.court.Height(t.Context())
		require.NoError(t, err)
		heights[state] = height
	})
	require.Eventually(t, func() bool { // the state of a height is there when the next one is
		height, err := a.w.court.Height(t.Context())
		require.NoError(t, err)
		return height > heights["closed"]
	}, time.Minute, 50*time.Millisecond)
	testdb.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		for _, state := range []string{"ruled", "voting", "closed"} {
			c := indexed(t, a.w, db, heights[state])
			c.agreements()
			c.arbiters()
			c.cases()
			c.money()
			t.Logf("%s, height %d: compared %v", state, heights[state], c.n)
			require.Equal(t, 1, c.n["cases"])
		}
		a.paid(t, t.Context(), db)
	})
}

// paid compares what the index says of the fees with what the rules of an appeal want: the first panel is paid by both sides in
// proportion to how far each was from the verdict, the second by the client, because the verdict moved the provider's way.
func (a *appealed) paid(t *testing.T, ctx context.Context, db *store.DB) {
	rounds, err := store.CaseRoundTable.Select(ctx, db, "WHERE caseid = ? ORDER BY number", a.id)
	require.NoError(t, err)
	require.Len(t, rounds, 2)
	fee := a.record().Case.Rules.SeatFee
	require.Equal(t, fee.MulRaw(rounds[0].Seats).String(), store.Add(rounds[0].FeeClient, rounds[0].FeeProvider))
	require.Equal(t, "provider", rounds[1].Appellant)
	require.Greater(t, rounds[1].Seats, rounds[0].Seats)
	require.Equal(t, fee.MulRaw(2*rounds[1].Size).String(), rounds[1].Deposit)
	require.Equal(t, []string{fee.MulRaw(rounds[1].Seats).String(), "0", "0", "0"}, []string{rounds[1].FeeClient, rounds[1].FeeProvider, rounds[1].FeeAppeal, rounds[1].Burned})
	c, err := store.CaseTable.Get(ctx, db, a.id)
	require.NoError(t, err)
	require.Equal(t, c.ClientDeposit, store.Add(store.Add(rounds[0].FeeClient, rounds[1].FeeClient), store.Add(c.ClientBack, c.Burned)))
	require.Equal(t, c.ProviderDeposit, store.Add(rounds[0].FeeProvider, c.ProviderBack))
}
