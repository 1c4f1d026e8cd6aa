package app_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// crowdBidMs is how long the jobs of a crowd take bids: longer than any test runs.
const crowdBidMs = uint64(24 * time.Hour / time.Millisecond)

// crowdDeposit of a bid on the first job: 1 % of its budget.
const crowdDeposit = testapp.Unit / 10

// crowd writes n agents into a genesis, each with an operator, its money and an open job, for which its budget is held;
// on the first job, some of the others have committed to a bid. The records are those that messages would have left, so
// that the validation of the genesis and all invariants hold.
func crowd(n, bids int) func(cdc codec.Codec, state map[string]json.RawMessage) {
	return func(cdc codec.Codec, state map[string]json.RawMessage) {
		var identity identitytypes.GenesisState
		var bank banktypes.GenesisState
		var escrow escrowtypes.GenesisState
		var market markettypes.GenesisState
		cdc.MustUnmarshalJSON(state["identity"], &identity)
		cdc.MustUnmarshalJSON(state["bank"], &bank)
		cdc.MustUnmarshalJSON(state["escrow"], &escrow)
		cdc.MustUnmarshalJSON(state["market"], &market)
		budget := utroth(10 * testapp.Unit)[0]
		for i := range n {
			owner, key := crowdKey("owner", i), crowdKey("operator", i)
			agent := crowdAgent(i)
			identity.Agents = append(identity.Agents, identitytypes.Agent{
				Address: agent.String(), Owner: owner.String(), Status: identitytypes.AgentStatusActive, Operators: 1, Mandates: 1,
				Profile: identitytypes.Profile{Skills: []string{"writing"}},
			})
			spent := budget
			if i > 0 && i <= bids {
				deposit := utroth(crowdDeposit)[0]
				spent = spent.Add(deposit)
				ref := markettypes.BidRef(crowdJob(0), agent)
				escrow.Holds = append(escrow.Holds, crowdHold(ref, agent, key, deposit))
				market.Commitments = append(market.Commitments, markettypes.CommitmentEntry{
					Job: markettypes.JobID(crowdJob(0)), Provider: agent.String(),
					Commitment: markettypes.Commitment{Signer: key.String(), Hash: make([]byte, 32), DueMs: 2 * crowdBidMs},
				})
				market.Deadlines = append(market.Deadlines, deadline.Entry{DueMs: 2 * crowdBidMs, Kind: markettypes.KindCommitment, Id: ref})
			}
			identity.Operators = append(identity.Operators, crowdOperator(agent, key, spent))
			bank.Balances = append(bank.Balances, banktypes.Balance{Address: agent.String(), Coins: sdk.NewCoins(budget.Add(budget))})

			id := crowdJob(i)
			escrow.Holds = append(escrow.Holds, crowdHold(markettypes.JobRef(id), agent, key, budget))
			market.Jobs = append(market.Jobs, markettypes.Job{
				Id: markettypes.JobID(id), Client: agent.String(), Request: crowdRequest(budget), Status: markettypes.JobStatusOpen,
				DueMs: crowdBidMs, BidEndMs: crowdBidMs, BudgetMicro: 10 * testapp.Unit, LossMicro: 10 * testapp.Unit,
				UnitsPerNumeraire: testapp.Unit, CancelFeeBps: market.Params.CancelFeeBps, PriceFloorBps: market.Params.PriceFloorBps, StorageDeposit: math.ZeroInt(),
			})
			market.Deadlines = append(market.Deadlines, deadline.Entry{DueMs: crowdBidMs, Kind: markettypes.KindJob, Id: id})
		}
		if bids > 0 {
			market.Standings = append(market.Standings, markettypes.StandingEntry{
				Job: markettypes.JobID(crowdJob(0)), Standing: markettypes.Standing{Commits: uint32(bids)},
			})
		}
		bank.Supply = bank.Supply.Add(sdk.NewCoin(chain.BaseDenom, budget.Amount.MulRaw(2*int64(n))))
		state["identity"] = cdc.MustMarshalJSON(&identity)
		state["bank"] = cdc.MustMarshalJSON(&bank)
		state["escrow"] = cdc.MustMarshalJSON(&escrow)
		state["market"] = cdc.MustMarshalJSON(&market)
	}
}

// crowdKey is the address of a key that signs nothing here.
func crowdKey(what string, i int) sdk.AccAddress {
	sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(what), uint32(i)))
	return sum[:20]
}

func crowdAgent(i int) sdk.AccAddress {
	return identitytypes.AgentAddress(crowdKey("owner", i), nil)
}

// crowdJob is the key of a job: of a height before the first, as if it had been posted before the chain began. The rest of
// it lies anywhere, as hashes do, and is of no other i.
func crowdJob(i int) []byte {
	return binary.BigEndian.AppendUint32(make([]byte, 4), uint32(i)*2_654_435_761)
}

func crowdHold(ref []byte, agent, key sdk.AccAddress, coin sdk.Coin) escrowtypes.HoldEntry {
	return escrowtypes.HoldEntry{Scope: markettypes.ModuleName, Ref: ref, Hold: escrowtypes.Hold{
		Agent: agent.String(), Coin: coin, Fundings: []escrowtypes.Funding{{Amount: coin.Amount, Spend: identitytypes.SpendRef{
			Agent: agent.String(), Operator: key.String(), Serial: 1,
		}}},
	}}
}

func crowdOperator(agent, key sdk.AccAddress, spent sdk.Coin) identitytypes.Operator {
	limit := spent.Amount.MulRaw(1_000)
	return identitytypes.Operator{
		Agent: agent.String(), Key: key.String(), Serial: 1,
		Mandate: identitytypes.Mandate{
			Actions: []identitytypes.Action{identitytypes.ActionHire}, WindowMs: crowdBidMs,
			Limits: []identitytypes.Limit{{Denom: spent.Denom, PerAction: limit, PerWindow: limit, Lifetime: limit}},
		},
		Spent: []identitytypes.Spent{{Denom: spent.Denom, Lifetime: spent.Amount, Current: spent.Amount, Previous: math.ZeroInt()}},
	}
}

func crowdRequest(budget sdk.Coin) markettypes.JobRequest {
	return markettypes.JobRequest{
		Title: "Translate a page", Spec: agreementtypes.Spec{Uri: "ipfs://spec", Sha256: make([]byte, 32), Bytes: 8}, Skill: "writing",
		Budget: budget, Loss: budget.Amount, StartCost: math.ZeroInt(), Backups: 2, Auction: markettypes.AuctionSealed, Award: markettypes.AwardChain,
		Clocks: markettypes.Clocks{BidMs: crowdBidMs, RevealMs: crowdBidMs, DeliveryMs: 20_000, ReviewMs: 5_000},
	}
}

// TestACrowdIsAValidState: what the tests below are built on is a state like any other.
func TestACrowdIsAValidState(t *testing.T) {
	c := testapp.New(t, testapp.Options{Genesis: crowd(50, 49)})
	require.NoError(t, c.App().CheckInvariants(c.Context()))
	c.ExportImport(ownStores...)
}
