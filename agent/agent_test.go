package agent_test

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/devtest"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// market is a devnet with a client and a provider; both are operated by their owners' keys, which need no mandate.
type market struct {
	d                *devnet.Devnet
	hirer, bidder    *client.Client
	client, provider sdk.AccAddress
	key              client.Signer
}

func newMarket(t *testing.T) *market {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	logs, err := os.Create(filepath.Join(t.TempDir(), "node.log"))
	require.NoError(t, err)
	d, err := devtest.Start(t.Context(), devnet.Options{Home: t.TempDir(), BlockTime: 150 * time.Millisecond, Logs: logs})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	m := &market{d: d}
	m.hirer, m.client = m.agent(t, "alice")
	m.bidder, m.provider = m.agent(t, "faucet")
	return m
}

func (m *market) agent(t *testing.T, owner string) (*client.Client, sdk.AccAddress) {
	t.Helper()
	var c *client.Client
	c, m.key = devtest.Person(t, m.d, owner)
	address, _, err := agent.Register(t.Context(), c, agent.Registration{
		Salt: []byte("x"), Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 50_000_000)),
	})
	require.NoError(t, err)
	_, _, err = agent.Register(t.Context(), c, agent.Registration{Salt: []byte("x")})
	require.ErrorIs(t, err, identitytypes.ErrAgentExists)
	found, err := agent.Find(t.Context(), c, address.String())
	require.NoError(t, err)
	require.Equal(t, c.Address().String(), found.Owner)
	return c, address
}

func (m *market) post(t *testing.T) string { t.Helper(); return m.postFor(t, 1500) }

// postFor posts a job that is bid for during bidMs.
func (m *market) postFor(t *testing.T, bidMs uint64) string {
	t.Helper()
	hash := sha256.Sum256([]byte("spec"))
	res, err := m.hirer.Send(t.Context(), &markettypes.MsgPostJob{
		Signer: m.hirer.Address().String(), Client: m.client.String(), Request: markettypes.JobRequest{
			Title: "work", Skill: "text", Spec: agreementtypes.Spec{Uri: "https://example.com/spec", Sha256: hash[:], Bytes: 4},
			Budget: sdk.NewInt64Coin(chain.BaseDenom, 1_000_000), Loss: math.ZeroInt(),
			Clocks: markettypes.Clocks{BidMs: bidMs, RevealMs: 3000, DeliveryMs: 60_000, ReviewMs: 60_000},
		},
	})
	require.NoError(t, err)
	answer, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
	require.NoError(t, err)
	return answer.Job
}

func (m *market) offer(job string) agent.Ask {
	return agent.Ask{Job: job, Provider: m.provider.String(), Price: math.NewInt(500_000), Pledge: math.NewInt(600_000)}
}

func (m *market) awarded(t *testing.T, job string) agreementtypes.Agreement {
	t.Helper()
	var id string
	require.Eventually(t, func() bool {
		r, err := markettypes.NewQueryClient(m.hirer).Job(t.Context(), &markettypes.QueryJobRequest{Id: job})
		require.NoError(t, err)
		id = r.Job.Agreement
		return id != ""
	}, 20*time.Second, 100*time.Millisecond)
	a, err := agent.Agreement(t.Context(), m.hirer, id)
	require.NoError(t, err)
	return a
}

func TestBidSurvivesAKillAtAnyMoment(t *testing.T) {
	m := newMarket(t)
	for name, killed := range map[string]func(*agent.Bid) bool{
		"before anything was signed":    func(b *agent.Bid) bool { return true },
		"while the commitment is sent":  func(b *agent.Bid) bool { return b.Commit != nil },
		"after the commitment":          func(b *agent.Bid) bool { return b.Stage == agent.StageCommitted },
		"while the bid is being opened": func(b *agent.Bid) bool { return b.Reveal != nil },
	} {
		t.Run(name, func(t *testing.T) {
			job := m.post(t)
			bids, err := agent.OpenBids(t.TempDir())
			require.NoError(t, err)
			ctx, kill := context.WithCancel(t.Context())
			defer kill()
			first := &agent.Bidder{Client: devtest.Dial(t, m.d, m.key), Bids: bids, Poll: 20 * time.Millisecond}
			ended := make(chan error, 1)
			go func() { _, err := first.Bid(ctx, m.offer(job)); ended <- err }()
			require.Eventually(t, func() bool {
				b, err := bids.Load(m.provider.String(), job)
				return err == nil && b != nil && killed(b)
			}, 20*time.Second, time.Millisecond)
			kill()
			require.ErrorIs(t, <-ended, context.Canceled)

			open, err := bids.Unfinished()
			require.NoError(t, err)
			require.Len(t, open, 1)
			second := &agent.Bidder{Client: devtest.Dial(t, m.d, m.key), Bids: bids, Poll: 20 * time.Millisecond}
			b, err := second.Resume(t.Context(), m.provider.String(), job)
			require.NoError(t, err)
			require.Equal(t, uint32(1), b.Rank)
			require.Equal(t, open[0].Salt, b.Salt)
			open, err = bids.Unfinished()
			require.NoError(t, err)
			require.Empty(t, open)
			m.openedOnce(t, job)
		})
	}
}

func TestBidAndSubmit(t *testing.T) {
	m := newMarket(t)
	dir := t.TempDir()
	bids, err := agent.OpenBids(dir)
	require.NoError(t, err)
	b := &agent.Bidder{Client: m.bidder, Bids: bids, Poll: 20 * time.Millisecond}
	_, err = b.Resume(t.Context(), m.provider.String(), "job_0000000000000000")
	require.ErrorIs(t, err, agent.ErrNoBid)
	_, err = b.Bid(t.Context(), m.offer("job_0000000000000000"))
	require.ErrorIs(t, err, markettypes.ErrJobNotFound)
	job := m.post(t)
	dear := m.offer(job)
	dear.Pledge = math.NewInt(900_000_000)
	bid, err := b.Bid(t.Context(), m.offer(job))
	require.NoError(t, err)
	require.Equal(t, agent.StageRevealed, bid.Stage)
	_, err = b.Bid(t.Context(), dear)
	require.ErrorIs(t, err, agent.ErrOtherBid)
	again, err := b.Bid(t.Context(), m.offer(job))
	require.NoError(t, err)
	require.Equal(t, bid.Rank, again.Rank)
	info, err := os.Stat(filepath.Join(dir, job+"-"+m.provider.String()+".json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	a := m.awarded(t, job)
	d := agent.Delivery{Agreement: a.Id, Provider: m.provider.String(), URI: "https://example.com/result", Content: []byte("result")}
	_, _, err = agent.Submit(t.Context(), m.bidder, agent.Delivery{Agreement: a.Id, Provider: m.provider.String(), URI: d.URI})
	require.ErrorIs(t, err, agent.ErrOption)
	foreign := d
	foreign.Provider = m.client.String()
	_, _, err = agent.Submit(t.Context(), m.bidder, foreign)
	require.ErrorIs(t, err, agent.ErrNotProvider)
	_, sent, err := agent.Submit(t.Context(), m.bidder, d)
	require.NoError(t, err)
	require.True(t, sent)
	_, sent, err = agent.Submit(t.Context(), m.bidder, d)
	require.NoError(t, err)
	require.False(t, sent, "the same result is submitted once")
	d.Content = []byte("another")
	_, _, err = agent.Submit(t.Context(), m.bidder, d)
	require.ErrorIs(t, err, agent.ErrNotWorking)
}
