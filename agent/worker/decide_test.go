package worker

import (
	stdbytes "bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/libs/bytes"
	"github.com/cometbft/cometbft/libs/log"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	rpcserver "github.com/cometbft/cometbft/rpc/jsonrpc/server"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// specs serves one spec of ten bytes, and says where.
func specs(t *testing.T) agreementtypes.Spec {
	t.Helper()
	folder, err := store.ServeFolder(t.TempDir(), "127.0.0.1:0", "", store.Limits{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, folder.Close()) })
	content := []byte("ten bytes.")
	uri, err := folder.Put(t.Context(), content)
	require.NoError(t, err)
	return agreementtypes.Spec{Uri: uri, Sha256: store.Hash(content), Bytes: 10}
}

func TestOffersAndCounterOffersAreAnsweredByThePolicy(t *testing.T) {
	spec := specs(t)
	skills := []Skill{{Name: "upper", Price: Price{Fixed: "1000"}, PledgeBps: 10_000, Delivery: time.Minute}}
	talk := &Negotiation{FloorBps: 8000, MaxRounds: 3, Expires: time.Minute}
	for name, c := range map[string]struct {
		change func(*Policy)
		round  uint32
		price  int64
		terms  func(*agreementtypes.Terms)
		do     string
		asked  int64
		reason markettypes.Reason
	}{
		"no negotiation":               {change: func(p *Policy) { p.Negotiation = nil }, price: 2000, do: doReject, reason: markettypes.ReasonUnsupported},
		"another skill":                {terms: func(t *agreementtypes.Terms) { t.Skill = "lower" }, price: 2000, do: doReject, reason: markettypes.ReasonUnsupported},
		"the rule's price":             {price: 1000, do: doAccept, asked: 1000},
		"below the rule's price":       {price: 999, do: doCounter, asked: 1000},
		"below, in the second round":   {round: 2, price: 899, do: doCounter, asked: 900},
		"a counter-offer that will do": {round: 2, price: 900, do: doAccept, asked: 900},
		"the floor, in the last":       {round: 3, price: 800, do: doAccept, asked: 800},
		"below the floor":              {round: 3, price: 799, do: doReject, reason: markettypes.ReasonPriceTooLow},
		"accept.min_price":             {change: func(p *Policy) { p.Accept.MinPrice = "1000" }, round: 3, price: 999, do: doReject, reason: markettypes.ReasonPriceTooLow},
		"accept.min_price, countered":  {change: func(p *Policy) { p.Accept.MinPrice = "1000" }, round: 2, price: 950, do: doCounter, asked: 1000},
		"accept.max_price":             {change: func(p *Policy) { p.Accept.MaxPrice = "1000" }, price: 1001, do: doReject, reason: markettypes.ReasonPriceTooHigh},
		"accept.not_clients":           {change: func(p *Policy) { p.Accept.NotClients = []string{"a"} }, price: 2000, do: doReject, reason: markettypes.ReasonUnsupported},
		"accept.max_spec":              {change: func(p *Policy) { p.Accept.MaxSpec = 9 }, price: 2000, do: doReject, reason: markettypes.ReasonIncapable},
		"accept.min_delivery":          {change: func(p *Policy) { p.Accept.MinDelivery = time.Hour }, price: 2000, do: doReject, reason: markettypes.ReasonDeadlineTooTight},
		"too little time":              {terms: func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs = 59_999 }, price: 2000, do: doReject, reason: markettypes.ReasonDeadlineTooTight},
		"limits.max_value":             {change: func(p *Policy) { p.Limits.MaxValue = "1000" }, price: 1001, do: doReject, reason: markettypes.ReasonBusy},
		"limits.max_pledged":           {change: func(p *Policy) { p.Limits.MaxPledged = "100" }, price: 1000, do: doReject, reason: markettypes.ReasonBusy},
		"another spec, accepted":       {terms: func(t *agreementtypes.Terms) { t.Spec.Sha256 = store.Hash(nil) }, price: 1000, do: doReject, reason: markettypes.ReasonIncapable},
		"another spec, countered":      {terms: func(t *agreementtypes.Terms) { t.Spec.Sha256 = store.Hash(nil) }, price: 999, do: doReject, reason: markettypes.ReasonIncapable},
		"too high a pledge":            {terms: func(t *agreementtypes.Terms) { t.Pledge = math.NewInt(2001) }, price: 2000, do: doCounter, asked: 2000},
	} {
		t.Run(name, func(t *testing.T) {
			n := *talk
			p := Policy{Skills: skills, Negotiation: &n, Accept: Accept{MaxSpec: 10, Methods: []string{"client"}, Private: true}, Limits: Limits{MaxOpen: 1}}
			if c.change != nil {
				c.change(&p)
			}
			w := offline(t, p)
			terms := agreementtypes.Terms{
				Client: "a", Skill: "upper", Spec: spec, Price: sdk.NewInt64Coin("utroth", c.price), Pledge: math.NewInt(c.price),
				Milestones: []agreementtypes.Milestone{{DeliveryMs: 60_000}},
			}
			if c.terms != nil {
				c.terms(&terms)
			}
			or(&c.round, 1)
			doc, err := w.decide(t.Context(), markettypes.Offer{Id: "ofr_1", Client: "a", Round: markettypes.Round{Number: c.round, Terms: terms}})
			require.NoError(t, err)
			require.Equal(t, c.do, doc.Do)
			require.Equal(t, c.reason, doc.Reason)
			if c.asked > 0 {
				require.Equal(t, c.asked, doc.Price.Int64())
			}
		})
	}
}

