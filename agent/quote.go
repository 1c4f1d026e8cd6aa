package agent

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// ErrNoQuote is a provider that gives no quote.
var ErrNoQuote = explain.New(Codespace, 9, "the provider gives no quote", "read why, change what the reason names, or ask another provider")

// QuotePath is where providers are asked for quotes: POST with a QuoteRequest, answered by a QuoteAnswer.
const QuotePath = "/quote"

const (
	// quoteAnswer bounds an answer in bytes, quoteWait how long it may take.
	quoteAnswer = 64 << 10
	quoteWait   = 40 * time.Second
	// year in milliseconds is above every clock.
	year = 365 * 24 * 3_600_000
)

// QuoteRequest is what a client asks a price for. Its budget is its own affair.
type QuoteRequest struct {
	// Client is the address of the agent that will take the quote.
	Client string `json:"client"`
	Skill  string `json:"skill"`
	Title  string `json:"title"`
	// Denom of the price; empty is the chain's own.
	Denom      string `json:"denom,omitempty"`
	SpecURI    string `json:"spec_uri"`
	SpecSHA256 string `json:"spec_sha256"`
	SpecBytes  uint64 `json:"spec_bytes"`
	DeliveryMs uint64 `json:"delivery_ms"`
	ReviewMs   uint64 `json:"review_ms"`
	Reworks    uint32 `json:"reworks,omitempty"`
	// Private asks for a result that is encrypted to the client.
	Private bool `json:"private,omitempty"`
}

// QuoteAnswer is a quote, or why there is none.
type QuoteAnswer struct {
	Price     string `json:"price,omitempty"`
	ExpiresMs uint64 `json:"expires_ms,omitempty"`
	// Quoted is the quote as Quoted.Marshal writes it.
	Quoted []byte `json:"quoted,omitempty"`
	Error  string `json:"error,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}

// Spec is what is to be worked on.
func (r QuoteRequest) Spec() agreementtypes.Spec {
	hash, err := hex.DecodeString(r.SpecSHA256)
	if err != nil {
		hash = nil // Check says so
	}
	return agreementtypes.Spec{Uri: r.SpecURI, Sha256: hash, Bytes: r.SpecBytes}
}

// Check checks every field: field errors with its name.
func (r QuoteRequest) Check() error {
	if _, err := field.Address("client", r.Client); err != nil {
		return err
	}
	if err := field.Tag("skill", r.Skill, 2, 48); err != nil {
		return err
	}
	if err := field.Text("title", r.Title, 1, 140); err != nil {
		return err
	}
	if r.Denom != "" {
		if err := sdk.ValidateDenom(r.Denom); err != nil {
			return ErrAmount.Wrapf("denom: %s", err)
		}
	}
	if err := field.Text("spec_uri", r.SpecURI, 1, 512); err != nil {
		return err
	}
	if err := field.Bytes("spec_sha256", r.Spec().Sha256, 32); err != nil {
		return err
	}
	if err := field.Range("delivery_ms", r.DeliveryMs, 1, year); err != nil {
		return err
	}
	if err := field.Range("review_ms", r.ReviewMs, 1, year); err != nil {
		return err
	}
	return field.Range("reworks", uint64(r.Reworks), 0, agreementtypes.MaxRework)
}

// AskQuote asks a provider for a quote and checks that it is for what was asked; the price is for the caller to judge.
// ErrNoQuote with the provider's reason.
func AskQuote(ctx context.Context, url string, r QuoteRequest) (q Quoted, err error) {
	if err := r.Check(); err != nil {
		return q, err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return q, err
	}
	ctx, cancel := context.WithTimeout(ctx, quoteWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return q, ErrNoQuote.Wrap(err.Error())
	}
	req.Header.Set("Content-Type", "application/json")
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		return q, ErrNoQuote.Wrap(err.Error())
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, quoteAnswer))
	if err != nil {
		return q, ErrNoQuote.Wrap(err.Error())
	}
	var a QuoteAnswer
	if err := json.Unmarshal(raw, &a); err != nil {
		return q, ErrNoQuote.Wrapf("%s: %s: %.200q is no answer", url, res.Status, raw)
	}
	if a.Error != "" || res.StatusCode != http.StatusOK {
		return q, ErrNoQuote.Wrapf("%s: %.400s", res.Status, a.Error)
	}
	if q, err = UnmarshalQuoted(a.Quoted); err != nil {
		return q, ErrNoQuote.Wrap(err.Error())
	}
	return q, q.answers(r)
}

// answers says whether the terms are those that were asked for: ErrNoQuote with the field that is not.
func (q Quoted) answers(r QuoteRequest) error {
	t, spec := q.Terms, r.Spec()
	private := len(t.Recipients) == 1 && t.Recipients[0] == agreementtypes.RecipientClient
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"client", t.Client == r.Client},
		{"skill", t.Skill == r.Skill},
		{"spec", bytes.Equal(t.Spec.Sha256, spec.Sha256) && t.Spec.Uri == spec.Uri && t.Spec.Bytes == spec.Bytes},
		{"price", !t.Price.Amount.IsNil() && t.Price.IsPositive() && (r.Denom == "" || t.Price.Denom == r.Denom)},
		{"milestones", len(t.Milestones) == 1 && t.Milestones[0].DeliveryMs <= r.DeliveryMs && len(t.Milestones[0].AnswerSha256) == 0},
		{"review_ms", t.ReviewMs >= r.ReviewMs},
		{"rework_rounds", t.ReworkRounds >= r.Reworks},
		{"recipients", r.Private == private && (private || len(t.Recipients) == 0)},
		{"verification", t.Verification.By() == agreementtypes.MethodClient && !t.Instant && t.Parent == ""},
	} {
		if !f.ok {
			return ErrNoQuote.Wrap(fmt.Sprintf("%s: not what was asked for", f.name))
		}
	}
	return nil
}
