// Package keeper runs the market: jobs with their auctions, bids and awards; negotiations, services and quotes (design 04).
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

var _ agreementtypes.DefaultHandler = (*Keeper)(nil)

// Keeper owns the jobs and the bids.
type Keeper struct {
	authority  string
	clock      types.ClockKeeper
	identity   types.IdentityKeeper
	escrow     types.EscrowHandle
	reputation types.ReputationKeeper
	agreement  types.AgreementKeeper
	beacon     types.BeaconKeeper

	schema      collections.Schema
	params      collections.Item[types.Params]
	jobs        collections.Map[[]byte, types.Job]
	standings   collections.Map[[]byte, types.Standing]
	commitments collections.Map[collections.Pair[[]byte, sdk.AccAddress], types.Commitment]
	liveJobs    collections.KeySet[[]byte]
	skillJobs   collections.KeySet[collections.Pair[string, []byte]]
	clientJobs  collections.KeySet[collections.Pair[sdk.AccAddress, []byte]]
	jobCounts   collections.Map[sdk.AccAddress, uint32]
	deadlines   deadline.Queue
	offerStore
}

// New returns the keeper; authority is the bech32 address that may update the parameters, escrow the handle of the
// scope "market". It panics on a missing dependency, which is an error of the wiring.
func New(
	cdc codec.BinaryCodec, store corestore.KVStoreService, authority string,
	clock types.ClockKeeper, identity types.IdentityKeeper, escrow types.EscrowHandle,
	reputation types.ReputationKeeper, agreement types.AgreementKeeper, beacon types.BeaconKeeper,
) *Keeper {
	if cdc == nil || store == nil || authority == "" || clock == nil || identity == nil || escrow == nil ||
		reputation == nil || agreement == nil || beacon == nil {
		panic("market: codec, store, authority, clock, identity, escrow, reputation, agreement and beacon are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	addr := sdk.AccAddressKey
	k := &Keeper{
		authority: authority, clock: clock, identity: identity, escrow: escrow, reputation: reputation, agreement: agreement,
		beacon: beacon,
		params: collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		jobs:   collections.NewMap(sb, types.JobsKey, "jobs", collections.BytesKey, codec.CollValue[types.Job](cdc)),
		standings: collections.NewMap(sb, types.StandingsKey, "standings", collections.BytesKey,
			codec.CollValue[types.Standing](cdc)),
		commitments: collections.NewMap(sb, types.CommitmentsKey, "commitments",
			collections.PairKeyCodec(collections.BytesKey, addr), codec.CollValue[types.Commitment](cdc)),
		liveJobs: collections.NewKeySet(sb, types.LiveJobsKey, "live_jobs", collections.BytesKey),
		skillJobs: collections.NewKeySet(sb, types.SkillJobsKey, "skill_jobs",
			collections.PairKeyCodec(collections.StringKey, collections.BytesKey)),
		clientJobs: collections.NewKeySet(sb, types.ClientJobsKey, "client_jobs",
			collections.PairKeyCodec(addr, collections.BytesKey)),
		jobCounts:  collections.NewMap(sb, types.JobCountsKey, "job_counts", addr, collections.Uint32Value),
		deadlines:  deadline.NewQueue(sb, types.DeadlinesKey, types.DeadlineFailuresKey, types.ModuleName),
		offerStore: newOfferStore(cdc, sb),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("market: schema: %s", err))
	}
	k.schema = schema
	return k
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	params, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return params, err
}

// Job returns a job by the bytes of its id. ErrJobNotFound.
func (k *Keeper) Job(ctx context.Context, id []byte) (types.Job, error) {
	job, found, err := k.findJob(ctx, id)
	if err == nil && !found {
		err = types.ErrJobNotFound.Wrap(types.JobID(id))
	}
	return job, err
}

// Standing returns the running result of a job; the zero Standing before the first commitment.
func (k *Keeper) Standing(ctx context.Context, id []byte) (types.Standing, error) {
	s, err := k.standings.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Standing{}, nil
	}
	return s, err
}

// Commitment returns the bid under seal of a provider on a job. ErrCommitmentNotFound.
func (k *Keeper) Commitment(ctx context.Context, job []byte, provider sdk.AccAddress) (types.Commitment, error) {
	c, err := k.commitments.Get(ctx, collections.Join(job, provider))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Commitment{}, types.ErrCommitmentNotFound.Wrapf("job %s, provider %s", types.JobID(job), provider)
	}
	return c, err
}

func (k *Keeper) findJob(ctx context.Context, id []byte) (types.Job, bool, error) {
	job, err := k.jobs.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Job{}, false, nil
	}
	return job, err == nil, err
}

func emit(ctx context.Context, e sdk.Event) {
	sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(e)
}
