package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/chain"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

func (s *Server) blocks(r *http.Request) (any, error) {
	q := params(r, "cursor", "limit")
	rows, next, err := list(r.Context(), s.DB, store.BlockTable, q, new(where), "height", func(b *store.Block) int64 { return b.Height })
	return items{some(rows), next}, err
}

func (s *Server) block(r *http.Request) (any, error) {
	ctx := r.Context()
	height, err := strconv.ParseInt(r.PathValue("height"), 10, 64)
	if err != nil || height < 1 || height > index.HeightOf(end) {
		return nil, badRequest("height: %.40q, want a number from 1 on", r.PathValue("height"))
	}
	b, err := store.BlockTable.Get(ctx, s.DB, height)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, notFound("no block %d in the index", height)
	}
	from, to := index.Seq(height, 0), index.Seq(height+1, 0)
	txs, err := store.TxTable.Select(ctx, s.DB, "WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT 200", from, to)
	if err != nil {
		return nil, err
	}
	events, err := store.EventTable.Select(ctx, s.DB, "WHERE seq >= ? AND seq < ? AND tx = 0 ORDER BY seq LIMIT 200", from, to)
	if err != nil {
		return nil, err
	}
	out, err := s.eventsOut(ctx, events)
	return map[string]any{"block": b, "txs": txsOut(txs), "events": out}, err
}

type txOut struct {
	store.Tx
	Types []string `json:"types"`
}

func txsOut(rows []store.Tx) []txOut {
	out := make([]txOut, len(rows))
	for i, t := range rows {
		out[i] = txOut{t, some(strings.Fields(t.Types))}
	}
	return out
}

func (s *Server) txs(r *http.Request) (any, error) {
	q := params(r, "account", "height", "cursor", "limit")
	w := new(where)
	w.eq("signer", q.text("account"))
	if h := q.num("height", 0); h > 0 && h < index.HeightOf(end) {
		w.add("seq >= ? AND seq < ?", index.Seq(h, 0), index.Seq(h+1, 0))
	}
	rows, next, err := list(r.Context(), s.DB, store.TxTable, q, w, "seq", func(t *store.Tx) int64 { return t.Seq })
	return items{txsOut(rows), next}, err
}

func (s *Server) tx(r *http.Request) (any, error) {
	ctx := r.Context()
	hash := strings.ToUpper(r.PathValue("hash"))
	if !isHash(hash) {
		return nil, badRequest("hash: %.80q, want 64 hex digits", hash)
	}
	// The same transaction can stand in two blocks: the one that succeeded counts, else the last.
	rows, err := store.TxTable.Select(ctx, s.DB, "WHERE hash = ? ORDER BY code, seq DESC LIMIT 1", hash)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound("no transaction %s in the index", hash)
	}
	t := rows[0]
	events, err := store.EventTable.Select(ctx, s.DB, "WHERE seq >= ? AND seq < ? AND tx = ? ORDER BY seq LIMIT 200", index.Seq(t.Height, 0), index.Seq(t.Height+1, 0), t.Seq)
	if err != nil {
		return nil, err
	}
	messages := []store.Text{}
	if t.Messages != "" {
		var raw []json.RawMessage
		if err := json.Unmarshal([]byte(t.Messages), &raw); err != nil {
			return nil, err
		}
		for _, m := range raw {
			messages = append(messages, store.Text(m))
		}
	}
	out, err := s.eventsOut(ctx, events)
	return map[string]any{"tx": txsOut(rows)[0], "messages": messages, "events": out}, err
}

func isHash(v string) bool {
	if len(v) != 64 {
		return false
	}
	for _, c := range v {
		if !strings.ContainsRune("0123456789ABCDEF", c) {
			return false
		}
	}
	return true
}

// money of an account: what it has, and what waits in escrow.
func (s *Server) money(ctx context.Context, account string) (balances, held []store.Coin, err error) {
	has, err := store.BalanceTable.Select(ctx, s.DB, "WHERE account = ? ORDER BY denom LIMIT 50", account)
	if err != nil {
		return nil, nil, err
	}
	waits, err := store.HeldTable.Select(ctx, s.DB, "WHERE agent = ? ORDER BY denom LIMIT 50", account)
	balances, held = []store.Coin{}, []store.Coin{}
	for _, b := range has {
		balances = append(balances, store.Coin{Amount: b.Amount, Denom: b.Denom})
	}
	for _, h := range waits {
		held = append(held, store.Coin{Amount: h.Amount, Denom: h.Denom})
	}
	return balances, held, err
}

// countCap bounds the counting of an account's transactions.
const countCap = "100000"

func (s *Server) account(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	raw, err := sdk.AccAddressFromBech32(id)
	if err != nil {
		return nil, badRequest("address: %.100q, want one that begins with %s1", id, chain.Bech32Prefix)
	}
	balances, held, err := s.money(ctx, id)
	if err != nil {
		return nil, err
	}
	var n int64
	count := s.DB.Rebind("SELECT count(*) FROM (SELECT 1 FROM txs WHERE signer = ? LIMIT " + countCap + ") AS counted")
	if err := s.DB.Reader().QueryRowContext(ctx, count, id).Scan(&n); err != nil {
		return nil, err
	}
	agent, err := store.AgentTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	owns, err := store.AgentTable.Select(ctx, s.DB, "WHERE owner = ? ORDER BY seq DESC LIMIT 50", id)
	if err != nil {
		return nil, err
	}
	validator := ""
	if list, err := s.validatorList(ctx); err == nil { // without the node it is not told
		for _, v := range list {
			if v.Operator == sdk.ValAddress(raw).String() {
				validator = v.Operator
			}
		}
	}
	return map[string]any{"address": id, "balances": balances, "held": held, "txs": n, "agent": agent, "owns": some(owns), "validator": validator}, nil
}

func (s *Server) objects(r *http.Request) (any, error) {
	q := params(r, "prefix", "module", "cursor", "limit")
	w := new(where)
	w.eq("prefix", q.text("prefix"))
	w.eq("module", q.text("module"))
	rows, next, err := list(r.Context(), s.DB, store.ObjectTable, q, w, "updated_seq", func(o *store.Object) int64 { return o.UpdatedSeq })
	out := make([]objectOut, len(rows))
	for i, o := range rows {
		out[i] = newObject(o)
	}
	return items{out, next}, err
}

type objectOut struct {
	store.Object
	CreatedHeight int64 `json:"created_height"`
	UpdatedHeight int64 `json:"updated_height"`
}

func newObject(o store.Object) objectOut {
	return objectOut{o, index.HeightOf(o.CreatedSeq), index.HeightOf(o.UpdatedSeq)}
}

func (s *Server) object(r *http.Request) (any, error) {
	o, err := store.ObjectTable.Get(r.Context(), s.DB, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, notFound("nothing is known as %.40s", r.PathValue("id"))
	}
	return struct {
		objectOut
		Record store.Text `json:"record"`
	}{newObject(*o), s.caseRecord(r.Context(), o.ID)}, nil
}

// caseRecord is a case with its evidence and seats as the node has it now; null for other things, and when the node does
// not answer or has deleted it.
func (s *Server) caseRecord(ctx context.Context, id string) store.Text {
	if !strings.HasPrefix(id, arbitrationtypes.CasePrefix+"_") {
		return ""
	}
	res, err := arbitrationtypes.NewQueryClient(s.Live).Case(ctx, &arbitrationtypes.QueryCaseRequest{Id: id})
	if err != nil {
		s.Log.Debug("no record of the node", "case", id, "error", err)
		return ""
	}
	return s.record(res)
}
