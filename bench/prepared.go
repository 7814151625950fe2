package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keep is a folder of what takes long to make: people/ is a server's data folder that knows the accounts, history/ one that also has a long room.
// Nothing is measured on them: each mode gets a copy, so that none finds what another one left. With -prepared the folder outlives the run.
type keep struct {
	dir string
	kept
}

// kept is what keep remembers of its folders, in index.json.
type kept struct {
	Accounts []account `json:"accounts"`
	History  *history  `json:"history,omitempty"`
}

// account is somebody who has signed up.
type account struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Token string    `json:"token"`
	Until time.Time `json:"until"` // when the token expires
}

// fresh says whether the token lives long enough for a run.
func (a *account) fresh(now time.Time) bool { return now.Add(time.Hour).Before(a.Until) }

// openKeep opens a folder, which need not be there yet.
func openKeep(dir string) (*keep, error) {
	k := &keep{dir: dir}
	if err := os.MkdirAll(k.people(), 0o700); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(k.index())
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, err
	}
	return k, json.Unmarshal(text, &k.kept)
}

func (k *keep) index() string   { return filepath.Join(k.dir, "index.json") }
func (k *keep) people() string  { return filepath.Join(k.dir, "people") }
func (k *keep) longOne() string { return filepath.Join(k.dir, "history") }

// save writes down what there is, all of it or nothing.
func (k *keep) save() error {
	text, err := json.Marshal(&k.kept)
	if err != nil {
		return err
	}
	if err := os.WriteFile(k.index()+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(k.index()+".new", k.index())
}

// copyFolder copies a server's data folder that no server runs on. Its keys are secrets, so only the owner can read the copy.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return copyFile(filepath.Join(to, name), path)
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	defer in.Close()                                                      //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = out.ReadFrom(in)
	return errors.Join(err, out.Close())
}
