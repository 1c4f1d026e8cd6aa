package types_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	key := types.VrfKey{Validator: "trothvaloper1a", Key: []byte{1}, NextKey: []byte{2}, NextFrom: 1_200}
	var lines []string
	for _, e := range []sdk.Event{
		types.NewValueEvent(types.Value{Height: 7, Seed: []byte{0xab}, Proven: true}, sdk.ConsAddress("proposer____________"), ""),
		types.NewValueEvent(types.Value{Height: 8, Seed: []byte{0xcd}}, sdk.ConsAddress("proposer____________"), "why"),
		types.NewKeyRegisteredEvent(key), types.NewKeyRemovedEvent(key), types.NewKeyDroppedEvent("trothvaloper1a"),
		types.NewParamsUpdatedEvent(types.DefaultParams()),
	} {
		var attributes []string
		for _, a := range e.Attributes {
			attributes = append(attributes, fmt.Sprintf("%s=%s", a.Key, a.Value))
		}
		lines = append(lines, e.Type+" "+strings.Join(attributes, " "))
	}
	want, err := os.ReadFile(filepath.Join("testdata", "events.golden"))
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(want)), strings.Join(lines, "\n"))
}
