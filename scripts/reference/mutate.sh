#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Proves that the tests see: changes the last digit of coefficients of the elementary functions, one at
# a time, in a copy of the primitives, and expects tests/math to fail each time.
#
#   scripts/reference/mutate.sh [COUNT]      how many coefficients (default 6), spread over the tables
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
COUNT=${1:-6}
COPY=$(mktemp -d)
trap 'rm -rf "$COPY"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}/mutate

mkdir -p "$COPY/tests"
cp -r "$ROOT/primitives" "$COPY/"
cp -r "$ROOT/tests/math" "$ROOT/tests/vectors" "$COPY/tests/"
cp "$ROOT/Cargo.lock" "$COPY/"
# The workspace with only what was copied.
grep -vE '^	"(pallets/|runtime"|node"|tests"|tests/(tidy|fuzz)")' "$ROOT/Cargo.toml" >"$COPY/Cargo.toml"
cd "$COPY"

TABLES=primitives/transcendental/src/tables.rs

tests_pass() {
	cargo test --quiet --no-fail-fast -p tenor-math-tests \
		--test coefficients --test functions --test black76 --test implied_vol --test pinned >"$COPY/log" 2>&1
}

tests_pass || {
	cat "$COPY/log"
	echo "the tests fail before anything is changed" >&2
	exit 1
}
cp "$TABLES" "$COPY/tables.rs"

# Lines that hold a hexadecimal coefficient.
mapfile -t LINES < <(grep -nE '0x[0-9a-f]{8,}' "$TABLES" | cut -d: -f1)
seen=0
for i in $(seq 1 "$COUNT"); do
	line=${LINES[$((i * ${#LINES[@]} / (COUNT + 1)))]}
	# The last digit of the line's first coefficient, one up (f becomes e).
	sed "${line}s/\(0x[0-9a-f]*\)\([0-9a-f]\)/\1@\2@/" "$COPY/tables.rs" |
		sed "${line}{s/@f@/e/;s/@e@/f/;s/@d@/e/;s/@c@/d/;s/@b@/c/;s/@a@/b/;s/@9@/a/;s/@8@/9/;s/@7@/8/;s/@6@/7/;s/@5@/6/;s/@4@/5/;s/@3@/4/;s/@2@/3/;s/@1@/2/;s/@0@/1/}" >"$TABLES"
	cmp -s "$TABLES" "$COPY/tables.rs" && continue
	if tests_pass; then
		echo "line $line of tables.rs: changed, and no test failed"
		sed -n "${line}p" "$TABLES"
	else
		if grep -q 'could not compile' "$COPY/log"; then
			cat "$COPY/log"
			exit 1
		fi
		seen=$((seen + 1))
		# Names of the tests, without those of their threads.
		echo "line $line of tables.rs: seen by" \
			"$(sed -n 's/^---- \(.*\) stdout ----$/\1/p' "$COPY/log" | sort | paste -sd ' ')"
	fi
done
cp "$COPY/tables.rs" "$TABLES"
echo "$seen of $COUNT changes seen"
[ "$seen" = "$COUNT" ]
