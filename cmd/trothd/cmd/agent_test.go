package cmd

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func TestMandateOfTheRegisterFlags(t *testing.T) {
	valid := registerFlags{actions: []string{"bid", "work"}, perAction: "5utroth", window: time.Hour}
	m, err := valid.mandate()
	require.NoError(t, err)
	require.NoError(t, m.Validate())
	require.Equal(t, []identitytypes.Action{identitytypes.ActionBid, identitytypes.ActionWork}, m.Actions)
	require.Equal(t, math.NewInt(50), m.Limits[0].PerWindow)
	require.Equal(t, math.NewInt(500), m.Limits[0].Lifetime)

	unlimited := valid
	unlimited.unlimited = []string{"utroth"}
	m, err = unlimited.mandate()
	require.NoError(t, err)
	require.NoError(t, m.Validate())
	require.Len(t, m.Limits, 1)
	require.True(t, m.Limits[0].Unlimited)

	for name, change := range map[string]func(*registerFlags){
		"unknown action":    func(f *registerFlags) { f.actions = []string{"steal"} },
		"malformed limit":   func(f *registerFlags) { f.perAction = "many" },
		"malformed window":  func(f *registerFlags) { f.perWindow = "1.5.5utroth" },
		"malformed at last": func(f *registerFlags) { f.lifetime = "-1utroth" },
	} {
		t.Run(name, func(t *testing.T) {
			f := valid
			change(&f)
			_, err := f.mandate()
			require.ErrorContains(t, err, "--")
		})
	}
}

func TestExplain(t *testing.T) {
	for name, c := range map[string]struct{ arg, want, fails string }{
		"one error":         {arg: "market/12", want: "same controller"},
		"a module's":        {arg: "escrow", want: "escrow/2"},
		"unknown code":      {arg: "market/9999", fails: "not an error of Troth"},
		"unknown codespace": {arg: "weather", fails: "no codespace"},
		"no number":         {arg: "market/x", fails: "market/12"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := explainCmd()
			var out bytes.Buffer
			cmd.SetOut(&out)
			cmd.SetErr(&out)
			cmd.SetArgs([]string{c.arg})
			err := cmd.Execute()
			if c.fails != "" {
				require.ErrorContains(t, err, c.fails)
				return
			}
			require.NoError(t, err)
			require.Contains(t, out.String(), c.want)
		})
	}
}
