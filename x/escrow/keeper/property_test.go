package keeper_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	lifetime = 40
	maxHolds = 6
)

// machine runs random verbs on the real keepers and on the model and compares everything after each.
type machine struct {
	*fixture
	r         *rapid.T
	m         *model
	agents    []agent
	operators []sdk.AccAddress
	handles   map[string]*keeper.Handle
	accounts  []sdk.AccAddress
}

func newMachine(r *rapid.T) *machine {
	f := newFixture(r)
	p := testParams()
	p.MaxHoldsPerAgent = maxHolds
	f.setParams(p)
	s := &machine{fixture: f, r: r, m: newModel(), handles: map[string]*keeper.Handle{"market": f.market, "agreement": f.work}}
	for i := range 3 {
		a, key := f.agent("agent "+strconv.Itoa(i)), account("operator "+strconv.Itoa(i))
		f.operator(a, key, lifetime)
		s.agents, s.operators = append(s.agents, a), append(s.operators, key)
		s.m.serial[key.String()] = 1
		s.accounts = append(s.accounts, a.addr)
		for _, d := range []string{troth, usd, shell} {
			s.m.balance[at(a.addr.String(), d)] = 1000
			s.m.supply[d] += 1000
		}
		// Leave little, so that much is refused.
		for _, d := range []string{troth, usd, shell} {
			require.NoError(r, f.bank.SendCoins(f.ctx, a.addr, account("other"), coins(900, d)))
			s.m.balance[at(a.addr.String(), d)] -= 900
			s.m.balance[at(account("other").String(), d)] += 900
		}
	}
	s.accounts = append(s.accounts, account("other"), authtypes.NewModuleAddress(authtypes.FeeCollectorName), types.UnspendableAddress())
	return s
}

func (s *machine) pick() (int, agent) {
	i := rapid.IntRange(0, 2).Draw(s.r, "agent")
	return i, s.agents[i]
}

func (s *machine) denom() string {
	return rapid.SampledFrom([]string{troth, usd, shell}).Draw(s.r, "denom")
}

func (s *machine) amountUpTo(n int64) int64 { return rapid.Int64Range(0, n).Draw(s.r, "amount") }

func (s *machine) place() types.Target {
	return target(rapid.SampledFrom([]string{"market", "agreement"}).Draw(s.r, "scope"),
		rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(s.r, "ref"))
}

func key(t types.Target) string { return t.Scope + "/" + string(t.Ref) }

// do runs a verb as a transaction: what fails leaves nothing behind.
func (s *machine) do(act func(ctx sdk.Context) error) error {
	cached, commit := s.ctx.CacheContext()
	err := act(cached)
	if err == nil {
		commit()
	}
	return err
}

// expect compares the outcome with the model's.
func (s *machine) expect(err, want error) bool {
	if want != nil {
		require.ErrorIs(s.r, err, want)
		return false
	}
	require.NoError(s.r, err)
	return true
}

// mandated says what the mandate answers, and the reference of the spending.
func (s *machine) mandated(i int, a agent, signer sdk.AccAddress, denom string, n int64) (identitytypes.SpendRef, error) {
	if signer.Equals(a.owner) {
		return identitytypes.SpendRef{Agent: a.addr.String()}, nil
	}
	k := s.operators[i].String()
	ref := identitytypes.SpendRef{Agent: a.addr.String(), Operator: k, Serial: s.m.serial[k], Bucket: s.clock.now / windowMs}
	switch {
	case n > lifetime:
		return ref, identitytypes.ErrAboveAction
	case s.m.spent[at(k, denom)]+n > lifetime:
		return ref, identitytypes.ErrAboveLifetime
	}
	return ref, nil
}

func (s *machine) signer(i int, a agent) sdk.AccAddress {
	return rapid.SampledFrom([]sdk.AccAddress{a.owner, s.operators[i]}).Draw(s.r, "signer")
}

