package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Version is the schema this program reads and writes: the number of the last migration.
const Version = 3

//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the migrations that the database has not seen, each in a transaction of its own.
func (db *DB) migrate(ctx context.Context) (err error) {
	rw, err := sql.Open(db.driver(), db.dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rw.Close()) }()
	rw.SetMaxOpenConns(1)
	if _, err := rw.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"); err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	for {
		done, err := db.step(ctx, rw)
		if err != nil || done {
			return err
		}
	}
}

// step runs the next migration, if there is one.
func (db *DB) step(ctx context.Context, rw *sql.DB) (done bool, err error) {
	tx, err := rw.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
	}()
	if db.kind == postgres { // two programs may start at once
		if _, err := tx.ExecContext(ctx, "LOCK TABLE meta IN EXCLUSIVE MODE"); err != nil {
			return false, err
		}
	}
	var text string
	err = tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		text, err = "0", nil
	}
	if err != nil {
		return false, err
	}
	have, err := strconv.Atoi(text)
	if err != nil {
		return false, ErrSchema.Wrapf("schema %.40q", text)
	}
	if have > Version {
		return false, ErrSchema.Wrapf("schema %d, this program knows %d", have, Version)
	}
	if have == Version {
		return true, nil
	}
	for _, statement := range db.statements(have + 1) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return false, fmt.Errorf("migration %d: %w\n%s", have+1, err, statement)
		}
	}
	upsert := rebind(db.kind, "INSERT INTO meta (key, value) VALUES ('schema', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
	if _, err := tx.ExecContext(ctx, upsert, strconv.Itoa(have+1)); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

// statements of a migration in the words of this database. Lines that begin with "-- sqlite:" or "-- postgres:" are for
// that one only; {rowid} marks tables that SQLite keeps by their key alone, {pk} a key by which it keeps rows.
func (db *DB) statements(n int) []string {
	names, err := fs.Glob(migrations, fmt.Sprintf("migrations/%04d_*.sql", n))
	if err != nil || len(names) != 1 {
		panic(fmt.Sprintf("migration %d is not in the program", n)) // a bug of the build
	}
	raw, err := migrations.ReadFile(names[0])
	if err != nil {
		panic(err)
	}
	words := strings.NewReplacer("{rowid}", "", "{pk}", "BIGINT PRIMARY KEY")
	if db.kind == sqlite {
		words = strings.NewReplacer("{rowid}", " WITHOUT ROWID", "{pk}", "INTEGER PRIMARY KEY")
	}
	var lines []string
	for _, line := range strings.Split(string(raw), "\n") {
		if only, ok := strings.CutPrefix(line, "-- "+db.Name()+":"); ok {
			line = only
		}
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			lines = append(lines, words.Replace(line))
		}
	}
	var out []string
	for _, s := range strings.Split(strings.Join(lines, "\n"), ";") {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}
