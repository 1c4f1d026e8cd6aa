package cmd

import (
	"bytes"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trothchain/troth/agent/hire"
)

// show writes the result and how it ended.
func (h hiring) show(o hire.Outcome) error {
	if h.f.output != "" && o.Content != nil {
		if err := os.WriteFile(h.f.output, o.Content, 0o600); err != nil {
			return err
		}
	}
	if h.env.json {
		v := struct {
			hire.Outcome
			Result       string `json:"result,omitempty"`
			ResultBase64 []byte `json:"result_base64,omitempty"`
		}{Outcome: o}
		if utf8.Valid(o.Content) {
			v.Result = string(o.Content)
		} else {
			v.ResultBase64 = o.Content
		}
		return printJSON(h.cmd, v)
	}
	if h.f.output == "" && o.Content != nil {
		if _, err := h.cmd.OutOrStdout().Write(printable(o.Content)); err != nil {
			return err
		}
	}
	h.env.progress(h.cmd, "%s, %s paid of %s, result %s", o.Status, o.Paid, o.Price, o.SHA256)
	return nil
}

// printable takes what steers a terminal out of what a stranger wrote: control characters, also those of eight bits, and
// characters that turn the direction of writing.
func printable(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !(unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return r
		}
		return '?'
	}, b)
}

// oneLine is printable in one line, so that a stranger cannot write lines that look like ours.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, string(printable([]byte(s))))
}
