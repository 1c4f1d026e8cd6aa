package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// programs is where the example agents are.
const programs = "../../examples"

// funded is what each of their agents begins with.
var funded = math.NewInt(20_000_000)

// exampleProgram is a program of that folder that works for money.
type exampleProgram struct {
	// needs are the commands without which it cannot run.
	needs []string
	agent string
	// result is the file that the client got, and want what is in it.
	result, want string
}

var examplePrograms = map[string]exampleProgram{
	"provider-bash": {
		[]string{"bash", "iconv"}, "tally", "tally.json",
		`{"lines":4,"words":29,"characters":160,"frequent":[{"word":"the","times":7},{"word":"boats","times":2},{"word":"town","times":2}]}` + "\n",
	},
	"provider-python": {[]string{"python3"}, "sam", "summary.txt", summary},
	"provider-typescript": {
		[]string{"node", "npm"}, "sheet", "records.csv",
		"job,price,done,provider\r\nTranslate a page,0.5,true,\r\n\"Say \"\"hello\"\",\nthen wait\",2,,sam\r\n\"Größe, bitte\",,false,\r\n",
	},
	"provider-go": {
		[]string{"go"}, "gopher", "tidy.txt",
		"package harbour\n\nimport \"fmt\"\n\n// Weigh says what a catch weighs.\nfunc Weigh(fish []int) (sum int) {\n\tfor _, f := range fish {\n\t\tsum += f\n\t}\n\tfmt.Println(\"the scale says\", sum)\n\treturn sum\n}\n",
	},
}

const summary = `For centuries the harbour master held the money of both.
Today the scale on the quay weighs the fish, signs the weight and pays the skipper by itself.
The money of the buyer is held until the scale has signed.
`

// requireCommands skips a test where a language is missing; with TROTH_EXAMPLES=required, as in CI, that is a failure.
func requireCommands(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			require.NotEqual(t, "required", os.Getenv("TROTH_EXAMPLES"), "%s is missing", name)
			t.Skipf("*** %s is missing: this example is NOT tested", name)
		}
	}
}

// TestExampleProgramsEarn runs the pages of examples/ on one chain: each provider is hired once, delivers what it must to
// the byte, and is paid; at the end no money is held or lost.
func TestExampleProgramsEarn(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	home := t.TempDir()
	d := startPages(t, home)
	defer func() { require.NoError(t, d.Close()) }()
	c, err := client.New([]string{d.RPC}, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	m := &programMarket{
		home: home, c: c, env: append(toolFolders(t), "TROTHD_NODE="+d.RPC), spent: math.ZeroInt(), earned: make(map[string]math.Int),
	}
	m.run(t, ".")

	t.Run("providers", func(t *testing.T) {
		for name, e := range examplePrograms {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				requireCommands(t, e.needs...)
				m.earns(t, name, e.agent, e.agent+".log", e.result, e.want)
			})
		}
	})
	t.Run("hire-python", func(t *testing.T) {
		requireCommands(t, "python3")
		m.earns(t, "hire-python", "sam", "sam-again.log", "hired.txt", summary)
	})
	t.Run("refusals", testExampleProgramsRefuse)
	if !t.Failed() {
		require.Equal(t, funded.Sub(m.spent), m.balance(t, "desk"), "the client paid the prices and nothing else")
	}
}

// toolFolders keep the caches of go and npm where they are although HOME is another, and put what go installs into a
// folder on the path.
func toolFolders(t *testing.T) []string {
	t.Helper()
	bin := t.TempDir()
	env := []string{"GOBIN=" + bin, "PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		out, err := exec.Command("go", "env", name).Output()
		require.NoError(t, err)
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	if out, err := exec.Command("npm", "config", "get", "cache").Output(); err == nil { // without npm its example is skipped
		env = append(env, "npm_config_cache="+strings.TrimSpace(string(out)))
	}
	return env
}

// programMarket is the chain that the example programs deal on.
type programMarket struct {
	home string
	c    *client.Client
	env  []string

	mu sync.Mutex
	// spent by the client, earned by agent.
	spent  math.Int
	earned map[string]math.Int
}

// run runs the page of a folder in that folder.
func (m *programMarket) run(t *testing.T, folder string) {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join(programs, folder))
	require.NoError(t, err)
	runPage(t, m.home, dir, shellOf(t, fences(t, folder, read(t, filepath.Join(dir, "README.md")))), m.env...)
}

// agreed is an agreement that a worker's log says is paid.
var agreed = regexp.MustCompile(`(?m)^paid +(agr_[0-9a-f]{16})`)

