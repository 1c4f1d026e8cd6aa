package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/trothchain/troth/internal/disk"
)

var _ Putter = (*Folder)(nil)

// Limits of a folder; zero takes the default.
type Limits struct {
	// Content is the most bytes of one content; the default is MaxContent.
	Content int64
	// Total is the most bytes of all; the default is 16 GiB.
	Total int64
}

const defaultTotal = 16 << 30

// Folder keeps content in files named after their hash. It is safe for concurrent use, and a crash leaves whole files only.
type Folder struct {
	dir, base string
	limits    Limits

	mu   sync.Mutex
	used int64
}

// OpenFolder opens a folder, making it when it does not exist. base is the address under which it is served, such as
// "http://127.0.0.1:8090"; it may be set later with Serve.
func OpenFolder(dir, base string, limits Limits) (*Folder, error) {
	if limits.Content <= 0 {
		limits.Content = MaxContent
	}
	if limits.Total <= 0 {
		limits.Total = defaultTotal
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, base: base, limits: limits}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if _, ok := parseName(d.Name()); !ok {
			return os.Remove(path) // half of a write that a crash cut off
		}
		info, err := d.Info()
		if err == nil {
			f.used += info.Size()
		}
		return err
	})
	return f, err
}

// Put stores content: ErrTooBig, ErrFull. It is on the disk when Put returns.
func (f *Folder) Put(_ context.Context, content []byte) (string, error) {
	if int64(len(content)) > f.limits.Content {
		return "", ErrTooBig.Wrapf("%d bytes, at most %d", len(content), f.limits.Content)
	}
	path := f.path(Name(content))
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := os.Stat(path); err == nil {
		return join(f.base, content), nil
	}
	if f.used+int64(len(content)) > f.limits.Total {
		return "", ErrFull.Wrapf("%d bytes are used, %d more do not fit into %d", f.used, len(content), f.limits.Total)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	if err := disk.Replace(path, content); err != nil {
		return "", err
	}
	f.used += int64(len(content))
	return join(f.base, content), nil
}

// Get returns content by its hash: ErrNotFound; ErrMismatch when the file was damaged.
func (f *Folder) Get(hash []byte) ([]byte, error) {
	name := hexOf(hash)
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound.Wrap(name)
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, f.limits.Content+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	if !bytes.Equal(Hash(content), hash) {
		return nil, ErrMismatch.Wrapf("%s: the file has sha256 %s", name, Name(content))
	}
	return content, nil
}

// path of a name; the first two digits are a folder, so that no folder gets too big.
func (f *Folder) path(name string) string {
	if len(name) < 2 {
		name = "00" + name
	}
	return filepath.Join(f.dir, name[:2], name)
}
