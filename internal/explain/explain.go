// Package explain declares the sentinel errors of the chain, each with the one sentence that says what to do about it.
// CLI, client and servers all show the same remedy.
package explain

import (
	"errors"
	"fmt"
	"sort"

	errorsmod "cosmossdk.io/errors"
)

// Entry is one sentinel error and its remedy.
type Entry struct {
	Codespace string
	Code      uint32
	Meaning   string
	Remedy    string
}

var entries = map[string]Entry{}

// New registers a sentinel error with its remedy and returns the sentinel. Codes start at 2 (1 is the SDK's internal
// error). It is called from package variables only and panics on a code below 2 or an empty sentence.
func New(codespace string, code uint32, meaning, remedy string) *errorsmod.Error {
	if code < 2 || meaning == "" || remedy == "" {
		panic(fmt.Sprintf("explain: %s/%d needs a code from 2, a meaning and a remedy", codespace, code))
	}
	entries[key(codespace, code)] = Entry{codespace, code, meaning, remedy}
	return errorsmod.Register(codespace, code, meaning)
}

// Lookup returns the entry of a codespace and code.
func Lookup(codespace string, code uint32) (Entry, bool) {
	e, ok := entries[key(codespace, code)]
	return e, ok
}

// Remedy returns the sentence that says what to do about err, or "" when err is not one of ours.
func Remedy(err error) string {
	var sentinel *errorsmod.Error
	if !errors.As(err, &sentinel) {
		return ""
	}
	e, _ := Lookup(sentinel.Codespace(), sentinel.ABCICode())
	return e.Remedy
}

// All returns every entry, ordered by codespace and code.
func All() []Entry {
	all := make([]Entry, 0, len(entries))
	for _, e := range entries {
		all = append(all, e)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Codespace != all[j].Codespace {
			return all[i].Codespace < all[j].Codespace
		}
		return all[i].Code < all[j].Code
	})
	return all
}

func key(codespace string, code uint32) string { return fmt.Sprintf("%s/%d", codespace, code) }
