package api

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/cosmos/cosmos-sdk/types/query"

	beacontypes "github.com/trothchain/troth/x/beacon/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
)

// marketTimeout bounds the question for market time: the status answers also when the node does not.
const marketTimeout = 700 * time.Millisecond

// marketTime is the chain's own clock in milliseconds, at most half a second old.
func (s *Server) marketTime(ctx context.Context) (uint64, error) {
	v, err := s.cache.get(ctx, "market time", 500*time.Millisecond, func(ctx context.Context) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, marketTimeout)
		defer cancel()
		res, err := clocktypes.NewQueryClient(s.Live).Now(ctx, &clocktypes.QueryNowRequest{})
		if err != nil {
			return nil, err
		}
		return res.Clock.NowMs, nil
	})
	if err != nil {
		return 0, err
	}
	return v.(uint64), nil
}

// addBeaconKeys writes the registered keys of the beacon to their validators: the one in force at the height, and the one on
// its way. A chain without a beacon has none.
func (s *Server) addBeaconKeys(ctx context.Context, height int64, list []validatorOut) {
	res, err := beacontypes.NewQueryClient(s.Live).Keys(ctx, &beacontypes.QueryKeysRequest{Pagination: &query.PageRequest{Limit: maxLimit}})
	if err != nil {
		s.Log.Debug("keys of the beacon not known", "error", err)
		return
	}
	for _, k := range res.Keys {
		for i := range list {
			if list[i].Operator != k.Validator {
				continue
			}
			list[i].BeaconKey = hex.EncodeToString(k.At(height))
			if height < k.NextFrom {
				list[i].BeaconNextKey, list[i].BeaconNextFrom = hex.EncodeToString(k.NextKey), k.NextFrom
			}
		}
	}
}
