#!/usr/bin/env bash
# PostgreSQL for tests and for trying it out: no network, no password, no durability.
#   postgres.sh install     install it, if it is missing (Debian; as root)
#   postgres.sh run DIR     run a server in DIR in the foreground until it is told to end; it listens on a socket in DIR only.
#                           Database URL: postgres://postgres@/postgres?host=DIR
set -euo pipefail

find_bin() {
	if command -v initdb >/dev/null; then dirname "$(readlink -f "$(command -v initdb)")"; return; fi
	local d
	for d in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr); do
		if [ -x "$d/initdb" ]; then echo "$d"; return; fi
	done
	return 1
}

case "${1:-}" in
install)
	find_bin >/dev/null && exit 0
	echo "installing PostgreSQL" >&2
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
	find_bin >/dev/null
	;;
run)
	dir=$2
	bin=$(find_bin) || { echo "PostgreSQL is missing: run $0 install" >&2; exit 3; }
	as=()
	mkdir -p "$dir"
	if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to be root
		chown postgres "$dir"
		as=(setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig TERM)
	fi
	cd "$dir"
	if [ ! -d "$dir/data" ]; then
		"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log"
	fi
	exec "${as[@]}" "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off \
		-c shared_buffers=256MB -c max_wal_size=4GB -c max_connections=60
	;;
*)
	sed -n '2,5p' "$0" >&2
	exit 2
	;;
esac
