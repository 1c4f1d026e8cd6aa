// Package sentinels reads the source for the names of the sentinels that explain knows by codespace and code; for tests.
package sentinels

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// folders that hold source.
var folders = []string{"agent", "app", "client", "cmd", "devnet", "explorer", "internal", "x"}

// Names finds every declaration by explain.New below a folder, the root of the repository: its name, such as
// market.ErrSameController, by codespace and code. An error names a declaration that has no constant codespace and number,
// or the code of another.
func Names(root string) (map[string]string, error) {
	names := map[string]string{}
	for _, dir := range folders {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return inFolder(path, names)
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// inFolder adds the sentinels of one package.
func inFolder(dir string, names map[string]string) error {
	parsed, err := sources(dir)
	if err != nil {
		return err
	}
	constants, calls := map[string]string{}, map[string]*ast.CallExpr{}
	for _, file := range parsed {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				switch v := spec.Values[0].(type) {
				case *ast.BasicLit:
					constants[spec.Names[0].Name], _ = strconv.Unquote(v.Value) // a number is no codespace
				case *ast.CallExpr:
					calls[spec.Names[0].Name] = v
				}
			}
			return true
		})
	}
	pkg := filepath.Base(dir)
	if pkg == "types" {
		pkg = filepath.Base(filepath.Dir(dir))
	}
	for name, call := range calls {
		if !newsSentinel(call) {
			continue
		}
		space, ok := call.Args[0].(*ast.Ident)
		code, isNumber := call.Args[1].(*ast.BasicLit)
		if !ok || !isNumber || constants[space.Name] == "" {
			return fmt.Errorf("%s.%s: declare it with a constant codespace and a number", pkg, name)
		}
		key := constants[space.Name] + "/" + code.Value
		if names[key] != "" {
			return fmt.Errorf("%s is declared twice: %s and %s.%s", key, names[key], pkg, name)
		}
		names[key] = pkg + "." + name
	}
	return nil
}

// sources of a package that declares sentinels; none of any other.
func sources(dir string) ([]*ast.File, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	mentions := filepath.Base(dir) == "explain"
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, ".pb.go") || strings.HasSuffix(file, ".pb.gw.go") {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		one, err := parser.ParseFile(token.NewFileSet(), file, raw, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed, mentions = append(parsed, one), mentions || strings.Contains(string(raw), "explain.New(")
	}
	if !mentions {
		return nil, nil
	}
	return parsed, nil
}

// newsSentinel tells calls of explain.New.
func newsSentinel(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && x.Name == "explain" && f.Sel.Name == "New"
	case *ast.Ident:
		return f.Name == "New" && len(call.Args) == 4
	}
	return false
}
