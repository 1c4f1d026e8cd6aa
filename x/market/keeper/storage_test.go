package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/market/types"
)

// bulky is a request of a few kilobytes.
func bulky(r *types.JobRequest) {
	r.Spec.Uri = strings.Repeat("u", 512)
	for i := 0; i < 16; i++ {
		r.Criteria = append(r.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 625})
	}
}

// bigDeposit is 10 millionths a byte above 1 KiB, in base units of the same worth.
func bigDeposit(f *fixture, key []byte) int64 {
	r := f.job(key).Request
	return int64(r.Size()-1024) * 10
}

func TestABigRecordHasADepositHeldUntilItIsDeleted(t *testing.T) {
	f := newFixture(t)
	small := f.post("client")
	require.True(t, f.job(small).StorageDeposit.IsZero())
	f.events()
	key := f.post("client", bulky)
	deposit := bigDeposit(f, key)
	require.Greater(t, deposit, int64(10_000))
	require.EqualValues(t, deposit, f.job(key).StorageDeposit.Int64())
	require.EqualValues(t, 20*unit+deposit, f.held("client"))
	require.Equal(t, math.NewInt(deposit).String()+denom, attribute(f.events()[0], "storage_deposit"))
	f.block()

	f.pass(minute)
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	require.Equal(t, deposit, f.held("client"), "the record is still there")
	f.pass(3 * day)
	require.Empty(t, f.jobRecords())
	require.Zero(t, f.held("client"))
	require.EqualValues(t, purse, f.balance("client"))
}

func TestTheDepositOfARecordThatWasAwarded(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", three, bulky)
	require.NoError(t, f.submit(key, nil))
	f.accept(key)
	f.block()
	require.EqualValues(t, bigDeposit(f, key), f.held("client"))
	f.pass(4 * day)
	require.Empty(t, f.jobRecords())
	require.Zero(t, f.held("client"))
}

// What happens to the denom or the price of storage in between changes nothing for what is held.
func TestTheDepositReturnsWhateverChanges(t *testing.T) {
	for name, change := range map[string]func(f *fixture){
		"the denom is no longer accepted": func(f *fixture) { f.dropDenom() },
		"storage is dearer":               func(f *fixture) { f.setParams(func(p *types.Params) { p.StoragePrice *= 100 }) },
		"storage is free":                 func(f *fixture) { f.setParams(func(p *types.Params) { p.StoragePrice = 0 }) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", bulky)
			f.block()
			change(f)
			require.NoError(t, f.cancel("client", key))
			f.block()
			f.pass(3 * day)
			require.Empty(t, f.jobRecords())
			require.Zero(t, f.held("client"))
			require.EqualValues(t, purse, f.balance("client"))
		})
	}
}

// The deposit is at least what can be held at all.
func TestTheDepositIsAtLeastTheMinimumHold(t *testing.T) {
	f := newFixture(t)
	f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = math.NewInt(unit) })
	key := f.post("client", bulky)
	require.EqualValues(t, unit, f.job(key).StorageDeposit.Int64())
	f.block()
}

func TestAJobIsRefusedWithoutMoneyForItsRecord(t *testing.T) {
	f := newFixture(t)
	a, r := f.agent("client"), request()
	bulky(&r)
	r.Budget.Amount = math.NewInt(purse)
	f.refused(escrowtypes.ErrInsufficient, func(ctx ctx) error {
		_, err := f.msgs.PostJob(ctx, &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: r})
		return err
	})
}
