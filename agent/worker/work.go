package worker

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strconv"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/program"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

const kindWork = "work"

// workDoc is an agreement that this agent works on.
type workDoc struct {
	Agreement string `json:"agreement"`
	// Results by round: milestone, rework and amendment.
	Results map[string]result `json:"results"`
	// Ratings of the client by milestone.
	Ratings map[uint32]rating `json:"ratings"`
	Ended   string            `json:"ended,omitempty"`
}

// result of one round. Once URI is set, the program does not run again.
type result struct {
	URI      string `json:"uri,omitempty"`
	SHA256   []byte `json:"sha256,omitempty"`
	Bytes    uint64 `json:"bytes,omitempty"`
	Preimage []byte `json:"preimage,omitempty"`
	Attempts int    `json:"attempts,omitempty"`
	// Reason for which the client sent the last round back.
	Reason string `json:"reason,omitempty"`
	// Contest says that it is delivered with the deposit of a contest.
	Contest bool `json:"contest,omitempty"`
}

type rating struct {
	Rating uint32 `json:"rating"`
	Salt   []byte `json:"salt"`
	Done   bool   `json:"done,omitempty"`
}

// round names what one submission is about.
func round(a agreementtypes.Agreement) string {
	return fmt.Sprintf("%d.%d.%d", a.Milestone, a.Reworks, a.Amendments)
}

// work does the next step of an agreement.
func (w *Worker) work(ctx context.Context, id string) error {
	doc, known, err := state.Get[workDoc](w.cfg.State, kindWork, id)
	if err != nil {
		return err
	}
	if known && doc.Ended != "" {
		return nil
	}
	if doc.Agreement == "" {
		doc.Agreement = id
	}
	if doc.Results == nil {
		doc.Results = make(map[string]result)
	}
	if doc.Ratings == nil {
		doc.Ratings = make(map[uint32]rating)
	}
	r, err := agreementtypes.NewQueryClient(w.act.Client).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: id})
	if errors.Is(err, agreementtypes.ErrNotFound) {
		return w.endWork(ctx, doc, "gone", nil)
	}
	if err != nil {
		return err
	}
	a := r.Agreement
	if a.Terms.Provider != w.cfg.Agent {
		return nil
	}
	if a.Status.Ended() {
		w.release(ctx, a.Id) // another can begin while the rating is on its way
	}
	if err := w.rate(ctx, &doc, r.Receipts); err != nil {
		return err
	}
	switch a.Status {
	case agreementtypes.StatusWorking:
		w.take(a.Id, stake{a.Terms.Pledge, a.Terms.Price.Amount})
		return w.deliver(ctx, a, doc)
	case agreementtypes.StatusClaimed:
		return w.claimed(ctx, a)
	case agreementtypes.StatusEvaluated:
		return w.judged(ctx, a)
	case agreementtypes.StatusReview, agreementtypes.StatusEvaluating:
		w.due(a.Id, a.DueMs+1000)
		return nil
	case agreementtypes.StatusDisputed: // the ruling is an event; it may lead to the next milestone
		w.take(a.Id, stake{a.Terms.Pledge, a.Terms.Price.Amount})
		return nil
	default:
		return w.endWork(ctx, doc, a.Status.String(), r.Receipts)
	}
}

// deliver makes the result of the current round, stores and submits it.
func (w *Worker) deliver(ctx context.Context, a agreementtypes.Agreement, doc workDoc) error {
	s := w.cfg.Policy.skill(a.Terms.Skill)
	if s == nil {
		return w.giveUp(ctx, a, doc, "the skill is none of ours: "+a.Terms.Skill)
	}
	if a.Handback(w.now()) == agreementtypes.ActDecline { // a hire that nobody was asked about
		if w.now() < lastCall(a) {
			w.due(a.Id, lastCall(a))
		}
		if _, err := w.refuseClient(ctx, aboutTerms("", a.Terms)); errors.Is(err, ErrUnwanted) && w.now() < a.DeclineMs-declineMs(a)/2 {
			return w.resign(ctx, a, err.Error())
		} else if err != nil && !errors.Is(err, ErrUnwanted) {
			return err
		}
	}
	at := round(a)
	done := doc.Results[at]
	if done.URI == "" {
		if done.Attempts >= s.Attempts {
			return w.giveUp(ctx, a, doc, "the program failed "+strconv.Itoa(done.Attempts)+" times")
		}
		b, err := w.briefOf(ctx, a)
		var content []byte
		if err == nil {
			content, err = w.produce(ctx, s, a, b.Spec, done)
		}
		if hopeless(err) || (away(err) && (late(a, w.now()) || w.declines(a))) {
			return w.giveUp(ctx, a, doc, err.Error()) // it costs nothing yet, or less than to be late
		}
		if err != nil {
			if errors.Is(err, program.ErrFailed) && ctx.Err() == nil {
				done.Attempts++
				doc.Results[at] = done
				w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: err.Error()})
				err = errors.Join(err, state.Put(w.cfg.State, kindWork, a.Id, state.StillOpen, doc))
			}
			return err
		}
		if done, err = w.keep(ctx, a, done, content, b.keys(a.Terms)); err != nil {
			return err
		}
		doc.Results[at] = done
		if err := w.newRating(a, &doc); err != nil {
			return err
		}
		if err := state.Put(w.cfg.State, kindWork, a.Id, state.StillOpen, doc); err != nil {
			return err
		}
	}
	return w.submit(ctx, a, doc, done)
}

