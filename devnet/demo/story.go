package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	// windowMs of bidding and of revealing; historyMs in the first job, which only one agent wants.
	windowMs, historyMs = 3500, 2500
	// deliveryMs the providers ask for: what a winner that never delivers costs the audience.
	deliveryMs = 5000
	// reviewMs of jobs that are answered; silenceMs of the one that is not.
	reviewMs, silenceMs = 30_000, 4000
	// patience bounds every wait for the chain or an agent.
	patience = 45 * time.Second
)

// standing is a revealed bid, as its event told it.
type standing struct {
	provider                     string // name
	address                      string
	price, pledge                sdk.Coin
	scoreBps, expectedCost, rank uint64
}

// contract is an award and what became of it.
type contract struct {
	job, agreement, provider string
	height                   int64
	bids                     []standing
}

// story tells the jobs, a service and a negotiation; every step waits for the chain.
func (m *demo) story(ctx context.Context) error {
	m.out.say("Troth: agents hire and pay each other, with no human in between.\n\n"+
		"  chain %s, a block every %s, %s\n  watch it at %s", m.d.ChainID, m.o.BlockTime, m.d.RPC, m.d.Explorer)
	if err := m.setUp(ctx); err != nil {
		return err
	}
	m.out.agents(cast, m.actors)
	for _, name := range []string{"newsroom", "veteran-vera"} {
		if err := m.start(ctx, name); err != nil {
			return err
		}
	}
	for _, scene := range []func(context.Context) error{m.history, m.accepted, m.service, m.talk, m.late, m.silent} {
		if err := scene(ctx); err != nil {
			return err
		}
	}
	return m.settleUp(ctx)
}

// history gives one provider a past, and shows the mandate at work.
func (m *demo) history(ctx context.Context) error {
	m.out.scene("A job for newsroom's first provider: only veteran-vera is there yet")
	file, err := m.input("orchard.txt")
	if err != nil {
		return err
	}
	newsroom := m.actors["newsroom"]
	if err := newsroom.process.tell(order{Do: doOverspend, Title: "too big", Budget: amount(newsroom.perAction + 1), WindowMs: windowMs, ReviewMs: reviewMs}); err != nil {
		return err
	}
	refusal, err := m.rec.wait(ctx, "the mandate to refuse", patience, said("newsroom", sayRefused, ""))
	if err != nil {
		return err
	}
	m.out.fact("the operator tries a job of %d troth: refused by consensus\n      %s", newsroom.perAction+1, refusal.line.Text)
	c, err := m.auction(ctx, order{Title: "Statistics of the orchard notes", Input: file, Budget: amount(20), WindowMs: historyMs, ReviewMs: reviewMs, Rating: 100}, 1, nil)
	if err != nil {
		return err
	}
	end, err := m.delivered(ctx, c)
	if err != nil {
		return err
	}
	m.ledger.expect(c, agreementtypes.StatusCompleted, "OUTCOME_ACCEPT")
	m.out.fact("accepted with rating 100: %s paid, %s burned; the burn is veteran-vera's capital now", end.Get("paid"), end.Get("burned"))
	return nil
}

// accepted is the ordinary case: three bids, the best wins, delivers and is paid.
func (m *demo) accepted(ctx context.Context) error {
	m.out.scene("Job 1: three providers bid; the work is accepted")
	for _, name := range []string{"steady-sam", "budget-bob"} {
		if err := m.start(ctx, name); err != nil {
			return err
		}
	}
	file, err := m.input("harbour.txt")
	if err != nil {
		return err
	}
	c, err := m.auction(ctx, order{Title: "Statistics of the harbour text", Input: file, Budget: amount(1), WindowMs: windowMs, ReviewMs: reviewMs, Rating: 95, Backups: 2}, 3, nil)
	if err != nil {
		return err
	}
	cheapest := slices.MinFunc(c.bids, func(a, b standing) int { return a.price.Amount.BigInt().Cmp(b.price.Amount.BigInt()) })
	if cheapest.provider == c.provider {
		return fmt.Errorf("job 1: the cheapest bid won (%s), the demo wants to show that it need not", c.provider)
	}
	end, err := m.delivered(ctx, c)
	if err != nil {
		return err
	}
	m.ledger.expect(c, agreementtypes.StatusCompleted, "OUTCOME_ACCEPT")
	m.out.fact("accepted with rating 95: %s paid, %s burned, pledge back", end.Get("paid"), end.Get("burned"))
	return nil
}

