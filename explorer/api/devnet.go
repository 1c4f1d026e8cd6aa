package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
)

// Devnet is what the page may try on a chain for development.
type Devnet struct {
	// Faucet is the URL of the chain's faucet; empty without one.
	Faucet string
	// Broadcast hands a signed transaction to the node; nil when visitors may not.
	Broadcast func(ctx context.Context, tx []byte) (hash string, err error)
}

// maxBody of a request that tries something.
const maxBody = 256 << 10

// fromPage accepts what the page of this server sends: JSON, from its own origin.
func fromPage(r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return badRequest("Content-Type: want application/json")
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			return &apiError{http.StatusForbidden, "refused", "only the page of this explorer may try things"}
		}
	}
	d := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return badRequest("body: %s", err)
	}
	return nil
}

func (s *Server) devnetFaucet(r *http.Request) (any, error) {
	if s.Devnet == nil || s.Devnet.Faucet == "" {
		return nil, notFound("this chain has no faucet")
	}
	var in struct {
		Address string   `json:"address"`
		Coins   []string `json:"coins,omitempty"`
	}
	if err := fromPage(r, &in); err != nil {
		return nil, err
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, s.Devnet.Faucet+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Timeout: 80 * time.Second}).Do(req)
	if err != nil {
		return nil, &apiError{http.StatusBadGateway, "node_unreachable", "the faucet does not answer"}
	}
	defer func() {
		if err := res.Body.Close(); err != nil {
			s.Log.Debug("faucet", "error", err)
		}
	}()
	var out struct {
		Hash  string `json:"hash"`
		Error string `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxBody)).Decode(&out); err != nil {
		return nil, &apiError{http.StatusBadGateway, "node_unreachable", "the faucet answers nonsense"}
	}
	if out.Error != "" {
		status := http.StatusBadRequest
		if res.StatusCode == http.StatusTooManyRequests {
			status = res.StatusCode
		}
		return nil, &apiError{status, "refused", out.Error}
	}
	return map[string]string{"hash": out.Hash}, nil
}

// tryTx tells whether visitors may send transactions through the explorer.
func (s *Server) tryTx() bool { return s.Devnet != nil && s.Devnet.Broadcast != nil }

func (s *Server) devnetTx(r *http.Request) (any, error) {
	if !s.tryTx() {
		return nil, notFound("this explorer takes no transactions; send them to a node")
	}
	var in struct {
		Tx []byte `json:"tx"`
	}
	if err := fromPage(r, &in); err != nil {
		return nil, err
	}
	if len(in.Tx) == 0 {
		return nil, badRequest("tx: empty")
	}
	hash, err := s.Devnet.Broadcast(r.Context(), in.Tx)
	if err != nil {
		return nil, &apiError{http.StatusBadRequest, "refused", err.Error()}
	}
	return map[string]string{"hash": hash}, nil
}

func (s *Server) devnetAccount(r *http.Request) (any, error) {
	if !s.tryTx() {
		return nil, notFound("this explorer takes no transactions; ask a node")
	}
	id := r.PathValue("id")
	if _, err := sdk.AccAddressFromBech32(id); err != nil {
		return nil, badRequest("address: %.100q, want one that begins with %s1", id, chain.Bech32Prefix)
	}
	out := map[string]any{"address": id, "exists": false, "account_number": "0", "sequence": "0"}
	res, err := authtypes.NewQueryClient(s.Live).AccountInfo(r.Context(), &authtypes.QueryAccountInfoRequest{Address: id})
	if errors.Is(err, client.ErrUnreachable) {
		return nil, err
	}
	if err == nil {
		out["exists"], out["account_number"], out["sequence"] = true, strconv.FormatUint(res.Info.AccountNumber, 10), strconv.FormatUint(res.Info.Sequence, 10)
	}
	return out, nil
}