// giveUp hands work back of which nothing was delivered. After a delivery that would concede the price and most of the
// pledge, so what was delivered is submitted again: who rejects it has to say so, and claims are answered by the policy.
func (w *Worker) giveUp(ctx context.Context, a agreementtypes.Agreement, doc workDoc, why string) error {
	if a.Submission == nil {
		return w.resign(ctx, a, why)
	}
	w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: "submitted again as it was: " + why})
	last := result{URI: a.Submission.Uri, SHA256: a.Submission.Sha256, Bytes: a.Submission.Bytes, Contest: w.authorises(a)}
	doc.Results[round(a)] = last
	if err := state.Put(w.cfg.State, kindWork, a.Id, state.StillOpen, doc); err != nil {
		return err
	}
	return w.submit(ctx, a, doc, last)
}

// late says whether less than a third of the time for the present milestone is left.
func late(a agreementtypes.Agreement, now uint64) bool {
	return int(a.Milestone) < len(a.Terms.Milestones) && now+a.Terms.Milestones[a.Milestone].DeliveryMs/3 >= a.DueMs
}

// produce does the work.
func (w *Worker) produce(ctx context.Context, s *Skill, a agreementtypes.Agreement, spec []byte, last result) (out []byte, err error) {
	w.turns.give(ownWork) // others go on while this one waits for a slot and runs
	defer func() { err = errors.Join(err, w.turns.take(context.WithoutCancel(ctx), ownWork)) }()
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-w.slots }()
	w.cfg.Tell(Event{Kind: "working", Job: a.Origin, Agreement: a.Id, SHA256: hex.EncodeToString(a.Terms.Spec.Sha256)})
	return w.perform(ctx, s, Work{
		Spec: spec, Agreement: a.Id, Origin: a.Origin, Client: a.Terms.Client, Skill: a.Terms.Skill, Title: a.Terms.Title,
		Milestone: a.Milestone, Rework: a.Reworks, Reason: last.Reason,
	})
}

// keep stores a result, encrypted when the terms name recipients.
func (w *Worker) keep(ctx context.Context, a agreementtypes.Agreement, r result, content []byte, keys [][]byte) (_ result, err error) {
	if a.Terms.Verification.Method == agreementtypes.MethodHash {
		r.Preimage = content
	}
	if len(keys) > 0 {
		if content, err = store.Seal(content, keys...); err != nil {
			return r, err
		}
	}
	uri, err := w.cfg.Store.Put(ctx, content)
	if err != nil {
		return r, err
	}
	r.URI, r.SHA256, r.Bytes, r.Contest = uri, store.Hash(content), uint64(len(content)), w.authorises(a)
	return r, nil
}

// authorises says whether a delivery carries the deposit of a contest.
func (w *Worker) authorises(a agreementtypes.Agreement) bool {
	by := a.Terms.Verification.By()
	return w.cfg.Policy.Claims.Authorise && by != agreementtypes.MethodHash && by != agreementtypes.MethodPanel
}

// submit delivers a result once.
func (w *Worker) submit(ctx context.Context, a agreementtypes.Agreement, doc workDoc, r result) error {
	msg := &agreementtypes.MsgSubmit{
		Signer: w.act.Signer(), Provider: w.cfg.Agent, Agreement: a.Id, Milestone: a.Milestone, Uri: r.URI, Sha256: r.SHA256, Bytes: r.Bytes,
		Preimage: r.Preimage, Contest: r.Contest,
	}
	if rated, ok := doc.Ratings[a.Milestone]; ok {
		chainID, err := w.act.Client.ChainID(ctx)
		if err != nil {
			return err
		}
		if msg.RatingCommitment, err = agreementtypes.RatingCommitment(chainID, a.Id, w.cfg.Agent, rated.Rating, rated.Salt); err != nil {
			return err
		}
	}
	_, err := w.do(ctx, a.Id+"/submit/"+round(a), msg)
	if agent.Refused(err) && r.Contest { // without the deposit, from now on
		w.cfg.Log.Warn("not delivered with the deposit of a contest", "agreement", a.Id, "error", err)
		r.Contest = false
		doc.Results[round(a)] = r
		if err := state.Put(w.cfg.State, kindWork, a.Id, state.StillOpen, doc); err != nil {
			return err
		}
		return w.submit(ctx, a, doc, r)
	}
	if agent.Refused(err) {
		w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: "submission refused: " + err.Error()})
		w.due(a.Id, a.DueMs+1000) // the chain ends it
		return nil
	}
	if err != nil {
		return err
	}
	w.cfg.Tell(Event{Kind: "delivered", Job: a.Origin, Agreement: a.Id, SHA256: hex.EncodeToString(r.SHA256)})
	w.due(a.Id, a.DueMs+a.Terms.ReviewMs+1000)
	return nil
}

