package hire

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
)

func TestAWrongRequestNamesTheField(t *testing.T) {
	good := func() Request {
		return Request{Key: "k", Skill: "text", Input: []byte("x"), Budget: sdk.Coin{Denom: "utroth", Amount: math.NewInt(5)}}
	}
	r := good()
	require.NoError(t, r.check(false))
	require.Equal(t, Auction, r.Road)
	require.Equal(t, "text of 1 bytes", r.Title)
	for name, change := range map[string]func(*Request){
		"key":      func(r *Request) { r.Key = "" },
		"input":    func(r *Request) { r.Input = nil },
		"budget":   func(r *Request) { r.Budget.Amount = math.ZeroInt() },
		"quote":    func(r *Request) { r.Road = Quote },
		"road":     func(r *Request) { r.Road = "shortcut" },
		"clocks":   func(r *Request) { r.Bid = -1 },
		"provider": func(r *Request) { r.Road = Negotiate },
		"private":  func(r *Request) { r.Private = true },

		"min_score_bps, min_pledge_bps": func(r *Request) { r.MinScoreBps = 10_001 },
		"evaluators[0]":                 func(r *Request) { r.Evaluators = []string{"eve"} },
	} {
		t.Run(name, func(t *testing.T) {
			r := good()
			change(&r)
			err := r.check(false)
			require.ErrorIs(t, err, ErrRequest)
			require.ErrorContains(t, err, name+":")
		})
	}
	both := good()
	both.Road, both.Quoted, both.QuoteFrom = Quote, &agent.Quoted{}, "http://x/quote"
	require.ErrorIs(t, both.check(false), ErrRequest, "a quote, or where to ask for one")
	ask := good()
	ask.Road, ask.QuoteFrom = Quote, "http://x/quote"
	require.NoError(t, ask.check(false))
	ask.Budget.Amount = math.ZeroInt()
	require.ErrorContains(t, ask.check(false), "budget:", "a quote that is asked for needs a bound")
	given := good()
	given.Road, given.Quoted, given.Budget.Amount = Quote, &agent.Quoted{}, math.ZeroInt()
	require.ErrorContains(t, given.check(false), "budget:", "a quote that is given, too")
	_, err := New(Config{})
	require.ErrorIs(t, err, ErrRequest)
}

func TestVerifiedAcceptsWhatFitsItsHash(t *testing.T) {
	decide := Verified(70)
	d, err := decide(t.Context(), Delivered{Content: []byte("x")})
	require.NoError(t, err)
	require.Equal(t, Decision{Do: Accept, Rating: 70}, d)
	d, err = decide(t.Context(), Delivered{Err: errors.New("not what its hash says")})
	require.NoError(t, err)
	require.Equal(t, Decision{Do: Reject, Reason: "not what its hash says"}, d)
}
