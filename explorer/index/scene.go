package index

import (
	"strconv"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/trothchain/troth/explorer/store"
)

// handlers of the kinds of events that have tables.
var handlers map[string]func(*scene) error

func init() {
	handlers = make(map[string]func(*scene) error)
	for _, m := range []map[string]func(*scene) error{marketHandlers, offerHandlers, agreementHandlers, identityHandlers, moneyHandlers, reputationHandlers, caseHandlers, arbiterHandlers} {
		for kind, h := range m {
			handlers[kind] = h
		}
	}
}

func (s *scene) get(key string) string { return s.ev.Get(key) }

// num reads a number; what is none, or beyond 63 bits, gives the nearest that fits.
func (s *scene) num(key string) int64 { return number(s.ev.Get(key)) }

func number(v string) int64 {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil && n == 0 {
		return 0
	}
	return n
}

func (s *scene) coin(key string) store.Coin { return store.ParseCoin(s.ev.Get(key)) }

// amount of a coin without its denom.
func (s *scene) amount(key string) string { return s.coin(key).Amount }

func (s *scene) hash() string {
	if s.tx == nil {
		return ""
	}
	return s.tx.Hash
}

// messages are those the event can come from: the message of its index or, inside an authorisation, those it carries.
func (s *scene) messages() []sdk.Msg {
	if s.tx == nil {
		return nil
	}
	if s.refill { // the log does not say of which message an event is
		var all []sdk.Msg
		for _, m := range s.tx.Msgs {
			all = append(all, unwrap(m, -1, 0)...)
		}
		return all
	}
	i, err := strconv.Atoi(s.ev.Get("msg_index"))
	if err != nil || i < 0 || i >= len(s.tx.Msgs) {
		return nil
	}
	inner, err := strconv.Atoi(s.ev.Get("authz_msg_index"))
	if err != nil {
		inner = -1
	}
	return unwrap(s.tx.Msgs[i], inner, 0)
}

// unwrap opens authorisations, at most 4 deep.
func unwrap(m sdk.Msg, only, depth int) []sdk.Msg {
	exec, ok := m.(*authz.MsgExec)
	if !ok || depth == 4 {
		return []sdk.Msg{m}
	}
	inner, err := exec.GetMessages()
	if err != nil {
		return nil
	}
	var out []sdk.Msg
	for i, msg := range inner {
		if only < 0 || i == only || depth > 0 {
			out = append(out, unwrap(msg, only, depth+1)...)
		}
	}
	return out
}

// message finds the message of a type that an event comes from; nil when it is not known.
func message[T any](s *scene, is func(*T) bool) *T {
	for _, m := range s.messages() {
		if t, ok := any(m).(*T); ok && is(t) {
			return t
		}
	}
	return nil
}

// json writes a message of the chain; empty when it cannot or is too long.
func (s *scene) json(m proto.Message) store.Text {
	raw, err := s.cdc.MarshalJSON(m)
	if err != nil || len(raw) > maxJSON {
		return ""
	}
	return store.Text(raw)
}

// edit changes an existing row; what was never seen is left alone.
func edit[T any](set *store.Set[T], change func(*T) error, key ...any) error {
	row, err := set.Get(key...)
	if err != nil || row == nil {
		return err
	}
	if err := change(row); err != nil {
		return err
	}
	set.Put(row)
	return nil
}
