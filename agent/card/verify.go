package card

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// maxCard is the largest card in bytes.
	maxCard = 256 << 10
	// patience of a fetch.
	patience = 15 * time.Second
)

// Verified is what a card that holds is.
type Verified struct {
	Facts  Facts
	Signer sdk.AccAddress
	// Owner tells that the owner signed, otherwise an operator.
	Owner bool
	Hash  [sha256.Size]byte
	// Registration is the sha256, in hex, of the registration file that the card names.
	Registration string
}

// content of a card that leads to the chain.
type content struct {
	Capabilities struct {
		Extensions []struct {
			URI    string `json:"uri"`
			Params struct {
				ChainID      string `json:"chain_id"`
				Agent        string `json:"agent"`
				Registration string `json:"registration_sha256"`
			} `json:"params"`
		} `json:"extensions"`
	} `json:"capabilities"`
}

// Fetch reads a card at its URL. It takes any address that a user names: use it for URLs of the user's own choice.
func Fetch(ctx context.Context, at string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, ErrURL.Wrap(err.Error())
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, ErrURL.Wrap(err.Error())
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxCard+1))
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK || len(raw) > maxCard {
		return nil, ErrFormat.Wrapf("%s: %s, %d bytes", at, res.Status, len(raw))
	}
	return raw, nil
}

// Verify checks a card against the chain: its signatures, that each signer may act for the agent, and that the agent's
// profile has its hash. ErrFormat, ErrSignature, ErrChain, ErrSigner, ErrHash.
func Verify(ctx context.Context, c *client.Client, raw []byte) (Verified, error) {
	accounts, err := signers(raw)
	if err != nil {
		return Verified{}, err
	}
	var v content
	if err := json.Unmarshal(raw, &v); err != nil {
		return Verified{}, ErrFormat.Wrap(err.Error())
	}
	var chainID, address, registration string
	for _, e := range v.Capabilities.Extensions {
		if e.URI == Extension {
			chainID, address, registration = e.Params.ChainID, e.Params.Agent, e.Params.Registration
		}
	}
	if address == "" {
		return Verified{}, ErrFormat.Wrapf("no extension %s", Extension)
	}
	facts, err := Read(ctx, c, address)
	if err != nil {
		return Verified{}, err
	}
	if facts.ChainID != chainID {
		return Verified{}, ErrChain.Wrapf("%.64q, not %s", chainID, facts.ChainID)
	}
	out := Verified{
		Facts: facts, Signer: accounts[0], Owner: accounts[0].String() == facts.Agent.Owner, Hash: sha256.Sum256(raw), Registration: registration,
	}
	for _, a := range accounts {
		if err := mayAct(ctx, c, facts.Agent, a); err != nil {
			return out, err
		}
	}
	if known := facts.Agent.Profile.Card.Sha256; !bytes.Equal(known, out.Hash[:]) {
		return out, ErrHash.Wrapf("sha256 %x, the profile has %x", out.Hash, known)
	}
	return out, nil
}

// RegistrationURL is where the registration file of the card at a URL is served: beside it. ErrURL.
func RegistrationURL(cardURL string) (string, error) {
	u, err := url.Parse(cardURL)
	if err != nil {
		return "", ErrURL.Wrapf("%.200q", cardURL)
	}
	return u.ResolveReference(&url.URL{Path: path.Base(RegistrationPath)}).String(), nil
}

// registration is what leads a registration file back to the chain.
type registration struct {
	Type          string `json:"type"`
	Registrations []struct {
		Agent    string `json:"agentId"`
		Registry string `json:"agentRegistry"`
	} `json:"registrations"`
}

// VerifyRegistration checks a registration file against a verified card: that it is the one whose hash the card has, that
// each of its signers may act for the agent, and that it names agent and chain of the card. ErrFile, ErrFormat,
// ErrSignature, ErrSigner.
func (v Verified) VerifyRegistration(ctx context.Context, c *client.Client, raw []byte) error {
	if sum := fmt.Sprintf("%x", sha256.Sum256(raw)); sum != v.Registration {
		return ErrFile.Wrapf("sha256 %s, the card has %.64q", sum, v.Registration)
	}
	accounts, err := signers(raw)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if err := mayAct(ctx, c, v.Facts.Agent, a); err != nil {
			return err
		}
	}
	var r registration
	if err := json.Unmarshal(raw, &r); err != nil {
		return ErrFormat.Wrap(err.Error())
	}
	return v.Facts.names(r)
}

// names demands that a registration file leads back to the agent.
func (f Facts) names(r registration) error {
	for _, entry := range r.Registrations {
		if r.Type == RegistrationType && entry.Agent == f.Agent.Address && entry.Registry == f.registry() {
			return nil
		}
	}
	return ErrFile.Wrapf("it does not name %s at %s", f.Agent.Address, f.registry())
}

// mayAct demands that an account is the owner or an operator whose mandate allows the profile.
func mayAct(ctx context.Context, c *client.Client, a identitytypes.Agent, account sdk.AccAddress) error {
	if account.String() == a.Owner {
		return nil
	}
	r, err := identitytypes.NewQueryClient(c).Mandate(ctx, &identitytypes.QueryMandateRequest{Agent: a.Address, Key: account.String()})
	if errors.Is(err, identitytypes.ErrOperatorNotFound) {
		return ErrSigner.Wrap(account.String())
	}
	if err != nil {
		return err
	}
	for _, action := range r.Operator.Mandate.Actions {
		if action == identitytypes.ActionProfile {
			return nil
		}
	}
	return ErrSigner.Wrapf("the mandate of %s does not allow the profile", account)
}

// Handler serves a signed card and a signed registration at their well-known paths.
func Handler(card, registration []byte) http.Handler {
	mux := http.NewServeMux()
	serve := func(path string, raw []byte) {
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256(raw))
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", "application/json")
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Access-Control-Allow-Origin", "*") // public
			h.Set("Cache-Control", "public, max-age=300")
			h.Set("ETag", tag)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(raw))
		})
	}
	serve(CardPath, card)
	serve(RegistrationPath, registration)
	return mux
}
