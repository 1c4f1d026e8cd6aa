package mcp

import (
	"regexp"
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

// invisible characters are left out: direction marks, tags, joiners, fillers, private ones.
var invisible = []*unicode.RangeTable{unicode.Cf, unicode.Co, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point}

// clean makes text of others fit to be shown: at most max bytes, without control characters and without invisible ones,
// in valid UTF-8. Lines and tabs stay when lines is multiline; any other control character or separator of lines is a
// space.
func clean(s string, max int, lines shape) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			r = '?'
		case lines == multiline && (r == '\n' || r == '\t'):
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
			r = ' '
		case unicode.In(r, invisible...):
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

// quoted is text in quotes as Go writes it; the chain and this program quote whatever somebody else may have written.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// unquoted is a text of the chain or of this program without what it quotes.
func unquoted(s string) string {
	return clean(quoted.ReplaceAllLiteralString(s, `"…"`), maxLog, oneLine)
}

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
