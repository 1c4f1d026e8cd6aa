// Package invariant names the facts that must hold after every block. Tests check them after each block, operators with
// `trothd debug invariants`.
package invariant

import "context"

// Check is one fact: Run returns an error that says what is broken and by how much.
type Check struct {
	// Name is the module and the fact, such as "escrow/held".
	Name string
	Run  func(ctx context.Context) error
}
