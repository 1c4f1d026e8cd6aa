package network

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// liar is a validator that proposes blocks with a lie about its output, one after the other, and votes for its own.
type liar struct {
	*app.App
	address []byte
	lies    *atomic.Int64
}

func (l liar) PrepareProposal(req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
	res, err := l.App.PrepareProposal(req)
	if err != nil || len(res.Txs) == 0 || !vrf.IsItem(res.Txs[0]) {
		return res, err
	}
	good := res.Txs[0]
	switch l.lies.Add(1) % 3 {
	case 0: // another output
		res.Txs[0] = bytes.Clone(good)
		res.Txs[0][len(good)-1] ^= 1
	case 1: // none at all
		res.Txs = res.Txs[1:]
	case 2: // a choice of two
		res.Txs = append(res.Txs, good)
	}
	return res, nil
}

func (l liar) ProcessProposal(req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	if bytes.Equal(req.ProposerAddress, l.address) {
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
	}
	return l.App.ProcessProposal(req)
}

// witness is an honest validator that is first shown each block as a proposer with two validators could make it: in the
// name, and with the good proof, of another validator. It votes on the true one.
type witness struct {
	*app.App
	chain *testapp.Chain

	mu      sync.Mutex
	refused map[int64]bool
}

func (w *witness) ProcessProposal(req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	if req.Height > 1 {
		forged := *req
		for i := range 4 {
			if address := w.chain.ConsensusAddress(i); !bytes.Equal(address, req.ProposerAddress) {
				ctx, err := w.QueryContext()
				if err != nil {
					return nil, err
				}
				task, err := w.Keepers.Beacon.TaskOf(ctx.WithBlockHeight(req.Height), address)
				if err != nil {
					return nil, err
				}
				forged.ProposerAddress, forged.Txs = address, [][]byte{vrf.Item(w.chain.Secret(i).Prove(task.Alpha))}
				break
			}
		}
		res, err := w.App.ProcessProposal(&forged)
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		w.refused[req.Height] = res.Status == abci.ResponseProcessProposal_REJECT
		w.mu.Unlock()
	}
	return w.App.ProcessProposal(req)
}

// seen says whether the forged block of a height was refused, and whether there was one.
func (w *witness) seen(height int64) (refused, shown bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	refused, shown = w.refused[height]
	return refused, shown
}

// TestAProposerThatLiesAboutItsOutput: four validators, one of which lies whenever it is its turn. The three others refuse
// its blocks and go on with the next proposer; all nodes have the same state, the liar's included; the values are those
// that anybody computes from the blocks; a node that comes late and never sees a proposal computes them as well. Nor does a
// block pass that is another validator's in all but who proposes it.
func TestAProposerThatLiesAboutItsOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("starts five nodes")
	}
	const heights = 14
	var lies atomic.Int64
	chain := testapp.Prepare(t, testapp.Options{Validators: 4})
	address := chain.ConsensusAddress(0)
	honest := &witness{chain: chain, refused: make(map[int64]bool)}
	n := Start(t, 4, func(a *app.App) servertypes.ABCI { return liar{a, address, &lies} }, func(a *app.App) servertypes.ABCI {
		honest.App = a
		return honest
	})
	for _, node := range n.Nodes {
		n.WaitFor(node, heights, time.Minute)
	}
	require.GreaterOrEqual(t, lies.Load(), int64(3), "it had its turns")

	last, later, refused, passed := vrf.First(testapp.ChainID), 0, 0, 0
	for height := int64(1); height < heights; height++ {
		block := n.Nodes[1].Comet.BlockStore().LoadBlock(height)
		require.NotEqual(t, address.Bytes(), block.ProposerAddress.Bytes(), "no block of the liar is decided")
		if n.Nodes[1].Comet.BlockStore().LoadBlockCommit(height).Round > 0 {
			later++
		} else if forgery, shown := honest.seen(height); shown {
			if forgery {
				refused++
			} else {
				passed++ // the news of the round was late on a busy machine, or this node alone had gone on to the next
			}
		}
		var key []byte
		for i := range 4 {
			if bytes.Equal(n.ConsensusAddress(i), block.ProposerAddress) {
				key = n.Secret(i).Key()
			}
		}
		require.NotNil(t, key)
		proof, err := vrf.ProofOf(block.Txs[0])
		require.NoError(t, err)
		output, ok := vrf.Verify(key, vrf.Alpha(testapp.ChainID, height, last), proof)
		require.True(t, ok)
		last = vrf.Next(last, output)
		for _, node := range n.Nodes {
			require.Equal(t, last, seedOf(t, node, height))
			require.Equal(t, block.Hash(), node.Comet.BlockStore().LoadBlock(height).Hash())
		}
	}
	require.Positive(t, later, "the liar's turns cost a round each")
	t.Logf("blocks in the name of another: %d refused, %d passed", refused, passed)
	require.Greater(t, refused, 2*passed, "a block in the name of another is refused by a node that knows the turn")
	require.Contains(t, n.Nodes[1].Log(), "proposal refused")

	late := n.Join()
	n.WaitFor(late, heights, time.Minute)
	require.Equal(t, last, seedOf(t, late, heights-1), "caught up without seeing a proposal")
	require.NotContains(t, late.Log(), "proposal refused")
}

func seedOf(t *testing.T, node *Node, height int64) []byte {
	t.Helper()
	ctx, err := node.App.QueryContext()
	require.NoError(t, err)
	seed, ok := node.App.Keepers.Beacon.Seed(ctx, height)
	require.True(t, ok, "height %d", height)
	return seed
}
