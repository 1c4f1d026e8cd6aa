package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	cstypes "github.com/cometbft/cometbft/consensus/types"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Rounds tells when the node's consensus begins a height or a round, and whose turn it is. It is CometBFT's client in the
// same process.
type Rounds interface {
	ConsensusState(ctx context.Context) (*ctypes.ResultConsensusState, error)
	Subscribe(ctx context.Context, subscriber, query string, outCapacity ...int) (<-chan ctypes.ResultEvent, error)
	Unsubscribe(ctx context.Context, subscriber, query string) error
}

const (
	roundsSubscriber = "troth-proposers"
	roundsBuffer     = 64
	// newsTakes is how long the news of a round may be on its way from consensus to the application.
	newsTakes = 200 * time.Millisecond
)

// proposers knows whose turn it was to propose the block that is being decided. CometBFT checks who signed a proposal, but
// of the address in the block's header only that it is some validator's. A proposer that owns several validators could
// else choose in whose name it contributes to the beacon, or in the name of one without a key, and so among as many
// values, without giving up a slot.
//
// The check is this node's own, and it doubts only what it knows: a block may be that of any round of the height so far,
// for a later proposer repeats a block that was nearly decided; a node that has missed a round lets every address pass.
//
// CometBFT tells of a new round with its proposer, but leaves the first round of a height out when the proposal is there
// before the node's pause between two blocks is over, which a proposer can bring about. So the node also asks at the
// beginning of each height, before its peers know that it would take a proposal.
type proposers struct {
	mu       sync.Mutex
	watching bool
	height   int64
	round    int32
	complete bool // all rounds of the height so far were seen
	turns    []sdk.ConsAddress
	news     chan struct{} // closed at the next change
}

func newProposers() *proposers { return &proposers{news: make(chan struct{})} }

// begin notes the proposer of a round; news of a round it knows of, or of an earlier one, changes nothing.
func (p *proposers) begin(height int64, round int32, proposer sdk.ConsAddress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case height < p.height, height == p.height && round <= p.round:
		return
	case height > p.height:
		p.height, p.complete, p.turns = height, round == 0, nil
	default:
		p.complete = p.complete && round == p.round+1
	}
	p.round = round
	p.turns = append(p.turns, proposer)
	p.changed()
}

func (p *proposers) changed() {
	close(p.news)
	p.news = make(chan struct{})
}

func (p *proposers) watch(watching bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watching, p.height, p.turns = watching, 0, nil
	p.changed()
}

// check refuses a block of a height in the name of a validator whose turn it was in no round so far.
func (p *proposers) check(height int64, proposer sdk.ConsAddress) error {
	timeout := time.NewTimer(newsTakes)
	defer timeout.Stop()
	for {
		p.mu.Lock()
		watching, known, news := p.watching, p.height == height && p.complete, p.news
		missed := p.height == height && !p.complete
		turn := slices.ContainsFunc(p.turns, func(a sdk.ConsAddress) bool { return a.Equals(proposer) })
		p.mu.Unlock()
		if !watching || missed || known && turn {
			return nil
		}
		select {
		case <-news: // the round may have just begun
		case <-timeout.C:
			if known {
				return fmt.Errorf("in the name of %s, whose turn it was not", proposer)
			}
			return nil
		}
	}
}

// WatchProposers tells the application whose turn it is to propose, until the context ends. A node that votes should do
// so; without it a proposer could put another validator's address into its block (see x/beacon).
func (app *App) WatchProposers(ctx context.Context, rounds Rounds) (err error) {
	newRound, newStep := cmttypes.EventQueryNewRound.String(), cmttypes.EventQueryNewRoundStep.String()
	events := make(map[string]<-chan ctypes.ResultEvent)
	for _, query := range []string{newRound, newStep} {
		if events[query], err = rounds.Subscribe(ctx, roundsSubscriber, query, roundsBuffer); err != nil {
			return fmt.Errorf("watch the proposers: %w", err)
		}
	}
	app.proposers.watch(true)
	defer app.proposers.watch(false)
	for {
		select {
		case <-ctx.Done():
			last := context.WithoutCancel(ctx)
			return errors.Join(rounds.Unsubscribe(last, roundsSubscriber, newRound), rounds.Unsubscribe(last, roundsSubscriber, newStep))
		case event := <-events[newRound]:
			if round, ok := event.Data.(cmttypes.EventDataNewRound); ok {
				app.proposers.begin(round.Height, round.Round, sdk.ConsAddress(round.Proposer.Address))
			}
		case event := <-events[newStep]:
			if step, ok := event.Data.(cmttypes.EventDataRoundState); !ok || step.Step != cstypes.RoundStepNewHeight.String() {
				continue
			}
			if err := app.proposers.ask(ctx, rounds); err != nil {
				app.Logger().Debug("whose turn it is to propose", "err", err)
			}
		}
	}
}

// ask notes the proposer of the round that consensus is in.
func (p *proposers) ask(ctx context.Context, rounds Rounds) error {
	res, err := rounds.ConsensusState(ctx)
	if err != nil {
		return err
	}
	var state struct {
		At       string `json:"height/round/step"`
		Proposer struct {
			Address string `json:"address"`
		} `json:"proposer"`
	}
	if err := json.Unmarshal(res.RoundState, &state); err != nil {
		return err
	}
	var height int64
	var round int32
	if _, err := fmt.Sscanf(state.At, "%d/%d/", &height, &round); err != nil {
		return fmt.Errorf("%q: %w", state.At, err)
	}
	proposer, err := hex.DecodeString(state.Proposer.Address)
	if err != nil {
		return err
	}
	p.begin(height, round, proposer)
	return nil
}
