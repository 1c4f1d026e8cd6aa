// Package client talks to a Troth chain: it signs and sends transactions, waits for them to the end, reads state and
// follows events. Everything that agents run is built on it (design 09).
//
// Transactions are unordered by default: each carries its own timeout instead of an account sequence, so that any
// number of them can be under way from one key. A transaction that is not in a block when the chain's time passes its
// timeout can never land, so every Send has a definite end and sending again is safe. This machine's clock must have passed
// it, too: then a false block cannot make a client send twice.
//
// The endpoint is believed: a node that lies can hide what happened, show what did not, and keep a transaction back. Use a
// node of your own, or one behind a light client that verifies its answers. What a client bounds by itself is the fee
// (WithMaxFee), the chain that it signs for, and that nothing is sent twice while this machine's clock says that the first
// may still land.
//
// No method leaves a goroutine behind; all of them end with their context.
package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	gogogrpc "github.com/cosmos/gogoproto/grpc"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
)

var (
	_ gogogrpc.ClientConn = (*Client)(nil)
	_ io.Closer           = (*Client)(nil)
)

// The defaults of a client.
const (
	// DefaultTimeout is how long a transaction may take to be included.
	DefaultTimeout = time.Minute
	// MaxTimeout is the longest the chain accepts for an unordered transaction.
	MaxTimeout = 10 * time.Minute
	// DefaultPoll is the pause between two looks for a new block.
	DefaultPoll = 100 * time.Millisecond
	// requestTimeout bounds one request to one endpoint.
	requestTimeout = 15 * time.Second
)

// Client is one connection to a chain, for one signer or for reading only. It is safe for concurrent use.
type Client struct {
	endpoints []*endpoint
	current   atomic.Int32
	http      *http.Client
	signer    Signer
	log       *slog.Logger

	timeout   time.Duration
	poll      time.Duration
	ordered   bool
	gasFactor uint64 // percent
	gasPrice  *sdk.DecCoins
	maxFee    sdk.Coins
	memo      string

	// now is the time of this machine.
	now     func() time.Time
	watch   *watch
	nonces  nonces
	account accountCache
	keys    keyLocks
	// sequence serialises ordered transactions: one at a time.
	sequence sync.Mutex
}

// Option changes a client at construction.
type Option func(*Client) error

// WithChainID sets the chain id; without it, or with an empty one, the client asks the node, once. Nothing is signed for a node of another chain.
func WithChainID(id string) Option {
	return func(c *Client) error { c.account.chainID = id; return nil }
}

// WithTimeout sets how long a transaction may take to be included, one second to MaxTimeout.
func WithTimeout(d time.Duration) Option {
	return func(c *Client) error {
		if d < time.Second || d > MaxTimeout {
			return ErrOption.Wrapf("timeout %s, want 1s to %s", d, MaxTimeout)
		}
		c.timeout = d
		return nil
	}
}

// WithPoll sets the pause between two looks for a new block.
func WithPoll(d time.Duration) Option {
	return func(c *Client) error {
		if d < time.Millisecond {
			return ErrOption.Wrapf("poll %s, want at least 1ms", d)
		}
		c.poll = d
		return nil
	}
}

// WithOrdered makes transactions carry the account's sequence, one at a time, for chains or keys that need it.
func WithOrdered() Option {
	return func(c *Client) error { c.ordered = true; return nil }
}

// WithGasPrice sets the gas price, such as "0.01utroth"; without it the client asks the node. "0utroth" pays nothing.
func WithGasPrice(price string) Option {
	return func(c *Client) error {
		p, err := parsePrice(price)
		if err != nil {
			return err
		}
		c.gasPrice = &p
		return nil
	}
}

// WithGasFactor sets by what percentage simulated gas is multiplied, 100 to 1000; the default is 150.
func WithGasFactor(percent uint64) Option {
	return func(c *Client) error {
		if percent < 100 || percent > 1000 {
			return ErrOption.Wrapf("gas factor %d %%, want 100 to 1000", percent)
		}
		c.gasFactor = percent
		return nil
	}
}

