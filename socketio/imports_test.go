package socketio_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImports keeps this tree reusable: it imports the standard library, itself,
// and one WebSocket library; nothing of the application. An adapter for a broker
// may import its client.
func TestImports(t *testing.T) {
	const self = "github.com/loquat-chat/loquat/socketio"
	allowed := []string{"github.com/gobwas/ws"}
	inTests := []string{"github.com/coder/websocket", "go.uber.org/goleak", "pgregory.net/rapid"}
	adapters := map[string][]string{"redisadapter": {"github.com/redis/", "github.com/vmihailenco/msgpack/", "github.com/tinylib/msgp/"}}
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			first, _, _ := strings.Cut(name, "/")
			external := strings.Contains(first, ".")
			ok := !external || name == self || strings.HasPrefix(name, self+"/") || slices.Contains(allowed, name) ||
				strings.HasSuffix(path, "_test.go") && slices.Contains(inTests, name) ||
				slices.ContainsFunc(adapters[dir], func(p string) bool { return strings.HasPrefix(name, p) })
			if !ok {
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil || files < 20 {
		t.Errorf("%d files: %v", files, err)
	}
}
