package store

import (
	"fmt"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One client could take all places, and nobody else got a worker's results.
func TestOneAddressDoesNotTakeAllPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		remote func(i int) string
		others string
		places int
	}{
		"IPv4, whatever the port": {func(i int) string { return fmt.Sprintf("192.0.2.1:%d", 1000+i) }, "192.0.2.2:1000", perAddress},
		"IPv4 written as IPv6":    {func(i int) string { return fmt.Sprintf("[::ffff:192.0.2.1]:%d", 1000+i) }, "192.0.2.2:1000", perAddress},
		"one network of IPv6":     {func(i int) string { return fmt.Sprintf("[2001:db8::%d%%eth0]:1000", i+1) }, "[2001:db8:0:1::1]:1000", perAddress},
		"a proxy on this machine": {func(i int) string { return fmt.Sprintf("127.0.0.1:%d", 1000+i) }, "192.0.2.2:1000", 9},
		"a proxy over IPv6":       {func(i int) string { return fmt.Sprintf("[::1]:%d", 1000+i) }, "192.0.2.2:1000", 9},
		"a proxy over a socket":   {func(int) string { return "@" }, "192.0.2.2:1000", 9},
	} {
		t.Run(name, func(t *testing.T) {
			r := readers{most: 10}
			var left []func()
			enter := func(remote string) bool {
				leave, ok := r.enter(remote)
				if ok {
					left = append(left, leave)
				}
				return ok
			}
			for i := range 9 {
				require.Equal(t, i < c.places, enter(c.remote(i)), "%d", i)
			}
			require.True(t, enter(c.others))
			left[0]()
			left = left[1:]
			require.True(t, enter(c.remote(0)), "a place is free again")
			for _, leave := range left {
				leave()
			}
			require.Zero(t, r.all)
			require.Empty(t, r.byAddress, "nothing is kept of who has left")
		})
	}
}

func TestPlacesOfAllAreBounded(t *testing.T) {
	r := readers{most: 2}
	for i, want := range []bool{true, true, false} {
		_, ok := r.enter(fmt.Sprintf("192.0.2.%d:1000", i+1))
		require.Equal(t, want, ok)
	}
}

// A reader that took a byte now and then kept its place for minutes.
func TestAReaderKeepsAnAverageRateFromTheBeginning(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		sent  int64
		err   error
	}{
		"nothing yet within the first seconds": {writeTime - 2*time.Second, 0, nil},
		"nothing after them":                   {writeTime + time.Second, 0, os.ErrDeadlineExceeded},
		"below the rate":                       {time.Minute, 50 * slowest, os.ErrDeadlineExceeded},
		"above the rate":                       {time.Minute, 70 * slowest, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newPacedWriter(httptest.NewRecorder())
			w.begun, w.sent = time.Now().Add(-c.after), c.sent
			n, err := w.Write(make([]byte, 100))
			require.ErrorIs(t, err, c.err)
			if c.err == nil {
				require.Equal(t, 100, n)
				require.Equal(t, c.sent+100, w.sent)
			}
		})
	}
}
