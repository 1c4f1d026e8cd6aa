package archtest

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// stateMachine says whether a package's code runs in consensus: all of it must be deterministic.
func stateMachine(pkg string) bool {
	for _, p := range []string{"internal/deadline", "internal/id", "internal/field", "internal/page", "internal/invariant"} {
		if pkg == p {
			return true
		}
	}
	return strings.HasPrefix(pkg, "x/") && !strings.Contains(pkg, "/client") && !strings.Contains(pkg, "/simulation")
}

// allowed are exceptions, each with its reason.
var allowed = map[string]string{
	"json": "module.go reads and writes genesis through the codec's JSON",
}

func TestStateMachineImportsNothingNondeterministic(t *testing.T) {
	banned := map[string]string{
		"math/rand": "randomness", "math/rand/v2": "randomness", "crypto/rand": "randomness",
		"time": "the wall clock", "os": "the environment", "net": "the network", "net/http": "the network",
		"sync": "shared memory", "sync/atomic": "shared memory", "unsafe": "memory layout", "math/big": "unbounded numbers",
	}
	for _, f := range goFiles(t) {
		if f.test || !stateMachine(f.pkg) {
			continue
		}
		for _, imp := range f.imports {
			if why, bad := banned[imp]; bad {
				t.Errorf("%s: state machine code may not import %s: %s", f.path, imp, why)
			}
			if imp == "encoding/json" && !strings.HasSuffix(f.path, "module.go") {
				t.Errorf("%s: state machine code may not use encoding/json (only %s)", f.path, allowed["json"])
			}
		}
	}
}

func TestStateMachineIsDeterministic(t *testing.T) {
	for _, pkg := range typed(t) {
		for _, tree := range pkg.Syntax {
			name := pkg.Fset.Position(tree.Pos()).Filename
			if strings.HasSuffix(name, ".pb.go") || strings.HasSuffix(name, ".pb.gw.go") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				where := func() token.Position { return pkg.Fset.Position(n.Pos()) }
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s: goroutine in the state machine", where())
				case *ast.SelectStmt:
					t.Errorf("%s: select in the state machine", where())
				case *ast.RangeStmt:
					if tv, ok := pkg.TypesInfo.Types[n.X]; ok {
						if _, isMap := tv.Type.Underlying().(*types.Map); isMap {
							t.Errorf("%s: range over a map: the order differs between nodes", where())
						}
					}
				case *ast.Ident:
					if o, ok := pkg.TypesInfo.Uses[n].(*types.TypeName); ok && (o.Type() == types.Typ[types.Float64] || o.Type() == types.Typ[types.Float32]) {
						t.Errorf("%s: %s in the state machine: integers only", where(), n.Name)
					}
				case *ast.BasicLit:
					if n.Kind == token.FLOAT {
						t.Errorf("%s: float literal %s in the state machine", where(), n.Value)
					}
				case *ast.CallExpr:
					checkCall(t, pkg, n)
				case *ast.AssignStmt:
					checkDropped(t, pkg, n)
				}
				return true
			})
		}
	}
}

// checkCall refuses panics outside constructors, the block time outside clock, and writes inside a walk over a store.
func checkCall(t *testing.T, pkg *packages.Package, call *ast.CallExpr) {
	t.Helper()
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	where := pkg.Fset.Position(call.Pos())
	if (sel.Sel.Name == "BlockTime" || sel.Sel.Name == "BlockHeader") && !strings.Contains(pkg.PkgPath, "/x/clock") {
		t.Errorf("%s: only clock reads the block's time; ask its Now", where)
	}
	if sel.Sel.Name != "Walk" {
		return
	}
	for _, arg := range call.Args {
		fn, ok := arg.(*ast.FuncLit)
		if !ok {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Set" || s.Sel.Name == "Remove" || s.Sel.Name == "Clear") {
					t.Errorf("%s: %s while walking a store: collect first, then write", pkg.Fset.Position(c.Pos()), s.Sel.Name)
				}
			}
			return true
		})
	}
}

// checkDropped refuses an error assigned to the blank identifier.
func checkDropped(t *testing.T, pkg *packages.Package, a *ast.AssignStmt) {
	t.Helper()
	errType := types.Universe.Lookup("error").Type()
	for i, lhs := range a.Lhs {
		id, ok := lhs.(*ast.Ident)
		if !ok || id.Name != "_" {
			continue
		}
		var typ types.Type
		if len(a.Rhs) == len(a.Lhs) {
			typ = pkg.TypesInfo.TypeOf(a.Rhs[i])
		} else if tuple, ok := pkg.TypesInfo.TypeOf(a.Rhs[0]).(*types.Tuple); ok && i < tuple.Len() {
			typ = tuple.At(i).Type()
		}
		if typ != nil && types.Identical(typ, errType) {
			t.Errorf("%s: a dropped error", pkg.Fset.Position(a.Pos()))
		}
	}
}

// typed loads the state machine's packages with their types.
func typed(t *testing.T) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile,
		Dir:  "../..",
	}, "./x/...", "./internal/deadline", "./internal/id", "./internal/field", "./internal/page", "./internal/invariant")
	if err != nil {
		t.Fatal(err)
	}
	var own []*packages.Package
	for _, p := range pkgs {
		for _, e := range p.Errors {
			t.Errorf("%s: %s", p.PkgPath, e)
		}
		if stateMachine(strings.TrimPrefix(p.PkgPath, module)) {
			own = append(own, p)
		}
	}
	if len(own) < 10 {
		t.Fatalf("only %d packages of the state machine found", len(own))
	}
	return own
}
