package hire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/devtest"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const blockTime = 200 * time.Millisecond

// node is the devnet of this package's tests.
var node struct {
	once sync.Once
	dir  string
	d    *devnet.Devnet
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if node.d != nil {
		if err := errors.Join(node.d.Close(), os.RemoveAll(node.dir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// market is a hirer of alice, a provider of carol that does what tests say, and an accomplice of dave.
type market struct {
	hirer, provider, accomplice agent.Actor
	signer                      client.Signer
	cfg                         hire.Config
	h                           *hire.Hirer
	skill                       string
	folder                      *store.Folder

	mu     sync.Mutex
	asked  []hire.Delivered
	events []hire.Event
	answer hire.Decision
}

func newMarket(t *testing.T) *market {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	node.once.Do(func() {
		if node.dir, node.err = os.MkdirTemp("", "troth-hire-"); node.err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		node.d, node.err = devtest.Start(ctx, devnet.Options{Home: filepath.Join(node.dir, "node"), BlockTime: blockTime})
	})
	require.NoError(t, node.err)
	name := fmt.Sprintf("x%x", time.Now().UnixNano())
	m := &market{skill: name, answer: hire.Decision{Do: hire.Accept, Rating: 95}}
	m.hirer, _ = actor(t, "alice", "hirer-"+name)
	m.provider, m.signer = actor(t, "carol", "provider-"+name)
	m.accomplice, _ = actor(t, "dave", "accomplice-"+name)
	db, err := state.Open(filepath.Join(t.TempDir(), "hire.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	served, err := store.OpenFolder(t.TempDir(), "http://127.0.0.1:1", store.Limits{})
	require.NoError(t, err)
	m.folder = served
	m.cfg = hire.Config{
		Client: m.hirer.Client, Agent: m.hirer.Agent, State: db, Store: served, Fetch: store.Fetcher{Private: true},
		Decide: func(_ context.Context, d hire.Delivered) (hire.Decision, error) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.asked = append(m.asked, d)
			return m.answer, nil
		},
		Tell: func(e hire.Event) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.events = append(m.events, e)
		},
	}
	m.open(t)
	return m
}

// open makes the hirer anew, as after a restart.
func (m *market) open(t *testing.T) {
	t.Helper()
	var err error
	m.h, err = hire.New(m.cfg)
	require.NoError(t, err)
}

func actor(t *testing.T, owner, name string) (agent.Actor, client.Signer) {
	t.Helper()
	c, signer := devtest.Person(t, node.d, owner)
	address, _, err := agent.Register(t.Context(), c, agent.Registration{
		Salt: []byte(name), Profile: identitytypes.Profile{Name: name}, Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 100_000_000)),
	})
	require.NoError(t, err)
	return agent.Actor{Client: c, Agent: address.String()}, signer
}

// request of a road, for at most 100000utroth.
func (m *market) request(key string, road hire.Road) hire.Request {
	return hire.Request{
		Key: key, Road: road, Skill: m.skill, Input: []byte("input " + key), Budget: sdk.NewInt64Coin(chain.BaseDenom, 100_000),
		Delivery: time.Minute, Review: 22 * time.Second, Price: math.ZeroInt(),
	}
}

// terms that fit the requests, without client and with a spec of its own.
func (m *market) terms(price int64) agreementtypes.Terms {
	about := []byte("about")
	return agreementtypes.Terms{
		Provider: m.provider.Agent, Title: "work", Skill: m.skill, Price: sdk.NewInt64Coin(chain.BaseDenom, price), Loss: math.NewInt(price),
		Pledge: math.NewInt(price), Spec: agreementtypes.Spec{Uri: "http://127.0.0.1:1/about", Sha256: store.Hash(about), Bytes: uint64(len(about))},
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: 60_000}}, ReviewMs: 22_000,
	}
}

// judged lets the accomplice judge.
func (m *market) judged(t *agreementtypes.Terms) {
	t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: m.accomplice.Agent, EvalMs: 60_000}
}

// list lists a service of the provider and returns its id.
func (m *market) list(t *testing.T, terms agreementtypes.Terms) string {
	t.Helper()
	return m.listOf(t, m.provider, terms)
}

func (m *market) listOf(t *testing.T, by agent.Actor, terms agreementtypes.Terms) string {
	t.Helper()
	terms.Provider = by.Agent
	res, err := by.Client.Send(t.Context(), &markettypes.MsgListService{Signer: by.Signer(), Provider: by.Agent, Terms: terms, Capacity: 8})
	require.NoError(t, err)
	r, err := client.Response[*markettypes.MsgListServiceResponse](res, 0)
	require.NoError(t, err)
	return r.Service
}

// ended is what a hire in the background came to.
type ended struct {
	o   hire.Outcome
	err error
}

// begin hires in the background until the test is over, and returns the agreement when there is one.
func (m *market) begin(t *testing.T, r hire.Request) (agreementtypes.Agreement, <-chan ended) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan ended, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		o, err := m.h.Hire(ctx, r)
		done <- ended{o, err}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	var id string
	require.Eventually(t, func() bool { id = m.told("agreed", r.Key).Agreement; return id != "" }, 30*time.Second, 20*time.Millisecond)
	return m.agreement(t, id), done
}

func (m *market) agreement(t *testing.T, id string) agreementtypes.Agreement {
	t.Helper()
	a, err := agent.Agreement(t.Context(), m.hirer.Client, id)
	require.NoError(t, err)
	return a
}

// submit delivers a result that lies at a URI.
func (m *market) submit(t *testing.T, id, uri string, content []byte) {
	t.Helper()
	_, _, err := agent.Submit(t.Context(), m.provider.Client, agent.Delivery{Agreement: id, Provider: m.provider.Agent, URI: uri, Content: content})
	require.NoError(t, err)
}

// told returns the last event of a kind and a key.
func (m *market) told(kind, key string) hire.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.events) - 1; i >= 0; i-- {
		if e := m.events[i]; e.Kind == kind && e.Key == key {
			return e
		}
	}
	return hire.Event{}
}

func (m *market) decided() []hire.Delivered {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked
}

// refused hires and demands that the terms of others are refused for a field, and that no agreement came of it; again, too.
func (m *market) refused(t *testing.T, r hire.Request, field string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 2 {
		_, err := m.h.Hire(ctx, r)
		require.ErrorIs(t, err, hire.ErrTerms, "%s", field)
		require.ErrorIs(t, err, hire.ErrNoProvider)
		require.ErrorContains(t, err, field)
	}
	require.Empty(t, m.told("agreed", r.Key))
}

// server answers 503 while down is set, and else with the content.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	down  bool
	asked int
}

func newServer(t *testing.T, content []byte) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.asked++; s.down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if _, err := w.Write(content); err != nil {
			t.Log(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) set(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}
