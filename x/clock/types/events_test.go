package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/clock/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	e := types.NewParamsUpdatedEvent(types.DefaultParams())
	require.Equal(t, "clock.params_updated", e.Type)
	require.Len(t, e.Attributes, 1)
	require.Equal(t, "max_step_ms", e.Attributes[0].Key)
	require.Equal(t, "10000", e.Attributes[0].Value)
}
