package badinput

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
	"github.com/trothchain/troth/internal/explain/sentinels"
)

// codespaces of the sentinels that refuse messages.
var codespaces = []string{"agreement", "arbitration", "beacon", "clock", "deadline", "escrow", "identity", "market", "reputation"}

// sdkSentinels are the two of the SDK.
var sdkSentinels = map[string]string{"sdk/4": "sdk.ErrUnauthorized", "sdk/5": "sdk.ErrInsufficientFunds"}

// generic sentinels are those of a malformed field or id: the field sweep has them all.
var generic = []string{"field", "id"}

// demonstrated are the pairs of message and sentinel, such as "market.Hire" and "escrow/14", that a row has shown.
var demonstrated = map[string]map[string]bool{}

// demonstrate notes that the message was refused with the sentinel.
func demonstrate(msg sdk.Msg, want error) {
	var sentinel *errorsmod.Error
	if !errors.As(want, &sentinel) || slices.Contains(generic, sentinel.Codespace()) {
		return
	}
	name := messageName(sdk.MsgTypeURL(msg))
	if demonstrated[name] == nil {
		demonstrated[name] = map[string]bool{}
	}
	demonstrated[name][fmt.Sprintf("%s/%d", sentinel.Codespace(), sentinel.ABCICode())] = true
}

// messageName is module and message: /troth.market.v1.MsgHire is market.Hire.
func messageName(url string) string {
	module, rest, _ := strings.Cut(strings.TrimPrefix(url, "/troth."), ".")
	_, name, _ := strings.Cut(rest, ".Msg")
	return module + "." + name
}

// sentinelNames returns the names of all those sentinels, such as escrow.ErrInsufficient, by codespace and code.
func sentinelNames(t *testing.T) map[string]string {
	t.Helper()
	names, err := sentinels.Names("../..")
	require.NoError(t, err)
	for _, space := range codespaces {
		require.True(t, slices.ContainsFunc(slices.Collect(maps.Keys(names)), func(key string) bool { return strings.HasPrefix(key, space+"/") }), space)
	}
	maps.DeleteFunc(names, func(key, _ string) bool {
		space, _, _ := strings.Cut(key, "/")
		return !slices.Contains(codespaces, space)
	})
	maps.Copy(names, sdkSentinels)
	return names
}

// refusals is what testdata/refusals.txt declares; sentinels by name.
type refusals struct {
	groups map[string][]string
	// declared are the sentinels each message can be refused with, todo those of them that no row shows yet.
	declared, todo, unreachable map[string]map[string]bool
	// byNone are the sentinels that no message can be refused with.
	byNone map[string]bool
}

func readRefusals(t *testing.T) refusals {
	t.Helper()
	text, err := os.ReadFile("testdata/refusals.txt")
	require.NoError(t, err)
	r := refusals{
		groups: map[string][]string{}, declared: map[string]map[string]bool{}, todo: map[string]map[string]bool{},
		unreachable: map[string]map[string]bool{}, byNone: map[string]bool{},
	}
	for number, line := range statements(string(text)) {
		where := "refusals.txt: " + line
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "@"):
			require.Equal(t, "=", fields[1], where)
			r.groups[fields[0]] = r.expand(t, fields[2:])
		case fields[0] == "todo":
			r.put(t, r.todo, fields[1], r.expand(t, fields[2:]), where)
		case fields[0] == "unreachable":
			names, reason, _ := strings.Cut(strings.Join(fields[2:], " "), ":")
			require.NotEmpty(t, strings.TrimSpace(reason), where)
			r.put(t, r.unreachable, fields[1], r.expand(t, strings.Fields(names)), where)
		case strings.HasPrefix(line, "not by a message "):
			names, reason, _ := strings.Cut(strings.Join(fields[4:], " "), ":")
			require.NotEmpty(t, strings.TrimSpace(reason), where)
			for _, name := range strings.Fields(names) {
				require.False(t, r.byNone[name], where)
				r.byNone[name] = true
			}
		default:
			require.True(t, strings.HasSuffix(fields[0], ":"), "statement %d of %s", number, where)
			message := strings.TrimSuffix(fields[0], ":")
			require.Nil(t, r.declared[message], "%s is declared twice", message)
			r.put(t, r.declared, message, r.expand(t, fields[1:]), where)
		}
	}
	return r
}

// statements are the lines without comments; an indented line goes on with the one before.
func statements(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			all[len(all)-1] += " " + strings.TrimSpace(line)
			continue
		}
		all = append(all, strings.TrimSpace(line))
	}
	return all
}

