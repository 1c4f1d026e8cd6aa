package negotiation_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/market/negotiation"
)

func round() negotiation.Round {
	return negotiation.Round{
		ChainID: "troth-devnet-1", Negotiation: "ofr_0000002a1b2c3d4e", Number: 2, Previous: bytes.Repeat([]byte{1}, 32),
		Maker: bytes.Repeat([]byte{7}, 32), TermsHash: bytes.Repeat([]byte{8}, 32), NoteHash: bytes.Repeat([]byte{9}, 32),
		ExpiresMs: 3_600_000,
	}
}

func quote() negotiation.Quote {
	return negotiation.Quote{
		ChainID: "troth-devnet-1", Provider: bytes.Repeat([]byte{7}, 32), TermsHash: bytes.Repeat([]byte{8}, 32),
		Nonce: bytes.Repeat([]byte{9}, 16), ExpiresMs: 3_600_000,
	}
}

// Clients in other languages must come to the same bytes: these values are public.
func TestHashesAreAsPublished(t *testing.T) {
	require.Equal(t, "08229a3fe5a784d766283b47d849f7e80128aedae114900a47f59724c8f15c47", hex.EncodeToString(negotiation.RoundHash(round())))
	require.Equal(t, "dc0bccdd08a76cd3f368e73d48e878ac9c8083ad08bff6affebf02745783b1bb", hex.EncodeToString(negotiation.QuoteSignBytes(quote())))
}

func TestRoundHashBindsEveryField(t *testing.T) {
	was := negotiation.RoundHash(round())
	for name, change := range map[string]func(*negotiation.Round){
		"chain id":           func(r *negotiation.Round) { r.ChainID = "troth-devnet-2" },
		"negotiation":        func(r *negotiation.Round) { r.Negotiation = "ofr_0000002a1b2c3d4f" },
		"number":             func(r *negotiation.Round) { r.Number++ },
		"the rounds before":  func(r *negotiation.Round) { r.Previous = bytes.Repeat([]byte{2}, 32) },
		"no rounds before":   func(r *negotiation.Round) { r.Previous = nil },
		"maker":              func(r *negotiation.Round) { r.Maker = bytes.Repeat([]byte{6}, 32) },
		"terms":              func(r *negotiation.Round) { r.TermsHash = bytes.Repeat([]byte{6}, 32) },
		"note":               func(r *negotiation.Round) { r.NoteHash = nil },
		"terms for the note": func(r *negotiation.Round) { r.TermsHash, r.NoteHash = r.NoteHash, r.TermsHash },
		"expiry":             func(r *negotiation.Round) { r.ExpiresMs++ },
	} {
		t.Run(name, func(t *testing.T) {
			r := round()
			change(&r)
			require.NotEqual(t, was, negotiation.RoundHash(r))
		})
	}
}

func TestQuoteSignBytesBindEveryField(t *testing.T) {
	was := negotiation.QuoteSignBytes(quote())
	for name, change := range map[string]func(*negotiation.Quote){
		"chain id":                             func(q *negotiation.Quote) { q.ChainID = "troth-devnet-2" },
		"provider":                             func(q *negotiation.Quote) { q.Provider = bytes.Repeat([]byte{6}, 32) },
		"terms":                                func(q *negotiation.Quote) { q.TermsHash = bytes.Repeat([]byte{6}, 32) },
		"nonce":                                func(q *negotiation.Quote) { q.Nonce = bytes.Repeat([]byte{6}, 16) },
		"a longer nonce of the same beginning": func(q *negotiation.Quote) { q.Nonce = bytes.Repeat([]byte{9}, 17) },
		"expiry":                               func(q *negotiation.Quote) { q.ExpiresMs++ },
	} {
		t.Run(name, func(t *testing.T) {
			q := quote()
			change(&q)
			require.NotEqual(t, was, negotiation.QuoteSignBytes(q))
		})
	}
}

// Moving bytes from one part to its neighbour is another offer, or another quote: no two share an encoding.
func TestHashesAreUnambiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string) []byte { return []byte(rapid.StringMatching(`[a1]{0,2}`).Draw(t, name)) }
		drawRound := func(n string) negotiation.Round {
			return negotiation.Round{
				ChainID: string(part(n + ".chain")), Negotiation: string(part(n + ".id")), Previous: part(n + ".previous"),
				Number: rapid.Uint32Range(0, 1).Draw(t, n+".number"), Maker: part(n + ".maker"), TermsHash: part(n + ".terms"),
				NoteHash: part(n + ".note"), ExpiresMs: rapid.Uint64Range(0, 1).Draw(t, n+".expires"),
			}
		}
		a, b := drawRound("a"), drawRound("b")
		same := a.ChainID == b.ChainID && a.Negotiation == b.Negotiation && a.Number == b.Number && a.ExpiresMs == b.ExpiresMs &&
			bytes.Equal(a.Previous, b.Previous) && bytes.Equal(a.Maker, b.Maker) && bytes.Equal(a.TermsHash, b.TermsHash) &&
			bytes.Equal(a.NoteHash, b.NoteHash)
		require.Equal(t, same, bytes.Equal(negotiation.RoundHash(a), negotiation.RoundHash(b)))

		drawQuote := func(n string) negotiation.Quote {
			return negotiation.Quote{
				ChainID: string(part(n + ".chain")), Provider: part(n + ".provider"), TermsHash: part(n + ".terms"),
				Nonce: part(n + ".nonce"), ExpiresMs: rapid.Uint64Range(0, 1).Draw(t, n+".expires"),
			}
		}
		p, q := drawQuote("p"), drawQuote("q")
		same = p.ChainID == q.ChainID && p.ExpiresMs == q.ExpiresMs && bytes.Equal(p.Provider, q.Provider) &&
			bytes.Equal(p.TermsHash, q.TermsHash) && bytes.Equal(p.Nonce, q.Nonce)
		require.Equal(t, same, bytes.Equal(negotiation.QuoteSignBytes(p), negotiation.QuoteSignBytes(q)))
	})
}

// The signature under a quote is never that of an offer: the domains differ.
func TestDomainsDiffer(t *testing.T) {
	require.NotEqual(t, negotiation.OfferDomain, negotiation.QuoteDomain)
	require.NotEqual(t, negotiation.RoundHash(negotiation.Round{}), negotiation.QuoteSignBytes(negotiation.Quote{}))
}

func TestSides(t *testing.T) {
	client, provider := []byte("client"), []byte("provider")
	for name, tc := range map[string]struct {
		agent []byte
		side  negotiation.Side
		other negotiation.Side
		is    string
	}{
		"the client":   {client, negotiation.Client, negotiation.Provider, "client"},
		"the provider": {provider, negotiation.Provider, negotiation.Client, "provider"},
		"a stranger":   {[]byte("stranger"), negotiation.Nobody, negotiation.Nobody, "nobody"},
		"no address":   {nil, negotiation.Nobody, negotiation.Nobody, "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			side := negotiation.SideOf(tc.agent, client, provider)
			require.Equal(t, tc.side, side)
			require.Equal(t, tc.other, side.Other())
			require.Equal(t, tc.is, side.String())
		})
	}
	require.Equal(t, negotiation.Nobody, negotiation.SideOf(nil, nil, nil), "two absent addresses are nobody's")
}
