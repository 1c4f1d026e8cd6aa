package property

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// answers are the preimages that chains compare: answer i is that of milestone i.
func answer(i int) []byte { return []byte(fmt.Sprintf("the answer to %d", i)) }

func hash(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

var spec = agreementtypes.Spec{Uri: "ipfs://spec", Sha256: hash([]byte("spec")), Bytes: 4}

// money draws up to a price of either coin; odd amounts, for what is rounded.
func (w *world) money(name string) sdk.Coin {
	denom := pick(w, "coin", chain.BaseDenom, chain.BaseDenom, foreign)
	return sdk.NewInt64Coin(denom, int64(200+w.n(name, 9_800))*unitOf[denom]/1_000)
}

// work is what is to be done, and who judges it.
type work struct {
	shares       []uint32
	answers      bool
	verification agreementtypes.Verification
	reworks      uint32
	instant      bool
}

// work of every kind; nobody of these judges it.
func (w *world) work(but ...string) work {
	wk := work{shares: pick(w, "shares", []uint32{10_000}, []uint32{10_000}, []uint32{3_333, 6_667}, []uint32{2_000, 3_000, 5_000})}
	switch pick(w, "kind", "plain", "plain", "judged", "judged", "puzzle", "instant") {
	case "plain":
		wk.reworks = uint32(w.n("reworks", 3))
	case "judged":
		wk.reworks = uint32(w.n("reworks", 2))
		wk.verification = agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: w.anyAgent("evaluator", but...).id,
			FeeBps: uint32(w.n("fee", 1_001)), EvalMs: w.ms("eval", 4, 15),
		}
	case "puzzle":
		wk.answers, wk.verification.Method = true, agreementtypes.MethodHash
	case "instant":
		wk.instant = true
	}
	return wk
}

// request draws what a client asks for, in which auction.
func (w *world) request(client *agent) markettypes.JobRequest {
	wk := w.work(client.id)
	r := markettypes.JobRequest{
		Title: "Translate a page", Spec: spec, Skill: pick(w, "skill", "writing", "coding"), Budget: w.money("budget"),
		Backups:      uint32(w.n("backups", 4)),
		Clocks:       markettypes.Clocks{BidMs: w.ms("bid", 3, 15), DeliveryMs: w.ms("delivery", 6, 30), ReviewMs: w.ms("review", 4, 15)},
		Verification: wk.verification, ReworkRounds: wk.reworks, Instant: wk.instant, SigmaBps: pick(w, "sigma", uint32(0), 0, 15_000),
	}
	if w.percent("long", 8) { // so that money comes back when its spending is long out of the mandate's window
		r.Clocks.BidMs = w.ms("long bid", 120, 180)
	}
	r.Loss = pick(w, "loss", math.ZeroInt(), r.Budget.Amount.MulRaw(2), r.Budget.Amount)
	if wk.instant {
		r.Loss = r.Budget.Amount.MulRaw(3)
	}
	for i, share := range wk.shares {
		if len(wk.shares) == 1 && !wk.answers {
			break
		}
		m := markettypes.JobMilestone{ShareBps: share}
		if wk.answers {
			m.AnswerSha256 = hash(answer(i))
		}
		r.Milestones = append(r.Milestones, m)
	}
	w.auction(&r)
	w.narrow(&r, client)
	return r
}

// auction draws how the price is found and who chooses.
func (w *world) auction(r *markettypes.JobRequest) {
	r.Auction = pick(w, "auction", markettypes.AuctionSealed, markettypes.AuctionOpen, markettypes.AuctionClock)
	switch r.Auction {
	case markettypes.AuctionSealed:
		r.Clocks.RevealMs = w.ms("reveal", 4, 15)
		r.Explore = w.percent("explore", 40)
	case markettypes.AuctionClock:
		end := r.Budget.Amount.Add(math.MaxInt(r.Loss, r.Budget.Amount))
		r.Backups, r.StartCost = 0, end.MulRaw(pick(w, "start", int64(60), 10, 80)).QuoRaw(100)
	}
	if r.Auction != markettypes.AuctionClock && w.percent("choose", 35) {
		r.Award, r.Clocks.AwardMs = markettypes.AwardClient, w.ms("award", 5, 15)
	}
}

// narrow draws who may bid, what the job is a part of, and what makes its record big.
func (w *world) narrow(r *markettypes.JobRequest, client *agent) {
	if w.percent("invite", 20) {
		first := w.anyAgent("invited", client.id)
		second := w.anyAgent("invited", client.id, first.id)
		r.Invited = []string{first.id, second.id, w.anyAgent("invited", client.id, first.id, second.id).id}
	}
	if w.percent("require", 7) {
		r.Requirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{w.agents[0].id, w.agents[1].id}}}
	}
	if w.percent("part of another", 12) {
		r.Parent = w.parent(client.id)
	}
	if w.percent("big", 15) {
		r.Spec.Uri = "ipfs://" + strings.Repeat("x", 500)
		for range 8 {
			r.Criteria = append(r.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 1_250})
		}
	}
}

