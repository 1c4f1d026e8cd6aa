// Package store is the explorer's database: SQLite by default, PostgreSQL for scale, one schema for both. One Writer turns
// blocks into rows, one transaction per height; any number of readers ask through a handle that cannot write.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/trothchain/troth/internal/explain"
)

var _ io.Closer = (*DB)(nil)

// Codespace of the errors of this package.
const Codespace = "explorer"

// The sentinels of this package.
var (
	ErrURL = explain.New(Codespace, 2, "malformed database",
		"give sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")
	ErrSchema = explain.New(Codespace, 3, "database of another version",
		"run the newer trothd, or index anew into an empty database")
	ErrMoved = explain.New(Codespace, 4, "somebody else writes this index",
		"run one follower per database; stop the other one")
)

// kind of a database.
type kind uint8

const (
	sqlite kind = iota + 1
	postgres
)

// maxReaders bounds the connections of the API.
const maxReaders = 16

// DB is an index. Reading is safe for concurrent use.
type DB struct {
	kind kind
	// dsn opens connections that may write.
	dsn string
	ro  *sql.DB
}

// Open opens sqlite:PATH or a postgres:// URL, makes the database's tables or brings them to this version. ErrURL,
// ErrSchema.
func Open(ctx context.Context, url string) (*DB, error) {
	db := new(DB)
	var readDSN string
	switch path, isFile := strings.CutPrefix(url, "sqlite:"); {
	case isFile && path != "":
		path = strings.TrimPrefix(path, "//")
		const pragmas = "_pragma=busy_timeout(20000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=temp_store(MEMORY)&_pragma=mmap_size(1073741824)"
		db.kind = sqlite
		db.dsn = "file:" + path + "?_txlock=immediate&_pragma=cache_size(-131072)&" + pragmas
		readDSN = "file:" + path + "?mode=ro&_pragma=query_only(1)&_pragma=cache_size(-16384)&" + pragmas
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		db.kind = postgres
		join := "?"
		if strings.Contains(url, "?") {
			join = "&"
		}
		// A lost commit is read from the chain again, so the follower does not wait for the disk.
		db.dsn = url + join + "synchronous_commit=off&application_name=troth-explorer"
		readDSN = url + join + "default_transaction_read_only=on&application_name=troth-explorer-api&statement_timeout=10000"
	default:
		return nil, ErrURL.Wrapf("%.100q", url)
	}
	if err := db.migrate(ctx); err != nil {
		return nil, err
	}
	ro, err := sql.Open(db.driver(), readDSN)
	if err != nil {
		return nil, err
	}
	ro.SetMaxOpenConns(maxReaders)
	ro.SetMaxIdleConns(maxReaders)
	ro.SetConnMaxIdleTime(5 * time.Minute)
	db.ro = ro
	if err := ro.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", url, err), ro.Close())
	}
	return db, nil
}

// Close closes the readers.
func (db *DB) Close() error { return db.ro.Close() }

// Name of the kind of database: sqlite or postgres.
func (db *DB) Name() string {
	if db.kind == postgres {
		return "postgres"
	}
	return "sqlite"
}

func (db *DB) driver() string {
	if db.kind == postgres {
		return "pgx"
	}
	return "sqlite"
}

// Reader is the handle that cannot write; statements have ? for arguments, see Rebind.
func (db *DB) Reader() *sql.DB { return db.ro }

// Rebind writes the ? of a statement as this database wants them.
func (db *DB) Rebind(q string) string { return rebind(db.kind, q) }

func rebind(k kind, q string) string {
	if k != postgres {
		return q
	}
	var b strings.Builder
	n := 0
	for _, r := range q {
		if r == '?' {
			n++
			fmt.Fprintf(&b, "$%d", n)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Cursor is the last block that was indexed; the zero value before the first.
type Cursor struct {
	Height int64
	Hash   string
	TimeMs int64
}

// Cursor reads the cursor.
func (db *DB) Cursor(ctx context.Context) (Cursor, error) {
	var c Cursor
	err := db.ro.QueryRowContext(ctx, "SELECT height, hash, time_ms FROM cursor WHERE id = 1").Scan(&c.Height, &c.Hash, &c.TimeMs)
	return c, err
}

// Meta reads a value that the follower has kept, "" for none.
func (db *DB) Meta(ctx context.Context, key string) (string, error) {
	var v string
	err := db.ro.QueryRowContext(ctx, db.Rebind("SELECT value FROM meta WHERE key = ?"), key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

// Extent tells how many blocks the index has, and the first and last of them; all 0 without any.
func (db *DB) Extent(ctx context.Context) (count, first, last int64, err error) {
	err = db.ro.QueryRowContext(ctx, "SELECT count(*), coalesce(min(height), 0), coalesce(max(height), 0) FROM blocks").Scan(&count, &first, &last)
	return count, first, last, err
}
