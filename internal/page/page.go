// Package page bounds the pages of list queries: 50 entries by default, at most 200, and only by key, so that no query
// walks or counts a whole collection (design 01, principle 7).
package page

import (
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "page"

// The sentinels of refused page requests.
var (
	ErrOffset = explain.New(Codespace, 2, "pagination by offset", "pass the next_key of the previous page as pagination.key")
	ErrCount  = explain.New(Codespace, 3, "counting a whole list", "leave pagination.count_total out and follow next_key until it is empty")
	ErrKey    = explain.New(Codespace, 4, "malformed page key", "pass the next_key of the previous page unchanged, with the same filters")
)

const (
	// DefaultLimit is the size of a page when none is asked for.
	DefaultLimit = 50
	// MaxLimit is the largest page; a larger request is cut down to it.
	MaxLimit = 200
	// MaxKey is the largest page key in bytes, above every key of the chain's collections.
	MaxKey = 1024
)

// Clamp returns a copy of p with a limit of 1 to MaxLimit; nil means the first page of DefaultLimit entries. It refuses
// an offset with ErrOffset, count_total with ErrCount and a key above MaxKey bytes with ErrKey.
func Clamp(p *query.PageRequest) (*query.PageRequest, error) {
	if p == nil {
		return &query.PageRequest{Limit: DefaultLimit}, nil
	}
	if p.Offset != 0 {
		return nil, ErrOffset.Wrapf("pagination.offset: %d, want 0", p.Offset)
	}
	if p.CountTotal {
		return nil, ErrCount.Wrap("pagination.count_total: true, want false")
	}
	if len(p.Key) > MaxKey {
		return nil, ErrKey.Wrapf("pagination.key: %d bytes, want at most %d", len(p.Key), MaxKey)
	}
	clamped := &query.PageRequest{Key: p.Key, Limit: p.Limit, Reverse: p.Reverse}
	if clamped.Limit == 0 {
		clamped.Limit = DefaultLimit
	}
	clamped.Limit = min(clamped.Limit, MaxLimit)
	return clamped, nil
}
