// Package testdb gives tests empty databases of each kind that the explorer supports; PostgreSQL is a real server that the
// package's script starts.
package testdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

var server struct {
	once  sync.Once
	dir   string
	cmd   *exec.Cmd
	err   error
	count atomic.Int64
}

// Main runs the tests of a package and stops the server if one was started: func TestMain(m *testing.M) { testdb.Main(m) }.
func Main(m *testing.M) {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// Each runs a test on an empty database of each kind.
func Each(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite returns the URL of a new database file.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "explorer.db")
}

// Postgres returns the URL of a new database of the server. Where PostgreSQL is missing the test is skipped and says so;
// with TROTH_POSTGRES=required, as in CI once it is installed, it fails.
func Postgres(t testing.TB) string {
	t.Helper()
	server.once.Do(start)
	if server.err != nil {
		if os.Getenv("TROTH_POSTGRES") == "required" {
			t.Fatalf("PostgreSQL: %s", server.err)
		}
		fmt.Fprintf(os.Stderr, "\n*** NOT TESTED on PostgreSQL: %s\n*** install it by explorer/testdb/postgres.sh install\n\n", server.err)
		t.Skipf("PostgreSQL: %s", server.err)
	}
	name := fmt.Sprintf("t%d", server.count.Add(1))
	db, err := sql.Open("pgx", url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return url(name)
}

func url(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, server.dir)
}

func start() {
	_, self, _, _ := runtime.Caller(0)
	script := filepath.Join(filepath.Dir(self), "postgres.sh")
	if server.dir, server.err = os.MkdirTemp("/tmp", "troth-pg-"); server.err != nil {
		return
	}
	log, err := os.Create(filepath.Join(server.dir, "server.log"))
	if err != nil {
		server.err = err
		return
	}
	server.cmd = exec.Command(script, "run", server.dir)
	server.cmd.Stdout, server.cmd.Stderr = log, log
	if server.err = server.cmd.Start(); server.err != nil {
		return
	}
	server.err = wait(log.Name())
}

// wait until the server answers.
func wait(log string) error {
	ended := make(chan error, 1)
	go func() { ended <- server.cmd.Wait() }()
	db, err := sql.Open("pgx", url("postgres"))
	if err != nil {
		return err
	}
	for range 600 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err = db.PingContext(ctx)
		cancel()
		if err == nil {
			return db.Close()
		}
		select {
		case <-ended:
			server.cmd = nil
			text, readErr := os.ReadFile(log)
			return errors.Join(fmt.Errorf("the server ended: %s", text), readErr, db.Close())
		case <-time.After(50 * time.Millisecond):
		}
	}
	return errors.Join(err, db.Close())
}

func stop() error {
	if server.dir == "" {
		return nil
	}
	if server.cmd != nil {
		if err := server.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		for range 200 { // its own Wait runs in wait
			if server.cmd.Process.Signal(syscall.Signal(0)) != nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return os.RemoveAll(server.dir)
}

// Exec runs a statement on a database of the server.
func Exec(url, statement string) (err error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.Exec(statement)
	return err
}
