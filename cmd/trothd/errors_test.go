package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/explain"
	"github.com/trothchain/troth/internal/explain/sentinels"
)

var rewrite = flag.Bool("rewrite", false, "write docs/reference/errors.md anew")

// errorPage is the reference that TestErrorReferenceIsCurrent makes of the registry.
const errorPage = "docs/reference/errors.md"

// TestErrorReferenceIsCurrent makes the page anew from the registry, the source and tests/badinput, and demands that it
// is the one that is there: make reference writes it.
func TestErrorReferenceIsCurrent(t *testing.T) {
	names, err := sentinels.Names("../..")
	require.NoError(t, err)
	require.Greater(t, len(names), 250, "the walk does not see the sentinels")
	var b strings.Builder
	b.WriteString("# Errors\n\nEvery refusal carries a codespace and a code, such as market/12, and a remedy. `trothd explain market/12` prints one of them,\n" +
		"`trothd explain market` those of a module, `--json` for programs; tools of `trothd mcp` answer code and remedy with each failure.\n" +
		"Go programs compare with the name: `errors.Is(err, market.ErrSameController)` (package `x/market/types`), also across the wire.\n\n" +
		"This page is made by `make reference` of the code; the column “refuses” of `tests/badinput/testdata/refusals.txt`. A malformed\n" +
		"field or id of any message is refused with an error of `field` or `id`. Errors of the SDK itself (`sdk/5` insufficient funds,\n`sdk/11` out of gas, `sdk/13` insufficient fee) are its own.\n")
	given := refusedBy(t)
	space := ""
	for _, e := range explain.All() {
		key := fmt.Sprintf("%s/%d", e.Codespace, e.Code)
		if e.Codespace != space {
			space = e.Codespace
			fmt.Fprintf(&b, "\n## %s\n| code | name | meaning | what to do | refuses |\n|---|---|---|---|---|\n", space)
		}
		require.NotEmpty(t, names[key], "%s: no variable in the source declares it", key)
		fmt.Fprintf(&b, "| <a id=\"%s-%d\"></a>%s | `%s` | %s | %s | %s |\n", e.Codespace, e.Code, key, names[key], cell(e.Meaning), cell(e.Remedy), cell(given[names[key]]))
		delete(names, key)
	}
	require.Empty(t, names, "the source declares errors that trothd does not know: its commands use none of that package")

	path := filepath.Join("../..", errorPage)
	if *rewrite {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
	}
	// Not compared as one text: a difference is a line.
	have := strings.Split(read(t, path), "\n")
	for i, line := range strings.Split(b.String(), "\n") {
		require.True(t, i < len(have) && have[i] == line, "%s, line %d is not what the code says: run make reference\n%s", errorPage, i+1, line)
	}
	require.Len(t, have, strings.Count(b.String(), "\n")+1, errorPage)
}

// cell keeps a text within its cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// manyMessages is from how many messages on an error is said to be of whole modules.
const manyMessages = 8

// refusedBy reads which messages each sentinel can refuse, or why none, by the sentinel's name.
func refusedBy(t *testing.T) map[string]string {
	t.Helper()
	groups, messages, reasons := map[string][]string{}, map[string][]string{}, map[string]string{}
	var lines []string
	for line := range strings.Lines(read(t, "../../tests/badinput/testdata/refusals.txt")) {
		line, _, _ = strings.Cut(line, "#")
		switch {
		case strings.TrimSpace(line) == "":
		case line[0] == ' ' || line[0] == '\t':
			lines[len(lines)-1] += " " + strings.TrimSpace(line)
		default:
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	expand := func(words []string) (all []string) {
		for _, w := range words {
			if g, ok := groups[w]; ok {
				all = append(all, g...)
			} else {
				all = append(all, w)
			}
		}
		return all
	}
	for _, line := range lines {
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "@"):
			groups[words[0]] = expand(words[2:])
		case strings.HasPrefix(line, "unreachable "), words[0] == "todo":
		case strings.HasPrefix(line, "not by a message "):
			list, why, _ := strings.Cut(strings.TrimPrefix(line, "not by a message "), ":")
			for _, name := range strings.Fields(list) {
				reasons[name] = "no message: " + strings.TrimSpace(why)
			}
		default:
			for _, name := range expand(words[1:]) {
				if m := strings.TrimSuffix(words[0], ":"); !slices.Contains(messages[name], m) {
					messages[name] = append(messages[name], m)
				}
			}
		}
	}
	require.Greater(t, len(messages), 100, "the test does not see the refusals")
	for name, list := range messages {
		slices.Sort(list)
		reasons[name] = strings.Join(list, ", ")
		if len(list) > manyMessages {
			reasons[name] = fmt.Sprintf("%d messages of %s", len(list), strings.Join(modules(list), ", "))
		}
	}
	return reasons
}

// modules of messages, each once.
func modules(messages []string) []string {
	var list []string
	for _, m := range messages {
		if module, _, _ := strings.Cut(m, "."); !slices.Contains(list, module) {
			list = append(list, module)
		}
	}
	return list
}
