package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/internal/disk"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// brief is all that work takes from others. It is looked at before anything is promised, and kept: whoever serves a spec
// may serve other bytes afterwards, or none, and whoever has a key may remove it.
type brief struct {
	Spec []byte `json:"spec"`
	// Keys that the result is encrypted to, by agent.
	Keys map[string][]byte `json:"keys,omitempty"`
}

// fits says whether a brief is that of terms; an amendment may have changed them. The hash says which spec it is, whatever
// length the client names.
func (b brief) fits(t agreementtypes.Terms) bool {
	known := func(r agreementtypes.Recipient) bool { return len(b.Keys[recipient(t, r)]) > 0 }
	return bytes.Equal(store.Hash(b.Spec), t.Spec.Sha256) &&
		!slices.ContainsFunc(t.Recipients, func(r agreementtypes.Recipient) bool { return !known(r) })
}

// keys are those of the recipients of terms, in their order.
func (b brief) keys(t agreementtypes.Terms) [][]byte {
	var keys [][]byte
	for _, r := range t.Recipients {
		keys = append(keys, b.Keys[recipient(t, r)])
	}
	return keys
}

// recipient is the address of a recipient of terms.
func recipient(t agreementtypes.Terms, r agreementtypes.Recipient) string {
	if r == agreementtypes.RecipientEvaluator {
		return t.Verification.Evaluator
	}
	return t.Client
}

// inspectTime bounds the look at a brief before anything is promised.
const inspectTime = 15 * time.Second

// inspect looks at the brief of terms before anything is promised: ErrUnwanted when the spec is not what its hash says, too
// big, or nowhere to be had, or a recipient has no key; store.ErrFetch or store.ErrNotFound while the server of the spec
// does not give it. Of the terms it reads client, spec, recipients and evaluator.
func (w *Worker) inspect(ctx context.Context, t agreementtypes.Terms) (brief, error) {
	ctx, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	b, err := w.fetch(ctx, t)
	if hopeless(err) {
		return b, ErrUnwanted.Wrap(err.Error())
	}
	return b, err
}

func (w *Worker) fetch(ctx context.Context, t agreementtypes.Terms) (b brief, err error) {
	for _, r := range t.Recipients {
		if r == agreementtypes.RecipientPanel {
			return b, store.ErrRecipient.Wrap("recipients: the judges of a panel, who are drawn after the delivery")
		}
		address := recipient(t, r)
		found, err := identitytypes.NewQueryClient(w.act.Client).Agent(ctx, &identitytypes.QueryAgentRequest{Agent: address})
		if err != nil {
			return b, err
		}
		if len(found.Agent.Profile.EncryptionKey) == 0 {
			return b, store.ErrRecipient.Wrapf("recipients: %s", address)
		}
		if b.Keys == nil {
			b.Keys = make(map[string][]byte)
		}
		b.Keys[address] = found.Agent.Profile.EncryptionKey
	}
	f := store.Fetcher{Private: w.cfg.Policy.Accept.Private, Limit: int64(w.cfg.Policy.Accept.MaxSpec)}
	b.Spec, err = f.Get(ctx, t.Spec.Uri, t.Spec.Sha256, t.Spec.Bytes)
	return b, err
}

// hopeless tells a brief that will never do from one whose server may come back.
func hopeless(err error) bool {
	for _, sentinel := range []error{store.ErrMismatch, store.ErrTooBig, store.ErrURI, store.ErrPrivate, store.ErrRecipient} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}

// away tells a spec whose server may come back.
func away(err error) bool { return errors.Is(err, store.ErrFetch) || errors.Is(err, store.ErrNotFound) }

// maxLooks is how often a spec whose server does not give it is looked for before anything is promised.
const maxLooks = 3

// missed counts a look at a spec that its server did not give, and says whether there were enough.
func (w *Worker) missed(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.looks == nil || len(w.looks) >= maxWaiting {
		w.looks = make(map[string]int)
	}
	w.looks[id]++
	if w.looks[id] < maxLooks {
		return false
	}
	delete(w.looks, id)
	return true
}

// briefs is the folder of what is kept. Ids of chains are no names of files: each has that of its hash.
func (w *Worker) briefs() string { return filepath.Join(w.cfg.Dir, "briefs") }

func (w *Worker) briefFile(id string) string {
	return filepath.Join(w.briefs(), store.Name([]byte(id)))
}

// keepBrief keeps the brief of a job, an offer, a quote or an agreement.
func (w *Worker) keepBrief(id string, b brief) error {
	raw, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(w.briefs(), 0o700); err != nil {
		return err
	}
	return disk.Replace(w.briefFile(id), raw)
}

// moveBrief has an agreement take over what was kept for what led to it.
func (w *Worker) moveBrief(from, to string) error {
	err := os.Rename(w.briefFile(from), w.briefFile(to))
	if err == nil {
		now := time.Now() // a sweep leaves what is of this life
		err = os.Chtimes(w.briefFile(to), now, now)
	}
	return unlessGone(err)
}

// adopt has an agreement take over what was kept for a quote that is over.
func (w *Worker) adopt(quote string, a agreementtypes.Agreement) error {
	if _, err := os.Stat(w.briefFile(a.Id)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return w.moveBrief(quote, a.Id)
}

// dropBrief forgets it when nothing is promised any more.
func (w *Worker) dropBrief(id string) error { return unlessGone(os.Remove(w.briefFile(id))) }

func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// briefOf is that of an agreement: as it was kept for it or for what it came from, else looked at now.
func (w *Worker) briefOf(ctx context.Context, a agreementtypes.Agreement) (brief, error) {
	quotes, err := state.Unfinished[quoteDoc](w.cfg.State, kindQuote)
	if err != nil {
		return brief{}, err
	}
	ids := []string{a.Id, a.Origin}
	for _, q := range quotes {
		if q.of(a) {
			ids = append(ids, q.ID)
		}
	}
	for _, id := range ids {
		raw, err := os.ReadFile(w.briefFile(id))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return brief{}, err
		}
		var b brief
		if json.Unmarshal(raw, &b) != nil || !b.fits(a.Terms) {
			continue // that of terms before an amendment
		}
		if id != a.Id {
			return b, w.moveBrief(id, a.Id)
		}
		return b, nil
	}
	ctx, cancel := context.WithTimeout(ctx, w.patience(a))
	defer cancel()
	b, err := w.fetch(ctx, a.Terms)
	if err != nil {
		return b, err
	}
	return b, w.keepBrief(a.Id, b)
}

// sweepBriefs removes what an earlier life kept for anything but what is under way.
func (w *Worker) sweepBriefs(underWay []string) error {
	entries, err := os.ReadDir(w.briefs())
	if err != nil {
		return unlessGone(err)
	}
	wanted := make(map[string]bool)
	for _, id := range underWay {
		wanted[filepath.Base(w.briefFile(id))] = true
	}
	for _, e := range entries {
		info, gone := e.Info()
		if gone == nil && !wanted[e.Name()] && info.ModTime().Before(w.born) {
			err = errors.Join(err, unlessGone(os.Remove(filepath.Join(w.briefs(), e.Name()))))
		}
	}
	return err
}
