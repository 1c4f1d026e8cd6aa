package badinput

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	"github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256r1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// quoter signs the quotes of p3.
var quoter = secp256k1.GenPrivKeyFromSecret([]byte("quoter of p3"))

func accountOf(k cryptotypes.PubKey) sdk.AccAddress { return sdk.AccAddress(k.Address()) }

// signQuote makes a quote of the terms.
func (s *scene) signQuote(k cryptotypes.PrivKey, chainID string, t agreementtypes.Terms, nonce []byte, expires uint64) types.Quote {
	s.t.Helper()
	signed, err := types.QuoteSignBytes(chainID, t, nonce, expires)
	require.NoError(s.t, err)
	signature, err := k.Sign(signed)
	require.NoError(s.t, err)
	return types.Quote{
		Signer: accountOf(k.PubKey()).String(), Nonce: nonce, ExpiresMs: expires, PubKey: s.packed(k.PubKey()), Signature: signature,
	}
}

func (s *scene) packed(k cryptotypes.PubKey) *codectypes.Any {
	s.t.Helper()
	a, err := codectypes.NewAnyWithValue(k)
	require.NoError(s.t, err)
	return a
}

// quoting gives a key a mandate to sign quotes of p3.
func (s *scene) quoting(k cryptotypes.PubKey, change func(*identitytypes.Mandate)) {
	s.t.Helper()
	m := wideMandate()
	if change != nil {
		change(&m)
	}
	s.do(&identitytypes.MsgAddOperator{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Key: accountOf(k).String(), Mandate: m})
}

func (s *scene) hireQuoted() *types.MsgHireQuoted {
	s.quoting(quoter.PubKey(), nil)
	terms := s.terms()
	return &types.MsgHireQuoted{
		Signer: s.client.Operator.String(), Client: s.client.String(), Terms: terms,
		Quote: s.signQuote(quoter, testapp.ChainID, terms, hash("nonce")[:16], s.now()+10*minute),
	}
}

