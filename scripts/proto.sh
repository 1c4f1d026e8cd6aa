#!/usr/bin/env bash
# Generates Go code, REST gateways and the OpenAPI file from proto/, without network beyond the module caches.
# Two runs give identical files.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/tools.sh

dir() { go mod download "$1" && go list -m -f '{{.Dir}}' "$1"; }
rm -rf .tools/proto .tools/gen
mkdir -p .tools/proto/google .tools/gen
sdk=$(dir github.com/cosmos/cosmos-sdk)
cp -r "$sdk"/proto/amino "$sdk"/proto/cosmos "$sdk"/proto/tendermint .tools/proto/
cp -r "$(dir github.com/cosmos/cosmos-proto)"/proto/cosmos_proto .tools/proto/
cp -r "$(dir github.com/cosmos/gogoproto)"/gogoproto .tools/proto/
cp -r "$(dir github.com/grpc-ecosystem/grpc-gateway)"/third_party/googleapis/google/api .tools/proto/google/
find .tools/proto -type f ! -name '*.proto' -delete
chmod -R u+w .tools/proto

.tools/bin/buf lint proto
.tools/bin/buf generate
.tools/bin/buf generate --template buf.gen.openapi.yaml

find x internal -name '*.pb.go' -delete -o -name '*.pb.gw.go' -delete 2>/dev/null || true
cp -r .tools/gen/github.com/trothchain/troth/* .
mkdir -p docs/reference
# The generator names the merged file after one of its parts.
sed -e '0,/"title": ".*"/s//"title": "Troth"/' .tools/gen/troth.swagger.json > docs/reference/openapi.json
gofmt -w $(git ls-files -co --exclude-standard '*.pb.go' '*.pb.gw.go')
