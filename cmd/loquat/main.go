// Command loquat is the whole product: the server with its web client.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/loquat-chat/loquat/internal/config"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = ""

// cli is the grammar of the command line.
type cli struct {
	Config string         `help:"Settings file (TOML)." placeholder:"FILE"`
	Serve  serveCommand   `cmd:"" help:"Run the server."`
	Show   versionCommand `cmd:"" name:"version" help:"Print the version."`
}

type serveCommand struct {
	config.Serve
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(context.Context) error {
	fmt.Println(versionText())
	return nil
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
	var c cli
	command, err := config.Parse(&c, args)
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
