#!/usr/bin/env bash
# Builds the pinned tools (proto generators, buf, staticcheck) into .tools; does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
buf=1.75.0
stamp=.tools/stamp-$(cat scripts/tools/go.mod scripts/tools/go.sum scripts/tools.sh | sha256sum | cut -c1-16)
[ -f "$stamp" ] && exit 0
mkdir -p .tools/bin .tools/npm
go build -C scripts/tools -o ../../.tools/bin/ tool
npm install --prefix .tools/npm --no-save --no-package-lock --no-audit --no-fund --loglevel=error "@bufbuild/buf@$buf" >/dev/null
ln -sf ../npm/node_modules/.bin/buf .tools/bin/buf
rm -f .tools/stamp-*
touch "$stamp"
