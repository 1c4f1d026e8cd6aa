package card

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var facts = Facts{ChainID: "troth-devnet-1", Agent: identitytypes.Agent{
	Address: "troth1agent", Owner: "troth1owner", Status: identitytypes.AgentStatusActive,
	Profile: identitytypes.Profile{Name: "bob", Skills: []string{"translation", "text-report"}},
}}

func TestCardsAreCanonicalAndHaveNoEmptyValue(t *testing.T) {
	card := func(p Places) ([]byte, error) { return facts.Card(p, []byte("{}")) }
	for name, make := range map[string]func(Places) ([]byte, error){"card": card, "registration": facts.Registration} {
		raw, err := make(Places{Base: "https://example.com/bob/", MCP: "https://example.com/mcp"})
		require.NoError(t, err)
		again, err := jcs.Transform(raw)
		require.NoError(t, err)
		require.Equal(t, string(again), string(raw), name)
		for _, empty := range []string{`""`, "[]", "{}", "null"} {
			require.NotContains(t, string(raw), empty, name)
		}
		require.Contains(t, string(raw), "troth1agent", "it points back to the chain")
		for _, base := range []string{"", "ftp://x", "https://", "https://u:p@x", "https://x?y", "x"} {
			_, err := make(Places{Base: base})
			require.ErrorIs(t, err, ErrURL, base)
		}
		_, err = make(Places{Base: "https://x", A2A: "nonsense", MCP: "nonsense"})
		require.ErrorIs(t, err, ErrURL)
	}
}

func TestSignaturesHoldUntilAByteChanges(t *testing.T) {
	raw, err := facts.Card(Places{Base: "https://example.com/bob"}, []byte("{}"))
	require.NoError(t, err)
	for name, s := range map[string]client.Signer{"ed25519": client.FromKey(client.NewEd25519()), "secp256k1": client.FromKey(client.NewSecp256k1())} {
		signed, err := Sign(raw, s)
		require.NoError(t, err)
		accounts, err := signers(signed)
		require.NoError(t, err, name)
		require.Len(t, accounts, 1)
		require.Equal(t, s.PubKey().Address().Bytes(), accounts[0].Bytes())
		// Another order and spaces are the same card to the signature.
		var v map[string]any
		require.NoError(t, json.Unmarshal(signed, &v))
		loose, err := json.MarshalIndent(v, "", "  ")
		require.NoError(t, err)
		_, err = signers(loose)
		require.NoError(t, err)

		_, err = signers([]byte(strings.Replace(string(signed), "translation", "translatiom", 1)))
		require.ErrorIs(t, err, ErrSignature, name)
		_, err = signers(raw)
		require.ErrorIs(t, err, ErrSignature, "unsigned")
		other, err := Sign([]byte(`{"name":"x"}`), s)
		require.NoError(t, err)
		var o map[string]any
		require.NoError(t, json.Unmarshal(other, &o))
		v["signatures"] = o["signatures"]
		stolen, err := json.Marshal(v)
		require.NoError(t, err)
		_, err = signers(stolen)
		require.ErrorIs(t, err, ErrSignature, "the signature of another document")
	}
	_, err = signers([]byte("nonsense"))
	require.ErrorIs(t, err, ErrFormat)
}

func TestHandlerServesWhatWasSigned(t *testing.T) {
	h := Handler([]byte(`{"a":1}`), []byte(`{"b":2}`))
	for path, want := range map[string]string{CardPath: `{"a":1}`, RegistrationPath: `{"b":2}`} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, want, w.Body.String())
		require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
}

// TestOneHashBindsCardAndRegistration changes the registration file in every way that a server could.
func TestOneHashBindsCardAndRegistration(t *testing.T) {
	places, owner := Places{Base: "https://example.com/bob"}, client.FromKey(client.NewEd25519())
	f := facts
	f.Agent.Owner = sdk.AccAddress(owner.PubKey().Address()).String() // an owner is not looked up
	made := func(f Facts, as client.Signer) []byte {
		raw, err := f.Registration(places)
		require.NoError(t, err)
		signed, err := Sign(raw, as)
		require.NoError(t, err)
		return signed
	}
	registration := made(f, owner)
	card, err := f.Card(places, registration)
	require.NoError(t, err)
	var c content
	require.NoError(t, json.Unmarshal(card, &c))
	v := Verified{Facts: f, Registration: c.Capabilities.Extensions[0].Params.Registration}
	require.NoError(t, v.VerifyRegistration(t.Context(), nil, registration))

	other := f
	other.Agent.Profile.Name = "eve"
	require.ErrorIs(t, v.VerifyRegistration(t.Context(), nil, made(other, owner)), ErrFile, "another file of the same owner")
	require.ErrorIs(t, v.VerifyRegistration(t.Context(), nil, append(registration, ' ')), ErrFile)
	require.ErrorIs(t, Verified{Facts: f}.VerifyRegistration(t.Context(), nil, registration), ErrFile, "a card that names none")
	// A card that names a file which leads elsewhere.
	for name, change := range map[string]func(*Facts){
		"another agent": func(f *Facts) { f.Agent.Address = "troth1eve" },
		"another chain": func(f *Facts) { f.ChainID = "troth-2" },
	} {
		away := f
		change(&away)
		file := made(away, owner)
		v.Registration = fmt.Sprintf("%x", sha256.Sum256(file))
		require.ErrorIs(t, v.VerifyRegistration(t.Context(), nil, file), ErrFile, name)
	}
	v.Registration = fmt.Sprintf("%x", sha256.Sum256([]byte("{}")))
	require.ErrorIs(t, v.VerifyRegistration(t.Context(), nil, []byte("{}")), ErrSignature, "unsigned")

	at, err := RegistrationURL("https://example.com/bob" + CardPath)
	require.NoError(t, err)
	require.Equal(t, "https://example.com/bob"+RegistrationPath, at)
	_, err = RegistrationURL("https://example.com/%zz")
	require.ErrorIs(t, err, ErrURL)
}
