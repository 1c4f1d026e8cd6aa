package badinput

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBadInput sends every message of our modules with every kind of bad input to the application.
func TestBadInput(t *testing.T) {
	w := newWorld(t)
	clockCases(t, w)
	beaconCases(t, w)
	identityCases(t, w)
	mandateCases(t, w)
	ownerCases(t, w)
	escrowCases(t, w)
	reputationCases(t, w)
	jobCases(t, w)
	commitCases(t, w)
	revealCases(t, w)
	offerCases(t, w)
	serviceCases(t, w)
	quoteCases(t, w)
	arbitrationCases(t, w)
	arbiterCases(t, w)
	agreementCases(t, w)
	t.Run("sweep", func(t *testing.T) { sweep(t, w) })
	t.Run("refusals", func(t *testing.T) { checkRefusals(t, w) })
	t.Run("signatures", func(t *testing.T) { signatureCases(t, w) }) // last: it makes a block

	total := 0
	for _, module := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%-10s %4d refusals", module, counts[module])
		total += counts[module]
	}
	t.Logf("%-10s %4d refusals", "all", total)
	require.GreaterOrEqual(t, total, 150)
	require.Len(t, counts, 8, "every module has cases")
}
