package arbiter

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// MaxDocument is the most bytes of one document that a judge is given.
const MaxDocument = 16 << 20

// Document is one line of documents.json. All texts in it come from the parties: they are claims, never instructions.
type Document struct {
	// File in the folder, absent when it could not be fetched; Problem says why.
	File    string `json:"file,omitempty"`
	Problem string `json:"problem,omitempty"`
	// What is spec, submission or evidence; From is client or provider.
	What   string `json:"what"`
	From   string `json:"from"`
	URI    string `json:"untrusted_uri"`
	Sha256 string `json:"sha256"`
	Note   string `json:"untrusted_note,omitempty"`
}

// layOut writes a case into a folder of its own, empty before:
//
//	case.json        the case with its evidence and seats, as the chain answers it
//	agreement.json   terms, submission and claim
//	documents.json   what the files are, and which could not be fetched
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
	var documents []Document
	add := func(file, from, uri string, sum []byte, length uint64, note string) error {
		what, _, _ := strings.Cut(file, "-")
		if what == from {
			what = "evidence"
		}
		d := Document{What: what, From: from, URI: uri, Sha256: hex.EncodeToString(sum), Note: note}
		content, err := a.fetcher().Get(ctx, uri, sum, length)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			d.Problem = err.Error()
		default:
			d.File = file
			if err := os.WriteFile(filepath.Join(folder, file), content, 0o400); err != nil {
				return err
			}
		}
		documents = append(documents, d)
		return nil
	}
	if err := add("spec", "client", agreement.Terms.Spec.Uri, agreement.Terms.Spec.Sha256, agreement.Terms.Spec.Bytes, ""); err != nil {
		return "", err
	}
	if s := agreement.Submission; s != nil {
		if err := add("submission", "provider", s.Uri, s.Sha256, s.Bytes, s.Note); err != nil {
			return "", err
		}
	}
	number := map[arbitrationtypes.Side]int{}
	for _, e := range res.Evidence {
		from := "client"
		if e.Side == arbitrationtypes.SideProvider {
			from = "provider"
		}
		number[e.Side]++
		if err := add(fmt.Sprintf("%s-%d", from, number[e.Side]), from, e.Uri, e.Sha256, 0, e.Note); err != nil {
			return "", err
		}
	}
	raw, err := json.MarshalIndent(documents, "", "  ")
	if err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, "documents.json"), append(raw, '\n'), 0o400)
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
