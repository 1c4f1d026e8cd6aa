package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// fromSDK are the commands that come with the SDK, and all below them. Every other command is ours.
var fromSDK = []string{
	"completion", "help", "version",
	"comet", "export", "genesis", "keys", "module-hash-by-height", "prune", "rollback", "snapshots", "start", "status",
	"debug addr", "debug codec", "debug prefixes", "debug pubkey", "debug pubkey-raw", "debug raw-bytes",
	"query block", "query block-results", "query blocks", "query comet-validator-set", "query tx", "query txs",
	"query auth", "query authz", "query bank", "query consensus", "query distribution", "query evidence", "query feegrant",
	"query gov", "query mint", "query slashing", "query staking", "query upgrade",
	"tx broadcast", "tx decode", "tx encode", "tx multi-sign", "tx multisign-batch", "tx sign", "tx sign-batch", "tx simulate",
	"tx validate-signatures",
	"tx auth", "tx authz", "tx bank", "tx consensus", "tx distribution", "tx evidence", "tx feegrant", "tx gov", "tx mint",
	"tx slashing", "tx staking", "tx upgrade",
}

// path of a command, without the program's name.
func path(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ") }

// commands returns every command of ours that users see, in order.
func commands(root *cobra.Command) []*cobra.Command {
	var found []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(parent *cobra.Command) {
		for _, c := range parent.Commands() {
			if !c.Hidden && !slices.Contains(fromSDK, path(c)) {
				found = append(found, c)
				walk(c)
			}
		}
	}
	walk(root)
	return found
}

var continued = regexp.MustCompile(`\s*\\\n\s*`)

// examples returns the command lines of a command's examples; a line that ends in a backslash goes on in the next.
func examples(c *cobra.Command) []string {
	var lines []string
	for _, line := range strings.Split(continued.ReplaceAllString(c.Example, " "), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// words splits a line as a shell does: quotes keep spaces, and nothing is replaced. What else a shell would do something
// with is an error, so that no example depends on it.
func words(line string) ([]string, error) {
	var list []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == '\'', quote == '"' && !strings.ContainsRune("$`\\", r):
			word.WriteRune(r)
		case quote != 0, strings.ContainsRune("$`\\|&;<>*?(){}#~", r):
			return nil, fmt.Errorf("a shell does something with %q", r)
		case r == '\'' || r == '"':
			inWord, quote = true, r
		case r == ' ':
			if inWord {
				list = append(list, word.String())
			}
			word.Reset()
			inWord = false
		default:
			inWord = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("%q is never closed", quote)
	}
	if inWord {
		list = append(list, word.String())
	}
	return list, nil
}

func TestWordsAreThoseOfAShell(t *testing.T) {
	for line, want := range map[string][]string{
		`a  b`:                    {"a", "b"},
		`tx '{"a":"b c"}' --x=""`: {"tx", `{"a":"b c"}`, "--x="},
		`say "it's" ''`:           {"say", "it's", ""},
	} {
		got, err := words(line)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, line := range []string{`a 'b`, `a $(b)`, "a \"$b\"", `a && b`, "a `b`", `a > b`} {
		_, err := words(line)
		require.Error(t, err, line)
	}
}
