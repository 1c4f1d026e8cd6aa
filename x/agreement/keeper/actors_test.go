package keeper_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	skill      = "translation"
	delivery   = uint64(10_000)
	review     = uint64(5_000)
	evaluation = uint64(4_000)
	answerMs   = uint64(3_000)
	million    = int64(1_000_000)
)

// testParams are the default parameters with little time to answer.
func testParams() types.Params {
	p := types.DefaultParams()
	p.AnswerMs = answerMs
	return p
}

// deal is what a test agrees on; change alters the terms that follow from the rest.
type deal struct {
	client, provider             sdk.AccAddress
	price, pledge, loss, reserve int64
	sigmaBps                     uint32
	change                       func(t *types.Terms)
	// declineMs is how long the provider may decline.
	declineMs uint64
}

// usual is a price of 10, half of the cover in cash, and 2 beyond the price for a dearer runner-up.
func (f *fixture) usual() deal {
	return deal{client: f.client, provider: f.provider, price: 10 * million, pledge: 5 * million, loss: 10 * million, reserve: 2 * million}
}

// small is a price of 1000 without pledge or reserve.
func (f *fixture) small() deal {
	return deal{client: f.client, provider: f.provider, price: 1_000, loss: 1_000}
}

// with returns the deal with one more change of its terms.
func (d deal) with(change func(t *types.Terms)) deal {
	before := d.change
	d.change = func(t *types.Terms) {
		if before != nil {
			before(t)
		}
		change(t)
	}
	return d
}

// parts divides the work into milestones of the shares.
func (d deal) parts(shares ...uint32) deal {
	return d.with(func(t *types.Terms) {
		t.Milestones = nil
		for _, bps := range shares {
			t.Milestones = append(t.Milestones, types.Milestone{ShareBps: bps, DeliveryMs: delivery})
		}
	})
}

func (d deal) reworks(n uint32) deal {
	return d.with(func(t *types.Terms) { t.ReworkRounds = n })
}

// judged has the evaluator judge, for a tenth of the price.
func (f *fixture) judged(d deal) deal {
	return d.with(func(t *types.Terms) {
		t.Verification = types.Verification{Method: types.MethodEvaluator, Evaluator: f.evaluator.String(), FeeBps: 1_000, EvalMs: evaluation}
	})
}

func preimage(milestone int) []byte { return []byte(fmt.Sprintf("the answer to %d", milestone)) }

// puzzle has the chain compare the answers.
func (d deal) puzzle() deal {
	return d.with(func(t *types.Terms) {
		t.Verification.Method = types.MethodHash
		for i := range t.Milestones {
			sum := sha256.Sum256(preimage(i))
			t.Milestones[i].AnswerSha256 = sum[:]
		}
	})
}

// instant pays at the submission, with the pledge that this needs.
func (d deal) instant() deal {
	d.pledge, d.loss = d.price*5/4, max(d.loss, d.price)
	return d.with(func(t *types.Terms) { t.Instant = true })
}

func (d deal) terms() types.Terms {
	t := types.Terms{
		Client: d.client.String(), Provider: d.provider.String(), Title: "Translate a page", Skill: skill,
		Spec:  types.Spec{Uri: "https://example.com/spec", Sha256: make([]byte, 32), Bytes: 100},
		Price: utroth(d.price), Loss: math.NewInt(d.loss), Pledge: math.NewInt(d.pledge),
		Milestones: types.SingleMilestone(delivery), ReviewMs: review, SigmaBps: d.sigmaBps,
	}
	if d.change != nil {
		d.change(&t)
	}
	return t
}

func (d deal) request() types.CoverRequest {
	t := d.terms()
	return types.CoverRequest{Client: d.client, Price: t.Price, Pledge: t.Pledge, Loss: t.Loss, SigmaBps: t.SigmaBps, Instant: t.Instant}
}

// job returns the key bytes and the id of a new job.
func (f *fixture) job() (key []byte, id string) {
	*f.jobs++
	key = binary.BigEndian.AppendUint64(nil, *f.jobs)
	return key, fmt.Sprintf("job_%x", key)
}

func coverRef(job []byte, provider sdk.AccAddress) []byte {
	return append(append([]byte(nil), job...), provider...)
}

