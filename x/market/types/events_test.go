package types_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

var rewrite = flag.Bool("rewrite", false, "write testdata/events.golden anew")

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	j := types.Job{
		Id: job, Client: "client", Request: postJob().Request, Status: types.JobStatusOpen, PostedMs: 1, BidEndMs: 2,
		StorageDeposit: math.NewInt(3),
	}
	j.Request.Loss = math.NewInt(5)
	j.Request.Auction, j.Request.Award = types.AuctionSealed, types.AwardChain
	extended := j
	extended.BidEndMs, extended.Extensions = 7, 2
	revealing := j
	revealing.Status = types.JobStatusRevealing
	awarded := j
	awarded.Status = types.JobStatusAwarded
	b := types.Bid{
		Provider: "provider", Signer: "signer", Price: math.NewInt(4), Pledge: math.NewInt(2), DeliveryMs: 7,
		Note: types.Note{Uri: "ipfs://note"}, ScoreBps: 8, ExpectedCost: 9,
	}
	deposit := sdk.NewInt64Coin("utroth", 6)
	var got strings.Builder
	for _, e := range []sdk.Event{
		types.NewJobPostedEvent(j),
		types.NewJobRevealingEvent(j, 2),
		types.NewJobExtendedEvent(extended),
		types.NewJobTakenEvent(j, b),
		types.NewJobChoosingEvent(revealing, 3, 9),
		types.NewJobAwardedEvent(revealing, b, "agr_1", math.NewInt(1), 2),
		types.NewJobReawardedEvent(awarded, b, "agr_2", math.NewInt(1), 1),
		types.NewJobExpiredEvent(j, types.ExpiredWithoutBids),
		types.NewJobExpiredEvent(revealing, types.ExpiredWithoutWinner),
		types.NewJobExpiredEvent(awarded, types.ExpiredAfterDefault),
		types.NewJobCancelledEvent(j, math.NewInt(1)),
		types.NewJobPrunedEvent(j),
		types.NewBidCommittedEvent(j, "provider", types.Commitment{Signer: "signer", Hash: []byte{0xab}}, math.NewInt(6)),
		types.NewBidRevealedEvent(j, b, 1),
		types.NewBidPlacedEvent(j, b, 2),
		types.NewBidDisplacedEvent(j, b),
		types.NewBidDroppedEvent(j, b, types.ErrSameController.Wrap("whatever")),
		types.NewCommitmentBurnedEvent(job, "provider", deposit),
		types.NewCommitmentReleasedEvent(job, "provider", deposit),
		types.NewParamsUpdatedEvent(types.DefaultParams()),
	} {
		got.WriteString(e.Type)
		for _, a := range e.Attributes {
			fmt.Fprintf(&got, " %s=%s", a.Key, a.Value)
		}
		got.WriteString("\n")
	}
	const golden = "testdata/events.golden"
	if *rewrite {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}
