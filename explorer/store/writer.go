package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// session is the one connection that writes: begin, read, queue and commit of a transaction.
type session interface {
	// begin begins a transaction that moves the cursor, if it is still at from.
	begin(ctx context.Context, from, to Cursor) error
	// find reads one row; false when there is none.
	find(ctx context.Context, query string, key []any, to []any) (bool, error)
	// exec queues a statement, which runs at the latest before commit.
	exec(query string, args []any) error
	// appendRows queues rows of one table that are new.
	appendRows(table, insert string, cols []string, rows [][]any) error
	// commit writes what is queued; false when the cursor was elsewhere.
	commit(ctx context.Context) (bool, error)
	rollback(ctx context.Context) error
	close(ctx context.Context) error
}

// cacheRows is how many rows a set remembers between two transactions.
const cacheRows = 100_000

// Set is one table as the writer sees it: rows are read once, changed in memory, and written with the block.
type Set[T any] struct {
	t     *Table[T]
	w     *Writer
	rows  map[string]*T // nil: known not to exist
	keys  map[string][]any
	dirty []string
	is    map[string]bool
}

// part is what the writer does with every set.
type part interface {
	flush() error
	forget()
	trim()
}

func newSet[T any](w *Writer, t *Table[T]) *Set[T] {
	s := &Set[T]{t: t, w: w}
	s.forget()
	w.parts = append(w.parts, s)
	return s
}

// Get returns a row to be read, or changed and Put; nil when there is none.
func (s *Set[T]) Get(key ...any) (*T, error) {
	k := keyOf(key...)
	if row, known := s.rows[k]; known {
		return row, nil
	}
	row := new(T)
	found, err := s.w.session.find(s.w.ctx, s.t.load, key, s.t.targets(row))
	if err != nil {
		return nil, fmt.Errorf("%s %v: %w", s.t.name, key, err)
	}
	if !found {
		row = nil
	}
	s.rows[k] = row
	return row, nil
}

// Put writes a row, new or changed.
func (s *Set[T]) Put(row *T) {
	k := s.t.key(row)
	s.rows[k] = row
	s.touch(k, nil)
}

// Delete removes the row of a key.
func (s *Set[T]) Delete(key ...any) {
	k := keyOf(key...)
	s.rows[k] = nil
	s.touch(k, key)
}

func (s *Set[T]) touch(k string, key []any) {
	if key != nil {
		s.keys[k] = key
	}
	if !s.is[k] {
		s.is[k] = true
		s.dirty = append(s.dirty, k)
	}
}

func (s *Set[T]) flush() error {
	for _, k := range s.dirty {
		var err error
		if row := s.rows[k]; row != nil {
			err = s.w.session.exec(s.t.upsert, s.t.values(row))
		} else {
			err = s.w.session.exec(s.t.remove, s.keys[k])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.t.name, err)
		}
	}
	s.dirty = s.dirty[:0]
	clear(s.is)
	clear(s.keys)
	return nil
}

func (s *Set[T]) forget() {
	s.rows, s.keys, s.is, s.dirty = make(map[string]*T), make(map[string][]any), make(map[string]bool), nil
}

func (s *Set[T]) trim() {
	if len(s.rows) > cacheRows {
		s.rows = make(map[string]*T)
	}
}

// Log is a table that only grows.
type Log[T any] struct {
	t    *Table[T]
	w    *Writer
	rows [][]any
}

func newLog[T any](w *Writer, t *Table[T]) *Log[T] {
	l := &Log[T]{t: t, w: w}
	w.parts = append(w.parts, l)
	return l
}

// Add writes a new row.
func (l *Log[T]) Add(row *T) { l.rows = append(l.rows, l.t.values(row)) }

func (l *Log[T]) flush() error {
	if len(l.rows) == 0 {
		return nil
	}
	err := l.w.session.appendRows(l.t.name, l.t.insert(), l.t.cols, l.rows)
	l.rows = l.rows[:0]
	return err
}

func (l *Log[T]) forget() { l.rows = nil }
func (l *Log[T]) trim()   {}

// Writer is the only one that writes an index. It is used by one goroutine.
type Writer struct {
	Blocks                   *Log[Block]
	Txs                      *Log[Tx]
	Events                   *Log[Event]
	Refs                     *Log[Ref]
	Proposers                *Set[Proposer]
	Objects                  *Set[Object]
	Agents                   *Set[Agent]
	Tags                     *Set[Tag]
	AgentSkills              *Set[AgentSkill]
	Operators                *Set[Operator]
	Attestations             *Set[Attestation]
	Links                    *Set[Link]
	Jobs                     *Set[Job]
	Bids                     *Set[Bid]
	Agreements               *Set[Agreement]
	Settlements              *Set[Settlement]
	Offers                   *Set[Offer]
	Rounds                   *Set[Round]
	Services                 *Set[Service]
	Balances                 *Set[Balance]
	Holds                    *Set[Hold]
	Held                     *Set[Held]
	Series                   *Set[Series]
	Skills                   *Set[Skill]
	Cases                    *Set[Case]
	CaseRounds               *Set[CaseRound]
	Seats                    *Set[Seat]
	Evidence                 *Set[Evidence]
	Arbiters                 *Set[Arbiter]
	Judges                   *Set[ArbiterSkill]
	db                       *DB
	session                  session
	parts                    []part
	cursor                   Cursor
	ctx                      context.Context
	searchInsert, metaUpsert string
}

