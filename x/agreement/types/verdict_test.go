package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// What judges find, in money: price 1000, loss 150, pledge 1000, capital 333.
func TestSettleByRuling(t *testing.T) {
	const (
		working, disputed           = types.StatusWorking, types.StatusDisputed
		completed, refunded, split  = types.StatusCompleted, types.StatusRefunded, types.StatusSplit
		none                        = reputationtypes.OutcomeUnspecified
		fault, vindicated, in       = reputationtypes.OutcomeFault, reputationtypes.OutcomeVindicated, reputationtypes.OutcomeVerdict
		rule, unclear               = types.ActRule, types.ActUnclear
		byClient, byProvider, whole = types.RoleClient, types.RoleProvider, uint32(types.BPS)
	)
	claim := example(disputed)
	verdict := func(by types.Role) types.Agreement { return contesting(example(disputed), 7_000, by) }
	bought := panelled(example(disputed), 60)
	cases := map[string]struct {
		a     types.Agreement
		act   types.Act
		found uint32
		want  flows
	}{
		"three quarters": {claim, rule, 7_500, flows{
			pay: 750, refund: 250, compensation: 150, burn: 100, back: 750, capitalLost: 84, capitalFreed: 249,
			status: split, outcome: in, bps: 7_500, verdict: 7_500, micro: 1_000}},
		"nothing is a fault": {claim, rule, 0, flows{
			refund: 1_000, compensation: 150, burn: 850, capitalLost: 333, status: refunded, outcome: fault, micro: 1_000}},
		"all is a vindication": {claim, rule, whole, flows{
			pay: 1_000, back: 1_000, capitalFreed: 333, status: completed, outcome: vindicated, bps: whole, micro: 1_000}},
		"more than all is all": {claim, rule, whole + 1, flows{
			pay: 1_000, back: 1_000, capitalFreed: 333, status: completed, outcome: vindicated, bps: whole, micro: 1_000}},
		"unclear: halves, without loss or evidence": {claim, unclear, 9_999, flows{
			pay: 500, refund: 500, back: 1_000, capitalFreed: 333, status: split, outcome: none, bps: 5_000, micro: 500}},
		"a step from the evaluator's verdict: it has its fee": {verdict(byProvider), rule, 5_000, flows{
			evaluator: 100, pay: 450, refund: 450, compensation: 150, burn: 350, back: 500, capitalLost: 167, capitalFreed: 166,
			status: split, outcome: in, bps: 5_000, verdict: 5_000, micro: 1_000}},
		"further up: it has none": {verdict(byProvider), rule, whole, flows{
			pay: 1_000, back: 1_000, capitalFreed: 333, status: completed, outcome: vindicated, bps: whole, micro: 1_000}},
		"further down: it has none": {verdict(byClient), rule, 2_500, flows{
			pay: 250, refund: 750, compensation: 150, burn: 600, back: 250, capitalLost: 250, capitalFreed: 83,
			status: split, outcome: in, bps: 2_500, verdict: 2_500, micro: 1_000}},
		"nothing against the evaluator is clear: it has its fee": {verdict(byClient), unclear, 0, flows{
			evaluator: 100, pay: 450, refund: 450, back: 1_000, capitalFreed: 333, status: split, outcome: none, bps: 5_000, micro: 500}},
		"a panel that the terms ask for: its fee comes off first": {bought, rule, 2_500, flows{
			pay: 235, refund: 705, compensation: 150, burn: 600, back: 250, capitalLost: 250, capitalFreed: 83,
			status: split, outcome: in, bps: 2_500, verdict: 2_500, micro: 940}},
		"a panel accepts": {bought, rule, whole, flows{
			pay: 940, back: 1_000, capitalFreed: 333, status: completed, outcome: vindicated, bps: whole, micro: 940}},
		"a panel finds nothing": {bought, unclear, 0, flows{
			pay: 470, refund: 470, back: 1_000, capitalFreed: 333, status: split, outcome: none, bps: 5_000, micro: 470}},
		"instant: half of the cover is more than half of the price": {instant(claim), rule, 5_000, flows{
			compensation: 625, back: 625, capitalLost: 167, capitalFreed: 166, status: split, outcome: in, bps: 5_000, verdict: 5_000, micro: 1_000}},
		"instant, a fault": {instant(claim), rule, 0, flows{
			compensation: 1_000, burn: 250, capitalLost: 333, status: refunded, outcome: fault, micro: 1_000}},
		"instant, vindicated: nothing is left to pay": {instant(claim), rule, whole, flows{
			back: 1_250, capitalFreed: 333, status: completed, outcome: vindicated, bps: whole, micro: 1_000}},
		"instant, unclear: half of the price comes back": {instant(claim), unclear, 0, flows{
			compensation: 500, back: 750, capitalFreed: 333, status: split, outcome: none, bps: 5_000, micro: 500}},
		"a part in the middle goes on": {inParts(claim, 0, 5_000, 5_000), rule, 7_500, flows{
			pay: 375, refund: 125, compensation: 75, burn: 50, back: 375, capitalLost: 42, capitalFreed: 124,
			status: working, outcome: in, bps: 7_500, verdict: 7_500, micro: 500}},
		"a fault in the middle ends all": {inParts(claim, 0, 5_000, 5_000), rule, 0, flows{
			refund: 500, later: 500, compensation: 75, burn: 425, pledgeLater: 500, capitalLost: 166, capitalLater: 167,
			status: refunded, outcome: fault, micro: 500}},
		"unclear in the middle goes on": {inParts(claim, 0, 5_000, 5_000), unclear, 0, flows{
			pay: 250, refund: 250, back: 500, capitalFreed: 166, status: working, outcome: none, bps: 5_000, micro: 250}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, tc.a.Validate())
			got, err := types.Settle(tc.a, tc.act, tc.found)
			require.NoError(t, err)
			require.Equal(t, tc.want, flowsOf(got))
		})
	}
}

