package agent

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

func asked() QuoteRequest {
	return QuoteRequest{
		Client: sdk.AccAddress(make([]byte, 32)).String(), Skill: "text", Title: "t", SpecURI: "https://x/b/1",
		SpecSHA256: strings.Repeat("ab", 32), SpecBytes: 5, DeliveryMs: 1000, ReviewMs: 2000, Reworks: 1, Denom: "utroth",
	}
}

// answer is what an honest provider answers to it.
func answer(r QuoteRequest) Quoted {
	return Quoted{Terms: agreementtypes.Terms{
		Client: r.Client, Provider: r.Client, Skill: r.Skill, Title: r.Title, Spec: r.Spec(), Price: sdk.NewInt64Coin("utroth", 5), Loss: math.NewInt(5), Pledge: math.NewInt(5),
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: r.DeliveryMs}}, ReviewMs: r.ReviewMs, ReworkRounds: r.Reworks,
	}, Quote: markettypes.Quote{Signer: r.Client, ExpiresMs: 1}}
}

func TestAQuoteForOtherTermsIsNone(t *testing.T) {
	for field, change := range map[string]func(*agreementtypes.Terms){
		"":              func(*agreementtypes.Terms) {},
		"client":        func(t *agreementtypes.Terms) { t.Client = "" },
		"skill":         func(t *agreementtypes.Terms) { t.Skill = "other" },
		"spec":          func(t *agreementtypes.Terms) { t.Spec.Sha256 = []byte{1} },
		"price":         func(t *agreementtypes.Terms) { t.Price.Denom = "uother" },
		"milestones":    func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs++ },
		"review_ms":     func(t *agreementtypes.Terms) { t.ReviewMs-- },
		"rework_rounds": func(t *agreementtypes.Terms) { t.ReworkRounds = 0 },
		"recipients": func(t *agreementtypes.Terms) {
			t.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
		},
		"verification": func(t *agreementtypes.Terms) { t.Verification.Method = agreementtypes.MethodEvaluator },
	} {
		t.Run("wrong "+field, func(t *testing.T) {
			r := asked()
			q := answer(r)
			change(&q.Terms)
			raw, err := q.Marshal()
			require.NoError(t, err)
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if err := json.NewEncoder(w).Encode(QuoteAnswer{Quoted: raw}); err != nil {
					t.Error(err)
				}
			}))
			defer s.Close()
			got, err := AskQuote(t.Context(), s.URL, r)
			if field == "" {
				require.NoError(t, err)
				require.Equal(t, q.Terms.Price, got.Terms.Price)
				return
			}
			require.ErrorIs(t, err, ErrNoQuote)
			require.ErrorContains(t, err, field+": not what was asked for")
		})
	}
}

func TestWhoGivesNoQuoteSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"a reason":    {http.StatusUnprocessableEntity, `{"error":"accept.min_price: 1"}`, "accept.min_price: 1"},
		"no answer":   {http.StatusOK, `<html>`, "is no answer"},
		"no quote":    {http.StatusOK, `{"quoted":"AAEC"}`, "quote"},
		"a redirect":  {http.StatusFound, `{}`, "302"},
		"no endpoint": {http.StatusNotFound, "404 page not found", "404"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				if _, err := w.Write([]byte(c.body)); err != nil {
					t.Error(err)
				}
			}))
			defer s.Close()
			_, err := AskQuote(t.Context(), s.URL, asked())
			require.ErrorIs(t, err, ErrNoQuote)
			require.ErrorContains(t, err, c.want)
		})
	}
}
