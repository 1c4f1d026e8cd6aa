package keeper

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// Task is what the proposer of a block owes the beacon.
type Task struct {
	// Key of which the block must bring a proof; nil when it must bring none.
	Key []byte
	// Alpha is what the proof is about.
	Alpha []byte
}

// TaskOf returns what a block of the context's height by a proposer owes, from the state after the block before. Before
// the beacon is set, in the block of the upgrade that adds it, nobody owes anything.
func (k *Keeper) TaskOf(ctx context.Context, proposer sdk.ConsAddress) (Task, error) {
	last, err := k.Last(ctx)
	if errors.Is(err, types.ErrNotSet) {
		return Task{}, nil
	}
	if err != nil {
		return Task{}, err
	}
	record, found, err := k.KeyOf(ctx, proposer)
	if err != nil || !found {
		return Task{}, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	height := sdkCtx.BlockHeight()
	return Task{Key: record.At(height), Alpha: vrf.Alpha(sdkCtx.ChainID(), height, last.Seed)}, nil
}

// Verdict is what the items of a block are worth to the beacon.
type Verdict struct {
	// Output of the proposer's proof; nil for no contribution.
	Output []byte
	// Refusal says why a validator must not vote for the block: one of the ErrProof sentinels. Nil for a good block.
	Refusal error
}

// Judge says what the items of a block of the context's height by a proposer are worth. It reads the state after the
// block before, so that all honest nodes say the same.
func (k *Keeper) Judge(ctx context.Context, proposer sdk.ConsAddress, items [][]byte) (Verdict, error) {
	task, err := k.TaskOf(ctx, proposer)
	if err != nil {
		return Verdict{}, err
	}
	for i, item := range items {
		if i > 0 && vrf.IsItem(item) {
			return Verdict{Refusal: types.ErrProofMisplaced.Wrapf("item %d of proposer %s", i, proposer)}, nil
		}
	}
	has := len(items) > 0 && vrf.IsItem(items[0])
	switch {
	case task.Key == nil && has:
		return Verdict{Refusal: types.ErrProofUnexpected.Wrapf("proposer %s", proposer)}, nil
	case task.Key == nil:
		return Verdict{}, nil
	case !has:
		return Verdict{Refusal: types.ErrProofMissing.Wrapf("proposer %s, key %X", proposer, task.Key)}, nil
	}
	proof, err := vrf.ProofOf(items[0])
	if err != nil {
		return Verdict{Refusal: types.ErrProofInvalid.Wrapf("proposer %s: %s", proposer, err)}, nil
	}
	output, ok := vrf.Verify(task.Key, task.Alpha, proof)
	if !ok {
		return Verdict{Refusal: types.ErrProofInvalid.Wrapf("proposer %s, key %X", proposer, task.Key)}, nil
	}
	return Verdict{Output: output}, nil
}

// Advance makes the value of the context's height from the items of its block, before its transactions run. A block that
// Judge refuses and that was decided all the same contributes nothing: the chain goes on with the value that follows
// without a proof.
func (k *Keeper) Advance(ctx context.Context, proposer sdk.ConsAddress, items [][]byte) error {
	last, err := k.Last(ctx)
	if err != nil {
		return err
	}
	verdict, err := k.Judge(ctx, proposer, items)
	if err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	next := types.Value{Height: sdkCtx.BlockHeight(), Proven: verdict.Output != nil}
	if next.Height != last.Height+1 {
		return types.ErrBroken.Wrapf("block of height %d after the value of height %d", next.Height, last.Height)
	}
	reason := ""
	if next.Proven {
		next.Seed = vrf.Next(last.Seed, verdict.Output)
	} else {
		next.Seed = vrf.Skip(last.Seed, next.Height)
	}
	if verdict.Refusal != nil {
		reason = verdict.Refusal.Error()
	}
	if err := k.store(ctx, next); err != nil {
		return err
	}
	sdkCtx.EventManager().EmitEvent(types.NewValueEvent(next, proposer, reason))
	return nil
}
