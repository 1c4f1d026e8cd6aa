package types

import (
	"crypto/sha256"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/address"
)

// AgentAddress derives the address of the agent that owner registers with salt, so that a client knows it beforehand:
// 32 bytes, address.Module("identity", sha256(len(owner) | owner | salt)). The length keeps two pairs of owner and salt
// from running into the same bytes.
func AgentAddress(owner sdk.AccAddress, salt []byte) sdk.AccAddress {
	key := append([]byte{byte(len(owner))}, owner...)
	sum := sha256.Sum256(append(key, salt...))
	return address.Module(ModuleName, sum[:])
}
