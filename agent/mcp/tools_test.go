package mcp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	markettypes "github.com/trothchain/troth/x/market/types"
)

func code(codespace string, n uint32) string { return fmt.Sprintf("%s/%d", codespace, n) }

// surface is all that a host shows a model before the first call.
func surface(t *testing.T, h *host) map[string]any {
	t.Helper()
	tools, err := h.session.ListTools(t.Context(), nil)
	require.NoError(t, err)
	prompts, err := h.session.ListPrompts(t.Context(), nil)
	require.NoError(t, err)
	templates, err := h.session.ListResourceTemplates(t.Context(), nil)
	require.NoError(t, err)
	resources, err := h.session.ListResources(t.Context(), nil)
	require.NoError(t, err)
	return map[string]any{"tools": tools.Tools, "prompts": prompts.Prompts, "templates": templates.ResourceTemplates, "resources": resources.Resources}
}

var snake = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func TestToolsSayWhatTheyAre(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "tools", 1_000_000)
	tools, err := p.host.session.ListTools(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, tools.Tools, 22)
	readers := 0
	var pages []string
	for _, page := range []string{"README.md", "../../docs/skills/troth/SKILL.md"} {
		raw, err := os.ReadFile(page)
		require.NoError(t, err)
		pages = append(pages, string(raw))
	}
	for _, tool := range tools.Tools {
		require.Regexp(t, snake, tool.Name)
		for _, page := range pages {
			require.Contains(t, page, tool.Name, "a page does not know the tool")
		}
		raw, err := json.Marshal(tool.Annotations)
		require.NoError(t, err)
		for _, hint := range []string{"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"} {
			require.Contains(t, string(raw), hint, tool.Name)
		}
		require.NotEmpty(t, tool.OutputSchema, tool.Name)
		in, err := json.Marshal(tool.InputSchema)
		require.NoError(t, err)
		require.Contains(t, string(in), `"additionalProperties":false`, tool.Name)
		for _, secret := range []string{"mnemonic", "private", "secret_key", "password", "seed"} {
			require.NotContains(t, strings.ToLower(string(in)), secret, tool.Name)
		}
		if tool.Annotations.ReadOnlyHint {
			readers++
			continue
		}
		for _, field := range []string{"dry_run", "idempotency_key", "mode"} {
			require.Contains(t, string(in), `"`+field+`"`, tool.Name)
		}
	}
	require.Equal(t, 10, readers)
	prompts, err := p.host.session.ListPrompts(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, prompts.Prompts, 4)
	// A wrong argument is refused with what to do about it.
	require.Equal(t, "mcp/2", refused(p.host, "get_job", args{"id": "nonsense"}).Code)
	require.Equal(t, "market/"+strings.Split(code("market", markettypes.ErrJobNotFound.ABCICode()), "/")[1], refused(p.host, "get_job", args{"id": "job_0000000000000001"}).Code)
	require.True(t, p.host.raw("get_job", args{"id": "job_0000000000000001", "secret": "x"}).IsError)
}