func (s *machine) Hold(*rapid.T) {
	i, a := s.pick()
	signer, to, denom, n := s.signer(i, a), s.place(), s.denom(), s.amountUpTo(60)
	ref, spend := s.mandated(i, a, signer, denom, n)
	var want error
	switch {
	case n == 0:
		want = field.ErrCoin
	case denom == shell:
		want = types.ErrDenomNotAccepted
	case denom == usd && n < 5:
		want = types.ErrBelowMinHold
	case s.m.holds[key(to)] != nil:
		want = types.ErrHoldExists
	case s.m.count(a.addr.String()) >= maxHolds:
		want = types.ErrTooManyHolds
	case s.m.available(a.addr.String(), denom) < n:
		want = types.ErrInsufficient
	default:
		want = spend
	}
	err := s.do(func(ctx sdk.Context) error {
		return s.handles[to.Scope].Hold(ctx, s.can(a, signer), to.Ref, sdk.NewInt64Coin(denom, n), nil)
	})
	if s.expect(err, want) {
		p := &pile{agent: a.addr.String(), denom: denom}
		p.put(ref, n)
		s.m.holds[key(to)] = p
		s.m.spent[at(ref.Operator, denom)] += n
	}
}

func (s *machine) Grow(*rapid.T) {
	i, a := s.pick()
	signer, to, denom, n := s.signer(i, a), s.place(), s.denom(), rapid.Int64Range(1, 20).Draw(s.r, "amount")
	ref, spend := s.mandated(i, a, signer, denom, n)
	p := s.m.holds[key(to)]
	grown := &pile{}
	var want error
	switch {
	case p == nil:
		want = types.ErrHoldNotFound
	case p.agent != a.addr.String() || p.denom != denom:
		want = types.ErrHoldMismatch
	case s.m.available(p.agent, denom) < n:
		want = types.ErrInsufficient
	case spend != nil:
		want = spend
	default:
		*grown = pile{p.agent, p.denom, slices.Clone(p.units)}
		grown.put(ref, n)
		if len(grown.runs()) > types.MaxFundings {
			want = types.ErrTooManyFundings
		}
	}
	err := s.do(func(ctx sdk.Context) error {
		return s.handles[to.Scope].Grow(ctx, s.can(a, signer), to.Ref, sdk.NewInt64Coin(denom, n))
	})
	if s.expect(err, want) {
		s.m.holds[key(to)] = grown
		s.m.spent[at(ref.Operator, denom)] += n
	}
}

// fromHold draws a place and an amount that is mostly within the hold there.
func (s *machine) fromHold() (types.Target, *pile, int64, error) {
	from := s.place()
	p := s.m.holds[key(from)]
	if p == nil {
		return from, nil, s.amountUpTo(5), types.ErrHoldNotFound
	}
	n := s.amountUpTo(int64(len(p.units)) + 2)
	if n > int64(len(p.units)) {
		return from, p, n, types.ErrAboveHold
	}
	return from, p, n, nil
}

func (s *machine) Shrink(*rapid.T) {
	from, p, n, want := s.fromHold()
	err := s.do(func(ctx sdk.Context) error { return s.handles[from.Scope].Shrink(ctx, from.Ref, math.NewInt(n)) })
	if s.expect(err, want) {
		s.m.restore(p.denom, p.youngest(n))
		s.m.drop(key(from))
	}
}

func (s *machine) Release(*rapid.T) {
	from := s.place()
	p := s.m.holds[key(from)]
	var want error
	if p == nil {
		want = types.ErrHoldNotFound
	}
	err := s.do(func(ctx sdk.Context) error { return s.handles[from.Scope].Release(ctx, from.Ref) })
	if s.expect(err, want) {
		s.m.restore(p.denom, p.units)
		delete(s.m.holds, key(from))
	}
}

func (s *machine) Pay(*rapid.T) {
	from, p, n, want := s.fromHold()
	to := rapid.SampledFrom(s.accounts[:4]).Draw(s.r, "to")
	fees := types.Fees{
		BurnBps:        rapid.Uint32Range(0, 5000).Draw(s.r, "burn"),
		ProtocolFeeBps: rapid.Uint32Range(0, 5000).Draw(s.r, "fee"),
	}
	var got types.Payment
	err := s.do(func(ctx sdk.Context) (err error) {
		got, err = s.handles[from.Scope].Pay(ctx, from.Ref, to, math.NewInt(n), fees)
		return err
	})
	if !s.expect(err, want) {
		return
	}
	burn, fee := n*int64(fees.BurnBps)/10_000, n*int64(fees.ProtocolFeeBps)/10_000
	require.Equal(s.r, []int64{n - burn - fee, burn, fee}, []int64{got.Paid.Int64(), got.Burned.Int64(), got.ProtocolFee.Int64()})
	p.oldest(n)
	s.m.drop(key(from))
	s.m.balance[at(p.agent, p.denom)] -= n
	s.m.balance[at(to.String(), p.denom)] += n - burn - fee
	s.m.virtual[at(authtypes.NewModuleAddress(authtypes.FeeCollectorName).String(), p.denom)] += fee
	s.burnt(p.denom, burn)
}

