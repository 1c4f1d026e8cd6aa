package badinput

import (
	"fmt"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func (s *scene) withdraw() *types.MsgWithdraw {
	return &types.MsgWithdraw{
		Owner: s.client.Owner.String(), Agent: s.client.String(), To: address("payee"), Coins: sdk.Coins{coin(unit)},
	}
}

func (s *scene) balance(a *testapp.Agent) int64 {
	return s.App().Keepers.Bank.GetBalance(s.ctx, a.Address, chain.BaseDenom).Amount.Int64()
}

func (s *scene) available(a *testapp.Agent) int64 {
	s.t.Helper()
	account, err := escrowkeeper.NewQueryServer(s.App().Keepers.Escrow).Account(s.ctx, &types.QueryAccountRequest{Agent: a.String()})
	if err != nil {
		s.t.Fatal(err)
	}
	return account.Available.AmountOf(chain.BaseDenom).Int64()
}

func escrowCases(t *testing.T, w *world) {
	escrowParamsCases(t, w)
	type msg = *types.MsgWithdraw
	owner, agent, to := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.To }
	coins := func(c ...sdk.Coin) func(msg) { return func(m msg) { m.Coins = c } }
	many := func(n int) sdk.Coins {
		all := make(sdk.Coins, n)
		for i := range all {
			all[i] = sdk.NewInt64Coin(fmt.Sprintf("denom%05d", i), 1)
		}
		return all
	}
	by := func(who func(*scene) string) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Owner = who(s) }, types.ErrNotOwner, ""}
	}
	sends := func(to func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.To = to(s) }, want, "to"}
	}
	run(t, w, "escrow.Withdraw", (*scene).withdraw,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		addresses("to", to), upper("to", to), notAgents(agent),
		amounts("coins", 1, field.ErrCoin, func(m msg, v sdkmath.Int) { m.Coins[0].Amount = v }),
		rows[msg]{
			"by a stranger":   by(func(s *scene) string { return s.stranger.String() }),
			"by its operator": by(func(s *scene) string { return s.client.Operator.String() }),
			"by an operator who may do everything": by(func(s *scene) string {
				return s.mandate(s.client, func(m *identitytypes.Mandate) {
					m.Actions = append(m.Actions, identitytypes.ActionPay)
					m.Limits = []identitytypes.Limit{{Denom: chain.BaseDenom, Unlimited: true}}
				})
			}),
			"by the agent itself":      by(func(s *scene) string { return s.client.String() }),
			"by governance":            by(func(*scene) string { return authority() }),
			"by another agent's owner": by(func(s *scene) string { return s.p1.Owner.String() }),
			"by the owner before a handover": by(func(s *scene) string {
				s.hand(s.client, s.stranger.String())
				return s.client.Owner.String()
			}),
			"by the owner to be": by(func(s *scene) string {
				s.do(&identitytypes.MsgProposeOwner{Owner: s.client.Owner.String(), Agent: s.client.String(), NewOwner: s.stranger.String()})
				return s.stranger.String()
			}),
			"to the fee collector":   sends(func(*scene) string { return moduleAddress("fee_collector") }, types.ErrRecipient),
			"to the module escrow":   sends(func(*scene) string { return moduleAddress("escrow") }, types.ErrRecipient),
			"to the module identity": sends(func(*scene) string { return moduleAddress("identity") }, types.ErrRecipient),
			"to the bonded pool":     sends(func(*scene) string { return moduleAddress("bonded_tokens_pool") }, types.ErrRecipient),
			"to the agent itself":    sends(func(s *scene) string { return s.client.String() }, field.ErrDuplicate),
			"to another agent":       {func(s *scene, m msg) { m.To = s.p1.String() }, nil, ""},

			"coins absent":                    only(coins(), field.ErrMissing, "coins"),
			"amount absent":                   only(coins(sdk.Coin{Denom: chain.BaseDenom}), field.ErrCoin, "coins"),
			"denom absent":                    only(coins(sdk.Coin{Amount: sdkmath.OneInt()}), field.ErrCoin, "coins"),
			"denom malformed":                 only(coins(sdk.Coin{Denom: "u", Amount: sdkmath.OneInt()}), field.ErrCoin, "coins"),
			"denom of 100 kB":                 only(func(m msg) { m.Coins[0].Denom = string(make([]byte, 100_000)) }, field.ErrCoin, "coins"),
			"denom twice":                     only(coins(coin(1), coin(1)), field.ErrDuplicate, "coins"),
			"denoms not sorted":               only(coins(coin(1), sdk.NewInt64Coin("atom", 1)), field.ErrFormat, "coins"),
			"17 coins":                        only(func(m msg) { m.Coins = many(17) }, field.ErrTooMany, "coins"),
			"10000 coins":                     only(func(m msg) { m.Coins = many(10_000) }, field.ErrTooMany, "coins"),
			"a denom it has none of":          only(coins(sdk.NewInt64Coin("atom", 1)), types.ErrInsufficient, "atom"),
			"the second denom it has none of": only(coins(coin(1), sdk.NewInt64Coin("zzz", 1)), types.ErrInsufficient, "zzz"),
			"more than it has":                {func(s *scene, m msg) { m.Coins = sdk.Coins{coin(s.balance(s.client) + 1)} }, types.ErrInsufficient, ""},
			"what is held":                    {func(s *scene, m msg) { m.Coins = sdk.Coins{coin(s.balance(s.client))} }, types.ErrInsufficient, ""},
			"one above what is available":     {func(s *scene, m msg) { m.Coins = sdk.Coins{coin(s.available(s.client) + 1)} }, types.ErrInsufficient, ""},
			"all that is available":           {func(s *scene, m msg) { m.Coins = sdk.Coins{coin(s.available(s.client))} }, nil, ""},
			"all that is available, twice": {func(s *scene, m msg) {
				m.Coins = sdk.Coins{coin(s.available(s.client))}
				s.do(m)
			}, types.ErrInsufficient, ""},
			"as much as a number can be": only(coins(sdk.NewCoin(chain.BaseDenom, field.MaxAmount)), types.ErrInsufficient, ""),
			"from a retired agent":       {func(s *scene, m msg) { m.Owner, m.Agent = s.retired.Owner.String(), s.retired.String() }, nil, ""},
			"from a paused agent":        {func(s *scene, m msg) { m.Owner, m.Agent = s.paused.Owner.String(), s.paused.String() }, nil, ""},
		})
}
