package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// account is somebody who has signed up; the token stays good in every copy of the template.
type account struct {
	User  protocol.User
	Token string
}

// template is a data folder with accounts, which each seed gets a copy of: hashing passwords is slow on purpose.
type template struct {
	folder   string
	accounts []account
}

// makeTemplate signs people up on a fresh server.
func makeTemplate(ctx context.Context, o Options, folder string) (*template, error) {
	people := o.Size.People
	t := &template{folder: folder, accounts: make([]account, people)}
	var env []string
	if o.Size.Nodes > 1 {
		b, err := startBackend(ctx, o.MongoDB, folder)
		if err != nil {
			return nil, err
		}
		defer b.stop()
		env = b.env(b.mongodb.address, b.redis.address)
	}
	s, err := newServer(ctx, o.Bin, folder, env...)
	if err != nil {
		return nil, err
	}
	defer s.end(syscall.SIGTERM) // also after a start that was broken off
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	errs := make(chan error, people)
	workers := make(chan struct{}, 4)
	for i := range people {
		wg.Go(func() {
			workers <- struct{}{}
			defer func() { <-workers }()
			var answer struct {
				User        protocol.User
				AccessToken string
			}
			name := fmt.Sprintf("person%d", i)
			if err := post(ctx, s.url()+"/api/v1/auth/register", "", map[string]any{"username": name, "password": "correct horse battery"}, &answer); err != nil {
				errs <- fmt.Errorf("signing up: %w", err)
			}
			t.accounts[i] = account{answer.User, answer.AccessToken}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return nil, err
	default:
		return t, nil
	}
}

// copyTo makes a data folder.
func (t *template) copyTo(folder string) error {
	return os.CopyFS(filepath.Join(folder, "data"), os.DirFS(filepath.Join(t.folder, "data")))
}

var web = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: 30 * time.Second}

// post asks the API server for something.
func post(ctx context.Context, url, token string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	got, err := web.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close() //nolint:errcheck // only read
	if text, err = io.ReadAll(got.Body); err != nil {
		return err
	}
	if got.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s: %s: %s", url, got.Status, text)
	}
	return json.Unmarshal(text, answer)
}

// makeRoom makes a room of these people.
func makeRoom(ctx context.Context, url, name string, direct bool, people []account) (chat.RoomID, error) {
	var answer struct{ ID chat.RoomID }
	if direct {
		err := post(ctx, url+"/api/v1/directs", people[0].Token, map[string]any{"userId": people[1].User.ID}, &answer)
		return answer.ID, err
	}
	ids := []chat.UserID{}
	for _, a := range people[1:] {
		ids = append(ids, a.User.ID)
	}
	err := post(ctx, url+"/api/v1/rooms", people[0].Token, map[string]any{"name": name, "visibility": "private", "memberIds": ids}, &answer)
	return answer.ID, err
}
