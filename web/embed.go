// Package web holds the built web client, so that the server is one file.
//
// dist is made by "npm run build"; without Node it contains only a stub, and
// the server answers that the client was not built.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// FS returns the built client: index.html, assets and icons at its root. It is
// read-only and safe for concurrent use. In a build without Node it holds only
// the file ".keep".
func FS() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		// Not reachable: "dist" is a valid path and is embedded above.
		return files
	}
	return dist
}
