#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures the weights of our pallets and writes pallets/*/src/weights.rs. Prints, function by function, what
# the last commit said and what was measured: microseconds at the top of every component.
#
#   scripts/weights.sh [--quick] [PALLET...]     e.g. scripts/weights.sh margin trading; all without one
#
# STEPS and REPEAT (20 and 10) say how often. --quick: three steps, once, and nothing is written: to see that
# every benchmark runs. Nothing else should run on the machine meanwhile.
#
# The runtime is built for wasm alone, as the node builds it, with its benchmarks. frame-omni-bencher is
# installed beside the build, outside this tree, unless OMNI_BENCHER names one.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}/weights
TOOLS=${TENOR_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/tenor/tools}
VERSION=0.28.0
PALLETS=(market series collateral margin trading settlement liquidation vault breaker solvency lane engine)
chosen=()
steps=${STEPS:-20} repeat=${REPEAT:-10} quick=

usage() {
	sed -n '7,15s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

bencher() {
	if [ -z "${OMNI_BENCHER:-}" ]; then
		OMNI_BENCHER=$TOOLS/bin/frame-omni-bencher
		if [ "$("$OMNI_BENCHER" --version 2>/dev/null)" != "frame-omni-bencher $VERSION" ]; then
			echo "installing frame-omni-bencher $VERSION, which takes a while" >&2
			(cd / && SKIP_WASM_BUILD=1 cargo install --locked --root "$TOOLS" --version "$VERSION" \
				frame-omni-bencher)
		fi
	fi
}

# Flags and profile are those of substrate-wasm-builder; its own way would compile the whole natively first.
wasm() {
	(cd "$ROOT" && CARGO_TARGET_DIR=$TARGET RUSTFLAGS="-C link-arg=--export-table --cfg substrate_runtime" \
		CARGO_PROFILE_RELEASE_PANIC=abort CARGO_PROFILE_RELEASE_LTO=thin \
		cargo rustc --locked -p tenor-runtime --lib --crate-type cdylib --release \
		--target wasm32v1-none --no-default-features --features runtime-benchmarks)
}

measure() {
	local pallet=$1 output=$2
	RUST_LOG=error "$OMNI_BENCHER" v1 benchmark pallet --runtime "$WASM" \
		--genesis-builder runtime --genesis-builder-preset development \
		--pallet "pallet_$pallet" --extrinsic '*' --steps "$steps" --repeat "$repeat" \
		--min-duration 0 --disable-proof-recording --quiet \
		--template "$ROOT/scripts/weights.hbs" --output "$output" >"$output.log" 2>&1 || {
		tail -n 30 "$output.log" >&2
		return 1
	}
}

for argument in "$@"; do
	case $argument in
	--quick) quick=1 ;;
	-*) usage ;;
	*) chosen+=("$argument") ;;
	esac
done
[ "${#chosen[@]}" = 0 ] || PALLETS=("${chosen[@]}")
# A key that the lowest step leaves alone needs two others for its slope.
[ -z "$quick" ] || steps=3 repeat=1

bencher
wasm
WASM=$TARGET/wasm32v1-none/release/tenor_runtime.wasm
NEW=$(mktemp -d "${TMPDIR:-/tmp}/tenor-weights.XXXXXX")
trap 'rm -rf "$NEW"' EXIT
for pallet in "${PALLETS[@]}"; do
	file=pallets/$pallet/src/weights.rs
	[ -f "$ROOT/$file" ] || usage
	echo "==> $pallet" >&2
	measure "$pallet" "$NEW/$pallet.rs"
	git -C "$ROOT" show "HEAD:$file" >"$NEW/$pallet.before.rs"
	[ -n "$quick" ] || cp "$NEW/$pallet.rs" "$ROOT/$file"
done
printf '%-44s %12s %12s %8s\n' function 'before, us' 'now, us' ratio
for pallet in "${PALLETS[@]}"; do
	python3 "$ROOT/scripts/lib/weights_table.py" "$pallet" "$NEW/$pallet.before.rs" "$NEW/$pallet.rs"
done
