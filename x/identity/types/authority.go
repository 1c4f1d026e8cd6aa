package types

import "github.com/trothchain/troth/x/identity/internal/authority"

// Authority is the proof that a signer may act for an agent; only identity can make one.
type Authority = authority.Authority
