package types_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestOfferEventsAreAsPublished(t *testing.T) {
	deal := terms()
	deal.Client, deal.Provider = "client", "provider"
	o := types.Offer{Id: offer, Client: "client", Provider: "provider", Opener: "client", About: job, Status: types.OfferStatusOpen, Round: types.Round{
		Number: 2, Maker: "client", Signer: "signer", Terms: deal, Hash: []byte{0xab}, ExpiresMs: 7, Note: types.Note{Uri: "ipfs://note"},
	}}
	s := types.Service{
		Id: service, Provider: "provider", Signer: "signer", Version: 3, Terms: deal, Capacity: 4, Active: true, PriceMicro: 5,
	}
	q := types.Quote{Signer: "signer", Nonce: []byte{0xcd}}
	var got strings.Builder
	for _, e := range []sdk.Event{
		types.NewOfferMadeEvent(o),
		types.NewOfferCounteredEvent(o, []byte{0xef}),
		types.NewOfferAcceptedEvent(o, "agr_1"),
		types.NewOfferRejectedEvent(o, types.ReasonPriceTooHigh),
		types.NewOfferExpiredEvent(o),
		types.NewOfferPrunedEvent(o),
		types.NewServiceListedEvent(s),
		types.NewServiceUpdatedEvent(s),
		types.NewServiceRemovedEvent(s),
		types.NewServiceHiredEvent(s, "client", "agr_1", 2),
		types.NewQuoteTakenEvent(deal, q, "agr_1"),
	} {
		got.WriteString(e.Type)
		for _, a := range e.Attributes {
			fmt.Fprintf(&got, " %s=%s", a.Key, a.Value)
		}
		got.WriteString("\n")
	}
	const golden = "testdata/events_offer.golden"
	if *rewrite {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}
