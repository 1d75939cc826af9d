# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The runtime's code with a feature that nothing else builds. Sourced.

# code_with FEATURE FILE: builds it, compact and compressed as it is published, into FILE. Whatever else this tree's
# programs embed is built anew by the next `cargo build`.
code_with() {
	local wbuild=${CARGO_TARGET_DIR:-$ROOT/target}/debug/wbuild
	(cd "$ROOT" && cargo build --locked --workspace --bin check-state --features "tenor-runtime/$1") &&
		cp "$wbuild/tenor-runtime/tenor_runtime.compact.compressed.wasm" "$2"
}
