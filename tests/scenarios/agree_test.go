package scenarios

import (
	"fmt"
	"strings"

	"github.com/cockroachdb/datadriven"
)

// agree makes agreements in two blocks without a story: "agree client p1 n=2 price=5 …" offers and accepts, and prints
// what was opened. All other words are terms.
func (w *world) agree(d *datadriven.TestData, a *args) string {
	client, provider, n := a.word("client"), a.word("provider"), a.number("n", 1)
	var terms []string
	for _, arg := range d.CmdArgs[2:] {
		if arg.Key != "n" {
			terms = append(terms, arg.String())
		}
	}
	var offers, answers strings.Builder
	first := len(w.hashes)
	for i := range n {
		label := fmt.Sprintf("o%d", first+1+int(i))
		fmt.Fprintf(&offers, "%s: offer %s to=%s %s\n", client, label, provider, strings.Join(terms, " "))
		fmt.Fprintf(&answers, "%s: accept %s\n", provider, label)
	}
	quiet := func() *args { return newArgs("agree", nil, a.fatal) }
	if made := w.block(quiet(), offers.String()); strings.Count(made, ": ok") != int(n) {
		a.fatal("no offer: %s", made)
	}
	said := w.block(quiet(), answers.String())
	if strings.Count(said, ": ok") != int(n) {
		a.fatal("no agreement: %s", said)
	}
	var opened []string
	for _, l := range strings.Split(said, "\n") {
		if strings.HasPrefix(l, "  agreement_opened") {
			opened = append(opened, strings.TrimSpace(l))
		}
	}
	return strings.Join(opened, "\n") + "\n"
}
