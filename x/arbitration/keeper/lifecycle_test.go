package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// purses are the balances of some agents, and what is held of them.
type purses struct {
	f      *fixture
	agents []sdk.AccAddress
	before []int64
}

func (f *fixture) purses(agents ...sdk.AccAddress) purses {
	p := purses{f: f, agents: agents}
	for _, a := range agents {
		p.before = append(p.before, f.balance(a))
	}
	return p
}

// changed are the differences since.
func (p purses) changed() (list []int64) {
	for i, a := range p.agents {
		list = append(list, p.f.balance(a)-p.before[i])
	}
	return list
}

func TestWhoPaysByTheVerdict(t *testing.T) {
	for name, tc := range map[string]struct {
		claimed          uint32
		votes            [5]int
		verdict          uint32
		client, provider int64
		seats            [5]int64
	}{
		"all for the provider: the client pays the panel, its deposit is burned": {
			votes: [5]int{10_000, 10_000, 10_000, 10_000, 10_000}, verdict: 10_000, client: -2_500_000,
			seats: [5]int64{40_000, 40_000, 40_000, 40_000, 40_000},
		},
		"all for the client: the provider pays the panel": {
			votes: [5]int{}, verdict: 0, provider: -200_000, seats: [5]int64{40_000, 40_000, 40_000, 40_000, 40_000},
		},
		"half: both pay half, half of the rest is burned": {
			votes: [5]int{5_000, 5_000, 5_000, 5_000, 5_000}, verdict: 5_000, client: -100_000 - 1_200_000, provider: -100_000,
			seats: [5]int64{40_000, 40_000, 40_000, 40_000, 40_000},
		},
		"more for the client than it claimed: it loses nothing": {
			claimed: 5_000, votes: [5]int{2_500, 2_500, 2_500, 2_500, 2_500}, verdict: 2_500, provider: -200_000,
			seats: [5]int64{40_000, 40_000, 40_000, 40_000, 40_000},
		},
		"as far from one as from the other": {
			claimed: 5_000, votes: [5]int{7_500, 7_500, 7_500, 7_500, 7_500}, verdict: 7_500, client: -100_000 - 1_200_000, provider: -100_000,
			seats: [5]int64{40_000, 40_000, 40_000, 40_000, 40_000},
		},
		"the lower middle of four; who is far loses a tenth of its lock, who is silent half": {
			votes: [5]int{10_000, 0, 10_000, -1, 10_000}, verdict: 10_000, client: -2_500_000,
			seats: [5]int64{800_000 + 66_667, -400_000, 800_000 + 66_667, -2_000_000, 800_000 + 66_666},
		},
		"the lower middle of two steps": {
			votes: [5]int{2_500, 5_000, -1, -1, -1}, verdict: 2_500, client: -50_000 - 2_450_000/4, provider: -150_000,
			seats: [5]int64{3_100_000, 3_100_000, -2_000_000, -2_000_000, -2_000_000},
		},
		"a vote committed and not revealed is silence": {
			votes: [5]int{20_000, 0, 0, 0, 0}, verdict: 0, provider: -200_000,
			seats: [5]int64{-2_000_000, 550_000, 550_000, 550_000, 550_000},
		},
		"nobody reveals: unclear, deposits come back, the locks are burned": {
			votes: [5]int{-1, -1, -1, -1, -1}, verdict: 5_000,
			seats: [5]int64{-2_000_000, -2_000_000, -2_000_000, -2_000_000, -2_000_000},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			m := f.usual()
			m.ClaimedBps = tc.claimed
			sides := f.purses(f.client, f.provider)
			id := f.open(m)
			f.until(id, types.StatusDrawn)
			arbiters := f.purses(f.seats(id, 0)...)
			require.Len(t, arbiters.agents, 5)

			c := f.vote(id, tc.votes[:]...)
			require.Equal(t, types.StatusRuled, c.Status)
			require.Equal(t, tc.verdict, c.VerdictBps)
			f.end(id)

			require.Equal(t, []int64{tc.client, tc.provider}, sides.changed())
			require.Equal(t, tc.seats[:], arbiters.changed())
			require.Zero(t, f.held(f.client)+f.held(f.provider))
			require.Equal(t, types.Ruling{Case: id, VerdictBps: tc.verdict, Unclear: c.Unclear}, f.handler.rulings[id])
			require.Equal(t, name == "nobody reveals: unclear, deposits come back, the locks are burned", c.Unclear)
			f.until(id, types.StatusClosed)
			f.pass(types.DefaultParams().RetainMs)
			f.block()
			_, err := f.k.Get(f.ctx, id)
			require.ErrorIs(t, err, types.ErrNotFound)
		})
	}
}