// newRating decides the rating of the client for a milestone, once.
func (w *Worker) newRating(a agreementtypes.Agreement, doc *workDoc) error {
	if _, ok := doc.Ratings[a.Milestone]; ok || *w.cfg.Policy.Rating < 0 {
		return nil
	}
	salt := make([]byte, agreementtypes.SaltLen)
	if _, err := rand.Read(salt); err != nil {
		return err
	}
	doc.Ratings[a.Milestone] = rating{Rating: uint32(*w.cfg.Policy.Rating), Salt: salt}
	return nil
}

// rate reveals the ratings of settled milestones.
func (w *Worker) rate(ctx context.Context, doc *workDoc, receipts []agreementtypes.Receipt) error {
	for _, r := range receipts {
		rated, ok := doc.Ratings[r.Milestone]
		if !ok || rated.Done || len(r.RatingCommitment) == 0 {
			continue
		}
		if r.ClientRating == 0 {
			_, err := w.do(ctx, fmt.Sprintf("%s/rate/%d", doc.Agreement, r.Milestone), w.act.RevealRating(doc.Agreement, r.Milestone, rated.Rating, rated.Salt))
			if err != nil && !agent.Refused(err) {
				return err
			}
		}
		rated.Done = true
		doc.Ratings[r.Milestone] = rated
		if err := state.Put(w.cfg.State, kindWork, doc.Agreement, state.StillOpen, *doc); err != nil {
			return err
		}
	}
	return nil
}

// resign hands work back that cannot be done.
func (w *Worker) resign(ctx context.Context, a agreementtypes.Agreement, why string) error {
	w.cfg.Tell(Event{Kind: "trouble", Agreement: a.Id, Text: "handed back: " + why})
	_, err := w.do(ctx, a.Id+"/resign/"+round(a), w.act.Resign(a.Id, a.Milestone))
	if agent.Refused(err) {
		w.due(a.Id, a.DueMs+1000)
		return nil
	}
	return err
}

// endWork closes an agreement and gives its room back.
func (w *Worker) endWork(ctx context.Context, doc workDoc, how string, receipts []agreementtypes.Receipt) error {
	paid := math.ZeroInt()
	for _, r := range receipts {
		paid = paid.Add(r.Paid)
	}
	doc.Ended = how
	if err := state.Put(w.cfg.State, kindWork, doc.Agreement, state.Closed, doc); err != nil {
		return err
	}
	keys := []string{}
	rounds := map[string]result{round(agreementtypes.Agreement{}): {}} // work that was declined has no result
	maps.Copy(rounds, doc.Results)
	for at := range rounds {
		for _, what := range []string{"submit", "claim", "resign"} {
			keys = append(keys, doc.Agreement+"/"+what+"/"+at)
		}
	}
	for m := range doc.Ratings {
		keys = append(keys, fmt.Sprintf("%s/rate/%d", doc.Agreement, m))
	}
	for _, key := range keys {
		if err := w.cfg.State.Forget(key); err != nil {
			return err
		}
	}
	kind := "ended"
	if paid.IsPositive() {
		kind = "paid"
	}
	w.cfg.Tell(Event{Kind: kind, Agreement: doc.Agreement, Amount: paid.String(), Text: how})
	w.release(ctx, doc.Agreement)
	return w.dropBrief(doc.Agreement)
}

// returned remembers why the client sent work back, for the next run of the program.
func (w *Worker) returned(e client.Event) {
	id := e.Get("agreement")
	doc, ok, err := state.Get[workDoc](w.cfg.State, kindWork, id)
	if err != nil || !ok || doc.Results == nil {
		return // the reason is a help, not needed
	}
	at := fmt.Sprintf("%s.%s.0", e.Get("milestone"), e.Get("rework"))
	r := doc.Results[at]
	if r.URI != "" || r.Reason != "" {
		return
	}
	r.Reason = e.Get("reason")
	doc.Results[at] = r
	if err := state.Put(w.cfg.State, kindWork, id, state.StillOpen, doc); err != nil {
		w.cfg.Log.Warn("reason not kept", "agreement", id, "error", err)
	}
	w.cfg.Tell(Event{Kind: "rework", Agreement: id, Text: r.Reason})
}
