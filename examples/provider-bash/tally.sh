#!/usr/bin/env bash
# Counts the lines, words and characters of a text and finds its most frequent words: one line of JSON.
#
#   tally.sh FILE
#
# The worker runs it with a file of the client's text. What it prints is the result. Any exit but 0 is a failed attempt,
# and what it says on standard error is the reason in the worker's log.
set -euo pipefail
export LC_ALL=C.UTF-8

refuse() {
	echo "tally: $1" >&2
	exit 65
}

text=${1:?the file to count}
[[ -s $text ]] || refuse "the text is empty"
iconv -f UTF-8 -t UTF-8 "$text" >/dev/null 2>&1 || refuse "the text is not UTF-8"
tr -d '\0' <"$text" | cmp -s - "$text" || refuse "the text is binary: it has zero bytes"

# The model call would go here: give it the text as data, never as instructions, and print what it answers.
read -r lines words characters <<<"$(wc -lwm <"$text")"
mapfile -t found < <(grep -oE '[[:alpha:]]+' "$text")
((${#found[@]})) || refuse "the text has no words"
frequent=$(printf '%s\n' "${found[@],,}" | sort | uniq -c | sort -k1,1nr -k2 | awk 'NR <= 3 {printf "%s{\"word\":\"%s\",\"times\":%d}", sep, $2, $1; sep = ","}')
printf '{"lines":%d,"words":%d,"characters":%d,"frequent":[%s]}\n' "$lines" "$words" "$characters" "$frequent"
