package agent

import (
	"context"
	"errors"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/client"
)

// Actor acts for one agent. It signs with the key of its client, an operator's or the owner's, and does each act once,
// however often it is killed in between. Hiring, bidding, working, reviewing and negotiating are messages that its methods
// make; Do sends them.
type Actor struct {
	Client *client.Client
	// Agent is the address it acts for.
	Agent  string
	Outbox client.Outbox
}

// Signer is the account that signs, as messages name it.
func (a Actor) Signer() string { return a.Client.Address().String() }

// Do does an act once. key names the act: the same key always stands for the same message. See client.SendOnce.
func (a Actor) Do(ctx context.Context, key string, msg sdk.Msg) (client.Result, error) {
	return a.Client.SendOnce(ctx, a.Outbox, key, msg)
}

// Refused tells a final refusal of the chain from trouble on the way, after which the same act may be tried again. What is
// refused for its gas, its fee or its time (client.Passing) is trouble on the way.
func Refused(err error) bool { return errors.As(err, new(*client.TxError)) && !client.Passing(err) }

// ParseCoin reads an amount as people write it: base units such as 50000utroth, or units of the display denom such as
// 0.05troth, by the denom metadata of the chain. ErrAmount.
func ParseCoin(ctx context.Context, c *client.Client, text string) (sdk.Coin, error) {
	d, err := sdk.ParseDecCoin(strings.TrimSpace(text))
	if err != nil {
		return sdk.Coin{}, ErrAmount.Wrapf("%.64q", text)
	}
	base, factor := d.Denom, math.OneInt()
	r, err := banktypes.NewQueryClient(c).DenomsMetadata(ctx, &banktypes.QueryDenomsMetadataRequest{})
	if err != nil {
		return sdk.Coin{}, err
	}
	for _, m := range r.Metadatas {
		for _, u := range m.DenomUnits {
			if u.Denom == d.Denom && u.Exponent < 30 {
				base, factor = m.Base, math.NewIntWithDecimal(1, int(u.Exponent))
			}
		}
	}
	amount := d.Amount.MulInt(factor)
	if !amount.IsInteger() || !amount.IsPositive() {
		return sdk.Coin{}, ErrAmount.Wrapf("%.64q is no positive whole number of %s", text, base)
	}
	return sdk.NewCoin(base, amount.TruncateInt()), nil
}
