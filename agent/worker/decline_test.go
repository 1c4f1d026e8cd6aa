package worker

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

func TestWorkIsDeclinedWhileThatCostsNothing(t *testing.T) {
	w := offline(t, Policy{})
	a := agreementtypes.Agreement{OpenedMs: 1_000_000, DeclineMs: 1_020_000} // ten seconds before the end
	long := a
	long.DeclineMs = 1_600_000
	delivered := a
	delivered.Submission = &agreementtypes.Submission{}
	for name, c := range map[string]struct {
		a        agreementtypes.Agreement
		now      uint64
		declines bool
		patience time.Duration
	}{
		"at the beginning":         {a, 1_000_000, false, 10 * time.Second},
		"a little later":           {a, 1_004_000, false, 6 * time.Second},
		"just before":              {a, 1_009_999, false, 5 * time.Second},
		"at the last call":         {a, 1_010_000, true, 5 * time.Second},
		"in the last moment":       {a, 1_019_999, true, 5 * time.Second},
		"too late":                 {a, 1_020_000, false, fetchTime},
		"a long time":              {long, 1_000_000, false, inspectTime},
		"a long time, just before": {long, 1_579_999, false, 10 * time.Second},
		"a long time, last call":   {long, 1_580_000, true, 10 * time.Second},
		"what was delivered":       {delivered, 1_015_000, false, fetchTime},
		"what cannot be declined":  {agreementtypes.Agreement{OpenedMs: 5}, 6, false, fetchTime},
	} {
		t.Run(name, func(t *testing.T) {
			w.chain.NowMs = c.now
			require.Equal(t, c.declines, w.declines(c.a))
			require.Equal(t, c.patience, w.patience(c.a))
		})
	}
}

// A server that sends half of a spec and then nothing must not hold the worker until declining costs something.
func TestAServerThatHangsIsLeftInTimeToDecline(t *testing.T) {
	end := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(http.StatusOK)
		if err := http.NewResponseController(rw).Flush(); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
		case <-end:
		}
	}))
	defer s.Close()
	defer close(end)
	w, _ := bidding(t, agreementtypes.Spec{})
	a := agreementtypes.Agreement{Id: "agr_1", Origin: "svc_1", OpenedMs: 1_000_000, DeclineMs: 1_000_400, Terms: agreementtypes.Terms{
		Spec: agreementtypes.Spec{Uri: s.URL + "/b/x", Sha256: store.Hash([]byte("x")), Bytes: 1},
	}}
	w.chain.NowMs = a.OpenedMs
	_, err := w.briefOf(t.Context(), a)
	require.True(t, away(err), "%v", err)
	w.chain.NowMs = lastCall(a)
	_, err = w.briefOf(t.Context(), a)
	require.True(t, away(err), "%v", err)
	require.True(t, w.declines(a))
}

// deliveredOnce is an agreement with a result that can be submitted.
func deliveredOnce() (agreementtypes.Agreement, result) {
	return agreementtypes.Agreement{Id: "agr_1"}, result{URI: "u", SHA256: store.Hash([]byte("y")), Bytes: 1}
}

// The second try of a delivery, without the deposit of a contest, is under way when the worker is killed: the next life goes
// on with it, whatever its policy says.
func TestADeliveryStaysAsItWasSent(t *testing.T) {
	w, _ := bidding(t, agreementtypes.Spec{})
	w.cfg.Policy.Claims.Authorise, w.act.Outbox = true, w.cfg.State
	a, r := deliveredOnce()
	msg := &agreementtypes.MsgSubmit{Signer: w.act.Signer(), Provider: w.cfg.Agent, Agreement: a.Id, Uri: r.URI, Sha256: r.SHA256, Bytes: 1}
	raw, err := proto.Marshal(msg)
	require.NoError(t, err)
	h := sha256.New()
	_, err = fmt.Fprintf(h, "%s %d %s", sdk.MsgTypeURL(msg), len(raw), raw)
	require.NoError(t, err)
	require.NoError(t, w.cfg.State.Save(a.Id+"/submit/"+round(a), client.Entry{Messages: h.Sum(nil), Tx: client.Tx{Hash: "AB", Bytes: []byte{1}}}))
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err = w.submit(ctx, a, workDoc{}, r)
	require.Error(t, err)
	require.NotErrorIs(t, err, client.ErrKeyUsed)
	require.True(t, w.authorises(a), "the next result is delivered with the deposit again")
}

// While judges sit the work is not over: the next milestone may follow, and the pay.
func TestADisputeIsNoEnd(t *testing.T) {
	w, _ := bidding(t, agreementtypes.Spec{})
	w.cfg.Agent, w.cfg.Tell = "p", func(Event) {}
	a, _ := deliveredOnce()
	a.Terms = agreementtypes.Terms{Provider: "p", Pledge: math.OneInt(), Price: sdk.NewInt64Coin("utroth", 5)}
	look := func(status agreementtypes.Status) (doc workDoc, open bool) {
		a.Status = status
		w.act.Client = answering(t, map[string]proto.Message{"/troth.agreement.v1.Query/Agreement": &agreementtypes.QueryAgreementResponse{Agreement: a}})
		require.NoError(t, w.work(t.Context(), a.Id))
		doc, _, err := state.Get[workDoc](w.cfg.State, kindWork, a.Id)
		require.NoError(t, err)
		_, open = w.open[a.Id]
		return doc, open
	}
	doc, open := look(agreementtypes.StatusDisputed)
	require.Empty(t, doc.Ended)
	require.True(t, open, "its pledge is held")
	doc, open = look(agreementtypes.StatusSplit)
	require.Equal(t, "STATUS_SPLIT", doc.Ended)
	require.False(t, open)
}

func TestTheEndForgetsTheOutbox(t *testing.T) {
	w, _ := bidding(t, agreementtypes.Spec{})
	w.cfg.Tell = func(Event) {}
	a, r := deliveredOnce()
	later := agreementtypes.Agreement{Id: a.Id, Milestone: 1, Reworks: 2}
	keys := []string{a.Id + "/resign/" + round(a), a.Id + "/submit/" + round(later), a.Id + "/claim/" + round(later)}
	for _, key := range keys {
		require.NoError(t, w.cfg.State.Save(key, client.Entry{Landed: true}))
	}
	require.NoError(t, w.endWork(t.Context(), workDoc{Agreement: a.Id, Results: map[string]result{round(later): r}}, "STATUS_REFUNDED", nil))
	for _, key := range keys {
		e, err := w.cfg.State.Load(key)
		require.NoError(t, err)
		require.Nil(t, e, key)
	}
}
