package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/keeper"
	"github.com/trothchain/troth/x/identity/types"
)

// What a mandate asks of counterparties is checked where money is counted.
func TestSpendAsksTheCounterparty(t *testing.T) {
	issuer, friend := types.AgentAddress(bob, []byte("issuer")), types.AgentAddress(bob, []byte("friend"))
	score := func(skill string, bps uint32) func(*types.Mandate) {
		return func(m *types.Mandate) {
			m.MinCounterpartyScore = &types.MinScore{Skill: skill, ScoreBps: bps, Value: 7}
		}
	}
	attested := func(value string) func(*types.Mandate) {
		return func(m *types.Mandate) {
			m.CounterpartyRequirements = []types.Requirement{needs("kya", value, issuer)}
		}
	}
	both := func(m *types.Mandate) {
		score("go", 6000)(m)
		attested("gold")(m)
	}
	for name, tc := range map[string]struct {
		mandate      func(*types.Mandate)
		counterparty sdk.AccAddress
		err          error
		says         string
	}{
		"the score, just enough":          {mandate: score("go", 6000), counterparty: friend},
		"the score, just too low":         {mandate: score("go", 6001), counterparty: friend, err: types.ErrCounterpartyScore, says: "has 6000"},
		"the score of all skills":         {mandate: score("", 100), counterparty: friend},
		"a score it does not have at all": {mandate: score("cooking", 1), counterparty: friend, err: types.ErrCounterpartyScore},
		"a score of nobody yet":           {mandate: score("go", 1), err: types.ErrCounterpartyNotAllowed},
		"a score of a plain account":      {mandate: score("go", 1), counterparty: mallory, err: types.ErrCounterpartyNotAllowed, says: mallory.String()},
		"an attestation":                  {mandate: attested("gold"), counterparty: friend},
		"an attestation with its value":   {mandate: attested("silver"), counterparty: friend, err: types.ErrRequirementUnmet, says: "operator " + hot.String()},
		"an attestation it has not":       {mandate: attested(""), counterparty: issuer, err: types.ErrRequirementUnmet},
		"an attestation of nobody yet":    {mandate: attested(""), err: types.ErrCounterpartyNotAllowed},
		"both":                            {mandate: both, counterparty: friend},
		"both of one who is not on the list": {mandate: func(m *types.Mandate) {
			both(m)
			m.Counterparties = []string{issuer.String()}
		}, counterparty: friend, err: types.ErrCounterpartyNotAllowed},
		"a list, of one who does not meet the rest": {mandate: func(m *types.Mandate) {
			both(m)
			m.Counterparties = []string{issuer.String()}
		}, counterparty: issuer, err: types.ErrRequirementUnmet},
		"nothing, of nobody yet": {mandate: func(*types.Mandate) {}},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, a := spender(t, tc.mandate)
			f.register(bob, "issuer")
			f.register(bob, "friend")
			f.attest(issuer, friend, "kya", "gold")
			f.scores[fmt.Sprintf("%s/go/7", friend)] = 6000
			f.scores[fmt.Sprintf("%s//7", friend)] = 100
			f.events()
			if tc.err != nil {
				f.refused(tc.err, f.trySpend(a, coin(1), tc.counterparty))
				require.ErrorContains(t, f.trySpend(a, coin(1), tc.counterparty)(), tc.says)
				return
			}
			require.NoError(t, f.trySpend(a, coin(1), tc.counterparty)())
		})
	}
}

func TestTheOwnerIsNotAskedAboutCounterparties(t *testing.T) {
	f, agent, _ := spender(t, func(m *types.Mandate) { m.MinCounterpartyScore = &types.MinScore{ScoreBps: 10_000} })
	require.NoError(t, f.trySpend(f.authorize(alice, agent, types.ActionPay), coin(1), nil)())
}

// A keeper that was not wired says so where a score is asked, and only there.
func TestScoresThatAreNotWired(t *testing.T) {
	f, agent, a := spender(t, func(m *types.Mandate) { m.MinCounterpartyScore = &types.MinScore{ScoreBps: 1} })
	other := f.register(bob, "other")
	bare := keeper.New(f.cdc, f.store(types.ModuleName), authority, f.auth, f.bank, f.clock)
	f.refused(types.ErrNotSet, func() error {
		_, err := bare.Spend(f.ctx, a, coin(1), other)
		return err
	})
	require.NoError(t, f.tryUpdate(alice, agent, hot, mandate(types.ActionPay))())
	_, err := bare.Spend(f.ctx, a, coin(1), other)
	require.NoError(t, err)
	require.Panics(t, func() { f.k.SetScores(f.scores) })
	require.Panics(t, func() { bare.SetScores(nil) })
}