func quoteCases(t *testing.T, w *world) {
	type msg = *types.MsgHireQuoted
	at, signer, by := func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Quote.Signer }
	terms := func(m msg) *agreementtypes.Terms { return &m.Terms }
	clients := rows[msg]{}
	for label, r := range notAgents(at) {
		clients[label] = row[msg]{func(s *scene, m msg) { r.do(s, m); m.Terms.Client = m.Client }, r.want, r.names}
	}
	run(t, w, "market.HireQuoted", (*scene).hireQuoted,
		refusedHireQuoted(),
		actors(client, identitytypes.ActionHire, signer),
		addresses("client", at), upper("client", at), clients,
		limited(client, signer, 5*unit),
		unsigned(workTerms(terms)), unsigned(parties(terms)),
		addresses("quote.signer", by),
		quotes(), quoteKeys(),
		rows[msg]{
			"taken":          {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrNonceUsed, "quote.nonce"},
			"taken, expired": {func(s *scene, m msg) { again := *m; s.do(&again); s.advance(10 * minute) }, types.ErrQuoteExpired, "expires_ms"},
			"taken by another client": {func(s *scene, m msg) {
				m.Client, m.Signer = s.p2.String(), s.p2.Operator.String()
			}, types.ErrNotParty, "terms.client"},
			"taken by another client, renamed": {func(s *scene, m msg) {
				m.Client, m.Signer = s.p2.String(), s.p2.Operator.String()
				m.Terms.Client = m.Client
			}, types.ErrQuoteSignature, "signature"},
			"without money":          {func(s *scene, _ msg) { s.drain(s.client) }, escrowtypes.ErrInsufficient, ""},
			"provider without money": {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"provider paused":        {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"provider handed over":   {func(s *scene, _ msg) { s.hand(s.p3, s.stranger.String()) }, identitytypes.ErrNotAuthorized, ""},
			"provider of the client's owner": {func(s *scene, m msg) {
				s.hand(s.client, s.p3.Owner.String())
				m.Signer = s.p3.Owner.String()
			}, types.ErrSameController, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
		})
}

// unsigned are rows of terms that change under a signature: what is malformed is told so, all else breaks the signature.
func unsigned(table rows[*types.MsgHireQuoted]) rows[*types.MsgHireQuoted] {
	all := rows[*types.MsgHireQuoted]{}
	for label, r := range table {
		if r.want == nil || r.want == error(agreementtypes.ErrClock) || r.want == error(agreementtypes.ErrParent) ||
			slices.Contains([]string{"terms.price too high", "instant, too little pledge", "an evaluator of no kind", "an evaluator of the client's owner",
				"a panel that is too dear", "a last judge of much"}, label) {
			if !strings.HasSuffix(label, isSame) {
				r.want, r.names = types.ErrQuoteSignature, "quote.signature"
			}
		}
		all[label] = r
	}
	return all
}

func quotes() rows[*types.MsgHireQuoted] {
	type msg = *types.MsgHireQuoted
	signed := func(change func(*scene, msg), want error, names string) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			change(s, m)
			m.Quote = s.signQuote(quoter, testapp.ChainID, m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		}, want, names}
	}
	nonce := func(n int, want error) row[msg] {
		return signed(func(_ *scene, m msg) { m.Quote.Nonce = make([]byte, n) }, want, "nonce")
	}
	expires := func(in func(now uint64) uint64, want error) row[msg] {
		return signed(func(s *scene, m msg) { m.Quote.ExpiresMs = in(s.now()) }, want, "expires_ms")
	}
	signature := func(change func([]byte) []byte, want error) row[msg] {
		return only(func(m msg) { m.Quote.Signature = change(m.Quote.Signature) }, want, "quote.signature")
	}
	is := func(b []byte) func([]byte) []byte { return func([]byte) []byte { return b } }
	broken := types.ErrQuoteSignature
	return rows[msg]{
		"quote absent":               only(func(m msg) { m.Quote = types.Quote{} }, field.ErrMissing, "quote.signer"),
		"nonce of 0 bytes":           nonce(0, field.ErrMissing),
		"nonce of 15 bytes":          nonce(15, field.ErrLength),
		"nonce of 33 bytes":          nonce(33, field.ErrLength),
		"nonce of 100 kB":            nonce(100_000, field.ErrLength),
		"nonce of 32 bytes":          nonce(32, nil),
		"expires_ms zero":            expires(func(uint64) uint64 { return 0 }, field.ErrRange),
		"expires_ms long ago":        expires(func(uint64) uint64 { return 1 }, types.ErrQuoteExpired),
		"expires_ms now":             expires(func(now uint64) uint64 { return now }, types.ErrQuoteExpired),
		"expires_ms in a moment":     expires(func(now uint64) uint64 { return now + 1 }, nil),
		"expires_ms as late as may":  expires(func(now uint64) uint64 { return now + 15*minute }, nil),
		"expires_ms too late":        expires(func(now uint64) uint64 { return now + 15*minute + 1 }, types.ErrQuoteTooLong),
		"expires_ms overflowing":     expires(func(uint64) uint64 { return math.MaxUint64 }, types.ErrQuoteTooLong),
		"expires_ms of another time": only(func(m msg) { m.Quote.ExpiresMs++ }, broken, "quote.signature"),
		"nonce of another quote":     only(func(m msg) { m.Quote.Nonce = hash("another")[:16] }, broken, "quote.signature"),
		"signature absent":           signature(is(nil), field.ErrMissing),
		"signature of 10 kB":         signature(is(make([]byte, 10_000)), field.ErrLength),
		"signature of zeros":         signature(is(make([]byte, 64)), broken),
		"signature of one byte":      signature(is([]byte{1}), broken),
		"signature cut off":          signature(func(b []byte) []byte { return b[:63] }, broken),
		"signature with a byte more": signature(func(b []byte) []byte { return append(b, 0) }, broken),
		"signature with a recovery":  signature(func(b []byte) []byte { return append([]byte{27}, b...) }, broken),
		"signature with high s":      signature(highS, broken),
		"signature of another quote": {func(s *scene, m msg) {
			t := s.terms()
			t.Price.Amount = sdkmath.NewInt(4 * unit)
			m.Quote.Signature = s.signQuote(quoter, testapp.ChainID, t, m.Quote.Nonce, m.Quote.ExpiresMs).Signature
		}, broken, "quote.signature"},
		"signature for another chain": {func(s *scene, m msg) {
			m.Quote = s.signQuote(quoter, "troth-1", m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		}, broken, "quote.signature"},
		"signature for no chain": {func(s *scene, m msg) {
			m.Quote = s.signQuote(quoter, "", m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		}, broken, "quote.signature"},
		"signature under the terms' hash": {func(s *scene, m msg) {
			terms, err := agreementtypes.TermsHash(testapp.ChainID, m.Terms)
			require.NoError(s.t, err)
			m.Quote.Signature, err = quoter.Sign(terms)
			require.NoError(s.t, err)
		}, broken, "quote.signature"},
		"clock not allowed": signed(func(_ *scene, m msg) { m.Terms.ReviewMs = 999 }, agreementtypes.ErrClock, "review_ms"),
	}
}

// highS is the other signature of the same message by the same key.
func highS(signature []byte) []byte {
	order, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	high := append([]byte{}, signature...)
	new(big.Int).Sub(order, new(big.Int).SetBytes(signature[32:])).FillBytes(high[32:])
	return high
}

// quoteKeys are the rows of who signs, with which key.
func quoteKeys() rows[*types.MsgHireQuoted] {
	type msg = *types.MsgHireQuoted
	// by is a quote signed by a key that may sign for p3, or as the mandate says.
	by := func(k cryptotypes.PrivKey, mandate func(*scene, cryptotypes.PubKey), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			if mandate != nil {
				mandate(s, k.PubKey())
			}
			m.Quote = s.signQuote(k, testapp.ChainID, m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		}, want, ""}
	}
	with := func(change func(*identitytypes.Mandate)) func(*scene, cryptotypes.PubKey) {
		return func(s *scene, k cryptotypes.PubKey) { s.quoting(k, change) }
	}
	// key is a quote that carries another key; its signer is that key's account, which may sign for p3.
	key := func(k cryptotypes.PubKey, want error, names string) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Quote.PubKey = s.packed(k) }, want, names}
	}
	pq, err := mldsa65.GenPrivKeyFromSeed(hash("seed"))
	if err != nil {
		panic(err)
	}
	r1, err := secp256r1.GenPrivKey()
	if err != nil {
		panic(err)
	}
	other := secp256k1.GenPrivKeyFromSecret([]byte("another key of p3"))
	many := multisig.NewLegacyAminoPubKey(1, []cryptotypes.PubKey{quoter.PubKey(), other.PubKey()})
	foreign := types.ErrQuoteKey
	return rows[msg]{
		"signed with ed25519":      by(ed25519.GenPrivKeyFromSecret([]byte("ed")), with(nil), nil),
		"signed with ML-DSA-65":    by(&pq, with(nil), nil),
		"signed with secp256r1":    by(r1, with(nil), foreign),
		"signed by nobody's key":   by(other, nil, identitytypes.ErrNotAuthorized),
		"signed without NEGOTIATE": by(other, with(func(m *identitytypes.Mandate) { m.Actions = []identitytypes.Action{identitytypes.ActionBid} }), identitytypes.ErrActionNotAllowed),
		"signed above per_action":  by(other, with(limits(5*unit-1, purse, purse)), identitytypes.ErrAboveAction),
		"signed above lifetime":    by(other, with(limits(purse, purse, 5*unit-1)), identitytypes.ErrAboveLifetime),
		"signed for other clients": by(other, with(func(m *identitytypes.Mandate) { m.Counterparties = []string{address("nobody")} }), identitytypes.ErrCounterpartyNotAllowed),
		"signed by a key since taken": {func(s *scene, m msg) {
			s.do(&identitytypes.MsgRemoveOperator{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Key: m.Quote.Signer})
		}, identitytypes.ErrNotAuthorized, ""},
		"key absent":             only(func(m msg) { m.Quote.PubKey = nil }, field.ErrMissing, "quote.pub_key"),
		"key empty":              only(func(m msg) { m.Quote.PubKey = &codectypes.Any{} }, foreign, "quote.pub_key"),
		"key unset":              key(&secp256k1.PubKey{}, foreign, "quote.pub_key"),
		"key too short":          key(&secp256k1.PubKey{Key: make([]byte, 32)}, foreign, "quote.pub_key"),
		"key too long":           key(&ed25519.PubKey{Key: make([]byte, 100_000)}, foreign, "quote.pub_key"),
		"key of no point":        key(&secp256k1.PubKey{Key: make([]byte, 33)}, foreign, "quote.pub_key"),
		"key of another account": key(other.PubKey(), foreign, "quote.pub_key"),
		"key of many keys":       key(many, foreign, "quote.pub_key"),
		"key of many keys, their own": {func(s *scene, m msg) {
			s.quoting(many, nil)
			m.Quote.PubKey, m.Quote.Signer = s.packed(many), accountOf(many).String()
		}, foreign, "quote.pub_key"},
		"key that is a message": {func(s *scene, m msg) {
			a, err := codectypes.NewAnyWithValue(s.postJob())
			require.NoError(s.t, err)
			m.Quote.PubKey = a
		}, foreign, "quote.pub_key"},
	}
}