// answering is a client of a chain that knows some answers, by the paths of the queries.
func answering(t *testing.T, answers map[string]proto.Message) *client.Client {
	t.Helper()
	mux := http.NewServeMux()
	rpcserver.RegisterRPCFuncs(mux, map[string]*rpcserver.RPCFunc{
		"abci_query": rpcserver.NewRPCFunc(func(_ *rpctypes.Context, asked string, _ bytes.HexBytes, _ int64, _ bool) (*ctypes.ResultABCIQuery, error) {
			m, known := answers[asked]
			if !known {
				return &ctypes.ResultABCIQuery{Response: abci.ResponseQuery{Code: 1, Log: asked}}, nil
			}
			raw, err := proto.Marshal(m)
			if err != nil {
				return nil, err
			}
			return &ctypes.ResultABCIQuery{Response: abci.ResponseQuery{Value: raw}}, nil
		}, "path,data,height,prove"),
	}, log.NewNopLogger())
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	c, err := client.New([]string{s.URL}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func TestAClientsScoreIsAskedForWhenThePolicyWantsOne(t *testing.T) {
	for name, c := range map[string]struct {
		least uint64
		taken bool
	}{"enough": {6000, true}, "too little": {6001, false}} {
		t.Run(name, func(t *testing.T) {
			w := offline(t, Policy{Accept: Accept{MaxSpec: 10, MinClientScoreBps: c.least, Methods: []string{"client"}}})
			w.act = agent.Actor{Client: answering(t, map[string]proto.Message{"/troth.reputation.v1.Query/Client": &reputationtypes.QueryClientResponse{ReliabilityBps: 6000}})}
			_, err := w.refuse(t.Context(), Question{Client: "a", Method: "client"})
			if c.taken {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrUnwanted)
			require.ErrorContains(t, err, "accept.min_client_score_bps: 6001, client a has 6000")
		})
	}
}

func TestAnObstacleThatCanGoIsWaitedOut(t *testing.T) {
	for name, c := range map[string]struct {
		obstacle string
		want     chance
	}{
		"none":            {"", bidMade},
		"too little cash": {escrowtypes.ErrInsufficient.Wrap("agent a: 5 of 9").Error(), bidShort},
		"a paused agent":  {identitytypes.ErrAgentPaused.Wrap("agent a").Error(), bidShort},
		"the same owner":  {markettypes.ErrSameController.Wrap("job j").Error(), bidNever},
		"no invitation":   {markettypes.ErrNotInvited.Wrap("job j").Error(), bidNever},
	} {
		t.Run(name, func(t *testing.T) {
			w := offline(t, Policy{})
			w.act = agent.Actor{Client: answering(t, map[string]proto.Message{"/troth.market.v1.Query/Estimate": &markettypes.QueryEstimateResponse{Obstacle: c.obstacle}})}
			got, err := w.worth(t.Context(), markettypes.Job{}, bidDoc{Price: math.OneInt(), Pledge: math.OneInt()})
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestWhoAsksWronglyForAQuoteIsToldTheField(t *testing.T) {
	w := offline(t, Policy{Skills: []Skill{{Name: "upper", Price: Price{Fixed: "100"}, Delivery: time.Minute}}, Accept: Accept{MaxSpec: 10, MinPrice: "1000", Methods: []string{"client"}}, Quotes: &Quotes{MaxOpen: 1}})
	w.turns = newTurns(2)
	good := agent.QuoteRequest{
		Client: sdk.AccAddress(make([]byte, 32)).String(), Skill: "upper", Title: "t", SpecURI: "u", SpecSHA256: strings.Repeat("ab", 32),
		SpecBytes: 5, DeliveryMs: 60_000, ReviewMs: 60_000,
	}
	for want, change := range map[string]func(*agent.QuoteRequest){
		"client:":                                  func(r *agent.QuoteRequest) { r.Client = "" },
		"review_ms:":                               func(r *agent.QuoteRequest) { r.ReviewMs = 0 },
		"skills: lower is none of them":            func(r *agent.QuoteRequest) { r.Skill = "lower" },
		"skills.upper.delivery: 59999 ms":          func(r *agent.QuoteRequest) { r.DeliveryMs-- },
		"accept.max_spec: 11 bytes":                func(r *agent.QuoteRequest) { r.SpecBytes = 11 },
		"accept.min_price: 1000, the price is 100": func(*agent.QuoteRequest) {},
	} {
		asked := good
		change(&asked)
		body, err := json.Marshal(asked)
		require.NoError(t, err)
		rec := httptest.NewRecorder()
		w.quoteHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, agent.QuotePath, stdbytes.NewReader(body)))
		require.Equal(t, http.StatusUnprocessableEntity, rec.Code)
		require.Contains(t, rec.Body.String(), want)
	}
	rec := httptest.NewRecorder()
	w.quoteHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, agent.QuotePath, stdbytes.NewReader(make([]byte, quoteBody+1))))
	require.Equal(t, http.StatusUnprocessableEntity, rec.Code)
	require.Contains(t, rec.Body.String(), "too large")
}
