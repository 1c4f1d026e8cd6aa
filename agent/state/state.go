// Package state is what an agent must not forget: one SQLite file that survives a kill at any moment, and that one process
// at a time can open. It keeps documents by kind and key, and the outbox of transactions.
package state

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	_ "modernc.org/sqlite" // the driver

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "state"

// The sentinels of this package.
var (
	ErrLocked = explain.New(Codespace, 2, "another process works for this agent", "end the other process first: two of them would do the same work twice")
)

var _ client.Outbox = (*DB)(nil)

// DB is an open state file. It is safe for concurrent use.
type DB struct {
	sql  *sql.DB
	lock *os.File
}

// schema of the file. Open documents are those that something is still to be done about.
const schema = `
CREATE TABLE IF NOT EXISTS doc (kind TEXT NOT NULL, key TEXT NOT NULL, open INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS doc_open ON doc (kind, key) WHERE open = 1;
CREATE TABLE IF NOT EXISTS outbox (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;`

// Open opens a state file, making it when it does not exist. ErrLocked while another process has it; the lock goes with
// the process.
func Open(path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrLocked.Wrap(path)
		}
		return nil, errors.Join(err, lock.Close())
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)")
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	db.SetMaxOpenConns(1) // one writer; reads are short
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close(), lock.Close())
	}
	return &DB{db, lock}, nil
}

// Close closes the file and lets others have it.
func (d *DB) Close() error { return errors.Join(d.sql.Close(), d.lock.Close()) }

// Put writes a document, on the disk when it returns. An open one is listed by Open until it is put as closed.
func Put[T any](d *DB, kind, key string, open Openness, v T) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = d.sql.Exec(`INSERT INTO doc (kind, key, open, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (kind, key) DO UPDATE SET open = excluded.open, body = excluded.body`, kind, key, int(open), raw)
	return err
}

// Openness says whether something is still to be done about a document.
type Openness int

// The two kinds of documents.
const (
	Closed    Openness = 0
	StillOpen Openness = 1
)

// Get reads a document; false when there is none.
func Get[T any](d *DB, kind, key string) (T, bool, error) {
	var v T
	var raw []byte
	err := d.sql.QueryRow(`SELECT body FROM doc WHERE kind = ? AND key = ?`, kind, key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	if err != nil {
		return v, false, err
	}
	return v, true, json.Unmarshal(raw, &v)
}

// Unfinished returns the open documents of a kind in the order of their keys.
func Unfinished[T any](d *DB, kind string) (found []T, err error) {
	rows, err := d.sql.Query(`SELECT body FROM doc WHERE kind = ? AND open = 1 ORDER BY key`, kind)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

// Delete removes a document.
func (d *DB) Delete(kind, key string) error {
	_, err := d.sql.Exec(`DELETE FROM doc WHERE kind = ? AND key = ?`, kind, key)
	return err
}

// Load implements client.Outbox.
func (d *DB) Load(key string) (*client.Entry, error) {
	var raw []byte
	err := d.sql.QueryRow(`SELECT body FROM outbox WHERE key = ?`, key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var e client.Entry
	return &e, json.Unmarshal(raw, &e)
}

// Save implements client.Outbox.
func (d *DB) Save(key string, e client.Entry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = d.sql.Exec(`INSERT INTO outbox (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body`, key, raw)
	return err
}

// Forget implements client.Outbox.
func (d *DB) Forget(key string) error {
	_, err := d.sql.Exec(`DELETE FROM outbox WHERE key = ?`, key)
	return err
}

// Sent returns how many transactions of the outbox are under way and how many landed.
func (d *DB) Sent() (underWay, landed int, err error) {
	err = d.sql.QueryRow(`SELECT count(*) FILTER (WHERE json_extract(body, '$.landed') IS NOT 1),
		count(*) FILTER (WHERE json_extract(body, '$.landed') = 1) FROM outbox`).Scan(&underWay, &landed)
	return underWay, landed, err
}
