package mcp

import (
	"context"
	"encoding/hex"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// RegisterIn are the arguments of register_agent.
type RegisterIn struct {
	Write
	Name      string   `json:"name" jsonschema:"handle, 3 to 32 of a-z 0-9 -; also the salt of the address"`
	Skills    []string `json:"skills,omitempty" jsonschema:"at most 16 tags such as translation"`
	Operator  string   `json:"operator,omitempty" jsonschema:"address of the key that acts for the agent; default the operator of this server; none makes an agent that only its owner moves"`
	Actions   []string `json:"actions,omitempty" jsonschema:"what the operator may do: hire bid work review negotiate pay dispute arbitrate attest profile; default hire bid work review negotiate dispute profile"`
	PerAction string   `json:"per_action,omitempty" jsonschema:"the most one hold or payment may take; needed with an operator"`
	PerWindow string   `json:"per_window,omitempty" jsonschema:"the most a window may take; default 10 times per_action"`
	Lifetime  string   `json:"lifetime,omitempty" jsonschema:"the most the mandate may ever take; default 100 times per_action"`
	WindowMs  uint64   `json:"window_ms,omitempty" jsonschema:"default a day"`
	ExpiresMs uint64   `json:"expires_ms,omitempty" jsonschema:"market time at which the mandate ends; default never"`
	Fund      string   `json:"fund,omitempty" jsonschema:"coins for the agent"`
	GasMoney  string   `json:"gas_money,omitempty" jsonschema:"coins for the operator's fees"`
}

const dayMs = 24 * 3_600_000

func (s *Server) registerAgent(ctx context.Context, in RegisterIn) (Done, error) {
	return s.do(ctx, "register_agent", in.Write, owner, in, func(signer sdk.AccAddress) (plan, error) {
		r := agent.Registration{Salt: []byte(in.Name), Profile: identitytypes.Profile{Name: in.Name, Skills: in.Skills}}
		operator := in.Operator
		if operator == "" && s.Client.Address() != nil && s.Agent == "" {
			operator = s.Client.Address().String()
		}
		if operator != "" {
			var err error
			if r.Operator, err = sdk.AccAddressFromBech32(operator); err != nil {
				return plan{}, ErrArgument.Wrapf("operator: %.64q", operator)
			}
			if r.Mandate, err = s.mandate(ctx, in); err != nil {
				return plan{}, err
			}
		}
		for _, c := range []struct {
			name, text string
			into       *sdk.Coins
		}{{"fund", in.Fund, &r.Fund}, {"gas_money", in.GasMoney, &r.Gas}} {
			if c.text == "" {
				continue
			}
			coin, err := agent.ParseCoin(ctx, s.Client, c.text)
			if err != nil {
				return plan{}, err
			}
			*c.into = sdk.NewCoins(coin)
		}
		address, msgs := r.Messages(signer)
		return plan{
			msgs: msgs, effect: fmt.Sprintf("registers the agent %s of the owner %s", address, signer),
			after: func(d *Done) {
				d.NextActions = []Next{next("get_agent", "read it", "agent", address.String())}
			},
		}, nil
	})
}

// mandate of a registration.
func (s *Server) mandate(ctx context.Context, in RegisterIn) (identitytypes.Mandate, error) {
	m := identitytypes.Mandate{WindowMs: in.WindowMs, ExpiresMs: in.ExpiresMs}
	if m.WindowMs == 0 {
		m.WindowMs = dayMs
	}
	if len(in.Actions) == 0 {
		in.Actions = []string{"hire", "bid", "work", "review", "negotiate", "dispute", "profile"}
	}
	for _, a := range in.Actions {
		v, ok := enum(identitytypes.Action_value, "ACTION_", a)
		if !ok {
			return m, ErrArgument.Wrapf("actions: %.64q", a)
		}
		m.Actions = append(m.Actions, identitytypes.Action(v))
	}
	per, err := agent.ParseCoin(ctx, s.Client, in.PerAction)
	if err != nil {
		return m, err
	}
	l := identitytypes.Limit{Denom: per.Denom, PerAction: per.Amount, PerWindow: per.Amount.MulRaw(10), Lifetime: per.Amount.MulRaw(100)}
	for _, b := range []struct {
		name, text string
		into       *math.Int
	}{{"per_window", in.PerWindow, &l.PerWindow}, {"lifetime", in.Lifetime, &l.Lifetime}} {
		if b.text == "" {
			continue
		}
		c, err := agent.ParseCoin(ctx, s.Client, b.text)
		if err != nil {
			return m, err
		}
		if c.Denom != per.Denom {
			return m, ErrArgument.Wrapf("%s: %s, want an amount of %s", b.name, c, per.Denom)
		}
		*b.into = c.Amount
	}
	m.Limits = []identitytypes.Limit{l}
	return m, m.Validate()
}

// statuses are the words of update_agent.
var statuses = []string{"active", "paused", "retired"}

// UpdateIn are the arguments of update_agent.
type UpdateIn struct {
	Write
	Name          *string   `json:"name,omitempty" jsonschema:"new handle"`
	Skills        *[]string `json:"skills,omitempty" jsonschema:"all skills, not only new ones"`
	CardURI       *string   `json:"card_uri,omitempty"`
	CardSha256    string    `json:"card_sha256,omitempty" jsonschema:"64 hex digits, together with card_uri"`
	EncryptionKey string    `json:"encryption_key,omitempty" jsonschema:"public X25519 key in 64 hex digits; never a secret one"`
	Status        string    `json:"status,omitempty" jsonschema:"owner only; retired is for ever"`
	Heartbeat     bool      `json:"heartbeat,omitempty" jsonschema:"true shows that the agent is alive and changes nothing else"`
}

func (s *Server) updateAgent(ctx context.Context, in UpdateIn) (Done, error) {
	by := operator
	if in.Status != "" {
		by = owner
	}
	return s.do(ctx, "update_agent", in.Write, by, in, func(signer sdk.AccAddress) (plan, error) {
		a, err := s.find(ctx, in.Agent)
		if err != nil {
			return plan{}, err
		}
		if in.Status != "" {
			v, ok := enum(identitytypes.AgentStatus_value, "AGENT_STATUS_", in.Status)
			if !ok {
				return plan{}, ErrArgument.Wrapf("status: %.64q", in.Status)
			}
			return plan{agent: a.Address, effect: "sets the status of " + a.Address + " to " + in.Status, msgs: []sdk.Msg{
				&identitytypes.MsgSetStatus{Owner: signer.String(), Agent: a.Address, Status: identitytypes.AgentStatus(v)},
			}}, nil
		}
		if in.Heartbeat {
			return plan{agent: a.Address, effect: "shows that " + a.Address + " is alive", msgs: []sdk.Msg{
				&identitytypes.MsgHeartbeat{Signer: signer.String(), Agent: a.Address},
			}}, nil
		}
		p, err := in.profile(a.Profile)
		if err != nil {
			return plan{}, err
		}
		return plan{agent: a.Address, effect: "replaces the profile of " + a.Address, msgs: []sdk.Msg{
			&identitytypes.MsgUpdateProfile{Signer: signer.String(), Agent: a.Address, Profile: p},
		}}, nil
	})
}

// profile is the old one with what is given replaced.
func (in UpdateIn) profile(p identitytypes.Profile) (identitytypes.Profile, error) {
	var err error
	if in.Name != nil {
		p.Name = *in.Name
	}
	if in.Skills != nil {
		p.Skills = *in.Skills
	}
	if in.CardURI != nil {
		p.Card = identitytypes.Card{Uri: *in.CardURI}
		if *in.CardURI != "" {
			if p.Card.Sha256, err = hash("card_sha256", in.CardSha256); err != nil {
				return p, err
			}
		}
	}
	if in.EncryptionKey != "" {
		p.EncryptionKey, err = hash("encryption_key", in.EncryptionKey)
	}
	return p, err
}

// hash reads 32 bytes in hex.
func hash(name, text string) ([]byte, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 {
		return nil, ErrArgument.Wrapf("%s: %.80q, want 64 hex digits", name, text)
	}
	return raw, nil
}
