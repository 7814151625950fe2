// Package config reads the settings. Each is a flag (--data-dir), an environment variable (LOQUAT_DATA_DIR) and a key of the TOML settings file
// (data-dir), in this order of precedence; protocol 6 lists them.
package config

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// Serve are the settings of `loquat serve`.
type Serve struct {
	Listen         string        `default:"127.0.0.1:8080" help:"Address to listen on."`
	DataDir        string        `default:"./data" help:"Folder of the embedded store, uploads and generated keys."`
	MongodbURI     string        `name:"mongodb-uri" env:"LOQUAT_MONGODB_URI" help:"Use MongoDB instead of the embedded store."`
	RedisURL       string        `name:"redis-url" env:"LOQUAT_REDIS_URL" help:"Join other nodes through Redis; needs MongoDB."`
	NodeID         string        `name:"node-id" env:"LOQUAT_NODE_ID" help:"Name of this node (random)."`
	PublicURL      string        `name:"public-url" env:"LOQUAT_PUBLIC_URL" help:"What the browser sees; decides allowed origins and Secure cookies."`
	AllowedOrigins []string      `help:"Further origins whose pages may connect."`
	TrustedProxies []string      `help:"Networks whose X-Forwarded headers are believed."`
	Registration   string        `default:"open" enum:"open,invite,closed" help:"Who may make an account: ${enum}."`
	JWTKeyFile     string        `name:"jwt-key-file" env:"LOQUAT_JWT_KEY_FILE" help:"Signing key, PKCS #8 PEM, Ed25519 (generated in the data folder)."`
	AccessTokenTTL time.Duration `name:"access-token-ttl" env:"LOQUAT_ACCESS_TOKEN_TTL" default:"10m" help:"Life of an access token."`
	RateLimits     string        `default:"on" enum:"on,off" help:"Limits on how often somebody may do something; off is for benchmarks."`
	LogFormat      string        `default:"text" enum:"text,json" help:"${enum}."`
	LogLevel       string        `default:"info" enum:"debug,info,warn,error" help:"${enum}."`
}

// Validate says what does not go together.
func (s *Serve) Validate() error {
	switch {
	case s.RedisURL != "" && s.MongodbURI == "":
		return fmt.Errorf("redis-url joins several nodes, which need a store that they share: set mongodb-uri as well")
	case s.RedisURL != "" && s.JWTKeyFile == "":
		return fmt.Errorf("several nodes need one signing key: set jwt-key-file to a file that all of them have (openssl genpkey -algorithm ed25519 -out loquat.pem)")
	case s.AccessTokenTTL < time.Second:
		return fmt.Errorf("access-token-ttl must be at least 1s")
	}
	return nil
}

// Parse reads args, the environment and the settings file into cli, a kong grammar, and answers the chosen command.
func Parse(cli any, args []string, options ...kong.Option) (*kong.Context, error) {
	options = append([]kong.Option{
		kong.Name("loquat"), kong.DefaultEnvars("LOQUAT"), kong.UsageOnError(),
		kong.Description("Loquat: real-time chat on your own server."),
	}, options...)
	if path := filePath(args); path != "" {
		resolver, err := readFile(path)
		if err != nil {
			return nil, err
		}
		options = append(options, kong.Resolvers(resolver))
	}
	parser, err := kong.New(cli, options...)
	if err != nil {
		return nil, err
	}
	return parser.Parse(args)
}

// filePath is the settings file: --config, or LOQUAT_CONFIG.
func filePath(args []string) string {
	for i, a := range args {
		if path, ok := strings.CutPrefix(a, "--config="); ok {
			return path
		}
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return os.Getenv("LOQUAT_CONFIG")
}

// file is a settings file as a kong.Resolver.
type file struct {
	path   string
	values map[string]any
}

func readFile(path string) (*file, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names their own file
	if err != nil {
		return nil, fmt.Errorf("the settings file cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	return parseFile(path, f)
}

func parseFile(path string, r io.Reader) (*file, error) {
	out := &file{path: path}
	if _, err := toml.NewDecoder(r).Decode(&out.values); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// Validate refuses keys that name no setting.
func (f *file) Validate(app *kong.Application) error {
	var known []string
	for _, node := range append([]*kong.Node{app.Node}, app.Children...) {
		for _, flag := range node.Flags {
			known = append(known, flag.Name)
		}
	}
	for key := range f.values {
		if !slices.Contains(known, key) || key == "help" || key == "config" {
			return fmt.Errorf("%s: unknown key %q", f.path, key)
		}
	}
	return nil
}

// Resolve answers a setting of the file, unless the environment has it.
func (f *file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, ok := os.LookupEnv(env); ok {
			return nil, nil //nolint:nilnil // kong's way to say: not here
		}
	}
	v, ok := f.values[flag.Name]
	if !ok {
		return nil, nil //nolint:nilnil // as above
	}
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, p := range list {
			parts[i] = fmt.Sprint(p)
		}
		return strings.Join(parts, ","), nil
	}
	return fmt.Sprint(v), nil
}
