package mcp

import (
	"context"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// The words of negotiate.
var (
	negotiations = []string{"offer", "counter", "accept", "reject", "hire_service", "award"}
	roles        = []string{"client", "provider"}
)

func reasons() []string {
	var words []string
	for v := int32(1); ; v++ {
		name, ok := markettypes.Reason_name[v]
		if !ok {
			return words
		}
		words = append(words, word(name, "REASON_"))
	}
}

// NegotiateIn are the arguments of negotiate.
type NegotiateIn struct {
	Write
	Action  string `json:"action"`
	With    string `json:"with,omitempty" jsonschema:"offer: name or address of the other agent; award: the provider that is chosen"`
	Role    string `json:"role,omitempty" jsonschema:"offer: what you are; default client"`
	Offer   string `json:"offer,omitempty" jsonschema:"counter, accept, reject: id of the negotiation"`
	Service string `json:"service,omitempty" jsonschema:"hire_service: id of the service"`
	Job     string `json:"job,omitempty" jsonschema:"award: id of the job"`
	About   string `json:"about,omitempty" jsonschema:"offer: id of the job or service it began from"`
	Title   string `json:"title,omitempty"`
	SpecIn
	Skill       string `json:"skill,omitempty"`
	Price       string `json:"price,omitempty" jsonschema:"offer and counter; hire_service: the price you saw, the hire is refused if it moved"`
	Pledge      string `json:"pledge,omitempty" jsonschema:"the provider's cash against its own fault; default the price"`
	DeliveryMs  uint64 `json:"delivery_ms,omitempty" jsonschema:"default a day"`
	ReviewMs    uint64 `json:"review_ms,omitempty" jsonschema:"default a day"`
	Rework      uint32 `json:"rework_rounds,omitempty"`
	ExpiresInMs uint64 `json:"expires_in_ms,omitempty" jsonschema:"how long the offer binds you; default an hour"`
	Expect
	Reason string `json:"reason,omitempty" jsonschema:"reject: why"`
}

func (s *Server) negotiate(ctx context.Context, in NegotiateIn) (Done, error) {
	return s.do(ctx, "negotiate", in.Write, operator, in, func(signer sdk.AccAddress) (plan, error) {
		me, err := s.me(ctx, in.Write)
		if err != nil {
			return plan{}, err
		}
		p := plan{agent: me, after: func(d *Done) {
			switch c := d.Created; {
			case c != nil && c.Agreement != "":
				d.NextActions = []Next{next("get_job", "follow the agreement", "id", c.Agreement)}
			case c != nil && c.Offer != "":
				d.NextActions = []Next{next("get_job", "see the answer", "id", c.Offer)}
			}
		}}
		var msg sdk.Msg
		switch in.Action {
		case "offer":
			msg, err = s.offer(ctx, in, signer.String(), me)
			p.effect = "opens a negotiation; what " + me + " promises is locked until the offer expires"
		case "hire_service":
			msg, err = s.hireService(ctx, in, signer.String(), me)
			p.effect = "hires the service " + in.Service + "; the price is held at once"
		case "award":
			provider, e := s.find(ctx, in.With)
			if in.With == "" {
				e = ErrArgument.Wrap("with: the provider that is chosen")
			}
			msg, err = &markettypes.MsgAwardJob{Signer: signer.String(), Client: me, Job: in.Job, Provider: provider.Address}, e
			p.effect = "awards the job " + in.Job + " to " + provider.Address
		default:
			msg, p.effect, err = s.answerOffer(ctx, in, signer.String(), me)
		}
		if err != nil {
			return plan{}, err
		}
		p.msgs = []sdk.Msg{msg}
		return p, nil
	})
}

// offer opens a negotiation.
func (s *Server) offer(ctx context.Context, in NegotiateIn, signer, me string) (sdk.Msg, error) {
	if in.With == "" {
		return nil, ErrArgument.Wrap("with: the other agent")
	}
	other, err := s.find(ctx, in.With)
	if err != nil {
		return nil, err
	}
	t := agreementtypes.Terms{Client: me, Provider: other.Address, Title: in.Title, Skill: in.Skill, Loss: math.ZeroInt(), Pledge: math.ZeroInt()}
	if in.Role == "provider" {
		t.Client, t.Provider = other.Address, me
	}
	if t.Spec, err = s.spec(ctx, in.SpecIn, in.DryRun); err != nil {
		return nil, err
	}
	if err := s.change(ctx, in, &t); err != nil {
		return nil, err
	}
	now, err := agent.Now(ctx, s.Client)
	if err != nil {
		return nil, err
	}
	return &markettypes.MsgMakeOffer{Signer: signer, Maker: me, Terms: t, ExpiresMs: now + or(in.ExpiresInMs, hourMs), About: in.About}, t.Validate()
}

// change puts what is given into terms and fills in what is missing.
func (s *Server) change(ctx context.Context, in NegotiateIn, t *agreementtypes.Terms) error {
	if in.Price != "" {
		price, err := agent.ParseCoin(ctx, s.Client, in.Price)
		if err != nil {
			return err
		}
		t.Price, t.Loss, t.Pledge = price, price.Amount, price.Amount
	}
	if t.Price.Denom == "" {
		return ErrArgument.Wrap("price: missing")
	}
	if in.Pledge != "" {
		var err error
		if t.Pledge, err = s.amount(ctx, "pledge", in.Pledge, t.Price.Denom); err != nil {
			return err
		}
	}
	if in.ReviewMs > 0 || t.ReviewMs == 0 {
		t.ReviewMs = or(in.ReviewMs, dayMs)
	}
	if in.Rework > 0 {
		t.ReworkRounds = in.Rework
	}
	if in.DeliveryMs > 0 || len(t.Milestones) == 0 {
		if len(t.Milestones) > 1 {
			return ErrArgument.Wrap("delivery_ms: the terms have several milestones; only price, pledge and review_ms can be changed here")
		}
		t.Milestones = []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: or(in.DeliveryMs, dayMs)}}
	}
	return nil
}

