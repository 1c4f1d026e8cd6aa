package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/identity/types"
)

// spent is one spending of the model: what of it is still out, and when it was made.
type spent struct {
	at  uint64
	out int64
	ref types.SpendRef
}

// Whatever an operator spends and gets back over time: no span of window_ms of market time holds more than per_window,
// the lifetime is what is still out and never above its limit, no more than per_action goes at once, and a refusal is
// never for nothing.
func TestNoOperatorExceedsItsMandate(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	rapid.Check(t, func(rt *rapid.T) {
		perWindow := rapid.Int64Range(1, 400).Draw(rt, "per_window")
		lim := limit(coin(1).Denom, rapid.Int64Range(1, 200).Draw(rt, "per_action"), perWindow, rapid.Int64Range(1, 3000).Draw(rt, "lifetime"))
		m := mandate(types.ActionPay)
		m.WindowMs = rapid.Uint64Range(types.MinWindowMs, 3*types.MinWindowMs).Draw(rt, "window_ms")
		m.Limits = []types.Limit{lim}
		if f.agent(agent).Operators == 0 {
			f.addOperator(agent, hot, m)
		}
		require.NoError(rt, f.tryUpdate(alice, agent, hot, m)())
		now := start + rapid.Uint64Range(0, m.WindowMs).Draw(rt, "start")
		f.at(now)
		a := f.authorize(hot, agent, types.ActionPay)
		var all []spent
		rt.Repeat(map[string]func(*rapid.T){
			"spend": func(rt *rapid.T) {
				amount := rapid.Int64Range(1, 250).Draw(rt, "amount")
				ref, err := f.k.Spend(f.ctx, a, coin(amount), nil)
				switch {
				case amount > lim.PerAction.Int64():
					require.ErrorIs(rt, err, types.ErrAboveAction)
				case out(all, now-min(now, 2*m.WindowMs), now)+amount <= perWindow && out(all, 0, now)+amount <= lim.Lifetime.Int64():
					require.NoError(rt, err)
				}
				if err == nil {
					all = append(all, spent{now, amount, ref})
				}
			},
			"restore": func(rt *rapid.T) {
				if len(all) == 0 {
					rt.Skip("nothing spent")
				}
				s := &all[rapid.IntRange(0, len(all)-1).Draw(rt, "which")]
				back := rapid.Int64Range(0, s.out).Draw(rt, "back")
				require.NoError(rt, f.k.Restore(f.ctx, s.ref, coin(back)))
				s.out -= back
			},
			"wait": func(rt *rapid.T) {
				now += rapid.Uint64Range(0, m.WindowMs+m.WindowMs/2).Draw(rt, "ms")
				f.at(now)
			},
			"": func(rt *rapid.T) {
				counted := f.operator(agent, hot).Spent[0]
				require.Equal(rt, math.NewInt(out(all, 0, now)).String(), counted.Lifetime.String())
				require.LessOrEqual(rt, out(all, 0, now), lim.Lifetime.Int64())
				for _, s := range all { // every half-open span of window_ms that begins with a spending
					require.LessOrEqual(rt, out(all, s.at, s.at+m.WindowMs-1), perWindow)
				}
				require.NoError(rt, f.operator(agent, hot).Within())
			},
		})
	})
}

// out sums what is still out of the spendings made from first to last.
func out(all []spent, first, last uint64) int64 {
	var sum int64
	for _, s := range all {
		if s.at >= first && s.at <= last {
			sum += s.out
		}
	}
	return sum
}
