package store

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddressesOfTheWholeNetArePublic(t *testing.T) {
	for _, ip := range []string{"8.8.8.8", "100.128.0.1", "192.0.1.1", "198.20.0.1", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1"} {
		require.True(t, public(netip.MustParseAddr(ip)), ip)
	}
}