// Writer opens the connection that writes.
func (db *DB) Writer(ctx context.Context) (*Writer, error) {
	w := &Writer{db: db, searchInsert: "INSERT INTO job_search (rowid, words) VALUES (?, ?)",
		metaUpsert: "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"}
	w.Blocks, w.Txs = newLog(w, BlockTable), newLog(w, TxTable)
	w.Events, w.Refs = newLog(w, EventTable), newLog(w, RefTable)
	w.Proposers, w.Objects = newSet(w, ProposerTable), newSet(w, ObjectTable)
	w.Agents, w.Tags, w.AgentSkills = newSet(w, AgentTable), newSet(w, TagTable), newSet(w, AgentSkillTable)
	w.Operators, w.Attestations, w.Links = newSet(w, OperatorTable), newSet(w, AttestationTable), newSet(w, LinkTable)
	w.Jobs, w.Bids = newSet(w, JobTable), newSet(w, BidTable)
	w.Agreements, w.Settlements = newSet(w, AgreementTable), newSet(w, SettlementTable)
	w.Offers, w.Rounds, w.Services = newSet(w, OfferTable), newSet(w, RoundTable), newSet(w, ServiceTable)
	w.Balances, w.Holds, w.Held = newSet(w, BalanceTable), newSet(w, HoldTable), newSet(w, HeldTable)
	w.Series, w.Skills = newSet(w, SeriesTable), newSet(w, SkillTable)
	w.Cases, w.CaseRounds, w.Seats = newSet(w, CaseTable), newSet(w, CaseRoundTable), newSet(w, SeatTable)
	w.Evidence, w.Arbiters, w.Judges = newSet(w, EvidenceTable), newSet(w, ArbiterTable), newSet(w, JudgesTable)
	var err error
	if db.kind == postgres {
		w.searchInsert = "INSERT INTO job_search (seq, words) VALUES (?, array_to_tsvector(string_to_array(?, ' ')))"
		w.session, err = newPostgres(ctx, db.dsn)
	} else {
		w.session, err = newSQLite(ctx, db.dsn)
	}
	if err != nil {
		return nil, err
	}
	if w.cursor, err = db.Cursor(ctx); err != nil {
		return nil, errors.Join(err, w.session.close(ctx))
	}
	return w, nil
}

// Close closes the connection.
func (w *Writer) Close(ctx context.Context) error { return w.session.close(ctx) }

// Cursor is where the index is.
func (w *Writer) Cursor() Cursor { return w.cursor }

// DB is the database that is written.
func (w *Writer) DB() *DB { return w.db }

// Search makes a job found by the words of a text; a text without any is found by none.
func (w *Writer) Search(seq int64, text string) error {
	words := Words(text)
	if len(words) == 0 {
		return nil
	}
	return w.session.exec(w.searchInsert, []any{seq, strings.Join(words, " ")})
}

// SetMeta keeps a value.
func (w *Writer) SetMeta(key, value string) error {
	return w.session.exec(w.metaUpsert, []any{key, value})
}

// DropMinutes forgets the counters of minutes before a time.
func (w *Writer) DropMinutes(before int64) error {
	return w.session.exec("DELETE FROM series WHERE res = 'minute' AND bucket_ms < ?", []any{before})
}

// Height runs fn and writes what it put and the cursor in one transaction: all or nothing. ErrMoved when the index is not
// where this writer left it.
func (w *Writer) Height(ctx context.Context, to Cursor, fn func() error) (err error) {
	w.ctx = ctx
	if err := w.session.begin(ctx, w.cursor, to); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			for _, p := range w.parts {
				p.forget()
			}
			err = errors.Join(err, w.session.rollback(context.WithoutCancel(ctx)))
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	for _, p := range w.parts {
		if err := p.flush(); err != nil {
			return err
		}
	}
	ok, err := w.session.commit(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return ErrMoved.Wrapf("height %d is not the last one any more", w.cursor.Height)
	}
	w.cursor = to
	for _, p := range w.parts {
		p.trim()
	}
	return nil
}

const moveCursor = "UPDATE cursor SET height = ?, hash = ?, time_ms = ? WHERE id = 1 AND height = ? AND hash = ?"

func cursorArgs(from, to Cursor) []any {
	return []any{to.Height, to.Hash, to.TimeMs, from.Height, from.Hash}
}
