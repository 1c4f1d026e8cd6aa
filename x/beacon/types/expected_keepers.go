package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Validators knows who validates. It is x/staking, wired in app.
type Validators interface {
	// Operator returns the operator of the validator that proposes under a consensus address, nil for nobody's. A
	// validator that has just changed its consensus key goes by the old address until CometBFT takes the new one.
	Operator(ctx context.Context, consensus sdk.ConsAddress) (sdk.ValAddress, error)
	// Exists says whether there is a validator of this operator, bonded or not, jailed or not.
	Exists(ctx context.Context, operator sdk.ValAddress) (bool, error)
}
