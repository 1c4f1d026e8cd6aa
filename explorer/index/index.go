package index

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/chain"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// maxLog is how much of a failure is kept.
	maxLog = 500
	// maxJSON is the longest JSON of messages or terms that is kept.
	maxJSON = 64 << 10
	// maxRefs bounds the objects an event is found under.
	maxRefs = 128
	// maxEvents of a block fit into a seq.
	maxEvents = 1 << seqBits
)

// Indexer writes blocks into one index, one after the other.
type Indexer struct {
	w   *store.Writer
	cdc codec.JSONCodec
}

// New makes an indexer; cdc writes messages as JSON.
func New(w *store.Writer, cdc codec.JSONCodec) *Indexer { return &Indexer{w: w, cdc: cdc} }

// Write writes one block, whole or not at all.
func (x *Indexer) Write(ctx context.Context, b *Block) error {
	to := store.Cursor{Height: b.Height, Hash: b.Hash, TimeMs: b.TimeMs}
	err := x.w.Height(ctx, to, func() error { return (&scene{Indexer: x, b: b}).run() })
	if err != nil {
		return fmt.Errorf("height %d: %w", b.Height, err)
	}
	return nil
}

// scene is one block being written: where in it we are.
type scene struct {
	*Indexer
	b     *Block
	block store.Block
	// tx is nil for the chain's own events.
	tx  *Tx
	ids map[string][]string
	seq int64
	ev  Event
	// refill tells that the event comes from the log, not from a block.
	refill bool
}

func (s *scene) run() error {
	s.block = store.Block{
		Height: s.b.Height, Hash: s.b.Hash, TimeMs: s.b.TimeMs, Proposer: s.b.Proposer, Bytes: s.b.Bytes, Txs: int64(len(s.b.Txs)),
	}
	if err := s.group(nil, s.b.Begin); err != nil {
		return err
	}
	failed := int64(0)
	for i := range s.b.Txs {
		tx := &s.b.Txs[i]
		s.writeTx(tx)
		s.block.GasUsed += tx.GasUsed
		if tx.Code != 0 {
			failed++
		}
		if err := s.group(tx, tx.Events); err != nil {
			return err
		}
	}
	if err := s.group(nil, s.b.End); err != nil {
		return err
	}
	s.w.Blocks.Add(&s.block)
	return s.count(failed)
}

// count keeps the counters of the block itself.
func (s *scene) count(failed int64) error {
	p, err := s.w.Proposers.Get(s.b.Proposer)
	if err != nil {
		return err
	}
	if p == nil {
		p = &store.Proposer{Consensus: s.b.Proposer}
	}
	p.Blocks, p.Height = p.Blocks+1, s.b.Height
	s.w.Proposers.Put(p)
	for _, c := range []struct {
		metric string
		n      int64
	}{{"blocks", 1}, {"txs", s.block.Txs}, {"txs_failed", failed}, {"events", s.block.Events}} {
		if err := s.bump(c.metric, c.n); err != nil {
			return err
		}
	}
	return s.forgetMinutes()
}

func (s *scene) writeTx(tx *Tx) {
	row := store.Tx{
		Seq: Seq(s.b.Height, tx.Place), Hash: tx.Hash, Height: s.b.Height, Index: tx.Place, TimeMs: s.b.TimeMs, Code: tx.Code,
		Codespace: tx.Codespace, GasWanted: tx.GasWanted, GasUsed: tx.GasUsed, Fee: tx.Fee, Signer: tx.Signer, Bytes: tx.Bytes,
		Memo: tx.Memo,
	}
	if tx.Code != 0 {
		row.Log = tx.Log[:min(len(tx.Log), maxLog)]
	}
	var types, messages []string
	size := 0
	for _, m := range tx.Msgs {
		types = append(types, strings.TrimPrefix(sdk.MsgTypeURL(m), "/"))
		raw, err := s.cdc.MarshalInterfaceJSON(m)
		if err != nil {
			raw = []byte("null")
		}
		size += len(raw)
		messages = append(messages, string(raw))
	}
	row.Types = strings.Join(types, " ")
	if size <= maxJSON {
		row.Messages = store.Text("[" + strings.Join(messages, ",") + "]")
	}
	s.w.Txs.Add(&row)
}

