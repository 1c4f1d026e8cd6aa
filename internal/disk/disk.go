// Package disk writes files that survive a crash.
package disk

import (
	"errors"
	"os"
	"path/filepath"
)

// Half is how the names of files begin that Replace has not finished.
const Half = ".tmp-"

// Replace replaces a file as a whole, on the disk when it returns, readable by its owner only. A crash at any moment
// leaves the old file or the new one, never half of it.
func Replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), Half+"*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone after the rename
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// Remove removes a file for good; one that is not there is no error.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
