package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// record writes a message of the chain as JSON; null when it cannot.
func (s *Server) record(m proto.Message) store.Text {
	raw, err := s.Codec.MarshalJSON(m)
	if err != nil {
		s.Log.Warn("record not written", "error", err)
		return ""
	}
	return store.Text(raw)
}

type validatorOut struct {
	Operator      string `json:"operator"`
	Moniker       string `json:"moniker"`
	Status        string `json:"status"`
	Jailed        bool   `json:"jailed"`
	Tokens        string `json:"tokens"`
	PowerBps      int64  `json:"power_bps"`
	CommissionBps int64  `json:"commission_bps"`
	Consensus     string `json:"consensus"`
	Blocks        int64  `json:"blocks_proposed"`
	Last          int64  `json:"last_proposed_height"`
	// The keys of the beacon in hex: in force, and from a height on when a change is on its way.
	BeaconKey      string `json:"beacon_key"`
	BeaconNextKey  string `json:"beacon_next_key"`
	BeaconNextFrom int64  `json:"beacon_next_from"`

	tokens math.Int
}

var bondNames = map[stakingtypes.BondStatus]string{
	stakingtypes.Bonded: "bonded", stakingtypes.Unbonding: "unbonding", stakingtypes.Unbonded: "unbonded",
}

// validatorList is at most 5 s old.
func (s *Server) validatorList(ctx context.Context) ([]validatorOut, error) {
	v, err := s.cache.get(ctx, "validators", 5e9, func(ctx context.Context) (any, error) { return s.askValidators(ctx) })
	if err != nil {
		return nil, err
	}
	return v.([]validatorOut), nil
}

func (s *Server) askValidators(ctx context.Context) ([]validatorOut, error) {
	res, err := stakingtypes.NewQueryClient(s.Live).Validators(ctx, &stakingtypes.QueryValidatorsRequest{Pagination: &query.PageRequest{Limit: maxLimit}})
	if err != nil {
		return nil, err
	}
	out := make([]validatorOut, 0, len(res.Validators))
	bonded := math.ZeroInt()
	for _, v := range res.Validators {
		o := validatorOut{
			Operator: v.OperatorAddress, Moniker: v.Description.Moniker, Status: bondNames[v.Status], Jailed: v.Jailed,
			Tokens: v.Tokens.String(), CommissionBps: v.Commission.Rate.MulInt64(10_000).TruncateInt64(), tokens: v.Tokens,
		}
		var key cryptotypes.PubKey
		if err := s.Codec.UnpackAny(v.ConsensusPubkey, &key); err != nil {
			return nil, fmt.Errorf("key of %s: %w", v.OperatorAddress, err)
		}
		o.Consensus = sdk.ConsAddress(key.Address()).String()
		p, err := store.ProposerTable.Get(ctx, s.DB, o.Consensus)
		if err != nil {
			return nil, err
		}
		if p != nil {
			o.Blocks, o.Last = p.Blocks, p.Height
		}
		if v.Status == stakingtypes.Bonded {
			bonded = bonded.Add(v.Tokens)
		}
		out = append(out, o)
	}
	for i := range out {
		if out[i].Status == "bonded" && bonded.IsPositive() {
			out[i].PowerBps = out[i].tokens.MulRaw(10_000).Quo(bonded).Int64()
		}
	}
	at, err := s.DB.Cursor(ctx)
	if err != nil {
		return nil, err
	}
	s.addBeaconKeys(ctx, at.Height, out)
	slices.SortFunc(out, func(a, b validatorOut) int {
		return cmp.Or(b.tokens.BigInt().Cmp(a.tokens.BigInt()), cmp.Compare(a.Operator, b.Operator))
	})
	return out, nil
}

func (s *Server) validators(r *http.Request) (any, error) {
	if q := params(r); q.err != nil {
		return nil, q.err
	}
	out, err := s.validatorList(r.Context())
	return map[string]any{"items": some(out)}, err
}

func (s *Server) params(r *http.Request) (any, error) {
	if q := params(r); q.err != nil {
		return nil, q.err
	}
	return s.cache.get(r.Context(), "params", 10e9, func(ctx context.Context) (any, error) {
		modules := make(map[string]store.Text)
		for _, m := range paramsOf {
			p, err := m.ask(ctx, s)
			if err != nil {
				return nil, fmt.Errorf("parameters of %s: %w", m.name, err)
			}
			modules[m.name] = s.record(p)
		}
		return map[string]any{"modules": modules}, nil
	})
}

// paramsOf the modules that have any.
var paramsOf = []struct {
	name string
	ask  func(context.Context, *Server) (proto.Message, error)
}{
	{"arbitration", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := arbitrationtypes.NewQueryClient(s.Live).Params(ctx, &arbitrationtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"agreement", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := agreementtypes.NewQueryClient(s.Live).Params(ctx, &agreementtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"beacon", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := beacontypes.NewQueryClient(s.Live).Params(ctx, &beacontypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"clock", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := clocktypes.NewQueryClient(s.Live).Params(ctx, &clocktypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"consensus", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := consensustypes.NewQueryClient(s.Live).Params(ctx, &consensustypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return r.Params, nil
	}},
	{"distribution", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := distrtypes.NewQueryClient(s.Live).Params(ctx, &distrtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"escrow", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := escrowtypes.NewQueryClient(s.Live).Params(ctx, &escrowtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"gov", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := govv1.NewQueryClient(s.Live).Params(ctx, &govv1.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return r.Params, nil
	}},
	{"identity", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := identitytypes.NewQueryClient(s.Live).Params(ctx, &identitytypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"market", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := markettypes.NewQueryClient(s.Live).Params(ctx, &markettypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"mint", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := minttypes.NewQueryClient(s.Live).Params(ctx, &minttypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"reputation", func(ctx context.Context, s *Server) (proto.Message, error) { return s.reputationParams(ctx) }},
	{"slashing", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := slashingtypes.NewQueryClient(s.Live).Params(ctx, &slashingtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
	{"staking", func(ctx context.Context, s *Server) (proto.Message, error) {
		r, err := stakingtypes.NewQueryClient(s.Live).Params(ctx, &stakingtypes.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		return &r.Params, nil
	}},
}
