package client

import (
	"context"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/grpc/node"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
)

// DefaultMaxFee is the most that the fee of one transaction may be when nobody says otherwise, hundreds of times what one
// costs. Gas price and gas are the node's words: a node that lies would have all that the signer owns as a fee.
const DefaultMaxFee = "1" + chain.DisplayDenom

// WithMaxFee sets the most that the fee of one transaction may be, such as "2troth" or "50000utroth"; the default is
// DefaultMaxFee. A dearer one is not signed: ErrMaxFee. Fees in other denoms than it names are not paid.
func WithMaxFee(fee string) Option {
	return func(c *Client) (err error) {
		c.maxFee, err = parseFee(fee)
		return err
	}
}

// parseFee reads an amount in base units or in troth.
func parseFee(s string) (sdk.Coins, error) {
	wrong := ErrOption.Wrapf("largest fee %.64q, want such as %s or 50000%s", s, DefaultMaxFee, chain.BaseDenom)
	parsed, err := sdk.ParseDecCoin(s)
	if err != nil || parsed.Amount.GT(math.LegacyNewDec(1<<53)) {
		return nil, wrong
	}
	if parsed.Denom == chain.DisplayDenom {
		parsed.Denom, parsed.Amount = chain.BaseDenom, parsed.Amount.MulInt(math.NewIntWithDecimal(1, chain.DisplayExponent))
	}
	if !parsed.Amount.IsInteger() {
		return nil, wrong
	}
	return sdk.NewCoins(sdk.NewCoin(parsed.Denom, parsed.Amount.TruncateInt())), nil
}

// affordable refuses what costs more than the client may pay: ErrMaxFee.
func (c *Client) affordable(fee sdk.Coins, price sdk.DecCoins, gas uint64) error {
	if fee.IsAllLTE(c.maxFee) {
		return nil
	}
	return ErrMaxFee.Wrapf("fee %s for %d gas at %s, at most %s", fee, gas, price, c.maxFee)
}

// price returns the gas price of the options, or asks the node once.
func (c *Client) price(ctx context.Context) (sdk.DecCoins, error) {
	c.account.mu.Lock()
	known := c.gasPrice
	c.account.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	r, err := node.NewServiceClient(c).Config(ctx, &node.ConfigRequest{})
	if err != nil {
		return nil, err
	}
	p, err := parsePrice(r.MinimumGasPrice)
	if err != nil {
		return nil, ErrResponse.Wrapf("gas price of the node: %s", err)
	}
	if len(p) > 1 {
		p = p[:1] // any one of them pays
	}
	for _, one := range p {
		if one.Amount.GT(math.LegacyNewDecFromInt(c.maxFee.AmountOf(one.Denom))) { // nor can it be multiplied by any gas
			return nil, ErrMaxFee.Wrapf("one unit of gas costs %s, a whole fee at most %s", one, c.maxFee)
		}
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	c.gasPrice = &p
	return p, nil
}

// feeOf is gas times price, rounded up.
func feeOf(price sdk.DecCoins, gas uint64) sdk.Coins {
	var fee sdk.Coins
	for _, p := range price {
		amount := p.Amount.MulInt(math.NewIntFromUint64(gas)).Ceil().TruncateInt()
		if amount.IsPositive() {
			fee = fee.Add(sdk.NewCoin(p.Denom, amount))
		}
	}
	return fee
}
