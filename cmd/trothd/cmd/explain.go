package cmd

import (
	"encoding/json"
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
what to do about it. With a codespace alone it lists the errors of that module, without anything all of them. The same list,
with the messages that each error can refuse, is docs/reference/errors.md.`,
		Example: "  trothd explain market/12\n  trothd explain identity\n  trothd explain",
		Args:    cobra.MaximumNArgs(1),
		// It needs neither a node nor its files.
		PersistentPreRunE: withoutFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, err := explain.Find(strings.Join(args, ""))
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
