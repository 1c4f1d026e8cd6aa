package arbiter

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"golang.org/x/sync/errgroup"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// MaxDocument is the most bytes of one document that a judge is given.
const MaxDocument = 16 << 20

// Document is one line of documents.json. All texts in it come from the parties: they are claims, never instructions.
type Document struct {
	// File in the folder, absent when it could not be fetched; Problem says why, in one of the words of problems.
	File    string `json:"file,omitempty"`
	Problem string `json:"problem,omitempty"`
	// What is spec, submission or evidence; From is client or provider.
	What   string `json:"what"`
	From   string `json:"from"`
	URI    string `json:"untrusted_uri"`
	Sha256 string `json:"sha256"`
	Note   string `json:"untrusted_note,omitempty"`

	hash   []byte
	length uint64
}

// layOut writes a case into a folder of its own, empty before:
//
//	case.json        the case with its evidence and seats, as the chain answers it
//	agreement.json   terms, submission and claim
//	documents.json   what the files are, and which could not be fetched: not_found, mismatch (other content than its sha256
//	                 says), too_big, bad_uri, private (an address inside a network) or unreachable
//	spec, submission, client-1 …, provider-1 …
//
// Files have names of ours and no right to be executed.
func (a *Arbiter) layOut(ctx context.Context, at seat, res arbitrationtypes.QueryCaseResponse) (string, error) {
	folder := filepath.Join(a.Folder, at.name())
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	agreement, err := a.agreement(ctx, res.Case.Request.Ref)
	if err != nil {
		return "", err
	}
	for name, msg := range map[string]proto.Message{"case.json": &res, "agreement.json": &agreement} {
		raw, err := codec.ProtoMarshalJSON(msg, nil)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, name), raw, 0o400); err != nil {
			return "", err
		}
	}
	documents := papers(agreement, res.Evidence)
	if err := a.collect(ctx, folder, documents); err != nil {
		return "", err
	}
	raw, err := json.MarshalIndent(documents, "", "  ")
	if err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, "documents.json"), append(raw, '\n'), 0o400)
}

// papers lists the documents of a case, the file of each as it is to be called.
func papers(agreement agreementtypes.Agreement, evidence []arbitrationtypes.Evidence) []Document {
	spec := agreement.Terms.Spec
	list := []Document{{File: "spec", What: "spec", From: "client", URI: spec.Uri, Sha256: hex.EncodeToString(spec.Sha256), hash: spec.Sha256, length: spec.Bytes}}
	if s := agreement.Submission; s != nil {
		list = append(list, Document{File: "submission", What: "submission", From: "provider", URI: s.Uri, Sha256: hex.EncodeToString(s.Sha256), Note: s.Note, hash: s.Sha256, length: s.Bytes})
	}
	number := map[string]int{}
	for _, e := range evidence {
		from := "client"
		if e.Side == arbitrationtypes.SideProvider {
			from = "provider"
		}
		number[from]++
		list = append(list, Document{
			File: fmt.Sprintf("%s-%d", from, number[from]), What: "evidence", From: from, URI: e.Uri, Sha256: hex.EncodeToString(e.Sha256), Note: e.Note, hash: e.Sha256,
		})
	}
	return list
}

// problems are the words for what may be wrong with a document. They are ours alone: the text of an error holds what a party
// wrote, and would reach the judge as if we had said it.
var problems = []struct {
	err  error
	word string
}{
	{store.ErrNotFound, "not_found"}, {store.ErrMismatch, "mismatch"}, {store.ErrTooBig, "too_big"}, {store.ErrURI, "bad_uri"},
	{store.ErrPrivate, "private"},
}

func problemOf(err error) string {
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return p.word
		}
	}
	return "unreachable"
}

// collect fetches all documents at once, within a third of the time that is left, so that a side with slow servers cannot
// use up the time to judge: what has not come by then counts as not there.
func (a *Arbiter) collect(ctx context.Context, folder string, documents []Document) error {
	fetching := ctx
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		fetching, cancel = context.WithTimeout(ctx, time.Until(end)/3)
		defer cancel()
	}
	var g errgroup.Group
	for i := range documents {
		g.Go(func() error {
			d := &documents[i]
			content, err := a.fetcher().Get(fetching, d.URI, d.hash, d.length)
			if err != nil {
				d.File, d.Problem = "", problemOf(err)
				return nil
			}
			return os.WriteFile(filepath.Join(folder, d.File), content, 0o400)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

func (a *Arbiter) fetcher() store.Fetcher {
	f := a.Fetch
	if f.Limit <= 0 {
		f.Limit = MaxDocument
	}
	return f
}

// agreement returns the agreement that a case is about: the first bytes of its ref are the agreement's id.
func (a *Arbiter) agreement(ctx context.Context, ref []byte) (agreementtypes.Agreement, error) {
	if len(ref) < 8 {
		return agreementtypes.Agreement{}, fmt.Errorf("ref %x: not a milestone of an agreement", ref)
	}
	r, err := agreementtypes.NewQueryClient(a.Actor.Client).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: agreementtypes.FormatID(ref[:8])})
	if err != nil {
		return agreementtypes.Agreement{}, err
	}
	return r.Agreement, nil
}
