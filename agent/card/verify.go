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
}

// content of a card that leads to the chain.
type content struct {
	Capabilities struct {
		Extensions []struct {
			URI    string `json:"uri"`
			Params struct {
				ChainID string `json:"chain_id"`
				Agent   string `json:"agent"`
			} `json:"params"`
		} `json:"extensions"`
	} `json:"capabilities"`
}

// Fetch reads a card at its URL. It takes any address that a user names: use it for URLs of the user's own choice.
func Fetch(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
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
		return nil, ErrFormat.Wrapf("%s: %s, %d bytes", url, res.Status, len(raw))
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
	var chainID, address string
	for _, e := range v.Capabilities.Extensions {
		if e.URI == Extension {
			chainID, address = e.Params.ChainID, e.Params.Agent
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
	out := Verified{Facts: facts, Signer: accounts[0], Owner: accounts[0].String() == facts.Agent.Owner, Hash: sha256.Sum256(raw)}
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
