package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

var web = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}

// tokenLife is how long access tokens of our servers live.
const tokenLife = 24 * time.Hour

const password = "correct horse battery"

// register sees to it that there are n accounts whose tokens live for a while.
func (b *bench) register(ctx context.Context, n int) error {
	accounts, now := b.keep.Accounts, time.Now()
	have := len(accounts)
	for range n - have {
		accounts = append(accounts, account{Name: fmt.Sprintf("bench-%08x", rand.Uint32())}) //nolint:gosec // a name, no secret
	}
	var due []*account
	for i := range accounts[:n] {
		if !accounts[i].fresh(now) {
			due = append(due, &accounts[i])
		}
	}
	if len(due) == 0 {
		return nil
	}
	s, err := b.home(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	begin := time.Now()
	err = each(ctx, 8, len(due), func(i int) error { return due[i].sign(ctx, s.url) })
	if err != nil {
		return fmt.Errorf("signing up: %w", err)
	}
	took := time.Since(begin)
	b.out.row("set-up", thousands(int64(len(due)))+" accounts", "time", "%.1f s (%.1f ms each)", took.Seconds(), took.Seconds()*1000/float64(len(due)))
	b.keep.Accounts = accounts
	return b.keep.save()
}

// sign signs somebody up, or in who has signed up before.
func (a *account) sign(ctx context.Context, url string) error {
	path := "/api/v1/auth/register"
	if a.ID != "" {
		path = "/api/v1/auth/login"
	}
	var answer struct {
		User        struct{ ID string }
		AccessToken string
		ExpiresIn   int64
	}
	err := post(ctx, url+path, "", map[string]string{"username": a.Name, "password": password}, &answer)
	if err == nil {
		a.ID, a.Token, a.Until = answer.User.ID, answer.AccessToken, time.Now().Add(time.Duration(answer.ExpiresIn)*time.Second)
	}
	return err
}

// founders is how many people a room may be made with, beside the one who makes it.
const founders = 200

// makeRoom makes a room of these people and answers its id.
func makeRoom(ctx context.Context, url, name string, people []account) (string, error) {
	ids := []string{}
	for _, a := range people[1:min(len(people), founders+1)] {
		ids = append(ids, a.ID)
	}
	var answer struct{ ID string }
	err := post(ctx, url+"/api/v1/rooms", people[0].Token, map[string]any{"name": name, "visibility": "public", "memberIds": ids}, &answer)
	if err != nil {
		return "", fmt.Errorf("making a room: %w", err)
	}
	late := people[1+len(ids):]
	err = each(ctx, 32, len(late), func(i int) error {
		return post(ctx, url+"/api/v1/rooms/"+answer.ID+"/join", late[i].Token, nil, &answer)
	})
	if err != nil {
		return "", fmt.Errorf("joining a room: %w", err)
	}
	return answer.ID, nil
}

func post(ctx context.Context, url, token string, body, answer any) error {
	var text []byte
	var err error
	if body != nil {
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	if text, err = call(ctx, http.MethodPost, url, token, text); err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

// call asks the API and answers the whole body.
func call(ctx context.Context, method, url, token string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	got, err := web.Do(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s", got.Status, text)
	}
	return text, err
}

// each calls do with 0 to n-1, at most this many at a time, until one fails.
func each(ctx context.Context, workers, n int, do func(i int) error) error {
	next := make(chan int)
	failed := make(chan error, n)
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					failed <- err
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil && len(failed) == 0; i++ {
		next <- i
	}
	close(next)
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return ctx.Err()
	}
}
