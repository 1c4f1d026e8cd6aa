package badinput

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	unit  = testapp.Unit
	purse = 1_000 * unit

	second, minute, hour, day = uint64(1_000), uint64(60_000), uint64(3_600_000), uint64(86_400_000)

	takenName   = "taken-name"
	retiredName = "retired-name"
)

// ratingSalt hides the rating 80 that every submission of the world commits to, but for silent ones.
var ratingSalt = hash("rating salt")

// world is a chain on which one of everything exists. Each case works on a branch of its state, so it is never changed.
type world struct {
	*testapp.Chain
	base sdk.Context

	client, sibling, p1, p2, p3 *testapp.Agent
	paused, retired             *testapp.Agent
	stranger                    *testapp.Account

	// jobs by status; committed is open with a commitment of p1, revealing has commitments of p1 (unrevealed), p2
	// (revealed) and p3 (a copy of that of p1).
	open, committed, revealing, awarded, expired, cancelled string
	// agreements of client and p1 by status; silent is completed without a rating commitment.
	working, review, completed, silent, refunded, terminated string
	// bid of p1 on the revealing job, of p2 on it.
	bid1, bid2 testapp.Bid
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Chain: testapp.New(t, testapp.Options{Accounts: 6, Instances: []testapp.Instance{testapp.Sequential}})}
	a := w.Accounts
	w.stranger = a[5]
	agents := w.NewAgents(purse, "writing", a[0], a[0], a[1], a[2], a[3], a[4], a[4])
	w.client, w.sibling, w.p1, w.p2, w.p3, w.paused, w.retired = agents[0], agents[1], agents[2], agents[3], agents[4], agents[5], agents[6]
	w.nameAndStop()
	w.auctions()
	w.agreements()
	header := cmtproto.Header{ChainID: testapp.ChainID, Height: w.Height + 1, Time: w.Time.Add(time.Second)}
	//lint:ignore SA1019 the handlers are called without a block being made: no other context has the committed state
	w.base = w.App().NewUncachedContext(false, header)
	return w
}

func (w *world) do(a *testapp.Account, msgs ...sdk.Msg) *testapp.Result {
	return w.Run(w.Tx(a, msgs...)).RequireOK()
}

func (w *world) nameAndStop() {
	profile := func(a *testapp.Agent, name string) sdk.Msg {
		return &identitytypes.MsgUpdateProfile{Signer: a.Owner.String(), Agent: a.String(), Profile: identitytypes.Profile{
			Name: name, Skills: []string{"writing"},
		}}
	}
	status := func(a *testapp.Agent, s identitytypes.AgentStatus) sdk.Msg {
		return &identitytypes.MsgSetStatus{Owner: a.Owner.String(), Agent: a.String(), Status: s}
	}
	w.do(w.p3.Owner, profile(w.p3, takenName))
	w.do(w.retired.Owner, profile(w.retired, retiredName), status(w.retired, identitytypes.AgentStatusRetired),
		status(w.paused, identitytypes.AgentStatusPaused))
}

