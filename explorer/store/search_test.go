package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/store"
)

func TestWordsAreWithoutAccentsAndCase(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		"!!! -- ***":                       "",
		"Translate the Äpfel, APFEL":       "translate the apfel apfel",
		"Straße STRASSE":                   "strasse strasse",
		"café cafe\u0301":                  "cafe cafe",
		"Łódź, Ærø, Đà Nẵng":               "lodz aero da nang",
		"ΆΛΦΑ άλφα":                        "αλφα αλφα",
		"data-labeling of 3.5 MB":          "data labeling of 3 5 mb",
		"mail a.b@example.com/x?y='z'\x00": "mail a b example com x y z",
		"ﬁle ２":                            "file 2",
		"日本語 हिन्दी":                       "日本語 हिन्दी",
		strings.Repeat("é", 200):           strings.Repeat("e", 64),
		strings.Repeat("日", 30):            strings.Repeat("日", 21),
	} {
		require.Equal(t, want, strings.Join(store.Words(text), " "), text)
	}
	require.Len(t, store.Words(strings.Repeat("word ", 3000)), 2000)
}
