package app

import (
	"context"
	"testing"
	"time"

	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

var alice, bob, carol = sdk.ConsAddress("alice_______________"), sdk.ConsAddress("bob_________________"), sdk.ConsAddress("carol_______________")

func TestWhoseTurnItIs(t *testing.T) {
	type turn struct {
		height int64
		round  int32
		who    sdk.ConsAddress
	}
	for name, c := range map[string]struct {
		turns   []turn
		claims  sdk.ConsAddress
		refused bool
	}{
		"the proposer of the first round":             {[]turn{{7, 0, alice}}, alice, false},
		"another validator":                           {[]turn{{7, 0, alice}}, bob, true},
		"the proposer of the height before":           {[]turn{{6, 0, bob}, {7, 0, alice}}, bob, true},
		"the proposer of a later round":               {[]turn{{7, 0, alice}, {7, 1, bob}}, bob, false},
		"a block of an earlier round, repeated":       {[]turn{{7, 0, alice}, {7, 1, bob}}, alice, false},
		"another validator in a later round":          {[]turn{{7, 0, alice}, {7, 1, bob}}, carol, true},
		"after a round that was missed, who knows":    {[]turn{{7, 0, alice}, {7, 2, bob}}, carol, false},
		"after the first round was missed, who knows": {[]turn{{7, 1, bob}}, carol, false},
		"of a height whose news is not there yet":     {[]turn{{6, 0, alice}}, bob, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProposers()
			require.NoError(t, p.check(7, c.claims), "nobody watches")
			p.watch(true)
			for _, turn := range c.turns {
				p.begin(turn.height, turn.round, turn.who)
			}
			err := p.check(7, c.claims)
			if c.refused {
				require.ErrorContains(t, err, "whose turn it was not")
			} else {
				require.NoError(t, err)
			}
			p.watch(false)
			require.NoError(t, p.check(7, c.claims), "nobody watches any more")
		})
	}
}

// News of a round that is on its way while the proposal is there already is waited for.
func TestNewsThatIsLate(t *testing.T) {
	p := newProposers()
	p.watch(true)
	p.begin(7, 0, alice)
	answer := make(chan error, 2)
	for range 2 {
		go func() { answer <- p.check(7, bob) }()
	}
	time.Sleep(newsTakes / 10)
	p.begin(7, 1, bob)
	require.NoError(t, <-answer)
	require.NoError(t, <-answer)
}

// rounds stands for CometBFT.
type rounds struct {
	events chan ctypes.ResultEvent
	ended  chan struct{}
}

func (r rounds) Subscribe(context.Context, string, string, ...int) (<-chan ctypes.ResultEvent, error) {
	return r.events, nil
}

func (r rounds) Unsubscribe(context.Context, string, string) error {
	close(r.ended)
	return nil
}

func TestWatchingEndsWithItsContext(t *testing.T) {
	app := &App{proposers: newProposers()}
	ctx, stop := context.WithCancel(t.Context())
	r := rounds{make(chan ctypes.ResultEvent), make(chan struct{})}
	done := make(chan error)
	go func() { done <- app.WatchProposers(ctx, r) }()
	r.events <- ctypes.ResultEvent{Data: cmttypes.EventDataNewRound{Height: 7, Proposer: cmttypes.ValidatorInfo{Address: cmttypes.Address(alice)}}}
	r.events <- ctypes.ResultEvent{Data: cmttypes.EventDataVote{}}
	require.NoError(t, app.proposers.check(7, alice))
	require.Error(t, app.proposers.check(7, bob))
	stop()
	require.NoError(t, <-done)
	<-r.ended
	require.NoError(t, app.proposers.check(7, bob))
}
