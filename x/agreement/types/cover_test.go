package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func TestMicro(t *testing.T) {
	cases := map[string]struct {
		amount math.Int
		units  uint64
		want   uint64
		ok     bool
	}{
		"one to one":           {math.NewInt(5), 1_000_000, 5, true},
		"floors":               {math.NewInt(1_999), 1_000_000_000, 1, true},
		"less than one":        {math.NewInt(999), 1_000_000_000, 0, true},
		"large units":          {math.NewIntFromUint64(1e18), 1e18, 1_000_000, true},
		"the most that fits":   {math.NewIntFromUint64(^uint64(0)), 1_000_000, ^uint64(0), true},
		"too much":             {math.NewIntFromUint64(^uint64(0)).AddRaw(1), 1_000_000, 0, false},
		"the highest amount":   {field.MaxAmount, 1, 0, false},
		"above the highest":    {field.MaxAmount.AddRaw(1), 1, 0, false},
		"negative":             {math.NewInt(-1), 1, 0, false},
		"no units: not a rate": {math.NewInt(1), 0, 0, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, ok := types.Micro(tc.amount, tc.units)
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestPriceMicroBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		price int64
		units uint64
		ok    bool
	}{
		"one":               {1, 1_000_000, true},
		"the highest":       {types.MaxPriceMicro, 1_000_000, true},
		"above the highest": {types.MaxPriceMicro + 1, 1_000_000, false},
		"worth nothing":     {999, 1_000_000_000, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := types.PriceMicro(coin(tc.price), tc.units)
			if tc.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, types.ErrPriceRange)
		})
	}
}

func TestCapitalOfACover(t *testing.T) {
	cases := map[string]struct {
		price, loss, pledge int64
		sigma               uint32
		want                uint64
		err                 error
	}{
		"no pledge: all capital":              {price: 1_000, loss: 1_000, sigma: 10_000, want: 1_000},
		"half a pledge":                       {price: 1_000, loss: 1_000, pledge: 400, sigma: 10_000, want: 600},
		"full pledge: no capital":             {price: 1_000, loss: 1_000, pledge: 1_000, sigma: 10_000},
		"a warranty above need, up to loss":   {price: 1_000, loss: 5_000, pledge: 5_000, sigma: 10_000},
		"above need and loss":                 {price: 1_000, loss: 500, pledge: 1_001, sigma: 10_000, err: types.ErrPledgeTooHigh},
		"above loss, within need":             {price: 1_000, loss: 500, pledge: 1_000, sigma: 10_000},
		"need ceils":                          {price: 3, loss: 3, sigma: 3_334, want: 2},
		"a job may ask for ten times":         {price: 1_000, loss: 1, pledge: 10_000, sigma: 100_000},
		"just above ten times":                {price: 1_000, loss: 1, pledge: 10_001, sigma: 100_000, err: types.ErrPledgeTooHigh},
		"the highest price and cover fit":     {price: types.MaxPriceMicro, loss: 1, sigma: 100_000, want: 10_000_000_000_000_000},
		"a need beyond 64 bits is unlockable": {price: types.MaxPriceMicro, loss: 1, sigma: ^uint32(0), want: ^uint64(0)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := types.CoverRequest{Price: coin(tc.price), Pledge: math.NewInt(tc.pledge), Loss: math.NewInt(tc.loss)}
			got, err := c.Capital(types.Snapshot{
				Cover: reputationtypes.CoverTerms{SigmaBps: tc.sigma}, UnitsPerNumeraire: 1_000_000, PriceMicro: uint64(tc.price),
			})
			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestAPledgeWorthMoreThan64BitsIsBoundedByLossOnly(t *testing.T) {
	huge := field.MaxAmount
	s := types.Snapshot{Cover: reputationtypes.CoverTerms{SigmaBps: 10_000}, UnitsPerNumeraire: 1, PriceMicro: 1_000_000}
	c := types.CoverRequest{Price: coin(1), Pledge: huge, Loss: huge}
	capital, err := c.Capital(s)
	require.NoError(t, err)
	require.Zero(t, capital)
	c.Loss = huge.SubRaw(1)
	_, err = c.Capital(s)
	require.ErrorIs(t, err, types.ErrPledgeTooHigh)
}

func TestCoverRequestRefuses(t *testing.T) {
	good := types.CoverRequest{Price: coin(1), Pledge: math.ZeroInt(), Loss: math.OneInt()}
	require.NoError(t, good.Validate())
	for name, tc := range map[string]struct {
		change func(c *types.CoverRequest)
		err    error
	}{
		"no price":        {func(c *types.CoverRequest) { c.Price = sdk.Coin{} }, field.ErrCoin},
		"price of zero":   {func(c *types.CoverRequest) { c.Price = coin(0) }, field.ErrCoin},
		"no pledge":       {func(c *types.CoverRequest) { c.Pledge = math.Int{} }, field.ErrMissing},
		"negative pledge": {func(c *types.CoverRequest) { c.Pledge = math.NewInt(-1) }, field.ErrRange},
		"no loss":         {func(c *types.CoverRequest) { c.Loss = math.Int{} }, field.ErrMissing},
		"loss of zero":    {func(c *types.CoverRequest) { c.Loss = math.ZeroInt() }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			c := good
			tc.change(&c)
			require.ErrorIs(t, c.Validate(), tc.err)
		})
	}
}

func TestRefsOfCoversAndAgreementsNeverMeet(t *testing.T) {
	key := make([]byte, 8)
	for _, ref := range [][]byte{nil, {}, types.ClientRef(key), types.PledgeRef(key), make([]byte, types.MaxRef+1)} {
		require.ErrorIs(t, types.ValidateRef(ref), types.ErrCoverRef)
	}
	require.NoError(t, types.ValidateRef(make([]byte, 8+32)))
	require.NotEqual(t, types.ClientRef(key), types.PledgeRef(key))
}
