package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/trothchain/troth/x/arbitration/types"
)

// InitGenesis stores the genesis, the queue verbatim; the lists follow from the records.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, e := range gs.Cases {
		if err := k.importCase(ctx, e); err != nil {
			return err
		}
	}
	if err := k.initArbiters(ctx, gs); err != nil {
		return err
	}
	return k.deadlines.Import(ctx, gs.Deadlines)
}

func (k *Keeper) importCase(ctx context.Context, e types.CaseEntry) error {
	c := e.Case
	key, err := types.ParseID("case.id", c.Id)
	if err != nil {
		return err
	}
	if err := k.cases.Set(ctx, key, c); err != nil {
		return err
	}
	if err := k.byStatus.Set(ctx, collections.Join(uint32(c.Status), key)); err != nil {
		return err
	}
	if err := k.index(ctx, key, c); err != nil {
		return err
	}
	if c.Status != types.StatusClosed {
		if err := k.refs.Set(ctx, c.Request.Ref, key); err != nil {
			return err
		}
	}
	var count [types.SideProvider + 1]uint32
	for _, doc := range e.Evidence {
		if err := k.evidence.Set(ctx, collections.Join3(key, uint32(doc.Side), count[doc.Side]), doc); err != nil {
			return err
		}
		count[doc.Side]++
	}
	return k.importSeats(ctx, key, e)
}

func (k *Keeper) importSeats(ctx context.Context, key []byte, e types.CaseEntry) error {
	for _, s := range e.Seats {
		arbiter, err := s.ArbiterAddress()
		if err != nil {
			return err
		}
		if err := k.seats.Set(ctx, collections.Join3(key, s.Round, arbiter), s); err != nil {
			return err
		}
	}
	seats, err := k.seatsOf(ctx, key)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if e.Case.SeatSettled(s.Round, s.place) {
			continue
		}
		if err := k.seated.Set(ctx, collections.Join(s.arbiter, key)); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the state; importing it gives the same store.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	list, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		e := types.CaseEntry{Case: c.Case}
		if e.Evidence, err = k.evidenceOf(ctx, c.key); err != nil {
			return nil, err
		}
		if e.Seats, err = k.plainSeats(ctx, c.key); err != nil {
			return nil, err
		}
		gs.Cases = append(gs.Cases, e)
	}
	if err := k.exportArbiters(ctx, gs); err != nil {
		return nil, err
	}
	gs.Deadlines, err = k.deadlines.Export(ctx)
	return gs, err
}

// plainSeats returns the seats of all rounds of a case as records.
func (k *Keeper) plainSeats(ctx context.Context, key []byte) ([]types.Seat, error) {
	seats, err := k.seatsOf(ctx, key)
	list := make([]types.Seat, 0, len(seats))
	for _, s := range seats {
		list = append(list, s.Seat)
	}
	return list, err
}

// stored is a case with its key, collected so that nothing is read while walking.
type stored struct {
	key []byte
	types.Case
}

func (k *Keeper) all(ctx context.Context) (list []stored, err error) {
	err = k.cases.Walk(ctx, nil, func(key []byte, c types.Case) (bool, error) {
		list = append(list, stored{key, c})
		return false, nil
	})
	return list, err
}
