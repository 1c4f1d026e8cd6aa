package explorer_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// walk is a real chain on which agents do things at random.
type walk struct {
	t      *testing.T
	d      *devnet.Devnet
	owners [2]*client.Client
	agents [2][]string

	// court signs for all judges.
	court  *client.Client
	judges []string

	mu       sync.Mutex
	jobs     [2][]string
	services [2][]string
	done     map[string]int
	last     error
}

const perOwner = 6

func newWalk(t *testing.T) *walk {
	t.Helper()
	logs, err := os.Create(filepath.Join(t.TempDir(), "node.log"))
	require.NoError(t, err)
	w := &walk{t: t, done: make(map[string]int)}
	config, err := devnet.ParseConfig([]byte(accounts))
	require.NoError(t, err)
	w.d, err = devnet.Start(t.Context(), devnet.Options{Home: t.TempDir(), Config: config, BlockTime: 100 * time.Millisecond, Logs: logs})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, w.d.Close())
		require.NoError(t, logs.Close())
	})
	for i, name := range []string{"alice", "faucet"} {
		key, err := devnet.Key(chain.DevnetID, name)
		require.NoError(t, err)
		w.owners[i], err = client.New([]string{w.d.RPC}, client.FromKey(key), client.WithPoll(20*time.Millisecond))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, w.owners[i].Close()) })
		var msgs []sdk.Msg
		for n := range perOwner {
			address, more := agent.Registration{
				Salt: []byte{byte(n)}, Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 900_000_000)),
				Profile: identitytypes.Profile{Name: fmt.Sprintf("%s-%d", name, n), Skills: []string{"text", fmt.Sprintf("skill-%d", n%3)}},
			}.Messages(w.owners[i].Address())
			w.agents[i] = append(w.agents[i], address.String())
			msgs = append(msgs, more...)
		}
		_, err = w.owners[i].Send(t.Context(), msgs...)
		require.NoError(t, err)
	}
	w.newJudges()
	return w
}

// run lets workers act until the time is up.
func (w *walk) run(ctx context.Context, seed uint64, workers int, until time.Duration) {
	ctx, stop := context.WithTimeout(ctx, until)
	defer stop()
	var g sync.WaitGroup
	for n := range workers {
		g.Go(func() {
			for rng := rand.New(rand.NewPCG(seed, uint64(n))); ctx.Err() == nil; {
				w.act(ctx, rng)
			}
		})
	}
	g.Wait()
}

// send sends one message for an agent of an owner and counts what the chain takes.
func (w *walk) send(ctx context.Context, owner int, msgs ...sdk.Msg) (client.Result, bool) {
	return w.by(ctx, w.owners[owner], msgs...)
}

func (w *walk) by(ctx context.Context, signer *client.Client, msgs ...sdk.Msg) (client.Result, bool) {
	res, err := signer.Send(ctx, msgs...)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range msgs {
		if err == nil {
			w.done[sdk.MsgTypeURL(m)]++
		} else {
			w.done[sdk.MsgTypeURL(m)+" refused"]++
			w.last = err
		}
	}
	return res, err == nil
}

func some[T any](w *walk, rng *rand.Rand, list *[]T) (v T, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(*list) == 0 {
		return v, false
	}
	return (*list)[len(*list)-1-rng.IntN(min(len(*list), 8))], true
}

func spec() agreementtypes.Spec {
	sum := sha256.Sum256([]byte("spec"))
	return agreementtypes.Spec{Uri: "https://example.com/spec", Sha256: sum[:], Bytes: 4}
}

func coin(n int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, n) }

func terms(c, p string, price int64) agreementtypes.Terms {
	return agreementtypes.Terms{
		Client: c, Provider: p, Title: "A text about " + fmt.Sprint(price), Spec: spec(), Skill: "text", Price: coin(price), Loss: math.NewInt(2 * price),
		Pledge: math.NewInt(2 * price), Milestones: []agreementtypes.Milestone{
			{Title: "first", ShareBps: 4000, DeliveryMs: 4000}, {Title: "second", ShareBps: 6000, DeliveryMs: 4000},
		}, ReviewMs: 3000, ReworkRounds: 1,
	}
}

