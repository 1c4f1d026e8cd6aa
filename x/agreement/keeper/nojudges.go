package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// noJudges stands where nobody decides disputes.
type noJudges struct{}

// PanelFeeOf is nothing.
func (noJudges) PanelFeeOf(context.Context, sdk.Coin, uint64, uint32) (math.Int, error) {
	return math.ZeroInt(), nil
}

// Open refuses.
func (noJudges) Open(context.Context, arbitrationtypes.Request) (string, error) {
	return "", types.ErrPanel.Wrap("there are no judges")
}
