package types_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// fs makes fundings of "operator:amount".
func fs(pairs ...any) (out []types.Funding) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, types.Funding{
			Spend:  identitytypes.SpendRef{Agent: "a", Operator: pairs[i].(string)},
			Amount: math.NewInt(int64(pairs[i+1].(int))),
		})
	}
	return out
}

func show(list []types.Funding) (s string) {
	for _, f := range list {
		s += fmt.Sprintf("%s%s ", f.Spend.Operator, f.Amount)
	}
	return s
}

func TestFund(t *testing.T) {
	for name, tc := range map[string]struct {
		have, more []types.Funding
		want       string
	}{
		"the first":                     {more: fs("x", 1), want: "x1 "},
		"another mandate":               {have: fs("x", 1), more: fs("y", 2), want: "x1 y2 "},
		"the same mandate is one":       {have: fs("x", 1), more: fs("x", 2), want: "x3 "},
		"the same mandate further down": {have: fs("x", 1, "y", 1), more: fs("x", 2), want: "x1 y1 x2 "},
		"several":                       {have: fs("x", 1), more: fs("x", 2, "x", 3, "y", 1), want: "x6 y1 "},
		"nothing":                       {have: fs("x", 1), want: "x1 "},
	} {
		t.Run(name, func(t *testing.T) {
			before := show(tc.have)
			require.Equal(t, tc.want, show(types.Fund(tc.have, tc.more...)))
			require.Equal(t, before, show(tc.have), "the argument was changed")
		})
	}
}

func TestTake(t *testing.T) {
	list := fs("x", 3, "y", 4, "z", 5)
	for name, tc := range map[string]struct {
		amount           int64
		oldest, left     string
		remain, youngest string
	}{
		"nothing":            {0, "", "x3 y4 z5 ", "x3 y4 z5 ", ""},
		"a part of one":      {2, "x2 ", "x1 y4 z5 ", "x3 y4 z3 ", "z2 "},
		"at the seam":        {5, "x3 y2 ", "y2 z5 ", "x3 y4 ", "z5 "},
		"parts of several":   {10, "x3 y4 z3 ", "z2 ", "x2 ", "x1 y4 z5 "},
		"everything":         {12, "x3 y4 z5 ", "", "", "x3 y4 z5 "},
		"all of the oldest":  {3, "x3 ", "y4 z5 ", "x3 y4 z2 ", "z3 "},
		"one more than that": {4, "x3 y1 ", "y3 z5 ", "x3 y4 z1 ", "z4 "},
	} {
		t.Run(name, func(t *testing.T) {
			oldest, left := types.TakeOldest(list, math.NewInt(tc.amount))
			remain, youngest := types.TakeYoungest(list, math.NewInt(tc.amount))
			require.Equal(t, []string{tc.oldest, tc.left}, []string{show(oldest), show(left)})
			require.Equal(t, []string{tc.remain, tc.youngest}, []string{show(remain), show(youngest)})
			require.Equal(t, "x3 y4 z5 ", show(list), "the argument was changed")
		})
	}
}

func TestSqueeze(t *testing.T) {
	eight := fs("a", 1, "b", 1, "c", 1, "d", 1, "e", 1, "f", 1, "g", 1, "h", 1)
	for name, tc := range map[string]struct {
		list []types.Funding
		want string
	}{
		"eight stay":                 {eight, "a1 b1 c1 d1 e1 f1 g1 h1 "},
		"nine":                       {types.Fund(eight, fs("i", 5)...), "2 c1 d1 e1 f1 g1 h1 i5 "},
		"sixteen":                    {append(eight[:8:8], eight...), "9 b1 c1 d1 e1 f1 g1 h1 "},
		"next to the owner's own":    {types.Fund(fs("a", 1, "b", 1, "", 7), fs("c", 1, "d", 1, "e", 1, "f", 1, "g", 1, "h", 1)...), "9 c1 d1 e1 f1 g1 h1 "},
		"nothing is left of nothing": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := types.Squeeze(tc.list, "a")
			require.Equal(t, tc.want, show(got))
			require.LessOrEqual(t, len(got), types.MaxFundings)
			require.True(t, types.Sum(tc.list).Equal(types.Sum(got)))
		})
	}
}

// Whatever is done, sums are kept, amounts are above zero, neighbours differ where they differed, and no mandate ever
// gets more than it gave.
func TestFundingsKeepTheirSum(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		draw := func(label string) (list []types.Funding) {
			for range rapid.IntRange(0, 12).Draw(r, label) {
				list = types.Fund(list, fs(rapid.SampledFrom([]string{"", "x", "y", "z"}).Draw(r, "operator"), rapid.IntRange(1, 9).Draw(r, "n"))...)
			}
			return list
		}
		list, more := draw("list"), draw("more")
		n := math.NewInt(rapid.Int64Range(0, types.Sum(list).Int64()).Draw(r, "take"))
		oldest, left := types.TakeOldest(list, n)
		remain, youngest := types.TakeYoungest(list, n)
		require.True(r, types.Sum(oldest).Equal(n) && types.Sum(youngest).Equal(n))
		require.Equal(r, show(list), show(types.Fund(oldest, left...)))
		require.Equal(r, show(list), show(types.Fund(remain, youngest...)))
		all := types.Fund(list, more...)
		squeezed := types.Squeeze(all, "a")
		require.True(r, types.Sum(squeezed).Equal(types.Sum(list).Add(types.Sum(more))))
		require.LessOrEqual(r, len(squeezed), types.MaxFundings)
		for _, part := range [][]types.Funding{oldest, left, remain, youngest, all, squeezed} {
			for i, f := range part {
				require.True(r, f.Amount.IsPositive())
				require.False(r, i > 0 && part[i-1].Spend == f.Spend)
			}
		}
		for _, operator := range []string{"x", "y", "z"} {
			require.True(r, of(squeezed, operator).LTE(of(all, operator)))
		}
	})
}

func of(list []types.Funding, operator string) math.Int {
	sum := math.ZeroInt()
	for _, f := range list {
		if f.Spend.Operator == operator {
			sum = sum.Add(f.Amount)
		}
	}
	return sum
}

func TestFeesSplit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		burn := rapid.Uint32Range(0, 10_000).Draw(r, "burn")
		fees := types.Fees{BurnBps: burn, ProtocolFeeBps: rapid.Uint32Range(0, 10_000-burn).Draw(r, "fee")}
		require.NoError(r, fees.Validate())
		amount := math.NewIntFromUint64(rapid.Uint64().Draw(r, "hi")).Mul(math.NewIntFromUint64(^uint64(0))).AddRaw(rapid.Int64Range(0, 1<<62).Draw(r, "lo"))
		p := fees.Split(amount)
		require.False(r, p.Paid.IsNegative() || p.Burned.IsNegative() || p.ProtocolFee.IsNegative())
		require.True(r, p.Paid.Add(p.Burned).Add(p.ProtocolFee).Equal(amount))
		require.True(r, p.Burned.MulRaw(types.BpsScale).LTE(amount.MulRaw(int64(fees.BurnBps))))
		require.True(r, p.Burned.AddRaw(1).MulRaw(types.BpsScale).GT(amount.MulRaw(int64(fees.BurnBps))))
	})
	require.ErrorIs(t, types.Fees{BurnBps: 10_001}.Validate(), types.ErrFees)
	require.ErrorIs(t, types.Fees{BurnBps: ^uint32(0), ProtocolFeeBps: ^uint32(0)}.Validate(), types.ErrFees)
}
