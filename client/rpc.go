package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"

	errorsmod "cosmossdk.io/errors"
)

// endpoint is one node's RPC.
type endpoint struct {
	url string
	rpc *rpchttp.HTTP
}

func newEndpoint(url string, h *http.Client) (*endpoint, error) {
	if rest, ok := strings.CutPrefix(url, "tcp://"); ok {
		url = "http://" + rest
	}
	if !strings.Contains(url, "://") {
		url = "http://" + url
	}
	rpc, err := rpchttp.NewWithClient(url, "/websocket", h)
	if err != nil {
		return nil, err
	}
	return &endpoint{url, rpc}, nil
}

// call runs fn on the current endpoint, and on the others in turn when one does not answer. An answer that says no is
// an answer.
func (c *Client) call(ctx context.Context, fn func(*rpchttp.HTTP) error) error {
	start := int(c.current.Load())
	var last error
	for i := range c.endpoints {
		n := (start + i) % len(c.endpoints)
		err := fn(c.endpoints[n].rpc)
		if err == nil || answered(err) {
			if i > 0 {
				c.current.CompareAndSwap(int32(start), int32(n))
			}
			return err
		}
		if done(ctx, err) {
			return context.Cause(ctx)
		}
		c.log.Debug("endpoint failed", "url", c.endpoints[n].url, "error", err)
		last = err
	}
	return ErrUnreachable.Wrapf("%s: %s", c.endpoints[start].url, last)
}

// internalError is the JSON-RPC code of whatever goes wrong inside a node.
const internalError = -32603

// answers are what an internal error says when the node is well and only the question was wrong.
var answers = []string{"height", "already exists in cache", "mempool is full", "too large"}

// answered tells a node that says no from one that fails, as while it stops: another may do better.
func answered(err error) bool {
	var refused *rpctypes.RPCError
	if !errors.As(err, &refused) {
		return false
	}
	if refused.Code != internalError {
		return true
	}
	for _, a := range answers {
		if strings.Contains(refused.Error(), a) {
			return true
		}
	}
	return false
}

// ending tells the panic of a node that closes its database, which it answers with while it stops. It is no refusal.
func ending(code uint32, log string) error {
	if code == errorsmod.ErrPanic.ABCICode() && strings.Contains(log, ": closed") {
		return errors.New("the node stops: its database is closed")
	}
	return nil
}

// Status is where the chain is now, as the node sees it.
type Status struct {
	ChainID    string
	Height     int64
	Earliest   int64
	Time       time.Time
	CatchingUp bool
}

// Status asks the node where the chain is.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var s Status
	err := c.call(ctx, func(rpc *rpchttp.HTTP) error {
		r, err := rpc.Status(ctx)
		if err != nil {
			return err
		}
		s = Status{r.NodeInfo.Network, r.SyncInfo.LatestBlockHeight, r.SyncInfo.EarliestBlockHeight, r.SyncInfo.LatestBlockTime, r.SyncInfo.CatchingUp}
		return nil
	})
	return s, err
}

// Height returns the last height whose state can be read.
func (c *Client) Height(ctx context.Context) (int64, error) {
	var h int64
	err := c.call(ctx, func(rpc *rpchttp.HTTP) error {
		r, err := rpc.ABCIInfo(ctx)
		if err != nil {
			return err
		}
		h = r.Response.LastBlockHeight
		return nil
	})
	return h, err
}

// abciQuery asks the application; a refusal is a *TxError.
func (c *Client) abciQuery(ctx context.Context, path string, data []byte, height int64) (abci.ResponseQuery, error) {
	var q abci.ResponseQuery
	err := c.call(ctx, func(rpc *rpchttp.HTTP) error {
		r, err := rpc.ABCIQueryWithOptions(ctx, path, data, rpcclient.ABCIQueryOptions{Height: height})
		if err != nil {
			return err
		}
		q = r.Response
		return ending(q.Code, q.Log)
	})
	if err != nil {
		return q, err
	}
	switch {
	case q.Code == 0:
		return q, nil
	case path == simulatePath:
		return q, newTxError(q.Codespace, q.Code, strings.TrimPrefix(q.Log, "failed to simulate tx: "))
	default:
		return q, queryError(path, q.Codespace, q.Code, q.Log)
	}
}

// simulatePath answers with the codes of the modules, unlike the service of the same purpose.
const simulatePath = "/app/simulate"

// broadcast hands a transaction to the mempool of one node. It returns nil when the mempool has it and a *TxError when
// it is refused; lost tells that some node did not answer and may have it all the same.
func (c *Client) broadcast(ctx context.Context, tx []byte) (lost bool, err error) {
	var refusal error
	err = c.call(ctx, func(rpc *rpchttp.HTTP) error {
		r, err := rpc.BroadcastTxSync(ctx, tx)
		if err != nil && !answered(err) {
			lost = true
		}
		if err == nil {
			err = ending(r.Code, r.Log)
			lost = lost || err != nil
		}
		if err == nil && r.Code != 0 {
			refusal = newTxError(r.Codespace, r.Code, r.Log)
		}
		return err
	})
	if err != nil && strings.Contains(err.Error(), "already exists in cache") {
		return lost, nil
	}
	if err == nil {
		err = refusal
	}
	return lost, err
}
