package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDefectsFitTheSources tells when a source has changed so that a defect cannot be put in any more: then table.go needs its new form.
func TestDefectsFitTheSources(t *testing.T) {
	for _, d := range defects {
		text := map[string]string{}
		for _, c := range d.cuts {
			if text[c.file] == "" {
				b, err := os.ReadFile(filepath.Join("../../..", c.file))
				if err != nil {
					t.Fatal(err)
				}
				text[c.file] = string(b)
			}
			if n := strings.Count(text[c.file], c.old); n != 1 {
				t.Errorf("%s: %s has %d times what is to be replaced: %q", d.name, c.file, n, c.old)
			}
			text[c.file] = strings.Replace(text[c.file], c.old, c.new, 1)
		}
	}
}
