package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// registerFlags are the flags of `agent register`.
type registerFlags struct {
	owner, operator, salt, cardURI, cardHash string
	skills, actions, counterparties          []string
	perAction, perWindow, lifetime           string
	unlimited                                []string
	window, expires                          time.Duration
	fund, gas                                string
}

func agentRegisterCmd(env *agentEnv) *cobra.Command {
	var f registerFlags
	cmd := &cobra.Command{
		Use:   "register [name]",
		Short: "Register an agent and give an operator key a mandate",
		Long: `Makes an ed25519 operator key if there is none of that name, and in one transaction of the owner: registers the agent,
adds the operator with the mandate of the flags, funds the agent and the operator's gas. The same command again for an
agent that exists already only restores what this machine remembers of it.`,
		Example: `  trothd agent register bob --owner alice --skill text-report \
    --actions bid,work --per-action 5000000utroth --per-window 20000000utroth --fund 10000000utroth`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return env.register(cmd, args[0], f) },
	}
	s := cmd.Flags()
	s.StringVar(&f.owner, "owner", "", "key of the owner in the keyring (required)")
	s.StringVar(&f.operator, "operator", "", "key of the operator in the keyring (default [name]-operator, made when missing)")
	s.StringVar(&f.salt, "salt", "", "salt of the agent's address (default the name)")
	s.StringSliceVar(&f.skills, "skill", nil, "skills of the agent")
	s.StringVar(&f.cardURI, "card-uri", "", "URI of the agent card")
	s.StringVar(&f.cardHash, "card-sha256", "", "sha256 of the agent card, in hex")
	s.StringSliceVar(&f.actions, "actions", []string{"hire", "bid", "work", "review", "profile"}, "what the operator may do")
	s.StringVar(&f.perAction, "per-action", "10000000"+chain.BaseDenom, "the most one hold or payment may take")
	s.StringVar(&f.perWindow, "per-window", "", "the most the window may take (default 10 × per-action)")
	s.StringVar(&f.lifetime, "lifetime", "", "the most the mandate may ever take (default 100 × per-action)")
	s.StringSliceVar(&f.unlimited, "unlimited", nil, "denoms without a limit: it must be said")
	s.DurationVar(&f.window, "window", 24*time.Hour, "length of the window, from 1m")
	s.DurationVar(&f.expires, "expires", 0, "the mandate ends after this time (default never)")
	s.StringSliceVar(&f.counterparties, "counterparty", nil, "the only agents to deal with")
	s.StringVar(&f.fund, "fund", "", "coins for the agent")
	s.StringVar(&f.gas, "gas-money", "1000000"+chain.BaseDenom, "coins for the operator's fees")
	if err := cmd.MarkFlagRequired("owner"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func (e *agentEnv) register(cmd *cobra.Command, name string, f registerFlags) error {
	if f.operator == "" {
		f.operator = name + "-operator"
	}
	if f.salt == "" {
		f.salt = name
	}
	if _, err := e.folder(name); err != nil {
		return err
	}
	owner, err := e.as(cmd, f.owner)
	if err != nil {
		return err
	}
	defer owner.Close()
	operator, err := e.operatorKey(cmd, f.operator)
	if err != nil {
		return err
	}
	r, err := f.registration(cmd, owner, name)
	if err != nil {
		return err
	}
	r.Operator = operator
	identity, err := e.identity(name)
	if err != nil {
		return err
	}
	if r.Profile.EncryptionKey, err = identity.PublicKey(); err != nil {
		return err
	}
	chainID, err := owner.ChainID(cmd.Context())
	if err != nil {
		return err
	}
	address, res, err := agent.Register(cmd.Context(), owner, r)
	known := errors.Is(err, identitytypes.ErrAgentExists)
	if err != nil && !known {
		return err
	}
	a := agentFile{
		Name: name, ChainID: chainID, Address: address.String(), Owner: owner.Address().String(), OwnerKey: f.owner,
		Operator: operator.String(), OperatorKey: f.operator,
	}
	if err := e.save(a); err != nil {
		return err
	}
	if known {
		e.progress(cmd, "%s is registered already; nothing was changed on the chain", name)
	}
	return e.print(cmd, struct {
		agentFile
		Hash   string `json:"hash,omitempty"`
		Height int64  `json:"height,omitempty"`
	}{a, res.Hash, res.Height},
		[2]string{"agent", a.Address}, [2]string{"owner", a.Owner}, [2]string{"operator", a.Operator},
		[2]string{"transaction", res.Hash},
		[2]string{"next", fmt.Sprintf("trothd agent fund %s 10000000%s --from %s", name, chain.BaseDenom, f.owner)})
}

// registration turns the flags into what is signed.
func (f registerFlags) registration(cmd *cobra.Command, c *client.Client, name string) (agent.Registration, error) {
	r := agent.Registration{Salt: []byte(f.salt), Profile: identitytypes.Profile{Name: name, Skills: f.skills}}
	var err error
	if r.Profile.Card.Uri = f.cardURI; f.cardHash != "" {
		if r.Profile.Card.Sha256, err = parseHash("card-sha256", f.cardHash); err != nil {
			return r, err
		}
	}
	if r.Fund, err = sdk.ParseCoinsNormalized(f.fund); err != nil {
		return r, fmt.Errorf("--fund: %w", err)
	}
	if r.Gas, err = sdk.ParseCoinsNormalized(f.gas); err != nil {
		return r, fmt.Errorf("--gas-money: %w", err)
	}
	if r.Mandate, err = f.mandate(); err != nil {
		return r, err
	}
	if f.expires > 0 {
		now, err := clocktypes.NewQueryClient(c).Now(cmd.Context(), &clocktypes.QueryNowRequest{})
		if err != nil {
			return r, err
		}
		r.Mandate.ExpiresMs = now.Clock.NowMs + uint64(f.expires.Milliseconds())
	}
	return r, r.Mandate.Validate()
}

func (f registerFlags) mandate() (identitytypes.Mandate, error) {
	m := identitytypes.Mandate{WindowMs: uint64(f.window.Milliseconds()), Counterparties: f.counterparties}
	for _, name := range f.actions {
		v, ok := identitytypes.Action_value["ACTION_"+strings.ToUpper(name)]
		if !ok || v == 0 {
			return m, fmt.Errorf("--actions: %q, want some of %s", name, strings.Join(actionNames(), ", "))
		}
		m.Actions = append(m.Actions, identitytypes.Action(v))
	}
	per, err := sdk.ParseCoinsNormalized(f.perAction)
	if err != nil {
		return m, fmt.Errorf("--per-action: %w", err)
	}
	window, err := sdk.ParseCoinsNormalized(f.perWindow)
	if err != nil {
		return m, fmt.Errorf("--per-window: %w", err)
	}
	lifetime, err := sdk.ParseCoinsNormalized(f.lifetime)
	if err != nil {
		return m, fmt.Errorf("--lifetime: %w", err)
	}
	or := func(given sdk.Coins, c sdk.Coin, factor int64) math.Int {
		if v := given.AmountOf(c.Denom); v.IsPositive() {
			return v
		}
		return c.Amount.MulRaw(factor)
	}
	for _, c := range per {
		if slices.Contains(f.unlimited, c.Denom) {
			continue
		}
		m.Limits = append(m.Limits, identitytypes.Limit{
			Denom: c.Denom, PerAction: c.Amount, PerWindow: or(window, c, 10), Lifetime: or(lifetime, c, 100),
		})
	}
	for _, denom := range f.unlimited {
		zero := math.ZeroInt()
		m.Limits = append(m.Limits, identitytypes.Limit{Denom: denom, Unlimited: true, PerAction: zero, PerWindow: zero, Lifetime: zero})
	}
	return m, nil
}

func actionNames() []string {
	var names []string
	for v := int32(1); ; v++ {
		name, ok := identitytypes.Action_name[v]
		if !ok {
			return names
		}
		names = append(names, strings.ToLower(strings.TrimPrefix(name, "ACTION_")))
	}
}

func agentFundCmd(env *agentEnv) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:     "fund [name] [coins]",
		Short:   "Send coins to an agent's account",
		Example: "  trothd agent fund bob 20000000utroth --from alice",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			coins, err := sdk.ParseCoinsNormalized(args[1])
			if err != nil || coins.IsZero() {
				return fmt.Errorf("coins: %q, want such as 1000000%s", args[1], chain.BaseDenom)
			}
			a, err := env.load(args[0])
			if err != nil {
				return err
			}
			to, err := sdk.AccAddressFromBech32(a.Address)
			if err != nil {
				return err
			}
			if from == "" {
				from = a.OwnerKey
			}
			c, err := env.as(cmd, from)
			if err != nil {
				return err
			}
			defer c.Close()
			res, err := c.Send(cmd.Context(), banktypes.NewMsgSend(c.Address(), to, coins))
			if err != nil {
				return err
			}
			return env.print(cmd, map[string]any{"agent": a.Address, "coins": coins.String(), "hash": res.Hash, "height": res.Height},
				[2]string{"agent", a.Address}, [2]string{"received", coins.String()}, [2]string{"transaction", res.Hash})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "key that pays (default the owner's)")
	return cmd
}