func (s *machine) Burn(*rapid.T) {
	from, p, n, want := s.fromHold()
	err := s.do(func(ctx sdk.Context) error { return s.handles[from.Scope].Burn(ctx, from.Ref, math.NewInt(n)) })
	if s.expect(err, want) {
		p.oldest(n)
		s.m.drop(key(from))
		s.m.balance[at(p.agent, p.denom)] -= n
		s.burnt(p.denom, n)
	}
}

// burnt: at the end of the block the supply is less, or a grave is fuller.
func (s *machine) burnt(denom string, n int64) {
	if denom == troth {
		s.m.supply[denom] -= n
		return
	}
	s.m.virtual[at(types.UnspendableAddress().String(), denom)] += n
}

func (s *machine) Move(*rapid.T) {
	from, p, n, want := s.fromHold()
	to := s.place()
	target := s.m.holds[key(to)]
	if want == nil && key(from) == key(to) {
		want = types.ErrSameHold
	}
	if want == nil && target != nil && (target.agent != p.agent || target.denom != p.denom) {
		want = types.ErrHoldMismatch
	}
	err := s.do(func(ctx sdk.Context) error { return s.handles[from.Scope].Move(ctx, from.Ref, to, math.NewInt(n)) })
	if !s.expect(err, want) || n == 0 {
		return
	}
	if target == nil {
		target = &pile{agent: p.agent, denom: p.denom}
		s.m.holds[key(to)] = target
	}
	target.units = append(target.units, p.youngest(n)...)
	target.squeeze()
	s.m.drop(key(from))
}

func (s *machine) Withdraw(*rapid.T) {
	_, a := s.pick()
	denom, n := s.denom(), rapid.Int64Range(1, 120).Draw(s.r, "amount")
	var want error
	if n > s.m.available(a.addr.String(), denom) {
		want = types.ErrInsufficient
	}
	err := s.do(func(ctx sdk.Context) error {
		_, err := s.msg().Withdraw(ctx, &types.MsgWithdraw{
			Owner: a.owner.String(), Agent: a.addr.String(), To: account("other").String(), Coins: coins(n, denom),
		})
		return err
	})
	if s.expect(err, want) {
		s.moved(a.addr, account("other"), denom, n)
	}
}

func (s *machine) moved(from, to sdk.AccAddress, denom string, n int64) {
	s.m.balance[at(from.String(), denom)] -= n
	s.m.balance[at(to.String(), denom)] += n
}

func (s *machine) Deposit(*rapid.T) {
	_, a := s.pick()
	denom, n := s.denom(), rapid.Int64Range(1, 50).Draw(s.r, "amount")
	s.mint(a.addr, n, denom)
	s.m.balance[at(a.addr.String(), denom)] += n
	s.m.supply[denom] += n
}

// ModuleSend, ModuleMultiSend and ModuleFee are what other modules may try with an agent's coins.
func (s *machine) ModuleSend(*rapid.T) {
	_, a := s.pick()
	denom, n := s.denom(), rapid.Int64Range(1, 120).Draw(s.r, "amount")
	s.foreign(a, denom, []int64{n}, func(ctx sdk.Context) error {
		return s.bank.SendCoins(ctx, a.addr, account("other"), coins(n, denom))
	})
}

func (s *machine) ModuleMultiSend(*rapid.T) {
	_, a := s.pick()
	denom := s.denom()
	ns := rapid.SliceOfN(rapid.Int64Range(1, 60), 2, 4).Draw(s.r, "amounts")
	s.foreign(a, denom, ns, func(ctx sdk.Context) error {
		sum, outputs := int64(0), []banktypes.Output{}
		for _, n := range ns {
			sum += n
			outputs = append(outputs, banktypes.NewOutput(account("other"), coins(n, denom)))
		}
		return s.bank.InputOutputCoins(ctx, banktypes.NewInput(a.addr, coins(sum, denom)), outputs)
	})
}

