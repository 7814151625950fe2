// Command loquat is the whole product: the server with its web client.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/loquat-chat/loquat/internal/config"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = ""

// cli is the grammar of the command line.
type cli struct {
	Config  string           `help:"Settings file (TOML)." placeholder:"FILE"`
	Version kong.VersionFlag `env:"-" help:"Print the version."`
	Serve   serveCommand     `cmd:"" help:"Run the server."`
}

type serveCommand struct {
	config.Serve
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "loquat:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	var c cli
	command, err := config.Parse(&c, args, kong.Vars{"version": versionText()})
	if err != nil {
		return err
	}
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run()
}

// versionText is the version of the build, or what the toolchain knows of it.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
