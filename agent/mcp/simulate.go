package mcp

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/grpc/node"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/trothchain/troth/client"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

const (
	// simulationGas limits the simulated transaction.
	simulationGas = 5_000_000
	// gasPercent and moreGas are what client adds to simulated gas.
	gasPercent, moreGas = 150, 10_000
	// simulatePath answers with the codes of the modules.
	simulatePath = "/app/simulate"
	// nonceLife of the simulated transaction.
	nonceLife = time.Minute
)

// simulation is what the chain would do now.
type simulation struct {
	gas    uint64
	fee    sdk.Coins
	events []client.Event
}

// simulate asks the chain what the messages would do. A refusal is a *client.TxError. No key is needed.
func (s *Server) simulate(ctx context.Context, msgs []sdk.Msg) (simulation, error) {
	timeout := time.Now().Add(nonceLife)
	body := &txtypes.TxBody{Unordered: true, TimeoutTimestamp: &timeout}
	for _, m := range msgs {
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			return simulation{}, err
		}
		body.Messages = append(body.Messages, packed)
	}
	auth := &txtypes.AuthInfo{
		SignerInfos: []*txtypes.SignerInfo{{
			ModeInfo: &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}},
		}},
		Fee: &txtypes.Fee{GasLimit: simulationGas},
	}
	raw := &txtypes.TxRaw{Signatures: [][]byte{make([]byte, 64)}}
	var err error
	if raw.BodyBytes, err = proto.Marshal(body); err != nil {
		return simulation{}, err
	}
	if raw.AuthInfoBytes, err = proto.Marshal(auth); err != nil {
		return simulation{}, err
	}
	var answer simulated
	if err := s.Client.Invoke(ctx, simulatePath, raw, &answer); err != nil {
		return simulation{}, err
	}
	used, err := answer.GasInfo.GasUsed.Int64()
	if err != nil || used < 0 {
		return simulation{}, client.ErrResponse.Wrapf("simulation: gas used %q", answer.GasInfo.GasUsed)
	}
	sim := simulation{gas: uint64(used)*gasPercent/100 + moreGas}
	for _, e := range answer.Result.Events {
		event := client.Event{Type: e.Type}
		for _, a := range e.Attributes {
			event.Attributes = append(event.Attributes, client.Attribute{Key: a.Key, Value: a.Value})
		}
		sim.events = append(sim.events, event)
	}
	price, err := s.gasPrice(ctx)
	if err != nil {
		return simulation{}, err
	}
	for _, p := range price {
		if amount := p.Amount.MulInt(math.NewIntFromUint64(sim.gas)).Ceil().TruncateInt(); amount.IsPositive() {
			sim.fee = sim.fee.Add(sdk.NewCoin(p.Denom, amount))
		}
	}
	return sim, nil
}

// gasPrice is the least price that the node takes, in one denom.
func (s *Server) gasPrice(ctx context.Context) (sdk.DecCoins, error) {
	r, err := node.NewServiceClient(s.Client).Config(ctx, &node.ConfigRequest{})
	if err != nil || r.MinimumGasPrice == "" {
		return nil, err
	}
	price, err := sdk.ParseDecCoins(r.MinimumGasPrice)
	if err != nil {
		return nil, client.ErrResponse.Wrapf("gas price of the node: %s", err)
	}
	return price[:min(1, len(price))], nil
}

// simulated is the answer to a simulation, which is JSON.
type simulated struct {
	GasInfo struct {
		GasUsed json.Number `json:"gas_used"`
	} `json:"gas_info"`
	Result struct {
		Events []struct {
			Type       string `json:"type"`
			Attributes []struct {
				Key   string `json:"key"`
				Value string `json:"value"`
			} `json:"attributes"`
		} `json:"events"`
	} `json:"result"`
}

// Reset, String and ProtoMessage make it what Invoke takes; Unmarshal reads the JSON.
func (s *simulated) Reset() { *s = simulated{} }

// String implements proto.Message.
func (s *simulated) String() string { return "simulation" }

// ProtoMessage implements proto.Message.
func (s *simulated) ProtoMessage() {}

// Unmarshal reads the JSON of the node.
func (s *simulated) Unmarshal(raw []byte) error { return json.Unmarshal(raw, s) }

// Money is what happens to the coins of the acting agent.
type Money struct {
	Fee string `json:"fee" jsonschema:"fee of the transaction, paid by the signing account"`
	Gas uint64 `json:"gas"`
	// Held, Released, Paid and Burned are sums per denom.
	Held     []string `json:"held,omitempty" jsonschema:"coins of the agent that are newly held"`
	Released []string `json:"released,omitempty" jsonschema:"held coins that are available again"`
	Paid     []string `json:"paid,omitempty" jsonschema:"coins that leave the agent for others"`
	Burned   []string `json:"burned,omitempty" jsonschema:"coins of the agent that are destroyed"`
}

// money sums the events of escrow about an agent.
func (s simulation) money(agent string) (Money, sdk.Coins) {
	sums := map[string]sdk.Coins{}
	for _, e := range s.events {
		if e.Get("agent") != agent || !strings.HasPrefix(e.Type, "escrow.") {
			continue
		}
		coins, err := sdk.ParseCoinsNormalized(e.Get("amount"))
		if err != nil {
			continue // an event without an amount
		}
		sums[e.Type] = sums[e.Type].Add(coins...)
	}
	held := sums[escrowtypes.EventHoldPlaced].Add(sums[escrowtypes.EventHoldGrown]...)
	return Money{
		Fee: s.fee.String(), Gas: s.gas, Held: each(held),
		Released: each(sums[escrowtypes.EventHoldReleased].Add(sums[escrowtypes.EventHoldShrunk]...)),
		Paid:     each(sums[escrowtypes.EventHoldPaid].Add(sums[escrowtypes.EventWithdrawn]...)),
		Burned:   each(sums[escrowtypes.EventHoldBurned]),
	}, held
}

func each(coins sdk.Coins) []string {
	var list []string
	for _, c := range coins {
		list = append(list, c.String())
	}
	return list
}

func newMessage(t reflect.Type) (proto.Message, bool) {
	if t.Kind() != reflect.Pointer {
		return nil, false
	}
	m, ok := reflect.New(t.Elem()).Interface().(proto.Message)
	return m, ok
}
