package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// MaxContent is the largest content that Fetch reads, 64 MiB.
const MaxContent = 64 << 20

// fetchTime bounds one download.
const fetchTime = time.Minute

// Agreement reads an agreement.
func Agreement(ctx context.Context, c *client.Client, id string) (agreementtypes.Agreement, error) {
	r, err := agreementtypes.NewQueryClient(c).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: id})
	if err != nil {
		return agreementtypes.Agreement{}, err
	}
	return r.Agreement, nil
}

// Delivery is a result, stored at a URI.
type Delivery struct {
	Agreement, Provider string
	URI                 string
	// Content is hashed; the chain gets hash and length.
	Content []byte
	Note    string
}

// Submit delivers a result. A result that was submitted already, with the same hash, is no error; the second return is
// false then.
func Submit(ctx context.Context, c *client.Client, d Delivery) (client.Result, bool, error) {
	if len(d.Content) == 0 {
		return client.Result{}, false, ErrOption.Wrap("the result is empty")
	}
	a, err := Agreement(ctx, c, d.Agreement)
	if err != nil {
		return client.Result{}, false, err
	}
	sum := sha256.Sum256(d.Content)
	if a.Terms.Provider != d.Provider {
		return client.Result{}, false, ErrNotProvider.Wrapf("%s: %s, not %s", a.Id, a.Terms.Provider, d.Provider)
	}
	if a.Status != agreementtypes.StatusWorking && a.Submission != nil && bytes.Equal(a.Submission.Sha256, sum[:]) {
		return client.Result{}, false, nil
	}
	if a.Status != agreementtypes.StatusWorking {
		return client.Result{}, false, ErrNotWorking.Wrapf("%s is %s", a.Id, a.Status)
	}
	res, err := c.Send(ctx, &agreementtypes.MsgSubmit{
		Signer: c.Address().String(), Provider: d.Provider, Agreement: d.Agreement, Milestone: a.Milestone, Uri: d.URI, Sha256: sum[:],
		Bytes: uint64(len(d.Content)), Note: d.Note,
	})
	return res, err == nil, err
}

// Fetch reads what a URI holds and checks it against hash and length; length 0 checks the hash alone. Content that does
// not match is never returned.
func Fetch(ctx context.Context, uri string, hash []byte, length uint64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	limit := uint64(MaxContent)
	if length > 0 && length < limit {
		limit = length
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return nil, ErrFetch.Wrapf("%s: %s", uri, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, ErrFetch.Wrap(err.Error())
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, ErrFetch.Wrapf("%s: %s", uri, res.Status)
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, int64(limit)+1))
	if err != nil {
		return nil, ErrFetch.Wrapf("%s: %s", uri, err)
	}
	if uint64(len(content)) > limit || (length > 0 && uint64(len(content)) != length) {
		return nil, ErrMismatch.Wrapf("%s: %d bytes or more, want %d", uri, len(content), length)
	}
	if sum := sha256.Sum256(content); !bytes.Equal(sum[:], hash) {
		return nil, ErrMismatch.Wrapf("%s: sha256 %x, want %x", uri, sum, hash)
	}
	return content, nil
}

// Hash returns the sha256 of content in hex, for people.
func Hash(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }
