package agent

import (
	"bytes"
	"context"
	"crypto/sha256"

	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

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
