package keeper_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// lively is a chain with agents in every status, operators, a handover under way, names to release, attestations, and a
// fee allowance that ends.
func lively(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	one := f.register(alice, "one", "go", "rust")
	m := mandate(types.ActionPay)
	m.ExpiresMs = start + day
	require.NoError(t, f.tryFees(alice, one, hot, m, fees(1000))())
	f.addOperator(one, warm, mandate(types.ActionBid))
	f.spend(f.authorize(hot, one, types.ActionPay), 70)
	require.NoError(t, f.propose(alice, one, carol)())
	two := f.register(bob, "two", "go")
	f.setStatus(two, types.AgentStatusPaused)
	f.setStatus(f.register(bob, "gone", "go"), types.AgentStatusRetired)
	nameless := f.register(bob, "")
	require.NoError(t, f.tryAttest(statement(alice, one, two))())
	f.attest(one, nameless, "kyb", "")
	f.attest(two, nameless, "kyb", "")
	return f
}

func TestGenesisExportsAndImportsTheSameBytes(t *testing.T) {
	f := lively(t)
	f.endBlock()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
	require.Len(t, gs.Agents, 4)
	require.Len(t, gs.Operators, 2)
	require.Len(t, gs.Deadlines, 3)
	require.Len(t, gs.Attestations, 3)
	raw, err := f.cdc.MarshalJSON(gs)
	require.NoError(t, err)
	var read types.GenesisState
	require.NoError(t, f.cdc.UnmarshalJSON(raw, &read))

	g := emptyFixture(t)
	require.NoError(t, g.k.InitGenesis(g.ctx, read))
	allowances, err := f.feegrant.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, g.feegrant.InitGenesis(g.ctx, allowances))
	require.Equal(t, f.storeBytes(types.ModuleName), g.storeBytes(types.ModuleName))
	g.checkInvariants()
}

func TestGenesisIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"bad params":                      {func(gs *types.GenesisState) { gs.Params.MaxDeadlinesPerBlock = 0 }, field.ErrRange},
		"an agent twice":                  {func(gs *types.GenesisState) { gs.Agents = append(gs.Agents, gs.Agents[0]) }, types.ErrGenesis},
		"a name twice":                    {func(gs *types.GenesisState) { of(gs, "one").Profile.Name = "two" }, types.ErrGenesis},
		"an agent without address":        {func(gs *types.GenesisState) { gs.Agents[0].Address = "" }, types.ErrGenesis},
		"an agent without owner":          {func(gs *types.GenesisState) { gs.Agents[0].Owner = "" }, types.ErrGenesis},
		"an agent with a bad proposal":    {func(gs *types.GenesisState) { gs.Agents[0].PendingOwner = "x" }, types.ErrGenesis},
		"an agent without status":         {func(gs *types.GenesisState) { gs.Agents[0].Status = 0 }, types.ErrGenesis},
		"an agent that owns an agent":     {func(gs *types.GenesisState) { gs.Agents[0].Owner = gs.Agents[1].Address }, types.ErrGenesis},
		"a bad profile":                   {func(gs *types.GenesisState) { gs.Agents[0].Profile.EncryptionKey = []byte{1} }, types.ErrGenesis},
		"a due without a name to release": {func(gs *types.GenesisState) { of(gs, "one").DueMs = 7 }, types.ErrGenesis},
		"operators that are not there":    {func(gs *types.GenesisState) { of(gs, "two").Operators = 1 }, types.ErrGenesis},
		"operators that do not count":     {func(gs *types.GenesisState) { of(gs, "one").Operators = 1 }, types.ErrGenesis},
		"an operator twice":               {func(gs *types.GenesisState) { gs.Operators[1].Key = gs.Operators[0].Key }, types.ErrGenesis},
		"an operator that is the owner":   {func(gs *types.GenesisState) { gs.Operators[0].Key = alice.String() }, types.ErrGenesis},
		"an operator of nobody":           {func(gs *types.GenesisState) { gs.Operators[0].Agent = mallory.String() }, types.ErrGenesis},
		"an operator of a retired agent":  {func(gs *types.GenesisState) { gs.Operators[0].Agent = of(gs, "gone").Address }, types.ErrGenesis},
		"an operator without mandate":     {func(gs *types.GenesisState) { gs.Operators[0].Mandate = types.Mandate{} }, types.ErrGenesis},
		"a serial twice":                  {func(gs *types.GenesisState) { gs.Operators[0].Serial = gs.Operators[1].Serial }, types.ErrGenesis},
		"a serial of the future":          {func(gs *types.GenesisState) { gs.Operators[0].Serial = 3 }, types.ErrGenesis},
		"counters that are missing":       {func(gs *types.GenesisState) { gs.Operators[0].Spent = nil }, types.ErrGenesis},
		"counters above the limit":        {func(gs *types.GenesisState) { gs.Operators[0].Spent[0].Lifetime = math.NewInt(1001) }, types.ErrGenesis},
		"counters above the window": {func(gs *types.GenesisState) {
			s := &gs.Operators[0].Spent[0]
			s.Lifetime, s.Previous = math.NewInt(900), math.NewInt(301)
		}, types.ErrGenesis},
		"counters below zero":           {func(gs *types.GenesisState) { gs.Operators[0].Spent[0].Current = math.NewInt(-1) }, types.ErrGenesis},
		"counters of another denom":     {func(gs *types.GenesisState) { gs.Operators[0].Spent[0].Denom = "uother" }, types.ErrGenesis},
		"a window above the lifetime":   {func(gs *types.GenesisState) { gs.Operators[0].Spent[0].Current = math.NewInt(299) }, types.ErrGenesis},
		"nothing that ever ends":        {func(gs *types.GenesisState) { gs.Deadlines = nil }, types.ErrGenesis},
		"a name that is never released": {without(types.KindReleaseName), types.ErrGenesis},
		"an allowance that never ends":  {without(types.KindEndAllowance), types.ErrGenesis},
		"an attestation never pruned":   {without(types.KindExpireAttestation), types.ErrGenesis},
		"a deadline at another time":    {func(gs *types.GenesisState) { gs.Deadlines[0].DueMs++ }, types.ErrGenesis},
		"a release of a living name":    {func(gs *types.GenesisState) { entry(gs, types.KindReleaseName).Id = []byte("one") }, types.ErrGenesis},
		"a deadline of an unknown kind": {func(gs *types.GenesisState) { gs.Deadlines[0].Kind = 4 }, types.ErrGenesis},
		"a malformed deadline":          {func(gs *types.GenesisState) { gs.Deadlines[0].Attempts = 9 }, deadline.ErrMalformed},
		"a fee limit of another denom":  {func(gs *types.GenesisState) { payerOf(gs).FeeLimit.Denom = "uother" }, types.ErrGenesis},
		"an end of no allowance":        {func(gs *types.GenesisState) { payerOf(gs).FeeLimit = nil }, types.ErrGenesis},
		"an agent of a short address":   {func(gs *types.GenesisState) { of(gs, "two").Address = mallory.String() }, types.ErrGenesis},
		"an attestation twice": {func(gs *types.GenesisState) {
			gs.Attestations = append(gs.Attestations, gs.Attestations[0])
		}, types.ErrGenesis},
		"an attestation about nobody":       {func(gs *types.GenesisState) { gs.Attestations[1].Subject = nobody }, types.ErrGenesis},
		"an attestation by nobody":          {func(gs *types.GenesisState) { gs.Attestations[1].Issuer = nobody }, types.ErrGenesis},
		"an attestation by a plain account": {func(gs *types.GenesisState) { gs.Attestations[1].Issuer = alice.String() }, types.ErrGenesis},
		"an attestation of the future":      {func(gs *types.GenesisState) { gs.Attestations[0].Handovers = 1 }, types.ErrGenesis},
		"an attestation without schema":     {func(gs *types.GenesisState) { gs.Attestations[0].Schema = "" }, types.ErrGenesis},
		"an attestation of a long value":    {func(gs *types.GenesisState) { gs.Attestations[0].Value = strings.Repeat("a", 129) }, types.ErrGenesis},
		"an attestation with a bare uri":    {func(gs *types.GenesisState) { gs.Attestations[0].Evidence = types.Evidence{Uri: "x"} }, types.ErrGenesis},
		"an attestation born expired": {func(gs *types.GenesisState) {
			for i := range gs.Attestations {
				if a := &gs.Attestations[i]; a.ExpiresMs != 0 {
					a.IssuedMs = a.ExpiresMs
				}
			}
		}, types.ErrGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			f := lively(t)
			gs, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
			g := emptyFixture(t)
			g.refused(tc.err, func() error { return g.k.InitGenesis(g.ctx, *gs) })
		})
	}
}

func TestTheDefaultGenesisIsValid(t *testing.T) {
	require.NoError(t, types.DefaultGenesis().Validate())
}

func TestIdentityBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.GetParams(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.k.ExportGenesis(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.query.Params(f.ctx, nil)
	require.ErrorIs(t, err, types.ErrNotSet)
	require.ErrorIs(t, f.k.EndBlock(f.ctx), types.ErrNotSet)
}

// nobody is the address of an agent that nobody registered.
var nobody = types.AgentAddress(mallory, nil).String()

// without takes the deadline of a kind away.
func without(kind uint32) func(*types.GenesisState) {
	return func(gs *types.GenesisState) {
		gs.Deadlines = slices.DeleteFunc(gs.Deadlines, func(e deadline.Entry) bool { return e.Kind == kind })
	}
}

// entry returns the deadline of a kind.
func entry(gs *types.GenesisState, kind uint32) *deadline.Entry {
	return &gs.Deadlines[slices.IndexFunc(gs.Deadlines, func(e deadline.Entry) bool { return e.Kind == kind })]
}

// payerOf returns the operator with a fee limit.
func payerOf(gs *types.GenesisState) *types.Operator {
	return &gs.Operators[slices.IndexFunc(gs.Operators, func(o types.Operator) bool { return o.FeeLimit != nil })]
}

// of returns the agent with a name.
func of(gs *types.GenesisState, name string) *types.Agent {
	for i := range gs.Agents {
		if gs.Agents[i].Profile.Name == name {
			return &gs.Agents[i]
		}
	}
	return nil
}
