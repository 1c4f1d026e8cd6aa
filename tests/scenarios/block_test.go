package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/cockroachdb/datadriven"
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/explain"
)

// gas of a message; what is not used is paid all the same, by the signer and not by its agent.
const gas = 2_000_000

// action is a message and what to say of its response.
type action struct {
	msg sdk.Msg
	// told binds labels and shortens the response, from its protobuf bytes; nil when there is nothing to say.
	told func(response []byte) string
}

// sent is one transaction of a block.
type sent struct {
	who     string
	actions []action
}

// block runs one block with a transaction for each line, in this order.
func (w *world) block(a *args, input string) string {
	step, details := a.ms("step", uint64(blockTime.Milliseconds())), a.flag("details")
	a.done()
	w.requireStarted(a)
	var lines []sent
	var txs [][]byte
	for _, line := range strings.Split(input, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, from := w.parse(line, a)
		msgs := make([]sdk.Msg, len(s.actions))
		for i := range s.actions {
			msgs[i] = s.actions[i].msg
		}
		lines = append(lines, s)
		txs = append(txs, w.TxWith(from, testapp.TxOptions{Gas: gas * uint64(len(msgs))}, msgs...))
	}
	before := w.Dump()
	r := w.step(step, txs...)
	var b strings.Builder
	refused := 0
	for i, s := range lines {
		tx := r.Txs[i]
		for _, e := range w.ownEvents(tx.Events) {
			w.label(e) // labels first: the response may name what was opened
		}
		fmt.Fprintf(&b, "%s: %s\n", s.who, w.outcome(s, tx, details))
		if tx.Code != 0 {
			refused++
			require.Empty(w.t, w.ownEvents(tx.Events), "a refused transaction tells nothing")
		}
		for _, e := range w.ownEvents(tx.Events) {
			if line := w.short(e); line != "" {
				fmt.Fprintf(&b, "  %s\n", line)
			}
		}
	}
	if refused > 0 && refused == len(txs) && len(w.ownEvents(r.Events)) == 0 {
		w.requireUnchanged(before)
	}
	b.WriteString(w.happened(r))
	return b.String()
}

// requireUnchanged demands that a block of refused transactions left our modules as they were.
func (w *world) requireUnchanged(before testapp.State) {
	w.t.Helper()
	after := w.Dump()
	stores := []string{"identity", "escrow", "reputation", "agreement", "market"}
	if w.noCase() { // a case that waits for its draw looks for it without a word
		stores = append(stores, "arbitration")
	}
	for _, module := range stores {
		require.NotEmpty(w.t, before[module], "the store of %s", module)
		a, b := testapp.State{module: before[module]}, testapp.State{module: after[module]}
		require.Empty(w.t, testapp.Diff(a, b), "refused transactions changed %s", module)
	}
}

// step runs one block that lies ms after the last, and books what happened.
func (w *world) step(ms uint64, txs ...[]byte) *testapp.Result {
	w.t.Helper()
	w.SetBlockTime(time.Duration(ms) * time.Millisecond)
	r := w.Run(txs...)
	w.observe(r)
	return r
}

// happened lists the events of the end of a block, each with its market time.
func (w *world) happened(r *testapp.Result) string {
	var b strings.Builder
	for _, e := range w.ownEvents(r.Events) {
		w.label(e)
		if line := w.short(e); line != "" {
			fmt.Fprintf(&b, "%s %s\n", w.since(w.now()), line)
		}
	}
	return b.String()
}

// parse reads "signer: message; message".
func (w *world) parse(line string, a *args) (sent, *testapp.Account) {
	who, rest, ok := strings.Cut(line, ": ")
	if !ok {
		a.fatal("%q: write signer: message", line)
	}
	s := sent{who: who}
	for _, part := range strings.Split(rest, "; ") {
		s.actions = append(s.actions, w.message(who, part, a))
	}
	return s, w.key(who, a)
}

// message reads "verb word key=value".
func (w *world) message(who, text string, a *args) action {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "exec "); ok {
		return w.exec(who, inner, a)
	}
	verb, from, err := datadriven.ParseLine(text)
	if err != nil {
		a.fatal("%s: %v", text, err)
	}
	do, ok := verbs[verb]
	if !ok {
		a.fatal("%s: there is no message %q", text, verb)
	}
	m := &message{args: newArgs(text, from, a.fatal), world: w, signer: w.key(who, a).String()}
	m.name = m.text("as", who)
	result := do(m)
	m.done()
	return result
}

// message is one that is being read.
type message struct {
	*args
	*world
	signer string
	name   string // of the key or agent it is sent for
}

// self is the agent a message is sent for: the signer's, or that named with as=.
func (m *message) self() string { return m.world.agent(m.name, m.args).String() }

// by is the agent with the name of a key's value.
func (m *message) by(name string) string { return m.world.agent(name, m.args).String() }

// outcome is "ok" with the responses, or the sentinel of the refusal.
func (w *world) outcome(s sent, tx *abci.ExecTxResult, details bool) string {
	if tx.Code != 0 {
		return w.refusal(tx, details)
	}
	var data sdk.TxMsgData
	require.NoError(w.t, proto.Unmarshal(tx.Data, &data))
	require.Len(w.t, data.MsgResponses, len(s.actions))
	said := []string{"ok"}
	for i, act := range s.actions {
		if act.told == nil {
			continue
		}
		if text := act.told(data.MsgResponses[i].Value); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, " ")
}

// refusal is codespace, code and meaning of the sentinel; with details, the whole error with the scenario's names.
func (w *world) refusal(tx *abci.ExecTxResult, details bool) string {
	entry, ours := explain.Lookup(tx.Codespace, tx.Code)
	switch {
	case details || !ours:
		text := tx.Log
		if _, rest, inMessage := strings.Cut(tx.Log, "message index: "); inMessage {
			_, text, _ = strings.Cut(rest, ": ")
		}
		return fmt.Sprintf("%s/%d %s", tx.Codespace, tx.Code, w.words(text))
	default:
		return fmt.Sprintf("%s/%d %s", tx.Codespace, tx.Code, entry.Meaning)
	}
}
