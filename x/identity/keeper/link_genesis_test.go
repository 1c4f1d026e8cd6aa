package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

// linkedUp is a chain with links of two agents, and an agent that retired.
func linkedUp(t *testing.T) *fixture {
	t.Helper()
	f := newLinkFixture(t)
	one, two := f.register(alice, "one"), f.register(bob, "two")
	f.linkMany(one, 3)
	f.linkMany(two, types.MaxLinks)
	f.setStatus(f.register(bob, "gone"), types.AgentStatusRetired)
	f.endBlock()
	return f
}

func TestGenesisKeepsLinks(t *testing.T) {
	f := linkedUp(t)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
	require.Len(t, gs.Links, 3+types.MaxLinks)
	raw, err := f.cdc.MarshalJSON(gs)
	require.NoError(t, err)
	var read types.GenesisState
	require.NoError(t, f.cdc.UnmarshalJSON(raw, &read))

	g := emptyFixture(t)
	require.NoError(t, g.k.InitGenesis(g.ctx, read))
	require.Equal(t, f.storeBytes(types.ModuleName), g.storeBytes(types.ModuleName))
	g.checkInvariants()
}

func TestGenesisWithBadLinksIsRefused(t *testing.T) {
	for name, change := range map[string]func(*types.GenesisState){
		"an account twice":        func(gs *types.GenesisState) { gs.Links[1].Account = gs.Links[0].Account },
		"an account without name": func(gs *types.GenesisState) { gs.Links[0].Account = "" },
		"a malformed account":     func(gs *types.GenesisState) { gs.Links[0].Account += "x" },
		"another spelling": func(gs *types.GenesisState) {
			gs.Links[0].Account = "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
		},
		"a link without agent":      func(gs *types.GenesisState) { gs.Links[0].Agent = "" },
		"a link of nobody":          func(gs *types.GenesisState) { gs.Links[0].Agent = mallory.String() },
		"a link of a retired agent": func(gs *types.GenesisState) { gs.Links[0].Agent = of(gs, "gone").Address },
		"seventeen links of an agent": func(gs *types.GenesisState) {
			gs.Links = append(gs.Links, types.Link{Agent: of(gs, "two").Address, Account: newWallet("more").account})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := linkedUp(t)
			gs, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			change(gs)
			require.ErrorIs(t, gs.Validate(), types.ErrGenesis)
			g := emptyFixture(t)
			g.refused(types.ErrGenesis, func() error { return g.k.InitGenesis(g.ctx, *gs) })
		})
	}
}

func TestTheInvariantOfLinksNoticesABrokenState(t *testing.T) {
	one, two, gone := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two")), types.AgentAddress(bob, []byte("gone"))
	w := newWallet("new")
	first := newWallet(fmt.Sprintf("%s 0", one)).account
	for name, tc := range map[string]struct {
		breakIt func(*fixture)
		err     error
	}{
		"a link that is not in the index":   {func(f *fixture) { f.k.RemoveAgentLink(f.ctx, one, first) }, types.ErrBroken},
		"an entry without link":             {func(f *fixture) { f.k.SetAgentLink(f.ctx, one, w.account) }, types.ErrBroken},
		"an entry of nobody":                {func(f *fixture) { f.k.SetAgentLink(f.ctx, mallory, first) }, types.ErrBroken},
		"an account in two indexes":         {func(f *fixture) { f.k.SetAgentLink(f.ctx, two, first) }, types.ErrBroken},
		"a link under another account":      {func(f *fixture) { f.k.SetLink(f.ctx, first, types.Link{Agent: one.String(), Account: w.account}) }, types.ErrBroken},
		"a link of another agent":           {func(f *fixture) { f.k.SetLink(f.ctx, first, types.Link{Agent: two.String(), Account: first}) }, types.ErrBroken},
		"a link that is not canonical":      {func(f *fixture) { f.k.SetLink(f.ctx, "x", types.Link{Agent: one.String(), Account: "x"}) }, types.ErrBroken},
		"seventeen links of an agent":       {func(f *fixture) { f.setLink(two.String(), w.account) }, types.ErrBroken},
		"a link of an agent that retired":   {func(f *fixture) { f.setLink(gone.String(), w.account) }, types.ErrBroken},
		"a link of an agent that is nobody": {func(f *fixture) { f.setLink(mallory.String(), w.account) }, types.ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			f := linkedUp(t)
			f.checkInvariants()
			f.broken = true
			tc.breakIt(f)
			found := false
			for _, c := range f.k.Checks() {
				if c.Name == "identity/links" {
					found = true
					require.ErrorIs(t, c.Run(f.ctx), tc.err)
				}
			}
			require.True(t, found)
		})
	}
}

// The errors of the pure rules and those of the module share a codespace.
func TestTheCodespaceIsThatOfTheModule(t *testing.T) {
	require.Equal(t, types.ModuleName, linked.Codespace)
}
