package app

import (
	"crypto/sha256"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxBlockTxs bounds the transactions of a block.
const MaxBlockTxs = 10_000

// proposals chooses and judges the transactions of a block. The SDK's own handlers accept any block when CometBFT keeps
// the mempool, so that one malicious proposer could stop the chain for minutes; these do not.
type proposals struct {
	decode    sdk.TxDecoder
	beacon    contributor
	proposers *proposers
}

// Prepare begins with the proof that the proposer owes the beacon, takes transactions in the mempool's order as long as
// they fit and leaves out what Process would refuse.
func (p proposals) Prepare(ctx sdk.Context, req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
	block := newBlock(p.decode, maxBlockGas(ctx), req.MaxTxBytes)
	items := p.beacon.items(ctx, req.ProposerAddress)
	first := len(items)
	if err := block.reserve(items); err != nil {
		return nil, err // without the proof others refuse the block anyway
	}
	for _, tx := range req.Txs {
		if len(items)-first == MaxBlockTxs {
			break
		}
		if err := block.add(tx); err != nil {
			ctx.Logger().Debug("left out of the proposal", "reason", err)
			continue
		}
		items = append(items, tx)
	}
	return &abci.ResponsePrepareProposal{Txs: items}, nil
}

// Process refuses a block that is too large, has too many transactions or too much gas, or holds a transaction that
// cannot be decoded, breaks a rule that needs no state, or stands there twice; and one without exactly the proof that its
// proposer owes the beacon. It looks at no state but that after the block before, so honest nodes never disagree about it;
// and last it refuses one in the name of a validator whose turn it was not, as far as this node knows the turns.
func (p proposals) Process(ctx sdk.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	err := p.judge(ctx, req.ProposerAddress, req.Txs)
	if err == nil {
		err = p.proposers.check(req.Height, req.ProposerAddress)
	}
	if err != nil {
		ctx.Logger().Error("proposal refused", "height", req.Height, "proposer", fmt.Sprintf("%X", req.ProposerAddress), "reason", err)
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

func (p proposals) judge(ctx sdk.Context, proposer sdk.ConsAddress, items [][]byte) error {
	verdict, err := p.beacon.Judge(ctx, proposer, items)
	if err != nil {
		return err
	}
	if verdict.Refusal != nil {
		return verdict.Refusal
	}
	block := newBlock(p.decode, maxBlockGas(ctx), maxBlockBytes(ctx))
	txs := items
	if verdict.Output != nil {
		txs = items[1:]
	}
	if len(txs) > MaxBlockTxs {
		return fmt.Errorf("%d transactions, at most %d", len(txs), MaxBlockTxs)
	}
	if err := block.reserve(items[:len(items)-len(txs)]); err != nil {
		return err
	}
	for i, tx := range txs {
		if err := block.add(tx); err != nil {
			return fmt.Errorf("transaction %d: %w", i, err)
		}
	}
	return nil
}

// block sums up what is in a proposal.
type block struct {
	decode    sdk.TxDecoder
	gasLeft   uint64
	bytesLeft int64
	seen      map[[sha256.Size]byte]struct{}
}

func newBlock(decode sdk.TxDecoder, gas uint64, bytes int64) *block {
	return &block{decode: decode, gasLeft: gas, bytesLeft: bytes, seen: make(map[[sha256.Size]byte]struct{})}
}

// reserve counts the bytes of items that are no transactions.
func (b *block) reserve(items [][]byte) error {
	size := cmttypes.ComputeProtoSizeForTxs(cmttypes.ToTxs(items))
	if size > b.bytesLeft {
		return fmt.Errorf("%d bytes for the beacon, %d in the block", size, b.bytesLeft)
	}
	b.bytesLeft -= size
	return nil
}

// add counts one transaction, or says why it cannot be in this block and counts nothing.
func (b *block) add(raw []byte) error {
	size := cmttypes.ComputeProtoSizeForTxs([]cmttypes.Tx{raw})
	if size > b.bytesLeft {
		return fmt.Errorf("%d bytes, %d left in the block", size, b.bytesLeft)
	}
	if len(raw) > MaxTxBytes {
		return fmt.Errorf("%d bytes, at most %d", len(raw), MaxTxBytes)
	}
	hash := sha256.Sum256(raw)
	if _, double := b.seen[hash]; double {
		return fmt.Errorf("%X stands in the block twice", hash)
	}
	gas, err := b.gasOf(raw)
	if err != nil {
		return err
	}
	if gas > b.gasLeft {
		return fmt.Errorf("%d gas, %d left in the block", gas, b.gasLeft)
	}
	b.gasLeft -= gas
	b.bytesLeft -= size
	b.seen[hash] = struct{}{}
	return nil
}

// gasOf returns the gas limit of a transaction that breaks no rule which needs no state. The SDK's transaction panics when
// it is asked about parts that are missing; a panic in Prepare would have BaseApp propose the mempool as it is, which
// Process then refuses.
func (b *block) gasOf(raw []byte) (gas uint64, err error) {
	defer func() {
		if r := recover(); r != nil {
			gas, err = 0, fmt.Errorf("malformed transaction: %v", r)
		}
	}()
	tx, err := b.decode(raw)
	if err != nil {
		return 0, err
	}
	if err := checkBounds(tx, len(raw), false); err != nil {
		return 0, err
	}
	feeTx := tx.(sdk.FeeTx) // checkBounds has refused every other
	return feeTx.GetGas(), checkFee(feeTx)
}

// maxBlockGas is the block's gas in force; a chain without a limit gets the default, there is no unlimited block.
func maxBlockGas(ctx sdk.Context) uint64 {
	if b := ctx.ConsensusParams().Block; b != nil && b.MaxGas > 0 {
		return uint64(b.MaxGas)
	}
	return MaxBlockGas
}

// maxBlockBytes is the block's size in force; the part that is no transactions CometBFT checks itself.
func maxBlockBytes(ctx sdk.Context) int64 {
	if b := ctx.ConsensusParams().Block; b != nil && b.MaxBytes > 0 {
		return b.MaxBytes
	}
	return MaxBlockBytes
}
