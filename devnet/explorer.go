package devnet

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/explorer"
	"github.com/trothchain/troth/explorer/follow"
)

// DefaultExplorerPort is the port of the explorer when nobody asks for another.
const DefaultExplorerPort = 4600

// PortFree tells whether a port of loopback can be had now.
func PortFree(port int) bool {
	l, err := net.Listen("tcp", loopback(port))
	return err == nil && l.Close() == nil
}

// startExplorer shows the chain in the browser; its index lies in the home's data folder and ends with the chain.
func (d *Devnet) startExplorer(port int, log *slog.Logger) error {
	if port < 0 {
		return nil
	}
	enc, err := app.NewEncoding()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", loopback(port))
	if err != nil {
		return ErrPort.Wrapf("explorer: %s", err)
	}
	d.Explorer = web(port)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	d.closeExplorer = func() error {
		stop()
		return <-ended
	}
	go func() {
		ended <- explorer.Run(ctx, explorer.Options{
			Node: d.RPC, Database: "sqlite:" + filepath.Join(d.Home, "data", "explorer.db"), Listener: l, Devnet: true, Faucet: d.Faucet,
			Encoding: follow.Encoding{Codec: enc.Codec, Decode: enc.TxConfig.TxDecoder(), DecodeJSON: enc.TxConfig.TxJSONDecoder()},
			Log:      log, Stay: true,
		})
	}()
	return nil
}
