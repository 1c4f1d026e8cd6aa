package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// Checks returns the facts that hold after every block (design 04).
func (k *Keeper) Checks() []invariant.Check {
	return append([]invariant.Check{
		{Name: "market/budgets", Run: k.checkBudgets},
		{Name: "market/storage", Run: k.checkStorage},
		{Name: "market/deposits", Run: k.checkDeposits},
		{Name: "market/indexes", Run: k.checkIndexes},
		{Name: "market/standings", Run: k.checkStandings},
		{Name: "market/deadlines", Run: k.checkDeadlines},
	}, k.offerChecks()...)
}

// checkBudgets: a live job holds exactly its budget from its client, an ended one nothing.
func (k *Keeper) checkBudgets(ctx context.Context) error {
	return k.jobs.Walk(ctx, nil, func(key []byte, j types.Job) (bool, error) {
		ref := types.JobRef(key)
		held, err := k.escrow.Has(ctx, ref)
		if err != nil {
			return true, err
		}
		if held != j.Status.Live() {
			return true, types.ErrInvariant.Wrapf("job %s: %s, budget held: %t", j.Id, j.Status, held)
		}
		if !held {
			return false, nil
		}
		h, err := k.escrow.Get(ctx, ref)
		if err != nil {
			return true, err
		}
		if !h.Coin.Equal(j.Request.Budget) || h.Agent != j.Client {
			return true, types.ErrInvariant.Wrapf("job %s of %s: budget %s, held %s of %s", j.Id, j.Client, j.Request.Budget, h.Coin, h.Agent)
		}
		return false, nil
	})
}

// checkStorage: every job has exactly its storage deposit held from its client, ended or not.
func (k *Keeper) checkStorage(ctx context.Context) error {
	return k.jobs.Walk(ctx, nil, func(key []byte, j types.Job) (bool, error) {
		held, err := k.escrow.Has(ctx, types.StorageRef(key))
		if err != nil {
			return true, err
		}
		if held != j.StorageDeposit.IsPositive() {
			return true, types.ErrInvariant.Wrapf("job %s: storage deposit %s, held: %t", j.Id, j.StorageDeposit, held)
		}
		if !held {
			return false, nil
		}
		h, err := k.escrow.Get(ctx, types.StorageRef(key))
		if err != nil {
			return true, err
		}
		if h.Agent != j.Client || h.Coin.Denom != j.Request.Budget.Denom || !h.Coin.Amount.Equal(j.StorageDeposit) {
			return true, types.ErrInvariant.Wrapf("job %s of %s: storage deposit %s, held %s of %s", j.Id, j.Client, j.StorageDeposit, h.Coin, h.Agent)
		}
		return false, nil
	})
}

