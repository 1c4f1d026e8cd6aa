package keeper_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// machine sends random messages of a few agents, lets random time pass, and remembers what it knows of.
type machine struct {
	*fixture
	rt     *rapid.T
	jobs   [][]byte
	sealed map[string]*types.MsgRevealBid // job and provider → what was committed
	done   map[string]int
}

var actors = []string{"p0", "p1", "p2", "p3", "p4", "p5", "client0", "client1"}

func (m *machine) actor() agent { return m.agents[rapid.SampledFrom(actors).Draw(m.rt, "actor")] }

func (m *machine) anyJob() []byte {
	if len(m.jobs) == 0 {
		return []byte("12345678")
	}
	return rapid.SampledFrom(m.jobs[max(0, len(m.jobs)-2):]).Draw(m.rt, "job") // mostly live ones
}

// try runs a message as a transaction: a refusal leaves nothing.
func (m *machine) try(name string, run func(ctx context.Context) error) {
	cache, write := m.ctx.CacheContext()
	if run(cache) == nil {
		write()
		m.done[name]++
	}
}

func (m *machine) postJob() {
	a, r := m.actor(), request()
	r.Budget.Amount = math.NewInt(int64(rapid.IntRange(1, 400).Draw(m.rt, "budget")) * unit)
	r.Loss = math.NewInt(int64(rapid.SampledFrom([]int{0, 1, 5, 50}).Draw(m.rt, "loss")) * unit)
	r.Backups = uint32(rapid.IntRange(0, 3).Draw(m.rt, "backups"))
	r.Clocks.DeliveryMs, r.Clocks.ReviewMs = 10*minute, 10*minute
	m.vary(&r)
	m.try("post", func(ctx context.Context) error {
		res, err := m.msgs.PostJob(ctx, &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: r})
		if err != nil {
			return err
		}
		key, err := types.ParseJobID("", res.Job)
		m.jobs = append(m.jobs, key)
		return err
	})
}

// vary draws the auction, the award and the kind of work.
func (m *machine) vary(r *types.JobRequest) {
	switch rapid.IntRange(0, 4).Draw(m.rt, "auction") {
	case 0, 1:
		openAuction(r)
	case 2:
		clockAuction(r)
		r.Backups = 0
		r.StartCost = r.Budget.Amount.QuoRaw(int64(rapid.IntRange(1, 4).Draw(m.rt, "start")))
	}
	if r.Auction != types.AuctionClock && rapid.Bool().Draw(m.rt, "choose") {
		r.Award, r.Clocks.AwardMs = types.AwardClient, minute
	}
	switch rapid.IntRange(0, 5).Draw(m.rt, "work") {
	case 0:
		halves(r)
	case 1:
		hashed("one", "two", "three")(r)
	case 2:
		r.Verification = agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: m.agents["p5"].addr.String(), FeeBps: 500, EvalMs: 10 * minute,
		}
	case 3:
		r.Instant = true
	}
	if rapid.IntRange(0, 3).Draw(m.rt, "big") == 0 {
		bulky(r)
	}
	if rapid.IntRange(0, 4).Draw(m.rt, "invite") == 0 {
		r.Invited = []string{m.agents["p0"].addr.String(), m.agents["p1"].addr.String(), m.agents["p2"].addr.String()}
	}
	r.Skills = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"german", "legal", "fast"}), 0, 3, rapid.ID[string]).Draw(m.rt, "skills")
}