func (f *fixture) authority(agent sdk.AccAddress, action identitytypes.Action) identitytypes.Authority {
	f.Helper()
	a, err := f.identity.Authorize(f.ctx, ownerOf(agent), agent, action)
	require.NoError(f, err)
	return a
}

// lock locks the cover of a deal for a job.
func (f *fixture) lock(job []byte, d deal) error {
	f.Helper()
	return f.k.LockCover(f.ctx, f.authority(d.provider, identitytypes.ActionBid), coverRef(job, d.provider), d.request())
}

// hold holds the client's money of a deal for a job.
func (f *fixture) hold(job []byte, d deal) {
	f.Helper()
	require.NoError(f, f.market.Hold(f.ctx, f.authority(d.client, identitytypes.ActionHire), job, utroth(d.price+d.reserve), nil))
}

func (f *fixture) opening(job []byte, id string, d deal) types.Opening {
	return types.Opening{Terms: d.terms(), Origin: id, CoverRef: coverRef(job, d.provider), BackupReserve: math.NewInt(d.reserve), DeclineMs: d.declineMs}
}

func (f *fixture) funder(job []byte, amount int64) types.Fund {
	return func(ctx context.Context, target escrowtypes.Target) error {
		return f.market.Move(ctx, job, target, math.NewInt(amount))
	}
}

// hire makes an agreement of a deal, as the market does, and returns it.
func (f *fixture) hire(d deal) types.Agreement {
	f.Helper()
	require.NoError(f, f.k.CheckTerms(f.ctx, d.terms()))
	job, id := f.job()
	f.hold(job, d)
	require.NoError(f, f.lock(job, d))
	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, d.price+d.reserve))
	require.NoError(f, err)
	return f.get(agr)
}

func (f *fixture) get(id string) types.Agreement {
	f.Helper()
	a, err := f.k.Get(f.ctx, id)
	require.NoError(f, err)
	return a
}

func (f *fixture) receipt(a types.Agreement, milestone uint32) types.Receipt {
	f.Helper()
	r, err := f.k.Receipt(f.ctx, a.Id, milestone)
	require.NoError(f, err)
	return r
}

func (f *fixture) agent(bech32 string) sdk.AccAddress {
	f.Helper()
	addr, err := sdk.AccAddressFromBech32(bech32)
	require.NoError(f, err)
	return addr
}

// signerOf is the owner of an agent.
func (f *fixture) signerOf(agent string) string { return ownerOf(f.agent(agent)).String() }

// at is the milestone that an agreement is at now; where it is gone, the one it was at.
func (f *fixture) at(a types.Agreement) uint32 {
	now, err := f.k.Get(f.ctx, a.Id)
	if err != nil {
		return a.Milestone
	}
	return now.Milestone
}

func (f *fixture) submitMsg(a types.Agreement) *types.MsgSubmit {
	return &types.MsgSubmit{
		Signer: f.signerOf(a.Terms.Provider), Provider: a.Terms.Provider, Agreement: a.Id, Milestone: f.at(a),
		Uri: "https://example.com/work", Sha256: make([]byte, 32), Bytes: 10,
	}
}

func (f *fixture) submit(a types.Agreement) error {
	_, err := f.msg.Submit(f.ctx, f.submitMsg(a))
	return err
}

func (f *fixture) answer(a types.Agreement, preimage []byte) error {
	msg := f.submitMsg(a)
	msg.Preimage = preimage
	_, err := f.msg.Submit(f.ctx, msg)
	return err
}

func (f *fixture) evaluate(a types.Agreement, bps uint32) error {
	evaluator := a.Terms.Verification.Evaluator
	if evaluator == "" {
		evaluator = f.evaluator.String()
	}
	_, err := f.msg.Evaluate(f.ctx, &types.MsgEvaluate{Signer: f.signerOf(evaluator), Evaluator: evaluator, Agreement: a.Id, Milestone: f.at(a), Bps: bps, Reason: "so it is"})
	return err
}

func (f *fixture) accept(a types.Agreement, rating uint32) error {
	_, err := f.msg.Accept(f.ctx, &types.MsgAccept{Signer: f.signerOf(a.Terms.Client), Client: a.Terms.Client, Agreement: a.Id, Milestone: f.at(a), Rating: rating})
	return err
}

