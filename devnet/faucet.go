package devnet

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/field"
)

const (
	// faucetParallel bounds the transfers under way.
	faucetParallel = 32
	// faucetAddresses bounds the addresses remembered in one window.
	faucetAddresses = 100_000
	// faucetBody is the largest request.
	faucetBody = 4096
)

// transferRequest and transferResponse are Ignite's faucet protocol.
type transferRequest struct {
	Address string   `json:"address"`
	Coins   []string `json:"coins"`
}

type transferResponse struct {
	Hash  string `json:"hash,omitempty"`
	Error string `json:"error,omitempty"`
}

type faucetInfo struct {
	IsAFaucet bool   `json:"is_a_faucet"`
	ChainID   string `json:"chain_id"`
}

// faucet gives coins to whoever asks, up to a sum per address and window.
type faucet struct {
	chainID string
	config  Faucet
	client  *client.Client
	log     *slog.Logger
	slots   chan struct{}

	mu    sync.Mutex
	since time.Time
	given map[string]sdk.Coins
}

func newFaucet(chainID string, config Faucet, c *client.Client, log *slog.Logger) *faucet {
	return &faucet{
		chainID: chainID, config: config, client: c, log: log, slots: make(chan struct{}, faucetParallel),
		since: time.Now(), given: make(map[string]sdk.Coins),
	}
}

// serve answers until the context ends.
func (f *faucet) serve(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", f.transfer)
	mux.HandleFunc("GET /info", f.info)
	s := &http.Server{
		Handler: cors(mux), ReadTimeout: 10 * time.Second, WriteTimeout: 90 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := s.Shutdown(grace)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// cors lets pages of other origins ask: the coins are worth nothing.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (f *faucet) info(w http.ResponseWriter, _ *http.Request) {
	f.answer(w, http.StatusOK, faucetInfo{true, f.chainID})
}

func (f *faucet) transfer(w http.ResponseWriter, r *http.Request) {
	var req transferRequest
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, faucetBody))
	if err := d.Decode(&req); err != nil {
		f.answer(w, http.StatusBadRequest, transferResponse{Error: "body: " + err.Error()})
		return
	}
	to, err := field.Address("address", req.Address)
	if err != nil {
		f.answer(w, http.StatusBadRequest, transferResponse{Error: err.Error()})
		return
	}
	coins := f.config.coins
	if len(req.Coins) > 0 {
		if coins, err = parseCoins("coins", req.Coins); err != nil {
			f.answer(w, http.StatusBadRequest, transferResponse{Error: err.Error()})
			return
		}
	}
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	default:
		f.answer(w, http.StatusTooManyRequests, transferResponse{Error: "busy: try again in a moment"})
		return
	}
	if left, ok := f.take(to.String(), coins); !ok {
		f.answer(w, http.StatusTooManyRequests, transferResponse{Error: "limit reached: " + to.String() + " can get " + left + " more within " + f.config.window.String()})
		return
	}
	res, err := f.client.Send(r.Context(), banktypes.NewMsgSend(f.client.Address(), to, coins))
	if err != nil {
		if !errors.Is(err, client.ErrPending) {
			f.giveBack(to.String(), coins)
		}
		f.log.Warn("faucet transfer failed", "to", to.String(), "coins", coins.String(), "error", err)
		f.answer(w, http.StatusInternalServerError, transferResponse{Error: err.Error()})
		return
	}
	f.answer(w, http.StatusOK, transferResponse{Hash: res.Hash})
}

// take counts coins against what the address may get in this window, and tells what is left when it is too much.
func (f *faucet) take(address string, coins sdk.Coins) (left string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.since) > f.config.window || len(f.given) >= faucetAddresses {
		f.since, f.given = time.Now(), make(map[string]sdk.Coins)
	}
	total := f.given[address].Add(coins...)
	if !total.IsAllLTE(f.config.max) {
		rest, negative := f.config.max.SafeSub(f.given[address]...)
		if negative || rest.IsZero() {
			return "nothing", false
		}
		return rest.String(), false
	}
	f.given[address] = total
	return "", true
}

func (f *faucet) giveBack(address string, coins sdk.Coins) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if rest, negative := f.given[address].SafeSub(coins...); !negative {
		f.given[address] = rest
	}
}

func (f *faucet) answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.log.Debug("faucet answer not written", "error", err)
	}
}
