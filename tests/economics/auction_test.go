package economics

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	bidMs      = uint64(20_000)
	deliveryMs = 80 * hour
	reviewMs   = 72 * hour
)

func hash(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

func spec() agreementtypes.Spec {
	return agreementtypes.Spec{Uri: "ipfs://spec", Sha256: hash("spec"), Bytes: 4}
}

// auction sells a job to the best of the bids: a sealed auction with its commitments, reveals and award. It returns the
// contract, nil when nobody got it.
func (w *market) auction(client *trader, budget float64, bids []bid) *contract {
	posted := w.send(client.payer, &markettypes.MsgPostJob{Signer: client.by, Client: client.id, Request: markettypes.JobRequest{
		Title: "Translate a page", Spec: spec(), Skill: skill, Budget: coin(micro(budget)), Loss: math.ZeroInt(), StartCost: math.ZeroInt(), Explore: true,
		Clocks: markettypes.Clocks{BidMs: bidMs, RevealMs: bidMs, DeliveryMs: deliveryMs, ReviewMs: reviewMs},
	}})
	job := responseOf[*markettypes.MsgPostJobResponse](w.ledger, posted[0]).Job
	reveals, deposits := make([]*markettypes.MsgRevealBid, len(bids)), make([]int64, len(bids))
	for i, b := range bids {
		commit, reveal := w.seal(job, budget, b)
		before := w.available(b.address)
		w.send(b.payer, commit)
		reveals[i], deposits[i] = reveal, before-w.available(b.address)
	}
	w.block(bidMs)
	w.block(1)
	for i, b := range bids {
		if b.worker != nil { // an attacker may have bid what it cannot cover
			w.send(b.payer, reveals[i])
		} else if _, err := w.try(b.payer, reveals[i]); err != nil {
			b.foe.refused(err, deposits[i])
			w.forgive(b.address, deposits[i])
		}
	}
	w.block(bidMs)
	w.block(1)
	return w.awarded(job, client, budget, bids)
}

// seal makes the two messages of a bid.
func (w *market) seal(job string, budget float64, b bid) (*markettypes.MsgCommitBid, *markettypes.MsgRevealBid) {
	w.salts++
	salt := hash("salt", string(binary.BigEndian.AppendUint64(nil, w.salts)))
	price, pledge := math.NewInt(max(1, micro(b.price))), math.ZeroInt()
	if b.pledge > 0 {
		pledge = math.NewInt(min(micro(b.pledge)+1, micro(budget)))
	}
	sealed := auction.Sealed{
		ChainID: testapp.ChainID, Job: job, Provider: b.address, Price: price, Pledge: pledge, DeliveryMs: deliveryMs,
	}
	commit := &markettypes.MsgCommitBid{Signer: b.by, Provider: b.id, Job: job, Commitment: auction.Commitment(sealed, salt)}
	return commit, &markettypes.MsgRevealBid{
		Signer: b.by, Provider: b.id, Job: job, Price: price, Pledge: pledge, DeliveryMs: deliveryMs, Salt: salt,
	}
}

// awarded reads who got a job.
func (w *market) awarded(id string, client *trader, budget float64, bids []bid) *contract {
	key, err := markettypes.ParseJobID("job", id)
	require.NoError(w.t, err)
	job, err := w.keepers().Market.Job(w.ctx, key)
	require.NoError(w.t, err)
	if job.Status == markettypes.JobStatusExpired {
		return nil
	}
	require.Equal(w.t, markettypes.JobStatusAwarded, job.Status)
	a, err := w.keepers().Agreement.Get(w.ctx, job.Agreement)
	require.NoError(w.t, err)
	for _, b := range bids {
		if b.id == a.Terms.Provider {
			return &contract{
				agreement: a.Id, client: client, worker: b.worker, bid: b, budget: budget,
				price: units(a.Terms.Price.Amount.Int64()), pledge: units(a.PledgeHold().Amount.Int64()),
			}
		}
	}
	require.Fail(w.t, "the award went to nobody who bid", "%s", a.Terms.Provider)
	return nil
}