// WithMemo sets the memo of every transaction.
func WithMemo(memo string) Option {
	return func(c *Client) error { c.memo = memo; return nil }
}

// WithLogger sets where the client logs; without it, nowhere.
func WithLogger(l *slog.Logger) Option {
	return func(c *Client) error { c.log = l; return nil }
}

// New makes a client of the CometBFT RPC endpoints, such as "http://127.0.0.1:26657"; the next one is tried when one
// does not answer. signer may be nil for a client that only reads. No connection is made yet.
func New(endpoints []string, signer Signer, opts ...Option) (*Client, error) {
	if len(endpoints) == 0 {
		return nil, ErrOption.Wrap("no endpoint")
	}
	c := &Client{
		http: &http.Client{Timeout: requestTimeout, Transport: &http.Transport{
			DisableCompression: true, MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second,
			Proxy: http.ProxyFromEnvironment, // never for loopback
		}},
		signer: signer, log: slog.New(slog.DiscardHandler), timeout: DefaultTimeout, poll: DefaultPoll, gasFactor: 150,
		now: time.Now,
	}
	for _, url := range endpoints {
		e, err := newEndpoint(url, c.http)
		if err != nil {
			return nil, ErrOption.Wrapf("endpoint %q: %s", url, err)
		}
		c.endpoints = append(c.endpoints, e)
	}
	for _, o := range append([]Option{WithMaxFee(DefaultMaxFee)}, opts...) {
		if err := o(c); err != nil {
			return nil, err
		}
	}
	c.watch = newWatch(c)
	return c, nil
}

// Close gives idle connections back. Calls under way are ended by their contexts, not by Close.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Address returns the signer's account, or nil for a client that only reads.
func (c *Client) Address() sdk.AccAddress {
	if c.signer == nil {
		return nil
	}
	return sdk.AccAddress(c.signer.PubKey().Address())
}

// ChainID returns the id of the chain, asking the node once.
func (c *Client) ChainID(ctx context.Context) (string, error) {
	c.account.mu.Lock()
	id := c.account.chainID
	c.account.mu.Unlock()
	if id != "" {
		return id, nil
	}
	s, err := c.Status(ctx)
	if err != nil {
		return "", err
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	c.account.chainID = s.ChainID
	return s.ChainID, nil
}

// WaitReady waits until the chain makes blocks and their time is close to this machine's, so that timeouts of
// transactions mean what they say.
func (c *Client) WaitReady(ctx context.Context) error {
	for {
		s, err := c.Status(ctx)
		if err == nil && s.Height > 0 && !s.CatchingUp && time.Since(s.Time) < 10*time.Second {
			return nil
		}
		if err := sleep(ctx, c.poll); err != nil {
			if s.Height == 0 {
				return fmt.Errorf("waiting for the first block: %w", err)
			}
			return fmt.Errorf("waiting for a fresh block after %d of %s: %w", s.Height, s.Time.Format(time.RFC3339), err)
		}
	}
}

// nonces gives out timeouts that no two transactions of this process share: the timeout is the nonce.
type nonces struct{ last atomic.Int64 }

// next returns at or the first nanosecond after the last nonce, whichever is later.
func (n *nonces) next(at time.Time) time.Time {
	for {
		last, want := n.last.Load(), at.UnixNano()
		if want <= last {
			want = last + 1
		}
		if n.last.CompareAndSwap(last, want) {
			return time.Unix(0, want).UTC()
		}
	}
}

// accountCache holds what does not change about the chain and the signer's account.
type accountCache struct {
	mu      sync.Mutex
	chainID string
	number  uint64
	known   bool
}

// sleep waits for d or the end of the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func parsePrice(s string) (sdk.DecCoins, error) {
	if s == "" {
		return nil, nil
	}
	p, err := sdk.ParseDecCoins(s)
	if err != nil {
		return nil, ErrOption.Wrapf("gas price %q, want such as 0.01%s", s, chain.BaseDenom)
	}
	return p, nil
}

// done tells an ended context from a failing endpoint.
func done(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, context.Canceled)
}
