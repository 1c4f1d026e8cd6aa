// Package explorer shows a chain: it follows a node, keeps an index in a database, and serves API and page. See README.md.
package explorer

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/api"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/web"
)

// Options of an explorer.
type Options struct {
	// Node is the RPC of a node, such as http://127.0.0.1:26657; Database is sqlite:PATH or a postgres:// URL.
	Node, Database string
	// Listener of API and page; the explorer closes it.
	Listener net.Listener
	Encoding follow.Encoding
	Log      *slog.Logger
	// Devnet lets visitors try the chain: get coins from Faucet (a URL, may be empty) and send transactions. Never on a chain
	// whose money has worth.
	Devnet bool
	Faucet string
	// BehindProxy, PerSecond and Burst are as in api.Config.
	BehindProxy      bool
	PerSecond, Burst int
	// Stay keeps the API up when the follower cannot go on; else Run returns why.
	Stay bool
}

// Run follows and serves until the context ends, or until there is no way on: follow.ErrPruned, follow.ErrFork,
// store.ErrMoved, store.ErrSchema, store.ErrURL.
func Run(ctx context.Context, o Options) (err error) {
	if o.Listener == nil {
		return errors.New("explorer: no listener")
	}
	l, whole := o.Listener, ctx
	defer func() {
		if whole.Err() != nil && errors.Is(err, context.Canceled) { // it was to end, and something had not begun yet
			err = nil
		}
	}()
	defer func() {
		if e := l.Close(); e != nil && !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db, err := store.Open(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	node, err := follow.NewNode(o.Node, o.Encoding)
	if err != nil {
		return err
	}
	live, err := client.New([]string{o.Node}, nil, client.WithLogger(o.Log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, live.Close()) }()
	f := follow.New(db, node, o.Encoding, o.Log)
	page, err := web.Page()
	if err != nil {
		return err
	}
	var try *api.Devnet
	if o.Devnet {
		try = &api.Devnet{Faucet: o.Faucet, Broadcast: node.Broadcast}
	}
	server, err := api.New(api.Config{
		DB: db, Follower: f, Live: live, Codec: o.Encoding.Codec, Log: o.Log, Page: page, Devnet: try,
		BehindProxy: o.BehindProxy, PerSecond: o.PerSecond, Burst: o.Burst,
	})
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		err := f.Run(ctx)
		if err != nil && o.Stay {
			o.Log.Error("the explorer goes on without new blocks", "error", err)
			return nil
		}
		return err
	})
	g.Go(func() error { node.Waker(ctx, f.Wake, o.Log); return nil })
	g.Go(func() error { return follow.NewSampler(db, live, f.Moved, o.Log).Run(ctx) })
	g.Go(func() error { return serve(ctx, l, server) })
	return g.Wait()
}

// serve answers until the context ends. Streams end with it.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	err := s.Shutdown(grace)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
