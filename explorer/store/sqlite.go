package store

import (
	"context"
	"database/sql"
	"errors"
)

// sqliteSession writes by prepared statements.
type sqliteSession struct {
	db    *sql.DB
	conn  *sql.Conn
	tx    *sql.Tx
	ctx   context.Context
	stmts map[string]*sql.Stmt
}

func newSQLite(ctx context.Context, dsn string) (session, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &sqliteSession{db: db, conn: conn, stmts: make(map[string]*sql.Stmt)}, nil
}

func (s *sqliteSession) begin(ctx context.Context, from, to Cursor) (err error) {
	s.ctx = ctx
	if s.tx, err = s.conn.BeginTx(ctx, nil); err != nil {
		return err
	}
	r, err := s.tx.ExecContext(ctx, moveCursor, cursorArgs(from, to)...)
	if err == nil {
		var n int64
		if n, err = r.RowsAffected(); err == nil && n != 1 {
			err = ErrMoved.Wrapf("the index is no longer at height %d", from.Height)
		}
	}
	if err != nil {
		return errors.Join(err, s.tx.Rollback())
	}
	return nil
}

// stmt prepares a statement once for the life of the connection.
func (s *sqliteSession) stmt(query string) (*sql.Stmt, error) {
	if st := s.stmts[query]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(s.ctx, query)
	if err == nil {
		s.stmts[query] = st
	}
	return st, err
}

func (s *sqliteSession) find(ctx context.Context, query string, key, to []any) (bool, error) {
	st, err := s.stmt(query)
	if err != nil {
		return false, err
	}
	err = st.QueryRowContext(ctx, key...).Scan(to...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (s *sqliteSession) exec(query string, args []any) error {
	st, err := s.stmt(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(s.ctx, args...)
	return err
}

func (s *sqliteSession) appendRows(_, insert string, _ []string, rows [][]any) error {
	for _, row := range rows {
		if err := s.exec(insert, row); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteSession) commit(context.Context) (bool, error) { return true, s.tx.Commit() }

func (s *sqliteSession) rollback(context.Context) error {
	if err := s.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

func (s *sqliteSession) close(context.Context) error {
	var err error
	for _, st := range s.stmts {
		err = errors.Join(err, st.Close())
	}
	return errors.Join(err, s.conn.Close(), s.db.Close())
}
