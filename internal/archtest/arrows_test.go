// Package archtest keeps the architecture true: who may import whom, what the state machine may not do, how long a file
// may be. The rules are those of design 01 and 12; a failing test names file, line and rule.
package archtest

import (
	"strings"
	"testing"
)

const module = "github.com/trothchain/troth/"

// arrows are the only modules whose types a module may import (design 01, "Modules and the only arrows allowed").
// Pure sub-packages without stores count as types. Every module may read clock.
var arrows = map[string][]string{
	"clock":       {},
	"beacon":      {},
	"identity":    {},
	"escrow":      {"identity"},
	"reputation":  {"identity"},
	"arbitration": {"reputation", "escrow", "identity", "beacon"},
	"agreement":   {"arbitration", "reputation", "escrow", "identity"},
	"market":      {"agreement", "reputation", "escrow", "identity", "beacon"},
}

// pure are packages that may hold rules only: no stores, no SDK context.
var pure = map[string]bool{
	"x/beacon/vrf": true, "x/identity/linked": true, "x/reputation/bar": true, "x/market/auction": true, "x/market/negotiation": true,
	"x/arbitration/jury": true, "x/arbitration/tree": true,
}

func TestModulesImportOnlyAlongTheArrows(t *testing.T) {
	for _, f := range goFiles(t) {
		from, ok := moduleOf(f.pkg)
		if !ok || f.test {
			continue
		}
		allowed, known := arrows[from]
		if !known {
			t.Errorf("%s: module %s is not in the arrows of archtest: add it with the modules it may use", f.path, from)
			continue
		}
		for _, imp := range f.imports {
			to, ok := moduleOf(strings.TrimPrefix(imp, module))
			if !ok || !strings.HasPrefix(imp, module) || to == from {
				continue
			}
			pkg := strings.TrimPrefix(imp, module)
			switch {
			case to == "clock" && pkg == "x/clock/types":
			case !contains(allowed, to):
				t.Errorf("%s: %s may not use %s: there is no arrow", f.path, from, to)
			case pkg != "x/"+to+"/types" && !pure[pkg]:
				t.Errorf("%s: imports %s: a module uses another's types or pure rules only; declare an interface in types/expected_keepers.go", f.path, pkg)
			}
		}
	}
}

func TestPureRulesHoldNoState(t *testing.T) {
	for _, f := range goFiles(t) {
		if !pure[f.pkg] || f.test {
			continue
		}
		for _, imp := range f.imports {
			if strings.Contains(imp, "cosmos-sdk") || strings.Contains(imp, "collections") || strings.Contains(imp, "/store") {
				t.Errorf("%s: a package of pure rules may not import %s", f.path, imp)
			}
		}
	}
}

func TestWiringStaysInApp(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || strings.HasPrefix(f.pkg, "app") {
			continue
		}
		for _, imp := range f.imports {
			pkg, ours := strings.CutPrefix(imp, module)
			m, isModule := moduleOf(pkg)
			if ours && isModule && strings.HasSuffix(pkg, "/keeper") && f.pkg != "x/"+m && f.pkg != "x/"+m+"/keeper" {
				t.Errorf("%s: imports %s: only app wires keepers", f.path, pkg)
			}
		}
	}
}

// moduleOf returns the module of a package path such as "x/market/keeper".
func moduleOf(pkg string) (string, bool) {
	rest, ok := strings.CutPrefix(pkg, "x/")
	if !ok {
		return "", false
	}
	name, _, _ := strings.Cut(rest, "/")
	return name, true
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
