# Everything that is done with this repository. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export GOTOOLCHAIN := auto
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PORT ?= 8080

WEB := $(shell find web/src web/public web/index.html web/vite.config.ts web/package.json -type f 2>/dev/null)
TESTSERVERS := $(shell find testservers -type f 2>/dev/null)
GEN := go run ./internal/protocol/gen -ts web/src/protocol/wire.gen.ts -docs docs/protocol.md
TOOL := go tool -modfile=$(CURDIR)/tools/go.mod

##@ Use

run: build ## Build everything and serve it at http://localhost:8080, data in ./data
	exec bin/loquat serve --listen 127.0.0.1:$(PORT)

build: web/dist/index.html ## Build bin/loquat, the server with its web client in one file
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/loquat ./cmd/loquat

##@ Develop

dev: node_modules/.package-lock.json ## Serve with the client rebuilt at each change, at http://localhost:5173
	@trap 'kill 0' EXIT; go run ./cmd/loquat serve & npm run dev

cluster: build bin/mongodb bin/balancer ## Redis, a MongoDB-compatible server (or LOQUAT_MONGODB_URI) and three nodes behind one address, http://localhost:8080
	@tools/cluster

test: setup build bin/faultproxy bin/mongodb ## Every test: Go with the race detector, the client's units, two browsers end to end
	LOQUAT_TEST_REQUIRE=1 CGO_ENABLED=1 go test -race -count=1 -timeout 15m ./...
	cd testservers && CGO_ENABLED=1 go test -race -count=1 ./...
	go run ./bench/history -seeds 10
	go run ./bench/history -seeds 4 -nodes 3 -clients 6 -rooms 2
	npm test
	npm test -w e2e
	LOQUAT_TEST_NODES=2 npm test -w e2e -- browser/changes.test.ts browser/network.test.ts

torture: build bin/faultproxy bin/mongodb node_modules/.package-lock.json ## Schedules with faults, for half an hour (see bench/README.md)
	go run ./bench/history -seeds 150
	go run ./bench/history -seeds 50 -clients 200 -rooms 50
	go run ./bench/history -seeds 20 -client web
	go run ./bench/history -seeds 50 -nodes 3 -clients 6 -rooms 2
	go run ./bench/history/defects

lint: node_modules/.package-lock.json ## Linters, types, and whether generated files are up to date
	$(TOOL) golangci-lint run
	cd testservers && $(TOOL) golangci-lint run
	npm run lint
	npm run typecheck
	$(GEN) -check

format: node_modules/.package-lock.json ## Format everything
	$(TOOL) gofumpt -w cmd internal socketio web bench testservers
	npm run format

gen: ## Write what is generated from internal/protocol: TypeScript types, tables of the documentation
	$(GEN)

bench: ## Load the server and check each delivery (see bench/README.md)
	go run ./bench $(ARGS)

screenshots: build ## Pictures of every screen, in e2e/screenshots
	npm run screenshots -w e2e

vuln: ## Known vulnerabilities of what is used (needs the network)
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...

##@ Set-up, done by the others where needed

setup: node_modules/.package-lock.json ## What the tests need from the system
	@tools/setup

node_modules/.package-lock.json: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund

bin/faultproxy bin/mongodb bin/balancer &: $(TESTSERVERS)
	cd testservers && CGO_ENABLED=0 go build -o ../bin/ ./faultproxy ./mongodb ./balancer

web/dist/index.html: node_modules/.package-lock.json $(WEB)
	npm run build
	@touch $@

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run build dev test torture lint format gen bench screenshots vuln setup help