// late kills the winner before it can deliver; the runner-up takes over.
func (m *demo) late(ctx context.Context) error {
	m.out.scene("Job 2: the winner never delivers")
	file, err := m.input("orchard.txt")
	if err != nil {
		return err
	}
	var victim *actor
	c, err := m.auction(ctx, order{Title: "Keywords of the orchard notes", Input: file, Budget: amount(1), WindowMs: windowMs, ReviewMs: reviewMs, Rating: 90, Backups: 2}, 3,
		func(leader string) error {
			victim = m.actors[leader]
			return victim.process.kill()
		})
	if err != nil {
		return err
	}
	if c.provider != victim.name {
		return fmt.Errorf("job 2: %s won, the leader was %s", c.provider, victim.name)
	}
	m.out.fact("%s is dead: its process was killed (kill -9) after its bid was opened", c.provider)
	n, err := m.rec.wait(ctx, "the deadline of "+c.agreement, patience, event(agreementtypes.EventAgreementRefunded, "agreement", c.agreement))
	if err != nil {
		return err
	}
	m.ledger.expect(c, agreementtypes.StatusRefunded, "OUTCOME_LATE")
	m.out.fact("LATE: after %.0f s the chain takes %s of the pledge for newsroom", float64(deliveryMs)/1000, n.event.Get("compensation"))
	n, err = m.rec.wait(ctx, "the next award of "+c.job, patience, event(markettypes.EventJobReawarded, "job", c.job))
	if err != nil {
		return err
	}
	next := contract{job: c.job, agreement: n.event.Get("agreement"), provider: m.nameOf(n.event.Get("provider")), height: n.height}
	if next.provider != c.bids[1].provider {
		return fmt.Errorf("job 2: %s took over, the runner-up was %s", next.provider, c.bids[1].provider)
	}
	m.out.fact("block %d gives the job to the runner-up by itself: %s, %s", next.height, next.provider, n.event.Get("price"))
	end, err := m.delivered(ctx, next)
	if err != nil {
		return err
	}
	m.ledger.expect(next, agreementtypes.StatusCompleted, "OUTCOME_ACCEPT")
	m.out.fact("accepted with rating 90: %s paid, %s burned", end.Get("paid"), end.Get("burned"))
	m.fallen = c.bids[0]
	if err := m.start(ctx, victim.name); err != nil {
		return err
	}
	m.out.fact("%s is back: a new process with the same key and home", victim.name)
	return nil
}

// silent is a client that never answers.
func (m *demo) silent(ctx context.Context) error {
	m.out.scene("Job 3: the client says nothing")
	file, err := m.input("harbour.txt")
	if err != nil {
		return err
	}
	c, err := m.auction(ctx, order{Title: "Keywords of the harbour text", Input: file, Budget: amount(1), WindowMs: windowMs, ReviewMs: silenceMs, Silent: true, Backups: 2}, 3, nil)
	if err != nil {
		return err
	}
	for _, b := range c.bids {
		if b.provider == m.fallen.provider && b.scoreBps >= m.fallen.scoreBps {
			return fmt.Errorf("%s was late, but its score went from %d to %d bps", b.provider, m.fallen.scoreBps, b.scoreBps)
		}
		if b.provider == m.fallen.provider {
			m.out.fact("being late took %s from %.1f %% to %.1f %%", b.provider, float64(m.fallen.scoreBps)/100, float64(b.scoreBps)/100)
		}
	}
	end, err := m.delivered(ctx, c)
	if err != nil {
		return err
	}
	m.ledger.expect(c, agreementtypes.StatusCompleted, "OUTCOME_AUTO")
	m.out.fact("AUTO: after %.0f s of silence the chain pays by itself: %s paid, %s burned", float64(silenceMs)/1000, end.Get("paid"), end.Get("burned"))
	return nil
}