// expand replaces groups by what they stand for.
func (r refusals) expand(t *testing.T, words []string) []string {
	t.Helper()
	var all []string
	for _, word := range words {
		if !strings.HasPrefix(word, "@") {
			all = append(all, word)
			continue
		}
		group, ok := r.groups[word]
		require.True(t, ok, "refusals.txt: no group %s", word)
		all = append(all, group...)
	}
	return all
}

func (r refusals) put(t *testing.T, table map[string]map[string]bool, message string, names []string, where string) {
	t.Helper()
	require.NotEmpty(t, names, where)
	if table[message] == nil {
		table[message] = map[string]bool{}
	}
	for _, name := range names {
		table[message][name] = true
	}
}

// checkRefusals compares the pairs of message and sentinel that the rows have shown with those that are declared, and
// prints how many of them are shown.
func checkRefusals(t *testing.T, w *world) {
	names, r := sentinelNames(t), readRefusals(t)
	shown := map[string]map[string]bool{}
	for message, codes := range demonstrated {
		shown[message] = map[string]bool{}
		for code := range codes {
			require.NotEmpty(t, names[code], "%s: a sentinel without a name", code)
			shown[message][names[code]] = true
		}
	}
	var messages []string
	for _, url := range w.App().Encoding().InterfaceRegistry.ListImplementations(sdk.MsgInterfaceProtoName) {
		if strings.HasPrefix(url, "/troth.") {
			messages = append(messages, messageName(url))
		}
	}
	require.ElementsMatch(t, messages, slices.Collect(maps.Keys(r.declared)), "the table has every message")
	r.checkNames(t, names)

	var wrong []string
	total, done := map[string]int{}, map[string]int{}
	for message, declared := range r.declared {
		module, _, _ := strings.Cut(message, ".")
		for name := range declared {
			total[module]++
			switch is, todo := shown[message][name], r.todo[message][name]; {
			case is && todo:
				wrong = append(wrong, fmt.Sprintf("%s %s is shown by a row: take it out of todo", message, name))
			case is:
				done[module]++
			case !todo:
				wrong = append(wrong, fmt.Sprintf("%s %s is declared, but no row shows it", message, name))
			}
		}
		for name := range shown[message] {
			if !declared[name] {
				wrong = append(wrong, fmt.Sprintf("%s %s is shown by a row, but not declared", message, name))
			}
		}
	}
	r.report(t, total, done)
	slices.Sort(wrong)
	require.Empty(t, wrong, strings.Join(wrong, "\n"))
}

// checkNames demands that the table names sentinels there are, once, and that no sentinel of ours is left out.
func (r refusals) checkNames(t *testing.T, names map[string]string) {
	t.Helper()
	known, used := map[string]bool{}, maps.Clone(r.byNone)
	for _, name := range names {
		known[name] = true
	}
	for _, e := range explain.All() {
		if slices.Contains(codespaces, e.Codespace) {
			require.NotEmpty(t, names[e.Codespace+"/"+strconv.FormatUint(uint64(e.Code), 10)], "%s/%d is found in the sources", e.Codespace, e.Code)
		}
	}
	for message, declared := range r.declared {
		for name := range declared {
			require.True(t, known[name], "%s: there is no %s", message, name)
			require.False(t, r.byNone[name], "%s: %s is declared to come by no message", message, name)
			used[name] = true
		}
	}
	for message, table := range r.todo {
		for name := range table {
			require.True(t, r.declared[message][name], "todo %s %s is not declared", message, name)
		}
	}
	for message, table := range r.unreachable {
		for name := range table {
			require.True(t, known[name], "unreachable %s: there is no %s", message, name)
			require.NotNil(t, r.declared[message], "unreachable: there is no %s", message)
			require.False(t, r.declared[message][name], "%s %s is declared and unreachable", message, name)
		}
	}
	for name := range known {
		require.True(t, used[name], "%s is declared for no message, and not to come by none", name)
	}
	for name := range r.byNone {
		require.True(t, known[name], "not by a message: there is no %s", name)
	}
}

// report prints the pairs by module, and what is missing.
func (r refusals) report(t *testing.T, total, done map[string]int) {
	t.Helper()
	all, shown := 0, 0
	for _, module := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%-10s %4d of %4d pairs of message and sentinel", module, done[module], total[module])
		all, shown = all+total[module], shown+done[module]
	}
	t.Logf("%-10s %4d of %4d pairs of message and sentinel: %d.%d %%", "all", shown, all, shown*100/all, shown*1_000/all%10)
	for _, message := range slices.Sorted(maps.Keys(r.todo)) {
		t.Logf("todo: %s: %s", message, strings.Join(slices.Sorted(maps.Keys(r.todo[message])), " "))
	}
}