func (s *machine) foreign(a agent, denom string, ns []int64, act func(ctx sdk.Context) error) {
	sum := int64(0)
	for _, n := range ns {
		sum += n
	}
	before := map[string]int64{}
	for k, v := range s.m.asked {
		before[k] = v
	}
	ok := s.m.ask(a.addr.String(), denom, ns...) && sum <= s.m.balance[at(a.addr.String(), denom)]
	err := s.do(act)
	if !ok {
		require.Error(s.r, err)
		s.m.asked = before
		return
	}
	require.NoError(s.r, err)
	s.moved(a.addr, account("other"), denom, sum)
}

func (s *machine) ModuleFee(*rapid.T) {
	_, a := s.pick()
	denom, n := s.denom(), rapid.Int64Range(1, 120).Draw(s.r, "amount")
	err := s.do(func(ctx sdk.Context) error {
		return keeper.NewVirtualBank(s.bank).SendCoinsFromAccountToModule(ctx, a.addr, authtypes.FeeCollectorName, coins(n, denom))
	})
	if n > s.m.available(a.addr.String(), denom) {
		require.Error(s.r, err)
		return
	}
	require.NoError(s.r, err)
	s.m.balance[at(a.addr.String(), denom)] -= n
	s.m.virtual[at(authtypes.NewModuleAddress(authtypes.FeeCollectorName).String(), denom)] += n
}

// RenewMandate replaces a mandate: what the old one paid for restores nobody.
func (s *machine) RenewMandate(*rapid.T) {
	i, a := s.pick()
	_, err := identitykeeper.NewMsgServer(s.identity).UpdateMandate(s.ctx, &identitytypes.MsgUpdateMandate{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: s.operators[i].String(), Mandate: mandate(lifetime),
	})
	require.NoError(s.r, err)
	k := s.operators[i].String()
	s.m.serial[k]++
	for _, d := range []string{troth, usd} {
		delete(s.m.spent, at(k, d))
	}
}

// NextWindow opens a new bucket of every mandate. Two windows pass, so that only the lifetime bounds.
func (s *machine) NextWindow(*rapid.T) { s.clock.now += 2 * windowMs }

func (s *machine) EndBlock(*rapid.T) {
	s.endBlock()
	for k, n := range s.m.virtual {
		s.m.balance[k] += n
	}
	clear(s.m.virtual)
	clear(s.m.asked)
	for d, n := range s.m.supply {
		require.Equal(s.r, n, s.bank.GetSupply(s.ctx, d).Amount.Int64(), d)
	}
}

// Check compares everything with the model.
func (s *machine) Check(*rapid.T) {
	checks := s.k.Checks()
	s.check(append(checks[:4:4], s.identity.Checks()...)) // the last one holds between blocks only
	for _, a := range s.accounts {
		for _, d := range []string{troth, usd, shell} {
			require.Equal(s.r, s.m.balance[at(a.String(), d)], s.bank.GetBalance(s.ctx, a, d).Amount.Int64(), "%s %s", a, d)
			held, err := s.k.Held(s.ctx, a, d)
			require.NoError(s.r, err)
			require.Equal(s.r, s.m.held(a.String(), d), held.Int64())
		}
	}
	gs, err := s.k.ExportGenesis(s.ctx)
	require.NoError(s.r, err)
	require.Len(s.r, gs.Holds, len(s.m.holds))
	for _, e := range gs.Holds {
		p := s.m.holds[e.Scope+"/"+string(e.Ref)]
		require.NotNil(s.r, p)
		require.Equal(s.r, fmt.Sprint(p.runs()), fmt.Sprint(e.Hold.Fundings))
		require.Equal(s.r, []string{p.agent, p.denom}, []string{e.Hold.Agent, e.Hold.Coin.Denom})
	}
	for i, a := range s.agents {
		o, err := s.identity.Operator(s.ctx, a.addr, s.operators[i])
		require.NoError(s.r, err)
		for _, spent := range o.Spent {
			require.Equal(s.r, s.m.spent[at(o.Key, spent.Denom)], spent.Lifetime.Int64())
		}
	}
}

// Random verbs of every kind over three agents, three denoms, two scopes and eight names of holds.
func TestRandomVerbsAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) { r.Repeat(rapid.StateMachineActions(newMachine(r))) })
}