// act does one thing, whatever comes of it.
func (w *walk) act(ctx context.Context, rng *rand.Rand) {
	if rng.IntN(4) == 0 {
		w.judge(ctx, rng)
		return
	}
	owner := rng.IntN(2)
	me, other := w.agents[owner][rng.IntN(perOwner)], w.agents[1-owner][rng.IntN(perOwner)]
	signer := w.owners[owner].Address().String()
	price := 100_000 + rng.Int64N(400_000)
	switch rng.IntN(14) {
	case 0, 1:
		request := markettypes.JobRequest{
			Title: fmt.Sprintf("Write a text of %d words", price), Skill: "text", Spec: spec(), Budget: coin(price), Loss: math.ZeroInt(), StartCost: math.ZeroInt(),
			Clocks: markettypes.Clocks{BidMs: 1500, DeliveryMs: 5000, ReviewMs: 3000}, Auction: markettypes.AuctionOpen, Backups: uint32(rng.IntN(3)),
		}
		if rng.IntN(3) == 0 {
			request.Auction, request.Award, request.Clocks.AwardMs = markettypes.AuctionOpen, markettypes.AwardClient, 1500
		}
		if res, ok := w.send(ctx, owner, &markettypes.MsgPostJob{Signer: signer, Client: me, Request: request}); ok {
			posted, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
			if err == nil {
				w.mu.Lock()
				w.jobs[owner] = append(w.jobs[owner], posted.Job)
				w.mu.Unlock()
			}
		}
	case 2, 3, 4, 5:
		if job, ok := some(w, rng, &w.jobs[1-owner]); ok {
			bid := 50_000 + rng.Int64N(50_000)
			w.send(ctx, owner, &markettypes.MsgPlaceBid{Signer: signer, Provider: me, Job: job, Price: math.NewInt(bid), Pledge: math.NewInt(bid), DeliveryMs: 4000})
		}
	case 6:
		if rng.IntN(3) == 0 {
			if job, ok := some(w, rng, &w.jobs[owner]); ok {
				w.send(ctx, owner, &markettypes.MsgCancelJob{Signer: signer, Client: me, Job: job})
			}
			return
		}
		t := terms("", me, price)
		if res, ok := w.send(ctx, owner, &markettypes.MsgListService{Signer: signer, Provider: me, Terms: t, Capacity: 5}); ok {
			listed, err := client.Response[*markettypes.MsgListServiceResponse](res, 0)
			if err == nil {
				w.mu.Lock()
				w.services[owner] = append(w.services[owner], listed.Service)
				w.mu.Unlock()
			}
		}
	case 7:
		if id, ok := some(w, rng, &w.services[1-owner]); ok {
			s, err := markettypes.NewQueryClient(w.owners[owner]).Service(ctx, &markettypes.QueryServiceRequest{Id: id})
			if err == nil {
				w.send(ctx, owner, &markettypes.MsgHire{Signer: signer, Client: me, Service: id, Version: s.Service.Version, Price: s.Service.Terms.Price, Spec: spec()})
			}
		}
	case 8:
		w.negotiate(ctx, rng, owner, me, other, signer, price)
	case 9:
		w.send(ctx, owner, &identitytypes.MsgHeartbeat{Signer: signer, Agent: me})
		w.plead(ctx, rng, owner, me, signer)
	case 10:
		w.send(ctx, owner, &identitytypes.MsgUpdateProfile{Signer: signer, Agent: me, Profile: identitytypes.Profile{
			Name: fmt.Sprintf("renamed-%d", rng.IntN(1_000_000)), Skills: []string{"text", fmt.Sprintf("skill-%d", rng.IntN(5))},
		}})
	default:
		w.work(ctx, rng, owner, signer)
	}
}

func (w *walk) negotiate(ctx context.Context, rng *rand.Rand, owner int, me, other, signer string, price int64) {
	q := markettypes.NewQueryClient(w.owners[owner])
	open, err := q.Offers(ctx, &markettypes.QueryOffersRequest{Agent: me})
	if err == nil && len(open.Offers) > 0 {
		o := open.Offers[rng.IntN(len(open.Offers))]
		if o.Round.Maker != me {
			if rng.IntN(2) == 0 {
				w.send(ctx, owner, &markettypes.MsgAcceptOffer{Signer: signer, Agent: me, Offer: o.Id, Accepts: o.Round.Hash})
			} else {
				w.send(ctx, owner, &markettypes.MsgRejectOffer{Signer: signer, Agent: me, Offer: o.Id, Reason: markettypes.ReasonBusy})
			}
			return
		}
	}
	now, err := clocktypes.NewQueryClient(w.owners[owner]).Now(ctx, &clocktypes.QueryNowRequest{})
	if err == nil {
		t := terms(me, other, price)
		if rng.IntN(4) == 0 {
			t = panelTerms(me, other, price)
		}
		w.send(ctx, owner, &markettypes.MsgMakeOffer{Signer: signer, Maker: me, Terms: t, ExpiresMs: now.Clock.NowMs + 4000})
	}
}

