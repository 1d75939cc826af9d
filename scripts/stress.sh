#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Replays bad days through the whole runtime, natively, in a market of 2,000 portfolios, and prints what
# they did. Fails if an invariant broke or a block was above its weight; never for being slow.
#
#   scripts/stress.sh [--quick] [--write] [DAY...]
#
# Real days need a folder of minute bars, named by TENOR_MARKET_DATA; without it they are skipped, and that
# is said. --quick: one made-up day, 200 portfolios, an hour. --write: also writes the pictures of
# docs/stress/. A picture and a JSON file per day are always in the target folder. A day takes one to three
# minutes of a core of its own.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
OUT=$TARGET/stress

usage() {
	sed -n '4,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

write=
args=()
for word in "$@"; do
	case $word in
	--write) write=yes ;;
	--quick) args+=(--quick) ;;
	-*) usage ;;
	*) args+=("$word") ;;
	esac
done

# A quick picture must not stand for a whole day's.
case "$write ${args[*]}" in yes*--quick*) usage ;; esac

# The node's own profile and features, so that nothing is compiled twice.
(cd "$ROOT" && cargo build --locked --workspace)
status=0
"$TARGET/debug/replay" --out "$OUT" "${args[@]}" || status=$?
if [ -n "$write" ] && [ "$status" = 0 ]; then
	mkdir -p "$ROOT/docs/stress"
	cp "$OUT"/*.svg "$ROOT/docs/stress/"
fi
exit "$status"
