package explorer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/testdb"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// capped is a node whose chain ends at a height.
type capped struct {
	follow.Source
	at int64
}

func (c capped) Tip(ctx context.Context) (follow.Tip, error) {
	tip, err := c.Source.Tip(ctx)
	tip.Height = min(tip.Height, c.at)
	return tip, err
}

// walkTime is how long agents act: seconds, or as long as the long suite says (make explorer-chain).
func walkTime(t *testing.T) time.Duration {
	if v := os.Getenv("TROTH_EXPLORER_WALK"); v != "" {
		d, err := time.ParseDuration(v)
		require.NoError(t, err)
		return d
	}
	return 10 * time.Second
}

// long says whether the walk is long enough for cases to end: they take most of a minute.
func long(t *testing.T) bool { return walkTime(t) >= 2*time.Minute }

// After agents did things at random on a real node, every job, agreement, agent, service, hold, balance, judge and case in the
// index is what the node's own queries say at the same height; and the explorer that the devnet runs answers for them all.
func TestTheIndexIsTheChain(t *testing.T) {
	w := newWalk(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w.run(t.Context(), seed, 12, walkTime(t))
	for more := uint64(1); more <= 20 && !w.enough(); more++ { // a busy machine makes few blocks
		w.run(t.Context(), seed+more, 12, 10*time.Second)
	}
	t.Logf("%v; the last refusal: %v", w.done, w.last)
	status, err := w.owners[0].Status(t.Context())
	require.NoError(t, err)
	height := status.Height - 1
	testdb.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		c := indexed(t, w, db, height)
		c.agents()
		c.jobs()
		c.agreements()
		c.services()
		c.money()
		c.arbiters()
		c.cases()
		t.Logf("height %d: compared %v", height, c.n)
		wanted := []string{"agents", "jobs", "agreements", "ended agreements", "services", "balances", "holds", "arbiters"}
		if long(t) {
			wanted = append(wanted, "cases closed", "seats", "votes", "ruled rounds", "documents", "appeals")
		}
		for _, what := range wanted {
			require.NotZero(t, c.n[what], "no %s: the comparison says nothing about them", what)
		}
	})
	w.visit(height)
}

// indexed follows the chain up to a height, which may go on where the index is, and returns the comparison at that height.
func indexed(t *testing.T, w *walk, db *store.DB, height int64) *comparison {
	t.Helper()
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	encoding := follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()}
	node, err := follow.NewNode(w.d.RPC, encoding)
	require.NoError(t, err)
	f := follow.New(db, capped{node, height}, encoding, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	require.Eventually(t, func() bool { return f.Progress().Height == height }, 2*time.Minute, 20*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
	return &comparison{t: t, db: db, node: w.owners[0], ctx: client.AtHeight(t.Context(), height)}
}

// comparison of an index with a node at one height.
type comparison struct {
	t    *testing.T
	db   *store.DB
	node *client.Client
	ctx  context.Context
	n    map[string]int
}

func (c *comparison) saw(what string) {
	if c.n == nil {
		c.n = make(map[string]int)
	}
	c.n[what]++
}

// pages asks for all pages of a list.
func pages(t *testing.T, ask func(*query.PageRequest) (*query.PageResponse, error)) {
	t.Helper()
	for next := []byte(nil); ; {
		p, err := ask(&query.PageRequest{Key: next, Limit: 100})
		require.NoError(t, err)
		if p == nil || len(p.NextKey) == 0 {
			return
		}
		next = p.NextKey
	}
}

func short(v fmt.Stringer, prefix string) string {
	return strings.ToLower(strings.TrimPrefix(v.String(), prefix))
}

func (c *comparison) agents() {
	q := identitytypes.NewQueryClient(c.node)
	pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
		r, err := q.Agents(c.ctx, &identitytypes.QueryAgentsRequest{Pagination: p})
		if err != nil {
			return nil, err
		}
		for _, a := range r.Agents {
			got, err := store.AgentTable.Get(c.t.Context(), c.db, a.Address)
			require.NoError(c.t, err)
			require.NotNil(c.t, got, a.Address)
			require.Equal(c.t, a.Owner, got.Owner)
			require.Equal(c.t, a.Profile.Name, got.Name)
			require.Equal(c.t, short(a.Status, "AGENT_STATUS_"), got.Status)
			require.EqualValues(c.t, a.HeartbeatMs, got.HeartbeatMs)
			require.EqualValues(c.t, a.Handovers, got.Handovers)
			var skills []string
			require.NoError(c.t, json.Unmarshal([]byte(got.Skills), &skills))
			require.Equal(c.t, append([]string{}, a.Profile.Skills...), skills)
			c.saw("agents")
		}
		return r.Pagination, nil
	})
	all, err := store.AgentTable.Select(c.t.Context(), c.db, "")
	require.NoError(c.t, err)
	require.Len(c.t, all, c.n["agents"])
}