// checkDeposits: every bid under seal holds a deposit of its provider, and no more bids are under seal than counted.
func (k *Keeper) checkDeposits(ctx context.Context) error {
	sealed := map[string]uint32{}
	err := k.commitments.Walk(ctx, nil, func(at collections.Pair[[]byte, sdk.AccAddress], c types.Commitment) (bool, error) {
		id := types.JobID(at.K1())
		sealed[id]++
		h, err := k.escrow.Get(ctx, types.BidRef(at.K1(), at.K2()))
		if err != nil {
			return true, fmt.Errorf("deposit of %s on job %s: %w", at.K2(), id, err)
		}
		if h.Agent != at.K2().String() {
			return true, types.ErrInvariant.Wrapf("deposit of %s on job %s: held of %s", at.K2(), id, h.Agent)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.standings.Walk(ctx, nil, func(key []byte, s types.Standing) (bool, error) {
		if n := sealed[types.JobID(key)]; uint64(n)+uint64(s.Reveals) > uint64(s.Commits) {
			return true, types.ErrInvariant.Wrapf("job %s: %d under seal, %d revealed, %d committed", types.JobID(key), n, s.Reveals, s.Commits)
		}
		return false, nil
	})
}

// checkIndexes: the indexes and counts say exactly what the jobs say.
func (k *Keeper) checkIndexes(ctx context.Context) error {
	var live, open int
	counts := map[string]uint32{}
	err := k.jobs.Walk(ctx, nil, func(key []byte, j types.Job) (bool, error) {
		client, err := sdk.AccAddressFromBech32(j.Client)
		if err != nil {
			return true, err
		}
		isLive, isOpen := j.Status.Live(), j.Status == types.JobStatusOpen
		if isLive {
			live++
			counts[j.Client]++
		}
		if isOpen {
			open += len(j.Request.Tags())
		}
		inLive, err := k.liveJobs.Has(ctx, key)
		if err != nil {
			return true, err
		}
		inClient, err := k.clientJobs.Has(ctx, collections.Join(client, key))
		if err != nil {
			return true, err
		}
		if inLive != isLive || inClient != isLive {
			return true, types.ErrInvariant.Wrapf("job %s: %s, indexed live %t, client %t", j.Id, j.Status, inLive, inClient)
		}
		for _, tag := range j.Request.Tags() {
			found, err := k.skillJobs.Has(ctx, collections.Join(tag, key))
			if err != nil {
				return true, err
			}
			if found != isOpen {
				return true, types.ErrInvariant.Wrapf("job %s: %s, indexed under %s: %t", j.Id, j.Status, tag, found)
			}
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	clients := 0
	err = k.jobCounts.Walk(ctx, nil, func(client sdk.AccAddress, n uint32) (bool, error) {
		clients++
		if want := counts[client.String()]; n != want || n == 0 {
			return true, types.ErrInvariant.Wrapf("client %s: count %d, live jobs %d", client, n, want)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if clients != len(counts) {
		return types.ErrInvariant.Wrapf("%d counts of %d clients", clients, len(counts))
	}
	return k.checkSizes(ctx, live, open)
}

// checkSizes: no index has an entry of a job that is gone; open counts the tags of open jobs.
func (k *Keeper) checkSizes(ctx context.Context, live, open int) error {
	inLive, err := size(ctx, k.liveJobs)
	if err != nil {
		return err
	}
	inClient, err := size(ctx, k.clientJobs)
	if err != nil {
		return err
	}
	inSkill, err := size(ctx, k.skillJobs)
	if err != nil {
		return err
	}
	if inLive != live || inClient != live || inSkill != open {
		return types.ErrInvariant.Wrapf("%d live jobs and %d tags of open ones, indexed live %d, client %d, skill %d", live, open, inLive, inClient, inSkill)
	}
	return nil
}

func size[K any](ctx context.Context, set collections.KeySet[K]) (n int, err error) {
	err = set.Walk(ctx, nil, func(K) (bool, error) {
		n++
		return false, nil
	})
	return n, err
}

// checkStandings: every standing has its job, its list is in order, and the cover of every bid that stands is locked.
func (k *Keeper) checkStandings(ctx context.Context) error {
	return k.standings.Walk(ctx, nil, func(key []byte, s types.Standing) (bool, error) {
		job, err := k.Job(ctx, key)
		if err != nil {
			return true, err
		}
		if err := s.Validate(job); err != nil {
			return true, fmt.Errorf("job %s: %w", job.Id, err)
		}
		for _, b := range s.Ranked {
			provider, err := sdk.AccAddressFromBech32(b.Provider)
			if err != nil {
				return true, err
			}
			locked, err := k.coverLocked(ctx, types.BidRef(key, provider))
			if err != nil {
				return true, err
			}
			if locked != job.Status.Live() {
				return true, types.ErrInvariant.Wrapf("job %s: %s, bid of %s, cover locked: %t", job.Id, job.Status, b.Provider, locked)
			}
		}
		return false, nil
	})
}

// coverLocked asks agreement by unlocking in a cache context that is never written.
func (k *Keeper) coverLocked(ctx context.Context, ref []byte) (bool, error) {
	dry, _ := sdk.UnwrapSDKContext(ctx).CacheContext()
	err := k.agreement.UnlockCover(dry, ref)
	if errors.Is(err, agreementtypes.ErrCoverNotFound) {
		return false, nil
	}
	return err == nil, err
}

// checkDeadlines: every job and every bid under seal has exactly its one deadline.
func (k *Keeper) checkDeadlines(ctx context.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	return gs.Validate()
}
