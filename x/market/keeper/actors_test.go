package keeper_test

import (
	"bytes"
	"fmt"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// agent returns an agent with its own owner and a purse, registered when first asked for.
func (f *fixture) agent(name string) agent {
	f.t.Helper()
	if a, ok := f.agents[name]; ok {
		return a
	}
	owner := sdk.AccAddress(fmt.Sprintf("owner_%-14s", name))
	f.fund(owner, sdk.NewInt64Coin(denom, unit))
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: owner.String()})
	require.NoError(f.t, err)
	a := agent{owner, sdk.MustAccAddressFromBech32(res.Agent)}
	f.fund(a.addr, sdk.NewInt64Coin(denom, purse))
	f.agents[name] = a
	return a
}

// request is a job for 10 units with a minute for bids and a minute for reveals.
func request() types.JobRequest {
	return types.JobRequest{
		Title: "Translate a page", Skill: "translation", Budget: sdk.NewInt64Coin(denom, 10*unit),
		Spec: agreementtypes.Spec{Uri: "https://example.com/spec.md", Sha256: bytes.Repeat([]byte{3}, 32), Bytes: 100},
		Loss: math.ZeroInt(), StartCost: math.ZeroInt(),
		Clocks: types.Clocks{BidMs: minute, RevealMs: minute, DeliveryMs: 60 * minute, ReviewMs: 60 * minute},
	}
}

func (f *fixture) post(client string, changes ...func(*types.JobRequest)) []byte {
	f.t.Helper()
	a, r := f.agent(client), request()
	for _, change := range changes {
		change(&r)
	}
	res, err := f.msgs.PostJob(f.ctx, &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: r})
	require.NoError(f.t, err)
	key, err := types.ParseJobID("job", res.Job)
	require.NoError(f.t, err)
	return key
}

// bid is a bid of an agent, signed by its owner; what is left out is chosen so that a newcomer's bid is covered.
type bid struct {
	by       string
	price    int64
	pledge   int64
	delivery uint64
}

func (f *fixture) revealMsg(key []byte, b bid) *types.MsgRevealBid {
	f.t.Helper()
	a := f.agent(b.by)
	if b.delivery == 0 {
		b.delivery = 30 * minute
	}
	switch b.pledge {
	case 0:
		b.pledge = b.price
	case noPledge:
		b.pledge = 0
	}
	return &types.MsgRevealBid{
		Signer: a.owner.String(), Provider: a.addr.String(), Job: types.JobID(key), Price: math.NewInt(b.price),
		Pledge: math.NewInt(b.pledge), DeliveryMs: b.delivery, Salt: bytes.Repeat([]byte{5}, 32),
	}
}

// seal returns the commitment of a reveal.
func seal(m *types.MsgRevealBid) []byte {
	return auction.Commitment(auction.Sealed{
		ChainID: chainID, Job: m.Job, Provider: sdk.MustAccAddressFromBech32(m.Provider), Price: m.Price, Pledge: types.OrZero(m.Pledge),
		DeliveryMs: m.DeliveryMs, NoteHash: m.Note.Sha256,
	}, m.Salt)
}

func (f *fixture) commitMsg(key []byte, b bid) *types.MsgCommitBid {
	f.t.Helper()
	m := f.revealMsg(key, b)
	return &types.MsgCommitBid{Signer: m.Signer, Provider: m.Provider, Job: m.Job, Commitment: seal(m)}
}

func (f *fixture) commit(key []byte, bids ...bid) {
	f.t.Helper()
	for _, b := range bids {
		_, err := f.msgs.CommitBid(f.ctx, f.commitMsg(key, b))
		require.NoError(f.t, err, b.by)
	}
}

func (f *fixture) reveal(key []byte, bids ...bid) (ranks []uint32) {
	f.t.Helper()
	for _, b := range bids {
		res, err := f.msgs.RevealBid(f.ctx, f.revealMsg(key, b))
		require.NoError(f.t, err, b.by)
		ranks = append(ranks, res.Rank)
	}
	return ranks
}

// auctioned posts a job, commits and reveals the bids, and ends the reveal window.
func (f *fixture) auctioned(client string, bids []bid, changes ...func(*types.JobRequest)) []byte {
	f.t.Helper()
	key := f.post(client, changes...)
	f.commit(key, bids...)
	f.pass(minute)
	f.reveal(key, bids...)
	f.pass(minute)
	return key
}

func (f *fixture) job(key []byte) types.Job {
	f.t.Helper()
	job, err := f.k.Job(f.ctx, key)
	require.NoError(f.t, err)
	return job
}

