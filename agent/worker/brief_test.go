package worker

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

func TestNothingIsPledgedForWorkThatWasNotLookedAt(t *testing.T) {
	spec := specs(t)
	for name, c := range map[string]struct {
		change func(*markettypes.JobRequest)
		want   chance
	}{
		"a good job":             {func(*markettypes.JobRequest) {}, bidMade},
		"a spec of another hash": {func(r *markettypes.JobRequest) { r.Spec.Sha256 = store.Hash(nil) }, bidNever},
		"a spec that is longer":  {func(r *markettypes.JobRequest) { r.Spec.Bytes = 9 }, bidNever},
		"a server that is dead":  {func(r *markettypes.JobRequest) { r.Spec.Uri = "http://127.0.0.1:1/b/x" }, bidShort},
		"a hash nobody knows":    {func(r *markettypes.JobRequest) { r.Verification.Method = agreementtypes.MethodHash }, bidNever},
		"an accomplice judges": {func(r *markettypes.JobRequest) {
			r.Verification.Method, r.Verification.Evaluator = agreementtypes.MethodEvaluator, "e"
		}, bidNever},
		"a second for it":  {func(r *markettypes.JobRequest) { r.Clocks.DeliveryMs = 1000 }, bidNever},
		"too low a budget": {func(r *markettypes.JobRequest) { r.Budget.Amount = math.NewInt(99) }, bidNever},
		"recipients that nobody knows": {func(r *markettypes.JobRequest) {
			r.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientPanel}
		}, bidNever},
		"a recipient without a key": {func(r *markettypes.JobRequest) {
			r.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
		}, bidNever},
	} {
		t.Run(name, func(t *testing.T) {
			w, job := bidding(t, spec)
			c.change(&job.Request)
			var doc bidDoc
			got, err := w.newBid(t.Context(), job, &doc)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			_, pledged := w.open["job_1"]
			require.Equal(t, c.want == bidMade, pledged)
		})
	}
}

// bidding is a worker with a state that can bid for a job with a spec.
func bidding(t *testing.T, spec agreementtypes.Spec) (*Worker, markettypes.Job) {
	t.Helper()
	p := Policy{Skills: []Skill{{Name: "upper", Exec: []string{"cat"}, Price: Price{Fixed: "0.0001troth"}}}, Accept: Accept{Private: true}}
	require.NoError(t, p.check())
	p.Skills[0].Price.Fixed = "100"
	w := offline(t, p)
	w.act = agent.Actor{Client: answering(t, map[string]proto.Message{
		"/troth.market.v1.Query/Estimate": &markettypes.QueryEstimateResponse{},
		"/troth.identity.v1.Query/Agent":  &identitytypes.QueryAgentResponse{},
	})}
	var err error
	w.cfg.State, err = state.Open(t.TempDir() + "/state.db")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.cfg.State.Close()) })
	w.chain.LastBlockUnixMs = uint64(time.Now().UnixMilli())
	return w, markettypes.Job{Id: "job_1", Client: "a", Status: markettypes.JobStatusOpen, BidEndMs: 10_000, Request: markettypes.JobRequest{
		Title: "t", Skill: "upper", Budget: sdk.NewInt64Coin("utroth", 1000), Loss: math.NewInt(1000), Spec: spec,
		Clocks: markettypes.Clocks{RevealMs: 1000, DeliveryMs: 60_000, ReviewMs: 60_000},
	}}
}

func TestNoBidIsSealedThroughANodeThatIsBehind(t *testing.T) {
	w, job := bidding(t, specs(t))
	job.Request.Auction, job.Request.Clocks.RevealMs = markettypes.AuctionSealed, 60_000
	w.chain.LastBlockUnixMs -= uint64((agent.MaxLag + time.Second).Milliseconds())
	made, err := w.newBid(t.Context(), job, &bidDoc{})
	require.NoError(t, err)
	require.Equal(t, bidShort, made, "it is looked at again")
	require.Empty(t, w.open)
	w.chain.LastBlockUnixMs += 2000
	made, err = w.newBid(t.Context(), job, &bidDoc{})
	require.NoError(t, err)
	require.Equal(t, bidMade, made)
}

func TestAServerThatGivesNothingTakesNoPlaceAndIsNotAskedForEver(t *testing.T) {
	var w *Worker
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		asked++
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.open) > 0 {
			t.Error("a place is taken by what was not looked at")
		}
		rw.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer s.Close()
	w, job := bidding(t, agreementtypes.Spec{Uri: s.URL + "/b/x", Sha256: store.Hash([]byte("x")), Bytes: 1})
	for i := range maxLooks {
		want := bidShort
		if i == maxLooks-1 {
			want = bidNever
		}
		got, err := w.newBid(t.Context(), job, &bidDoc{})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.GreaterOrEqual(t, asked, maxLooks)
	require.Empty(t, w.open)
}

func TestTheBriefIsKeptFromThePromiseOn(t *testing.T) {
	for name, length := range map[string]uint64{"the length is named": 1, "it is not": 0} {
		t.Run(name, func(t *testing.T) { keptFromThePromiseOn(t, length) })
	}
}

