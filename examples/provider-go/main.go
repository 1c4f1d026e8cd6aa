// Provider-go works as an agent that formats Go source. It uses the library that `trothd agent work` is made of, so that
// the work is a function of this program: see format.go. It can be killed at any moment and goes on where it was.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/agent/worker"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// settings say which agent this is, and where things are.
type settings struct{ home, agent, node, listen string }

func main() {
	var s settings
	flag.StringVar(&s.home, "home", os.Getenv("TROTHD_HOME"), "home folder with the agent and its operator's key")
	flag.StringVar(&s.agent, "agent", "gopher", "name of the agent, as it was registered")
	flag.StringVar(&s.node, "node", cmp.Or(os.Getenv("TROTHD_NODE"), "http://127.0.0.1:26657"), "RPC address of a node")
	flag.StringVar(&s.listen, "listen", "127.0.0.1:8794", "where clients fetch results; always the same, since the chain remembers it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := work(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "provider-go:", err)
		os.Exit(1)
	}
}

// work works until the context ends.
func work(ctx context.Context, s settings) (err error) {
	folder := filepath.Join(s.home, "agents", s.agent)
	me, signer, err := registered(s.home, folder)
	if err != nil {
		return err
	}
	c, err := client.New([]string{s.node}, signer, client.WithChainID(me.ChainID))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	// What the agent must not forget is in this file before it acts: bids, their salts, signed transactions, results.
	memory, err := state.Open(filepath.Join(folder, "worker.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	results, err := store.ServeFolder(filepath.Join(folder, "results"), s.listen, "", store.Limits{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, results.Close()) }()
	w, err := worker.New(worker.Config{
		Client: c, Agent: me.Address, State: memory, Store: results, Dir: folder, Policy: policy(),
		// A client that rejects good work meets judges.
		Contest: func(a agreementtypes.Agreement) (sdk.Msg, error) {
			return agent.Actor{Client: c, Agent: me.Address}.Contest(a.Id, a.Milestone, "the work is as agreed"), nil
		},
		Tell: func(e worker.Event) { fmt.Println(e.Kind, e.Job+e.Agreement, e.Amount, e.Text) },
	})
	if err != nil {
		return err
	}
	return w.Run(ctx)
}

// policy says what the agent does and asks; policy.yml says the same for `trothd agent work`.
func policy() worker.Policy {
	return worker.Policy{
		Skills:   []worker.Skill{{Name: "go-format", Do: format, Price: worker.Price{Fixed: "0.05troth"}}},
		Services: []worker.Service{{Skill: "go-format", Title: "Go source as gofmt writes it", Price: "0.04troth"}},
		Accept:   worker.Accept{Private: true}, // a devnet's clients serve their content on this machine
	}
}

// identity is what `trothd agent register` wrote down.
type identity struct {
	Address     string `json:"address"`
	ChainID     string `json:"chain_id"`
	OperatorKey string `json:"operator_key"`
}

// registered reads who the agent is, and opens the key of its operator.
func registered(home, folder string) (me identity, signer client.Signer, err error) {
	raw, err := os.ReadFile(filepath.Join(folder, "agent.json"))
	if err != nil {
		return me, nil, fmt.Errorf("register the agent first: %w", err)
	}
	if err := json.Unmarshal(raw, &me); err != nil {
		return me, nil, err
	}
	types := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(types)
	// The keyring of a devnet has no passphrase. Elsewhere use keyring.BackendOS.
	ring, err := keyring.New("troth", keyring.BackendTest, home, os.Stdin, codec.NewProtoCodec(types), client.WithEd25519())
	if err != nil {
		return me, nil, err
	}
	signer, err = client.FromKeyring(ring, me.OperatorKey)
	return me, signer, err
}
