package types_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

var provider = sdk.AccAddress(bytes.Repeat([]byte{2}, 32)).String()

const offer = "ofr_0000002a1b2c3d4e"

func terms() agreementtypes.Terms {
	return agreementtypes.Terms{
		Client: addr, Provider: provider, Title: "Translate", Spec: agreementtypes.Spec{Uri: "ipfs://x", Sha256: hash},
		Skill: "translation", Price: sdk.NewInt64Coin("utroth", 5), Loss: sdkmath.NewInt(5), Pledge: sdkmath.NewInt(5),
		Milestones: agreementtypes.SingleMilestone(60_000), ReviewMs: 60_000,
	}
}

func TestMsgMakeOfferValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgMakeOffer)
		err    error
	}{
		"as it should be":      {func(*types.MsgMakeOffer) {}, nil},
		"about a job":          {func(m *types.MsgMakeOffer) { m.About = job }, nil},
		"about a service":      {func(m *types.MsgMakeOffer) { m.About = service }, nil},
		"with a note":          {func(m *types.MsgMakeOffer) { m.Note = types.Note{Uri: "ipfs://n", Sha256: hash} }, nil},
		"no signer":            {func(m *types.MsgMakeOffer) { m.Signer = "" }, field.ErrMissing},
		"a malformed maker":    {func(m *types.MsgMakeOffer) { m.Maker = "x" }, field.ErrAddress},
		"no terms":             {func(m *types.MsgMakeOffer) { m.Terms = agreementtypes.Terms{} }, field.ErrMissing},
		"no client":            {func(m *types.MsgMakeOffer) { m.Terms.Client = "" }, field.ErrMissing},
		"no title":             {func(m *types.MsgMakeOffer) { m.Terms.Title = "" }, field.ErrMissing},
		"no expiry":            {func(m *types.MsgMakeOffer) { m.ExpiresMs = 0 }, field.ErrRange},
		"a note without hash":  {func(m *types.MsgMakeOffer) { m.Note.Uri = "ipfs://n" }, field.ErrMissing},
		"about an agreement":   {func(m *types.MsgMakeOffer) { m.About = "agr_0000002a1b2c3d4e" }, id.ErrMalformed},
		"about half a service": {func(m *types.MsgMakeOffer) { m.About = "svc_0000" }, id.ErrMalformed},
		"about anything":       {func(m *types.MsgMakeOffer) { m.About = strings.Repeat("x", 10_000) }, id.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgMakeOffer{Signer: addr, Maker: addr, Terms: terms(), ExpiresMs: 1}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgCounterOfferValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgCounterOffer)
		err    error
	}{
		"as it should be":     {func(*types.MsgCounterOffer) {}, nil},
		"no signer":           {func(m *types.MsgCounterOffer) { m.Signer = "" }, field.ErrMissing},
		"a malformed maker":   {func(m *types.MsgCounterOffer) { m.Maker = "x" }, field.ErrAddress},
		"an offer of a job":   {func(m *types.MsgCounterOffer) { m.Offer = job }, id.ErrMalformed},
		"no hash":             {func(m *types.MsgCounterOffer) { m.Answers = nil }, field.ErrMissing},
		"a short hash":        {func(m *types.MsgCounterOffer) { m.Answers = hash[1:] }, field.ErrLength},
		"no terms":            {func(m *types.MsgCounterOffer) { m.Terms = agreementtypes.Terms{} }, field.ErrMissing},
		"no expiry":           {func(m *types.MsgCounterOffer) { m.ExpiresMs = 0 }, field.ErrRange},
		"a note without hash": {func(m *types.MsgCounterOffer) { m.Note.Uri = "ipfs://n" }, field.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgCounterOffer{Signer: addr, Maker: addr, Offer: offer, Answers: hash, Terms: terms(), ExpiresMs: 1}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgAcceptOfferValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgAcceptOffer)
		err    error
	}{
		"as it should be":   {func(*types.MsgAcceptOffer) {}, nil},
		"no signer":         {func(m *types.MsgAcceptOffer) { m.Signer = "" }, field.ErrMissing},
		"a malformed agent": {func(m *types.MsgAcceptOffer) { m.Agent = "x" }, field.ErrAddress},
		"no offer":          {func(m *types.MsgAcceptOffer) { m.Offer = "" }, id.ErrMalformed},
		"no hash":           {func(m *types.MsgAcceptOffer) { m.Accepts = nil }, field.ErrMissing},
		"a long hash":       {func(m *types.MsgAcceptOffer) { m.Accepts = append([]byte{1}, hash...) }, field.ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgAcceptOffer{Signer: addr, Agent: addr, Offer: offer, Accepts: hash}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgRejectOfferValidateBasic(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgRejectOffer)
		err    error
	}{
		"as it should be":    {func(*types.MsgRejectOffer) {}, nil},
		"no signer":          {func(m *types.MsgRejectOffer) { m.Signer = "" }, field.ErrMissing},
		"a malformed agent":  {func(m *types.MsgRejectOffer) { m.Agent = "x" }, field.ErrAddress},
		"no offer":           {func(m *types.MsgRejectOffer) { m.Offer = "" }, id.ErrMalformed},
		"no reason":          {func(m *types.MsgRejectOffer) { m.Reason = 0 }, field.ErrRange},
		"a reason not known": {func(m *types.MsgRejectOffer) { m.Reason = 9 }, field.ErrRange},
		"a negative reason":  {func(m *types.MsgRejectOffer) { m.Reason = -1 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgRejectOffer{Signer: addr, Agent: addr, Offer: offer, Reason: types.ReasonBusy}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
	for r := range types.Reason_name {
		require.Equal(t, r != 0, types.Reason(r).Known(), r)
	}
}

func TestMsgRetryNamesAJobOrANegotiation(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgRetry)
		err    error
	}{
		"a negotiation":                  {func(m *types.MsgRetry) { m.Offer = offer }, nil},
		"a job":                          {func(m *types.MsgRetry) { m.Job = job }, nil},
		"neither":                        {func(*types.MsgRetry) {}, id.ErrMalformed},
		"both":                           {func(m *types.MsgRetry) { m.Offer, m.Job = offer, job }, types.ErrRetry},
		"a provider with a negotiation":  {func(m *types.MsgRetry) { m.Offer, m.Provider = offer, provider }, types.ErrRetry},
		"a job in place of the other id": {func(m *types.MsgRetry) { m.Offer = job }, id.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgRetry{Sender: addr}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

// An answer is taken before the offer expires, whether or not its deadline has been run.
func TestTakesAnswers(t *testing.T) {
	o := types.Offer{Status: types.OfferStatusOpen, Round: types.Round{ExpiresMs: 10}}
	require.True(t, o.TakesAnswers(9))
	require.False(t, o.TakesAnswers(10))
	require.False(t, o.TakesAnswers(math.MaxUint64))
	for _, s := range []types.OfferStatus{types.OfferStatusAccepted, types.OfferStatusRejected, types.OfferStatusExpired, 0} {
		o.Status = s
		require.False(t, o.TakesAnswers(9), s)
	}
}

// The names of what is locked never meet, even for records of the same 8 bytes.
func TestRefsDiffer(t *testing.T) {
	key, client := []byte("12345678"), sdk.AccAddress(bytes.Repeat([]byte{1}, 32))
	nonce := bytes.Repeat([]byte{1}, 16)
	refs := [][]byte{
		types.JobRef(key), types.StorageRef(key), types.BidRef(key, client), types.OfferRef(key), types.ServiceRef(key),
		types.HireRef(key, client), types.QuoteRef(client, nonce),
	}
	lengths := map[int]bool{}
	for _, r := range refs {
		require.False(t, lengths[len(r)], "two refs of %d bytes", len(r))
		lengths[len(r)] = true
		require.LessOrEqual(t, len(r), agreementtypes.MaxRef)
	}
	require.Equal(t, "12345678", string(key), "the argument is left alone")
	require.NotEqual(t, types.QuoteRef(client, nonce), types.QuoteRef(client, nonce[1:]))
	who, what, ok := types.SplitNonceID(types.NonceID(client, nonce))
	require.True(t, ok)
	require.Equal(t, client, who)
	require.Equal(t, nonce, what)
	_, _, ok = types.SplitNonceID(client)
	require.False(t, ok)
}
