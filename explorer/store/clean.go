package store

import (
	"strings"
	"unicode/utf8"
)

// clean makes a text of the chain storable everywhere: PostgreSQL takes neither broken UTF-8 nor zero bytes.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
