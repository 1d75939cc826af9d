#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sets up, builds and runs every test there is. What CI runs is exactly this.
# The last line is "N passed, N failed"; the exit status is 0 only if nothing failed.
set -uo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1
# shellcheck source=scripts/lib/steps.sh
. scripts/lib/steps.sh
trap 'rm -rf "$STEP_LOGS"' EXIT

# But for the lane's, which stands on the SDK: all of that would be compiled once more.
CRATES=$(sed -n 's/^name = "\(tenor-.*\)"/\1/p' primitives/*/Cargo.toml | grep -vx tenor-lane)

finish() {
	print_summary
	printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
	[ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
	exit
}

# For steps that nothing can go on without.
need() {
	show_or_run=$1
	shift
	"$show_or_run" "$@" || {
		FAILED=$((FAILED + 1))
		finish
	}
}

# Cargo shows a crate's warnings again each time it reuses the crate, so this holds for warm builds.
no_warnings() {
	local found
	found=$(plain_log "$STEP_LOGS/build.log" "$STEP_LOGS/build-tests.log" |
		grep -E '^warning: `[^`]*` .* generated [0-9]+ warning' | sort -u)
	[ -z "$found" ] && return 0
	plain_log "$STEP_LOGS/build.log" "$STEP_LOGS/build-tests.log" |
		grep -A 6 -E '^warning: ' | grep -v '^ *Building' | head -n 80
	printf '%s\nA warning is a failure.\n' "$found"
	return 1
}

lint() {
	local -a packages=()
	local crate
	for crate in $CRATES; do packages+=(-p "$crate"); done
	cargo clippy --locked "${packages[@]}" --no-deps -- -D warnings
}

# The tests that need a node start it from here.
export TENOR_NODE=${CARGO_TARGET_DIR:-$ROOT/target}/debug/tenor-node
# They share what is compiled of the runtime: one of the first waits for it, all others don't.
export TENOR_COMPILED=$STEP_LOGS/compiled
# The client in Rust is a workspace of its own; the test looks for it beside the node.
client_in_rust() {
	cargo fmt --manifest-path tests/clients/Cargo.toml --check &&
		cargo build --locked --manifest-path tests/clients/Cargo.toml \
			--target-dir "${CARGO_TARGET_DIR:-$ROOT/target}"
}

client() { (cd tests/e2e && npm run --silent "$1"); }

need show_step setup bash scripts/setup.sh
run_step format cargo fmt --all --check
count_step $?
run_step deps bash scripts/deny.sh
count_step $?
run_step client-types client typecheck
count_step $?
run_step client-lint client lint
count_step $?
run_step client-test client test
count_tests $? client-test
need run_step build cargo build --locked --workspace
need run_step build-tests cargo test --locked --workspace --no-run
run_step build-client client_in_rust
count_step $?
run_step warnings no_warnings
count_step $?
run_step lint lint
count_step $?
STEP_TAIL=200 run_step tests cargo test --locked --workspace --no-fail-fast
count_tests $? tests
show_step e2e bash scripts/demo.sh --built
count_step $?
run_step node-tests client test:node
count_tests $? node-tests
finish
