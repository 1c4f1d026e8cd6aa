package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/keeper"
	"github.com/trothchain/troth/x/identity/types"
)

func TestUpdateParams(t *testing.T) {
	for name, tc := range map[string]struct {
		authority string
		change    func(*types.Params)
		err       error
	}{
		"the authority sets new ones":   {authority, func(p *types.Params) { p.NameHoldMs = 0 }, nil},
		"anybody else is refused":       {mallory.String(), func(*types.Params) {}, sdkerrors.ErrUnauthorized},
		"no authority is refused":       {"", func(*types.Params) {}, field.ErrMissing},
		"a fee without denom":           {authority, func(p *types.Params) { p.RegistrationFee.Denom = "" }, field.ErrCoin},
		"a fee without amount":          {authority, func(p *types.Params) { p.RegistrationFee.Amount = math.Int{} }, field.ErrMissing},
		"a fee below zero":              {authority, func(p *types.Params) { p.RegistrationFee.Amount = math.NewInt(-1) }, field.ErrRange},
		"heartbeats without interval":   {authority, func(p *types.Params) { p.HeartbeatIntervalMs = 0 }, field.ErrRange},
		"heartbeats less than daily":    {authority, func(p *types.Params) { p.HeartbeatIntervalMs = types.MaxHeartbeatIntervalMs + 1 }, field.ErrRange},
		"names held for over a year":    {authority, func(p *types.Params) { p.NameHoldMs = types.MaxNameHoldMs + 1 }, field.ErrRange},
		"no deadlines":                  {authority, func(p *types.Params) { p.MaxDeadlinesPerBlock = 0 }, field.ErrRange},
		"deadlines beyond the hard cap": {authority, func(p *types.Params) { p.MaxDeadlinesPerBlock = 1001 }, field.ErrRange},
		"no attestations":               {authority, func(p *types.Params) { p.MaxAttestationsPerIssuer = 0 }, field.ErrRange},
		"attestations beyond the cap":   {authority, func(p *types.Params) { p.MaxAttestationsPerIssuer = 1_000_001 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			params := types.DefaultParams()
			tc.change(&params)
			update := func() error {
				_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: tc.authority, Params: params})
				return err
			}
			if tc.err != nil {
				f.refused(tc.err, update)
				return
			}
			require.NoError(t, update())
			require.Equal(t, []string{types.EventParamsUpdated}, f.events())
			res, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
			require.NoError(t, err)
			require.Equal(t, params, res.Params)
		})
	}
}

func TestWiringErrorsPanicAtStart(t *testing.T) {
	f := newFixture(t)
	require.Panics(t, func() { keeper.New(nil, nil, "", nil, nil, nil) })
	require.Panics(t, func() { f.k.SetHolds(f.holds) })
	bare := keeper.New(f.cdc, f.store(types.ModuleName), authority, f.auth, f.bank, f.clock)
	require.Panics(t, func() { bare.SetHolds(nil) })

	agent := f.register(alice, "bot")
	f.refused(types.ErrNotSet, func() error {
		_, err := keeper.NewMsgServer(bare).SetStatus(f.ctx, &types.MsgSetStatus{Owner: alice.String(), Agent: agent.String(), Status: types.AgentStatusRetired})
		return err
	})
}
