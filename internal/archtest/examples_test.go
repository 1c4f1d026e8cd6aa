package archtest

import (
	"strings"
	"testing"
)

// TestExamplesUseWhatEverybodyCan demands of the programs in examples/ that they could be somebody else's repository:
// client, agent and types of modules, nothing of internal, app, devnet or cmd. Nobody uses an example.
func TestExamplesUseWhatEverybodyCan(t *testing.T) {
	seen := false
	for _, f := range goFiles(t) {
		inside := strings.HasPrefix(f.pkg, "examples/")
		seen = seen || inside
		for _, imp := range f.imports {
			pkg, ours := strings.CutPrefix(imp, module)
			if !ours {
				continue
			}
			m, isModule := moduleOf(pkg)
			open := pkg == "client" || pkg == "agent" || strings.HasPrefix(pkg, "agent/") || isModule && pkg == "x/"+m+"/types"
			if inside && !open {
				t.Errorf("%s: imports %s: an example uses client, agent and types of modules only", f.path, pkg)
			}
			if !inside && strings.HasPrefix(pkg, "examples/") {
				t.Errorf("%s: imports %s: nobody uses an example", f.path, pkg)
			}
		}
	}
	if !seen {
		t.Error("no Go file in examples/ found: the test does not see them")
	}
}
