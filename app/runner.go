package app

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	beaconkeeper "github.com/trothchain/troth/x/beacon/keeper"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

var _ sdk.TxRunner = runner{}

// runner runs the transactions of a block, with whichever executor the node has chosen, and answers for the items that are
// none: CometBFT wants one result for each. A proof of the beacon never reaches an executor, and every executor gives the
// same result for bytes that cannot be decoded; the SDK's two do not, so that nodes with different ones would part over a
// block of such bytes that votes have forced upon them.
type runner struct {
	inner  sdk.TxRunner
	decode sdk.TxDecoder
	beacon *beaconkeeper.Keeper
}

// Unwrap lets BaseApp see which executor is inside.
func (r runner) Unwrap() sdk.TxRunner { return r.inner }

// Run implements sdk.TxRunner. A transaction keeps its place among the items of the block.
func (r runner) Run(ctx context.Context, ms storetypes.MultiStore, items [][]byte, deliver sdk.DeliverTxFunc) ([]*abci.ExecTxResult, error) {
	txs, places := make([][]byte, 0, len(items)), make([]int, 0, len(items))
	for i, item := range items {
		if !vrf.IsItem(item) {
			txs, places = append(txs, item), append(places, i)
		}
	}
	ran, err := r.inner.Run(ctx, ms, txs,
		func(tx []byte, memTx sdk.Tx, ms storetypes.MultiStore, i int, cache map[string]any) *abci.ExecTxResult {
			return deliver(tx, memTx, ms, places[i], cache)
		})
	if err != nil {
		return nil, err
	}
	results := make([]*abci.ExecTxResult, len(items))
	for i, result := range ran {
		results[places[i]] = r.undecodable(txs[i], result)
	}
	if len(txs) == len(items) {
		return results, nil
	}
	last, err := r.beacon.Last(sdk.NewContext(ms, cmtproto.Header{}, false, log.NewNopLogger()))
	if err != nil {
		return nil, err
	}
	for i, item := range items {
		if vrf.IsItem(item) {
			results[i] = proofResult(last.Proven)
		}
	}
	return results, nil
}

// undecodable replaces the result of bytes that cannot be decoded by the one of the sequential executor.
func (r runner) undecodable(tx []byte, result *abci.ExecTxResult) *abci.ExecTxResult {
	if result.Codespace != sdkerrors.RootCodespace || result.Code != sdkerrors.ErrTxDecode.ABCICode() {
		return result
	}
	if _, err := r.decode(tx); err == nil {
		return result
	}
	return sdkerrors.ResponseExecTxResultWithEvents(sdkerrors.ErrTxDecode, 0, 0, nil, false)
}

// proofResult is the result of a proof: success, no gas and no events when it counts (the event beacon.value is the
// block's), else ErrProofRefused.
func proofResult(counts bool) *abci.ExecTxResult {
	if counts {
		return &abci.ExecTxResult{Log: "proof of the beacon"}
	}
	return sdkerrors.ResponseExecTxResultWithEvents(beacontypes.ErrProofRefused, 0, 0, nil, false)
}