// keptFromThePromiseOn takes spec and key away after a promise, for a spec whose length the client names so.
func keptFromThePromiseOn(t *testing.T, length uint64) {
	t.Helper()
	key := []byte("key of a")
	content := []byte("x")
	served := true
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if !served {
			rw.WriteHeader(http.StatusNotFound)
			return
		}
		if _, err := rw.Write(content); err != nil {
			t.Error(err)
		}
	}))
	defer s.Close()
	w, job := bidding(t, agreementtypes.Spec{Uri: s.URL + "/b/x", Sha256: store.Hash(content), Bytes: length})
	profile := identitytypes.Agent{Profile: identitytypes.Profile{EncryptionKey: key}}
	w.act.Client = answering(t, map[string]proto.Message{
		"/troth.market.v1.Query/Estimate": &markettypes.QueryEstimateResponse{},
		"/troth.identity.v1.Query/Agent":  &identitytypes.QueryAgentResponse{Agent: profile},
	})
	job.Request.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
	made, err := w.newBid(t.Context(), job, &bidDoc{})
	require.NoError(t, err)
	require.Equal(t, bidMade, made)

	served, w.act.Client = false, answering(t, nil) // neither spec nor key is to be had any more
	a := agreementtypes.Agreement{Id: "agr_1", Origin: job.Id, Terms: agreementtypes.Terms{Client: "a", Spec: job.Request.Spec, Recipients: job.Request.Recipients}}
	for range 2 { // from the job, and then from its own
		b, err := w.briefOf(t.Context(), a)
		require.NoError(t, err)
		require.Equal(t, content, b.Spec)
		require.Equal(t, [][]byte{key}, b.keys(a.Terms))
	}
	amended := a
	amended.Terms.Spec.Sha256 = store.Hash([]byte("y"))
	amended.Terms.Recipients = nil
	_, err = w.briefOf(t.Context(), amended)
	require.ErrorIs(t, err, store.ErrNotFound, "what is kept is not that of an amendment")

	w.born = time.Now().Add(time.Hour)
	require.NoError(t, w.sweepBriefs([]string{a.Id}))
	require.FileExists(t, w.briefFile(a.Id))
	require.NoError(t, w.sweepBriefs(nil))
	require.NoFileExists(t, w.briefFile(a.Id), "nothing is under way")
}

func TestTheBriefOfAQuoteOutlivesIt(t *testing.T) {
	w, job := bidding(t, specs(t))
	b, err := w.inspect(t.Context(), agreementtypes.Terms{Spec: job.Request.Spec})
	require.NoError(t, err)
	require.NoError(t, w.keepBrief("quo_1", b))
	require.NoError(t, state.Put(w.cfg.State, kindQuote, "quo_1", state.StillOpen, quoteDoc{ID: "quo_1", Spec: job.Request.Spec.Sha256, ExpiresMs: 1}))
	a := agreementtypes.Agreement{Id: "agr_1", Terms: agreementtypes.Terms{Spec: job.Request.Spec}}
	w.act.Client = answering(t, map[string]proto.Message{
		"/troth.agreement.v1.Query/Agreements": &agreementtypes.QueryAgreementsResponse{Agreements: []agreementtypes.Agreement{a}},
	})
	w.chain.NowMs = 2
	require.NoError(t, w.unquote(t.Context(), "quo_1"))
	require.NoFileExists(t, w.briefFile("quo_1"))
	a.Terms.Spec.Uri = "http://127.0.0.1:1/b/x"
	kept, err := w.briefOf(t.Context(), a)
	require.NoError(t, err)
	require.Equal(t, b.Spec, kept.Spec)
}

func TestNoBidIsShownToANodeThatSaysTheBiddingIsOver(t *testing.T) {
	w, job := bidding(t, specs(t))
	job.BidEndMs = 60_000
	w.bidding(job)
	job.Status = markettypes.JobStatusRevealing
	w.chain.NowMs = 61_000 // as the node says; this machine saw no minute pass
	require.NoError(t, w.reveal(t.Context(), job, bidDoc{Job: job.Id, Stage: agent.StageCommitted}), "there is no message a client could send")
	require.Contains(t, w.later, job.Id, "it is looked at again")
	w.opens[job.Id] = time.Now().Add(-time.Second)
	require.False(t, w.tooEarly(job.Id))
}

func TestAnAnswerThatWantsMeansIsGivenAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err       error
		now, want uint64
	}{
		"no means":           {escrowtypes.ErrInsufficient.Wrap("a deposit"), 1_000, 11_000},
		"no means, too late": {escrowtypes.ErrInsufficient.Wrap("a deposit"), 55_000, 61_000},
		"a refusal":          {agreementtypes.ErrTransition.Wrap("no claim"), 1_000, 61_000},
	} {
		t.Run(name, func(t *testing.T) {
			w := offline(t, Policy{})
			w.chain.NowMs = c.now
			w.answerLater(agreementtypes.Agreement{Id: "agr_1", DueMs: 60_000}, c.err)
			require.Equal(t, c.want, w.dues["agr_1"])
		})
	}
}

func TestQuotesAreBoundedByThemselves(t *testing.T) {
	w, _ := bidding(t, specs(t))
	good := agent.QuoteRequest{
		Client: sdk.AccAddress(make([]byte, 32)).String(), Skill: "upper", Title: "t", SpecURI: "u", SpecSHA256: "ab", DeliveryMs: 60_000, ReviewMs: 60_000,
	}
	for range quotesAtOnce {
		w.asking <- struct{}{}
	}
	good.SpecSHA256 = store.Name(nil)
	_, err := w.quote(t.Context(), good)
	require.ErrorIs(t, err, ErrBusy)
	require.Empty(t, w.open)
}
