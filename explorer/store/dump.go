package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
)

// described is a table of any row type.
type described interface {
	describe() (name string, cols []string, keys int)
}

func (t *Table[T]) describe() (string, []string, int) { return t.name, t.cols, t.keys }

// derived are the tables whose rows depend on the blocks alone.
var derived = []described{
	BlockTable, TxTable, EventTable, RefTable, ProposerTable, ObjectTable, AgentTable, TagTable, AgentSkillTable, OperatorTable,
	AttestationTable, LinkTable, JobTable, BidTable, AgreementTable, SettlementTable, OfferTable, RoundTable, ServiceTable,
	BalanceTable, HoldTable, HeldTable, SeriesTable, SkillTable,
	CaseTable, CaseRoundTable, SeatTable, EvidenceTable, ArbiterTable, JudgesTable,
}

// Dump writes every row that depends on the blocks, table by table in the order of the keys, and the cursor: two indexes of
// the same blocks give the same text, whatever the database.
func (db *DB) Dump(ctx context.Context, out io.Writer) error {
	w := bufio.NewWriter(out)
	at, err := db.Cursor(ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w, "cursor", at.Height, at.Hash, at.TimeMs); err != nil {
		return err
	}
	for _, t := range derived {
		name, cols, keys := t.describe()
		if err := db.dump(ctx, w, name, cols, keys); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return w.Flush()
}

func (db *DB) dump(ctx context.Context, w io.Writer, name string, cols []string, keys int) error {
	rows, err := db.ro.QueryContext(ctx, "SELECT "+strings.Join(cols, ", ")+" FROM "+name+" ORDER BY "+strings.Join(cols[:keys], ", "))
	if err != nil {
		return err
	}
	values := make([]any, len(cols))
	targets := make([]any, len(cols))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s %q\n", name, values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}
