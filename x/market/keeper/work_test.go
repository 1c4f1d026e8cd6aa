package keeper_test

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// halves makes the job one of two milestones of equal share.
func halves(r *types.JobRequest) {
	r.Milestones = []types.JobMilestone{{Title: "Draft", ShareBps: 5_000}, {Title: "Final", ShareBps: 5_000}}
}

// judged makes an agent, judge, evaluate the work for 10 % of the price.
func judged(f *fixture) func(*types.JobRequest) {
	judge := f.agent("judge").addr.String()
	return func(r *types.JobRequest) {
		r.Verification = agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: judge, FeeBps: 1_000, EvalMs: 60 * minute,
		}
	}
}

// hashed makes the job one of which the chain itself knows the answers.
func hashed(answers ...string) func(*types.JobRequest) {
	return func(r *types.JobRequest) {
		r.Verification.Method = agreementtypes.MethodHash
		for i, a := range answers {
			sum := sha256.Sum256([]byte(a))
			share := uint32(10_000 / len(answers))
			if i == 0 {
				share += uint32(10_000 % len(answers))
			}
			r.Milestones = append(r.Milestones, types.JobMilestone{ShareBps: share, AnswerSha256: sum[:]})
		}
	}
}

// Every kind of work goes from the request through each auction to its end, and all money is where it belongs.
func TestEveryKindOfWorkFromThePostingToTheEnd(t *testing.T) {
	kinds := map[string]struct {
		request func(f *fixture) func(*types.JobRequest)
		work    func(f *fixture, key []byte)
	}{
		"two milestones": {
			func(*fixture) func(*types.JobRequest) { return halves },
			func(f *fixture, key []byte) {
				require.Len(f.t, f.opened(key).Terms.Milestones, 2)
				for i := 0; i < 2; i++ {
					require.NoError(f.t, f.submit(key, nil))
					f.accept(key)
				}
			},
		},
		"hashed answers": {
			func(*fixture) func(*types.JobRequest) { return hashed("forty-two", "blue", "Paris") },
			func(f *fixture, key []byte) {
				require.ErrorIs(f.t, f.submit(key, []byte("forty-three")), agreementtypes.ErrAnswer)
				for _, a := range []string{"forty-two", "blue", "Paris"} {
					require.NoError(f.t, f.submit(key, []byte(a)))
				}
			},
		},
		"an evaluator": {
			judged,
			func(f *fixture, key []byte) {
				require.NoError(f.t, f.submit(key, nil))
				judge := f.agent("judge")
				_, err := agreementkeeper.NewMsgServer(f.agreement).Evaluate(f.ctx, &agreementtypes.MsgEvaluate{
					Signer: judge.owner.String(), Evaluator: judge.addr.String(), Agreement: f.job(key).Agreement, Bps: 10_000, Reason: "good",
				})
				require.NoError(f.t, err)
				f.pass(day)
				require.Greater(f.t, f.balance("judge"), int64(purse), "it earned its fee")
			},
		},
		"instant payment": {
			func(*fixture) func(*types.JobRequest) { return func(r *types.JobRequest) { r.Instant = true } },
			func(f *fixture, key []byte) {
				before := f.balance("a")
				require.NoError(f.t, f.submit(key, nil))
				f.block()
				require.Greater(f.t, f.balance("a"), before, "paid at the submission")
				f.pass(60 * minute)
			},
		},
		"rework": {
			func(*fixture) func(*types.JobRequest) { return func(r *types.JobRequest) { r.ReworkRounds = 1 } },
			func(f *fixture, key []byte) {
				require.NoError(f.t, f.submit(key, nil))
				client := f.agent("client")
				_, err := agreementkeeper.NewMsgServer(f.agreement).Rework(f.ctx, &agreementtypes.MsgRework{
					Signer: client.owner.String(), Client: client.addr.String(), Agreement: f.job(key).Agreement, Reason: "more",
				})
				require.NoError(f.t, err)
				require.NoError(f.t, f.submit(key, nil))
				f.accept(key)
			},
		},
	}
	roads := map[string]func(f *fixture, request func(*types.JobRequest)) []byte{
		"sealed": func(f *fixture, request func(*types.JobRequest)) []byte {
			return f.auctioned("client", []bid{{by: "a", price: 4 * unit, pledge: 9 * unit}}, request)
		},
		"open": func(f *fixture, request func(*types.JobRequest)) []byte {
			key := f.post("client", openAuction, request)
			f.place(key, bid{by: "a", price: 4 * unit, pledge: 9 * unit})
			f.pass(minute)
			return key
		},
		"clock": func(f *fixture, request func(*types.JobRequest)) []byte {
			key := f.post("client", clockAuction, request)
			f.pass(minute / 4)
			require.EqualValues(f.t, 3_263_000, f.take(key, "a"), "5 units less 69.48 % of 2.5: its score is 3052")
			f.block()
			return key
		},
		"chosen": func(f *fixture, request func(*types.JobRequest)) []byte {
			key := f.auctioned("client", []bid{{by: "a", price: 4 * unit, pledge: 9 * unit}}, request, clientChooses)
			_, err := f.choose(key, "a")
			require.NoError(f.t, err)
			return key
		},
	}
	for kind, k := range kinds {
		for road, lead := range roads {
			t.Run(kind+", "+road, func(t *testing.T) {
				f := newFixture(t)
				f.capital("a", 100*unit) // what an instant price wants beyond the pledge
				key := lead(f, k.request(f))
				require.Equal(t, "a", f.winner(key))
				k.work(f, key)
				f.block()
				require.Equal(t, agreementtypes.StatusCompleted, f.opened(key).Status)
				for _, name := range []string{"client", "a"} {
					require.Zero(t, f.held(name), name)
				}
				require.Greater(t, f.balance("a"), int64(purse))
			})
		}
	}
}

// The delivery time of a bid is divided as its price: rounded down, the last milestone has the rest.
func TestTheDeliveryTimeIsDividedByTheShares(t *testing.T) {
	f := newFixture(t)
	thirds := func(r *types.JobRequest) {
		r.Milestones = []types.JobMilestone{{Title: "One", ShareBps: 3_333}, {Title: "Two", ShareBps: 3_333}, {Title: "Three", ShareBps: 3_334}}
	}
	key := f.auctioned("client", []bid{{by: "a", price: 4 * unit, delivery: 10_001}}, thirds)
	require.Equal(t, []agreementtypes.Milestone{
		{Title: "One", ShareBps: 3_333, DeliveryMs: 3_333}, {Title: "Two", ShareBps: 3_333, DeliveryMs: 3_333},
		{Title: "Three", ShareBps: 3_334, DeliveryMs: 3_335},
	}, f.opened(key).Terms.Milestones)
}

// An instant job wants cash: a bid without enough of it is refused, whatever capital there is.
func TestAnInstantJobWantsCash(t *testing.T) {
	f := newFixture(t)
	f.capital("a", 1_000*unit)
	key := f.post("client", openAuction, func(r *types.JobRequest) { r.Instant = true })
	m := f.placeMsg(key, bid{by: "a", price: 4 * unit, pledge: 5*unit - 1})
	f.refused(agreementtypes.ErrInstant, func(ctx ctx) error {
		_, err := f.msgs.PlaceBid(ctx, m)
		return err
	})
	require.Equal(t, []uint32{1}, f.place(key, bid{by: "a", price: 4 * unit, pledge: 5 * unit}))
	f.block()
}