// auction posts a job, waits for the bids and the award, and prints why the winner won. beforeAward is called when all
// bids are open, with the name of the one that leads.
func (m *demo) auction(ctx context.Context, o order, bidders int, beforeAward func(leader string) error) (contract, error) {
	o.Do = doJob
	before := len(m.rec.all(said("newsroom", sayPosted, "")))
	if err := m.actors["newsroom"].process.tell(o); err != nil {
		return contract{}, err
	}
	seen := 0
	posted, err := m.rec.wait(ctx, "newsroom to post", patience, func(n note) bool {
		if said("newsroom", sayPosted, "")(n) {
			seen++
		}
		return seen > before
	})
	if err != nil {
		return contract{}, err
	}
	c := contract{job: posted.line.Job}
	m.out.fact("%s  %q, budget %s troth held in newsroom's own account\n      input %d bytes, sha256 %.16s…", c.job, o.Title, troth(o.Budget), posted.line.Bytes, posted.line.SHA256)
	reveals := 0
	if _, err := m.rec.wait(ctx, fmt.Sprintf("%d bids for %s", bidders, c.job), patience, func(n note) bool {
		if event(markettypes.EventBidRevealed, "job", c.job)(n) {
			reveals++
		}
		return reveals == bidders
	}); err != nil {
		return c, err
	}
	if c.bids, err = m.standings(c.job); err != nil {
		return c, err
	}
	if beforeAward != nil {
		if err := beforeAward(c.bids[0].provider); err != nil {
			return c, err
		}
	}
	award, err := m.rec.wait(ctx, "the award of "+c.job, patience, event(markettypes.EventJobAwarded, "job", c.job))
	if err != nil {
		return c, err
	}
	c.agreement, c.provider, c.height = award.event.Get("agreement"), m.nameOf(award.event.Get("provider")), award.height
	if c.provider != c.bids[0].provider {
		return c, fmt.Errorf("%s: %s won, the least expected cost was that of %s", c.job, c.provider, c.bids[0].provider)
	}
	m.out.bids(c.bids)
	m.out.fact("block %d awards it by itself: %s → %s", c.height, c.provider, c.agreement)
	return c, nil
}

// standings reads the opened bids of a job from their events, the one with the least expected cost first.
func (m *demo) standings(job string) ([]standing, error) {
	var bids []standing
	for _, n := range m.rec.all(event(markettypes.EventBidRevealed, "job", job)) {
		s := standing{address: n.event.Get("provider"), provider: m.nameOf(n.event.Get("provider"))}
		var err error
		if s.price, err = sdk.ParseCoinNormalized(n.event.Get("price")); err != nil {
			return nil, err
		}
		pledge, err := sdk.ParseCoinsNormalized(n.event.Get("pledge"))
		if err != nil {
			return nil, err
		}
		s.pledge = sdk.NewCoin(s.price.Denom, pledge.AmountOf(s.price.Denom))
		for key, to := range map[string]*uint64{"score_bps": &s.scoreBps, "expected_cost": &s.expectedCost, "rank": &s.rank} {
			if *to, err = strconv.ParseUint(n.event.Get(key), 10, 64); err != nil {
				return nil, fmt.Errorf("%s of a bid: %w", key, err)
			}
		}
		bids = append(bids, s)
	}
	slices.SortFunc(bids, func(a, b standing) int {
		return cmp.Or(cmp.Compare(a.expectedCost, b.expectedCost), cmp.Compare(b.scoreBps, a.scoreBps))
	})
	return bids, nil
}

// ended is the event that ends an agreement.
type ended interface{ Get(string) string }

// delivered waits for the work, tells about it, and waits for the payment.
func (m *demo) delivered(ctx context.Context, c contract) (ended, error) {
	work, err := m.rec.wait(ctx, c.provider+" to deliver", patience, func(n note) bool {
		return said(c.provider, sayDone, c.job)(n) && n.line.Agreement == c.agreement
	})
	if err != nil {
		return nil, err
	}
	if work.line.Report == nil {
		return nil, fmt.Errorf("%s delivered no report", c.provider)
	}
	m.out.fact("%s fetched and verified the text, and delivers %d words, %d sentences; %s", c.provider,
		work.line.Report.Words, work.line.Report.Sentences, keywordLine(work.line.Report, 4))
	end, err := m.rec.wait(ctx, "the end of "+c.agreement, patience, event(agreementtypes.EventAgreementCompleted, "agreement", c.agreement))
	if err != nil {
		return nil, err
	}
	if len(m.rec.all(said("newsroom", sayVerified, c.job))) > 0 {
		m.out.fact("newsroom fetched the result: %d bytes, hash and shape are right", work.line.Bytes)
	}
	return end.event, nil
}

// nameOf an agent's address.
func (m *demo) nameOf(address string) string {
	for _, a := range m.actors {
		if a.address.String() == address {
			return a.name
		}
	}
	return address
}

// troth writes base units as a decimal number of troth.
func troth(v math.Int) string {
	s := math.LegacyNewDecFromIntWithPrec(v, 6).String()
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
