package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// copyRows is from how many rows on a COPY is worth its round trips.
const copyRows = 48

// postgresSession sends what is queued in one round trip, and long lists of new rows by COPY.
type postgresSession struct {
	conn  *pgx.Conn
	tx    pgx.Tx
	batch *pgx.Batch
	bound map[string]string
	bulk  []bulk
}

type bulk struct {
	table string
	cols  []string
	rows  [][]any
}

func newPostgres(ctx context.Context, dsn string) (session, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return &postgresSession{conn: conn, bound: make(map[string]string)}, nil
}

func (s *postgresSession) bind(query string) string {
	q, ok := s.bound[query]
	if !ok {
		q = rebind(postgres, query)
		s.bound[query] = q
	}
	return q
}

func (s *postgresSession) begin(ctx context.Context, from, to Cursor) (err error) {
	s.batch, s.bulk = new(pgx.Batch), nil
	s.batch.Queue(s.bind(moveCursor), cursorArgs(from, to)...)
	s.tx, err = s.conn.Begin(ctx)
	return err
}

func (s *postgresSession) find(ctx context.Context, query string, key, to []any) (bool, error) {
	err := s.tx.QueryRow(ctx, s.bind(query), key...).Scan(to...)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (s *postgresSession) exec(query string, args []any) error {
	s.batch.Queue(s.bind(query), args...)
	return nil
}

func (s *postgresSession) appendRows(table, insert string, cols []string, rows [][]any) error {
	if len(rows) >= copyRows {
		s.bulk = append(s.bulk, bulk{table, cols, append([][]any(nil), rows...)})
		return nil
	}
	for _, row := range rows {
		s.batch.Queue(s.bind(insert), row...)
	}
	return nil
}

func (s *postgresSession) commit(ctx context.Context) (bool, error) {
	res := s.tx.SendBatch(ctx, s.batch)
	for i := range s.batch.Len() {
		tag, err := res.Exec()
		if err == nil && i == 0 && tag.RowsAffected() != 1 {
			if err := res.Close(); err != nil {
				return false, nil // rows that the other writer has written already: what follows from it is no news
			}
			return false, nil
		}
		if err != nil {
			return false, errors.Join(err, res.Close())
		}
	}
	if err := res.Close(); err != nil {
		return false, err
	}
	for _, b := range s.bulk {
		if _, err := s.tx.CopyFrom(ctx, pgx.Identifier{b.table}, b.cols, pgx.CopyFromRows(b.rows)); err != nil {
			return false, err
		}
	}
	return true, s.tx.Commit(ctx)
}

func (s *postgresSession) rollback(ctx context.Context) error {
	if err := s.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	return nil
}

func (s *postgresSession) close(ctx context.Context) error { return s.conn.Close(ctx) }
