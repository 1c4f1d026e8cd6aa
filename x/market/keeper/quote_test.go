package keeper_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// A quote is hired, delivered and paid in three messages, and counts against the mandate of the key that signed it.
func TestAQuoteIsSettledInThreeMessages(t *testing.T) {
	f := newFixture(t)
	m := f.quoteMsg("client", "provider")
	f.events()
	res, err := f.msgs.HireQuoted(f.ctx, m) // first
	require.NoError(t, err)
	events := f.events()
	require.Equal(t, []string{types.EventQuoteTaken}, eventTypes(events))
	require.Equal(t, res.Agreement, attribute(events[0], "agreement"))
	a := f.agreed(res.Agreement)
	require.Empty(t, a.Origin)
	require.Equal(t, m.Terms, a.Terms)
	require.EqualValues(t, 4*unit, f.held("client"))
	require.EqualValues(t, 4*unit, f.held("provider"))
	lifetime, _ := f.spent("provider", sdk.AccAddress(f.quoter("provider").PubKey().Address()))
	require.EqualValues(t, 4*unit, lifetime)
	f.block()
	f.deliver(a) // second and third
	f.block()
	require.Equal(t, agreementtypes.StatusCompleted, f.agreed(a.Id).Status)
	require.Zero(t, f.held("client")+f.held("provider"))
	require.EqualValues(t, purse-4*unit, f.balance("client"))
	require.EqualValues(t, purse+4*unit*98/100, f.balance("provider"))
}

// Each kind of key signs quotes, as an operator; a verification costs gas.
func TestEveryKindOfKeySignsQuotes(t *testing.T) {
	for _, kind := range []string{secp, edw, pq} {
		t.Run(kind, func(t *testing.T) {
			f := newFixture(t)
			k := f.privateKey(kind, "operator")
			f.mandate("provider", sdk.AccAddress(k.PubKey().Address()), nil)
			m := f.quoteMsg("client", "provider")
			m.Quote = f.sign(k, chainID, m.Terms, nonce(2), f.now()+minute)
			forged := *m
			forged.Quote.Signature = append([]byte{}, m.Quote.Signature...)
			forged.Quote.Signature[10] ^= 1
			f.refusedQuote(types.ErrQuoteSignature, &forged)
			_, err := f.msgs.HireQuoted(f.ctx, m)
			require.NoError(t, err)
			f.block()
		})
	}
}

// An owner signs quotes, too: it needs no mandate.
func TestAnOwnerSignsQuotes(t *testing.T) {
	f := newFixture(t)
	k := f.privateKey(secp, "owner")
	f.hand("provider", sdk.AccAddress(k.PubKey().Address()))
	m := f.quoteMsg("client", "provider")
	m.Quote = f.sign(k, chainID, m.Terms, nonce(2), f.now()+minute)
	_, err := f.msgs.HireQuoted(f.ctx, m)
	require.NoError(t, err)
	f.block()
}

// A quote is taken once: its nonce is remembered until it expires, and from then on it is dead for its age.
func TestAQuoteIsTakenOnce(t *testing.T) {
	f := newFixture(t)
	m := f.quoteMsg("client", "provider")
	_, err := f.msgs.HireQuoted(f.ctx, m)
	require.NoError(t, err)
	f.refusedQuote(types.ErrNonceUsed, m)
	f.block()
	// the nonce is the provider's: another provider may choose the same, and this one a longer one that begins so
	other := f.quoteMsg("client", "other")
	require.Equal(t, m.Quote.Nonce, other.Quote.Nonce)
	_, err = f.msgs.HireQuoted(f.ctx, other)
	require.NoError(t, err)
	longer := *m
	longer.Quote = f.sign(f.quoter("provider"), chainID, m.Terms, append(nonce(1), 1), f.now()+10*minute)
	_, err = f.msgs.HireQuoted(f.ctx, &longer)
	require.NoError(t, err)
	// the same nonce under other terms, or for another client, is the same nonce
	again := *m
	again.Terms = f.page("client", "provider", priced(3*unit))
	again.Quote = f.sign(f.quoter("provider"), chainID, again.Terms, nonce(1), f.now()+11*minute)
	f.refusedQuote(types.ErrNonceUsed, &again)

	f.pass(10*minute - 1)
	f.refusedQuote(types.ErrNonceUsed, m)
	f.pass(1)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Empty(t, gs.Nonces, "forgotten")
	f.refusedQuote(types.ErrQuoteExpired, m)
	f.pass(day)
	f.refusedQuote(types.ErrQuoteExpired, m)
}

// A deadline that waits behind others does not bring a quote back: it is refused as used or as expired at every moment.
func TestAUsedQuoteStaysDeadWhileItsDeadlineWaits(t *testing.T) {
	f := newFixture(t)
	m := f.quoteMsg("client", "provider")
	_, err := f.msgs.HireQuoted(f.ctx, m)
	require.NoError(t, err)
	f.setNow(f.now() + 10*minute) // nothing was run
	f.refusedQuote(types.ErrQuoteExpired, m)
	f.block()
	f.refusedQuote(types.ErrQuoteExpired, m)
}

