package index

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/store"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	// refillKey names what is left to fill after a migration: a step and the last seq that it has done; empty when nothing is.
	refillKey = "refill"
	// refillPage is how many rows one transaction of a refill reads.
	refillPage = 500
)

// refillSteps fill what the tables of an older schema did not have, each from tables that the index has. A step does the
// rows after a seq and returns the last of them, or false when there are no more.
var refillSteps = []struct {
	name string
	page func(*Indexer, context.Context, int64) (last int64, more bool, err error)
}{{"jobs", (*Indexer).refillJobs}, {"cases", (*Indexer).refillCases}, {"disputes", (*Indexer).refillDisputes}}

// Refill fills, after a migration, what is new in this schema from what the index has already: nothing is asked of the node,
// which may have deleted the blocks. It goes on where it stopped, and an index that needs nothing is left alone.
func (x *Indexer) Refill(ctx context.Context) error {
	for {
		at, err := x.w.DB().Meta(ctx, refillKey)
		if err != nil || at == "" {
			return err
		}
		name, text, _ := strings.Cut(at, " ")
		seq, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("refill %q: %w", at, err)
		}
		if err := x.refillPage(ctx, name, seq); err != nil {
			return fmt.Errorf("refill %s: %w", name, err)
		}
	}
}

// refillPage does one page of a step and notes what is next, in one transaction.
func (x *Indexer) refillPage(ctx context.Context, name string, seq int64) error {
	for i, step := range refillSteps {
		if step.name != name {
			continue
		}
		return x.w.Height(ctx, x.w.Cursor(), func() error {
			last, more, err := step.page(x, ctx, seq)
			if err != nil {
				return err
			}
			next := ""
			switch {
			case more:
				next = name + " " + decimal(last)
			case i+1 < len(refillSteps):
				next = refillSteps[i+1].name + " 0"
			}
			if next == "" { // minutes that a block would have deleted long ago
				if err := x.w.DropMinutes(x.w.Cursor().TimeMs/Hour*Hour - KeepMinutes); err != nil {
					return err
				}
			}
			return x.w.SetMeta(refillKey, next)
		})
	}
	return fmt.Errorf("no step of that name")
}

// refillJobs makes jobs found by their words.
func (x *Indexer) refillJobs(ctx context.Context, seq int64) (int64, bool, error) {
	rows, err := store.JobTable.Select(ctx, x.w.DB(), "WHERE seq > ? ORDER BY seq LIMIT ?", seq, refillPage)
	if err != nil || len(rows) == 0 {
		return seq, false, err
	}
	for _, j := range rows {
		var r markettypes.JobRequest
		if j.Request != "" {
			if err := x.cdc.UnmarshalJSON([]byte(j.Request), &r); err != nil {
				return seq, false, fmt.Errorf("%s: %w", j.ID, err)
			}
		}
		if err := x.w.Search(j.Seq, jobText(j.Title, j.Skill, &r)); err != nil {
			return seq, false, err
		}
	}
	return rows[len(rows)-1].Seq, true, nil
}

// jobText is what a job is found by: title, skills and criteria.
func jobText(title, skill string, r *markettypes.JobRequest) string {
	words := append([]string{title, skill}, r.Skills...)
	for _, c := range r.Criteria {
		words = append(words, c.Text)
	}
	return strings.Join(words, " ")
}

// refillCases writes cases and judges from the log of events.
func (x *Indexer) refillCases(ctx context.Context, seq int64) (int64, bool, error) {
	kind := x.w.DB().ByBytes("kind")
	rows, err := store.EventTable.Select(ctx, x.w.DB(), "WHERE "+kind+" >= ? AND "+kind+" < ? AND seq > ? ORDER BY seq LIMIT ?",
		arbitrationtypes.ModuleName+".", arbitrationtypes.ModuleName+"/", seq, refillPage)
	if err != nil || len(rows) == 0 {
		return seq, false, err
	}
	for _, e := range rows {
		s := &scene{Indexer: x, b: &Block{Height: e.Height, TimeMs: e.TimeMs}, seq: e.Seq, refill: true}
		if err := s.again(ctx, e); err != nil {
			return seq, false, fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	return rows[len(rows)-1].Seq, true, nil
}

// again handles an event of the log.
func (s *scene) again(ctx context.Context, e store.Event) error {
	handle := handlers[e.Kind]
	if handle == nil {
		return nil
	}
	var attrs map[string]string
	if err := json.Unmarshal([]byte(e.Attrs), &attrs); err != nil {
		return err
	}
	s.ev.Kind = e.Kind
	for key, value := range attrs { // each key occurs once, so that their order says nothing
		s.ev.Attrs = append(s.ev.Attrs, Attr{key, value})
	}
	if e.Kind == arbitrationtypes.EventVoteRevealed || e.Kind == arbitrationtypes.EventEvidenceAdded {
		if err := s.sent(ctx, e.Tx); err != nil {
			return err
		}
	}
	return handle(s)
}

// sent reads the messages of a transaction of the index, as far as it has them.
func (s *scene) sent(ctx context.Context, seq int64) error {
	row, err := store.TxTable.Get(ctx, s.w.DB(), seq)
	if err != nil || row == nil || row.Messages == "" {
		return err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(row.Messages), &raw); err != nil {
		return err
	}
	s.tx = &Tx{Hash: row.Hash}
	for _, text := range raw {
		var m sdk.Msg
		if err := s.cdc.UnmarshalInterfaceJSON(text, &m); err != nil {
			return err
		}
		s.tx.Msgs = append(s.tx.Msgs, m)
	}
	return nil
}

// refillDisputes corrects the status of agreements that are before judges, of which older programs took no note.
func (x *Indexer) refillDisputes(ctx context.Context, seq int64) (int64, bool, error) {
	rows, err := store.CaseTable.Select(ctx, x.w.DB(), "WHERE running = 1 AND seq > ? ORDER BY seq LIMIT ?", seq, refillPage)
	if err != nil || len(rows) == 0 {
		return seq, false, err
	}
	for _, c := range rows {
		if err := edit(x.w.Agreements, func(a *store.Agreement) error {
			if a.Running && a.Milestone == c.Milestone {
				a.Status, a.DueMs = "disputed", 0
			}
			return nil
		}, c.Agreement); err != nil {
			return seq, false, err
		}
	}
	return rows[len(rows)-1].Seq, true, nil
}
