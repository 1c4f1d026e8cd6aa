package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

const (
	// fetchTime bounds one transfer.
	fetchTime = time.Minute
	// redirects that a fetch follows.
	redirects = 3
)

// Fetcher reads content that others name. The zero value does not enter private networks: the URIs of strangers must not
// reach what only this machine can.
type Fetcher struct {
	// Private allows addresses of this machine and of private networks, as on a devnet.
	Private bool
	// Limit is the most bytes; the default is MaxContent.
	Limit int64
}

// Get reads what a URI holds and checks it against hash and length; length 0 checks the hash alone. Content that does not
// match is never returned: ErrMismatch. ErrURI, ErrPrivate, ErrTooBig, ErrNotFound, ErrFetch.
func (f Fetcher) Get(ctx context.Context, uri string, hash []byte, length uint64) ([]byte, error) {
	u, err := url.Parse(uri)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, ErrURI.Wrapf("%.200q", uri)
	}
	if named, ok := HashOf(uri); ok && !bytes.Equal(named, hash) {
		return nil, ErrMismatch.Wrapf("%s: want sha256 %x", uri, hash)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = MaxContent
	}
	if length > uint64(limit) {
		return nil, ErrTooBig.Wrapf("%s: %d bytes, at most %d", uri, length, limit)
	}
	if length > 0 {
		limit = int64(length)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	content, err := f.read(ctx, uri, limit)
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit && length == 0 {
		return nil, ErrTooBig.Wrapf("%s: more than %d bytes", uri, limit)
	}
	if length > 0 && uint64(len(content)) != length {
		return nil, ErrMismatch.Wrapf("%s: %d bytes or more, want %d", uri, len(content), length)
	}
	if !bytes.Equal(Hash(content), hash) {
		return nil, ErrMismatch.Wrapf("%s: sha256 %s, want %x", uri, Name(content), hash)
	}
	return content, nil
}

// read returns at most limit and one bytes.
func (f Fetcher) read(ctx context.Context, uri string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return nil, ErrURI.Wrap(err.Error())
	}
	client := outside
	if f.Private {
		client = inside
	}
	res, err := client.Do(req)
	if err != nil {
		if errors.Is(err, ErrPrivate) {
			return nil, ErrPrivate.Wrapf("%.200s", uri)
		}
		return nil, ErrFetch.Wrap(err.Error())
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, ErrNotFound.Wrap(uri)
	default:
		return nil, ErrFetch.Wrapf("%s: %s", uri, res.Status)
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, ErrFetch.Wrapf("%s: %s", uri, err)
	}
	return content, nil
}

// outside reaches public addresses only, inside all.
var outside, inside = newHTTP(refusePrivate), newHTTP(nil)

func newHTTP(control func(network, address string, c syscall.RawConn) error) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: control}
	t := &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 10 * time.Second, DisableCompression: true,
	}
	if control == nil {
		t.Proxy = http.ProxyFromEnvironment
	}
	return &http.Client{Transport: t, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) > redirects {
			return ErrFetch.Wrapf("more than %d redirects", redirects)
		}
		return nil
	}}
}

// refusePrivate looks at the address that is really dialled, so that no name can stand for another.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || carrier.Contains(ip) {
		return ErrPrivate.Wrap(ip.String())
	}
	return nil
}

// carrier is the shared address space of RFC 6598.
var carrier = netip.MustParsePrefix("100.64.0.0/10")

var _ Putter = Remote{}

// Remote is a store that somebody serves.
type Remote struct {
	// Base is its address, such as "https://store.example.com".
	Base string
	// Token allows to put.
	Token string
}

// Put stores content there and checks that the store names it as it must: ErrRefused, ErrTooBig, ErrFetch.
func (r Remote) Put(ctx context.Context, content []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	uri := join(r.Base, content)
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, uri, bytes.NewReader(content))
	if err != nil {
		return "", ErrURI.Wrap(err.Error())
	}
	req.Header.Set("Authorization", "Bearer "+r.Token)
	res, err := inside.Do(req)
	if err != nil {
		return "", ErrFetch.Wrap(err.Error())
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 512))
	if err != nil {
		return "", ErrFetch.Wrapf("%s: %s", r.Base, err)
	}
	said := strings.TrimSpace(string(text))
	switch res.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusNoContent:
		return uri, nil
	case http.StatusRequestEntityTooLarge:
		return "", ErrTooBig.Wrapf("%s: %s", r.Base, said)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest:
		return "", ErrRefused.Wrapf("%s: %s: %s", r.Base, res.Status, said)
	case http.StatusInsufficientStorage:
		return "", ErrFull.Wrapf("%s: %s", r.Base, said)
	default:
		return "", ErrFetch.Wrapf("%s: %s: %s", r.Base, res.Status, said)
	}
}