// parent draws a running agreement that the client has a part in, empty when there is none.
func (w *world) parent(client string) string {
	var all []string
	for _, a := range w.agreement.Agreements {
		if a.Status.Live() && (a.Terms.Client == client || a.Terms.Provider == client) {
			all = append(all, a.Id)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return pick(w, "parent", all...)
}

func (w *world) post() {
	client := w.anyAgent("client")
	key := w.signer(client)
	w.send(key, &markettypes.MsgPostJob{Signer: key.String(), Client: client.id, Request: w.request(client)})
}

// attend does what is due of a job: bids, reveals, a choice, now and then a cancellation. Some stay silent.
func (w *world) attend(j markettypes.Job) {
	if j.Bidding(w.now) || j.TakesTaker(w.now) {
		if w.percent("cancel", 2) || w.committed(j) && w.percent("cancel after all", 5) {
			client := w.agentOf(j.Client)
			if w.percent("not the client", 10) {
				client = w.anyAgent("canceller")
			}
			key := w.signer(client)
			w.send(key, &markettypes.MsgCancelJob{Signer: key.String(), Client: client.id, Job: j.Id})
		}
		for range 1 + w.n("bidders", 4) {
			w.bid(j)
		}
	}
	if j.TakesReveals(w.now) {
		for _, c := range w.market.Commitments {
			if c.Job == j.Id && !w.percent("silent", 30) {
				w.reveal(j, c.Provider)
			}
		}
	}
	if w.now > j.DueMs && w.percent("run what is overdue", 30) {
		anyone := pick(w, "anyone", w.spare...)
		w.send(anyone, &markettypes.MsgRetry{Sender: anyone.String(), Job: j.Id})
	}
	if j.TakesChoice(w.now) && w.percent("choose now", 40) {
		w.award(j)
	}
}

// committed says whether somebody has a bid under seal on a job.
func (w *world) committed(j markettypes.Job) bool {
	for _, c := range w.market.Commitments {
		if c.Job == j.Id {
			return true
		}
	}
	return false
}

// someBidder draws who bids: one of the invited, if the job is kept to some.
func (w *world) someBidder(j markettypes.Job) *agent {
	if len(j.Request.Invited) > 0 && !w.percent("not invited", 5) {
		return w.agentOf(pick(w, "bidder", j.Request.Invited...))
	}
	if w.percent("itself", 2) {
		return w.agentOf(j.Client)
	}
	return w.anyAgent("bidder", j.Client)
}

// bid has somebody bid, in the way of the auction; now and then in the wrong way.
func (w *world) bid(j markettypes.Job) {
	provider := w.someBidder(j)
	key := w.signer(provider)
	price := max(1, j.Request.Budget.Amount.Int64()*int64(20+w.n("price", 82))/100)
	pledge := w.pledge(math.NewInt(price), j.Request.SigmaBps, j.Request.Instant).Int64()
	b := testapp.Bid{
		Provider: &testapp.Agent{Address: provider.address, Operator: key}, Price: price, Pledge: pledge,
		DeliveryMs: max(1, j.Request.Clocks.DeliveryMs*pick(w, "speed", uint64(100), 60, 80, 100, 60, 80, 100, 101)/100),
	}
	auction := j.Request.Auction
	if w.percent("wrong auction", 3) {
		auction = pick(w, "as if", markettypes.AuctionSealed, markettypes.AuctionOpen, markettypes.AuctionClock)
	}
	switch r := b.Reveal(j.Id); auction {
	case markettypes.AuctionOpen:
		w.send(key, &markettypes.MsgPlaceBid{
			Signer: r.Signer, Provider: r.Provider, Job: r.Job, Price: r.Price, DeliveryMs: r.DeliveryMs, Pledge: r.Pledge,
		})
	case markettypes.AuctionClock:
		least := pick(w, "least", math.OneInt(), math.OneInt(), r.Price)
		w.send(key, &markettypes.MsgTakeJob{
			Signer: r.Signer, Provider: r.Provider, Job: r.Job, MinPrice: least, DeliveryMs: r.DeliveryMs, Pledge: r.Pledge,
		})
	default:
		if _, twice := w.reveals[j.Id+provider.id]; !twice {
			w.reveals[j.Id+provider.id] = r
		}
		w.send(key, b.Commit(j.Id))
	}
}

// reveal opens a bid, by whatever key acts for the provider by now.
func (w *world) reveal(j markettypes.Job, provider string) {
	m, known := w.reveals[j.Id+provider]
	if !known {
		return
	}
	key, copied := w.signer(w.agentOf(provider)), *m
	copied.Signer = key.String()
	if w.percent("wrong seal", 3) {
		copied.Price = copied.Price.AddRaw(1)
	}
	w.send(key, &copied)
}

func (w *world) award(j markettypes.Job) {
	for _, s := range w.market.Standings {
		if s.Job != j.Id || len(s.Standing.Ranked) == 0 {
			continue
		}
		provider := pick(w, "chosen", s.Standing.Ranked...).Provider
		if w.percent("not a bidder", 5) {
			provider = w.anyAgent("awarded").id
		}
		key := w.signer(w.agentOf(j.Client))
		w.send(key, &markettypes.MsgAwardJob{Signer: key.String(), Client: j.Client, Job: j.Id, Provider: provider})
	}
}
