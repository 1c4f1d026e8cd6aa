package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/program"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// decide accepts by the flags, after a look at the work.
func (h hiring) decide(ctx context.Context, d hire.Delivered) (hire.Decision, error) {
	judged := d.Agreement.Status == agreementtypes.StatusEvaluated
	again := d.Agreement.Reworks < d.Agreement.Terms.ReworkRounds && !judged
	bad := func(reason string) hire.Decision {
		if again {
			return hire.Decision{Do: hire.Rework, Reason: reason}
		}
		return hire.Decision{Do: hire.Reject, Reason: reason}
	}
	if d.Err != nil {
		return bad(d.Err.Error()), nil
	}
	if h.f.check != "" {
		args, err := splitWords(h.f.check)
		if err != nil {
			return hire.Decision{}, fmt.Errorf("--check: %w", err)
		}
		_, err = program.Run(ctx, program.Command{Args: args, Stdin: d.Content, Time: 5 * time.Minute, Output: 1 << 20, Env: []string{"TROTH_AGREEMENT=" + d.Agreement.Id}})
		if errors.Is(err, program.ErrFailed) {
			return bad(err.Error()), nil
		}
		if err != nil {
			return hire.Decision{}, err
		}
	}
	mode := h.f.accept
	if mode == "" {
		if mode = "auto"; !h.env.json && terminal(h.cmd.InOrStdin()) {
			mode = "ask"
		}
	}
	switch mode {
	case "auto":
		return hire.Decision{Do: hire.Accept, Rating: h.f.rating}, nil
	case "never":
		return hire.Decision{Do: hire.Silent}, nil
	case "ask":
		return h.ask(d, bad), nil
	default:
		return hire.Decision{}, fmt.Errorf("--accept: %q, want auto, ask or never", mode)
	}
}

// shown is how much of a result is shown before the question.
const shown = 4000

func (h hiring) ask(d hire.Delivered, bad func(string) hire.Decision) hire.Decision {
	h.cmd.PrintErrf("\n%s\n\n", printable(d.Content[:min(len(d.Content), shown)]))
	if d.Agreement.Status == agreementtypes.StatusEvaluated {
		h.cmd.PrintErrf("%s gives the provider %d of 10000.\n", d.Agreement.Terms.Verification.Evaluator, d.Agreement.Claim.Bps)
	}
	h.cmd.PrintErrf("Accept and pay %s? [y]es, or say what is wrong: ", d.Agreement.Terms.Price)
	line, err := bufio.NewReader(h.cmd.InOrStdin()).ReadString('\n')
	line = strings.TrimSpace(line)
	switch {
	case err != nil && line == "":
		return hire.Decision{Do: hire.Silent}
	case slices.Contains([]string{"y", "yes"}, strings.ToLower(line)):
		return hire.Decision{Do: hire.Accept, Rating: h.f.rating}
	case line == "":
		return hire.Decision{Do: hire.Silent}
	default:
		return bad(line)
	}
}

func terminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
