package types_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
)

func agentOf(name string) sdk.AccAddress { return sdk.AccAddress(fmt.Sprintf("%-32s", name)) }

func enlisted(name string, skills ...string) types.Arbiter {
	return types.Arbiter{
		Agent: agentOf(name).String(), Owner: agentOf("owner").String(), Status: types.ArbiterEnlisted,
		Stake: math.NewInt(100), Locked: math.NewInt(40), Seats: 1, Skills: skills, InTreesStake: 90, InTreesSkills: skills,
	}
}

func TestDrawnIsWhatTheTreesShouldHold(t *testing.T) {
	a := enlisted("a", "go", "rust")
	want := types.TreeChange{Height: 7, Agent: a.Agent, Stake: 100, Skills: []string{"go", "rust"}}
	require.Equal(t, want, a.Drawn(7, math.NewInt(100)))
	nothing := types.TreeChange{Height: 7, Agent: a.Agent}
	require.Equal(t, nothing, a.Drawn(7, math.NewInt(101)), "below min_stake")
	for _, status := range []types.ArbiterStatus{types.ArbiterLeaving, types.ArbiterSuspended, types.ArbiterLeft} {
		a.Status = status
		require.Equal(t, nothing, a.Drawn(7, math.NewInt(1)))
	}
	require.EqualValues(t, 60, enlisted("a", "go").Free().Int64())
}

func TestArbiterRecords(t *testing.T) {
	require.NoError(t, enlisted("a", "go").Validate())
	require.NoError(t, enlisted("a", types.AllSkills).Validate())
	for name, tc := range map[string]struct {
		spoil func(*types.Arbiter)
		want  error
	}{
		"no agent":                        {func(a *types.Arbiter) { a.Agent = "" }, field.ErrMissing},
		"a malformed owner":               {func(a *types.Arbiter) { a.Owner = "x" }, field.ErrAddress},
		"no status":                       {func(a *types.Arbiter) { a.Status = 0 }, field.ErrRange},
		"a strange status":                {func(a *types.Arbiter) { a.Status = 5 }, field.ErrRange},
		"no stake":                        {func(a *types.Arbiter) { a.Stake = math.Int{} }, field.ErrMissing},
		"a stake above the highest":       {func(a *types.Arbiter) { a.Stake = math.NewInt(types.MaxStake + 1) }, types.ErrStakeTooHigh},
		"no locked":                       {func(a *types.Arbiter) { a.Locked = math.Int{} }, field.ErrMissing},
		"negative locked":                 {func(a *types.Arbiter) { a.Locked = math.NewInt(-1) }, field.ErrRange},
		"more locked than staked":         {func(a *types.Arbiter) { a.Locked = math.NewInt(101) }, field.ErrRange},
		"enlisted and leaving":            {func(a *types.Arbiter) { a.LeavesMs = 1 }, field.ErrRange},
		"leaving without an end":          {func(a *types.Arbiter) { a.Status = types.ArbiterLeaving }, field.ErrRange},
		"left with a stake":               {func(a *types.Arbiter) { a.Status = types.ArbiterLeft }, field.ErrRange},
		"no skills":                       {func(a *types.Arbiter) { a.Skills = nil }, field.ErrMissing},
		"too many skills":                 {func(a *types.Arbiter) { a.Skills = slices.Repeat([]string{"go"}, types.MaxSkills+1) }, field.ErrTooMany},
		"in trees without a stake":        {func(a *types.Arbiter) { a.InTreesStake = 0 }, field.ErrRange},
		"in no tree with a stake":         {func(a *types.Arbiter) { a.InTreesSkills = nil }, field.ErrRange},
		"in a tree twice":                 {func(a *types.Arbiter) { a.InTreesSkills = []string{"go", "go"} }, field.ErrDuplicate},
		"in trees with more than allowed": {func(a *types.Arbiter) { a.InTreesStake = types.MaxStake + 1 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			a := enlisted("a", "go")
			tc.spoil(&a)
			require.ErrorIs(t, a.Validate(), tc.want)
		})
	}
}

// benches is a genesis with three arbiters, one of which leaves, two trees and two changes.
func benches() types.GenesisState {
	gs := *types.DefaultGenesis()
	a, b, c := enlisted("a", "go", "rust"), enlisted("b", "go"), enlisted("c", types.AllSkills)
	c.Status, c.LeavesMs, c.InTreesStake, c.InTreesSkills, c.Seats, c.Locked = types.ArbiterLeaving, 50, 0, nil, 0, math.ZeroInt()
	gs.Arbiters = []types.Arbiter{a, b, c}
	gs.Trees = []types.Tree{
		{Skill: "go", Leaves: []types.TreeLeaf{{Agent: b.Agent, Stake: 90}, {Agent: a.Agent, Stake: 90}}},
		{Skill: "rust", Leaves: []types.TreeLeaf{{Agent: a.Agent, Stake: 90}}},
	}
	gs.Changes = []types.TreeChange{
		{Height: 3, Agent: a.Agent, Stake: 100, Skills: []string{"go", "rust"}}, {Height: 3, Agent: b.Agent}, {Height: 4, Agent: a.Agent},
	}
	gs.Deadlines = []deadline.Entry{{DueMs: 50, Kind: types.KindUnbond, Id: agentOf("c")}}
	return gs
}

