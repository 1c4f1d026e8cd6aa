package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/market/types"
)

func TestMsgPlaceBidValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgPlaceBid)
		err    error
	}{
		"as it should be":     {func(*types.MsgPlaceBid) {}, nil},
		"without a pledge":    {func(m *types.MsgPlaceBid) { m.Pledge = math.Int{} }, nil},
		"no signer":           {func(m *types.MsgPlaceBid) { m.Signer = "" }, field.ErrMissing},
		"a malformed signer":  {func(m *types.MsgPlaceBid) { m.Signer = "x" }, field.ErrAddress},
		"no provider":         {func(m *types.MsgPlaceBid) { m.Provider = "" }, field.ErrMissing},
		"no job":              {func(m *types.MsgPlaceBid) { m.Job = "" }, id.ErrMalformed},
		"no price":            {func(m *types.MsgPlaceBid) { m.Price = math.Int{} }, field.ErrMissing},
		"a price of nothing":  {func(m *types.MsgPlaceBid) { m.Price = math.ZeroInt() }, field.ErrRange},
		"a negative price":    {func(m *types.MsgPlaceBid) { m.Price = math.NewInt(-1) }, field.ErrRange},
		"a huge price":        {func(m *types.MsgPlaceBid) { m.Price = field.MaxAmount.AddRaw(1) }, field.ErrRange},
		"no delivery time":    {func(m *types.MsgPlaceBid) { m.DeliveryMs = 0 }, field.ErrRange},
		"a year and a moment": {func(m *types.MsgPlaceBid) { m.DeliveryMs = types.MaxWindowMs + 1 }, field.ErrRange},
		"a negative pledge":   {func(m *types.MsgPlaceBid) { m.Pledge = math.NewInt(-1) }, field.ErrRange},
		"a huge pledge":       {func(m *types.MsgPlaceBid) { m.Pledge = field.MaxAmount.AddRaw(1) }, field.ErrRange},
		"a note without hash": {func(m *types.MsgPlaceBid) { m.Note = types.Note{Uri: "ipfs://x"} }, field.ErrMissing},
		"a long note":         {func(m *types.MsgPlaceBid) { m.Note = types.Note{Uri: strings.Repeat("u", 513), Sha256: hash} }, field.ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgPlaceBid{Signer: addr, Provider: addr, Job: job, Price: math.NewInt(1), DeliveryMs: 1, Pledge: math.NewInt(1)}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgTakeJobValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgTakeJob)
		err    error
	}{
		"as it should be":       {func(*types.MsgTakeJob) {}, nil},
		"at any price":          {func(m *types.MsgTakeJob) { m.MinPrice, m.Pledge = math.Int{}, math.Int{} }, nil},
		"no signer":             {func(m *types.MsgTakeJob) { m.Signer = "" }, field.ErrMissing},
		"no provider":           {func(m *types.MsgTakeJob) { m.Provider = "" }, field.ErrMissing},
		"no job":                {func(m *types.MsgTakeJob) { m.Job = "" }, id.ErrMalformed},
		"a negative min_price":  {func(m *types.MsgTakeJob) { m.MinPrice = math.NewInt(-1) }, field.ErrRange},
		"a huge min_price":      {func(m *types.MsgTakeJob) { m.MinPrice = field.MaxAmount.AddRaw(1) }, field.ErrRange},
		"no delivery time":      {func(m *types.MsgTakeJob) { m.DeliveryMs = 0 }, field.ErrRange},
		"a negative pledge":     {func(m *types.MsgTakeJob) { m.Pledge = math.NewInt(-1) }, field.ErrRange},
		"a short hash of notes": {func(m *types.MsgTakeJob) { m.Note = types.Note{Sha256: hash[1:]} }, field.ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgTakeJob{Signer: addr, Provider: addr, Job: job, MinPrice: math.NewInt(1), DeliveryMs: 1, Pledge: math.NewInt(1)}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgAwardJobValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		msg sdk.HasValidateBasic
		err error
	}{
		"as it should be":      {&types.MsgAwardJob{Signer: addr, Client: addr, Job: job, Provider: addr}, nil},
		"no signer":            {&types.MsgAwardJob{Client: addr, Job: job, Provider: addr}, field.ErrMissing},
		"no client":            {&types.MsgAwardJob{Signer: addr, Job: job, Provider: addr}, field.ErrMissing},
		"no job":               {&types.MsgAwardJob{Signer: addr, Client: addr, Provider: addr}, id.ErrMalformed},
		"no provider":          {&types.MsgAwardJob{Signer: addr, Client: addr, Job: job}, field.ErrMissing},
		"a malformed provider": {&types.MsgAwardJob{Signer: addr, Client: addr, Job: job, Provider: "x"}, field.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err) })
	}
}