func (c *comparison) jobs() {
	q := markettypes.NewQueryClient(c.node)
	pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
		r, err := q.Jobs(c.ctx, &markettypes.QueryJobsRequest{Pagination: p})
		if err != nil {
			return nil, err
		}
		for _, j := range r.Jobs {
			c.job(q, j)
		}
		return r.Pagination, nil
	})
	all, err := store.JobTable.Select(c.t.Context(), c.db, "WHERE status IN ('open', 'revealing', 'choosing') ORDER BY id")
	require.NoError(c.t, err)
	for _, j := range all {
		_, err := q.Job(c.ctx, &markettypes.QueryJobRequest{Id: j.ID})
		require.NoError(c.t, err, "the index has an open job that the chain has not")
	}
}

func (c *comparison) job(q markettypes.QueryClient, j markettypes.Job) {
	got, err := store.JobTable.Get(c.t.Context(), c.db, j.Id)
	require.NoError(c.t, err)
	require.NotNil(c.t, got, j.Id)
	require.Equal(c.t, short(j.Status, "JOB_STATUS_"), got.Status, j.Id)
	require.Equal(c.t, j.Client, got.Client)
	require.Equal(c.t, j.Request.Title, got.Title)
	require.Equal(c.t, j.Request.Skill, got.Skill)
	require.Equal(c.t, j.Request.Budget.String(), got.Budget.Amount+got.Budget.Denom)
	require.Equal(c.t, j.Agreement, got.Agreement, j.Id)
	require.EqualValues(c.t, j.BidEndMs, got.BidEndMs)
	if got.DueMs != 0 {
		require.EqualValues(c.t, j.DueMs, got.DueMs)
	}
	full, err := q.Job(c.ctx, &markettypes.QueryJobRequest{Id: j.Id})
	require.NoError(c.t, err)
	for _, b := range full.Standing.Ranked {
		have, err := store.BidTable.Get(c.t.Context(), c.db, j.Id, b.Provider)
		require.NoError(c.t, err)
		require.NotNil(c.t, have, "%s %s", j.Id, b.Provider)
		require.Equal(c.t, b.Price.String(), have.Price)
		require.Equal(c.t, b.Pledge.String(), have.Pledge)
		require.EqualValues(c.t, b.ExpectedCost, have.ExpectedCost)
		c.saw("bids")
	}
	c.saw("jobs")
}

func (c *comparison) agreements() {
	q := agreementtypes.NewQueryClient(c.node)
	all, err := store.AgreementTable.Select(c.t.Context(), c.db, "ORDER BY id")
	require.NoError(c.t, err)
	running := make(map[string]int)
	for _, got := range all {
		if got.Running {
			running[got.Client]++
			running[got.Provider]++
		}
		if got.Pruned {
			continue
		}
		r, err := q.Agreement(c.ctx, &agreementtypes.QueryAgreementRequest{Id: got.ID})
		require.NoError(c.t, err, got.ID)
		a := r.Agreement
		require.Equal(c.t, short(a.Status, "STATUS_"), got.Status, got.ID)
		require.Equal(c.t, a.Terms.Title, got.Title, got.ID)
		require.Equal(c.t, a.Terms.Client+a.Terms.Provider+a.Origin+a.Terms.Skill, got.Client+got.Provider+got.Origin+got.Skill)
		require.Equal(c.t, a.Terms.Price.String(), got.Price.Amount+got.Price.Denom)
		require.EqualValues(c.t, a.Milestone, got.Milestone, got.ID)
		require.EqualValues(c.t, len(a.Terms.Milestones), got.Milestones)
		if got.Running {
			require.EqualValues(c.t, a.DueMs, got.DueMs, got.ID)
		} else {
			c.saw("ended agreements")
		}
		settled, err := store.SettlementTable.Select(c.t.Context(), c.db, "WHERE agreement = ? ORDER BY milestone", got.ID)
		require.NoError(c.t, err)
		require.Len(c.t, settled, len(r.Receipts), got.ID)
		paid := math.ZeroInt()
		for i, receipt := range r.Receipts {
			v := settled[i]
			require.Equal(c.t, receipt.Paid.String()+" "+receipt.Refunded.String()+" "+receipt.Burned.String()+" "+receipt.Compensation.String(), v.Paid+" "+v.Refunded+" "+v.Burned+" "+v.Compensation)
			require.EqualValues(c.t, receipt.Bps, v.Bps)
			paid = paid.Add(receipt.Paid)
			c.saw("settlements")
		}
		require.Equal(c.t, paid.String(), got.Paid)
		c.saw("agreements")
	}
	agents, err := store.AgentTable.Select(c.t.Context(), c.db, "")
	require.NoError(c.t, err)
	for _, a := range agents {
		n := 0
		pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
			r, err := q.Agreements(c.ctx, &agreementtypes.QueryAgreementsRequest{Agent: a.Address, Pagination: p})
			if err != nil {
				return nil, err
			}
			n += len(r.Agreements)
			return r.Pagination, nil
		})
		require.Equal(c.t, n, running[a.Address], "running agreements of %s", a.Address)
	}
}