// auctions posts the jobs; the first six lead to agreements.
func (w *world) auctions() {
	short := markettypes.Clocks{BidMs: 3 * second, RevealMs: 3 * second, DeliveryMs: hour, ReviewMs: hour}
	long := markettypes.Clocks{BidMs: hour, RevealMs: hour, DeliveryMs: hour, ReviewMs: hour}
	unseal := markettypes.Clocks{BidMs: 3 * second, RevealMs: hour, DeliveryMs: hour, ReviewMs: hour}
	post := func(clocks markettypes.Clocks) sdk.Msg { return w.client.Post(testapp.Job{Clocks: clocks}) }
	msgs := []sdk.Msg{post(long), post(long), post(unseal), post(short), post(long)}
	for range agreementCount {
		msgs = append(msgs, post(short))
	}
	r := w.do(w.client.Operator, msgs...)
	ids := make([]string, len(msgs))
	for i := range msgs {
		var posted markettypes.MsgPostJobResponse
		r.Response(0, i, &posted)
		ids[i] = posted.Job
	}
	w.open, w.committed, w.revealing, w.expired, w.cancelled = ids[0], ids[1], ids[2], ids[3], ids[4]
	contracts := ids[5:]
	w.awarded = contracts[0]

	w.bid1 = testapp.Bid{Provider: w.p1, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}
	w.bid2 = testapp.Bid{Provider: w.p2, Price: 6 * unit, Pledge: 6 * unit, DeliveryMs: minute}
	copied := w.bid1.Commit(w.revealing)
	copied.Signer, copied.Provider = w.p3.Operator.String(), w.p3.String()
	commits := []sdk.Msg{w.bid1.Commit(w.committed), w.bid1.Commit(w.revealing)}
	for _, job := range contracts {
		commits = append(commits, w.bid1.Commit(job))
	}
	w.Run(w.Tx(w.p1.Operator, commits...), w.Tx(w.p2.Operator, w.bid2.Commit(w.revealing)), w.Tx(w.p3.Operator, copied),
		w.Tx(w.client.Operator, &markettypes.MsgCancelJob{Signer: w.client.Operator.String(), Client: w.client.String(), Job: w.cancelled}),
	).RequireOK()
	w.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventJobRevealing) })
	reveals := make([]sdk.Msg, len(contracts))
	for i, job := range contracts {
		reveals[i] = w.bid1.Reveal(job)
	}
	w.Run(w.Tx(w.p1.Operator, reveals...), w.Tx(w.p2.Operator, w.bid2.Reveal(w.revealing))).RequireOK()
}

const agreementCount = 6

// agreements runs to the awards and brings each agreement into its status.
func (w *world) agreements() {
	var ids []string
	w.RunUntil(func(r *testapp.Result) bool {
		for _, e := range r.Find(markettypes.EventJobAwarded) {
			ids = append(ids, testapp.Attribute(e, "agreement"))
		}
		return len(ids) == agreementCount
	})
	w.working, w.review, w.completed, w.silent, w.refunded, w.terminated = ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]
	w.do(w.p1.Operator, w.submit(w.review), w.submit(w.completed), w.p1.Submit(w.silent),
		&agreementtypes.MsgResign{Signer: w.p1.Operator.String(), Provider: w.p1.String(), Agreement: w.refunded})
	w.do(w.client.Operator, w.client.Accept(w.completed, 90), w.client.Accept(w.silent, 90),
		&agreementtypes.MsgTerminate{Signer: w.client.Operator.String(), Client: w.client.String(), Agreement: w.terminated})
}

// submit delivers with a hidden rating of 80 for the client.
func (w *world) submit(agreement string) *agreementtypes.MsgSubmit {
	m := w.p1.Submit(agreement)
	commitment, err := agreementtypes.RatingCommitment(testapp.ChainID, agreement, w.p1.String(), 80, ratingSalt)
	if err != nil {
		panic(err)
	}
	m.RatingCommitment = commitment
	return m
}

// scene is one case's branch of the world.
type scene struct {
	*world
	t   *testing.T
	ctx sdk.Context
}

func (w *world) scene(t *testing.T) *scene {
	ctx, _ := w.base.CacheContext()
	return &scene{world: w, t: t, ctx: ctx}
}

// deliver runs the message as a transaction would, without the signature; nothing is rolled back when it fails.
func (s *scene) deliver(msg sdk.Msg) (err error) {
	s.t.Helper()
	defer func() {
		if r := recover(); r != nil {
			require.Fail(s.t, "panic", "%T: %v", msg, r)
		}
	}()
	handler := s.App().MsgServiceRouter().Handler(msg)
	require.NotNil(s.t, handler, "%T has no handler", msg)
	_, err = handler(s.ctx, msg)
	return err
}

// do delivers messages that must succeed: the past of a case.
func (s *scene) do(msgs ...sdk.Msg) {
	s.t.Helper()
	for _, m := range msgs {
		require.NoError(s.t, s.deliver(m), "before the case: %T", m)
	}
}

