package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/datadriven"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
)

// args are the words of a command or of a message: some alone, some with values. A word nobody read is a mistake of the
// scenario, so that no typing error is taken for a default.
type args struct {
	what  string
	words []string
	vals  map[string][]string
	read  map[string]bool
	fatal func(format string, a ...any)
}

func newArgs(what string, from []datadriven.CmdArg, fatal func(string, ...any)) *args {
	a := &args{what: what, vals: map[string][]string{}, read: map[string]bool{}, fatal: fatal}
	for _, arg := range from {
		if len(arg.Vals) == 0 {
			a.words = append(a.words, arg.Key)
			continue
		}
		if _, twice := a.vals[arg.Key]; twice {
			fatal("%s: %s is said twice", what, arg.Key)
		}
		a.vals[arg.Key] = arg.Vals
	}
	return a
}

// word is the next word without a value.
func (a *args) word(name string) string {
	if len(a.words) == 0 {
		a.fatal("%s: no %s", a.what, name)
	}
	w := a.words[0]
	a.words = a.words[1:]
	return w
}

// flag says whether a word without a value is there, such as "instant".
func (a *args) flag(name string) bool {
	i := slices.Index(a.words, name)
	if i < 0 {
		return false
	}
	a.words = slices.Delete(a.words, i, i+1)
	return true
}

func (a *args) has(key string) bool {
	_, ok := a.vals[key]
	return ok
}

func (a *args) list(key string) []string {
	a.read[key] = true
	return a.vals[key]
}

func (a *args) text(key, otherwise string) string {
	if !a.has(key) {
		return otherwise
	}
	return strings.Join(a.list(key), ", ")
}

func (a *args) number(key string, otherwise uint64) uint64 {
	if !a.has(key) {
		return otherwise
	}
	n, err := strconv.ParseUint(a.text(key, ""), 10, 64)
	if err != nil {
		a.fatal("%s: %s: %v", a.what, key, err)
	}
	return n
}

// amount is written in whole units: 0.5 is 500,000 utroth.
func (a *args) amount(key string, otherwise math.Int) math.Int {
	if !a.has(key) {
		return otherwise
	}
	return a.units(a.text(key, ""))
}

func (a *args) units(s string) math.Int {
	d, err := math.LegacyNewDecFromStr(s)
	if err != nil || !d.MulInt64(testapp.Unit).IsInteger() {
		a.fatal("%s: %q is no amount with at most six decimals", a.what, s)
	}
	return d.MulInt64(testapp.Unit).TruncateInt()
}

// bps is written in percent: 12.5% is 1250.
func (a *args) bps(key string, otherwise uint32) uint32 {
	if !a.has(key) {
		return otherwise
	}
	return a.percent(a.text(key, ""))
}

func (a *args) percent(s string) uint32 {
	number, ok := strings.CutSuffix(s, "%")
	d, err := math.LegacyNewDecFromStr(number)
	if !ok || err != nil || !d.MulInt64(100).IsInteger() {
		a.fatal("%s: %q is no share: write 12.5%%", a.what, s)
	}
	return uint32(d.MulInt64(100).TruncateInt64())
}

// ms is a span of market time: 500ms, 3s, 2m.
func (a *args) ms(key string, otherwise uint64) uint64 {
	if !a.has(key) {
		return otherwise
	}
	return a.span(a.text(key, ""))
}

func (a *args) span(s string) uint64 {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		a.fatal("%s: %q is no span of time: write 3s", a.what, s)
	}
	return uint64(d.Milliseconds())
}

// done refuses what nobody read.
func (a *args) done() {
	for _, w := range a.words {
		a.fatal("%s: what is %q?", a.what, w)
	}
	for key := range a.vals {
		if !a.read[key] {
			a.fatal("%s: what is %q?", a.what, key)
		}
	}
}
