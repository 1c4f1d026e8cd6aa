package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/arbiter"
	"github.com/trothchain/troth/agent/program"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
)

// judgeOutput is the most bytes that a judge may print.
const judgeOutput = 4 << 10

type arbitrateFlags struct {
	agent, exec string
	parallel    int
}

func agentArbitrateCmd(env *agentEnv) *cobra.Command {
	var f arbitrateFlags
	cmd := &cobra.Command{
		Use:   "arbitrate",
		Short: "Judge: decide the cases in which the agent has a seat, by a program",
		Long: `Watches the cases in which the agent has a seat. For each it makes a folder with case.json, agreement.json,
documents.json and the documents whose hashes are right, and runs the program there with case.json on its standard input.
The program prints its vote: 0, 2500, 5000, 7500 or 10000 basis points for the provider, or one such number per criterion.
Nothing in the folder is ever executed, and the program must not execute it either: docs/judging.md has the rules for judges.
The vote and its salt are stored before the commitment is sent, and opened by itself when its time has come. It can be killed
at any moment. Enlist the agent first with "trothd tx arbitration enlist". Ctrl-C ends it.`,
		Example: "  trothd agent arbitrate --agent judy --exec ./judge.sh",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return env.arbitrate(cmd, f) },
	}
	s := cmd.Flags()
	s.StringVar(&f.agent, "agent", "", "name of the agent (default the only one of this machine)")
	s.StringVar(&f.exec, "exec", "", "program that judges, with its arguments; no shell is involved")
	s.IntVar(&f.parallel, "parallel", 4, "how many cases are judged at once")
	return cmd
}

func (e *agentEnv) arbitrate(cmd *cobra.Command, f arbitrateFlags) error {
	args, err := splitWords(f.exec)
	if err != nil {
		return fmt.Errorf("--exec: %w", err)
	}
	if len(args) == 0 {
		return errors.New("--exec: name the program that judges")
	}
	if args[0], err = absolute(args[0]); err != nil {
		return fmt.Errorf("--exec: %w", err)
	}
	ctx, stop := untilSignal(cmd)
	defer stop()
	a, err := e.only(f.agent)
	if err != nil {
		return err
	}
	folder, err := e.folder(a.Name)
	if err != nil {
		return err
	}
	folder = filepath.Join(folder, "cases")
	votes, err := arbiter.OpenVotes(filepath.Join(folder, "votes"))
	if err != nil {
		return err
	}
	outbox, err := client.FolderOutbox(filepath.Join(folder, "outbox"))
	if err != nil {
		return err
	}
	c, err := e.as(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	defer c.Close()
	judge := &arbiter.Arbiter{
		Actor: agent.Actor{Client: c, Agent: a.Address, Outbox: outbox}, Judge: byProgram(args),
		Fetch: store.Fetcher{Private: development(a.ChainID)}, Votes: votes, Folder: filepath.Join(folder, "files"), Parallel: f.parallel,
		Tell: func(ev arbiter.Event) { e.tellCase(cmd, ev) },
		Log:  slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelError})),
	}
	return judge.Run(ctx)
}

// absolute finds a program that is named by a path from the present folder, for it runs in another.
func absolute(name string) (string, error) {
	if filepath.Base(name) == name {
		return name, nil
	}
	return filepath.Abs(name)
}

// byProgram is a judge that is a program. It ends with the context, which ends before the commitments do.
func byProgram(args []string) arbiter.Judge {
	return func(ctx context.Context, folder string) ([]uint32, error) {
		brief, err := os.ReadFile(filepath.Join(folder, "case.json"))
		if err != nil {
			return nil, err
		}
		out, err := program.Run(ctx, program.Command{Args: args, Dir: folder, Stdin: brief, Time: 24 * time.Hour, Output: judgeOutput})
		if err != nil {
			return nil, err
		}
		return arbiter.ParseVotes(out)
	}
}

// tellCase prints what the arbiter did: a line for people, or one of JSON.
func (e *agentEnv) tellCase(cmd *cobra.Command, ev arbiter.Event) {
	if e.json {
		if raw, err := json.Marshal(ev); err == nil {
			cmd.Println(string(raw))
		}
		return
	}
	line := fmt.Sprintf("%-9s %s round %d", ev.Kind, ev.Case, ev.Round)
	if len(ev.Votes) > 0 {
		line += fmt.Sprintf("  %v", ev.Votes)
	}
	if ev.Text != "" {
		line += "  " + ev.Text
	}
	cmd.Println(line)
}
