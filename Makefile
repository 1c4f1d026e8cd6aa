# Troth. `make help` lists the targets. Needs Go, make, gcc, git; Node only for `make proto`.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null || echo none)
LDFLAGS := -s -w \
	-X github.com/cosmos/cosmos-sdk/version.Name=troth \
	-X github.com/cosmos/cosmos-sdk/version.AppName=trothd \
	-X github.com/cosmos/cosmos-sdk/version.Version=$(VERSION) \
	-X github.com/cosmos/cosmos-sdk/version.Commit=$(COMMIT)
RACE := ./internal/... ./x/... ./client/...

.PHONY: help build install demo devnet test unit race lint arch proto proto-check bench fuzz golden clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build build/trothd (3 to 6 min with cold caches on 2 cores, seconds after)
	go build -ldflags '$(LDFLAGS)' -o build/trothd ./cmd/trothd

install: ## install trothd into GOBIN, without paths of this machine (compiles all again: 3 to 6 min)
	go install -trimpath -ldflags '$(LDFLAGS)' ./cmd/trothd

demo: build ## the main job: a fresh local chain on which agents hire and pay each other (under 90 s after the build; KEEP=1 leaves it running)
	build/trothd demo $(if $(KEEP),--keep)

devnet: build ## a local chain with a faucet, resumed where it stopped
	build/trothd devnet

test: unit race ## every test, as CI runs them (10 to 30 min with cold caches on 2 cores)

unit: ## every test without the race detector (5 to 12 min cold)
	go test -timeout 30m ./...

race: ## the unit tests of modules, libraries and client under the race detector
	go test -race -short -timeout 30m $(RACE)

lint: ## go vet, staticcheck and gofmt (1 to 3 min)
	scripts/tools.sh
	test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	.tools/bin/staticcheck ./...

arch: ## the rules of the architecture: arrows, determinism, file sizes, documented exports (seconds)
	go test ./internal/archtest/

proto: ## generate Go code, gateways and docs/reference/openapi.json from proto/ (needs Node for buf)
	scripts/proto.sh

proto-check: ## generate again and demand that nothing changed
	scripts/proto.sh
	git diff --exit-code -- '*.pb.go' '*.pb.gw.go' docs/reference
	test -z "$$(git ls-files -o --exclude-standard -- '*.pb.go' '*.pb.gw.go' docs/reference)"

bench: ## throughput: sequential, parallel and bank sends in one run (about 3 min)
	go test -run '^$$' -bench . -benchtime 3x -timeout 30m ./app/... ./x/...

fuzz: ## fuzz every fuzz target for 30 s each (about 3 min)
	for p in $$(grep -rl --include='*_test.go' '^func Fuzz' x internal | xargs -n1 dirname | sort -u); do \
		for f in $$(grep -ho '^func Fuzz[A-Za-z0-9]*' $$p/*_test.go | sed 's/func //'); do \
			go test -run '^$$' -fuzz "^$$f$$" -fuzztime 30s ./$$p; done; done

golden: ## rewrite the golden files (gas and state bytes per message), to be read in the diff
	go test ./app/ -run Golden -update

clean: ## remove what was built
	rm -rf build .tools