// bids has every actor but one bid on the latest jobs, in whatever way their auctions want.
func (m *machine) bids() {
	for _, key := range m.jobs[max(0, len(m.jobs)-2):] {
		job, err := m.k.Job(m.ctx, key)
		if err != nil {
			continue
		}
		for _, name := range actors[:rapid.IntRange(1, len(actors)).Draw(m.rt, "bidders")] {
			price := int64(rapid.IntRange(1, 40).Draw(m.rt, "price")) * unit / 4
			b := bid{by: name, price: price, pledge: price * int64(rapid.IntRange(2, 4).Draw(m.rt, "pledge")) / 2, delivery: 5 * minute}
			switch job.Request.Auction {
			case types.AuctionOpen:
				m.try("place", func(ctx context.Context) error {
					_, err := m.msgs.PlaceBid(ctx, m.placeMsg(key, b))
					return err
				})
			case types.AuctionClock:
				msg := m.takeMsg(key, name, b.pledge)
				msg.DeliveryMs = b.delivery
				m.try("take", func(ctx context.Context) error {
					_, err := m.msgs.TakeJob(ctx, msg)
					return err
				})
			default:
				m.commitTo(key, b)
			}
		}
	}
}

// awardJob has a client choose one of the bids that stand.
func (m *machine) awardJob() {
	for _, job := range m.jobRecords() {
		if job.Status != types.JobStatusChoosing || rapid.IntRange(0, 3).Draw(m.rt, "silent") == 0 {
			continue
		}
		key, err := types.ParseJobID("", job.Id)
		require.NoError(m.rt, err)
		chosen := rapid.SampledFrom(m.standing(key).Ranked).Draw(m.rt, "chosen")
		m.try("award", func(ctx context.Context) error {
			_, err := m.msgs.AwardJob(ctx, m.awardMsg(m.nameOf(job.Client), key, m.nameOf(chosen.Provider)))
			return err
		})
	}
}

func (m *machine) cancelJob() {
	if rapid.Bool().Draw(m.rt, "fresh") {
		m.postJob()
		m.commitBid()
	}
	a, key := m.actor(), m.anyJob()
	if job, err := m.k.Job(m.ctx, key); err == nil && rapid.Bool().Draw(m.rt, "own") {
		a = m.agents[m.nameOf(job.Client)]
	}
	m.try("cancel", func(ctx context.Context) error {
		_, err := m.msgs.CancelJob(ctx, &types.MsgCancelJob{Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key)})
		return err
	})
}

func (m *machine) commitBid() {
	name, key := rapid.SampledFrom(actors).Draw(m.rt, "bidder"), m.anyJob()
	price := int64(rapid.IntRange(1, 120).Draw(m.rt, "price")) * unit
	m.commitTo(key, bid{by: name, price: price, pledge: price * int64(rapid.IntRange(0, 4).Draw(m.rt, "pledge")) / 2, delivery: 5 * minute})
}

func (m *machine) commitTo(key []byte, b bid) {
	if b.pledge == 0 {
		b.pledge = noPledge
	}
	r := m.revealMsg(key, b)
	m.try("commit", func(ctx context.Context) error {
		_, err := m.msgs.CommitBid(ctx, &types.MsgCommitBid{Signer: r.Signer, Provider: r.Provider, Job: r.Job, Commitment: seal(r)})
		if err == nil {
			m.sealed[r.Job+r.Provider] = r
		}
		return err
	})
}

// revealBid opens most bids of the latest jobs; some stay silent.
func (m *machine) revealBid() {
	for _, key := range m.jobs[max(0, len(m.jobs)-2):] {
		for _, name := range actors {
			r, ok := m.sealed[types.JobID(key)+m.agents[name].addr.String()]
			if !ok || rapid.IntRange(0, 3).Draw(m.rt, "silent") == 0 {
				continue
			}
			copied := *r
			copied.Signer = m.agents[name].owner.String()
			m.try("reveal", func(ctx context.Context) error {
				_, err := m.msgs.RevealBid(ctx, &copied)
				return err
			})
		}
	}
}

// auction drives one job to its award, so that agreements come about often.
func (m *machine) auction() {
	m.postJob()
	m.pass(minute / 2)
	m.bids()
	m.pass(minute / 2)
	m.revealBid()
	m.pass(minute)
	m.awardJob()
	m.work()
}

