package jury_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
)

var rates = jury.Rates{HiddenBps: 5_000, FarBps: 1_000}

func voted(lock int64, vote uint32) jury.Seat {
	return jury.Seat{Lock: math.NewInt(lock), Revealed: true, Vote: vote}
}

func silent(lock int64) jury.Seat { return jury.Seat{Lock: math.NewInt(lock)} }

func texts(list []math.Int) []string {
	s := make([]string, len(list))
	for i := range list {
		s[i] = list[i].String()
	}
	return s
}

func sum(list []math.Int) math.Int {
	total := math.ZeroInt()
	for _, a := range list {
		total = total.Add(a)
	}
	return total
}

func TestDivide(t *testing.T) {
	for name, tc := range map[string]struct {
		seats             []jury.Seat
		verdict           uint32
		fee               int64
		standing          []jury.Standing
		lost, bonus, fees []math.Int
		lostLeft, feeLeft int64
	}{
		"all agree": {
			[]jury.Seat{voted(40, 0), voted(40, 0), voted(40, 2_500)}, 0, 30,
			[]jury.Standing{jury.Close, jury.Close, jury.Close}, ints(0, 0, 0), ints(0, 0, 0), ints(10, 10, 10), 0, 0,
		},
		"one silent, one far off; the first get what cannot be divided": {
			[]jury.Seat{voted(40, 0), silent(40), voted(40, 10_000), voted(40, 10_000), voted(40, 7_500)}, 10_000, 50,
			[]jury.Standing{jury.Far, jury.Hidden, jury.Close, jury.Close, jury.Close},
			ints(4, 20, 0, 0, 0), ints(0, 0, 8, 8, 8), ints(0, 0, 17, 17, 16), 0, 0,
		},
		"losses are rounded up": {
			[]jury.Seat{voted(41, 10_000), silent(41), voted(41, 0)}, 0, 0,
			[]jury.Standing{jury.Far, jury.Hidden, jury.Close}, ints(5, 21, 0), ints(0, 0, 26), ints(0, 0, 0), 0, 0,
		},
		"nobody reveals: burned and returned": {
			[]jury.Seat{silent(40), silent(40), silent(40)}, 5_000, 30,
			[]jury.Standing{jury.Hidden, jury.Hidden, jury.Hidden}, ints(20, 20, 20), ints(0, 0, 0), ints(0, 0, 0), 60, 30,
		},
		"a panel that a later one contradicts altogether": {
			[]jury.Seat{voted(40, 0), voted(40, 0), silent(40)}, 10_000, 30,
			[]jury.Standing{jury.Far, jury.Far, jury.Hidden}, ints(4, 4, 20), ints(0, 0, 0), ints(0, 0, 0), 28, 30,
		},
		"no panel": {nil, 5_000, 30, []jury.Standing{}, nil, nil, nil, 0, 30},
	} {
		t.Run(name, func(t *testing.T) {
			res := jury.Divide(tc.seats, tc.verdict, math.NewInt(tc.fee), rates)
			require.Equal(t, tc.standing, res.Standing)
			require.Equal(t, texts(tc.lost), texts(res.Lost))
			require.Equal(t, texts(tc.bonus), texts(res.Bonus))
			require.Equal(t, texts(tc.fees), texts(res.Fee))
			require.Equal(t, tc.lostLeft, res.LostLeft.Int64())
			require.Equal(t, tc.feeLeft, res.FeeLeft.Int64())
		})
	}
}

