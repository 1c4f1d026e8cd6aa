package badinput

import (
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/identity/types"
)

func refusedAcceptOwner() rows[*types.MsgAcceptOwner] {
	type msg = *types.MsgAcceptOwner
	return rows[msg]{"by an account that became an agent since": {func(s *scene, m msg) {
		register := s.register()
		m.NewOwner = types.AgentAddress(s.stranger.Address, register.Salt).String()
		propose := s.proposeOwner()
		propose.NewOwner = m.NewOwner
		s.do(propose, register)
	}, types.ErrControllerIsAgent, "new_owner"}}
}

func refusedIdentityRetry() rows[*types.MsgRetry] {
	return rows[*types.MsgRetry]{"with too little gas": short[*types.MsgRetry](deadline.ErrOutOfGas)}
}
