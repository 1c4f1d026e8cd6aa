package auction_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/market/auction"
)

func sealed() auction.Sealed {
	return auction.Sealed{
		ChainID: "troth-devnet-1", Job: "job_0000002a1b2c3d4e", Provider: bytes.Repeat([]byte{7}, 32),
		Price: math.NewInt(4_500_000), Pledge: math.NewInt(1_000_000), DeliveryMs: 3_600_000,
		NoteHash: bytes.Repeat([]byte{9}, 32),
	}
}

var salt = bytes.Repeat([]byte{1}, auction.SaltLen)

// Clients in other languages must come to the same bytes: this value is public.
func TestCommitmentIsAsPublished(t *testing.T) {
	require.Equal(t, "4e3ed3d7724c4e23adf4c1c5256da3986018cd0541bd89b9da6c75c443061b80", hex.EncodeToString(auction.Commitment(sealed(), salt)))
}

func TestCommitmentBindsEveryField(t *testing.T) {
	was := auction.Commitment(sealed(), salt)
	for name, change := range map[string]func(*auction.Sealed, *[]byte){
		"chain id":         func(s *auction.Sealed, _ *[]byte) { s.ChainID = "troth-devnet-2" },
		"job":              func(s *auction.Sealed, _ *[]byte) { s.Job = "job_0000002a1b2c3d4f" },
		"provider":         func(s *auction.Sealed, _ *[]byte) { s.Provider = bytes.Repeat([]byte{8}, 32) },
		"price":            func(s *auction.Sealed, _ *[]byte) { s.Price = s.Price.AddRaw(1) },
		"pledge":           func(s *auction.Sealed, _ *[]byte) { s.Pledge = s.Pledge.AddRaw(1) },
		"price and pledge": func(s *auction.Sealed, _ *[]byte) { s.Price, s.Pledge = s.Pledge, s.Price },
		"delivery":         func(s *auction.Sealed, _ *[]byte) { s.DeliveryMs++ },
		"note":             func(s *auction.Sealed, _ *[]byte) { s.NoteHash = nil },
		"salt":             func(_ *auction.Sealed, salt *[]byte) { *salt = bytes.Repeat([]byte{2}, 32) },
	} {
		t.Run(name, func(t *testing.T) {
			s, other := sealed(), salt
			change(&s, &other)
			require.NotEqual(t, was, auction.Commitment(s, other))
		})
	}
}

// Moving bytes from one part to its neighbour is another bid: no two bids share an encoding.
func TestCommitmentIsUnambiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) auction.Sealed {
			return auction.Sealed{
				ChainID:    rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".chain"),
				Job:        rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".job"),
				Provider:   []byte(rapid.StringMatching(`[a1]{0,3}`).Draw(t, name+".provider")),
				Price:      math.NewIntFromUint64(rapid.Uint64Range(0, 111).Draw(t, name+".price")),
				DeliveryMs: rapid.Uint64Range(0, 1).Draw(t, name+".delivery"),
				Pledge:     math.NewIntFromUint64(rapid.Uint64Range(0, 111).Draw(t, name+".pledge")),
				NoteHash:   []byte(rapid.StringMatching(`[a1]{0,2}`).Draw(t, name+".note")),
			}
		}
		a, b := draw("a"), draw("b")
		same := a.ChainID == b.ChainID && a.Job == b.Job && bytes.Equal(a.Provider, b.Provider) && a.Price.Equal(b.Price) &&
			a.DeliveryMs == b.DeliveryMs && a.Pledge.Equal(b.Pledge) && bytes.Equal(a.NoteHash, b.NoteHash)
		require.Equal(t, same, bytes.Equal(auction.Commitment(a, salt), auction.Commitment(b, salt)))
	})
}
