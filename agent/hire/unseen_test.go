package hire_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

func TestWorkThatCannotBeFetchedIsNotPaidUnseen(t *testing.T) {
	m := newMarket(t)
	m.cfg.Decide = func(ctx context.Context, d hire.Delivered) (hire.Decision, error) {
		m.mu.Lock()
		m.asked = append(m.asked, d)
		m.mu.Unlock()
		return hire.Verified(95)(ctx, d)
	}
	m.open(t)
	m.list(t, m.terms(50_000))
	dead := newServer(t, nil)
	dead.set(true)
	a, done := m.begin(t, m.request("unseen", hire.Service))

	m.submit(t, a.Id, dead.URL, []byte("anything"))

	require.Eventually(t, func() bool { return m.agreement(t, a.Id).Status == agreementtypes.StatusClaimed }, 20*time.Second, 100*time.Millisecond,
		"silence must not accept what nobody has seen")
	asked := m.decided()
	require.Len(t, asked, 1)
	require.ErrorIs(t, asked[0].Err, store.ErrFetch)
	require.Nil(t, asked[0].Content)
	require.Greater(t, dead.asked, 1, "a server may come back while there is time")
	_, err := m.provider.Client.Send(t.Context(), m.provider.Concede(a.Id, 0))
	require.NoError(t, err)
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, "STATUS_REFUNDED", got.o.Status)
	require.Equal(t, "0utroth", got.o.Paid)
}

// fullStore is a store of one's own that is full while full is set.
type fullStore struct {
	*store.Folder
	full atomic.Bool
}

func (s *fullStore) Put(ctx context.Context, content []byte) (string, error) {
	if s.full.Load() {
		return "", store.ErrFull
	}
	return s.Folder.Put(ctx, content)
}

func TestAFullStoreOfOnesOwnIsNoFaultOfTheProvider(t *testing.T) {
	m := newMarket(t)
	own := &fullStore{Folder: m.folder}
	m.cfg.Store = own
	m.open(t)
	m.list(t, m.terms(50_000))
	good := newServer(t, []byte("result"))
	r := m.request("full", hire.Service)
	a, done := m.begin(t, r)
	own.full.Store(true)

	m.submit(t, a.Id, good.URL, []byte("result"))

	require.ErrorIs(t, (<-done).err, store.ErrFull)
	require.Empty(t, m.decided(), "nothing is said about the work")
	own.full.Store(false)
	o, err := m.h.Hire(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "STATUS_COMPLETED", o.Status)
	require.Equal(t, "result", string(o.Content))
	require.Len(t, m.decided(), 1)
	require.NoError(t, m.decided()[0].Err)
}
