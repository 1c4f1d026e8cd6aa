package types

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// MaxWithdrawCoins is the greatest number of denoms in one withdrawal.
const MaxWithdrawCoins = 16

var (
	_ sdk.HasValidateBasic = (*MsgWithdraw)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks the addresses and 1 to 16 coins, sorted by denom as the SDK wants them.
func (m *MsgWithdraw) ValidateBasic() error {
	if _, err := field.Address("owner", m.Owner); err != nil {
		return err
	}
	agent, err := field.Address("agent", m.Agent)
	if err != nil {
		return err
	}
	to, err := field.Address("to", m.To)
	if err != nil {
		return err
	}
	if to.Equals(agent) {
		return field.ErrDuplicate.Wrapf("to: %s is the agent itself", m.To)
	}
	return validateCoins("coins", m.Coins)
}

func validateCoins(name string, coins sdk.Coins) error {
	if len(coins) == 0 {
		return field.ErrMissing.Wrapf("%s: 1 to %d coins", name, MaxWithdrawCoins)
	}
	if err := field.Count(name, len(coins), MaxWithdrawCoins); err != nil {
		return err
	}
	for i, c := range coins {
		if err := field.Coin(fmt.Sprintf("%s[%d]", name, i), c); err != nil {
			return err
		}
		if i > 0 && coins[i-1].Denom == c.Denom {
			return field.ErrDuplicate.Wrapf("%s[%d].denom: %q", name, i, c.Denom)
		}
		if i > 0 && coins[i-1].Denom > c.Denom {
			return field.ErrFormat.Wrapf("%s[%d].denom: %q, want the coins sorted by denom", name, i, c.Denom)
		}
	}
	return nil
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}
