#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests, if there is none.
set -euo pipefail
for c in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser; do
	[[ -n $c && -x $c ]] && exit 0
done
run() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }
run apt-get update -q
DEBIAN_FRONTEND=noninteractive run apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core