func TestTooFewArbiters(t *testing.T) {
	for name, tc := range map[string]struct {
		bench, seats int
		client       int64
	}{
		"none: unclear":                         {bench: 0},
		"two: unclear":                          {bench: 2},
		"four: a panel of three, paid as three": {bench: 4, seats: 3, client: -120_000 - 2_380_000},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(tc.bench)
			sides := f.purses(f.client, f.provider)
			id := f.open(f.usual())
			if tc.seats == 0 {
				f.end(id)
				require.Equal(t, types.Ruling{Case: id, VerdictBps: 5_000, Unclear: true}, f.handler.rulings[id])
			} else {
				c := f.vote(id, 10_000, 10_000, 10_000)
				require.Equal(t, uint32(tc.seats), c.Last().Seats)
				require.Equal(t, "6666667", c.Last().Lock.String())
				f.end(id)
			}
			require.Equal(t, []int64{tc.client, 0}, sides.changed())
			require.Zero(t, f.held(f.client)+f.held(f.provider))
		})
	}
}

// The parties, who they control, whoever is excluded and who has too little stake never sit.
func TestWhoNeverSits(t *testing.T) {
	f := newFixture(t)
	arbiters := f.bench(6)
	for _, party := range []sdk.AccAddress{f.client, f.provider} {
		require.NoError(t, f.send(&types.MsgEnlist{
			Signer: ownerOf(party).String(), Agent: party.String(), Stake: utroth(stake).Amount, Skills: []string{"*"},
		}))
	}
	f.blocks(5)
	m := f.usual()
	m.Excluded = []string{arbiters[0].String()}
	id := f.open(m)
	c := f.until(id, types.StatusDrawn)
	require.Equal(t, uint32(5), c.Last().Seats)
	for _, s := range f.seats(id, 0) {
		require.NotContains(t, []string{arbiters[0].String(), f.client.String(), f.provider.String()}, s.String())
	}
	// A price so high that nobody has the stake for a seat.
	rich := f.usual()
	rich.Price, rich.PriceMicro = utroth(1_000_000_000), 1_000_000_000
	id = f.open(rich)
	f.end(id)
	require.True(t, f.handler.rulings[id].Unclear)
}

// A deposit can be short, or missing: the other side's pays what is missing, and what nobody has the seats do not get.
func TestDepositsAreTakenAsTheyAre(t *testing.T) {
	for name, tc := range map[string]struct {
		client, provider         int64
		clientPays, providerPays int64
		seat                     int64
	}{
		"none at all":                          {},
		"the provider's is short":              {client: 500_000, provider: 50_000, clientPays: 150_000, providerPays: 50_000, seat: 40_000},
		"only the provider's is there":         {provider: 300_000, providerPays: 200_000, seat: 40_000},
		"both together are short of the panel": {client: 60_000, provider: 40_000, clientPays: 60_000, providerPays: 40_000, seat: 20_000},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			m := f.usual()
			m.clientDeposit, m.providerDeposit = tc.client, tc.provider
			sides := f.purses(f.client, f.provider)
			id := f.open(m)
			f.until(id, types.StatusDrawn)
			arbiters := f.purses(f.seats(id, 0)...)
			f.vote(id, 0, 0, 0, 0, 0)
			f.end(id)
			require.Equal(t, []int64{-tc.clientPays, -tc.providerPays}, sides.changed())
			require.Equal(t, []int64{tc.seat, tc.seat, tc.seat, tc.seat, tc.seat}, arbiters.changed())
		})
	}
}

// What a panel verifies is paid by the client, whatever the verdict.
func TestAVerificationIsPaidByTheClient(t *testing.T) {
	for _, verdict := range []int{0, 10_000} {
		f := newFixture(t)
		f.bench(5)
		m := f.usual()
		m.Kind, m.clientDeposit, m.providerDeposit = types.KindPanel, 200_000, 0
		sides := f.purses(f.client, f.provider)
		id := f.open(m)
		f.vote(id, verdict, verdict, verdict, verdict, verdict)
		f.end(id)
		require.Equal(t, []int64{-200_000, 0}, sides.changed())
	}
}

func TestCriteriaAreWeighed(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	m := f.usual()
	m.Size_, m.Weights = 3, []uint32{6_000, 4_000}
	id := f.open(m)
	f.until(id, types.StatusCommit)
	for _, a := range f.seats(id, 0) {
		require.NoError(t, f.commit(id, a, 10_000, 0))
	}
	f.until(id, types.StatusReveal)
	seats := f.seats(id, 0)
	require.ErrorIs(t, f.reveal(id, seats[0], 10_000), types.ErrVote)
	require.ErrorIs(t, f.reveal(id, seats[0], 0, 10_000), types.ErrCommitment)
	for _, a := range seats {
		require.NoError(t, f.reveal(id, a, 10_000, 0))
	}
	require.Equal(t, uint32(5_000), f.until(id, types.StatusRuled).VerdictBps) // 6000, to the nearest step
}