func (f *fixture) standing(key []byte) types.Standing {
	f.t.Helper()
	s, err := f.k.Standing(f.ctx, key)
	require.NoError(f.t, err)
	return s
}

// providers returns the names of the bids that stand, best first.
func (f *fixture) providers(key []byte) []string {
	f.t.Helper()
	names := []string{}
	for _, b := range f.standing(key).Ranked {
		names = append(names, f.nameOf(b.Provider))
	}
	return names
}

func (f *fixture) nameOf(addr string) string {
	for name, a := range f.agents {
		if a.addr.String() == addr {
			return name
		}
	}
	return addr
}

// opened returns the agreement a job led to.
func (f *fixture) opened(key []byte) agreementtypes.Agreement {
	f.t.Helper()
	a, err := f.agreement.Get(f.ctx, f.job(key).Agreement)
	require.NoError(f.t, err)
	return a
}

// winner is the name of the provider of the job's agreement.
func (f *fixture) winner(key []byte) string {
	f.t.Helper()
	return f.nameOf(f.opened(key).Terms.Provider)
}

func (f *fixture) held(name string) int64 {
	f.t.Helper()
	held, err := f.escrow.Held(f.ctx, f.agent(name).addr, denom)
	require.NoError(f.t, err)
	return held.Int64()
}

func (f *fixture) balance(name string) int64 {
	return f.bank.GetBalance(f.ctx, f.agent(name).addr, denom).Amount.Int64()
}

func (f *fixture) setStatus(name string, s identitytypes.AgentStatus) error {
	a := f.agent(name)
	_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{
		Owner: a.owner.String(), Agent: a.addr.String(), Status: s,
	})
	return err
}

// operator adds a key with the actions, without a limit in utroth.
func (f *fixture) operator(name string, actions ...identitytypes.Action) sdk.AccAddress {
	f.t.Helper()
	a, key := f.agent(name), sdk.AccAddress(fmt.Sprintf("op____%-14s", name))
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: key.String(),
		Mandate: identitytypes.Mandate{Actions: actions, WindowMs: day, Limits: []identitytypes.Limit{{
			Denom: denom, PerAction: math.ZeroInt(), PerWindow: math.ZeroInt(), Lifetime: math.ZeroInt(), Unlimited: true,
		}}},
	})
	require.NoError(f.t, err)
	return key
}

// hand gives an agent to a new owner.
func (f *fixture) hand(name string, to sdk.AccAddress) {
	f.t.Helper()
	a, msgs := f.agent(name), identitykeeper.NewMsgServer(f.identity)
	_, err := msgs.ProposeOwner(f.ctx, &identitytypes.MsgProposeOwner{Owner: a.owner.String(), Agent: a.addr.String(), NewOwner: to.String()})
	require.NoError(f.t, err)
	_, err = msgs.AcceptOwner(f.ctx, &identitytypes.MsgAcceptOwner{NewOwner: to.String(), Agent: a.addr.String()})
	require.NoError(f.t, err)
	f.agents[name] = agent{to, a.addr}
}

// capital gives an agent earned capital, in micro-units.
func (f *fixture) capital(name string, micro uint64) {
	f.t.Helper()
	require.NoError(f.t, f.reputation.InitGenesis(f.ctx, reputationtypes.GenesisState{
		Params: reputationtypes.DefaultParams(),
		Capital: []reputationtypes.CapitalEntry{{
			Agent: f.agent(name).addr.String(), Capital: reputationtypes.Capital{Free: micro},
		}},
	}))
}

// removeOperator takes a key's mandate away.
func (f *fixture) removeOperator(name string, key sdk.AccAddress) {
	f.t.Helper()
	a := f.agent(name)
	_, err := identitykeeper.NewMsgServer(f.identity).RemoveOperator(f.ctx, &identitytypes.MsgRemoveOperator{
		Signer: a.owner.String(), Agent: a.addr.String(), Key: key.String(),
	})
	require.NoError(f.t, err)
}

// dropDenom takes utroth off the list of accepted denoms.
func (f *fixture) dropDenom() {
	f.t.Helper()
	f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].Denom = "other" })
}

// setParams changes the parameters of the market.
func (f *fixture) setParams(change func(*types.Params)) {
	f.t.Helper()
	p, err := f.k.GetParams(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f.t, err)
}

// setEscrow changes the parameters of escrow.
func (f *fixture) setEscrow(change func(*escrowtypes.Params)) {
	f.t.Helper()
	p, err := f.escrow.GetParams(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	_, err = escrowkeeper.NewMsgServer(f.escrow).UpdateParams(f.ctx, &escrowtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f.t, err)
}