func (c *comparison) services() {
	q := markettypes.NewQueryClient(c.node)
	all, err := store.ServiceTable.Select(c.t.Context(), c.db, "WHERE removed = 0 ORDER BY id")
	require.NoError(c.t, err)
	for _, got := range all {
		r, err := q.Service(c.ctx, &markettypes.QueryServiceRequest{Id: got.ID})
		require.NoError(c.t, err, got.ID)
		require.Equal(c.t, r.Service.Terms.Title, got.Title)
		require.Equal(c.t, r.Service.Active, got.Active)
		require.EqualValues(c.t, r.Service.Version, got.Version)
		c.saw("services")
	}
	offers, err := store.OfferTable.Select(c.t.Context(), c.db, "WHERE pruned = 0 ORDER BY id")
	require.NoError(c.t, err)
	for _, got := range offers {
		r, err := q.Offer(c.ctx, &markettypes.QueryOfferRequest{Id: got.ID})
		require.NoError(c.t, err, got.ID)
		require.Equal(c.t, short(r.Offer.Status, "OFFER_STATUS_"), got.Status)
		require.Equal(c.t, r.Offer.Agreement, got.Agreement)
		require.EqualValues(c.t, r.Offer.Round.Number, got.Round)
		require.Equal(c.t, r.Offer.Round.Terms.Title, got.Title, got.ID)
		c.saw("negotiations")
	}
}

// money compares all balances of the chain and all holds.
func (c *comparison) money() {
	have := make(map[string]string)
	pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
		r, err := banktypes.NewQueryClient(c.node).DenomOwners(c.ctx, &banktypes.QueryDenomOwnersRequest{Denom: chain.BaseDenom, Pagination: p})
		if err != nil {
			return nil, err
		}
		for _, o := range r.DenomOwners {
			have[o.Address] = o.Balance.Amount.String()
		}
		return r.Pagination, nil
	})
	all, err := store.BalanceTable.Select(c.t.Context(), c.db, "WHERE denom = ? ORDER BY account", chain.BaseDenom)
	require.NoError(c.t, err)
	got := make(map[string]string)
	for _, b := range all {
		got[b.Account] = b.Amount
		c.saw("balances")
	}
	require.Equal(c.t, have, got, "balances")
	agents, err := store.AgentTable.Select(c.t.Context(), c.db, "")
	require.NoError(c.t, err)
	for _, a := range agents {
		var want, index []string
		sum := math.ZeroInt()
		pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
			r, err := escrowtypes.NewQueryClient(c.node).Holds(c.ctx, &escrowtypes.QueryHoldsRequest{Agent: a.Address, Pagination: p})
			if err != nil {
				return nil, err
			}
			for _, h := range r.Holds {
				want = append(want, fmt.Sprintf("%s %x %s", h.Scope, h.Ref, h.Hold.Coin))
				sum = sum.Add(h.Hold.Coin.Amount)
			}
			return r.Pagination, nil
		})
		holds, err := store.HoldTable.Select(c.t.Context(), c.db, "WHERE agent = ?", a.Address)
		require.NoError(c.t, err)
		for _, h := range holds {
			index = append(index, fmt.Sprintf("%s %s %s", h.Scope, h.Ref, h.Coin.Amount+h.Coin.Denom))
			require.NotEmpty(c.t, h.Object, "a hold for nothing: %s %s", h.Scope, h.Ref)
			c.saw("holds")
		}
		slices.Sort(want)
		slices.Sort(index)
		require.Equal(c.t, want, index, "holds of %s", a.Address)
		held, err := store.HeldTable.Select(c.t.Context(), c.db, "WHERE agent = ?", a.Address)
		require.NoError(c.t, err)
		if sum.IsZero() {
			require.Empty(c.t, held)
		} else {
			require.Equal(c.t, sum.String(), held[0].Amount)
		}
	}
}
