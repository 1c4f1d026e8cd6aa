package worker

import (
	"os"
	"reflect"
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
	require.Len(t, p.Skills, 4)
	require.Equal(t, []string{"./translate", "--to", "de", "{spec}"}, p.Skills[1].Exec)
	require.Equal(t, uint64(9000), p.Negotiation.FloorBps)
	require.Equal(t, 10*time.Minute, p.Heartbeat)
	require.Equal(t, "A summary in ten lines", p.Services[0].Title)
	for _, s := range keys(reflect.TypeOf(p)) {
		require.Regexp(t, `(?m)\b`+s+`:`, string(raw), "the example shows every key")
	}
}

// keys returns the names of all keys below a type.
func keys(t reflect.Type) (all []string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return keys(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if name := t.Field(i).Tag.Get("yaml"); name != "-" {
				all = append(append(all, name), keys(t.Field(i).Type)...)
			}
		}
	}
	return all
}

func TestAWrongPolicyNamesTheField(t *testing.T) {
	skill := "skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}}]\n"
	with := func(price string) string { return "skills: [{skill: x1, exec: [cat], price: " + price + "}]" }
	for name, c := range map[string]struct{ text, field string }{
		"nothing":               {"", "skills: none"},
		"unknown field":         {skill + "colour: red", "colour"},
		"no command":            {"skills: [{skill: x1, price: {fixed: 1troth}}]", "skills[0].exec"},
		"no price":              {"skills: [{skill: x1, exec: [cat]}]", "skills[0].price"},
		"two prices":            {with("{fixed: 1troth, per_kb: 1troth}"), "skills[0].price"},
		"wrong skill":           {"skills: [{skill: X, exec: [cat], price: {fixed: 1troth}}]", "skills[0].skill"},
		"a skill twice":         {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}}, {skill: x1, exec: [cat], price: {fixed: 2troth}}]", "skills[1].skill"},
		"no amount":             {with("{fixed: cheap}"), "skills[0].price.fixed"},
		"no amount per kb":      {with("{per_kb: -1troth}"), "skills[0].price.per_kb"},
		"no least amount":       {with("{per_kb: 1troth, min: little}"), "skills[0].price.min"},
		"least without a rule":  {with("{fixed: 1troth, min: 1troth}"), "skills[0].price.min"},
		"above the budget":      {with("{budget_bps: 10001}"), "skills[0].price.budget_bps"},
		"pledge":                {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, pledge_bps: 100001}]", "skills[0].pledge_bps"},
		"pledge of the budget":  {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, pledge_budget_bps: 100001}]", "skills[0].pledge_budget_bps"},
		"delivery":              {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, delivery: -1s}]", "skills[0].delivery"},
		"time limit":            {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, time_limit: -1s}]", "skills[0].time_limit"},
		"output limit":          {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, output_limit: -1}]", "skills[0].output_limit"},
		"attempts":              {"skills: [{skill: x1, exec: [cat], price: {fixed: 1troth}, attempts: -1}]", "skills[0].attempts"},
		"clients":               {skill + "accept: {clients: [bob]}", "accept.clients[0]"},
		"refused clients":       {skill + "accept: {not_clients: [bob]}", "accept.not_clients[0]"},
		"refused words":         {skill + "accept: {not_words: ['']}", "accept.not_words[0]"},
		"a client's score":      {skill + "accept: {min_client_score_bps: 10001}", "accept.min_client_score_bps"},
		"least price":           {skill + "accept: {min_price: 0troth}", "accept.min_price"},
		"highest price":         {skill + "accept: {max_price: all}", "accept.max_price"},
		"least delivery":        {skill + "accept: {min_delivery: -1s}", "accept.min_delivery"},
		"longest review":        {skill + "accept: {max_review: -1s}", "accept.max_review"},
		"methods":               {skill + "accept: {methods: [oracle]}", "accept.methods[0]"},
		"evaluators, none":      {skill + "accept: {methods: [evaluator]}", "accept.evaluators:"},
		"evaluators, no method": {skill + "accept: {evaluators: [bob]}", "accept.evaluators:"},
		"evaluators":            {skill + "accept: {methods: [evaluator], evaluators: [bob]}", "accept.evaluators[0]"},
		"concurrency":           {skill + "limits: {concurrency: -1}", "limits.concurrency"},
		"open":                  {skill + "limits: {max_open: -1}", "limits.max_open"},
		"pledged":               {skill + "limits: {max_pledged: much}", "limits.max_pledged"},
		"value":                 {skill + "limits: {max_value: much}", "limits.max_value"},
		"time to reveal":        {skill + "limits: {min_reveal: -1s}", "limits.min_reveal"},
		"wrong claims":          {skill + "claims: {else: shout}", "claims.else"},
		"claims to accept":      {skill + "claims: {accept_from_bps: 10001}", "claims.accept_from_bps"},
		"wrong rating":          {skill + "rating: 101", "rating"},
		"heartbeat":             {skill + "heartbeat: -1s", "heartbeat"},
		"floor above the price": {skill + "negotiation: {floor_bps: 10001}", "negotiation.floor_bps"},
		"rounds":                {skill + "negotiation: {max_rounds: 17}", "negotiation.max_rounds"},
		"expiry":                {skill + "negotiation: {expires: -1s}", "negotiation.expires"},
		"quotes nowhere":        {skill + "quotes: {valid: 1m}", "quotes.listen"},
		"quotes for ever":       {skill + "quotes: {listen: x, valid: 9000h}", "quotes.valid"},
		"open quotes":           {skill + "quotes: {listen: x, max_open: -1}", "quotes.max_open"},
		"service of nothing":    {skill + "services: [{skill: y1, title: y, price: 1troth}]", "services[0].skill"},
		"service without title": {skill + "services: [{skill: x1, price: 1troth}]", "services[0].title"},
		"service for nothing":   {skill + "services: [{skill: x1, title: y}]", "services[0].price"},
		"no amount of service":  {skill + "services: [{skill: x1, title: y, price: free}]", "services[0].price"},
		"service's delivery":    {skill + "services: [{skill: x1, title: y, price: 1troth, delivery: -1s}]", "services[0].delivery"},
		"service's review":      {skill + "services: [{skill: x1, title: y, price: 1troth, review: -1s}]", "services[0].review"},
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
	cfg.Policy.Claims.Else = ""
	w, err := New(cfg)
	require.NoError(t, err)
	require.Equal(t, Contest, w.cfg.Policy.Claims.Else, "who rejects the work for nothing meets judges")
	require.Equal(t, uint32(9000), w.cfg.Policy.Claims.AcceptFromBps)
	alone := cfg
	alone.Contest = nil
	w, err = New(alone)
	require.NoError(t, err)
	require.Equal(t, Concede, w.cfg.Policy.Claims.Else)
	alone.Policy.Claims.Authorise = true
	_, err = New(alone)
	require.ErrorIs(t, err, ErrPolicy)
	require.ErrorContains(t, err, "claims.authorise: claims.else is concede, want contest")
	cfg.Policy.Quotes = &Quotes{Listen: "127.0.0.1:0"}
	_, err = New(cfg)
	require.ErrorIs(t, err, ErrPolicy)
	require.ErrorContains(t, err, "quotes: not offered")
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
}
