package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/trothchain/troth/internal/disk"
)

var _ Putter = (*Folder)(nil)

// Limits of a folder; zero takes the default.
type Limits struct {
	// Content is the most bytes of one content; the default is MaxContent.
	Content int64
	// Total is the most bytes of all; the default is 16 GiB.
	Total int64
	// Readers is how many contents are sent at once; the default is 64. Whoever comes then is asked to come again.
	Readers int
}

const (
	defaultTotal   = 16 << 30
	defaultReaders = 64
	// cutOff is the age from which on half of a write is what a crash left.
	cutOff = time.Hour
)

// folderName is the first byte of a hash.
var folderName = regexp.MustCompile(`^[0-9a-f]{2}$`)

// Folder keeps content in files named after their hash. It is safe for concurrent use, and a crash leaves whole files only.
type Folder struct {
	dir, base string
	limits    Limits
	readers   readers

	mu   sync.Mutex
	used int64
}

// OpenFolder opens a folder, making it when it does not exist. base is the address under which it is served, such as
// "http://127.0.0.1:8090"; it may be set later with Serve. ErrFolder, and nothing is touched, when the folder holds anything
// that no store has written.
func OpenFolder(dir, base string, limits Limits) (*Folder, error) {
	if limits.Content <= 0 {
		limits.Content = MaxContent
	}
	if limits.Total <= 0 {
		limits.Total = defaultTotal
	}
	if limits.Readers <= 0 {
		limits.Readers = defaultReaders
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, base: base, limits: limits, readers: readers{most: limits.Readers}}
	halves, err := f.survey()
	if err != nil {
		return nil, err
	}
	for _, path := range halves {
		if err := disk.Remove(path); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// survey adds up what is there and returns the halves of writes that a crash cut off. Another process may be at work in the
// folder, so that files come and go, and what is new may be a write under way. ErrFolder.
func (f *Folder) survey() (halves []string, err error) {
	folders, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	for _, sub := range folders {
		if !sub.IsDir() || !folderName.MatchString(sub.Name()) {
			return nil, ErrFolder.Wrapf("%s: %q", f.dir, sub.Name())
		}
		files, err := os.ReadDir(filepath.Join(f.dir, sub.Name()))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			path := filepath.Join(f.dir, sub.Name(), file.Name())
			_, content := parseName(file.Name())
			content = content && strings.HasPrefix(file.Name(), sub.Name())
			if !file.Type().IsRegular() || !content && !strings.HasPrefix(file.Name(), disk.Half) {
				return nil, ErrFolder.Wrapf("%s: %q", f.dir, filepath.Join(sub.Name(), file.Name()))
			}
			info, err := file.Info()
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				return nil, err
			case content:
				f.used += info.Size()
			case time.Since(info.ModTime()) > cutOff:
				halves = append(halves, path)
			}
		}
	}
	return halves, nil
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
	name := hex.EncodeToString(hash)
	file, err := f.open(name)
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

// open opens a content's file: ErrNotFound.
func (f *Folder) open(name string) (*os.File, error) {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound.Wrap(name)
	}
	return file, err
}

// path of a name; the first two digits are a folder, so that no folder gets too big.
func (f *Folder) path(name string) string {
	if len(name) < 2 {
		name = "00" + name
	}
	return filepath.Join(f.dir, name[:2], name)
}
