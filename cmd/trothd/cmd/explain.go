package cmd

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/internal/explain"
)

// explainCmd says what an error code means and what to do about it.
func explainCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain [codespace/code]",
		Short: "Say what an error of the chain means and what to do about it",
		Long: `Every refusal of the chain carries a codespace and a code, such as market/12. This command says what it means and
what to do about it. With a codespace alone it lists the errors of that module, without anything all of them.`,
		Example: "  trothd explain market/12\n  trothd explain identity",
		Args:    cobra.MaximumNArgs(1),
		// It needs neither a node nor its files.
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, err := findErrors(strings.Join(args, ""))
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd, explained(found))
			}
			for i, e := range found {
				if i > 0 {
					cmd.Println()
				}
				cmd.Printf("%s/%d  %s\n", e.Codespace, e.Code, e.Meaning)
				cmd.Printf("    → %s\n", e.Remedy)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// explanation is an error as programs read it.
type explanation struct {
	Codespace string `json:"codespace"`
	Code      uint32 `json:"code"`
	Meaning   string `json:"meaning"`
	Remedy    string `json:"remedy"`
}

func explained(entries []explain.Entry) []explanation {
	list := make([]explanation, 0, len(entries))
	for _, e := range entries {
		list = append(list, explanation(e))
	}
	return list
}

// findErrors returns the entry of "codespace/code", those of "codespace", or all.
func findErrors(name string) ([]explain.Entry, error) {
	codespace, number, exact := strings.Cut(name, "/")
	if exact {
		code, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q: want a codespace and a number, such as market/12", name)
		}
		e, ok := explain.Lookup(codespace, uint32(code))
		if !ok {
			return nil, fmt.Errorf("%s is not an error of Troth; codespaces are %s", name, strings.Join(codespaces(), ", "))
		}
		return []explain.Entry{e}, nil
	}
	var found []explain.Entry
	for _, e := range explain.All() {
		if name == "" || e.Codespace == name {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no codespace %q; codespaces are %s", name, strings.Join(codespaces(), ", "))
	}
	return found, nil
}

func codespaces() []string {
	var names []string
	for _, e := range explain.All() {
		if len(names) == 0 || names[len(names)-1] != e.Codespace {
			names = append(names, e.Codespace)
		}
	}
	return names
}

func printJSON(cmd *cobra.Command, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	cmd.Println(string(raw))
	return nil
}

// printLine prints one line of JSON, for programs that read lines.
func printLine(cmd *cobra.Command, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	cmd.Println(string(raw))
	return nil
}

// withoutFiles stands for the preparation of commands that read no file of a node, and write none.
func withoutFiles(cmd *cobra.Command, _ []string) error {
	cmd.SetOut(cmd.OutOrStdout()) // else Println writes to the error output
	cmd.SetErr(cmd.ErrOrStderr())
	return nil
}
