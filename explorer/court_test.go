package explorer_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// accounts of the chain: two owners of parties, and one of all judges.
const accounts = `
version: 1
accounts:
  - {name: alice, coins: [1000000000000utroth]}
  - {name: faucet, coins: [1000000000000utroth]}
  - {name: judge, coins: [1000000000000utroth]}
validators:
  - {name: alice, bonded: 100000000000utroth}
faucet: {name: faucet, host: "127.0.0.1:4500", coins: [100000000utroth], coins_max: [1000000000utroth]}
`

// judges are enough for a panel of 3 and one of 7 after an appeal, none of whom may sit twice in a case.
const judges = 14

// newJudges registers the judges and lets them enlist, most of them for everything.
func (w *walk) newJudges() {
	key, err := devnet.Key(chain.DevnetID, "judge")
	require.NoError(w.t, err)
	w.court, err = client.New([]string{w.d.RPC}, client.FromKey(key))
	require.NoError(w.t, err)
	w.t.Cleanup(func() { require.NoError(w.t, w.court.Close()) })
	var register, enlist []sdk.Msg
	for n := range judges {
		address, more := agent.Registration{
			Salt: []byte{byte(n)}, Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 900_000_000)),
			Profile: identitytypes.Profile{Name: fmt.Sprintf("judge-%d", n)},
		}.Messages(w.court.Address())
		w.judges = append(w.judges, address.String())
		register = append(register, more...)
		skills := []string{arbitrationtypes.AllSkills}
		if n%4 == 1 {
			skills = []string{"text", "maps"}
		}
		enlist = append(enlist, &arbitrationtypes.MsgEnlist{
			Signer: w.court.Address().String(), Agent: address.String(), Stake: math.NewInt(200_000_000 + int64(n)), Skills: skills,
		})
	}
	for _, msgs := range [][]sdk.Msg{register, enlist} {
		_, err = w.court.Send(w.t.Context(), msgs...)
		require.NoError(w.t, err)
	}
}

// judge does what one judge has to do now in one of its cases, or changes its stake or skills.
func (w *walk) judge(ctx context.Context, rng *rand.Rand) {
	me, signer := w.judges[rng.IntN(judges)], w.court.Address().String()
	q := arbitrationtypes.NewQueryClient(w.court)
	if rng.IntN(40) == 0 {
		w.by(ctx, w.court, &arbitrationtypes.MsgSetStake{Signer: signer, Agent: me, Stake: math.NewInt(150_000_000 + rng.Int64N(100_000_000))})
		return
	}
	mine, err := q.ArbiterCases(ctx, &arbitrationtypes.QueryArbiterCasesRequest{Agent: me})
	if err != nil || len(mine.Cases) == 0 {
		return
	}
	c := mine.Cases[rng.IntN(len(mine.Cases))]
	key, err := arbitrationtypes.ParseID("case", c.Id)
	require.NoError(w.t, err)
	address, err := sdk.AccAddressFromBech32(me)
	require.NoError(w.t, err)
	// Vote and salt follow from case, round and judge, so that a worker opens what another has sealed. One in eight is never there.
	salt := sha256.Sum256(binary.BigEndian.AppendUint32(append(append([]byte("salt"), key...), address...), c.Round()))
	if salt[0]%8 == 0 {
		return
	}
	votes := []uint32{uint32(salt[1]%5) * 2500}
	switch c.Status {
	case arbitrationtypes.StatusCommit:
		w.by(ctx, w.court, &arbitrationtypes.MsgCommitVote{
			Signer: signer, Arbiter: me, Case: c.Id, Round: c.Round(), Commitment: jury.Commitment(w.d.ChainID, key, c.Round(), address, votes, salt[:]),
		})
	case arbitrationtypes.StatusReveal:
		w.by(ctx, w.court, &arbitrationtypes.MsgRevealVote{Signer: signer, Arbiter: me, Case: c.Id, Round: c.Round(), Votes: votes, Salt: salt[:]})
	}
}

// plead does what a side does in a case: it adds a document, or appeals.
func (w *walk) plead(ctx context.Context, rng *rand.Rand, owner int, me, signer string) {
	cases, err := arbitrationtypes.NewQueryClient(w.owners[owner]).PartyCases(ctx, &arbitrationtypes.QueryPartyCasesRequest{Agent: me})
	if err != nil || len(cases.Cases) == 0 {
		return
	}
	c := cases.Cases[rng.IntN(len(cases.Cases))]
	switch {
	case c.Status == arbitrationtypes.StatusOpened || c.Status == arbitrationtypes.StatusDrawn:
		sum := sha256.Sum256([]byte(fmt.Sprint(rng.Int64())))
		w.send(ctx, owner, &arbitrationtypes.MsgAddEvidence{Signer: signer, Agent: me, Case: c.Id, Uri: "https://example.com/letter", Sha256: sum[:], Note: "as agreed"})
	case c.Status == arbitrationtypes.StatusRuled && rng.IntN(4) == 0:
		w.send(ctx, owner, &arbitrationtypes.MsgAppeal{Signer: signer, Agent: me, Case: c.Id, Round: c.Round()})
	}
}

// enough says whether the chain has what the comparison wants to see: blocks, and of a long walk closed cases, one of them
// after an appeal.
func (w *walk) enough() bool {
	height, err := w.court.Height(w.t.Context())
	require.NoError(w.t, err)
	if !long(w.t) || height < 80 {
		return height >= 80
	}
	closed, err := arbitrationtypes.NewQueryClient(w.court).Cases(w.t.Context(), &arbitrationtypes.QueryCasesRequest{Status: arbitrationtypes.StatusClosed})
	require.NoError(w.t, err)
	for _, c := range closed.Cases {
		if c.Round() > 0 {
			return true
		}
	}
	return false
}

// panelTerms are terms whose work a panel verifies.
func panelTerms(c, p string, price int64) agreementtypes.Terms {
	t := terms(c, p, 20*price)
	t.Loss, t.Pledge = math.NewInt(price), math.NewInt(price)
	t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodPanel, PanelSize: 3, FeeBps: 5000}
	return t
}