func (m *machine) work() {
	var running []types.Job
	for _, j := range m.jobRecords() {
		if a, err := m.agreement.Get(m.ctx, j.Agreement); err == nil && a.Status.Live() {
			running = append(running, j)
		}
	}
	if len(running) == 0 {
		return
	}
	job := rapid.SampledFrom(running).Draw(m.rt, "running")
	a, err := m.agreement.Get(m.ctx, job.Agreement)
	require.NoError(m.rt, err)
	provider, client := m.agents[m.nameOf(a.Terms.Provider)], m.agents[m.nameOf(a.Terms.Client)]
	msgs := agreementkeeper.NewMsgServer(m.agreement)
	acts := []string{"submit", "submit", "submit", "resign", "terminate"}
	switch a.Status {
	case agreementtypes.StatusReview:
		acts = []string{"accept"}
	case agreementtypes.StatusEvaluating:
		acts = []string{"evaluate"}
	}
	act := rapid.SampledFrom(acts).Draw(m.rt, "act")
	answer := []byte{}
	if a.Terms.Verification.Method == agreementtypes.MethodHash {
		answer = []byte([]string{"one", "two", "three"}[a.Milestone])
	}
	m.try(act, func(ctx context.Context) (err error) {
		switch act {
		case "submit":
			_, err = msgs.Submit(ctx, &agreementtypes.MsgSubmit{
				Signer: provider.owner.String(), Provider: provider.addr.String(), Agreement: a.Id, Milestone: a.Milestone, Uri: "ipfs://x",
				Sha256: job.Request.Spec.Sha256, Bytes: 1, Preimage: answer,
			})
		case "evaluate":
			judge := m.agents["p5"]
			_, err = msgs.Evaluate(ctx, &agreementtypes.MsgEvaluate{
				Signer: judge.owner.String(), Evaluator: judge.addr.String(), Agreement: a.Id,
				Bps: rapid.SampledFrom([]uint32{0, 5_000, 10_000}).Draw(m.rt, "verdict"), Reason: "so it is",
			})
		case "accept":
			_, err = msgs.Accept(ctx, &agreementtypes.MsgAccept{Signer: client.owner.String(), Client: client.addr.String(), Agreement: a.Id, Milestone: a.Milestone, Rating: 90})
		case "resign":
			_, err = msgs.Resign(ctx, &agreementtypes.MsgResign{Signer: provider.owner.String(), Provider: provider.addr.String(), Agreement: a.Id})
		case "terminate":
			_, err = msgs.Terminate(ctx, &agreementtypes.MsgTerminate{Signer: client.owner.String(), Client: client.addr.String(), Agreement: a.Id})
		}
		return err
	})
}

// disturb changes the world around the auctions.
func (m *machine) disturb() {
	name := rapid.SampledFrom(actors).Draw(m.rt, "disturbed")
	switch rapid.IntRange(0, 5).Draw(m.rt, "disturbance") {
	case 0:
		m.try("pause", func(ctx context.Context) error { return m.in(ctx).setStatus(name, identitytypes.AgentStatusPaused) })
	case 1:
		m.try("resume", func(ctx context.Context) error { return m.in(ctx).setStatus(name, identitytypes.AgentStatusActive) })
	case 2:
		m.try("retire", func(ctx context.Context) error { return m.in(ctx).setStatus(name, identitytypes.AgentStatusRetired) })
	case 3:
		if a, err := m.identity.Agent(m.ctx, m.agents[name].addr); err != nil || a.Status == identitytypes.AgentStatusRetired {
			return
		}
		owner := rapid.SampledFrom([]string{"new_owner_a_________", "new_owner_b_________"}).Draw(m.rt, "owner")
		if m.agents[name].owner.String() != sdk.AccAddress(owner).String() {
			m.hand(name, sdk.AccAddress(owner))
			m.done["hand"]++
		}
	case 4:
		m.setEscrow(func(p *escrowtypes.Params) {
			p.AcceptedDenoms[0].Denom = rapid.SampledFrom([]string{denom, denom, denom, "other"}).Draw(m.rt, "denom")
			p.AcceptedDenoms[0].UnitsPerNumeraire = rapid.SampledFrom([]uint64{unit, 10 * unit, 1}).Draw(m.rt, "rate")
		})
	case 5:
		m.setParams(func(p *types.Params) {
			p.CancelFeeBps = uint32(rapid.IntRange(0, 10_000).Draw(m.rt, "fee"))
			p.MaxDeadlinesPerBlock = uint32(rapid.IntRange(1, 3).Draw(m.rt, "cap"))
			p.RetainMs = rapid.SampledFrom([]uint64{1, minute, day}).Draw(m.rt, "retain")
		})
	}
}

