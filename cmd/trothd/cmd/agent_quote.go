package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// quoteFlags are the flags of `agent quote`.
type quoteFlags struct {
	agent, client, skill, title, price, input, uri string
	delivery, review, valid                        time.Duration
	reworks                                        uint32
}

func agentQuoteCmd(env *agentEnv) *cobra.Command {
	var f quoteFlags
	cmd := &cobra.Command{
		Use:   "quote",
		Short: "Sign a quote: terms that a client can take with one transaction",
		Long: `Signs terms for one client and one use, for a short time. Nothing is sent: hand what it prints to the client, who takes it
with ` + "`trothd agent hire --quote`" + `. The operator needs the action negotiate.`,
		Example: "  trothd agent quote --agent sam --client gazette --skill summarise --price 0.06troth --input report.txt --uri https://example.com/report.txt",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return env.quote(cmd, f) },
	}
	s := cmd.Flags()
	s.StringVar(&f.agent, "agent", "", "name of the agent (default the only one of this machine)")
	s.StringVar(&f.client, "client", "", "client of the quote: name or address (required)")
	s.StringVar(&f.skill, "skill", "", "skill of the work (required)")
	s.StringVar(&f.title, "title", "", "title of the work (default the skill)")
	s.StringVar(&f.price, "price", "", "price, such as 0.06troth (required)")
	s.StringVar(&f.input, "input", "", "file with what is to be worked on (required)")
	s.StringVar(&f.uri, "uri", "", "where that can be fetched (required)")
	s.DurationVar(&f.delivery, "delivery", time.Hour, "time for the work")
	s.DurationVar(&f.review, "review", time.Hour, "time the client has to accept")
	s.DurationVar(&f.valid, "valid", 10*time.Minute, "how long the quote can be taken, in market time")
	s.Uint32Var(&f.reworks, "reworks", 1, "how often the work may be sent back")
	for _, name := range []string{"client", "skill", "price", "input", "uri"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

func (e *agentEnv) quote(cmd *cobra.Command, f quoteFlags) error {
	ctx := cmd.Context()
	a, err := e.only(f.agent)
	if err != nil {
		return err
	}
	c, err := e.as(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	defer c.Close()
	content, err := os.ReadFile(f.input)
	if err != nil {
		return err
	}
	who, err := agent.Find(ctx, c, f.client)
	if err != nil {
		return fmt.Errorf("--client: %w", err)
	}
	price, err := agent.ParseCoin(ctx, c, f.price)
	if err != nil {
		return fmt.Errorf("--price: %w", err)
	}
	now, err := agent.Now(ctx, c)
	if err != nil {
		return err
	}
	if f.title == "" {
		f.title = f.skill
	}
	signer, err := e.signer(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	q, err := agent.SignQuote(ctx, c, signer, agreementtypes.Terms{
		Client: who.Address, Provider: a.Address, Title: f.title, Skill: f.skill, Price: price, Loss: price.Amount, Pledge: price.Amount,
		Spec:       agreementtypes.Spec{Uri: f.uri, Sha256: store.Hash(content), Bytes: uint64(len(content))},
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: uint64(f.delivery.Milliseconds())}},
		ReviewMs:   uint64(f.review.Milliseconds()), ReworkRounds: f.reworks,
	}, now+uint64(f.valid.Milliseconds()))
	if err != nil {
		return err
	}
	terms, err := e.enc.Codec.MarshalJSON(&q.Terms)
	if err != nil {
		return err
	}
	quote, err := e.enc.Codec.MarshalJSON(&q.Quote)
	if err != nil {
		return err
	}
	return printJSON(cmd, quoteFile{terms, quote})
}

// signer is a key of the keyring.
func (e *agentEnv) signer(cmd *cobra.Command, key string) (client.Signer, error) {
	ring, err := e.keyring(cmd)
	if err != nil {
		return nil, err
	}
	return client.FromKeyring(ring, key)
}

// quoteFile is a quote as it is handed over.
type quoteFile struct {
	Terms json.RawMessage `json:"terms"`
	Quote json.RawMessage `json:"quote"`
}

func (e *agentEnv) readQuote(path string) (agent.Quoted, error) {
	var q agent.Quoted
	raw, err := os.ReadFile(path)
	if err != nil {
		return q, err
	}
	var f quoteFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return q, fmt.Errorf("%s: %w", path, err)
	}
	err = errors.Join(e.enc.Codec.UnmarshalJSON(f.Terms, &q.Terms), e.enc.Codec.UnmarshalJSON(f.Quote, &q.Quote))
	return q, err
}
