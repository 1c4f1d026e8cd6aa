package types_test

import (
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/arbitration/types"
)

var zero = math.ZeroInt()

const caseID = "case_0000000100000001"

func addr(name string) string { return sdk.AccAddress(fmt.Sprintf("%-20s", name)).String() }

func request() types.Request {
	return types.Request{
		Ref: []byte("matter"), Kind: types.KindDispute, Client: addr("client"), Provider: addr("provider"), Skill: "translation",
		Price: sdk.NewInt64Coin("utroth", 1_000), Size_: 3, PriceMicro: 1_000, ClaimedBps: 2_000,
	}
}

// example is a case that was ruled in its second round, after a silent first one.
func example() types.Case {
	p := types.DefaultParams()
	rules := p.RulesFor(request(), 1_000_000)
	return types.Case{
		Id: caseID, Request: request(), Rules: rules, Status: types.StatusRuled, OpenedMs: 1, DueMs: 9,
		ClientDeposit: math.NewInt(500), ProviderDeposit: math.NewInt(100), VerdictBps: 7_500,
		Rounds: []types.Round{
			{Deposit: zero, Size_: 3, Seats: 3, Lock: math.NewInt(667), DrawHeight: 21, VerdictBps: types.UnclearBps},
			{
				Appellant: types.SideProvider, Deposit: rules.AppealDeposit(5), Size_: 5, Seats: 5, Lock: math.NewInt(400),
				DrawHeight: 99, VerdictBps: 7_500, Revealed: 1,
			},
		},
	}
}

func entry() types.CaseEntry {
	e := types.CaseEntry{Case: example()}
	for i := range 8 {
		s := types.Seat{Arbiter: addr(fmt.Sprintf("arbiter%d", i)), Owner: addr(fmt.Sprintf("owner%d", i)), Lock: math.NewInt(667)}
		if i >= 3 {
			s.Round, s.Lock = 1, math.NewInt(400)
		}
		e.Seats = append(e.Seats, s)
	}
	last := &e.Seats[7]
	last.Commitment, last.Revealed, last.Bps, last.Votes = make([]byte, 32), true, 7_500, []uint32{7_500}
	for _, side := range []types.Side{types.SideClient, types.SideProvider} {
		e.Evidence = append(e.Evidence, types.Evidence{Side: side, Uri: "https://example.com/a", Sha256: make([]byte, 32), Note: "n"})
	}
	return e
}

func genesis() *types.GenesisState {
	gs := types.DefaultGenesis()
	gs.Cases = []types.CaseEntry{entry()}
	gs.Deadlines = []deadline.Entry{{DueMs: 9, Kind: types.KindAppeal, Id: []byte{0, 0, 0, 1, 0, 0, 0, 1}}}
	return gs
}