// silent lets blocks pass in which nobody does anything, each after ms, until it is over; within a bounded number.
func (m *machine) silent(ms uint64, blocks int, over func() bool) {
	for i := 0; i < blocks; i++ {
		if i%10 == 0 && over() {
			break
		}
		m.setNow(m.now() + ms)
		m.endBlock()
	}
	m.block()
	require.True(m.rt, over(), "after %d blocks of silence", blocks)
}

// in is the fixture on another context.
func (m *machine) in(ctx context.Context) *fixture {
	copied := *m.fixture
	copied.ctx = sdk.UnwrapSDKContext(ctx)
	return &copied
}

// Whatever agents do or leave, with whatever happens to the agents, the denom and the parameters: all invariants hold
// after every block, and when everybody falls silent, all money is free and all records are gone after a bounded time.
func TestRandomMessagesThenSilence(t *testing.T) {
	base := newFixture(t)
	for _, name := range actors {
		base.agent(name)
	}
	base.capital("p0", 100*unit)
	base.capital("p1", 1_000*unit)
	base.block()
	done := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{base.branch(t), t, nil, map[string]*types.MsgRevealBid{}, done}
		steps := []func(){
			m.auction, m.auction, m.postJob, m.commitBid, m.bids, m.revealBid, m.awardJob, m.work, m.work, m.work, m.cancelJob, m.disturb,
		}
		for n := rapid.IntRange(1, 30).Draw(t, "steps"); n > 0; n-- {
			rapid.SampledFrom(steps).Draw(t, "step")()
			if rapid.IntRange(0, 2).Draw(t, "end") == 0 {
				m.pass(rapid.SampledFrom([]uint64{1, minute / 2, minute, 10 * minute}).Draw(t, "ms"))
			}
		}
		// silence: every window, delivery and review passes, the whole list of backups goes by, one deadline a block
		m.silent(10*minute, 150, func() bool {
			stored := map[string]int64{}
			for _, j := range m.jobRecords() {
				stored[m.nameOf(j.Client)] += j.StorageDeposit.Int64()
			}
			for _, name := range actors {
				if stored[name] != m.held(name) { // only what records cost that are not deleted yet
					return false
				}
			}
			return true
		})
		m.silent(day, 150, func() bool { return len(m.bytes(types.ModuleName)) == 1 })
		for _, name := range actors {
			require.Zero(t, m.held(name), name)
		}
		gs, err := m.k.ExportGenesis(m.ctx)
		require.NoError(t, err)
		require.Empty(t, gs.Jobs)
		require.Empty(t, gs.Commitments)
		require.Empty(t, gs.Standings)
		require.Empty(t, gs.Deadlines)
		require.Len(t, m.bytes(types.ModuleName), 1, "only the parameters are left")
	})
	for _, name := range []string{
		"post", "cancel", "commit", "reveal", "place", "take", "award", "submit", "accept", "evaluate", "resign", "pause", "retire", "hand",
	} {
		require.Positive(t, done[name], fmt.Sprintf("no %s succeeded: the property proves little", name))
	}
	t.Logf("messages that succeeded: %v", done)
}
