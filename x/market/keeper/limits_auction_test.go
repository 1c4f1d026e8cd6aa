package keeper_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// A thousand bids on one job: each costs the same number of reads and writes as the fifth, in every auction, and so does
// the award. Each bid is better than all before it, so that each pushes another off the list.
func TestAThousandBidsCostTheSameEach(t *testing.T) {
	const n = 1_000
	bids := make([]bid, n)
	for i := range bids {
		bids[i] = bid{by: fmt.Sprintf("p%d", i), price: int64(2*n-i) * 1_000}
	}
	for name, run := range map[string]struct {
		post  func(f *fixture) []byte
		bid   func(f *fixture, key []byte, b bid)
		draws bool // who is kept is drawn, so that half of the bids displace the one before and half do not
	}{
		"commitments": {
			func(f *fixture) []byte { return f.post("client") },
			func(f *fixture, key []byte, b bid) { f.commit(key, b) }, false,
		},
		"reveals": {
			func(f *fixture) []byte {
				key := f.post("client")
				f.commit(key, bids...)
				f.setNow(f.now() + minute)
				return key
			},
			func(f *fixture, key []byte, b bid) { f.reveal(key, b) }, false,
		},
		"open bids": {
			func(f *fixture) []byte { return f.post("client", hourly) },
			func(f *fixture, key []byte, b bid) {
				_, err := f.msgs.PlaceBid(f.ctx, f.placeMsg(key, b))
				require.NoError(f.t, err)
			}, false,
		},
		"takers of one moment": {
			func(f *fixture) []byte {
				key := f.post("client", clockAuction)
				f.setNow(f.now() + minute/2)
				return key
			},
			func(f *fixture, key []byte, b bid) { f.take(key, b.by) }, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.setParams(func(p *types.Params) { p.MaxBids = 1_024 })
			for _, b := range bids {
				f.agent(b.by)
			}
			key := run.post(f)
			costs := map[int]int{}
			for i, b := range bids {
				before := *f.ops
				run.bid(f, key, b)
				if i >= 4 {
					costs[*f.ops-before]++
				}
			}
			require.Len(t, costs, 1, "reads and writes → number of bids: %v", costs)
			t.Logf("reads and writes of a bid: %v", costs)
			if name == "commitments" {
				return
			}
			f.setNow(f.now() + 60*minute)
			before := *f.ops
			require.NoError(t, f.k.RunDeadline(f.ctx, types.KindJob, key))
			if f.job(key).Status == types.JobStatusRevealing {
				require.NoError(t, f.k.RunDeadline(f.ctx, types.KindJob, key))
			}
			require.Less(t, *f.ops-before, 250)
			t.Logf("reads and writes of the award: %d", *f.ops-before)
			require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
			if !run.draws {
				require.Equal(t, "p999", f.winner(key))
			}
			for _, b := range bids {
				require.Equal(t, f.held(b.by) > 0, b.by == f.winner(key), b.by)
			}
		})
	}
}

// The default of the winner of the largest request there can be, with three runners-up that all meet eight requirements
// by the eighth issuer and none of whom can pay, and with the longest notes, fits its gas.
func TestGasOfTheLargestDefault(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxWindowMs = types.MaxWindowMs })
	issuers := []string{}
	for i := 0; i < 8; i++ {
		issuers = append(issuers, f.agent(fmt.Sprintf("issuer%d", i)).addr.String())
	}
	bids := manyBids(4)
	large := func(r *types.JobRequest) {
		bulky(r)
		r.Title, r.Backups, r.Skills = strings.Repeat("t", 140), 3, strings.Split("aa bb cc dd ee ff gg", " ")
		for i := 0; i < 8; i++ {
			schema := fmt.Sprintf("license:%s%d", strings.Repeat("s", 50), i)
			for _, b := range bids {
				f.attest("issuer7", b.by, schema)
			}
			r.Requirements = append(r.Requirements, identitytypes.Requirement{Schema: schema, Issuers: issuers})
		}
		for i := 0; i < 32; i++ {
			name := fmt.Sprintf("invited%d", i)
			if i < len(bids) {
				name = bids[i].by
			}
			r.Invited = append(r.Invited, f.agent(name).addr.String())
		}
		for i := 0; i < 16; i++ {
			r.Milestones = append(r.Milestones, types.JobMilestone{Title: strings.Repeat("m", 140), ShareBps: 625})
		}
		judged(f)(r)
	}
	key := f.post("client", large)
	job := f.job(key)
	require.Greater(t, job.Request.Size(), 10_000)
	for _, b := range bids {
		m := f.revealMsg(key, b)
		m.Note = types.Note{Uri: strings.Repeat("n", 512), Sha256: bytes.Repeat([]byte{1}, 32)}
		_, err := f.msgs.CommitBid(f.ctx, &types.MsgCommitBid{Signer: m.Signer, Provider: m.Provider, Job: m.Job, Commitment: seal(m)})
		require.NoError(t, err)
	}
	f.pass(minute)
	for _, b := range bids {
		m := f.revealMsg(key, b)
		m.Note = types.Note{Uri: strings.Repeat("n", 512), Sha256: bytes.Repeat([]byte{1}, 32)}
		_, err := f.msgs.RevealBid(f.ctx, m)
		require.NoError(t, err)
	}
	gas := func(run func(ctx) error) uint64 {
		meter := storetypes.NewInfiniteGasMeter()
		require.NoError(t, run(f.ctx.WithGasMeter(meter)))
		return meter.GasConsumed()
	}
	f.setNow(f.now() + minute)
	award := gas(func(ctx ctx) error { return f.k.RunDeadline(ctx, types.KindJob, key) })
	t.Logf("award of the largest job: %d gas", award)
	require.Less(t, award, uint64(deadline.ItemGas/5))
	require.Equal(t, "p0", f.winner(key))
	for _, b := range bids[1:] {
		f.drain(b.by)
	}
	first, p0 := f.opened(key), f.agent("p0")
	def := gas(func(ctx ctx) error {
		_, err := agreementkeeper.NewMsgServer(f.agreement).Resign(ctx, &agreementtypes.MsgResign{
			Signer: p0.owner.String(), Provider: p0.addr.String(), Agreement: first.Id,
		})
		return err
	})
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	t.Logf("default of the largest job: %d gas", def)
	require.Less(t, def, uint64(deadline.ItemGas/2))
	require.Equal(t, agreementtypes.StatusRefunded, f.status(first.Id))
}

func (f *fixture) status(agreement string) agreementtypes.Status {
	f.t.Helper()
	a, err := f.agreement.Get(f.ctx, agreement)
	require.NoError(f.t, err)
	return a.Status
}
