package scenarios

import (
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
)

// names are the scenario's own words for addresses and ids.
type names struct {
	agents   map[string]*testapp.Agent
	accounts map[string]*testapp.Account // keys that sign: "bob", "p1/owner", "p1/op"
	ids      map[string]string           // label → id
	labels   map[string]string           // address or id → name
	hashes   map[string][][]byte         // offer label → hash of each round
	made     int                         // agreements labelled so far
	cases    int                         // cases labelled so far
}

func newNames() names {
	return names{
		agents: map[string]*testapp.Agent{}, accounts: map[string]*testapp.Account{}, ids: map[string]string{},
		labels: map[string]string{}, hashes: map[string][][]byte{},
	}
}

func (n *names) addAgent(name string, a *testapp.Agent) {
	n.agents[name] = a
	n.labels[a.String()] = name
	n.addAccount(name+"/owner", a.Owner)
	n.addAccount(name+"/op", a.Operator)
}

func (n *names) addAccount(name string, a *testapp.Account) {
	n.accounts[name] = a
	if _, known := n.labels[a.String()]; !known { // an owner of two agents keeps its first name
		n.labels[a.String()] = name
	}
}

func (n *names) bind(label, id string) {
	n.ids[label] = id
	n.labels[id] = label
}

// opened labels an agreement, in the order in which they are opened.
func (n *names) opened(id string) {
	if _, known := n.labels[id]; !known {
		n.made++
		n.bind("a"+strconv.Itoa(n.made), id)
	}
}

// broughtUp labels a case, in the order in which they are opened.
func (n *names) broughtUp(id string) {
	if _, known := n.labels[id]; !known {
		n.cases++
		n.bind("c"+strconv.Itoa(n.cases), id)
	}
}

// order of the agents by name.
func (n *names) order() []string { return slices.Sorted(maps.Keys(n.agents)) }

// label is the name of an id or address, or the text as it is.
func (n *names) label(s string) string {
	if name, ok := n.labels[s]; ok {
		return name
	}
	return s
}

// words replaces every id, address and amount in a text.
func (n *names) words(s string) string {
	pairs := make([]string, 0, 4*len(n.labels))
	for _, id := range slices.Sorted(maps.Keys(n.labels)) {
		pairs = append(pairs, id, n.labels[id])
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// ref names a hold: the label of the record it begins with, then what follows.
func (n *names) ref(ref []byte) string {
	for _, label := range slices.Sorted(maps.Keys(n.ids)) {
		_, digits, _ := strings.Cut(n.ids[label], "_")
		rest, ok := strings.CutPrefix(hex.EncodeToString(ref), digits)
		if !ok {
			continue
		}
		return label + n.rest(rest)
	}
	return hex.EncodeToString(ref)
}

func (n *names) rest(digits string) string {
	raw, err := hex.DecodeString(digits)
	switch {
	case err != nil || len(raw) == 0:
		return ""
	case len(raw) == 1:
		return "/" + strconv.Itoa(int(raw[0]))
	case n.labels[sdk.AccAddress(raw).String()] != "":
		return "/" + n.labels[sdk.AccAddress(raw).String()]
	}
	return "/" + strings.Map(printable, string(raw))
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return '.'
	}
	return r
}

// units writes base units in whole units, without needless zeros.
func units(amount math.Int) string {
	s := math.LegacyNewDecFromInt(amount).QuoInt64(testapp.Unit).String()
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// coins writes "5000000utroth" as "5", and leaves any other text alone.
func coins(s string) (string, bool) {
	digits, ok := strings.CutSuffix(s, chain.BaseDenom)
	amount, valid := math.NewIntFromString(digits)
	if !ok || !valid {
		return s, false
	}
	return units(amount), true
}

// span writes milliseconds as 3s or 2m30s.
func span(ms uint64) string { return (time.Duration(ms) * time.Millisecond).String() }

// share writes basis points as 12.5%.
func share(bps uint64) string {
	s := math.LegacyNewDec(int64(bps)).QuoInt64(100).String()
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}