// work goes on with a running agreement of one of the owner's agents.
func (w *walk) work(ctx context.Context, rng *rand.Rand, owner int, signer string) {
	me := w.agents[owner][rng.IntN(perOwner)]
	running, err := agreementtypes.NewQueryClient(w.owners[owner]).Agreements(ctx, &agreementtypes.QueryAgreementsRequest{Agent: me})
	if err != nil || len(running.Agreements) == 0 {
		return
	}
	a := running.Agreements[rng.IntN(len(running.Agreements))]
	sum := sha256.Sum256([]byte("result"))
	switch {
	case a.Terms.Provider == me && a.Status == agreementtypes.StatusWorking:
		switch rng.IntN(8) {
		case 0:
			return // late
		case 1:
			w.send(ctx, owner, &agreementtypes.MsgResign{Signer: signer, Provider: me, Agreement: a.Id, Milestone: a.Milestone})
		default:
			w.send(ctx, owner, &agreementtypes.MsgSubmit{Signer: signer, Provider: me, Agreement: a.Id, Uri: "https://example.com/result", Sha256: sum[:], Bytes: 6, Milestone: a.Milestone})
		}
	case a.Terms.Provider == me && a.Status == agreementtypes.StatusClaimed:
		if rng.IntN(4) > 0 {
			w.send(ctx, owner, &agreementtypes.MsgContest{Signer: signer, Agent: me, Agreement: a.Id, Milestone: a.Milestone, Reason: "it is what you asked for"})
			return
		}
		w.send(ctx, owner, &agreementtypes.MsgConcede{Signer: signer, Provider: me, Agreement: a.Id, Milestone: a.Milestone})
	case a.Terms.Client == me && a.Status == agreementtypes.StatusReview:
		switch rng.IntN(7) {
		case 0:
			w.send(ctx, owner, &agreementtypes.MsgRework{Signer: signer, Client: me, Agreement: a.Id, Reason: "once more", Milestone: a.Milestone})
		case 1, 3:
			w.send(ctx, owner, &agreementtypes.MsgReject{Signer: signer, Client: me, Agreement: a.Id, Reason: "no", ClaimedBps: 3000, Milestone: a.Milestone})
		case 2:
			return // silent
		default:
			w.send(ctx, owner, &agreementtypes.MsgAccept{Signer: signer, Client: me, Agreement: a.Id, Rating: uint32(rng.IntN(101)), Milestone: a.Milestone})
		}
	case a.Terms.Client == me && rng.IntN(10) == 0:
		w.send(ctx, owner, &agreementtypes.MsgTerminate{Signer: signer, Client: me, Agreement: a.Id, Milestone: a.Milestone})
	}
}

// visit asks the devnet's own explorer for what only a node tells.
func (w *walk) visit(height int64) {
	get := func(path string) map[string]any {
		res, err := http.Get(w.d.Explorer + path)
		require.NoError(w.t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(w.t, err)
		require.NoError(w.t, res.Body.Close())
		require.Equal(w.t, 200, res.StatusCode, "%s: %s", path, body)
		var v map[string]any
		require.NoError(w.t, json.Unmarshal(body, &v), "%s: %s", path, body)
		return v
	}
	require.Eventually(w.t, func() bool { return get("/v1/status")["height"].(float64) >= float64(height) }, time.Minute, 50*time.Millisecond)
	require.Len(w.t, get("/v1/validators")["items"], 1)
	require.Contains(w.t, get("/v1/params")["modules"], "market")
	board := get("/v1/leaderboard?skill=text")
	best := board["items"].([]any)
	require.NotEmpty(w.t, best)
	first := best[0].(map[string]any)["address"].(string)
	rep := get("/v1/agents/" + first + "/reputation?skill=text")
	require.NotNil(w.t, rep["params"])
	require.EqualValues(w.t, board["value_micro"], rep["value_micro"])
	require.Eventually(w.t, func() bool {
		return len(get("/v1/agents/" + first + "/history?skill=text")["points"].([]any)) > 0
	}, time.Minute, 100*time.Millisecond)
	agreement := get("/v1/agreements?agent=" + first)["items"].([]any)[0].(map[string]any)["id"].(string)
	require.NotNil(w.t, get("/v1/agreements/" + agreement)["record"])
	require.NotEmpty(w.t, get("/v1/timeline/" + agreement)["items"])
	require.NotEmpty(w.t, get("/v1/leaderboard?by=volume&skill=text")["items"])
	for _, v := range get("/v1/cases?limit=5")["items"].([]any) {
		page := get("/v1/cases/" + v.(map[string]any)["id"].(string))
		require.NotNil(w.t, page["record"])
		require.NotNil(w.t, page["agreement"])
	}
}
