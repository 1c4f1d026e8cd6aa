package negotiation

import "bytes"

// MaxRounds is the most offers one negotiation takes, the first included.
const MaxRounds = 16

// Side is one of the two parties of a deal.
type Side int

const (
	// Nobody is neither party.
	Nobody Side = iota
	// Client pays.
	Client
	// Provider works.
	Provider
)

// Other returns the side that answers; Nobody has none.
func (s Side) Other() Side {
	switch s {
	case Client:
		return Provider
	case Provider:
		return Client
	}
	return Nobody
}

// String names the side in errors and events.
func (s Side) String() string {
	switch s {
	case Client:
		return "client"
	case Provider:
		return "provider"
	}
	return "nobody"
}

// SideOf returns the side of an agent in a deal of client and provider, all as raw addresses.
func SideOf(agent, client, provider []byte) Side {
	switch {
	case len(agent) == 0:
		return Nobody
	case bytes.Equal(agent, client):
		return Client
	case bytes.Equal(agent, provider):
		return Provider
	}
	return Nobody
}