func TestHireQuotedIsRefused(t *testing.T) {
	operator := func(f *fixture) sdk.AccAddress { return sdk.AccAddress(f.quoter("provider").PubKey().Address()) }
	resign := func(f *fixture, m *types.MsgHireQuoted) {
		m.Quote = f.sign(f.quoter("provider"), chainID, m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgHireQuoted)
		err    error
	}{
		"as it should be":        {func(*fixture, *types.MsgHireQuoted) {}, nil},
		"expired in this moment": {func(f *fixture, m *types.MsgHireQuoted) { f.setNow(m.Quote.ExpiresMs) }, types.ErrQuoteExpired},
		"the last moment":        {func(f *fixture, m *types.MsgHireQuoted) { f.setNow(m.Quote.ExpiresMs - 1) }, nil},
		"too long": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.quoter("provider"), chainID, m.Terms, nonce(1), f.now()+15*minute+1)
		}, types.ErrQuoteTooLong},
		"as long as it may": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.quoter("provider"), chainID, m.Terms, nonce(1), f.now()+15*minute)
		}, nil},
		"an expiry beyond all": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.quoter("provider"), chainID, m.Terms, nonce(1), ^uint64(0))
		}, types.ErrQuoteTooLong},
		"another expiry": {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.ExpiresMs++ }, types.ErrQuoteSignature},
		"another nonce":  {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Nonce = nonce(9) }, types.ErrQuoteSignature},
		"signed elsewhere": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.quoter("provider"), "troth-1", m.Terms, nonce(1), m.Quote.ExpiresMs)
		}, types.ErrQuoteSignature},
		"a lower price":         {func(_ *fixture, m *types.MsgHireQuoted) { m.Terms.Price.Amount = math.NewInt(3 * unit) }, types.ErrQuoteSignature},
		"another specification": {func(_ *fixture, m *types.MsgHireQuoted) { m.Terms.Spec.Uri += "2" }, types.ErrQuoteSignature},
		"more time for review":  {func(_ *fixture, m *types.MsgHireQuoted) { m.Terms.ReviewMs++ }, types.ErrQuoteSignature},
		"a quote for another client": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Signer, m.Client = f.agent("thief").owner.String(), f.agent("thief").addr.String()
		}, types.ErrNotParty},
		"a quote for another client, renamed": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Signer, m.Client = f.agent("thief").owner.String(), f.agent("thief").addr.String()
			m.Terms.Client = m.Client
		}, types.ErrQuoteSignature},
		"another provider": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Terms.Provider = f.agent("other").addr.String()
			f.mandate("other", operator(f), nil)
		}, types.ErrQuoteSignature},
		"a signer of nobody": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.privateKey(secp, "nobody"), chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
		}, identitytypes.ErrNotAuthorized},
		"a signer of the client": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote = f.sign(f.quoter("client"), chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
		}, identitytypes.ErrNotAuthorized},
		"the key of another account": {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signer = m.Signer }, types.ErrQuoteKey},
		"the key of another, and its signature": {func(f *fixture, m *types.MsgHireQuoted) {
			q := f.sign(f.privateKey(secp, "thief"), chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
			q.Signer = m.Quote.Signer
			m.Quote = q
		}, types.ErrQuoteKey},
		"a signature of another's key": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Quote.Signature = f.sign(f.privateKey(secp, "thief"), chainID, m.Terms, nonce(1), m.Quote.ExpiresMs).Signature
		}, types.ErrQuoteSignature},
		"a high s":          {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signature = highS(m.Quote.Signature) }, types.ErrQuoteSignature},
		"garbage":           {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signature = make([]byte, 64) }, types.ErrQuoteSignature},
		"a short signature": {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signature = m.Quote.Signature[:63] }, types.ErrQuoteSignature},
		"a long signature":  {func(_ *fixture, m *types.MsgHireQuoted) { m.Quote.Signature = append(m.Quote.Signature, 0) }, types.ErrQuoteSignature},
		"a multisig key": {func(f *fixture, m *types.MsgHireQuoted) {
			key := multisig.NewLegacyAminoPubKey(1, []cryptotypes.PubKey{f.quoter("provider").PubKey()})
			a, err := codectypes.NewAnyWithValue(key)
			require.NoError(f.t, err)
			m.Quote.PubKey, m.Quote.Signer = a, sdk.AccAddress(key.Address()).String()
			f.mandate("provider", sdk.AccAddress(key.Address()), nil)
		}, types.ErrQuoteKey},
		"a revoked key":             {func(f *fixture, _ *types.MsgHireQuoted) { f.removeOperator("provider", operator(f)) }, identitytypes.ErrNotAuthorized},
		"of a handed over provider": {func(f *fixture, _ *types.MsgHireQuoted) { f.hand("provider", sdk.AccAddress("new_owner___________")) }, identitytypes.ErrNotAuthorized},
		"of a paused provider": {func(f *fixture, _ *types.MsgHireQuoted) {
			require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"of a retired provider": {func(f *fixture, _ *types.MsgHireQuoted) {
			require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusRetired))
		}, identitytypes.ErrNotAuthorized},
		"of a provider of no money":  {func(f *fixture, _ *types.MsgHireQuoted) { f.drain("provider") }, escrowtypes.ErrInsufficient},
		"of one with too much to do": {func(f *fixture, _ *types.MsgHireQuoted) { f.engageFully("provider") }, agreementtypes.ErrTooManyEngaged},
		"by a mandate without NEGOTIATE": {func(f *fixture, m *types.MsgHireQuoted) {
			k := f.privateKey(secp, "bidder")
			f.mandate("provider", sdk.AccAddress(k.PubKey().Address()), func(m *identitytypes.Mandate) { m.Actions = []identitytypes.Action{identitytypes.ActionBid} })
			m.Quote = f.sign(k, chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
		}, identitytypes.ErrActionNotAllowed},
		"by an exhausted mandate": {func(f *fixture, m *types.MsgHireQuoted) {
			k := f.privateKey(secp, "small")
			f.mandate("provider", sdk.AccAddress(k.PubKey().Address()), func(m *identitytypes.Mandate) { m.Limits[0].Lifetime = math.NewInt(4*unit - 1) })
			m.Quote = f.sign(k, chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
		}, identitytypes.ErrAboveLifetime},
		"by an expired mandate": {func(f *fixture, m *types.MsgHireQuoted) {
			k := f.privateKey(secp, "late")
			f.mandate("provider", sdk.AccAddress(k.PubKey().Address()), func(m *identitytypes.Mandate) { m.ExpiresMs = f.now() + minute })
			m.Quote = f.sign(k, chainID, m.Terms, nonce(1), m.Quote.ExpiresMs)
			f.pass(minute)
		}, identitytypes.ErrMandateExpired},
		"a client of the same owner": {func(f *fixture, m *types.MsgHireQuoted) {
			f.hand("client", f.agent("provider").owner)
			m.Signer = f.agent("client").owner.String()
		}, types.ErrSameController},
		"a client that may not hire": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Signer = f.operator("client", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"a client's stranger": {func(f *fixture, m *types.MsgHireQuoted) { m.Signer = f.agent("provider").owner.String() }, identitytypes.ErrNotAuthorized},
		"a paused client": {func(f *fixture, _ *types.MsgHireQuoted) {
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"a client without money": {func(f *fixture, _ *types.MsgHireQuoted) { f.drain("client") }, escrowtypes.ErrInsufficient},
		"a denom taken off":      {func(f *fixture, _ *types.MsgHireQuoted) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
		"a delivery not allowed": {func(f *fixture, _ *types.MsgHireQuoted) {
			f.setAgreement(func(p *agreementtypes.Params) { p.MaxDeliveryMs = minute })
		}, agreementtypes.ErrClock},
		"terms without enough cover": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Terms.Pledge = math.NewInt(3 * unit)
			resign(f, m)
		}, reputationtypes.ErrCapitalShort},
		"a parent that is not": {func(f *fixture, m *types.MsgHireQuoted) {
			m.Terms.Parent = "agr_0000000000000000"
			resign(f, m)
		}, agreementtypes.ErrParent},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.quoteMsg("client", "provider")
			tc.change(f, m)
			if tc.err == nil {
				_, err := f.msgs.HireQuoted(f.ctx, m)
				require.NoError(t, err)
			} else {
				f.refusedQuote(tc.err, m)
			}
			f.block()
		})
	}
}

