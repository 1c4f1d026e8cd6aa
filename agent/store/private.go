package store

import (
	"net/netip"
	"syscall"
)

// refusePrivate looks at the address that is really dialled, so that no name can stand for another: ErrPrivate.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap(); !public(ip) {
		return ErrPrivate.Wrap(ip.String())
	}
	return nil
}

// public says whether an address belongs to the whole net. Of IPv6 these are 2000::/3 alone (RFC 4291), which leaves out
// what stands for an IPv4 address by the way of a translator (64:ff9b::/96) or by its form (::/96).
func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !global6.Contains(ip) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

var global6 = netip.MustParsePrefix("2000::/3")

// special are the special-purpose addresses of RFC 6890 and its registries that netip does not know.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network
	netip.MustParsePrefix("100.64.0.0/10"),   // carriers, RFC 6598
	netip.MustParsePrefix("192.0.0.0/24"),    // protocols
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved
	netip.MustParsePrefix("2001::/23"),       // protocols, Teredo among them
	netip.MustParsePrefix("2001:db8::/32"),   // documentation
	netip.MustParsePrefix("2002::/16"),       // 6to4: an IPv4 address by its form
	netip.MustParsePrefix("3fff::/20"),       // documentation
}
