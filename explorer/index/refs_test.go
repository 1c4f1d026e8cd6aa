package index

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Who words a text freely, such as the URI of its work, writes on nobody's timeline with it.
func TestFreeTextIsNoReference(t *testing.T) {
	me, victim := sdk.AccAddress(make([]byte, 20)).String(), sdk.AccAddress("a victim of 20 bytes").String()
	const mine, other = "agr_0000000000000001", "job_00000000000000ee"
	for name, e := range map[string]Event{
		"uri":     {Kind: "agreement.work_submitted", Attrs: []Attr{{"agreement", mine}, {"provider", me}, {"uri", other + "," + victim}}},
		"note":    {Kind: "market.bid_revealed", Attrs: []Attr{{"agreement", mine}, {"provider", me}, {"note_uri", victim}}},
		"reason":  {Kind: "agreement.work_rejected", Attrs: []Attr{{"agreement", mine}, {"client", me}, {"reason", other}}},
		"renamed": {Kind: "identity.profile_updated", Attrs: []Attr{{"agreement", mine}, {"agent", me}, {"from", other}, {"to", victim}}},
		"value":   {Kind: "identity.attestation_issued", Attrs: []Attr{{"agreement", mine}, {"issuer", me}, {"schema", other}, {"value", victim}}},
	} {
		s := &scene{ev: e}
		require.Equal(t, []string{mine, me}, s.refs(), name)
	}
	s := &scene{ev: Event{Kind: "identity.owner_changed", Attrs: []Attr{{"agent", me}, {"to", victim}}}}
	require.Equal(t, []string{me, victim}, s.refs(), "an address that the chain names")
	require.Empty(t, subject(Event{Kind: "other.thing_said", Attrs: []Attr{{"note", "case_00000000000000ee"}}}))
}

// What x/arbitration holds is for an agreement, a case or a judge.
func TestHoldsOfJudgesHaveAnObject(t *testing.T) {
	const id = "00000000000000aa"
	require.Equal(t, "agr_"+id, heldForJudges("0101"+id+"00000000"))
	require.Equal(t, "case_"+id, heldForJudges("02"+id+"00000001"))
	require.Equal(t, sdk.AccAddress("a judge of 20 bytes.").String(), heldForJudges("03"+"61206a75646765206f662032302062797465732e"))
	for _, bad := range []string{"", "01", "zz", "0101", "02" + id, "0477"} {
		require.Empty(t, heldForJudges(bad), bad)
	}
}