func TestGenesisOfArbiters(t *testing.T) {
	require.NoError(t, benches().Validate())
	for name, tc := range map[string]struct {
		spoil func(*types.GenesisState)
		want  error
	}{
		"a malformed arbiter":               {func(gs *types.GenesisState) { gs.Arbiters[0].Skills = nil }, field.ErrMissing},
		"an arbiter twice":                  {func(gs *types.GenesisState) { gs.Arbiters[1] = gs.Arbiters[0] }, types.ErrGenesis},
		"a tree twice":                      {func(gs *types.GenesisState) { gs.Trees[1] = gs.Trees[0] }, types.ErrGenesis},
		"trees out of order":                {func(gs *types.GenesisState) { gs.Trees[0], gs.Trees[1] = gs.Trees[1], gs.Trees[0] }, types.ErrGenesis},
		"an empty tree":                     {func(gs *types.GenesisState) { gs.Trees = append(gs.Trees, types.Tree{Skill: "zig"}) }, types.ErrGenesis},
		"a leaf of no arbiter":              {func(gs *types.GenesisState) { gs.Trees[1].Leaves[0].Agent = agentOf("x").String() }, types.ErrGenesis},
		"a leaf that its record denies":     {func(gs *types.GenesisState) { gs.Trees[1].Leaves[0].Agent = gs.Arbiters[1].Agent }, types.ErrGenesis},
		"a leaf of another weight":          {func(gs *types.GenesisState) { gs.Trees[1].Leaves[0].Stake++ }, types.ErrGenesis},
		"a leaf twice":                      {func(gs *types.GenesisState) { gs.Trees[0].Leaves[0] = gs.Trees[0].Leaves[1] }, types.ErrGenesis},
		"a leaf that is missing":            {func(gs *types.GenesisState) { gs.Trees = gs.Trees[:1] }, types.ErrGenesis},
		"a change of no arbiter":            {func(gs *types.GenesisState) { gs.Changes[1].Agent = agentOf("x").String() }, types.ErrGenesis},
		"a change twice":                    {func(gs *types.GenesisState) { gs.Changes[1] = gs.Changes[0] }, types.ErrGenesis},
		"changes out of order":              {func(gs *types.GenesisState) { gs.Changes[0], gs.Changes[2] = gs.Changes[2], gs.Changes[0] }, types.ErrGenesis},
		"a change before the first block":   {func(gs *types.GenesisState) { gs.Changes[0].Height = -1 }, field.ErrRange},
		"a change without a stake":          {func(gs *types.GenesisState) { gs.Changes[0].Stake = 0 }, field.ErrTooMany},
		"a change without skills":           {func(gs *types.GenesisState) { gs.Changes[0].Skills = nil }, field.ErrMissing},
		"a change with too much stake":      {func(gs *types.GenesisState) { gs.Changes[0].Stake = types.MaxStake + 1 }, field.ErrRange},
		"one that leaves and has no end":    {func(gs *types.GenesisState) { gs.Deadlines = nil }, types.ErrGenesis},
		"an end at another time":            {func(gs *types.GenesisState) { gs.Deadlines[0].DueMs++ }, types.ErrGenesis},
		"an end of one that stays":          {func(gs *types.GenesisState) { gs.Deadlines[0].Id = agentOf("a") }, types.ErrGenesis},
		"a deadline of a kind there is not": {func(gs *types.GenesisState) { gs.Deadlines[0].Kind++ }, types.ErrGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := benches()
			tc.spoil(&gs)
			require.ErrorIs(t, gs.Validate(), tc.want)
		})
	}
}

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsOfArbitersAreAsPublished(t *testing.T) {
	a := enlisted("a", "go", "rust")
	const record = "agent from to stake locked skills"
	golden := map[string]struct {
		event sdk.Event
		attrs string
	}{
		"arbitration.arbiter_enlisted":  {types.NewArbiterEnlistedEvent(a, types.ArbiterUnspecified, 9), record + " owner drawn_from"},
		"arbitration.arbiter_changed":   {types.NewArbiterChangedEvent(a, 9), record + " drawn_from"},
		"arbitration.arbiter_leaving":   {types.NewArbiterLeavingEvent(a, types.ArbiterEnlisted), record + " leaves_ms"},
		"arbitration.arbiter_left":      {types.NewArbiterLeftEvent(a, types.ArbiterLeaving, math.OneInt()), record + " released"},
		"arbitration.arbiter_suspended": {types.NewArbiterSuspendedEvent(a, types.ArbiterEnlisted), record + " absent"},
		"arbitration.arbiter_slashed":   {types.NewArbiterSlashedEvent(a, math.OneInt()), record + " lost"},
		"arbitration.trees_changed":     {types.NewTreesChangedEvent(types.TreeChange{Agent: a.Agent, Stake: 3, Skills: []string{"go"}}), "agent sent_height stake skills"},
		"arbitration.trees_refused":     {types.NewTreesRefusedEvent(types.TreeChange{Agent: a.Agent}, types.ErrTree), "agent sent_height reason"},
	}
	for name, tc := range golden {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name, tc.event.Type)
			keys := ""
			for i, attr := range tc.event.Attributes {
				if i > 0 {
					keys += " "
				}
				keys += attr.Key
			}
			require.Equal(t, tc.attrs, keys)
		})
	}
	require.Equal(t, "go,rust", types.NewArbiterChangedEvent(a, 9).Attributes[5].Value)
	require.Equal(t, "100utroth", types.NewArbiterChangedEvent(a, 9).Attributes[3].Value)
}
