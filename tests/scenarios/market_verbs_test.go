package scenarios

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// spec of every work: bytes that nobody reads.
func spec() agreementtypes.Spec {
	return agreementtypes.Spec{Uri: "ipfs://spec", Sha256: digest("the work"), Bytes: 8}
}

func post(m *message) action {
	label := m.word("label")
	r := markettypes.JobRequest{
		Title: m.text("title", "Translate a page"), Spec: spec(), Skill: m.text("skill", "writing"), Skills: m.list("skills"),
		Budget: coin(m.amount("budget", math.NewInt(10*testapp.Unit))), Loss: m.amount("loss", math.ZeroInt()),
		MinScoreBps: m.bps("min_score", 0), SigmaBps: m.bps("sigma", 0), Backups: uint32(m.number("backups", 0)), Explore: m.flag("explore"),
		Auction: markettypes.Auction(m.enum("auction", "AUCTION_", markettypes.Auction_value)),
		Award:   markettypes.AwardMode(m.enum("award", "AWARD_MODE_", markettypes.AwardMode_value)),
		Clocks: markettypes.Clocks{
			BidMs: m.ms("bid", 3_000), DeliveryMs: m.ms("delivery", 20_000), ReviewMs: m.ms("review", 5_000), AwardMs: m.ms("choose", 0),
		},
		Requirements: m.requirements("requires"), Verification: m.verification(agreementtypes.Verification{}),
		ReworkRounds: uint32(m.number("rework", 0)), Instant: m.flag("instant"), StartCost: m.amount("start", math.ZeroInt()),
	}
	if r.Auction == markettypes.AuctionSealed || r.Auction == markettypes.AuctionUnspecified || m.has("reveal") {
		r.Clocks.RevealMs = m.ms("reveal", 3_000)
	}
	for _, name := range m.list("invite") {
		r.Invited = append(r.Invited, m.by(name))
	}
	if m.has("parent") {
		r.Parent = m.id(m.text("parent", ""), m.args)
	}
	answers := m.list("answers")
	for i, s := range m.list("milestones") {
		ms := markettypes.JobMilestone{Title: fmt.Sprintf("part %d", i+1), ShareBps: m.percent(s)}
		if i < len(answers) {
			ms.AnswerSha256 = digest(answers[i])
		}
		r.Milestones = append(r.Milestones, ms)
	}
	if len(r.Milestones) == 0 && len(answers) == 1 {
		r.Milestones = []markettypes.JobMilestone{{Title: "the answer", ShareBps: 10_000, AnswerSha256: digest(answers[0])}}
	}
	r.Criteria = m.criteria()
	return action{&markettypes.MsgPostJob{Signer: m.signer, Client: m.self(), Request: r}, func(raw []byte) string {
		m.bind(label, decode(m.world, raw, &markettypes.MsgPostJobResponse{}).Job)
		return label
	}}
}

// criteria fill as many kilobytes as the words say: a big record.
func (m *message) criteria() (all []agreementtypes.Criterion) {
	for range m.number("kilobytes", 0) * 1024 / 140 {
		all = append(all, agreementtypes.Criterion{Text: strings.Repeat("x", 140), WeightBps: 1})
	}
	if len(all) > 0 {
		all[0].WeightBps = 10_000 - uint32(len(all)) + 1
	}
	return all
}

// seal is a bid that was committed, so that the reveal need not repeat it.
type seal struct {
	price, pledge math.Int
	delivery      uint64
}

func (m *message) bid(was seal) seal {
	s := seal{price: m.amount("price", was.price), delivery: m.ms("delivery", was.delivery)}
	pledge := was.pledge
	if pledge.IsNil() {
		pledge = s.price
	}
	s.pledge = m.amount("pledge", pledge)
	if s.delivery == 0 {
		s.delivery = 10_000
	}
	return s
}

func commit(m *message) action {
	label := m.word("job")
	job, b := m.id(label, m.args), m.bid(seal{})
	agent := m.agent(m.name, m.args)
	commitment := auction.Commitment(auction.Sealed{
		ChainID: testapp.ChainID, Job: job, Provider: agent.Address, Price: b.price, Pledge: b.pledge, DeliveryMs: b.delivery,
	}, salt(m.name))
	if m.has("copy") { // of what another agent has committed
		commitment = m.commitment(job, m.by(m.text("copy", "")))
	}
	return action{&markettypes.MsgCommitBid{Signer: m.signer, Provider: m.self(), Job: job, Commitment: commitment}, func([]byte) string {
		m.seals[label+"/"+m.name] = b
		return ""
	}}
}

func (w *world) commitment(job, provider string) []byte {
	for _, c := range w.market().Commitments {
		if c.Job == job && c.Provider == provider {
			return c.Commitment.Hash
		}
	}
	require.Fail(w.t, "no commitment to copy")
	return nil
}

func reveal(m *message) action {
	label := m.word("job")
	b := m.bid(m.seals[label+"/"+m.name])
	return action{&markettypes.MsgRevealBid{
		Signer: m.signer, Provider: m.self(), Job: m.id(label, m.args), Price: b.price, Pledge: b.pledge, DeliveryMs: b.delivery,
		Salt: salt(m.text("salt", m.name)),
	}, nil}
}

