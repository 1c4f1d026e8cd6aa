package mcp

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Left is what a mandate can still spend of one denom.
type Left struct {
	Denom     string `json:"denom"`
	Unlimited bool   `json:"unlimited,omitempty"`
	PerAction string `json:"per_action,omitempty" jsonschema:"the most one hold or payment may take"`
	Window    string `json:"window,omitempty" jsonschema:"the most that can be taken in the present window"`
	Lifetime  string `json:"lifetime,omitempty" jsonschema:"the most that can ever be taken"`
}

// left reads what the mandate of a key leaves after taken; nil for the owner and for an agent that is not there yet.
func (s *Server) left(ctx context.Context, agentAddress, key string, taken sdk.Coins) ([]Left, error) {
	if agentAddress == "" {
		return nil, nil
	}
	r, err := identitytypes.NewQueryClient(s.Client).Mandate(ctx, &identitytypes.QueryMandateRequest{Agent: agentAddress, Key: key})
	if errors.Is(err, identitytypes.ErrOperatorNotFound) || errors.Is(err, identitytypes.ErrAgentNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return leftOf(r.Left, taken), nil
}

func leftOf(list []identitytypes.Left, taken sdk.Coins) []Left {
	var out []Left
	for _, l := range list {
		if l.Unlimited {
			out = append(out, Left{Denom: l.Denom, Unlimited: true})
			continue
		}
		less := func(n math.Int) string { return math.MaxInt(math.ZeroInt(), n.Sub(taken.AmountOf(l.Denom))).String() }
		out = append(out, Left{Denom: l.Denom, PerAction: l.PerAction.String(), Window: less(l.Window), Lifetime: less(l.Lifetime)})
	}
	return out
}

// SpendIn are the arguments of check_spend.
type SpendIn struct {
	Agent  string `json:"agent,omitempty" jsonschema:"name or address; default the agent of this server"`
	Key    string `json:"key,omitempty" jsonschema:"address of the operator; default the operator of this server"`
	Amount string `json:"amount" jsonschema:"what is to be spent at once, such as 500000utroth or 0.5troth"`
	Action string `json:"action,omitempty" jsonschema:"what it is spent for"`
}

// SpendOut says whether an amount could be spent.
type SpendOut struct {
	Allowed     bool     `json:"allowed"`
	Amount      string   `json:"amount"`
	Obstacles   []string `json:"obstacles,omitempty" jsonschema:"what stands in the way"`
	Actions     []string `json:"actions" jsonschema:"what the operator may do"`
	Left        []Left   `json:"left"`
	Available   []string `json:"available" jsonschema:"coins of the agent that are not held"`
	ExpiresMs   uint64   `json:"expires_ms,omitempty" jsonschema:"market time at which the mandate ends"`
	FeeLeft     string   `json:"fee_left,omitempty" jsonschema:"what the operator may still pay of fees from the agent's account"`
	NextActions []Next   `json:"next_actions,omitempty"`
}

// actionWords are the actions of mandates as tools write them.
func actionWords() []string {
	var words []string
	for v := int32(1); ; v++ {
		name, ok := identitytypes.Action_name[v]
		if !ok {
			return words
		}
		words = append(words, word(name, "ACTION_"))
	}
}

func (s *Server) checkSpend(ctx context.Context, in SpendIn) (SpendOut, error) {
	coin, err := agent.ParseCoin(ctx, s.Client, in.Amount)
	if err != nil {
		return SpendOut{}, err
	}
	a, err := s.find(ctx, in.Agent)
	if err != nil {
		return SpendOut{}, err
	}
	if in.Key == "" {
		if s.Client.Address() == nil {
			return SpendOut{}, ErrArgument.Wrap("key: this server has no operator; name one")
		}
		in.Key = s.Client.Address().String()
	}
	r, err := identitytypes.NewQueryClient(s.Client).Mandate(ctx, &identitytypes.QueryMandateRequest{Agent: a.Address, Key: in.Key})
	if err != nil {
		return SpendOut{}, err
	}
	account, err := escrowtypes.NewQueryClient(s.Client).Account(ctx, &escrowtypes.QueryAccountRequest{Agent: a.Address})
	if err != nil {
		return SpendOut{}, err
	}
	now, err := agent.Now(ctx, s.Client)
	if err != nil {
		return SpendOut{}, err
	}
	m := r.Operator.Mandate
	out := SpendOut{Amount: coin.String(), Left: leftOf(r.Left, nil), Available: each(account.Available), ExpiresMs: m.ExpiresMs, Actions: []string{}}
	for _, action := range m.Actions {
		out.Actions = append(out.Actions, word(action.String(), "ACTION_"))
	}
	if r.FeeLeft != nil {
		out.FeeLeft = r.FeeLeft.String()
	}
	if in.Action != "" && !slices.Contains(out.Actions, in.Action) {
		out.Obstacles = append(out.Obstacles, "the mandate does not allow the action "+in.Action)
	}
	if m.ExpiresMs > 0 && now >= m.ExpiresMs {
		out.Obstacles = append(out.Obstacles, "the mandate has ended")
	}
	out.Obstacles = append(out.Obstacles, limits(r.Left, coin)...)
	if account.Available.AmountOf(coin.Denom).LT(coin.Amount) {
		out.Obstacles = append(out.Obstacles, "the agent has only "+account.Available.AmountOf(coin.Denom).String()+coin.Denom+" available")
	}
	if out.Left == nil {
		out.Left = []Left{}
	}
	if out.Available == nil {
		out.Available = []string{}
	}
	out.Allowed = len(out.Obstacles) == 0
	if !out.Allowed {
		out.NextActions = []Next{next("get_account", "see what the agent has; only its owner can give it more or change the mandate")}
	}
	return out, nil
}

// limits says which bound of a mandate an amount is above.
func limits(left []identitytypes.Left, c sdk.Coin) []string {
	for _, l := range left {
		if l.Denom != c.Denom {
			continue
		}
		var over []string
		for _, bound := range []struct {
			name  string
			value math.Int
		}{{"per_action", l.PerAction}, {"window", l.Window}, {"lifetime", l.Lifetime}} {
			if !l.Unlimited && c.Amount.GT(bound.value) {
				over = append(over, "above what the mandate leaves: "+bound.name+" "+bound.value.String()+c.Denom)
			}
		}
		return over
	}
	return []string{"the mandate has no limit for " + c.Denom + ", which forbids spending it"}
}
