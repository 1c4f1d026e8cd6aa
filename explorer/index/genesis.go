package index

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// GenesisHash is the hash of the cursor before the first block.
const GenesisHash = "genesis"

// Genesis is what a chain begins with.
type Genesis struct {
	ChainID string
	// Initial is the height of the first block.
	Initial int64
	TimeMs  int64
	// State of each module.
	State map[string]json.RawMessage
}

// Genesis writes what the chain begins with: balances, agents, jobs, agreements, negotiations, services, holds, judges and cases. Events
// tell all that comes after. decode reads the transactions of the first validators.
func (x *Indexer) Genesis(ctx context.Context, g Genesis, cdc codec.JSONCodec, decode sdk.TxDecoder) error {
	b := &Block{Height: g.Initial - 1, Hash: GenesisHash, TimeMs: g.TimeMs}
	s := &genesis{scene: &scene{Indexer: x, b: b}, g: g, cdc: cdc}
	return x.w.Height(ctx, store.Cursor{Height: b.Height, Hash: b.Hash, TimeMs: b.TimeMs}, func() error {
		for _, part := range []struct {
			module string
			write  func(json.RawMessage) error
		}{
			{banktypes.ModuleName, s.bank}, {genutiltypes.ModuleName, func(raw json.RawMessage) error { return s.validators(raw, decode) }},
			{stakingtypes.ModuleName, s.staking},
			{identitytypes.ModuleName, s.identity}, {escrowtypes.ModuleName, s.escrow},
			{markettypes.ModuleName, s.market}, {agreementtypes.ModuleName, s.agreements}, {arbitrationtypes.ModuleName, s.arbitration},
		} {
			raw := g.State[part.module]
			if len(raw) == 0 {
				continue
			}
			if err := part.write(raw); err != nil {
				return fmt.Errorf("genesis of %s: %w", part.module, err)
			}
		}
		if err := x.w.SetMeta(refillKey, ""); err != nil {
			return err
		}
		return x.w.SetMeta("chain_id", g.ChainID)
	})
}

type genesis struct {
	*scene
	g   Genesis
	cdc codec.JSONCodec
	n   int64
}

func (s *genesis) next() int64 {
	s.n++
	return Seq(s.b.Height, s.n)
}

func (s *genesis) bank(raw json.RawMessage) error {
	var state banktypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for _, b := range state.Balances {
		if err := s.coins(b.Address, b.Coins.String(), store.Add); err != nil {
			return err
		}
	}
	return nil
}

// validators moves what the first validators bond in their genesis transactions.
func (s *genesis) validators(raw json.RawMessage, decode sdk.TxDecoder) error {
	var state struct {
		GenTxs []json.RawMessage `json:"gen_txs"`
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		return err
	}
	pool := authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String()
	for _, text := range state.GenTxs {
		tx, err := decode(text)
		if err != nil {
			return err
		}
		for _, m := range tx.GetMsgs() {
			create, ok := m.(*stakingtypes.MsgCreateValidator)
			if !ok {
				continue
			}
			operator, err := sdk.ValAddressFromBech32(create.ValidatorAddress)
			if err != nil {
				return err
			}
			if err := s.coins(sdk.AccAddress(operator).String(), create.Value.String(), store.Sub); err != nil {
				return err
			}
			if err := s.coins(pool, create.Value.String(), store.Add); err != nil {
				return err
			}
		}
	}
	return nil
}

// staking bonds the validators that the genesis names, as staking does before the first block.
func (s *genesis) staking(raw json.RawMessage) error {
	var state stakingtypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	if state.Exported || len(state.Validators) > int(state.Params.MaxValidators) {
		return nil // as many as may are bonded already
	}
	from := authtypes.NewModuleAddress(stakingtypes.NotBondedPoolName).String()
	to := authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String()
	for _, v := range state.Validators {
		if v.Jailed || v.IsBonded() || !v.Tokens.IsPositive() {
			continue
		}
		coin := sdk.NewCoin(state.Params.BondDenom, v.Tokens).String()
		if err := s.coins(from, coin, store.Sub); err != nil {
			return err
		}
		if err := s.coins(to, coin, store.Add); err != nil {
			return err
		}
	}
	return nil
}

func (s *genesis) identity(raw json.RawMessage) error {
	var state identitytypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for _, a := range state.Agents {
		row := &store.Agent{
			Address: a.Address, Seq: s.next(), Owner: a.Owner, PendingOwner: a.PendingOwner, Skills: "[]",
			Status: plain(a.Status.String(), "AGENT_STATUS_"), RegisteredMs: int64(a.RegisteredMs), HeartbeatMs: int64(a.HeartbeatMs),
			Handovers: int64(a.Handovers),
		}
		if err := s.profile(row, a.Profile); err != nil {
			return err
		}
		s.w.Agents.Put(row)
		if err := s.bump("agents", 1); err != nil {
			return err
		}
	}
	for _, o := range state.Operators {
		s.w.Operators.Put(&store.Operator{Agent: o.Agent, Key: o.Key, Serial: int64(o.Serial), SinceMs: s.b.TimeMs})
	}
	for _, a := range state.Attestations {
		s.w.Attestations.Put(&store.Attestation{
			Subject: a.Subject, Schema: a.Schema, Issuer: a.Issuer, Value: a.Value, IssuedMs: int64(a.IssuedMs), ExpiresMs: int64(a.ExpiresMs),
		})
	}
	for _, l := range state.Links {
		s.w.Links.Put(&store.Link{Agent: l.Agent, Account: l.Account})
	}
	return nil
}

