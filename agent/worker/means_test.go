package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/internal/chain"
)

// TestAWorkerWaitsForMeans lets a worker be short twice: for the pledge of a bid, and for the pledge once more when its
// deposit is held while the bid is opened.
func TestAWorkerWaitsForMeans(t *testing.T) {
	m := newMarket(t, policy)
	_, m.provider = m.register(t, "faucet", "poor", nil, 1)
	m.configure(t, wary)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	fund := func(amount int64) {
		_, err := m.alice.Send(ctx, &banktypes.MsgSend{
			FromAddress: m.alice.Address().String(), ToAddress: m.provider.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, amount)),
		})
		require.NoError(t, err)
	}
	b := follow(t, m.alice, m.provider.String())
	m.start(t)
	require.Eventually(t, func() bool { return m.worker.told(t, "quotes") != "" }, time.Minute, 50*time.Millisecond)
	r := request("means")
	m.decide = func(_ context.Context, d hire.Delivered) (hire.Decision, error) {
		if d.Agreement.ContestHold().IsPositive() {
			t.Error("there is nothing left for the deposit of a contest: it is delivered without")
		}
		return hire.Decision{Do: hire.Accept, Rating: 95}, nil
	}
	r.Bid, r.Reveal = 25*time.Second, 40*time.Second
	hired := make(chan error, 1)
	go func() {
		o, err := m.h.Hire(ctx, r)
		if err == nil && string(o.Content) != upper("means") {
			t.Errorf("%q", o.Content)
		}
		hired <- err
	}()
	waiting := func(set map[string]bool) func() bool {
		return func() bool { b.mu.Lock(); defer b.mu.Unlock(); return len(set) == 1 }
	}
	require.Eventually(t, waiting(b.wanted), time.Minute, 50*time.Millisecond)
	time.Sleep(4 * time.Second)
	require.Equal(t, 1, b.owed(), "no bid without a pledge")

	fund(50_499) // the pledge, but not the deposit as well
	require.Eventually(t, func() bool { return b.owed() == 0 }, 9*time.Second, 50*time.Millisecond, "coins came while bids were taken: sooner than it looks by itself")

	require.Eventually(t, waiting(b.sealed), time.Minute, 50*time.Millisecond)
	time.Sleep(4 * time.Second)
	require.Equal(t, 1, b.owed(), "the pledge does not fit beside the deposit")

	fund(10_000)
	require.NoError(t, <-hired)
	require.Eventually(t, func() bool { done, _ := b.done(); return done == 1 }, time.Minute, 100*time.Millisecond)
	m.stop(t)
	b.close(t, 1)
}
