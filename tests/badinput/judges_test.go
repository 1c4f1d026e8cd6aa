package badinput

import (
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// panel is the verification by five judges for half of the price at most.
func panel() agreementtypes.Verification {
	return agreementtypes.Verification{Method: agreementtypes.MethodPanel, FeeBps: 5_000, PanelSize: 5}
}

// last is an evaluator whose verdict nobody contests.
func last(evaluator string) agreementtypes.Verification {
	v := judge(evaluator)
	v.Final = true
	return v
}

// dear makes judges cost more than any work here.
func (s *scene) dear() { s.seatFee(1_000 * unit) }

// cheap makes judges worth it for any work here.
func (s *scene) cheap() { s.seatFee(20_000) }

// seatFee changes what a judge costs, in micro-units.
func (s *scene) seatFee(micro uint64) {
	s.t.Helper()
	m := &arbitrationtypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Arbitration.GetParams)}
	m.Params.SeatFeeMin, m.Params.SeatFeeMax = micro, micro
	s.do(m)
}