// No coin appears or is lost, no seat loses more than its lock, the coherent lose nothing and earn alike, and the payments
// that Pour makes bring every bonus from what was lost, in few payments.
func TestEveryCoinOfAPanelHasAnOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seats := make([]jury.Seat, rapid.IntRange(1, jury.MaxSize).Draw(t, "size"))
		for i := range seats {
			seats[i] = jury.Seat{
				Lock:     math.NewInt(rapid.Int64Range(1, 1_000).Draw(t, "lock")),
				Revealed: rapid.Bool().Draw(t, "revealed"), Vote: rapid.SampledFrom(steps).Draw(t, "vote"),
			}
		}
		r := jury.Rates{HiddenBps: rapid.Uint32Range(0, jury.Full).Draw(t, "hidden"), FarBps: rapid.Uint32Range(0, jury.Full).Draw(t, "far")}
		fee := math.NewInt(rapid.Int64Range(0, 1_000).Draw(t, "fee"))
		res := jury.Divide(seats, rapid.SampledFrom(steps).Draw(t, "verdict"), fee, r)

		require.Equal(t, sum(res.Lost).String(), sum(res.Bonus).Add(res.LostLeft).String())
		require.Equal(t, fee.String(), sum(res.Fee).Add(res.FeeLeft).String())
		if res.Coherent > 0 {
			require.True(t, res.LostLeft.IsZero() && res.FeeLeft.IsZero(), "all is earned")
		} else {
			require.Equal(t, sum(res.Lost).String(), res.LostLeft.String())
			require.Equal(t, fee.String(), res.FeeLeft.String())
		}
		var first math.Int
		for i := range seats {
			require.True(t, res.Lost[i].LTE(seats[i].Lock))
			if res.Standing[i] != jury.Close {
				require.True(t, res.Fee[i].IsZero() && res.Bonus[i].IsZero())
				continue
			}
			require.True(t, res.Lost[i].IsZero())
			if first.IsNil() {
				first = res.Fee[i]
			}
			require.LessOrEqual(t, first.Sub(res.Fee[i]).Int64(), int64(1))
		}

		was := texts(res.Lost)
		transfers, left := jury.Pour(res.Lost, res.Bonus)
		require.Equal(t, was, texts(res.Lost), "the list stays as it was")
		require.Less(t, len(transfers), 2*len(seats))
		got, given := make([]math.Int, len(seats)), make([]math.Int, len(seats))
		for i := range seats {
			got[i], given[i] = math.ZeroInt(), left[i]
		}
		for _, tr := range transfers {
			require.True(t, tr.Amount.IsPositive())
			got[tr.To], given[tr.From] = got[tr.To].Add(tr.Amount), given[tr.From].Add(tr.Amount)
		}
		require.Equal(t, texts(res.Bonus), texts(got))
		require.Equal(t, texts(res.Lost), texts(given))
		require.Equal(t, res.LostLeft.String(), sum(left).String())
	})
}

func TestPourPaysNoMoreThanThereIs(t *testing.T) {
	transfers, left := jury.Pour(ints(5, 0, 3), ints(4, 0, 9, 1))
	require.Equal(t, []jury.Transfer{{0, 0, math.NewInt(4)}, {0, 2, math.NewInt(1)}, {2, 2, math.NewInt(3)}}, transfers)
	require.True(t, sum(left).IsZero())
	transfers, left = jury.Pour(nil, ints(4))
	require.Empty(t, transfers)
	require.Empty(t, left)
	transfers, left = jury.Pour(ints(4), nil)
	require.Empty(t, transfers)
	require.Equal(t, []string{"4"}, texts(left))
}

// Truth pays: on a panel whose final verdict is honest, who votes it earns at least as much as with any other vote, and
// silence is worst.
func TestAnHonestVoteIsTheBestReply(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		verdict := rapid.SampledFrom(steps).Draw(t, "verdict")
		others := rapid.SliceOfN(rapid.SampledFrom(steps), 2, 10).Draw(t, "others")
		net := func(mine jury.Seat) int64 {
			seats := []jury.Seat{mine}
			for _, o := range others {
				seats = append(seats, voted(400, o))
			}
			res := jury.Divide(seats, verdict, math.NewInt(300), rates)
			return res.Fee[0].Add(res.Bonus[0]).Sub(res.Lost[0]).Int64()
		}
		honest := net(voted(400, verdict))
		for _, v := range steps {
			require.GreaterOrEqual(t, honest, net(voted(400, v)))
			require.Less(t, net(silent(400)), net(voted(400, v)), "silence is worst")
		}
	})
}
