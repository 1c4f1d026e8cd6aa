package sentinels

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// tree writes a repository in which x/market/types declares sentinels.
func tree(t *testing.T, declarations string) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range folders {
		require.NoError(t, os.MkdirAll(filepath.Join(root, dir), 0o700))
	}
	dir := filepath.Join(root, "x/market/types")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	source := "package types\n\nconst ModuleName = \"market\"\n\n" + declarations + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "errors.go"), []byte(source), 0o600))
	return root
}

func TestNamesAreThoseOfTheSource(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		want   map[string]string
		err    string
	}{
		"two":             {`var ErrA, ErrB = 1, 2; var ErrC = explain.New(ModuleName, 2, "a", "b")` + "\n" + `var ErrD = explain.New(ModuleName, 3, "a", "b")`, map[string]string{"market/2": "market.ErrC", "market/3": "market.ErrD"}, ""},
		"none":            {`var ErrA = other.New(ModuleName, 2, "a", "b")`, map[string]string{}, ""},
		"one code twice":  {`var ErrA = explain.New(ModuleName, 2, "a", "b")` + "\n" + `var ErrB = explain.New(ModuleName, 2, "a", "b")`, nil, "market/2 is declared twice"},
		"a reckoned code": {`var ErrA = explain.New(ModuleName, 1+1, "a", "b")`, nil, "market.ErrA: declare it"},
		"no constant":     {`var ErrA = explain.New(space, 2, "a", "b")`, nil, "market.ErrA: declare it"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Names(tree(t, tc.source))
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}
