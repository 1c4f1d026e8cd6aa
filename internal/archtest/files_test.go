package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// file is one Go file of the repository, parsed.
type file struct {
	path      string // relative to the root, with slashes
	pkg       string // folder relative to the root
	test      bool
	generated bool
	lines     int
	imports   []string
	fset      *token.FileSet
	ast       *ast.File
}

var loadFiles = sync.OnceValues(func() ([]file, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	out, err := exec.Command("git", "-C", root, "ls-files", "-co", "--exclude-standard", "*.go").Output()
	if err != nil {
		return nil, err
	}
	var files []file
	fset := token.NewFileSet()
	for _, p := range strings.Fields(string(out)) {
		src, err := os.ReadFile(filepath.Join(root, p))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(fset, p, src, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		f := file{
			path: p, pkg: path.Dir(p), fset: fset, ast: tree,
			test:      strings.HasSuffix(p, "_test.go") || strings.Contains(p, "/testapp/"),
			generated: strings.HasSuffix(p, ".pb.go") || strings.HasSuffix(p, ".pb.gw.go"),
			lines:     strings.Count(string(src), "\n"),
		}
		for _, i := range tree.Imports {
			v, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return nil, err
			}
			f.imports = append(f.imports, v)
		}
		files = append(files, f)
	}
	return files, nil
})

// goFiles returns every hand-written Go file of the repository, tests included.
func goFiles(t *testing.T) []file {
	t.Helper()
	all, err := loadFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files found: the test does not see the repository", len(all))
	}
	var own []file
	for _, f := range all {
		if !f.generated {
			own = append(own, f)
		}
	}
	return own
}

func TestFilesAreShort(t *testing.T) {
	for _, f := range goFiles(t) {
		limit := 500
		if f.path == "app/app.go" {
			limit = 400
		}
		if f.lines > limit {
			t.Errorf("%s: %d lines, at most %d: split it by noun", f.path, f.lines, limit)
		}
	}
}

func TestGoModHasNoReplace(t *testing.T) {
	for _, p := range []string{"../../go.mod", "../../scripts/tools/go.mod"} {
		src, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(src), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "replace") {
				t.Errorf("%s:%d: replace is not allowed", p, i+1)
			}
		}
	}
}

func TestDirectDependenciesHaveAReason(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for _, line := range strings.Split(string(mod), "\n") {
		fields := strings.Fields(line)
		if len(fields) != 2 || !strings.Contains(fields[0], ".") || !strings.HasPrefix(fields[1], "v") {
			continue
		}
		direct++
		if !strings.Contains(string(doc), "`"+fields[0]+"`") {
			t.Errorf("docs/dependencies.md: no sentence of reason for %s", fields[0])
		}
	}
	if direct == 0 {
		t.Error("no direct dependency found in go.mod: the test reads it wrongly")
	}
}

func TestExportedIdentifiersAreDocumented(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || f.ast.Name.Name == "main" {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no doc comment", f.fset.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() && s.Doc == nil && d.Doc == nil {
							t.Errorf("%s: type %s has no doc comment", f.fset.Position(s.Pos()), s.Name.Name)
						}
					case *ast.ValueSpec:
						if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil {
							t.Errorf("%s: %s has no doc comment", f.fset.Position(s.Pos()), s.Names[0].Name)
						}
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	switch r := d.Recv.List[0].Type.(type) {
	case *ast.Ident:
		return r.IsExported()
	case *ast.StarExpr:
		id, ok := r.X.(*ast.Ident)
		return !ok || id.IsExported()
	}
	return true
}
