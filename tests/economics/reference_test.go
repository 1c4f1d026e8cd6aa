package economics

import (
	_ "embed"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed testdata/reference.json
var referenceFile []byte

// figures are what the reference simulator found; a missing one is NaN in the table.
type figures struct {
	Source string                       `json:"source"`
	Honest map[string]honestFigures     `json:"honest"`
	Attack map[string]*referenceOutcome `json:"attacks"`
}

// honestFigures are those of a market without an attacker.
type honestFigures struct {
	Failed         *float64 `json:"failed"`
	NetLoss        *float64 `json:"net_loss"`
	ClientSurplus  *float64 `json:"client_surplus"`
	ProviderProfit *float64 `json:"provider_profit"`
	Welfare        *float64 `json:"welfare"`
	Spearman       *float64 `json:"spearman"`
	Gini           *float64 `json:"gini"`
	Locked         *float64 `json:"locked"`
	Unawarded      *float64 `json:"unawarded"`
	NewcomerDays   *float64 `json:"newcomer_days"`
	NewcomersDone  *float64 `json:"newcomers_done"`
}

// referenceOutcome is what an attack brought there.
type referenceOutcome struct {
	Profit  *float64 `json:"profit"`
	ROI     *float64 `json:"roi"`
	Won     *float64 `json:"won"`
	NetLoss *float64 `json:"net_loss"`
	Note    string   `json:"note"`
}

func loadFigures(t testing.TB) figures {
	var f figures
	require.NoError(t, json.Unmarshal(referenceFile, &f))
	require.Contains(t, f.Source, "repsim")
	return f
}