// advance moves market time without running deadlines: what is due then waits in the queue.
func (s *scene) advance(ms uint64) {
	s.t.Helper()
	state, err := s.App().Keepers.Clock.ExportGenesis(s.ctx)
	require.NoError(s.t, err)
	state.Clock.NowMs += ms
	require.NoError(s.t, s.App().Keepers.Clock.InitGenesis(s.ctx, *state))
}

func (s *scene) now() uint64 {
	s.t.Helper()
	now, err := s.App().Keepers.Clock.Now(s.ctx)
	require.NoError(s.t, err)
	return now
}

// state is the hash of every store: ours, the bank's and all others.
func (s *scene) state() map[string][sha256.Size]byte {
	hashes := make(map[string][sha256.Size]byte)
	for _, name := range s.App().StoreNames() {
		h := sha256.New()
		it := s.ctx.MultiStore().GetKVStore(s.App().StoreKey(name)).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			fmt.Fprintf(h, "%d:%s%d:%s", len(it.Key()), it.Key(), len(it.Value()), it.Value())
		}
		require.NoError(s.t, it.Close())
		hashes[name] = [sha256.Size]byte(h.Sum(nil))
	}
	return hashes
}

// mandate gives a new key a mandate for everything on the agent, less what change takes away, and returns the key.
func (s *scene) mandate(a *testapp.Agent, change func(*identitytypes.Mandate)) string {
	s.t.Helper()
	m := wideMandate()
	if change != nil {
		change(&m)
	}
	key := address(fmt.Sprintf("operator of %s", a))
	s.do(&identitytypes.MsgAddOperator{Owner: a.Owner.String(), Agent: a.String(), Key: key, Mandate: m})
	return key
}

func wideMandate() identitytypes.Mandate {
	return identitytypes.Mandate{
		Actions: []identitytypes.Action{
			identitytypes.ActionHire, identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionReview,
			identitytypes.ActionNegotiate, identitytypes.ActionDispute, identitytypes.ActionArbitrate, identitytypes.ActionAttest,
			identitytypes.ActionProfile,
		},
		Limits: []identitytypes.Limit{{
			Denom: chain.BaseDenom, PerAction: math.NewInt(purse), PerWindow: math.NewInt(purse), Lifetime: math.NewInt(purse),
		}},
		WindowMs: hour,
	}
}

func (s *scene) setStatus(a *testapp.Agent, status identitytypes.AgentStatus) {
	s.t.Helper()
	s.do(&identitytypes.MsgSetStatus{Owner: a.Owner.String(), Agent: a.String(), Status: status})
}

// hand gives the agent to a new owner.
func (s *scene) hand(a *testapp.Agent, to string) {
	s.t.Helper()
	s.do(&identitytypes.MsgProposeOwner{Owner: a.Owner.String(), Agent: a.String(), NewOwner: to},
		&identitytypes.MsgAcceptOwner{NewOwner: to, Agent: a.String()})
}

// auction posts a job as changed, has the provider commit to the bid and moves time to the reveals.
func (s *scene) auction(bid testapp.Bid, change func(*markettypes.JobRequest)) *markettypes.MsgRevealBid {
	s.t.Helper()
	post := s.client.Post(testapp.Job{Clocks: markettypes.Clocks{BidMs: minute, RevealMs: minute, DeliveryMs: hour, ReviewMs: hour}})
	if change != nil {
		change(&post.Request)
	}
	res, err := s.App().MsgServiceRouter().Handler(post)(s.ctx, post)
	require.NoError(s.t, err)
	var posted markettypes.MsgPostJobResponse
	require.NoError(s.t, posted.Unmarshal(res.MsgResponses[0].Value))
	s.do(bid.Commit(posted.Job))
	s.advance(minute)
	return bid.Reveal(posted.Job)
}

func authority() string { return app.Authority() }

func address(seed string) string { return sdk.AccAddress(hash(seed)[:20]).String() }

func hash(seed string) []byte {
	sum := sha256.Sum256([]byte(seed))
	return sum[:]
}
