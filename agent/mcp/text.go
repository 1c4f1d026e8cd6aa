package mcp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths, in bytes, to which text of others is cut.
const (
	maxTitle   = 140
	maxURI     = 512
	maxNote    = 280
	maxTag     = 48
	maxLog     = 600
	maxContent = 16 << 10
)

// cut is what stands at the end of a text that was too long.
const cut = "…[cut]"

// clean makes text of others fit to be shown: at most max bytes, without control characters, without invisible ones such
// as direction marks and tags, in valid UTF-8. Lines and tabs stay when lines is multiline.
func clean(s string, max int, lines shape) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			r = '?'
		case lines == multiline && (r == '\n' || r == '\t'):
		case unicode.IsControl(r):
			r = ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Variation_Selector):
			continue
		}
		if b.Len()+utf8.RuneLen(r) > max {
			if rest := s[i:]; rest != "" {
				b.WriteString(cut)
			}
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shape of a text.
type shape int

const (
	oneLine shape = iota
	multiline
)

func title(s string) string { return clean(s, maxTitle, oneLine) }
func uri(s string) string   { return clean(s, maxURI, oneLine) }
func note(s string) string  { return clean(s, maxNote, oneLine) }

func tags(list []string) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, clean(t, maxTag, oneLine))
	}
	return out
}
