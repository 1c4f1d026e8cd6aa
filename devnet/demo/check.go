package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ledger is what the demo expects of the chain at the end.
type ledger struct{ contracts []expectation }

type expectation struct {
	contract
	status  agreementtypes.Status
	outcome string
}

func (l *ledger) expect(c contract, status agreementtypes.Status, outcome string) {
	l.contracts = append(l.contracts, expectation{c, status, outcome})
}

// settleUp prints what everybody has at the end and checks it against the chain.
func (m *demo) settleUp(ctx context.Context) error {
	m.out.scene("At the end")
	burned, err := m.checkContracts(ctx)
	if err != nil {
		return err
	}
	if err := m.checkMoney(ctx, burned); err != nil {
		return err
	}
	return m.printScores(ctx)
}

// checkContracts reads every agreement back and returns the coins that they burned.
func (m *demo) checkContracts(ctx context.Context) (math.Int, error) {
	burned := math.ZeroInt()
	var wrong []error
	for _, e := range m.ledger.contracts {
		q, err := agreementtypes.NewQueryClient(m.c).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: e.agreement})
		if err != nil {
			return burned, err
		}
		a := q.Agreement
		var s agreementtypes.Receipt
		if len(q.Receipts) == 1 {
			s = q.Receipts[0]
		}
		if len(q.Receipts) != 1 || a.Status != e.status || s.Outcome.String() != e.outcome || a.Terms.Provider != m.actors[e.provider].address.String() {
			wrong = append(wrong, fmt.Errorf("%s is %s, want %s with %s by %s", a.Id, a.Status, e.status, e.outcome, e.provider))
			continue
		}
		if sum := s.Sum(); !sum.Equal(a.Terms.Price.Amount) {
			wrong = append(wrong, fmt.Errorf("%s: shares sum to %s, the price is %s", a.Id, sum, a.Terms.Price))
		}
		burned = burned.Add(s.Burned)
		if !strings.HasPrefix(e.job, markettypes.JobPrefix+"_") {
			continue
		}
		j, err := markettypes.NewQueryClient(m.c).Job(ctx, &markettypes.QueryJobRequest{Id: e.job})
		if err != nil {
			return burned, err
		}
		if j.Job.Status != markettypes.JobStatusAwarded {
			wrong = append(wrong, fmt.Errorf("%s is %s, want AWARDED", e.job, j.Job.Status))
		}
	}
	for _, n := range m.rec.all(func(n note) bool {
		return strings.HasPrefix(n.event.Type, "agreement.agreement_") && n.event.Get("pledge_burned") != ""
	}) {
		c, err := sdk.ParseCoinsNormalized(n.event.Get("pledge_burned"))
		if err != nil {
			return burned, err
		}
		burned = burned.Add(c.AmountOf(chain.BaseDenom))
	}
	return burned, errors.Join(wrong...)
}

// checkMoney prints balances and burns, and demands that nothing is held and nothing is lost.
func (m *demo) checkMoney(ctx context.Context, burned math.Int) error {
	var wrong []error
	sum, funded := math.ZeroInt(), math.ZeroInt()
	m.out.say("  %-14s %12s %12s %12s %6s", "agent", "had", "has", "change", "holds")
	for _, c := range cast {
		a := m.actors[c.name]
		address := a.address
		r, err := escrowtypes.NewQueryClient(m.c).Account(ctx, &escrowtypes.QueryAccountRequest{Agent: address.String()})
		if err != nil {
			return err
		}
		holds, err := escrowtypes.NewQueryClient(m.c).Holds(ctx, &escrowtypes.QueryHoldsRequest{Agent: address.String()})
		if err != nil {
			return err
		}
		has, had := r.Balance.AmountOf(chain.BaseDenom), amount(a.fund)
		if len(holds.Holds) > 0 || !r.Held.IsZero() {
			wrong = append(wrong, fmt.Errorf("%s still holds %s in %d holds", a.name, r.Held, len(holds.Holds)))
		}
		sum, funded = sum.Add(has), funded.Add(had)
		change := troth(has.Sub(had))
		if has.GT(had) {
			change = "+" + change
		}
		m.out.say("  %-14s %12s %12s %12s %6d", a.name, troth(had), troth(has), change, len(holds.Holds))
	}
	if !sum.Add(burned).Equal(funded) {
		wrong = append(wrong, fmt.Errorf("agents had %s, have %s and burned %s", funded, sum, burned))
	}
	params, err := identitytypes.NewQueryClient(m.c).Params(ctx, &identitytypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	fees := params.Params.RegistrationFee.Amount.MulRaw(int64(len(cast)))
	supply, err := m.totalSupply(ctx)
	if err != nil {
		return err
	}
	m.out.say("\n  burned  %s by payments, %s by registrations", troth(burned), troth(fees))
	m.out.say("  supply  %s before, %s now: the difference is what was burned", troth(m.supply), troth(supply))
	if !supply.Add(burned).Add(fees).Equal(m.supply) {
		wrong = append(wrong, fmt.Errorf("supply was %s, is %s, burned were %s and %s", m.supply, supply, burned, fees))
	}
	return errors.Join(wrong...)
}

func (m *demo) printScores(ctx context.Context) error {
	m.out.say("\n  %-14s %8s %12s %10s   for a job of 1 troth", "provider", "score", "reliability", "capital")
	for _, a := range cast {
		if a.role != roleProvider {
			continue
		}
		r, err := reputationtypes.NewQueryClient(m.c).Score(ctx, &reputationtypes.QueryScoreRequest{
			Agent: m.actors[a.name].address.String(), Skill: skill, Value: 1_000_000,
		})
		if err != nil {
			return err
		}
		s := r.Score
		m.out.say("  %-14s %7.1f%% %11.1f%% %10s", a.name, float64(s.ScoreBps)/100, float64(s.ReliabilityBps)/100,
			troth(math.NewIntFromUint64(s.Capital.Free+s.Capital.Reserved)))
	}
	return nil
}

func (m *demo) totalSupply(ctx context.Context) (math.Int, error) {
	r, err := banktypes.NewQueryClient(m.c).SupplyOf(ctx, &banktypes.QuerySupplyOfRequest{Denom: chain.BaseDenom})
	if err != nil {
		return math.Int{}, err
	}
	return r.Amount.Amount, nil
}
