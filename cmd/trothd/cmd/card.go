package cmd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/agent/card"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/disk"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// agentCardCmd is what an agent shows the world outside the chain.
func agentCardCmd(env *agentEnv) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "card",
		Short: "Make, serve and verify agent cards (A2A, ERC-8004)",
		Long: `An agent card says on the web who an agent is. It is generated from the chain's state, signed by a key that may act for
the agent, and its hash is in the agent's profile, so that card and chain lead to each other. The card has the hash of the
ERC-8004 registration file beside it.`,
		Example: "  trothd agent card verify http://127.0.0.1:8788/.well-known/agent-card.json",
	}
	cmd.AddCommand(cardMakeCmd(env), cardServeCmd(env), cardVerifyCmd(env))
	return cmd
}

// The files of a card in the folder of its agent.
const (
	cardFile         = "agent-card.json"
	registrationFile = "agent-registration.json"
)

func (e *agentEnv) cardFolder(name string) (string, error) {
	dir, err := e.folder(name)
	return filepath.Join(dir, "card"), err
}

func cardMakeCmd(env *agentEnv) *cobra.Command {
	var places card.Places
	var publish bool
	cmd := &cobra.Command{
		Use:   "make [name]",
		Short: "Make and sign the card and the registration file of an agent",
		Long: `Reads the agent from the chain, writes its A2A card and its ERC-8004 registration file, and signs both with the
operator's key. With --publish the hash of the card goes into the agent's profile; until then nobody can verify it.`,
		Example: "  trothd agent card make carl --url http://127.0.0.1:8788 --publish",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return env.makeCard(cmd, args[0], places, publish)
		},
	}
	s := cmd.Flags()
	s.StringVar(&places.Base, "url", "", "address below which the card is served (required)")
	s.StringVar(&places.A2A, "a2a", "", "endpoint of the agent's own A2A server, if it has one")
	s.StringVar(&places.MCP, "mcp", "", "endpoint of the agent's own MCP server, if it has a public one")
	s.BoolVar(&publish, "publish", false, "put the hash of the card into the agent's profile")
	if err := cmd.MarkFlagRequired("url"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func (e *agentEnv) makeCard(cmd *cobra.Command, name string, places card.Places, publish bool) error {
	a, err := e.load(name)
	if err != nil {
		return err
	}
	dir, err := e.cardFolder(name)
	if err != nil {
		return err
	}
	ring, err := e.keyring(cmd)
	if err != nil {
		return err
	}
	signer, err := client.FromKeyring(ring, a.OperatorKey)
	if err != nil {
		return err
	}
	c, err := e.dial(signer)
	if err != nil {
		return err
	}
	defer c.Close()
	facts, err := card.Read(cmd.Context(), c, a.Address)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var signed []byte
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{registrationFile, func() ([]byte, error) { return facts.Registration(places) }},
		{cardFile, func() ([]byte, error) { return facts.Card(places, signed) }}, // it has the hash of the file before
	} {
		raw, err := f.make()
		if err != nil {
			return err
		}
		if signed, err = card.Sign(raw, signer); err != nil {
			return err
		}
		if err := disk.Replace(filepath.Join(dir, f.name), signed); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(signed) // the card is the last one
	tx, err := e.publishCard(cmd.Context(), c, facts, places, sum[:], publish)
	if err != nil {
		return err
	}
	return e.print(cmd, map[string]string{"card": filepath.Join(dir, cardFile), "sha256": fmt.Sprintf("%x", sum), "hash": tx},
		[2]string{"card", filepath.Join(dir, cardFile)}, [2]string{"registration", filepath.Join(dir, registrationFile)},
		[2]string{"sha256", fmt.Sprintf("%x", sum)}, [2]string{"transaction", tx})
}

// publishCard puts the hash into the profile, unless it is there.
func (e *agentEnv) publishCard(ctx context.Context, c *client.Client, f card.Facts, places card.Places, sum []byte, publish bool) (string, error) {
	p := f.Agent.Profile
	if !publish || bytes.Equal(p.Card.Sha256, sum) {
		return "", nil
	}
	p.Card = identitytypes.Card{Uri: places.Base + card.CardPath, Sha256: sum}
	res, err := c.Send(ctx, &identitytypes.MsgUpdateProfile{Signer: c.Address().String(), Agent: f.Agent.Address, Profile: p})
	return res.Hash, err
}

func cardServeCmd(env *agentEnv) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve [name]",
		Short: "Serve the card and the registration file of an agent",
		Long: `Serves the files that make wrote, at ` + card.CardPath + ` and
` + card.RegistrationPath + `. It refuses to start with files that the chain does not know. Ctrl-C ends it.`,
		Example: "  trothd agent card serve carl --listen 127.0.0.1:8788",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			return env.serveCard(ctx, cmd, args[0], listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8788", "address to serve at")
	return cmd
}

func (e *agentEnv) serveCard(ctx context.Context, cmd *cobra.Command, name, listen string) error {
	dir, err := e.cardFolder(name)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(filepath.Join(dir, cardFile))
	if err != nil {
		return fmt.Errorf("%w: run `trothd agent card make %s --url … --publish` first", err, name)
	}
	registration, err := os.ReadFile(filepath.Join(dir, registrationFile))
	if err != nil {
		return err
	}
	c, err := e.dial(nil)
	if err != nil {
		return err
	}
	defer c.Close()
	v, err := card.Verify(ctx, c, raw)
	if err != nil {
		return err
	}
	if err := v.VerifyRegistration(ctx, c, registration); err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	if err := e.print(cmd, map[string]string{"card": "http://" + l.Addr().String() + card.CardPath}, [2]string{"card", "http://" + l.Addr().String() + card.CardPath}); err != nil {
		return errors.Join(err, l.Close())
	}
	s := &http.Server{
		Handler: card.Handler(raw, registration), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	err = s.Close()
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

func cardVerifyCmd(env *agentEnv) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [url]",
		Short: "Verify an agent card against the chain",
		Long: `Fetches a card and the registration file beside it, and checks their signatures, that the signers may act for the
agent, that the agent's profile has the hash of the card, and the card that of the registration file.`,
		Example: "  trothd agent card verify http://127.0.0.1:8788/.well-known/agent-card.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := card.Fetch(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			c, err := env.dial(nil)
			if err != nil {
				return err
			}
			defer c.Close()
			v, err := card.Verify(cmd.Context(), c, raw)
			if err != nil {
				return err
			}
			at, err := card.RegistrationURL(args[0])
			if err != nil {
				return err
			}
			registration, err := card.Fetch(cmd.Context(), at)
			if err != nil {
				return err
			}
			if err := v.VerifyRegistration(cmd.Context(), c, registration); err != nil {
				return err
			}
			by := "operator"
			if v.Owner {
				by = "owner"
			}
			return env.print(cmd, map[string]string{
				"agent": v.Facts.Agent.Address, "chain_id": v.Facts.ChainID, "signer": v.Signer.String(), "signed_by": by, "sha256": fmt.Sprintf("%x", v.Hash),
				"registration": at, "registration_sha256": v.Registration,
			},
				[2]string{"agent", v.Facts.Agent.Address}, [2]string{"chain", v.Facts.ChainID}, [2]string{"signed by", by + " " + v.Signer.String()},
				[2]string{"sha256", fmt.Sprintf("%x", v.Hash)}, [2]string{"registration", v.Registration},
				[2]string{"verdict", "the card is the one that the chain knows, the registration file the one that the card names"})
		},
	}
}
