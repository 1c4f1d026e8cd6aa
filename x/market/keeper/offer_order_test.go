package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// permutations of the indexes 0 to n-1.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := 0; at <= len(p); at++ {
			all = append(all, append(append(append([]int{}, p[:at]...), n-1), p[at:]...))
		}
	}
	return all
}

// One round is answered in one block with two acceptances, a counter-offer and a rejection: whichever comes first counts,
// the others are refused and change nothing, and the money is spoken for once.
func TestOneAnswerCountsWhateverTheOrder(t *testing.T) {
	for maker, other := range map[string]string{"client": "provider", "provider": "client"} {
		for _, order := range permutations(4) {
			f := newFixture(t)
			o := f.make(maker, f.page("client", "provider"))
			accept, again := f.acceptMsg(other, o), f.acceptMsg(other, o)
			again.Signer = f.mandate(other, []byte("second key__________"), nil).String()
			counter, reject := f.counterMsg(other, o, f.page("client", "provider", priced(3*unit))), f.rejectMsg(other, o)
			answers := []func(context.Context) error{
				func(ctx context.Context) error { _, err := f.msgs.AcceptOffer(ctx, accept); return err },
				func(ctx context.Context) error { _, err := f.msgs.AcceptOffer(ctx, again); return err },
				func(ctx context.Context) error { _, err := f.msgs.CounterOffer(ctx, counter); return err },
				func(ctx context.Context) error { _, err := f.msgs.RejectOffer(ctx, reject); return err },
			}
			want := []types.OfferStatus{types.OfferStatusAccepted, types.OfferStatusAccepted, types.OfferStatusOpen, types.OfferStatusRejected}
			require.NoError(t, f.tx(answers[order[0]]), "%s, order %v", maker, order)
			for _, i := range order[1:] {
				f.refused(map[bool]error{true: types.ErrNotYourTurn, false: types.ErrOfferClosed}[order[0] == 2], answers[i])
			}
			o = f.offer(o.Id)
			require.Equal(t, want[order[0]], o.Status)
			accepted := order[0] < 2
			require.Equal(t, accepted, f.agreements() == 1)
			f.block()
			if accepted {
				f.deliver(f.agreed(o.Agreement))
			}
			f.pass(hour)
			f.pass(4 * day)
			require.Zero(t, f.held("client")+f.held("provider"))
			require.Zero(t, f.covers())
			require.Len(t, f.bytes(types.ModuleName), 1, "only the parameters are left")
		}
	}
}

// The counter-offer crosses with an acceptance of the round before: neither side is bound to what it did not mean.
func TestAnAcceptanceThatCrossesWithACounterOffer(t *testing.T) {
	f := newFixture(t)
	first := f.make("client", f.page("client", "provider"))
	second := f.counter("provider", first, f.page("client", "provider", priced(6*unit)))
	stale := f.acceptMsg("client", second)
	stale.Accepts = first.Round.Hash // the client's own round
	f.refused(types.ErrRoundChanged, func(ctx ctx) error { _, err := f.msgs.AcceptOffer(ctx, stale); return err })
	third := f.counter("client", second, f.page("client", "provider", priced(5*unit)))
	f.refused(types.ErrRoundChanged, func(ctx ctx) error {
		m := f.acceptMsg("provider", third)
		m.Accepts = second.Round.Hash
		_, err := f.msgs.AcceptOffer(ctx, m)
		return err
	})
	require.EqualValues(t, 5*unit, f.agree("provider", third).Terms.Price.Amount.Int64())
	f.block()
}

// Two negotiations of the same parties in one block are two.
func TestTwoNegotiationsOfOnePairInOneBlock(t *testing.T) {
	f := newFixture(t)
	terms := f.page("client", "provider")
	a, b := f.make("client", terms), f.make("client", terms)
	require.NotEqual(t, a.Id, b.Id)
	require.NotEqual(t, a.Round.Hash, b.Round.Hash, "the hash names the negotiation")
	c := f.make("provider", terms)
	f.agree("provider", a)
	f.reject("provider", b)
	f.agree("client", c)
	f.block()
	require.EqualValues(t, 8*unit, f.held("client"))
	require.EqualValues(t, 8*unit, f.held("provider"))
}

var errBroken = errors.New("broken")

// brokenAgreement opens nothing, after the money has moved.
type brokenAgreement struct{ *agreementkeeper.Keeper }

func (b brokenAgreement) Open(ctx context.Context, o agreementtypes.Opening, fund agreementtypes.Fund) (string, error) {
	if _, err := b.Keeper.Open(ctx, o, fund); err != nil {
		return "", err
	}
	return "", errBroken
}

// Whatever fails in the end, nothing that was locked on the way stays locked, and nothing that was locked is lost.
func TestDealsAreAtomic(t *testing.T) {
	f := newFixture(t)
	byClient, byProvider := f.make("client", f.page("client", "provider")), f.make("provider", f.page("client", "provider"))
	s := f.listService("provider")
	q := f.quoteMsg("client", "provider")
	f.k.SetAgreementKeeper(brokenAgreement{f.agreement})
	for name, run := range map[string]func(ctx) error{
		"acceptance by the provider": func(ctx ctx) error { _, err := f.msgs.AcceptOffer(ctx, f.acceptMsg("provider", byClient)); return err },
		"acceptance by the client":   func(ctx ctx) error { _, err := f.msgs.AcceptOffer(ctx, f.acceptMsg("client", byProvider)); return err },
		"hire":                       func(ctx ctx) error { _, err := f.msgs.Hire(ctx, f.hireMsg("client", s)); return err },
		"quote":                      func(ctx ctx) error { _, err := f.msgs.HireQuoted(ctx, q); return err },
	} {
		t.Run(name, func(t *testing.T) { f.refused(errBroken, run) })
	}
	f.k.SetAgreementKeeper(f.agreement)
	f.agree("provider", byClient)
	f.agree("client", byProvider)
	f.hire("client", s)
	_, err := f.msgs.HireQuoted(f.ctx, q)
	require.NoError(t, err)
	f.block()
}
