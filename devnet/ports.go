package devnet

import (
	"errors"
	"fmt"
	"net"
)

// ports of one devnet, all on loopback.
type ports struct{ RPC, P2P, GRPC, API, Faucet, Explorer int }

// free replaces every 0 by a free port and refuses ports that are taken.
func (p ports) free() (ports, error) {
	var open []net.Listener
	defer func() {
		for _, l := range open {
			l.Close()
		}
	}()
	for _, want := range []struct {
		flag string
		port *int
	}{{"rpc", &p.RPC}, {"p2p", &p.P2P}, {"grpc", &p.GRPC}, {"api", &p.API}, {"faucet", &p.Faucet}, {"explorer", &p.Explorer}} {
		if *want.port < 0 {
			continue // not served
		}
		l, err := net.Listen("tcp", loopback(*want.port))
		if err != nil {
			return p, ErrPort.Wrapf("--%s-port %d: %s", want.flag, *want.port, errors.Unwrap(err))
		}
		open = append(open, l)
		addr, ok := l.Addr().(*net.TCPAddr)
		if !ok {
			return p, fmt.Errorf("listener of %s: %T", want.flag, l.Addr())
		}
		*want.port = addr.Port
	}
	return p, nil
}
