package cmd

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatAStrangerWroteSteersNoTerminal(t *testing.T) {
	for text, want := range map[string]string{
		"three\nlines\tof text":       "three\nlines\tof text",
		"\x1b[2Jcleared \u009b31m":    "?[2Jcleared ?31m",
		"paid \u202e00001\u2066 once": "paid ?00001? once",
		"é, 猫 and 🙂":                  "é, 猫 and 🙂",
	} {
		require.Equal(t, want, string(printable([]byte(text))))
	}
	require.Equal(t, "http://x/ ended  STATUS_COMPLETED", oneLine("http://x/\nended\t STATUS_COMPLETED"), "a stranger writes no line that looks like ours")
}
