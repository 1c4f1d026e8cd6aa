package client

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/libs/bytes"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/p2p"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	rpcserver "github.com/cometbft/cometbft/rpc/jsonrpc/server"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/grpc/node"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

// fakeNode is a CometBFT RPC with blocks that a test makes by hand. Everything it does not know how to answer fails.
type fakeNode struct {
	t   *testing.T
	url string

	mu     sync.Mutex
	chain  string
	gas    string
	time   time.Time
	blocks []*ctypes.ResultBlock
	result []*ctypes.ResultBlockResults
	pool   []cmttypes.Tx
	// offered counts the broadcasts.
	offered int
	// refuse answers broadcasts, simulation answers simulations; nil is yes.
	refuse, simulation *abci.ResponseQuery
	// queries answers further paths.
	queries map[string]abci.ResponseQuery
}

func newFakeNode(t *testing.T) *fakeNode {
	t.Helper()
	f := &fakeNode{t: t, chain: "fake-1", gas: "1000", time: time.Now(), queries: make(map[string]abci.ResponseQuery)}
	f.answer("/cosmos.auth.v1beta1.Query/AccountInfo", &authtypes.QueryAccountInfoResponse{Info: &authtypes.BaseAccount{AccountNumber: 7}})
	f.answer("/cosmos.base.node.v1beta1.Service/Config", &node.ConfigResponse{MinimumGasPrice: "0.0025utroth"})
	mux := http.NewServeMux()
	rpcserver.RegisterRPCFuncs(mux, map[string]*rpcserver.RPCFunc{
		"status":            rpcserver.NewRPCFunc(f.status, ""),
		"abci_info":         rpcserver.NewRPCFunc(f.abciInfo, ""),
		"abci_query":        rpcserver.NewRPCFunc(f.abciQuery, "path,data,height,prove"),
		"broadcast_tx_sync": rpcserver.NewRPCFunc(f.broadcast, "tx"),
		"block":             rpcserver.NewRPCFunc(f.block, "height"),
		"block_results":     rpcserver.NewRPCFunc(f.blockResults, "height"),
	}, log.NewNopLogger())
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	f.url = s.URL
	f.mine(0, nil)
	return f
}

func (f *fakeNode) client(opts ...Option) *Client {
	f.t.Helper()
	c, err := New([]string{f.url}, FromKey(NewEd25519()), append([]Option{WithPoll(5 * time.Millisecond)}, opts...)...)
	require.NoError(f.t, err)
	f.t.Cleanup(func() { require.NoError(f.t, c.Close()) })
	c.now = f.now
	return c
}

// now is the time of a machine that the blocks are not ahead of.
func (f *fakeNode) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.After(f.time) {
		return now
	}
	return f.time
}

func (f *fakeNode) answer(path string, m proto.Message) {
	f.t.Helper()
	raw, err := proto.Marshal(m)
	require.NoError(f.t, err)
	f.queries[path] = abci.ResponseQuery{Value: raw}
}

// mine makes a block with all offered transactions, each with the result of outcome; nil outcome leaves them waiting.
func (f *fakeNode) mine(after time.Duration, outcome func() *abci.ExecTxResult) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.time = f.time.Add(after)
	b := &cmttypes.Block{Header: cmttypes.Header{Height: int64(len(f.blocks)) + 1, Time: f.time}, LastCommit: &cmttypes.Commit{}}
	r := &ctypes.ResultBlockResults{Height: b.Height}
	if outcome != nil {
		for _, tx := range f.pool {
			b.Txs = append(b.Txs, tx)
			r.TxsResults = append(r.TxsResults, outcome())
		}
		f.pool = nil
	}
	f.blocks = append(f.blocks, &ctypes.ResultBlock{Block: b})
	f.result = append(f.result, r)
}

// waitOffered waits until n transactions have been offered.
func (f *fakeNode) waitOffered(n int) {
	f.t.Helper()
	require.Eventually(f.t, func() bool { f.mu.Lock(); defer f.mu.Unlock(); return f.offered >= n }, 5*time.Second, time.Millisecond)
}

// sent is the result of a bank send that worked.
func sent() *abci.ExecTxResult {
	response, err := codectypes.NewAnyWithValue(&banktypes.MsgSendResponse{})
	if err != nil {
		panic(err)
	}
	raw, err := proto.Marshal(&sdk.TxMsgData{MsgResponses: []*codectypes.Any{response}})
	if err != nil {
		panic(err)
	}
	return &abci.ExecTxResult{Data: raw, GasUsed: 1200, Events: []abci.Event{{
		Type: "transfer", Attributes: []abci.EventAttribute{{Key: "amount", Value: "1utroth"}},
	}}}
}

// failed is the result of a transaction that paid its fee and failed.
func failed(codespace string, code uint32, log string) func() *abci.ExecTxResult {
	return func() *abci.ExecTxResult {
		paid := abci.Event{Type: "tx", Attributes: []abci.EventAttribute{{Key: "fee", Value: "29utroth"}}}
		return &abci.ExecTxResult{Codespace: codespace, Code: code, Log: log, Events: []abci.Event{paid}}
	}
}

func (f *fakeNode) status(*rpctypes.Context) (*ctypes.ResultStatus, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &ctypes.ResultStatus{
		NodeInfo: p2p.DefaultNodeInfo{Network: f.chain},
		SyncInfo: ctypes.SyncInfo{LatestBlockHeight: int64(len(f.blocks)), LatestBlockTime: f.time, EarliestBlockHeight: 1},
	}, nil
}

func (f *fakeNode) abciInfo(*rpctypes.Context) (*ctypes.ResultABCIInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &ctypes.ResultABCIInfo{Response: abci.ResponseInfo{LastBlockHeight: int64(len(f.blocks))}}, nil
}

func (f *fakeNode) abciQuery(_ *rpctypes.Context, path string, _ bytes.HexBytes, height int64, _ bool) (*ctypes.ResultABCIQuery, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if path == simulatePath {
		if f.simulation != nil {
			return &ctypes.ResultABCIQuery{Response: *f.simulation}, nil
		}
		return &ctypes.ResultABCIQuery{Response: abci.ResponseQuery{Value: []byte(`{"gas_info":{"gas_used":"` + f.gas + `"}}`)}}, nil
	}
	r, ok := f.queries[path+"@"+strconv.FormatInt(height, 10)]
	if !ok {
		r, ok = f.queries[path]
	}
	if !ok {
		r = abci.ResponseQuery{Code: 6, Codespace: "sdk", Log: "unknown query path: unknown request"}
	}
	return &ctypes.ResultABCIQuery{Response: r}, nil
}

func (f *fakeNode) broadcast(_ *rpctypes.Context, tx cmttypes.Tx) (*ctypes.ResultBroadcastTx, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.offered++
	if f.refuse != nil {
		return &ctypes.ResultBroadcastTx{Code: f.refuse.Code, Codespace: f.refuse.Codespace, Log: f.refuse.Log}, nil
	}
	f.pool = append(f.pool, tx)
	return &ctypes.ResultBroadcastTx{Hash: tx.Hash()}, nil
}

func (f *fakeNode) block(_ *rpctypes.Context, height *int64) (*ctypes.ResultBlock, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.blocks[*height-1], nil
}

func (f *fakeNode) blockResults(_ *rpctypes.Context, height *int64) (*ctypes.ResultBlockResults, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.result[*height-1], nil
}
