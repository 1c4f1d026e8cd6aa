package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxWord is where a word is cut, in bytes.
	maxWord = 64
	// maxWords of a text are indexed.
	maxWords = 2_000
)

// plainLetters are letters that Unicode does not take apart, though people type them without what they have on them.
var plainLetters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ħ", "h", "ŧ", "t", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d")

// Words splits a text into its words as a search knows them: letters and digits, without accents and without case (Äpfel and
// APFEL are apfel, Straße is strasse). Texts and questions go through it, so that all databases find the same.
func Words(text string) []string {
	folded := cases.Fold().String(norm.NFKD.String(clean(text)))
	var bare strings.Builder
	for _, r := range norm.NFKD.String(folded) {
		if r < 0x0300 || r > 0x036F { // the accents of Latin, Greek and Cyrillic
			bare.WriteRune(r)
		}
	}
	words := strings.FieldsFunc(plainLetters.Replace(bare.String()), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
	words = words[:min(len(words), maxWords)]
	for i, w := range words {
		if len(w) > maxWord {
			n := maxWord
			for !utf8.RuneStart(w[n]) {
				n--
			}
			words[i] = w[:n]
		}
	}
	return words
}

// Matching is a query of the seqs of jobs that have all words, each of which may be the beginning of one, newest first
// below a seq; it lacks its LIMIT. Words are those of Words, at least one.
func (db *DB) Matching(words []string, below int64) (query string, args []any) {
	terms := make([]string, len(words))
	for i, w := range words { // letters and digits only: nothing that a quote could end
		if db.kind == postgres {
			terms[i] = "'" + w + "':*"
		} else {
			terms[i] = `"` + w + `"*`
		}
	}
	if db.kind == postgres {
		return "SELECT seq FROM job_search WHERE words @@ CAST(? AS tsquery) AND seq < ? ORDER BY seq DESC LIMIT ", []any{strings.Join(terms, " & "), below}
	}
	return "SELECT rowid FROM job_search WHERE job_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ", []any{strings.Join(terms, " "), below}
}

// ByBytes writes a column of text so that it is compared by its bytes, whatever the language of the database.
func (db *DB) ByBytes(column string) string {
	if db.kind == postgres {
		return column + ` COLLATE "C"`
	}
	return column
}