// Whom a ruling makes unfair: the client whose claim it refuses, and one that contests its own evaluator in vain.
func TestWhoseClaimARulingIsAbout(t *testing.T) {
	claim, verdict := example(types.StatusDisputed), func(by types.Role) types.Agreement {
		return contesting(example(types.StatusDisputed), 7_500, by)
	}
	absent := contesting(example(types.StatusDisputed), 3_000, types.RoleProvider)
	absent.EvaluatorAbsent = true
	for name, tc := range map[string]struct {
		a         types.Agreement
		found     uint32
		unclaimed bool
	}{
		"a claim, refused":                     {claim, 10_000, false},
		"a claim, in part":                     {claim, 2_500, false},
		"a claim after an absent evaluator":    {absent, 10_000, false},
		"a verdict that the provider contests": {verdict(types.RoleProvider), 10_000, true},
		"a verdict that the client contests":   {verdict(types.RoleClient), 5_000, true},
		"in vain":                              {verdict(types.RoleClient), 7_500, false},
		"to its own harm":                      {verdict(types.RoleClient), 10_000, false},
		"a panel that the terms ask for":       {panelled(claim, 60), 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, tc.a.Validate())
			plan, err := types.Settle(tc.a, types.ActRule, tc.found)
			require.NoError(t, err)
			require.Equal(t, tc.unclaimed, plan.Unclaimed)
		})
	}
}

func TestDisputesHaveNames(t *testing.T) {
	key := []byte{0, 0, 0, 1, 0, 0, 0, 2}
	ref := types.DisputeRef(key, 3)
	got, milestone, err := types.ParseDisputeRef(ref)
	require.NoError(t, err)
	require.Equal(t, key, got)
	require.Equal(t, uint32(3), milestone)
	for _, bad := range [][]byte{nil, key, ref[:11], append(ref, 0)} {
		_, _, err := types.ParseDisputeRef(bad)
		require.ErrorIs(t, err, types.ErrDispute)
	}
}