// earns runs a page on which an agent does one job, and demands the result to the byte and the money to the last unit.
func (m *programMarket) earns(t *testing.T, folder, name, log, result, want string) {
	t.Helper()
	m.run(t, folder)
	written := filepath.Join(m.home, ".troth-devnet")
	require.Equal(t, want, read(t, filepath.Join(written, result)))
	found := agreed.FindAllStringSubmatch(read(t, filepath.Join(written, log)), -1)
	require.Len(t, found, 1, "one job is paid")
	r, err := agreementtypes.NewQueryClient(m.c).Agreement(t.Context(), &agreementtypes.QueryAgreementRequest{Id: found[0][1]})
	require.NoError(t, err)
	require.Equal(t, agreementtypes.StatusCompleted, r.Agreement.Status)
	require.Len(t, r.Receipts, 1)
	price, paid := r.Agreement.Terms.Price.Amount, r.Receipts[0].Paid
	require.True(t, paid.IsPositive())
	require.Equal(t, price, paid.Add(r.Receipts[0].Burned), "what is not paid of the price is burned")
	hash := sha256.Sum256([]byte(want))
	require.Equal(t, hash[:], r.Agreement.Submission.Sha256, "the chain has the hash of these very bytes")

	m.mu.Lock()
	defer m.mu.Unlock()
	m.spent = m.spent.Add(price)
	before, known := m.earned[name]
	if !known {
		before = funded
	}
	m.earned[name] = before.Add(paid)
	require.Equal(t, m.earned[name], m.balance(t, name), "the money arrived")
}

// balance of an agent, of which nothing may be held.
func (m *programMarket) balance(t *testing.T, name string) math.Int {
	t.Helper()
	a, err := agent.Find(t.Context(), m.c, name)
	require.NoError(t, err)
	r, err := escrowtypes.NewQueryClient(m.c).Account(t.Context(), &escrowtypes.QueryAccountRequest{Agent: a.Address})
	require.NoError(t, err)
	require.True(t, r.Held.IsZero(), "%s still holds %s", name, r.Held)
	return r.Balance.AmountOf(chain.BaseDenom)
}

// testExampleProgramsRefuse gives programs what they cannot work on, as the worker would: they must print nothing, say why
// and fail, so that it counts as a failed attempt. Those of Go are tested where they are.
func testExampleProgramsRefuse(t *testing.T) {
	tally, sum, csv := []string{"bash", "./tally.sh", "{spec}"}, []string{"python3", "summary.py"}, []string{"node", "dist/csv.js"}
	for name, c := range map[string]struct {
		folder  string
		command []string
		input   string
		code    int
		why     string
	}{
		"bash, nothing":               {"provider-bash", tally, "", 65, "tally: the text is empty"},
		"bash, no words":              {"provider-bash", tally, "1 2 3\n", 65, "tally: the text has no words"},
		"bash, no UTF-8":              {"provider-bash", tally, "\xff\xfe", 65, "tally: the text is not UTF-8"},
		"bash, binary":                {"provider-bash", tally, "a\x00b", 65, "tally: the text is binary"},
		"bash, no file":               {"provider-bash", tally[:2], "a text", 1, "the file to count"},
		"python, nothing":             {"provider-python", sum, "", 65, "summary: 0 sentences: a summary has 3"},
		"python, too short":           {"provider-python", sum, "One. Two. Three.", 65, "summary: 3 sentences: a summary has 3, the text must have more"},
		"python, no UTF-8":            {"provider-python", sum, "One\xff", 65, "summary: the text is not UTF-8 at byte 3"},
		"python, wrong option":        {"provider-python", append(sum[:2:2], "--sentences", "0"), "One.", 2, "--sentences: at least 1"},
		"typescript, nothing":         {"provider-typescript", csv, "", 65, "csv: no JSON"},
		"typescript, no array":        {"provider-typescript", csv, `{"a":1}`, 65, "csv: want an array of at least one object"},
		"typescript, no object":       {"provider-typescript", csv, `[{"a":1},2]`, 65, "csv: [1]: want an object"},
		"typescript, nested":          {"provider-typescript", csv, `[{"a":1},{"b":[2]}]`, 65, "csv: [1].b: want a text, a number"},
		"typescript, lost digits":     {"provider-typescript", csv, `[{"a":12345678901234567890}]`, 65, "csv: [0].a: want a text, a number below 2^53"},
		"typescript, no keys":         {"provider-typescript", csv, `[{}]`, 65, "csv: no object has a key"},
		"typescript, no UTF-8":        {"provider-typescript", csv, "[{\"a\":\"\xff\"}]", 65, "csv: no JSON"},
		"the hirer, a missing file":   {"hire-python", []string{"python3", "hire.py", "--agent", "x", "--budget", "1troth", "none.txt"}, "", 1, "hire: [Errno 2]"},
		"the hirer, a missing agent":  {"hire-python", []string{"python3", "hire.py", "--agent", "nobody", "--budget", "1troth", "{spec}"}, "A text.", 1, "register it first"},
		"the hirer, a missing option": {"hire-python", []string{"python3", "hire.py", "{spec}"}, "A text.", 2, "--agent"},
	} {
		t.Run(name, func(t *testing.T) {
			requireCommands(t, c.command[0])
			spec := filepath.Join(t.TempDir(), "spec")
			require.NoError(t, os.WriteFile(spec, []byte(c.input), 0o600))
			args := slices.Clone(c.command)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "{spec}", spec)
			}
			cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
			var out, errs bytes.Buffer
			cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = filepath.Join(programs, c.folder), strings.NewReader(c.input), &out, &errs
			err := cmd.Run()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit)
			require.Equal(t, c.code, exit.ExitCode(), errs.String())
			require.Empty(t, out.String())
			require.Contains(t, errs.String(), c.why)
		})
	}
}
