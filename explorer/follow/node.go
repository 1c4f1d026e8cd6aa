// Package follow reads a chain block by block into an index: always the height after the cursor, each exactly once.
package follow

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// requestTimeout bounds one request to the node.
const requestTimeout = 30 * time.Second

// Encoding is how the chain writes messages and transactions.
type Encoding struct {
	Codec codec.Codec
	// Decode reads transactions of blocks, DecodeJSON those of the genesis.
	Decode, DecodeJSON sdk.TxDecoder
}

// Node is a chain as one node's RPC tells it.
type Node struct {
	url string
	rpc *rpchttp.HTTP
	enc Encoding
}

// NewNode makes a node of an RPC URL, such as http://127.0.0.1:26657. No connection is made yet.
func NewNode(url string, enc Encoding) (*Node, error) {
	if rest, ok := strings.CutPrefix(url, "tcp://"); ok {
		url = "http://" + rest
	}
	if !strings.Contains(url, "://") {
		url = "http://" + url
	}
	h := &http.Client{Timeout: requestTimeout, Transport: &http.Transport{
		DisableCompression: true, MaxIdleConnsPerHost: 2 * parallel, IdleConnTimeout: 30 * time.Second, Proxy: http.ProxyFromEnvironment,
	}}
	rpc, err := rpchttp.NewWithClient(url, "/websocket", h)
	if err != nil {
		return nil, ErrNode.Wrapf("%s: %s", url, err)
	}
	return &Node{url: url, rpc: rpc, enc: enc}, nil
}

// Broadcast hands a transaction to the node's mempool and returns its hash, or why the node refuses it.
func (n *Node) Broadcast(ctx context.Context, tx []byte) (string, error) {
	r, err := n.rpc.BroadcastTxSync(ctx, tx)
	if err != nil {
		return "", ErrNode.Wrapf("%s: %s", n.url, err)
	}
	if r.Code != 0 {
		return "", fmt.Errorf("%s/%d: %s", r.Codespace, r.Code, r.Log)
	}
	return r.Hash.String(), nil
}

// Tip is what the node has.
type Tip struct {
	ChainID          string
	Earliest, Height int64
}

// Tip asks the node for the heights it can serve. The last one is committed: its results can be read.
func (n *Node) Tip(ctx context.Context) (Tip, error) {
	s, err := n.rpc.Status(ctx)
	if err != nil {
		return Tip{}, ErrNode.Wrapf("%s: %s", n.url, err)
	}
	info, err := n.rpc.ABCIInfo(ctx)
	if err != nil {
		return Tip{}, ErrNode.Wrapf("%s: %s", n.url, err)
	}
	return Tip{s.NodeInfo.Network, s.SyncInfo.EarliestBlockHeight, min(info.Response.LastBlockHeight, s.SyncInfo.LatestBlockHeight)}, nil
}

// Genesis reads what the chain began with.
func (n *Node) Genesis(ctx context.Context) (index.Genesis, error) {
	var raw []byte
	for i := uint(0); ; i++ {
		c, err := n.rpc.GenesisChunked(ctx, i)
		if err != nil {
			return index.Genesis{}, ErrNode.Wrapf("%s: genesis: %s", n.url, err)
		}
		part, err := base64.StdEncoding.DecodeString(c.Data)
		if err != nil {
			return index.Genesis{}, err
		}
		raw = append(raw, part...)
		if c.ChunkNumber+1 >= c.TotalChunks {
			break
		}
	}
	var doc struct {
		ChainID  string                     `json:"chain_id"`
		Initial  numberOrText               `json:"initial_height"`
		Time     time.Time                  `json:"genesis_time"`
		AppState map[string]json.RawMessage `json:"app_state"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return index.Genesis{}, fmt.Errorf("genesis: %w", err)
	}
	return index.Genesis{
		ChainID: doc.ChainID, Initial: max(1, int64(doc.Initial)), TimeMs: doc.Time.UnixMilli(), State: doc.AppState,
	}, nil
}

// numberOrText reads a number that JSON may have as text.
type numberOrText int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *numberOrText) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal([]byte(strings.Trim(string(raw), `"`)), (*int64)(n))
}

// Block reads one height.
func (n *Node) Block(ctx context.Context, height int64) (*index.Block, error) {
	blk, err := n.rpc.Block(ctx, &height)
	if err != nil {
		return nil, n.missing(height, err)
	}
	res, err := n.rpc.BlockResults(ctx, &height)
	if err != nil {
		return nil, n.missing(height, err)
	}
	if blk.Block == nil {
		return nil, n.missing(height, errors.New("no block"))
	}
	if len(blk.Block.Txs) != len(res.TxsResults) {
		return nil, ErrNode.Wrapf("height %d: %d transactions, %d results", height, len(blk.Block.Txs), len(res.TxsResults))
	}
	h := blk.Block.Header
	b := &index.Block{
		Height: height, Hash: blk.BlockID.Hash.String(), Before: h.LastBlockID.Hash.String(), TimeMs: h.Time.UnixMilli(),
		Proposer: sdk.ConsAddress(h.ProposerAddress).String(),
	}
	for i, raw := range blk.Block.Txs {
		b.Bytes += int64(len(raw))
		if vrf.IsItem(raw) {
			continue // a proof of the beacon, no transaction
		}
		b.Txs = append(b.Txs, n.tx(int64(i), fmt.Sprintf("%X", raw.Hash()), raw, res.TxsResults[i]))
	}
	for _, e := range events(res.FinalizeBlockEvents) {
		if e.Get("mode") == "EndBlock" {
			b.End = append(b.End, e)
		} else {
			b.Begin = append(b.Begin, e)
		}
	}
	return b, nil
}

func (n *Node) missing(height int64, err error) error {
	if strings.Contains(err.Error(), "lowest height") || strings.Contains(err.Error(), "is not available") || strings.Contains(err.Error(), "no block") {
		return ErrPruned.Wrapf("height %d: %s", height, err)
	}
	return ErrNode.Wrapf("%s: height %d: %s", n.url, height, err)
}

// tx is a transaction with what became of it. One that cannot be decoded has a hash and a result all the same.
func (n *Node) tx(place int64, hash string, raw []byte, r *abci.ExecTxResult) index.Tx {
	t := index.Tx{
		Hash: hash, Place: place, Code: int64(r.Code), Codespace: r.Codespace, Log: r.Log, GasWanted: r.GasWanted, GasUsed: r.GasUsed,
		Bytes: int64(len(raw)), Events: events(r.Events),
	}
	tx, err := n.enc.Decode(raw)
	if err != nil {
		return t
	}
	t.Msgs = tx.GetMsgs()
	if m, ok := tx.(sdk.TxWithMemo); ok {
		t.Memo = m.GetMemo()
	}
	if f, ok := tx.(sdk.FeeTx); ok {
		t.Fee = f.GetFee().String()
	}
	if len(t.Msgs) > 0 {
		if signers, _, err := n.enc.Codec.GetMsgV1Signers(t.Msgs[0]); err == nil && len(signers) > 0 {
			t.Signer = sdk.AccAddress(signers[0]).String()
		}
	}
	return t
}

func events(in []abci.Event) []index.Event {
	out := make([]index.Event, 0, len(in))
	for _, e := range in {
		ev := index.Event{Kind: e.Type, Attrs: make([]index.Attr, len(e.Attributes))}
		for i, a := range e.Attributes {
			ev.Attrs[i] = index.Attr{Key: a.Key, Value: a.Value}
		}
		out = append(out, ev)
	}
	return out
}
