// Package web is the explorer's page as the browser gets it. It is built by Node from the sources beside this file into
// dist/, which is committed: building Go needs no Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Page returns the files of the page; index.html is its beginning.
func Page() (fs.FS, error) { return fs.Sub(dist, "dist") }
