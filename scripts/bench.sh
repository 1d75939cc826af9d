#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures, and prints every figure beside its reference and its goal.
#
#   scripts/bench.sh math [--full] [--write]
#
# math: accuracy and time of the primitives, natively and through wasm in the node's engine, beside
#   doubles, other integer libraries and a contract on an EVM; and that native code and wasm give the
#   same bits. --full: ten million and more inputs for that instead of a million, a million points per
#   function instead of a hundred thousand. --write: also writes docs/benchmarks.md and its plot.
#
# Needs python3, and npm for the contract (left out, with a line, where it can't be had).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target/bench}
OUT=$TARGET/bench-math
VENV=$OUT/venv
CRATE=$ROOT/tests/bench-math
CONTRACT=@lyrafinance/protocol@0.1.3-alpha

usage() {
	sed -n '5,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

python() { "$VENV/bin/python" "$ROOT/scripts/reference/reference.py" "$@"; }

# The contract's package, unpacked; its scripts are not run.
fetch_contract() {
	[ -d "$OUT/package" ] && return 0
	(cd "$OUT" && npm pack --silent "$CONTRACT" >/dev/null 2>&1 &&
		tar xzf lyrafinance-protocol-*.tgz && rm -f lyrafinance-protocol-*.tgz) && return 0
	echo "the contract is left out: its package can't be had" >&2
}

math() {
	local full=0 write=() points=100000 inputs=1000000 flag
	for flag in "$@"; do
		case $flag in
		--full) full=1 ;;
		--write) write=(--write) ;;
		*) usage ;;
		esac
	done
	if [ "$full" = 1 ]; then
		points=1000000
		inputs=11000000
	fi
	mkdir -p "$OUT"
	[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
	"$VENV/bin/pip" install --quiet --disable-pip-version-check -r "$ROOT/scripts/reference/requirements.txt"
	fetch_contract
	export CARGO_TARGET_DIR=$TARGET
	cargo build --locked --release --manifest-path "$CRATE/Cargo.toml"
	cargo build --locked --release --manifest-path "$CRATE/Cargo.toml" -p tenor-bench-kernel \
		--target wasm32v1-none
	export OUT PACKAGE=$OUT/package
	export KERNEL_WASM=$TARGET/wasm32v1-none/release/tenor_bench_kernel.wasm
	"$TARGET/release/tenor-bench-math" time
	"$TARGET/release/tenor-bench-math" identity "$inputs"
	"$TARGET/release/tenor-bench-math" dump "$points"
	python accuracy "$OUT"
	python report "$OUT" "${write[@]}"
}

case ${1:-} in
math)
	shift
	math "$@"
	;;
*) usage ;;
esac