func (f *fixture) rework(a types.Agreement) error {
	_, err := f.msg.Rework(f.ctx, &types.MsgRework{Signer: f.signerOf(a.Terms.Client), Client: a.Terms.Client, Agreement: a.Id, Milestone: f.at(a), Reason: "page 3"})
	return err
}

func (f *fixture) reject(a types.Agreement, bps uint32) error {
	_, err := f.msg.Reject(f.ctx, &types.MsgReject{Signer: f.signerOf(a.Terms.Client), Client: a.Terms.Client, Agreement: a.Id, Milestone: f.at(a), Reason: "no", ClaimedBps: bps})
	return err
}

func (f *fixture) concede(a types.Agreement) error {
	_, err := f.msg.Concede(f.ctx, &types.MsgConcede{Signer: f.signerOf(a.Terms.Provider), Provider: a.Terms.Provider, Agreement: a.Id, Milestone: f.at(a)})
	return err
}

func (f *fixture) terminate(a types.Agreement) error {
	_, err := f.msg.Terminate(f.ctx, &types.MsgTerminate{Signer: f.signerOf(a.Terms.Client), Client: a.Terms.Client, Agreement: a.Id, Milestone: f.at(a)})
	return err
}

func (f *fixture) resign(a types.Agreement) error {
	_, err := f.msg.Resign(f.ctx, &types.MsgResign{Signer: f.signerOf(a.Terms.Provider), Provider: a.Terms.Provider, Agreement: a.Id, Milestone: f.at(a)})
	return err
}

const asClient, asProvider = types.RoleClient, types.RoleProvider

// party returns the agent of a role.
func party(a types.Agreement, role types.Role) string {
	if role == asClient {
		return a.Terms.Client
	}
	return a.Terms.Provider
}

func (f *fixture) propose(a types.Agreement, role types.Role, bps uint32) error {
	agent := party(a, role)
	_, err := f.msg.ProposeSplit(f.ctx, &types.MsgProposeSplit{Signer: f.signerOf(agent), Agent: agent, Agreement: a.Id, Milestone: f.at(a), Bps: bps})
	return err
}

func (f *fixture) take(a types.Agreement, role types.Role, bps uint32) error {
	agent := party(a, role)
	_, err := f.msg.AcceptSplit(f.ctx, &types.MsgAcceptSplit{Signer: f.signerOf(agent), Agent: agent, Agreement: a.Id, Milestone: f.at(a), Bps: bps})
	return err
}

func (f *fixture) cancel(a types.Agreement, role types.Role, bps uint32) error {
	agent := party(a, role)
	_, err := f.msg.Cancel(f.ctx, &types.MsgCancel{Signer: f.signerOf(agent), Agent: agent, Agreement: a.Id, Milestone: f.at(a), Bps: bps})
	return err
}

func (f *fixture) amend(a types.Agreement, role types.Role, terms types.Terms) error {
	agent := party(a, role)
	_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: f.signerOf(agent), Agent: agent, Agreement: a.Id, Milestone: f.at(a), Terms: terms})
	return err
}

// handler stands for the market: it names a target and does on default what a test says.
type handler struct {
	target    *escrowtypes.Target
	targetErr error
	onDefault func(ctx context.Context, job string) error
	calls     int
}

var errHandler = errors.New("the market is broken")

func (h *handler) DefaultTarget(context.Context, string) (escrowtypes.Target, bool, error) {
	if h.target == nil {
		return escrowtypes.Target{}, false, h.targetErr
	}
	return *h.target, true, h.targetErr
}

func (h *handler) OnDefault(ctx context.Context, job string) error {
	h.calls++
	return h.onDefault(ctx, job)
}

func (f *fixture) setEscrowParams(p escrowtypes.Params) {
	f.Helper()
	_, err := escrowkeeper.NewMsgServer(f.escrow).UpdateParams(f.ctx, &escrowtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f, err)
}

// refuses demands that an act fails with err and changes nothing.
func (f *fixture) refuses(err error, act func() error) {
	f.Helper()
	before, events := f.dump(), len(f.ctx.EventManager().Events())
	require.ErrorIs(f, act(), err)
	require.Equal(f, before, f.dump())
	require.Len(f, f.ctx.EventManager().Events(), events)
}
