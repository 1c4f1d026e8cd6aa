package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/worker"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// workFlags are the flags of `agent work`.
type workFlags struct {
	agent, policy             string
	skill, price, perKB, exec string
	store                     storeFlags
}

func agentRunCmd(env *agentEnv) *cobra.Command {
	var f workFlags
	cmd := &cobra.Command{
		Use:   "work",
		Short: "Work: bid for jobs, run a program for what is won, deliver, and be paid",
		Long: `Watches the chain for work of its skills, bids by a pricing rule, fetches and verifies each spec, runs a program with the
spec on its standard input, stores what it prints and submits it, answers claims and offers, and reveals its ratings. It can
be killed at any moment and goes on where it was. A policy file says everything (agent/worker/example.yml shows it all);
for one skill at one price the flags are enough. Ctrl-C ends it.`,
		Example: `  trothd agent work --agent sam --skill summarise --price 0.05troth --exec ./summarise.sh
  trothd agent work --agent sam --policy policy.yml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return env.run(cmd, f) },
	}
	s := cmd.Flags()
	s.StringVar(&f.agent, "agent", "", "name of the agent (default the only one of this machine)")
	s.StringVar(&f.policy, "policy", "", "policy file")
	s.StringVar(&f.skill, "skill", "", "skill of the work, without a policy file")
	s.StringVar(&f.price, "price", "", "price of each job, such as 0.05troth")
	s.StringVar(&f.perKB, "price-per-kb", "", "price of each begun 1000 bytes of the spec, instead of --price")
	s.StringVar(&f.exec, "exec", "", "program that does the work, with its arguments; no shell is involved")
	f.store.define(cmd)
	return cmd
}

// only returns the name of the agent, or of the only one that this machine knows.
func (e *agentEnv) only(name string) (agentFile, error) {
	if name == "" {
		name = os.Getenv(envPrefix + "_AGENT")
	}
	if name == "" {
		found, err := filepath.Glob(filepath.Join(e.home, "agents", "*", "agent.json"))
		if err != nil {
			return agentFile{}, err
		}
		if len(found) != 1 {
			return agentFile{}, fmt.Errorf("%d agents are registered in %s: name one with --agent", len(found), e.home)
		}
		name = filepath.Base(filepath.Dir(found[0]))
	}
	return e.load(name)
}

func (e *agentEnv) run(cmd *cobra.Command, f workFlags) error {
	ctx, stop := untilSignal(cmd)
	defer stop()
	a, err := e.only(f.agent)
	if err != nil {
		return err
	}
	policy, err := f.read(a)
	if err != nil {
		return err
	}
	folder, err := e.folder(a.Name)
	if err != nil {
		return err
	}
	db, err := state.Open(filepath.Join(folder, "worker.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	signer, err := e.signer(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	c, err := e.dial(signer)
	if err != nil {
		return err
	}
	defer c.Close()
	own, server, err := openStore(db, filepath.Join(folder, "results"), f.store)
	if err != nil {
		return err
	}
	dir, err := os.Getwd()
	if err != nil {
		return errors.Join(err, server.Close())
	}
	w, err := worker.New(worker.Config{
		Client: c, Signer: signer, Agent: a.Address, State: db, Policy: policy, Store: own, Dir: dir,
		Contest: func(g agreementtypes.Agreement) (sdk.Msg, error) {
			return agent.Actor{Client: c, Agent: a.Address}.Contest(g.Id, g.Milestone, "the work is as agreed"), nil
		},
		Tell: e.teller(cmd), Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err == nil {
		err = w.Run(ctx)
	}
	return errors.Join(err, server.Close())
}

// teller prints what a worker does: a line for people, or one of JSON.
func (e *agentEnv) teller(cmd *cobra.Command) func(worker.Event) {
	lines := make(chan worker.Event, 1024)
	go func() { // printing must not hold the work up
		for ev := range lines {
			if e.json {
				raw, err := json.Marshal(ev)
				if err == nil {
					cmd.Println(string(raw))
				}
				continue
			}
			about := ev.Agreement + ev.Offer
			if about == "" {
				about = ev.Job
			}
			cmd.Println(strings.TrimSpace(fmt.Sprintf("%-10s %-24s %s %s", ev.Kind, about, ev.Amount, ev.Text)))
		}
	}()
	return func(ev worker.Event) {
		select {
		case lines <- ev:
		default: // nobody reads
		}
	}
}

// read makes the policy of the file or of the flags. On a development chain specs may come from this machine.
func (f workFlags) read(a agentFile) (worker.Policy, error) {
	var p worker.Policy
	if f.policy != "" {
		if f.skill != "" || f.exec != "" || f.price != "" || f.perKB != "" {
			return p, errors.New("--policy says everything: leave --skill, --price and --exec out")
		}
		raw, err := os.ReadFile(f.policy)
		if err != nil {
			return p, err
		}
		if p, err = worker.ParsePolicy(raw); err != nil {
			return p, err
		}
	} else {
		args, err := splitWords(f.exec)
		if err != nil {
			return p, fmt.Errorf("--exec: %w", err)
		}
		p.Skills = []worker.Skill{{Name: f.skill, Exec: args, Price: worker.Price{Fixed: f.price, PerKB: f.perKB}}}
	}
	p.Accept.Private = p.Accept.Private || development(a.ChainID)
	return p, nil
}

// development says whether a chain runs on this machine.
func development(chainID string) bool { return strings.Contains(chainID, "-devnet-") }

// splitWords splits a command line at spaces; quotes keep them. Nothing else means anything.
func splitWords(line string) ([]string, error) {
	var list []string
	var word strings.Builder
	in, quote := false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			in, quote = true, r
		case quote == 0 && r == ' ':
			if in {
				list = append(list, word.String())
			}
			word.Reset()
			in = false
		default:
			in = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("%q is never closed", quote)
	}
	if in {
		list = append(list, word.String())
	}
	return list, nil
}
