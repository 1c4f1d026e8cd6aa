package badinput

import (
	"errors"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// short is the row of a message with so little gas left that it is refused with the sentinel: it runs out neither before
// nor after.
func short[M sdk.Msg](want error) row[M] {
	return row[M]{func(s *scene, m M) {
		s.t.Helper()
		s.ctx = s.ctx.WithGasMeter(storetypes.NewGasMeter(s.limit(m, want)))
	}, want, ""}
}

// limit returns a gas limit with which the message is refused with the sentinel. There must be one.
func (s *scene) limit(msg sdk.Msg, want error) storetypes.Gas {
	s.t.Helper()
	for limit := storetypes.Gas(1_000); limit < 10_000_000; limit += limit/50 + 1 {
		if errors.Is(s.try(msg, limit), want) {
			return limit
		}
	}
	require.Fail(s.t, "no gas limit", "%T with %s", msg, want)
	return 0
}

var errNoGas = errors.New("out of gas")

// try delivers a message with a gas limit, and writes nothing.
func (s *scene) try(msg sdk.Msg, limit storetypes.Gas) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errNoGas
		}
	}()
	dry, _ := s.ctx.WithGasMeter(storetypes.NewGasMeter(limit)).CacheContext()
	_, err = s.App().MsgServiceRouter().Handler(msg)(dry, msg)
	return err
}