func (s *genesis) escrow(raw json.RawMessage) error {
	var state escrowtypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for _, h := range state.Holds {
		coin := h.Hold.Coin.String()
		s.ev = Event{Kind: escrowtypes.EventHoldPlaced, Attrs: []Attr{
			{"scope", h.Scope}, {"ref", hex.EncodeToString(h.Ref)}, {"agent", h.Hold.Agent}, {"amount", coin}, {"rest", coin},
		}}
		if err := s.hold(); err != nil {
			return err
		}
	}
	return nil
}

func (s *genesis) market(raw json.RawMessage) error {
	var state markettypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for i := range state.Jobs {
		if err := s.genesisJob(&state.Jobs[i]); err != nil {
			return err
		}
	}
	for i := range state.Offers {
		o := &state.Offers[i]
		t := &o.Round.Terms
		row := &store.Offer{
			ID: o.Id, Seq: s.next(), Client: o.Client, Provider: o.Provider, About: o.About, Title: t.Title,
			Status: plain(o.Status.String(), "OFFER_STATUS_"), Round: int64(o.Round.Number), Maker: o.Round.Maker, Skill: t.Skill,
			Price: store.ParseCoin(t.Price.String()), Pledge: t.Pledge.String(), ExpiresMs: int64(o.Round.ExpiresMs),
			Agreement: o.Agreement, OpenedMs: s.b.TimeMs, UpdatedMs: s.b.TimeMs,
		}
		s.w.Offers.Put(row)
		s.w.Rounds.Put(&store.Round{
			Offer: o.Id, Number: row.Round, Maker: row.Maker, Signer: o.Round.Signer, Price: row.Price, Pledge: row.Pledge,
			Hash: hex.EncodeToString(o.Round.Hash), NoteURI: o.Round.Note.Uri, ExpiresMs: row.ExpiresMs, Height: s.b.Height,
			TimeMs: s.b.TimeMs, Terms: s.json(t),
		})
	}
	for i := range state.Services {
		v := &state.Services[i]
		s.w.Services.Put(&store.Service{
			ID: v.Id, Seq: s.next(), Provider: v.Provider, Title: v.Terms.Title, Skill: v.Terms.Skill,
			Price: store.ParseCoin(v.Terms.Price.String()), PriceMicro: int64(v.PriceMicro), Capacity: int64(v.Capacity),
			Version: int64(v.Version), Active: v.Active, ListedMs: s.b.TimeMs, UpdatedMs: s.b.TimeMs, Terms: s.json(&v.Terms),
		})
		if err := s.bump("services", 1); err != nil {
			return err
		}
		if err := s.skill(v.Terms.Skill, func(k *store.Skill) { k.Services++ }); err != nil {
			return err
		}
	}
	return nil
}

func (s *genesis) genesisJob(j *markettypes.Job) error {
	r := &j.Request
	row := &store.Job{
		ID: j.Id, Seq: s.next(), Client: j.Client, Title: r.Title, Skill: r.Skill, Status: plain(j.Status.String(), "JOB_STATUS_"),
		Auction: plain(r.Auction.String(), "AUCTION_"), Award: plain(r.Award.String(), "AWARD_MODE_"),
		Budget: store.ParseCoin(r.Budget.String()), Loss: store.Coin{Amount: r.Loss.String(), Denom: r.Budget.Denom},
		PostedMs: int64(j.PostedMs), PostedHeight: s.b.Height, BidEndMs: int64(j.BidEndMs), RevealEndMs: int64(j.RevealEndMs()),
		DueMs: int64(j.DueMs), Agreement: j.Agreement, Request: s.json(r),
	}
	if !open(row.Status) {
		row.DueMs = 0
	}
	s.w.Jobs.Put(row)
	if err := s.w.Search(row.Seq, jobText(row.Title, row.Skill, r)); err != nil {
		return err
	}
	jobsOpen := int64(0)
	if open(row.Status) {
		jobsOpen = 1
	}
	if err := s.skill(row.Skill, func(k *store.Skill) { k.Jobs++; k.JobsOpen += jobsOpen }); err != nil {
		return err
	}
	if err := s.bump("jobs_posted", 1); err != nil {
		return err
	}
	return s.bump("jobs_open", jobsOpen)
}

func (s *genesis) agreements(raw json.RawMessage) error {
	var state agreementtypes.GenesisState
	if err := s.cdc.UnmarshalJSON(raw, &state); err != nil {
		return err
	}
	for i := range state.Agreements {
		a := &state.Agreements[i]
		status := plain(a.Status.String(), "STATUS_")
		row := &store.Agreement{
			ID: a.Id, Seq: s.next(), Origin: a.Origin, Client: a.Terms.Client, Provider: a.Terms.Provider, Title: a.Terms.Title,
			Skill: a.Terms.Skill, Status: status, Running: !ends[status], Disputed: status == "claimed" || status == "disputed",
			Price: store.ParseCoin(a.Terms.Price.String()), Pledge: a.Terms.Pledge.String(), Capital: int64(a.Capital),
			Milestone: int64(a.Milestone), Milestones: int64(a.First) + int64(len(a.Terms.Milestones)), Parent: a.Terms.Parent,
			OpenedMs: int64(a.OpenedMs), OpenedHeight: s.b.Height, DueMs: int64(a.DueMs), Paid: "0", Refunded: "0", Burned: "0",
			Compensation: "0", Reworks: int64(a.Reworks),
		}
		running := int64(1)
		if !row.Running {
			row.DueMs, running = 0, 0
		}
		s.w.Agreements.Put(row)
		if err := s.bump("agreements_opened", 1); err != nil {
			return err
		}
		if err := s.bump("agreements_running", running); err != nil {
			return err
		}
	}
	return nil
}

// ends of an agreement.
var ends = map[string]bool{"completed": true, "refunded": true, "split": true, "terminated": true, "cancelled": true}
