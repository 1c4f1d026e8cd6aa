package store

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
// match is never returned: ErrMismatch. ErrURI, ErrPrivate, ErrTooBig, ErrNotFound, ErrFetch. No error holds words of
// the server: only the URI as it was given, quoted.
func (f Fetcher) Get(ctx context.Context, uri string, hash []byte, length uint64) ([]byte, error) {
	u, err := url.Parse(uri)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, ErrURI.Wrapf("%.200q", uri)
	}
	if named, ok := HashOf(uri); ok && !bytes.Equal(named, hash) {
		return nil, ErrMismatch.Wrapf("%.200q: want sha256 %x", uri, hash)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = MaxContent
	}
	if length > uint64(limit) {
		return nil, ErrTooBig.Wrapf("%.200q: %d bytes, at most %d", uri, length, limit)
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
		return nil, ErrTooBig.Wrapf("%.200q: more than %d bytes", uri, limit)
	}
	if length > 0 && uint64(len(content)) != length {
		return nil, ErrMismatch.Wrapf("%.200q: %d bytes or more, want %d", uri, len(content), length)
	}
	if !bytes.Equal(Hash(content), hash) {
		return nil, ErrMismatch.Wrapf("%.200q: sha256 %s, want %x", uri, Name(content), hash)
	}
	return content, nil
}

// read returns at most limit and one bytes.
func (f Fetcher) read(ctx context.Context, uri string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return nil, ErrURI.Wrapf("%.200q", uri)
	}
	client := outside
	if f.Private {
		client = inside
	}
	res, err := client.Do(req)
	if err != nil {
		if errors.Is(err, ErrPrivate) {
			return nil, ErrPrivate.Wrapf("%.200q", uri)
		}
		return nil, ErrFetch.Wrapf("%.200q: %s", uri, why(err))
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, ErrNotFound.Wrapf("%.200q", uri)
	default:
		return nil, ErrFetch.Wrapf("%.200q: status %d", uri, res.StatusCode)
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, ErrFetch.Wrapf("%.200q: %s", uri, why(err))
	}
	return content, nil
}

// why says in words of ours why a transfer failed. The words of an error hold what a server, a redirect or a certificate
// says, and judges and models read them.
func why(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errRedirects):
		return fmt.Sprintf("more than %d redirects", redirects)
	case errors.As(err, new(*net.DNSError)):
		return "the name is not known"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "its certificate is not good"
	case errors.Is(err, context.Canceled):
		return "given up"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	default:
		return "the transfer broke off"
	}
}

var errRedirects = errors.New("too many redirects")

// outside reaches public addresses only, inside all; direct reaches all and follows no redirect.
var (
	outside = newHTTP(refusePrivate, redirects)
	inside  = newHTTP(nil, redirects)
	direct  = newHTTP(nil, 0)
)

// newHTTP makes a client whose dialled addresses control may refuse. With no redirects a redirect is the answer.
func newHTTP(control func(network, address string, c syscall.RawConn) error, redirects int) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: control}
	t := &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 10 * time.Second, DisableCompression: true,
	}
	if control == nil {
		t.Proxy = http.ProxyFromEnvironment
	}
	return &http.Client{Transport: t, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		switch {
		case redirects == 0:
			return http.ErrUseLastResponse
		case len(via) > redirects:
			return errRedirects
		default:
			return nil
		}
	}}
}

var _ Putter = Remote{}

// Remote is a store that somebody serves.
type Remote struct {
	// Base is its address, such as "https://store.example.com".
	Base string
	// Token allows to put.
	Token string
}

// Put stores content there and reads it back under the URI it returns, so that no page of another kind passes for success:
// ErrRefused, ErrTooBig, ErrFull, ErrFetch, ErrMismatch.
func (r Remote) Put(ctx context.Context, content []byte) (string, error) {
	uri := join(r.Base, content)
	if err := r.put(ctx, uri, content); err != nil {
		return "", err
	}
	fetch := Fetcher{Private: true, Limit: max(1, int64(len(content)))}
	if _, err := fetch.Get(ctx, uri, Hash(content), uint64(len(content))); err != nil {
		return "", fmt.Errorf("reading back what was stored: %w", err)
	}
	return uri, nil
}

func (r Remote) put(ctx context.Context, uri string, content []byte) error {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, uri, bytes.NewReader(content))
	if err != nil {
		return ErrURI.Wrap(err.Error())
	}
	req.Header.Set("Authorization", "Bearer "+r.Token)
	res, err := direct.Do(req)
	if err != nil {
		return ErrFetch.Wrap(err.Error())
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 512))
	if err != nil {
		return ErrFetch.Wrapf("%s: %s", r.Base, err)
	}
	said := strings.TrimSpace(string(text))
	switch res.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusNoContent:
		return nil
	case http.StatusRequestEntityTooLarge:
		return ErrTooBig.Wrapf("%s: %q", r.Base, said)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest:
		return ErrRefused.Wrapf("%s: status %d: %q", r.Base, res.StatusCode, said)
	case http.StatusInsufficientStorage:
		return ErrFull.Wrapf("%s: %q", r.Base, said)
	default:
		return ErrFetch.Wrapf("%s: status %d: %q", r.Base, res.StatusCode, said)
	}
}
