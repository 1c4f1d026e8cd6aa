package app

import (
	"context"
	"encoding/hex"
	"testing"
	"time"

	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
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
		"news of an old round that comes late":        {[]turn{{7, 0, alice}, {6, 0, bob}}, bob, true},
		"news that comes twice":                       {[]turn{{7, 0, alice}, {7, 0, alice}, {7, 1, bob}}, carol, true},
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
	newRound, newStep chan ctypes.ResultEvent
	state             string
	ended             chan string
}

func (r rounds) ConsensusState(context.Context) (*ctypes.ResultConsensusState, error) {
	return &ctypes.ResultConsensusState{RoundState: []byte(r.state)}, nil
}

func (r rounds) Subscribe(_ context.Context, _, query string, _ ...int) (<-chan ctypes.ResultEvent, error) {
	if query == cmttypes.EventQueryNewRound.String() {
		return r.newRound, nil
	}
	return r.newStep, nil
}

func (r rounds) Unsubscribe(_ context.Context, _, query string) error {
	r.ended <- query
	return nil
}

// TestAProposalBeforeTheFirstRoundBegins: the beginning of a height tells whose turn it is, for its first round may never be
// told; rounds after it are.
func TestAProposalBeforeTheFirstRoundBegins(t *testing.T) {
	app := &App{BaseApp: baseapp.NewBaseApp("test", log.NewNopLogger(), dbm.NewMemDB(), nil), proposers: newProposers()}
	ctx, stop := context.WithCancel(t.Context())
	r := rounds{
		make(chan ctypes.ResultEvent), make(chan ctypes.ResultEvent),
		`{"height/round/step":"7/0/1","proposer":{"address":"` + hex.EncodeToString(alice) + `","index":0}}`, make(chan string, 2),
	}
	done := make(chan error)
	go func() { done <- app.WatchProposers(ctx, r) }()
	step := func(name string) {
		r.newStep <- ctypes.ResultEvent{Data: cmttypes.EventDataRoundState{Height: 7, Step: name}}
	}
	step("RoundStepPrevote") // of which nothing is asked
	require.NoError(t, app.proposers.check(7, bob))
	step("RoundStepNewHeight")
	step("RoundStepPrevote")
	require.NoError(t, app.proposers.check(7, alice))
	require.Error(t, app.proposers.check(7, bob))

	r.newRound <- ctypes.ResultEvent{Data: cmttypes.EventDataNewRound{Height: 7, Proposer: cmttypes.ValidatorInfo{Address: cmttypes.Address(alice)}}}
	r.newRound <- ctypes.ResultEvent{Data: cmttypes.EventDataNewRound{Height: 7, Round: 1, Proposer: cmttypes.ValidatorInfo{Address: cmttypes.Address(bob)}}}
	r.newRound <- ctypes.ResultEvent{Data: cmttypes.EventDataVote{}}
	require.NoError(t, app.proposers.check(7, bob))
	require.Error(t, app.proposers.check(7, carol), "what was told twice counts once")

	stop()
	require.NoError(t, <-done)
	require.ElementsMatch(t, []string{cmttypes.EventQueryNewRound.String(), cmttypes.EventQueryNewRoundStep.String()}, []string{<-r.ended, <-r.ended})
	require.NoError(t, app.proposers.check(7, carol), "nobody watches any more")
}

func TestAStateThatCannotBeRead(t *testing.T) {
	for name, state := range map[string]string{
		"nothing": "", "no height": `{"proposer":{"address":"aa"}}`, "no address": `{"height/round/step":"7/0/1","proposer":{"address":"xx"}}`,
	} {
		p := newProposers()
		p.watch(true)
		require.Error(t, p.ask(t.Context(), rounds{state: state}), name)
		require.NoError(t, p.check(7, bob), "nothing is doubted")
	}
}
