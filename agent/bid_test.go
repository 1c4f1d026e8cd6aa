package agent_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// committed commits a bid for a job with a bidder that is killed then, and returns its records.
func (m *market) committed(t *testing.T, job string) agent.Bids {
	t.Helper()
	bids, err := agent.OpenBids(t.TempDir())
	require.NoError(t, err)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	first := &agent.Bidder{Client: m.bidder, Bids: bids, Poll: 20 * time.Millisecond, Progress: func(*agent.Bid) { end() }}
	_, err = first.Bid(ctx, m.offer(job))
	require.ErrorIs(t, err, context.Canceled, "killed after the commitment")
	return bids
}

// openedOnce demands that a job has one bid, which was committed and opened once.
func (m *market) openedOnce(t *testing.T, job string) {
	t.Helper()
	r, err := markettypes.NewQueryClient(m.hirer).Job(t.Context(), &markettypes.QueryJobRequest{Id: job})
	require.NoError(t, err)
	require.Equal(t, uint32(1), r.Standing.Commits)
	require.Equal(t, uint32(1), r.Standing.Reveals)
}

// A sealed bid once ended, and its deposit burned, when a reveal was refused for its fee or ran out of gas.
func TestARevealIsTriedAgainAfterARefusalThatPasses(t *testing.T) {
	m := newMarket(t)
	job := m.post(t)
	bids := m.committed(t, job)

	poor, err := client.New([]string{m.d.RPC}, m.key, client.WithPoll(20*time.Millisecond), client.WithGasPrice("0"+chain.BaseDenom))
	require.NoError(t, err)
	_, err = poor.Send(t.Context(), &identitytypes.MsgHeartbeat{Signer: poor.Address().String(), Agent: m.provider.String()})
	require.ErrorIs(t, err, sdkerrors.ErrInsufficientFee)
	require.False(t, agent.Refused(err))
	ctx, end := context.WithCancel(t.Context())
	defer end()
	ended := make(chan error, 1)
	go func() {
		_, err := (&agent.Bidder{Client: poor, Bids: bids, Poll: 20 * time.Millisecond}).Resume(ctx, m.provider.String(), job)
		ended <- err
	}()
	require.Eventually(t, func() bool {
		r, err := markettypes.NewQueryClient(m.hirer).Job(t.Context(), &markettypes.QueryJobRequest{Id: job})
		require.NoError(t, err)
		now, err := agent.Now(t.Context(), m.hirer)
		return err == nil && r.Job.TakesReveals(now)
	}, 20*time.Second, 10*time.Millisecond)
	select {
	case err := <-ended:
		t.Fatalf("ended early: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	end()
	require.ErrorIs(t, <-ended, context.Canceled)

	b, err := (&agent.Bidder{Client: m.bidder, Bids: bids, Poll: 20 * time.Millisecond}).Resume(t.Context(), m.provider.String(), job)
	require.NoError(t, err)
	require.Equal(t, agent.StageRevealed, b.Stage)
}

// liar is a node that tells the time as it likes, counts who shows it a salt, and has lost the blocks below a height.
type liar struct {
	url   string
	nowMs atomic.Uint64
	shown atomic.Int64
	lost  atomic.Int64
}

func newLiar(t *testing.T, node string) *liar {
	t.Helper()
	target, err := url.Parse(node)
	require.NoError(t, err)
	l, honest := &liar{}, httputil.NewSingleHostReverseProxy(target)
	number := regexp.MustCompile(`"id":\s*(-?\d+)`)
	block := regexp.MustCompile(`"method":\s*"block",\s*"params":\s*{"height":\s*"(\d+)"`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if bytes.Contains(body, []byte("/app/simulate")) {
			l.shown.Add(1)
		}
		if now := l.nowMs.Load(); now > 0 && bytes.Contains(body, []byte("/troth.clock.v1.Query/Now")) {
			answer := clocktypes.QueryNowResponse{}
			answer.Clock.NowMs = now
			raw, err := answer.Marshal()
			if err != nil {
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{"response":{"code":0,"value":%q}}}`,
				number.FindSubmatch(body)[1], base64.StdEncoding.EncodeToString(raw))
			return
		}
		if m := block.FindSubmatch(body); m != nil {
			if height, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil && height < l.lost.Load() {
				w.Header().Set("Content-Type", "application/json")
				_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"error":{"code":-32603,"message":"Internal error","data":"height %d is not available, lowest height is %d"}}`,
					number.FindSubmatch(body)[1], height, l.lost.Load())
				return
			}
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		honest.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	l.url = s.URL
	return l
}

// A node that says the bidding is over while it runs would read price and salt of a sealed bid.
func TestASealIsNotOpenedBecauseANodeSaysItIsTime(t *testing.T) {
	m := newMarket(t)
	job := m.postFor(t, 20_000)
	l := newLiar(t, m.d.RPC)
	c, err := client.New([]string{l.url}, m.key, client.WithPoll(20*time.Millisecond))
	require.NoError(t, err)
	bids, err := agent.OpenBids(t.TempDir())
	require.NoError(t, err)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	simulated := int64(0)
	b := &agent.Bidder{Client: c, Bids: bids, Poll: 20 * time.Millisecond, Progress: func(*agent.Bid) {
		simulated = l.shown.Load()
		now, err := agent.Now(ctx, m.hirer)
		if err == nil {
			l.nowMs.Store(now + 21_000)
		}
		time.AfterFunc(3*time.Second, end)
	}}
	_, err = b.Bid(ctx, m.offer(job))
	require.ErrorIs(t, err, context.Canceled)
	require.NotZero(t, l.nowMs.Load())
	require.Equal(t, simulated, l.shown.Load(), "the salt was shown to the node")
	stored, err := bids.Load(m.provider.String(), job)
	require.NoError(t, err)
	require.Equal(t, agent.StageCommitted, stored.Stage)
	require.Nil(t, stored.Reveal)
}

// A bid waited for ever for the blocks that tell what became of a transaction, when the node did not have them any more.
func TestABidGoesOnWhenItsTransactionCannotBeFoundAnyMore(t *testing.T) {
	m := newMarket(t)
	for name, c := range map[string]struct {
		killed func(*agent.Bid) bool
		stage  agent.Stage
	}{
		"the commitment": {func(b *agent.Bid) bool { return b.Commit != nil }, agent.StageRevealed},
		"the opening":    {func(b *agent.Bid) bool { return b.Reveal != nil }, agent.StageEnded},
	} {
		t.Run(name, func(t *testing.T) {
			job := m.postFor(t, 3000)
			bids, err := agent.OpenBids(t.TempDir())
			require.NoError(t, err)
			ctx, kill := context.WithCancel(t.Context())
			defer kill()
			ended := make(chan error, 1)
			go func() {
				_, err := (&agent.Bidder{Client: m.bidder, Bids: bids, Poll: 20 * time.Millisecond}).Bid(ctx, m.offer(job))
				ended <- err
			}()
			require.Eventually(t, func() bool {
				b, err := bids.Load(m.provider.String(), job)
				return err == nil && b != nil && c.killed(b)
			}, 20*time.Second, time.Millisecond)
			kill()
			require.ErrorIs(t, <-ended, context.Canceled)
			height, err := m.hirer.Height(t.Context())
			require.NoError(t, err)
			l := newLiar(t, m.d.RPC)
			l.lost.Store(height + 3)
			forgetful, err := client.New([]string{l.url}, m.key, client.WithPoll(20*time.Millisecond))
			require.NoError(t, err)
			second := &agent.Bidder{Client: forgetful, Bids: bids, Poll: 20 * time.Millisecond}

			var b *agent.Bid
			require.Eventually(t, func() bool {
				if b, err = second.Resume(t.Context(), m.provider.String(), job); err != nil {
					t.Log(err)
				}
				return b.Stage == c.stage
			}, 20*time.Second, 100*time.Millisecond)

			m.openedOnce(t, job)
		})
	}
}

// An opening that has expired is forgotten before another one is made, so that a bid ends when the reveals are over.
func TestAnOpeningThatExpiredEndsWithTheReveals(t *testing.T) {
	m := newMarket(t)
	job := m.post(t)
	bids := m.committed(t, job)
	hasty, err := client.New([]string{m.d.RPC}, m.key, client.WithPoll(20*time.Millisecond), client.WithTimeout(time.Second))
	require.NoError(t, err)
	b, err := bids.Load(m.provider.String(), job)
	require.NoError(t, err)
	tx, err := hasty.Prepare(t.Context(), &identitytypes.MsgHeartbeat{Signer: hasty.Address().String(), Agent: m.provider.String()})
	require.NoError(t, err)
	b.Reveal = &tx
	require.NoError(t, bids.Save(b))
	require.Eventually(t, func() bool {
		now, err := agent.Now(t.Context(), m.hirer)
		r, e := markettypes.NewQueryClient(m.hirer).Job(t.Context(), &markettypes.QueryJobRequest{Id: job})
		return err == nil && e == nil && now > r.Job.RevealEndMs()
	}, 20*time.Second, 50*time.Millisecond)

	second := &agent.Bidder{Client: hasty, Bids: bids, Poll: 20 * time.Millisecond}
	_, err = second.Resume(t.Context(), m.provider.String(), job)
	require.ErrorIs(t, err, markettypes.ErrRevealClosed)
	b, err = bids.Load(m.provider.String(), job)
	require.NoError(t, err)
	require.Nil(t, b.Reveal)
	_, err = second.Resume(t.Context(), m.provider.String(), job)
	require.ErrorIs(t, err, agent.ErrBidEnded)
}

func TestAnAskIsWhatTheBidSays(t *testing.T) {
	bid := agent.Bid{Job: "job_0000000000000001", Price: math.NewInt(5), Pledge: math.NewInt(6), DeliveryMs: 7000}
	for name, c := range map[string]struct {
		ask agent.Ask
		err error
	}{
		"the same":                 {agent.Ask{Price: math.NewInt(5), Pledge: math.NewInt(6), DeliveryMs: 7000}, nil},
		"without a delivery time":  {agent.Ask{Price: math.NewInt(5), Pledge: math.NewInt(6)}, nil},
		"another price":            {agent.Ask{Price: math.NewInt(4), Pledge: math.NewInt(6), DeliveryMs: 7000}, agent.ErrOtherBid},
		"another pledge":           {agent.Ask{Price: math.NewInt(5), Pledge: math.NewInt(7), DeliveryMs: 7000}, agent.ErrOtherBid},
		"another time of delivery": {agent.Ask{Price: math.NewInt(5), Pledge: math.NewInt(6), DeliveryMs: 8000}, agent.ErrOtherBid},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, bid.Same(c.ask), c.err) })
	}
}
