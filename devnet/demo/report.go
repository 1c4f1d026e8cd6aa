package demo

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Report is the work of the demo: statistics and keywords of a text. The same text always gives the same bytes.
type Report struct {
	SourceSHA256  string `json:"source_sha256"`
	Bytes         int    `json:"bytes"`
	Characters    int    `json:"characters"`
	Words         int    `json:"words"`
	DistinctWords int    `json:"distinct_words"`
	Sentences     int    `json:"sentences"`
	Paragraphs    int    `json:"paragraphs"`
	// WordsPer100Sentences is the average length of a sentence without a fraction.
	WordsPer100Sentences int       `json:"words_per_100_sentences"`
	LongestSentence      string    `json:"longest_sentence"`
	Keywords             []Keyword `json:"keywords"`
}

// Keyword is a word and how often it stands in the text.
type Keyword struct {
	Word  string `json:"word"`
	Count int    `json:"count"`
}

// maxKeywords in a report.
const maxKeywords = 10

// stopWords say nothing about what a text is about.
var stopWords = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields(`a about after all also an and another any are as at be because before been being but by
		can cannot could did do does each else every everyone everybody for from had has have he her his how i if in into is it
		its like may me more most much must my never no nobody none nor not nothing now of off on one only or other our out over
		own same says she since so some somebody sometimes such than that the their them then there they this those through time
		to too two up upon us was we were what when where which while who whose why will with without would you your`) {
		words[w] = true
	}
	return words
}()

// Analyse makes the report of a text.
func Analyse(text []byte) Report {
	sum := sha256.Sum256(text)
	r := Report{SourceSHA256: hex.EncodeToString(sum[:]), Bytes: len(text), Characters: utf8.RuneCount(text)}
	counts := make(map[string]int)
	for _, w := range words(string(text)) {
		r.Words++
		counts[w]++
	}
	r.DistinctWords = len(counts)
	longest := 0
	for _, paragraph := range strings.Split(string(text), "\n\n") {
		paragraph = strings.Join(strings.Fields(paragraph), " ")
		if paragraph == "" {
			continue
		}
		r.Paragraphs++
		for _, s := range sentences(paragraph) {
			r.Sentences++
			if n := len(words(s)); n > longest {
				longest, r.LongestSentence = n, s
			}
		}
	}
	if r.Sentences > 0 {
		r.WordsPer100Sentences = 100 * r.Words / r.Sentences
	}
	for w, n := range counts {
		if n > 1 && len(w) > 2 && !stopWords[w] {
			r.Keywords = append(r.Keywords, Keyword{w, n})
		}
	}
	slices.SortFunc(r.Keywords, func(a, b Keyword) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Word, b.Word))
	})
	r.Keywords = r.Keywords[:min(len(r.Keywords), maxKeywords)]
	return r
}

// Encode writes the report as the client expects it.
func (r Report) Encode() ([]byte, error) {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(raw, '\n'), nil
}

// MakeReport is the program of the providers' skill: it reads a text and writes its report.
func MakeReport(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	raw, err := Analyse(text).Encode()
	if err != nil {
		return err
	}
	_, err = out.Write(raw)
	return err
}

// CheckReport checks the shape of a delivered report and that it is about the text; it does not do the work again.
func CheckReport(raw, text []byte) (Report, error) {
	var r Report
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("report: %w", err)
	}
	sum := sha256.Sum256(text)
	switch {
	case r.SourceSHA256 != hex.EncodeToString(sum[:]):
		return r, fmt.Errorf("report: about %s, want %x", r.SourceSHA256, sum)
	case r.Bytes != len(text):
		return r, fmt.Errorf("report: %d bytes, want %d", r.Bytes, len(text))
	case r.Words <= 0 || r.Sentences <= 0 || r.DistinctWords > r.Words || r.Characters > r.Bytes:
		return r, fmt.Errorf("report: impossible counts: %d words, %d distinct, %d sentences", r.Words, r.DistinctWords, r.Sentences)
	case len(r.Keywords) == 0 || len(r.Keywords) > maxKeywords:
		return r, fmt.Errorf("report: %d keywords, want 1 to %d", len(r.Keywords), maxKeywords)
	}
	lower := strings.ToLower(string(text))
	for i, k := range r.Keywords {
		if !strings.Contains(lower, k.Word) || k.Count < 1 || (i > 0 && k.Count > r.Keywords[i-1].Count) {
			return r, fmt.Errorf("report: keyword %d: %q, %d times", i, k.Word, k.Count)
		}
	}
	return r, nil
}

// words returns the words of a text in lower case, without possessive endings.
func words(s string) []string {
	fields := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	out := fields[:0]
	for _, w := range fields {
		if w = strings.Trim(strings.TrimSuffix(w, "'s"), "'"); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// sentences splits a paragraph after full stops, question and exclamation marks.
func sentences(paragraph string) []string {
	var out []string
	start := 0
	for i, r := range paragraph {
		end := strings.ContainsRune(".?!", r) && (i+1 == len(paragraph) || paragraph[i+1] == ' ')
		if end || i+utf8.RuneLen(r) == len(paragraph) {
			if s := strings.TrimSpace(paragraph[start : i+utf8.RuneLen(r)]); s != "" {
				out = append(out, s)
			}
			start = i + utf8.RuneLen(r)
		}
	}
	return out
}
