package keeper_test

import (
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/identity/keeper"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// What the modules above expect of identity.
var (
	_ escrowtypes.IdentityKeeper     = (*keeper.Keeper)(nil)
	_ reputationtypes.IdentityKeeper = (*keeper.Keeper)(nil)
	_ agreementtypes.IdentityKeeper  = (*keeper.Keeper)(nil)
	_ markettypes.IdentityKeeper     = (*keeper.Keeper)(nil)
)
