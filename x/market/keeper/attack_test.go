package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// An owner declares operators without asking the key. If that made its agent a stranger no more, four such bids could push
// every honest one off the list and then vanish with their covers whole: the job would end without a winner, for nothing.
func TestARevealedBidBindsWhateverItsOwnerDeclares(t *testing.T) {
	f := newFixture(t)
	sybils := []bid{{by: "s1", price: unit}, {by: "s2", price: unit}, {by: "s3", price: unit}, {by: "s4", price: unit}}
	bids := append([]bid{{by: "honest", price: 4 * unit}}, sybils...)
	key := f.post("client")
	f.commit(key, bids...)
	f.pass(minute)
	f.reveal(key, bids...)
	require.NotContains(t, f.providers(key), "honest")
	for _, s := range sybils {
		a := f.agent(s.by)
		_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
			Owner: a.owner.String(), Agent: a.addr.String(), Key: f.agent("client").owner.String(),
			Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionProfile}, WindowMs: day, Limits: []identitytypes.Limit{{
				Denom: denom, PerAction: math.NewInt(1), PerWindow: math.NewInt(1), Lifetime: math.NewInt(1),
			}}},
		})
		require.NoError(t, err)
	}
	f.pass(minute)
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
	require.Contains(t, f.winner(key), "s")
}