// highS is the other signature of the same message by the same key, which is not taken.
func highS(signature []byte) []byte {
	order, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	high := append([]byte{}, signature...)
	new(big.Int).Sub(order, new(big.Int).SetBytes(signature[32:])).FillBytes(high[32:])
	return high
}

// A signature is paid for, also a bad one, as the ante charges for one of its kind.
func TestAVerificationCostsGas(t *testing.T) {
	f := newFixture(t)
	m := f.quoteMsg("client", "provider")
	cost := func(kind string) uint64 {
		k := f.privateKey(kind, "operator")
		f.mandate("provider", sdk.AccAddress(k.PubKey().Address()), nil)
		forged := *m
		forged.Quote = f.sign(k, chainID, m.Terms, nonce(2), f.now()+minute)
		forged.Quote.Signature[10] ^= 1
		meter := storetypes.NewInfiniteGasMeter()
		cache, _ := f.ctx.WithGasMeter(meter).CacheContext()
		_, err := f.msgs.HireQuoted(cache, &forged)
		require.ErrorIs(t, err, types.ErrQuoteSignature)
		return meter.GasConsumed()
	}
	ed := cost(edw) // all but the verification costs the same for every key
	require.Equal(t, ed+1_000-590, cost(secp))
	require.Equal(t, ed+750-590, cost(pq))
}
