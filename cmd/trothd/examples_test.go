package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/example"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// kind says how an example is run: those of messages and queries by the tests of this file, all others in a script.
func kind(line string) string {
	for _, k := range []string{"tx", "query"} {
		if strings.HasPrefix(line, "trothd "+k+" ") {
			return k
		}
	}
	return "script"
}

// eachExample runs every example of a kind. The first examples of all commands share one command tree, and so on.
func eachExample(t *testing.T, home, want string, check func(t *testing.T, root *cobra.Command, line string)) {
	t.Helper()
	for i, left := 0, true; left; i++ {
		root := readyRoot(t, home)
		left = false
		for _, c := range commands(root) {
			lines := examples(c)
			left = left || i+1 < len(lines)
			if i < len(lines) && kind(lines[i]) == want {
				t.Run(fmt.Sprintf("%s/%d", path(c), i+1), func(t *testing.T) { check(t, root, lines[i]) })
			}
		}
	}
}

func TestEveryCommandOfOursHasAnExample(t *testing.T) {
	seen := 0
	for _, c := range commands(newRoot(t)) {
		t.Run(path(c), func(t *testing.T) {
			lines := examples(c)
			if c.Runnable() && !c.HasSubCommands() {
				seen++
				require.NotEmpty(t, c.Short, "no short description")
				require.NotEmpty(t, lines, "no example")
				require.True(t, strings.HasPrefix(lines[0]+" ", c.CommandPath()+" "), "the first example is of another command: %s", lines[0])
			}
			for _, line := range lines {
				require.True(t, strings.HasPrefix(line, "trothd "), line)
				for _, placeholder := range []string{"...", "…"} {
					require.NotContains(t, line, placeholder, "write it out, see internal/example")
				}
			}
		})
	}
	require.Greater(t, seen, 80, "the walk does not see the commands")
}

func TestExamplesOfMessagesMakeThem(t *testing.T) {
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	home := t.TempDir()
	require.NoError(t, writeHome(home, ""))
	t.Chdir(t.TempDir())
	params := reputationtypes.DefaultParams()
	require.NoError(t, os.WriteFile("params.json", enc.Codec.MustMarshalJSON(&params), 0o600))

	eachExample(t, home, "tx", func(t *testing.T, root *cobra.Command, line string) {
		args, err := words(line)
		require.NoError(t, err, line)

		out, err := run(root, home, append(args[1:], "--generate-only", "--offline", "--account-number", "1", "--sequence", "1")...)

		require.NoError(t, err, line)
		tx, err := enc.TxConfig.TxJSONDecoder()([]byte(out))
		require.NoError(t, err, out)
		require.Len(t, tx.GetMsgs(), 1, out)
		msg := tx.GetMsgs()[0]
		if proposal, ok := msg.(*govv1.MsgSubmitProposal); ok {
			inner, err := proposal.GetMsgs()
			require.NoError(t, err)
			require.Len(t, inner, 1, out)
			require.Contains(t, out, `"authority":"`+authtypes.NewModuleAddress(govtypes.ModuleName).String()+`"`)
			msg = inner[0]
		}
		require.Equal(t, input(t, args), protoreflect.FullName(proto.MessageName(msg)))
		checked, ok := msg.(sdk.HasValidateBasic)
		require.True(t, ok, "%T checks nothing", msg)
		require.NoError(t, checked.ValidateBasic(), line)

		signed, ok := tx.(authsigning.SigVerifiableTx)
		require.True(t, ok)
		signers, err := signed.GetSigners()
		require.NoError(t, err)
		key, err := devnet.Key(chain.DevnetID, args[len(args)-1])
		require.NoError(t, err)
		require.Equal(t, [][]byte{key.PubKey().Address()}, signers, "an example ends in --from and a key")
	})
}

// input returns the message of a line such as "trothd tx market post-job …": troth.market.v1.MsgPostJob.
func input(t *testing.T, args []string) protoreflect.FullName {
	t.Helper()
	require.Greater(t, len(args), 3)
	module, name := args[2], args[3]
	found, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName("troth." + module + ".v1.Msg"))
	require.NoError(t, err)
	service, ok := found.(protoreflect.ServiceDescriptor)
	require.True(t, ok)
	for i := range service.Methods().Len() {
		if m := service.Methods().Get(i); strings.EqualFold(string(m.Name()), strings.ReplaceAll(name, "-", "")) {
			return m.Input().FullName()
		}
	}
	require.Fail(t, "no message is called so", name)
	return ""
}

func TestExamplesOfQueriesAreAnswered(t *testing.T) {
	s := startScene(t)
	home := t.TempDir()
	require.NoError(t, writeHome(home, s.devnet.RPC))

	eachExample(t, home, "query", func(t *testing.T, root *cobra.Command, line string) {
		args, err := words(s.replace.Replace(line))
		require.NoError(t, err, line)

		out, err := run(root, home, args[1:]...)

		require.NoError(t, err, line)
		require.NotEmpty(t, strings.TrimSpace(out), line)
	})
}

// inScripts are the values of the examples that a script has variables for.
var inScripts = strings.NewReplacer(example.Job, "$JOB", example.Agreement, "$AGREEMENT", "https://example.com", "$SITE", "http://127.0.0.1:26657", "$RPC")

// TestOtherExamplesAreLinesOfScripts demands that all other examples are run by TestScripts: each begins a line of a
// script, which may go on with flags that only a test needs, such as free ports. A line that must fail does not count,
// but for a program in the background that the script interrupts.
func TestOtherExamplesAreLinesOfScripts(t *testing.T) {
	files, err := filepath.Glob(scripts + "/*.txtar")
	require.NoError(t, err)
	var run []string
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		script, _, _ := strings.Cut(string(raw), "\n-- ")
		for _, line := range strings.Split(script, "\n") {
			if strings.HasSuffix(line, "&") {
				line = strings.TrimPrefix(line, "! ")
			}
			run = append(run, line+" ")
		}
	}
	for _, c := range commands(newRoot(t)) {
		for _, line := range examples(c) {
			if kind(line) != "script" {
				continue
			}
			want := inScripts.Replace(line) + " "
			found := false
			for _, have := range run {
				found = found || strings.HasPrefix(have, want)
			}
			require.True(t, found, "%s: no script in %s runs the example\n%s", path(c), scripts, want)
		}
	}
}
