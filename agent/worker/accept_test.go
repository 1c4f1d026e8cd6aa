package worker

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	markettypes "github.com/trothchain/troth/x/market/types"
)

// offline is a worker that knows amounts without a chain.
func offline(t *testing.T, p Policy) *Worker {
	t.Helper()
	coin := func(n int64) sdk.Coin { return sdk.NewInt64Coin("utroth", n) }
	return &Worker{
		cfg: Config{Policy: p, Log: slog.New(slog.DiscardHandler), Dir: t.TempDir()}, open: map[string]stake{},
		later: map[string]time.Time{}, dues: map[string]uint64{}, opens: map[string]time.Time{}, asking: make(chan struct{}, quotesAtOnce),
		coins: map[string]sdk.Coin{"1": coin(1), "5": coin(5), "100": coin(100), "1000": coin(1000), "other": sdk.NewInt64Coin("uother", 5)},
	}
}

func TestWhatIsNotTakenNamesTheKey(t *testing.T) {
	good := Question{Client: "a", Method: "evaluator", Evaluator: "e", Title: "A Report", SpecBytes: 10, DeliveryMs: 60_000, ReviewMs: 60_000, Budget: sdk.NewInt64Coin("utroth", 1000)}
	for key, c := range map[string]struct {
		accept Accept
		reason markettypes.Reason
	}{
		"accept.clients":      {Accept{Clients: []string{"b"}}, markettypes.ReasonUnsupported},
		"accept.not_clients":  {Accept{NotClients: []string{"b", "a"}}, markettypes.ReasonUnsupported},
		"accept.not_words":    {Accept{NotWords: []string{"REPORT"}}, markettypes.ReasonUnsupported},
		"accept.max_spec":     {Accept{MaxSpec: 9}, markettypes.ReasonIncapable},
		"accept.min_delivery": {Accept{MinDelivery: time.Minute + time.Millisecond}, markettypes.ReasonDeadlineTooTight},
		"accept.max_review":   {Accept{MaxReview: time.Minute - time.Millisecond}, markettypes.ReasonUnsupported},
		"accept.methods":      {Accept{Methods: []string{"client", "hash", "panel"}}, markettypes.ReasonUnsupported},
		"accept.evaluators":   {Accept{Evaluators: []string{"f"}}, markettypes.ReasonUnsupported},
		"accept.min_price":    {Accept{MinPrice: "1000"}, 0},
		"accept.max_price":    {Accept{MaxPrice: "5"}, 0},
	} {
		t.Run(key, func(t *testing.T) {
			or(&c.accept.MaxSpec, 10)
			if c.accept.Methods == nil {
				c.accept.Methods = []string{"evaluator"}
			}
			if c.accept.Evaluators == nil {
				c.accept.Evaluators = []string{"e"}
			}
			w := offline(t, Policy{Accept: c.accept})
			reason, err := c.accept.refuse(good)
			require.Equal(t, c.reason, reason)
			if c.reason > 0 {
				require.ErrorIs(t, err, ErrUnwanted)
			}
			_, err = w.deal(t.Context(), &Skill{Price: Price{Fixed: "100"}}, good)
			require.ErrorIs(t, err, ErrUnwanted)
			require.ErrorContains(t, err, key+":")
		})
	}
	for name, a := range map[string]Accept{
		"no rule":      {},
		"at the edges": {Clients: []string{"a"}, NotClients: []string{"b"}, NotWords: []string{"spam"}, MinDelivery: time.Minute, MaxReview: time.Minute, MinPrice: "100", MaxPrice: "100"},
	} {
		t.Run(name, func(t *testing.T) {
			or(&a.MaxSpec, 10)
			a.Methods, a.Evaluators = []string{"client", "evaluator"}, []string{"d", "e"}
			price, err := offline(t, Policy{Accept: a}).deal(t.Context(), &Skill{Price: Price{Fixed: "100"}}, good)
			require.NoError(t, err)
			require.Equal(t, int64(100), price.Int64())
		})
	}
	_, err := offline(t, Policy{Accept: Accept{MaxSpec: 10, MinPrice: "other", Methods: []string{"evaluator"}, Evaluators: []string{"e"}}}).deal(t.Context(), &Skill{Price: Price{Fixed: "100"}}, good)
	require.ErrorIs(t, err, ErrUnwanted)
	require.ErrorContains(t, err, "accept.min_price: other, this work is paid in utroth")
}

func TestLimitsBoundWhatIsUnderWay(t *testing.T) {
	of := func(pledge, value int64) stake { return stake{math.NewInt(pledge), math.NewInt(value)} }
	for name, c := range map[string]struct {
		limits Limits
		next   stake
		room   bool
	}{
		"no limit":                 {Limits{MaxOpen: 9}, of(9999, 9999), true},
		"max_open":                 {Limits{MaxOpen: 1}, of(0, 0), false},
		"max_pledged, reached":     {Limits{MaxOpen: 9, MaxPledged: "100"}, of(50, 900), true},
		"max_pledged, overstepped": {Limits{MaxOpen: 9, MaxPledged: "100"}, of(51, 0), false},
		"max_value, reached":       {Limits{MaxOpen: 9, MaxValue: "100"}, of(900, 30), true},
		"max_value, overstepped":   {Limits{MaxOpen: 9, MaxValue: "100"}, of(0, 31), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := offline(t, Policy{Limits: c.limits})
			w.take("job_1", of(50, 70))
			room, err := w.reserve(t.Context(), "job_2", c.next)
			require.NoError(t, err)
			require.Equal(t, c.room, room)
			again, err := w.reserve(t.Context(), "job_1", of(9999, 9999))
			require.NoError(t, err)
			require.True(t, again, "what has room keeps it")
		})
	}
}

func TestAWindowTooShortForThisMachineIsNotBidFor(t *testing.T) {
	w := offline(t, Policy{Limits: Limits{MinReveal: 2 * time.Second}})
	require.False(t, w.reaches(1999))
	require.True(t, w.reaches(2000))
	now := time.Now()
	w.pace.note(3*time.Second, now)
	require.False(t, w.reaches(2999), "an act took 3 s")
	require.True(t, w.reaches(3000))
	require.Equal(t, 3*time.Second, w.pace.slowest(now.Add(paceLife-1)))
	require.Zero(t, w.pace.slowest(now.Add(paceLife)), "what was slow once is not slow for ever")
	for range paceOf {
		w.pace.note(time.Second, now)
	}
	require.Equal(t, time.Second, w.pace.slowest(now))
}