func place(m *message) action {
	job, b := m.id(m.word("job"), m.args), m.bid(seal{})
	return action{&markettypes.MsgPlaceBid{
		Signer: m.signer, Provider: m.self(), Job: job, Price: b.price, Pledge: b.pledge, DeliveryMs: b.delivery,
	}, nil}
}

func take(m *message) action {
	job := m.id(m.word("job"), m.args)
	msg := &markettypes.MsgTakeJob{
		Signer: m.signer, Provider: m.self(), Job: job, MinPrice: m.amount("min", math.NewInt(1)),
		Pledge: m.amount("pledge", math.ZeroInt()), DeliveryMs: m.ms("delivery", 10_000),
	}
	return action{msg, func(raw []byte) string {
		return "price=" + units(decode(m.world, raw, &markettypes.MsgTakeJobResponse{}).Price)
	}}
}

func award(m *message) action {
	job := m.id(m.word("job"), m.args)
	msg := &markettypes.MsgAwardJob{Signer: m.signer, Client: m.self(), Job: job, Provider: m.by(m.text("to", ""))}
	return action{msg, func(raw []byte) string {
		return m.names.label(decode(m.world, raw, &markettypes.MsgAwardJobResponse{}).Agreement)
	}}
}

func offer(m *message) action {
	label := m.word("label")
	me, other := m.self(), m.by(m.text("to", ""))
	base := agreementtypes.Terms{Client: me, Provider: other}
	if m.text("as_role", "client") == "provider" {
		base.Client, base.Provider = other, me
	}
	msg := &markettypes.MsgMakeOffer{Signer: m.signer, Maker: me, Terms: m.terms(base), ExpiresMs: m.expires(30_000)}
	if m.has("about") {
		msg.About = m.id(m.text("about", ""), m.args)
	}
	return action{msg, func(raw []byte) string {
		r := decode(m.world, raw, &markettypes.MsgMakeOfferResponse{})
		m.bind(label, r.Offer)
		m.hashes[label] = [][]byte{r.Hash}
		return label
	}}
}

// expires is a span from now on, the market time after the last block.
func (m *message) expires(otherwise uint64) uint64 { return m.now() + m.ms("expires", otherwise) }

// round is the hash of the last round of a negotiation, or of that named with round=.
func (m *message) round(label string) []byte {
	known := m.hashes[label]
	n := m.number("round", uint64(len(known)))
	if n == 0 || n > uint64(len(known)) {
		m.fatal("%s: %s has %d rounds", m.what, label, len(known))
	}
	return known[n-1]
}

func counter(m *message) action {
	label := m.word("offer")
	id := m.id(label, m.args)
	msg := &markettypes.MsgCounterOffer{
		Signer: m.signer, Maker: m.self(), Offer: id, Answers: m.round(label), Terms: m.terms(m.offered(id).Round.Terms),
		ExpiresMs: m.expires(30_000),
	}
	return action{msg, func(raw []byte) string {
		m.hashes[label] = append(m.hashes[label], decode(m.world, raw, &markettypes.MsgCounterOfferResponse{}).Hash)
		return fmt.Sprintf("round=%d", len(m.hashes[label]))
	}}
}

func acceptOffer(m *message, label string) action {
	msg := &markettypes.MsgAcceptOffer{Signer: m.signer, Agent: m.self(), Offer: m.id(label, m.args), Accepts: m.round(label)}
	return action{msg, func(raw []byte) string {
		return m.names.label(decode(m.world, raw, &markettypes.MsgAcceptOfferResponse{}).Agreement)
	}}
}

func rejectOffer(m *message, label string) action {
	return action{&markettypes.MsgRejectOffer{
		Signer: m.signer, Agent: m.self(), Offer: m.id(label, m.args),
		Reason: markettypes.Reason(m.enum("reason", "REASON_", markettypes.Reason_value)),
	}, nil}
}

func cancelJob(m *message, label string) action {
	return action{&markettypes.MsgCancelJob{Signer: m.signer, Client: m.self(), Job: m.id(label, m.args)}, nil}
}

// enum reads a lower-case name of an enum without its prefix; absent is UNSPECIFIED.
func (m *message) enum(key, prefix string, values map[string]int32) int32 {
	if !m.has(key) {
		return 0
	}
	v, ok := values[prefix+strings.ToUpper(m.text(key, ""))]
	if !ok {
		m.fatal("%s: %s has no value %q", m.what, key, m.text(key, ""))
	}
	return v
}

// requirements are written schema:issuer|issuer, or schema=value:issuer.
func (m *message) requirements(key string) (all []identitytypes.Requirement) {
	for _, text := range m.list(key) {
		statement, issuers, ok := strings.Cut(text, ":")
		if !ok {
			m.fatal("%s: write schema:issuer", m.what)
		}
		schema, value, _ := strings.Cut(statement, "=")
		r := identitytypes.Requirement{Schema: schema, Value: value}
		for _, name := range strings.Split(issuers, "|") {
			r.Issuers = append(r.Issuers, m.by(name))
		}
		all = append(all, r)
	}
	return all
}
