package app

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var _ identitytypes.Holds = holds{}

// holds tells identity what keeps an agent from retiring: coins on hold, and work or standing bids that are covered by
// capital alone. Otherwise a provider could take a bid that binds it back by retiring.
type holds struct {
	escrow    *escrowkeeper.Keeper
	agreement *agreementkeeper.Keeper
}

// HasHolds implements identitytypes.Holds.
func (h holds) HasHolds(ctx context.Context, agent sdk.AccAddress) (bool, error) {
	held, err := h.escrow.HasHolds(ctx, agent)
	if err != nil || held {
		return held, err
	}
	engaged, err := h.agreement.Engaged(ctx, agent)
	return engaged > 0, err
}
