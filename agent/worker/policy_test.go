package worker

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

func TestTheExampleIsAPolicy(t *testing.T) {
	raw, err := os.ReadFile("example.yml")
	require.NoError(t, err)
	p, err := ParsePolicy(raw)
	require.NoError(t, err)
	require.Len(t, p.Skills, 3)
	require.Equal(t, []string{"./translate", "--to", "de", "{spec}"}, p.Skills[1].Exec)
	require.Equal(t, uint64(9000), p.Negotiation.FloorBps)
	require.Equal(t, 10*time.Minute, p.Heartbeat)
	require.Equal(t, "A summary in ten lines", p.Services[0].Title)
}

func TestAWrongPolicyNamesTheField(t *testing.T) {
	skill := "skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}}]\n"
	for name, c := range map[string]struct{ text, field string }{
		"nothing":               {"", "skills"},
		"unknown field":         {skill + "colour: red", "colour"},
		"no command":            {"skills: [{skill: x1, price: {fixed: 1troth}}]", "skills[0].exec"},
		"no price":              {"skills: [{skill: x1, exec: [cat]}]", "skills[0].price"},
		"two prices":            {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth, per_kb: 1troth}}]", "skills[0].price"},
		"wrong skill":           {"skills: [{skill: X, exec: [cat], price: {fixed: 1troth}}]", "skills[0].skill"},
		"wrong claims":          {skill + "claims: {else: shout}", "claims.else"},
		"wrong rating":          {skill + "rating: 101", "rating"},
		"floor above the price": {skill + "negotiation: {floor_bps: 10001}", "floor_bps"},
		"service of nothing":    {skill + "services: [{skill: y1, title: y, price: 1troth}]", "services[0].skill"},
		"service without title": {skill + "services: [{skill: x1, price: 1troth}]", "services[0].title"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePolicy([]byte(c.text))
			require.ErrorIs(t, err, ErrPolicy)
			require.ErrorContains(t, err, c.field)
		})
	}
	_, err := New(Config{})
	require.ErrorIs(t, err, ErrPolicy)
}

// putter stores nothing.
type putter struct{ store.Putter }

func TestAPolicyContestsOnlyWhereThatIsOffered(t *testing.T) {
	p, err := ParsePolicy([]byte("skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}}]\nclaims: {else: contest}"))
	require.NoError(t, err)
	cfg := Config{Client: &client.Client{}, State: &state.DB{}, Store: putter{}, Agent: "a", Dir: "/", Policy: p}
	_, err = New(cfg)
	require.ErrorIs(t, err, ErrPolicy)
	require.ErrorContains(t, err, "claims.else")
	cfg.Contest = func(agreementtypes.Agreement) (sdk.Msg, error) { return nil, nil }
	_, err = New(cfg)
	require.NoError(t, err)
}

func TestNegotiationComesDownToTheFloorInEqualSteps(t *testing.T) {
	n := Negotiation{FloorBps: 8000, MaxRounds: 5}
	want := math.NewInt(1000)
	for round, ask := range map[uint32]int64{1: 1000, 2: 950, 3: 900, 4: 850, 5: 800, 9: 800} {
		require.Equal(t, ask, n.ask(want, round).Int64(), "round %d", round)
	}
	require.Equal(t, int64(800), Negotiation{FloorBps: 8000, MaxRounds: 1}.ask(want, 1).Int64())
}

func TestPricesAndPledges(t *testing.T) {
	w := &Worker{coins: nil}
	budget := agreementtypes.Terms{}.Price
	budget.Denom, budget.Amount = "utroth", math.NewInt(999)
	s := &Skill{Price: Price{BudgetBps: 5000}, PledgeBps: 12_500}
	price, err := w.price(t.Context(), s, Question{Budget: budget})
	require.NoError(t, err)
	require.Equal(t, int64(499), price.Int64())
	require.Equal(t, int64(624), s.pledge(price).Int64(), "rounded up")
	budget.Amount = math.OneInt()
	_, err = w.price(t.Context(), s, Question{Budget: budget})
	require.ErrorIs(t, err, ErrSkip)
	require.True(t, Accept{}.takes("a"))
	require.False(t, Accept{Clients: []string{"b"}}.takes("a"))
	require.False(t, Accept{NotClients: []string{"a"}}.takes("a"))
}
