package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/loquat-chat/loquat/internal/config"
)

type cli struct {
	Config string       `help:"Settings file."`
	Serve  config.Serve `cmd:""`
}

func parse(t *testing.T, file string, args ...string) (config.Serve, error) {
	t.Helper()
	if file != "" {
		path := filepath.Join(t.TempDir(), "loquat.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--config", path)
	}
	var c cli
	_, err := config.Parse(&c, append([]string{"serve"}, args...), kong.Exit(func(int) { t.Fatal("exit") }))
	return c.Serve, err
}

func TestDefaults(t *testing.T) {
	s, err := parse(t, "")
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:8080" || s.DataDir != "./data" || s.Registration != "open" || s.AccessTokenTTL != 10*time.Minute || s.RateLimits != "on" {
		t.Errorf("defaults are %+v", s)
	}
}

func TestPrecedence(t *testing.T) {
	file := "listen = \"file:1\"\ndata-dir = \"file\"\nregistration = \"closed\"\nallowed-origins = [\"https://a.example\", \"https://b.example\"]\n"
	t.Setenv("LOQUAT_LISTEN", "env:1")
	t.Setenv("LOQUAT_DATA_DIR", "env")
	s, err := parse(t, file, "--listen", "flag:1")
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "flag:1" || s.DataDir != "env" || s.Registration != "closed" || len(s.AllowedOrigins) != 2 {
		t.Errorf("settings are %+v: a flag comes before the environment, that before the file", s)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		args []string
		says string
	}{
		"unknown key":           {file: "lissten = \"x\"", says: "lissten"},
		"no TOML":               {file: "listen", says: "toml"},
		"unknown flag":          {args: []string{"--nope"}, says: "nope"},
		"unknown choice":        {args: []string{"--registration", "maybe"}, says: "registration"},
		"Redis without MongoDB": {args: []string{"--redis-url", "redis://127.0.0.1"}, says: "mongodb-uri"},
		"no file":               {args: []string{"--config", "/does/not/exist"}, says: "settings file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, c.file, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error is %v, want one that says %q", err, c.says)
			}
		})
	}
}
