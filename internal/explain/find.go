package explain

import (
	"strconv"
	"strings"
)

// codespace of the one error of this package.
const codespace = "explain"

// ErrUnknown is what Find returns for a name that stands for no error.
var ErrUnknown = New(codespace, 2, "no such error",
	"give a codespace and a number such as market/12, a codespace alone, or nothing for all of them; an error of the SDK itself is explained there")

// Find returns the entry of "codespace/code", those of "codespace", or with an empty name all, in order. ErrUnknown when
// there is none.
func Find(name string) ([]Entry, error) {
	space, number, exact := strings.Cut(name, "/")
	if exact {
		code, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return nil, ErrUnknown.Wrapf("%.64q: want a codespace and a number, such as market/12", name)
		}
		e, ok := Lookup(space, uint32(code))
		if !ok {
			return nil, ErrUnknown.Wrapf("%.64q is not an error of Troth; codespaces are %s", name, strings.Join(Codespaces(), ", "))
		}
		return []Entry{e}, nil
	}
	var found []Entry
	for _, e := range All() {
		if name == "" || e.Codespace == name {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return nil, ErrUnknown.Wrapf("no codespace %.64q; codespaces are %s", name, strings.Join(Codespaces(), ", "))
	}
	return found, nil
}

// Codespaces returns the codespaces of all entries, in order.
func Codespaces() []string {
	var names []string
	for _, e := range All() {
		if len(names) == 0 || names[len(names)-1] != e.Codespace {
			names = append(names, e.Codespace)
		}
	}
	return names
}
