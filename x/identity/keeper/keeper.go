// Package keeper keeps agents, their names and skills, their operators and the mandates these act within.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// Keeper owns agents and mandates. It is the only one that can say who may act for an agent.
type Keeper struct {
	authority string
	accounts  types.AccountKeeper
	bank      types.BankKeeper
	clock     types.ClockKeeper
	holds     types.Holds
	fees      types.FeeAllowances
	scores    types.Scores

	schema    collections.Schema
	params    collections.Item[types.Params]
	agents    collections.Map[sdk.AccAddress, types.Agent]
	owners    collections.KeySet[collections.Pair[sdk.AccAddress, sdk.AccAddress]]
	names     collections.Map[string, sdk.AccAddress]
	skills    collections.KeySet[collections.Pair[string, sdk.AccAddress]]
	operators collections.Map[collections.Pair[sdk.AccAddress, sdk.AccAddress], types.Operator]
	queue     deadline.Queue
	// (subject, schema, issuer)
	attestations collections.Map[attestationKey, types.Attestation]
	// (issuer, subject, schema)
	issued collections.KeySet[issuedKey]
	// issuer → number of its attestations
	issuedCounts collections.Map[sdk.AccAddress, uint32]
	// account → link
	links collections.Map[string, types.Link]
	// (agent, account)
	agentLinks collections.KeySet[collections.Pair[sdk.AccAddress, string]]
}

// New returns the keeper; authority is the bech32 address that may update the parameters. SetHolds, SetFeeAllowances and
// SetScores must follow before the first block. It panics on a missing dependency, which is an error of the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string,
	accounts types.AccountKeeper, bank types.BankKeeper, clock types.ClockKeeper,
) *Keeper {
	if cdc == nil || store == nil || authority == "" || accounts == nil || bank == nil || clock == nil {
		panic("identity: codec, store, authority, accounts, bank and clock are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority,
		accounts:  accounts,
		bank:      bank,
		clock:     clock,
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		agents:    collections.NewMap(sb, types.AgentsKey, "agents", sdk.AccAddressKey, codec.CollValue[types.Agent](cdc)),
		owners: collections.NewKeySet(sb, types.OwnersKey, "owners",
			collections.PairKeyCodec(sdk.AccAddressKey, sdk.AccAddressKey)),
		names: collections.NewMap(sb, types.NamesKey, "names", collections.StringKey,
			collcodec.KeyToValueCodec(sdk.AccAddressKey)),
		skills: collections.NewKeySet(sb, types.SkillsKey, "skills",
			collections.PairKeyCodec(collections.StringKey, sdk.AccAddressKey)),
		operators: collections.NewMap(sb, types.OperatorsKey, "operators",
			collections.PairKeyCodec(sdk.AccAddressKey, sdk.AccAddressKey), codec.CollValue[types.Operator](cdc)),
		queue: deadline.NewQueue(sb, types.DeadlinesKey, types.FailuresKey, types.ModuleName),
		attestations: collections.NewMap(sb, types.AttestationsKey, "attestations",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.StringKey, sdk.AccAddressKey),
			codec.CollValue[types.Attestation](cdc)),
		issued: collections.NewKeySet(sb, types.IssuedKey, "issued",
			collections.TripleKeyCodec(sdk.AccAddressKey, sdk.AccAddressKey, collections.StringKey)),
		issuedCounts: collections.NewMap(sb, types.IssuedCountsKey, "issued_counts", sdk.AccAddressKey, collections.Uint32Value),
		links:        collections.NewMap(sb, types.LinksKey, "links", collections.StringKey, codec.CollValue[types.Link](cdc)),
		agentLinks: collections.NewKeySet(sb, types.AgentLinksKey, "agent_links",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("identity: schema: %s", err))
	}
	k.schema = schema
	return k
}

// SetHolds gives the keeper the one who knows whether an agent has money on hold. It is called once, when both keepers
// exist, and panics on nil and on a second call.
func (k *Keeper) SetHolds(holds types.Holds) {
	if holds == nil || k.holds != nil {
		panic("identity: SetHolds is called once, with a keeper of holds")
	}
	k.holds = holds
}

// SetFeeAllowances gives the keeper the one who lets operators pay fees from their agent's account. It is called once and
// panics on nil and on a second call.
func (k *Keeper) SetFeeAllowances(fees types.FeeAllowances) {
	if fees == nil || k.fees != nil {
		panic("identity: SetFeeAllowances is called once, with a keeper of fee allowances")
	}
	k.fees = fees
}

// SetScores gives the keeper the one who knows the scores that mandates ask of counterparties. It is called once, when
// both keepers exist, and panics on nil and on a second call.
func (k *Keeper) SetScores(scores types.Scores) {
	if scores == nil || k.scores != nil {
		panic("identity: SetScores is called once, with a keeper of scores")
	}
	k.scores = scores
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

// Agent returns an agent by its address. ErrAgentNotFound.
func (k *Keeper) Agent(ctx context.Context, agent sdk.AccAddress) (types.Agent, error) {
	a, err := k.agents.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Agent{}, types.ErrAgentNotFound.Wrapf("agent %s", agent)
	}
	return a, err
}

// HasAgent says whether the address is an agent account, of whatever status.
func (k *Keeper) HasAgent(ctx context.Context, agent sdk.AccAddress) (bool, error) {
	return k.agents.Has(ctx, agent)
}

// Operator returns an operator of an agent. ErrOperatorNotFound.
func (k *Keeper) Operator(ctx context.Context, agent, key sdk.AccAddress) (types.Operator, error) {
	o, err := k.operators.Get(ctx, collections.Join(agent, key))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Operator{}, types.ErrOperatorNotFound.Wrapf("key %s of agent %s", key, agent)
	}
	return o, err
}

// SameController says whether agent is under one control with other, as far as agent or a handover says so: the same
// agent, the same owner, the owner of one being the other's account, or other's owner being an operator of agent. Which
// keys other's owner made its operators counts for nothing, since a key is not asked (docs/adr/0006): ask for the agent
// that the answer can hurt. It reads three records at most. ErrAgentNotFound.
func (k *Keeper) SameController(ctx context.Context, agent, other sdk.AccAddress) (bool, error) {
	owner, err := k.ownerOf(ctx, agent)
	if err != nil {
		return false, err
	}
	otherOwner, err := k.ownerOf(ctx, other)
	if err != nil {
		return false, err
	}
	if agent.Equals(other) || owner.Equals(otherOwner) || owner.Equals(other) || otherOwner.Equals(agent) {
		return true, nil
	}
	return k.operators.Has(ctx, collections.Join(agent, otherOwner))
}

func (k *Keeper) ownerOf(ctx context.Context, agent sdk.AccAddress) (sdk.AccAddress, error) {
	a, err := k.Agent(ctx, agent)
	if err != nil {
		return nil, err
	}
	return field.Address("owner", a.Owner)
}

// emit adds an event to the block.
func emit(ctx context.Context, event sdk.Event) {
	sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(event)
}
