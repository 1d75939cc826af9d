#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs targets under libFuzzer, one after the other; stops at the first that fails.
#
#   tests/fuzz/libfuzzer.sh [SECONDS [TARGET..]]      60 seconds each, all targets
#
# Needs cargo-bolero (`cargo install cargo-bolero --locked`) and a C++ compiler. Corpora and crashes are
# kept in the build folder, so that the next run goes on from there. Overflow checks are on.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}/libfuzzer
SECONDS_EACH=${1:-60}
# One unit of code per crate: with more, coverage counters get lost.
export CARGO_PROFILE_DEV_CODEGEN_UNITS=1 CARGO_PROFILE_DEV_INCREMENTAL=false
OPTIONS=(--package tenor-fuzz --profile dev --sanitizer NONE --rustc-bootstrap --target-dir "$TARGET")

if [ "$#" -gt 1 ]; then
	TARGETS=("${@:2}")
else
	mapfile -t TARGETS < <(cargo bolero list "${OPTIONS[@]}" | sed -n 's/.*"test":"\([^"]*\)".*/\1/p' | sort -u)
fi
[ "${#TARGETS[@]}" -gt 0 ] || {
	echo "no targets" >&2
	exit 1
}
for target in "${TARGETS[@]}"; do
	log=$TARGET/$target.log
	kept=$TARGET/kept/$target
	mkdir -p "$kept/corpus" "$kept/crashes"
	if ! cargo bolero test "${OPTIONS[@]}" --engine libfuzzer -T "${SECONDS_EACH}s" \
		--corpus-dir "$kept/corpus" --crashes-dir "$kept/crashes" "$target" >"$log" 2>&1; then
		tail -n 60 "$log"
		echo "$target failed; input in $kept/crashes, log in $log" >&2
		exit 1
	fi
	printf '%-70s %s\n' "$target" "$(grep -E '^Done|^#[0-9]+.*(DONE|cov)' "$log" | tail -n 1)"
done