// answerOffer counters, accepts or rejects exactly the last round.
func (s *Server) answerOffer(ctx context.Context, in NegotiateIn, signer, me string) (sdk.Msg, string, error) {
	r, err := markettypes.NewQueryClient(s.Client).Offer(ctx, &markettypes.QueryOfferRequest{Id: in.Offer})
	if err != nil {
		return nil, "", err
	}
	o := r.Offer
	switch in.Action {
	case "accept":
		if err := in.check(o.Round.Terms, me); err != nil {
			return nil, "", err
		}
		return &markettypes.MsgAcceptOffer{Signer: signer, Agent: me, Offer: o.Id, Accepts: o.Round.Hash},
			fmt.Sprintf("accepts round %d of %s at %s: the agreement is in force at once", o.Round.Number, o.Id, o.Round.Terms.Price), nil
	case "reject":
		reason, ok := enum(markettypes.Reason_value, "REASON_", in.Reason)
		if !ok {
			return nil, "", ErrArgument.Wrapf("reason: %.64q, want one of %s", in.Reason, strings.Join(reasons(), ", "))
		}
		return &markettypes.MsgRejectOffer{Signer: signer, Agent: me, Offer: o.Id, Reason: markettypes.Reason(reason)}, "ends the negotiation " + o.Id, nil
	case "counter":
		t := o.Round.Terms
		if err := s.change(ctx, in, &t); err != nil {
			return nil, "", err
		}
		if err := in.check(t, me); err != nil { // what is not changed is still the other side's
			return nil, "", err
		}
		now, err := agent.Now(ctx, s.Client)
		if err != nil {
			return nil, "", err
		}
		return &markettypes.MsgCounterOffer{Signer: signer, Maker: me, Offer: o.Id, Answers: o.Round.Hash, Terms: t, ExpiresMs: now + or(in.ExpiresInMs, hourMs)},
			fmt.Sprintf("answers round %d of %s with a price of %s; what %s promises is locked until the offer expires", o.Round.Number, o.Id, t.Price, me), nil
	default:
		return nil, "", ErrArgument.Wrapf("action: %.64q", in.Action)
	}
}

// hireService takes a service at its present version, at a price of at most what was seen.
func (s *Server) hireService(ctx context.Context, in NegotiateIn, signer, me string) (sdk.Msg, error) {
	r, err := markettypes.NewQueryClient(s.Client).Service(ctx, &markettypes.QueryServiceRequest{Id: in.Service})
	if err != nil {
		return nil, err
	}
	v := r.Service
	v.Terms.Client = me
	if err := in.check(v.Terms, me); err != nil {
		return nil, err
	}
	price := v.Terms.Price
	if in.Price == "" && !in.DryRun {
		return nil, ErrArgument.Wrapf("price: missing; the service asks %s now", price)
	}
	if in.Price != "" {
		if price, err = agent.ParseCoin(ctx, s.Client, in.Price); err != nil {
			return nil, err
		}
	}
	spec, err := s.spec(ctx, in.SpecIn, in.DryRun)
	if err != nil {
		return nil, err
	}
	return &markettypes.MsgHire{Signer: signer, Client: me, Service: v.Id, Version: v.Version, Price: price, Spec: spec}, nil
}
