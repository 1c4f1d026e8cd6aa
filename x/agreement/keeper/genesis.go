package keeper

import (
	"context"
	"math"

	"cosmossdk.io/collections"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
)

// InitGenesis stores the genesis, the queue verbatim; lists and counts follow from the records.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, a := range gs.Agreements {
		if err := k.importAgreement(ctx, a); err != nil {
			return err
		}
	}
	for _, r := range gs.Receipts {
		key, err := types.ParseID("receipts.agreement", r.Agreement)
		if err != nil {
			return err
		}
		if err := k.receipts.Set(ctx, collections.Join(key, r.Receipt.Milestone), r.Receipt); err != nil {
			return err
		}
	}
	for _, c := range gs.Covers {
		if err := k.covers.Set(ctx, c.Ref, c.Cover); err != nil {
			return err
		}
		provider, err := field.Address("cover.provider", c.Cover.Provider)
		if err != nil {
			return err
		}
		if err := k.engage(ctx, provider, math.MaxUint32); err != nil {
			return err
		}
	}
	return k.deadlines.Import(ctx, gs.Deadlines)
}

func (k *Keeper) importAgreement(ctx context.Context, a types.Agreement) error {
	key, err := types.ParseID("id", a.Id)
	if err != nil {
		return err
	}
	if err := k.agreements.Set(ctx, key, a); err != nil {
		return err
	}
	if err := k.adopt(ctx, key, a); err != nil || !a.Status.Live() {
		return err
	}
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	if err := k.index(ctx, key, client, provider); err != nil {
		return err
	}
	return k.engage(ctx, provider, math.MaxUint32)
}

// ExportGenesis returns the state; importing it gives the same store.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.agreements.Walk(ctx, nil, func(_ []byte, a types.Agreement) (bool, error) {
		gs.Agreements = append(gs.Agreements, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.receipts.Walk(ctx, nil, func(key receiptKey, r types.Receipt) (bool, error) {
		gs.Receipts = append(gs.Receipts, types.ReceiptEntry{Agreement: types.FormatID(key.K1()), Receipt: r})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.covers.Walk(ctx, nil, func(ref []byte, c types.Cover) (bool, error) {
		gs.Covers = append(gs.Covers, types.CoverEntry{Ref: ref, Cover: c})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	gs.Deadlines, err = k.deadlines.Export(ctx)
	return gs, err
}
