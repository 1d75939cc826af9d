#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures, and prints every figure beside its reference and its goal.
#
#   scripts/bench.sh math [--quick | --full] [--write]
#   scripts/bench.sh chain [--quick | --full] [--write] [PART..]
#   scripts/bench.sh network [--quick]
#   scripts/bench.sh lane [--quick]
#
# math: accuracy and time (by criterion) of the primitives, natively and through wasm in the node's
#   engine, beside doubles, other integer libraries and a contract on an EVM; and that native code and
#   wasm give the same bits. --full: ten million and more inputs for that instead of a million, a million
#   points per function instead of a hundred thousand, longer samples. --quick: fewer and shorter ones,
#   to see that it works. --write: also writes docs/benchmarks.md and its plot.
#
# chain: the real runtime in wasm, in the node's engine, over ParityDB and over memory, root and commit
#   included: expiries, sweep, margin checks, orders, matching, liquidations, single keys, weights beside
#   times, blocks under load; references measured in the same run. About six minutes. --quick: under two,
#   over ParityDB, to see that it works. --full: a hundred thousand portfolios and growth curves too.
#   --write: also renews the tables of docs/benchmarks-chain.md. Parts by name measure only these
#   (tests/bench). Figures for machines stand in bench-chain.json under the target folder.
#
# network: nodes as processes, from end to end. One validator: questions answered, transactions and orders over
#   WebSocket, fills as a subscribed client sees them; a late node over 10,000 blocks. Four validators:
#   finality, recovery after a kill and a partition, transfers, those also in slots of 500 ms. Builds the
#   runtime twice more; about an hour. --quick: one validator without the history.
#
# lane: a sequencer without a chain: receipts over WebSocket at 2,000 orders a second, as many as it can, its log
#   read back, bytes of sections. About two minutes. --quick: seconds.
#
# math needs python3, and npm for the contract (left out, with a line, where it can't be had), as chain does
# without --quick. network needs npm, and what scripts/network.sh partition needs.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target/bench}
OUT=$TARGET/bench-math
VENV=$OUT/venv
CRATE=$ROOT/tests/bench-math
CONTRACT=@lyrafinance/protocol@0.1.3-alpha

usage() {
	sed -n '5,33s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

python() { "$VENV/bin/python" "$ROOT/scripts/reference/reference.py" "$@"; }

# Gas and time of a board settled by the contract. Nothing is written where it can't be had.
settle_contract() {
	rm -f "$OUT/settle.json"
	mkdir -p "$OUT"
	fetch_contract
	[ -d "$OUT/package" ] || return 0
	CARGO_TARGET_DIR=$TARGET cargo build --locked --release --manifest-path "$CRATE/Cargo.toml" --bin tenor-bench-math
	OUT=$OUT PACKAGE=$OUT/package "$TARGET/release/tenor-bench-math" settle
}

# The contract's package, unpacked; its scripts are not run.
fetch_contract() {
	[ -d "$OUT/package" ] && return 0
	(cd "$OUT" && npm pack --silent "$CONTRACT" >/dev/null 2>&1 &&
		tar xzf lyrafinance-protocol-*.tgz && rm -f lyrafinance-protocol-*.tgz) && return 0
	echo "the contract is left out: its package can't be had" >&2
}

math() {
	local write=() points=100000 inputs=1000000 flag
	# Seconds per loop to warm up and to measure, and samples.
	local times=(0.2 0.4 25)
	for flag in "$@"; do
		case $flag in
		--full)
			points=1000000
			inputs=11000000
			times=(0.5 1 50)
			;;
		--quick)
			points=10000
			inputs=110000
			times=(0.02 0.05 10)
			;;
		--write) write=(--write) ;;
		*) usage ;;
		esac
	done
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
	# Criterion's own lines go to a file: the table shows the same figures.
	CRITERION_HOME=$OUT/criterion cargo bench --locked --manifest-path "$CRATE/Cargo.toml" --bench math -- \
		--noplot --nresamples 1000 --warm-up-time "${times[0]}" --measurement-time "${times[1]}" \
		--sample-size "${times[2]}" >"$OUT/criterion.txt"
	"$TARGET/release/tenor-bench-math" identity "$inputs"
	"$TARGET/release/tenor-bench-math" dump "$points"
	python accuracy "$OUT"
	python report "$OUT" "${write[@]}"
}

chain() {
	local target=${CARGO_TARGET_DIR:-$ROOT/target} flags=() flag quick=
	for flag in "$@"; do
		case $flag in
		--quick) quick=1 ;;&
		--write) flags+=(--write "$ROOT/docs/benchmarks-chain.md") ;;
		*) flags+=("$flag") ;;
		esac
	done
	# The whole workspace's features, so that nothing is compiled twice.
	(cd "$ROOT" && cargo build --locked --workspace --bin tenor-bench)
	if [ -z "$quick" ]; then
		# Before anything is timed: it compiles.
		settle_contract
		flags+=(--evm "$OUT/settle.json")
	fi
	"$target/debug/tenor-bench" --json "$target/bench-chain.json" "${flags[@]}"
}

client() { (cd "$ROOT/tests/e2e" && npm run --silent "$1"); }

network() {
	local quick= scratch
	case "$*" in
	'') ;;
	--quick) quick=1 ;;
	*) usage ;;
	esac
	# shellcheck source=scripts/lib/code.sh
	. "$ROOT/scripts/lib/code.sh"
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/tenor-bench.XXXXXX")
	# shellcheck disable=SC2064
	trap "rm -rf '$scratch'" EXIT
	(cd "$ROOT" && cargo build --locked --workspace)
	[ -d "$ROOT/tests/e2e/node_modules" ] || (cd "$ROOT/tests/e2e" && npm ci --silent)
	# Programs of this tree, before others are built in their place.
	cp "${CARGO_TARGET_DIR:-$ROOT/target}/debug/"{tenor-node,check-state} "$scratch/"
	export TENOR_NODE=$scratch/tenor-node TENOR_CHECK_STATE=$scratch/check-state
	client bench:options
	client bench:rpc
	[ -z "$quick" ] || return 0
	code_with slot-50 "$scratch/slot-50.wasm"
	TENOR_CODE=$scratch/slot-50.wasm client bench:history
	code_with slot-500 "$scratch/slot-500.wasm"
	bash "$ROOT/scripts/network.sh" finality kill partition throughput
	TENOR_CODE=$scratch/slot-500.wasm bash "$ROOT/scripts/network.sh" throughput
}

lane() {
	case "$*" in
	'' | --quick) ;;
	*) usage ;;
	esac
	# The whole workspace's features, so that nothing is compiled twice.
	(cd "$ROOT" && cargo build --locked --workspace --bin tenor-bench-lane)
	"${CARGO_TARGET_DIR:-$ROOT/target}/debug/tenor-bench-lane" "$@"
}

case ${1:-} in
math)
	shift
	math "$@"
	;;
chain)
	shift
	chain "$@"
	;;
network)
	shift
	network "$@"
	;;
lane)
	shift
	lane "$@"
	;;
*) usage ;;
esac
