package follow

import (
	"context"
	"log/slog"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
)

const (
	newBlock  = "tm.event='NewBlockHeader'"
	rewakeMin = time.Second
	rewakeMax = 30 * time.Second
)

// Waker tells of new blocks by the node's websocket, until the context ends. It is a convenience: whoever misses a call
// finds the block by asking.
func (n *Node) Waker(ctx context.Context, wake func(), log *slog.Logger) {
	pause := rewakeMin
	for ctx.Err() == nil {
		began := time.Now()
		if err := n.listen(ctx, wake); err != nil && ctx.Err() == nil {
			log.Debug("no websocket of the node; blocks are polled", "reason", err.Error())
		}
		if time.Since(began) > time.Minute {
			pause = rewakeMin
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, rewakeMax)
	}
}

// listen wakes at every new block until nothing has come for a minute.
func (n *Node) listen(ctx context.Context, wake func()) error {
	ws, err := rpchttp.New(n.url, "/websocket")
	if err != nil {
		return err
	}
	if err := ws.Start(); err != nil {
		return err
	}
	defer func() {
		if ws.IsRunning() {
			if err := ws.Stop(); err != nil {
				return
			}
		}
	}()
	blocks, err := ws.Subscribe(ctx, "explorer", newBlock, 16)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-blocks:
			wake()
		case <-time.After(time.Minute):
			return nil
		}
	}
}
