package keeper_test

import (
	"bytes"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// openAuction makes the bids of a job be seen by all.
func openAuction(r *types.JobRequest) { r.Auction, r.Clocks.RevealMs = types.AuctionOpen, 0 }

// clockAuction makes the expected cost of a job of 10 units with a loss of 10 rise from 0 to 20 units in a minute.
func clockAuction(r *types.JobRequest) { r.Auction, r.Clocks.RevealMs = types.AuctionClock, 0 }

// clientChooses gives the client ten minutes to choose.
func clientChooses(r *types.JobRequest) {
	r.Award, r.Clocks.AwardMs = types.AwardClient, 10*minute
}

func invites(providers ...string) func(*types.JobRequest) {
	return func(r *types.JobRequest) { r.Invited = providers }
}

func (f *fixture) placeMsg(key []byte, b bid) *types.MsgPlaceBid {
	f.t.Helper()
	m := f.revealMsg(key, b)
	return &types.MsgPlaceBid{
		Signer: m.Signer, Provider: m.Provider, Job: m.Job, Price: m.Price, DeliveryMs: m.DeliveryMs, Pledge: m.Pledge, Note: m.Note,
	}
}

func (f *fixture) place(key []byte, bids ...bid) (ranks []uint32) {
	f.t.Helper()
	for _, b := range bids {
		res, err := f.msgs.PlaceBid(f.ctx, f.placeMsg(key, b))
		require.NoError(f.t, err, b.by)
		require.Equal(f.t, f.job(key).BidEndMs, res.BidEndMs)
		ranks = append(ranks, res.Rank)
	}
	return ranks
}

// takeMsg takes a job with the given pledge; noPledge is none, 0 one of 10 units, the loss of the usual job.
func (f *fixture) takeMsg(key []byte, by string, pledge int64) *types.MsgTakeJob {
	f.t.Helper()
	a := f.agent(by)
	switch pledge {
	case 0:
		pledge = 10 * unit
	case noPledge:
		pledge = 0
	}
	return &types.MsgTakeJob{
		Signer: a.owner.String(), Provider: a.addr.String(), Job: types.JobID(key), MinPrice: math.OneInt(),
		DeliveryMs: 30 * minute, Pledge: math.NewInt(pledge),
	}
}

func (f *fixture) take(key []byte, by string) int64 {
	f.t.Helper()
	res, err := f.msgs.TakeJob(f.ctx, f.takeMsg(key, by, 0))
	require.NoError(f.t, err, by)
	return res.Price.Int64()
}

func (f *fixture) awardMsg(client string, key []byte, provider string) *types.MsgAwardJob {
	f.t.Helper()
	a := f.agent(client)
	return &types.MsgAwardJob{
		Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key), Provider: f.agent(provider).addr.String(),
	}
}

// attest has the issuer state the schema about the subject, without end.
func (f *fixture) attest(issuer, subject, schema string) {
	f.t.Helper()
	i := f.agent(issuer)
	_, err := identitykeeper.NewMsgServer(f.identity).Attest(f.ctx, &identitytypes.MsgAttest{
		Signer: i.owner.String(), Agent: i.addr.String(), Subject: f.agent(subject).addr.String(), Schema: schema,
	})
	require.NoError(f.t, err)
}

func (f *fixture) revoke(issuer, subject, schema string) {
	f.t.Helper()
	i := f.agent(issuer)
	_, err := identitykeeper.NewMsgServer(f.identity).RevokeAttestation(f.ctx, &identitytypes.MsgRevokeAttestation{
		Signer: i.owner.String(), Agent: i.addr.String(), Subject: f.agent(subject).addr.String(), Schema: schema, Issuer: i.addr.String(),
	})
	require.NoError(f.t, err)
}

// requires makes a job ask for an attestation of the schema by the issuer.
func (f *fixture) requires(issuer, schema string) func(*types.JobRequest) {
	i := f.agent(issuer).addr.String()
	return func(r *types.JobRequest) {
		r.Requirements = []identitytypes.Requirement{{Schema: schema, Issuers: []string{i}}}
	}
}

// submit delivers the current milestone of the job's agreement; preimage is for hashed answers only.
func (f *fixture) submit(key []byte, preimage []byte) error {
	f.t.Helper()
	a := f.opened(key)
	p := f.agent(f.nameOf(a.Terms.Provider))
	_, err := agreementkeeper.NewMsgServer(f.agreement).Submit(f.ctx, &agreementtypes.MsgSubmit{
		Signer: p.owner.String(), Provider: p.addr.String(), Agreement: a.Id, Milestone: a.Milestone, Uri: "ipfs://result",
		Sha256: bytes.Repeat([]byte{9}, 32), Bytes: 1, Preimage: preimage,
	})
	return err
}

// accept takes the submission of the job's agreement.
func (f *fixture) accept(key []byte) {
	f.t.Helper()
	a := f.opened(key)
	c := f.agent(f.nameOf(a.Terms.Client))
	_, err := agreementkeeper.NewMsgServer(f.agreement).Accept(f.ctx, &agreementtypes.MsgAccept{
		Signer: c.owner.String(), Client: c.addr.String(), Agreement: a.Id, Milestone: a.Milestone, Rating: 90,
	})
	require.NoError(f.t, err)
}

// limit changes the mandate of a key to holds of at most the given amount each.
func (f *fixture) limit(name string, key sdk.AccAddress, most int64) {
	f.t.Helper()
	a := f.agent(name)
	n := math.NewInt(most)
	_, err := identitykeeper.NewMsgServer(f.identity).UpdateMandate(f.ctx, &identitytypes.MsgUpdateMandate{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: key.String(),
		Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionBid}, WindowMs: day, Limits: []identitytypes.Limit{{
			Denom: denom, PerAction: n, PerWindow: n, Lifetime: n,
		}}},
	})
	require.NoError(f.t, err)
}