// group writes the events of a transaction, or those the chain emitted by itself before or after all of them.
func (s *scene) group(tx *Tx, events []Event) error {
	s.tx, s.ids = tx, make(map[string][]string)
	for _, e := range events {
		if _, ours := Module(e.Kind); !ours {
			continue
		}
		for _, a := range e.Attrs {
			if free(e.Kind, a.Key) {
				continue
			}
			if _, digits, ok := isID(a.Value); ok && !contains(s.ids[digits], a.Value) {
				s.ids[digits] = append(s.ids[digits], a.Value)
			}
		}
	}
	for _, e := range events {
		s.ev = e
		if err := s.event(); err != nil {
			return fmt.Errorf("%s: %w", e.Kind, err)
		}
	}
	return nil
}

// event writes one event: of the bank into balances, of our modules into the log and, where its kind is known, into the
// tables of its module.
func (s *scene) event() error {
	switch s.ev.Kind {
	case "coin_received":
		return s.coins(s.ev.Get("receiver"), s.ev.Get("amount"), store.Add)
	case "coin_spent":
		return s.coins(s.ev.Get("spender"), s.ev.Get("amount"), store.Sub)
	case "beacon.value":
		s.block.Beacon, s.block.Proven = s.ev.Get("seed"), s.ev.Get("proven") == "true"
		return nil
	}
	module, ours := Module(s.ev.Kind)
	if !ours || s.tx != nil && s.tx.Code != 0 {
		return nil
	}
	s.block.Events++
	if s.block.Events >= maxEvents {
		return fmt.Errorf("more than %d events in a block", maxEvents-1)
	}
	s.seq = Seq(s.b.Height, s.block.Events)
	attrs := make(map[string]string, len(s.ev.Attrs))
	for _, a := range s.ev.Attrs {
		if a.Key != "msg_index" && a.Key != "authz_msg_index" && a.Key != "mode" {
			attrs[a.Key] = a.Value
		}
	}
	raw, err := json.Marshal(attrs)
	if err != nil {
		return err
	}
	row := store.Event{Seq: s.seq, Height: s.b.Height, TimeMs: s.b.TimeMs, Kind: s.ev.Kind, Attrs: store.Text(raw)}
	if s.tx != nil {
		row.Tx = Seq(s.b.Height, s.tx.Place)
	}
	s.w.Events.Add(&row)
	if handle := handlers[s.ev.Kind]; handle != nil {
		if err := handle(s); err != nil {
			return err
		}
	}
	for _, object := range s.refs() {
		s.w.Refs.Add(&store.Ref{Object: object, Seq: s.seq})
	}
	return s.generic(module, attrs)
}

// refs are the objects an event names: ids and addresses, each once.
func (s *scene) refs() []string {
	var out []string
	add := func(v string) {
		if len(out) < maxRefs && !contains(out, v) {
			out = append(out, v)
		}
	}
	for _, a := range s.ev.Attrs {
		if free(s.ev.Kind, a.Key) {
			continue
		}
		for rest, more := a.Value, true; more && len(out) < maxRefs; {
			var v string
			v, rest, more = strings.Cut(rest, ",")
			if _, _, ok := isID(v); ok || isAddress(v) {
				add(v)
			}
		}
	}
	if ref := s.ev.Get("ref"); ref != "" {
		if object := s.target(s.ev.Get("scope"), ref); object != "" {
			add(object)
		}
	}
	if ref := s.ev.Get("cover_ref"); ref != "" {
		if object := s.target("", ref); object != "" {
			add(object)
		}
	}
	return out
}

// freeTexts are the attributes that whoever sends a message words as it likes: they are no references, else anybody could
// write on the timelines of others.
var freeTexts = map[string]bool{
	"uri": true, "note_uri": true, "card_uri": true, "reason": true, "name": true, "value": true, "title": true, "note": true, "text": true,
	"memo": true, "skill": true, "skills": true, "schema": true, "account": true, "hash": true, "sha256": true, "commitment": true,
}

// free says whether an attribute of a kind of event is free text.
func free(kind, key string) bool {
	return freeTexts[key] || kind == identitytypes.EventProfileUpdated && (key == "from" || key == "to")
}

func isAddress(v string) bool {
	return len(v) >= 40 && len(v) <= 100 && strings.HasPrefix(v, chain.Bech32Prefix) && strings.IndexByte(v, ' ') < 0
}

// target is the id that a reference of escrow begins with, as far as this transaction names it; modules name theirs.
func (s *scene) target(scope, ref string) string {
	if scope == arbitrationtypes.ModuleName {
		return heldForJudges(ref)
	}
	if len(ref) < 16 {
		return ""
	}
	found := s.ids[ref[:16]]
	for _, id := range found {
		if prefix, _, _ := isID(id); scope == "agreement" && prefix == "agr" || scope == "market" && prefix != "agr" {
			return id
		}
	}
	if len(found) > 0 {
		return found[0]
	}
	return ""
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
