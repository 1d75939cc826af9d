#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes a bare Debian machine with Rust able to build and test Tenor. Says what it does, changes
# only what is missing, and may be run any number of times.
#
#   scripts/setup.sh           everything
#   scripts/setup.sh --no-npm  without the client's npm packages
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=wasm32v1-none
CLIENT=$ROOT/tests/e2e
WORK=

say() { printf 'setup: %s\n' "$*"; }
fail() {
	printf 'setup: FAILED: %s\n' "$1" >&2
	shift
	for line in "$@"; do printf 'setup:   %s\n' "$line" >&2; done
	exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
cleanup() { if [ -n "$WORK" ]; then rm -rf "$WORK"; fi; }
trap cleanup EXIT

# A scratch folder that goes away at the end; readable by apt's own user.
scratch() {
	if [ -z "$WORK" ]; then
		WORK=$(mktemp -d "${TMPDIR:-/tmp}/tenor-setup.XXXXXX")
		chmod 755 "$WORK"
	fi
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif have sudo; then
		sudo "$@"
	else
		fail "this needs root, and there is no sudo: $*"
	fi
}

# ---- Debian packages -------------------------------------------------------------------------

# One line per thing that the build calls: how to see that it is there, and the package that has it.
missing_packages() {
	have protoc || echo protobuf-compiler
	[ -e /usr/include/google/protobuf/empty.proto ] || protoc_has_includes || echo libprotobuf-dev
	have clang || echo clang
	libclang_there || echo libclang-dev
	have cmake || echo cmake
	have make || echo make
	{ have gcc && have g++; } || echo build-essential
	have pkg-config || echo pkg-config
	perl -MIPC::Cmd -MFindBin -e 1 2>/dev/null || echo perl
	have git || echo git
	have curl || echo curl
	have xz || echo xz-utils
	if [ "$WITH_NPM" = 1 ]; then
		have node || echo nodejs
		have npm || echo npm
	fi
}

# Some installations of protoc carry their include files beside the binary.
protoc_has_includes() {
	have protoc && [ -e "$(dirname "$(command -v protoc)")/../include/google/protobuf/empty.proto" ]
}

# The library itself, not libclang-cpp, which other packages bring.
libclang_there() {
	[ -n "${LIBCLANG_PATH:-}" ] && return 0
	local folder
	for folder in /usr/lib/llvm-*/lib /usr/lib/*-linux-gnu /usr/lib; do
		compgen -G "$folder/libclang.so" >/dev/null && return 0
		compgen -G "$folder/libclang-[0-9]*.so" >/dev/null && return 0
	done
	return 1
}

install_packages() {
	local -a missing
	mapfile -t missing < <(missing_packages | sort -u)
	if [ "${#missing[@]}" = 0 ]; then
		say "Debian packages: all there"
		return
	fi
	have apt-get || fail "these are missing and this machine has no apt-get: ${missing[*]}"
	say "Debian packages: installing ${missing[*]}"
	as_root apt-get update -qq ||
		fail "apt-get update failed" "look at the machine's apt sources and its network"
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
		fail "apt-get install failed for: ${missing[*]}"
	mapfile -t missing < <(missing_packages | sort -u)
	[ "${#missing[@]}" = 0 ] || fail "still missing after the installation: ${missing[*]}"
}

# ---- Rust ------------------------------------------------------------------------------------

# True if version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_rust() {
	local wanted
	if ! have cargo && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
		PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
		export PATH
	fi
	have cargo && have rustc || fail "Rust is not installed (cargo and rustc are not in PATH)" \
		"install the stable toolchain with rustup, then run this again"
	cd "$ROOT"
	wanted=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' Cargo.toml)
	RUST=$(rustc --version --verbose | sed -n 's/^release: //p')
	at_least "$RUST" "$wanted" || fail "rustc is $RUST; Tenor needs $wanted or newer"
	SYSROOT=$(rustc --print sysroot)
	say "Rust: $RUST"
}

# The real question is whether a wasm module compiles and links, not what a list says.
wasm_works() {
	scratch
	cat >"$WORK/probe.rs" <<-'RUST'
		#![no_std]
		extern crate alloc;
		#[panic_handler]
		fn panic(_: &core::panic::PanicInfo) -> ! {
			loop {}
		}
		struct Null;
		unsafe impl core::alloc::GlobalAlloc for Null {
			unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 {
				core::ptr::null_mut()
			}
			unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
		}
		#[global_allocator]
		static ALLOCATOR: Null = Null;
		#[no_mangle]
		pub extern "C" fn probe(n: u64) -> u64 {
			let v = alloc::vec![n; 3];
			v.iter().map(|x| x / (n | 1)).sum()
		}
	RUST
	rustc --edition 2021 --target "$TARGET" --crate-type cdylib -O -C lto=fat \
		-o "$WORK/probe.wasm" "$WORK/probe.rs" >"$WORK/probe.log" 2>&1
}

install_wasm_target() {
	if wasm_works; then
		say "wasm target $TARGET: there"
		return
	fi
	say "wasm target $TARGET: missing"
	if have rustup; then
		say "wasm target: asking rustup for it"
		if timeout 300 rustup target add "$TARGET" >"$WORK/rustup.log" 2>&1 && wasm_works; then
			say "wasm target: installed by rustup"
			return
		fi
		say "wasm target: rustup could not ($(grep -m 1 -i error "$WORK/rustup.log" | cut -c 1-120 || echo timeout))"
	else
		say "wasm target: there is no rustup"
	fi
	build_wasm_target
	wasm_works || fail "the wasm target was built but does not work" "$(tail -n 3 "$WORK/probe.log")"
	say "wasm target: built from Debian's rust-src and working"
}

# Builds the three libraries of the target from Debian's copy of the very same release of Rust.
build_wasm_target() {
	local library=$SYSROOT/lib/rustlib/src/rust/library place=$SYSROOT/lib/rustlib/$TARGET/lib
	[ -w "$SYSROOT/lib/rustlib" ] ||
		fail "no right to write to Rust's own folder" "run this as the user who installed Rust"
	if [ -f "$library/core/src/lib.rs" ]; then
		say "wasm target: Rust's sources are there"
	else
		fetch_rust_sources
	fi
	say "wasm target: building core, alloc and compiler_builtins (about 20 seconds)"
	mkdir -p "$WORK/empty/src"
	printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' \
		>"$WORK/empty/Cargo.toml"
	printf '#![no_std]\n' >"$WORK/empty/src/lib.rs"
	(
		cd "$WORK/empty"
		unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
		PATH=$SYSROOT/bin:$PATH RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
			cargo build --release --target "$TARGET" --target-dir "$WORK/out" \
			-Z build-std=core,alloc
	) >"$WORK/build-std.log" 2>&1 ||
		fail "building the target's libraries failed" "$(tail -n 15 "$WORK/build-std.log")"
	# Everything is put beside its place first: an interruption leaves no half a target.
	mkdir -p "$(dirname "$place")"
	rm -rf "$place.new" "$place"
	mkdir "$place.new"
	local crate
	for crate in core alloc compiler_builtins; do
		cp "$WORK/out/$TARGET/release/deps/lib$crate"-*.rlib "$place.new/" ||
			fail "the build left no library of $crate"
	done
	mv "$place.new" "$place"
}

# The addresses of the Debian mirrors that this machine itself uses.
debian_mirrors() {
	{
		cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs:[[:space:]]*//p' |
			tr ' ' '\n'
		cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
			sed -n 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\).*/\2/p'
	} | grep . | grep -v security | awk '!seen[$0]++' || true
}

# apt with its own lists and cache, so that the machine's own configuration stays as it is.
own_apt() {
	local tool=$1
	shift
	"$tool" -o Dir::Etc::sourcelist="$WORK/apt/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=- \
		-o Dir::State::lists="$WORK/apt/lists" -o Dir::State::status=/dev/null \
		-o Dir::Cache="$WORK/apt/cache" -o Acquire::Languages=none -o APT::Sandbox::User= "$@"
}

fetch_rust_sources() {
	have apt-get && have dpkg-deb ||
		fail "the wasm target is missing, rustup cannot be reached, and this is no Debian machine" \
			"run: rustup target add $TARGET"
	local mirror suite version
	mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial"
	for mirror in $(debian_mirrors); do
		for suite in trixie-backports sid forky trixie bookworm-backports; do
			rm -rf "$WORK/apt/lists"
			mkdir -p "$WORK/apt/lists/partial"
			printf 'deb %s %s main\n' "$mirror" "$suite" >"$WORK/apt/sources.list"
			own_apt apt-get update -qq >"$WORK/apt/log" 2>&1 || continue
			version=$(own_apt apt-cache madison rust-src 2>/dev/null | awk '{print $3}' |
				grep "^$RUST[+-]" | head -n 1) || true
			[ -n "$version" ] || continue
			say "wasm target: taking Debian's rust-src $version from $suite"
			(cd "$WORK/apt" && own_apt apt-get download -qq "rust-src=$version") \
				>"$WORK/apt/log" 2>&1 ||
				fail "the download of rust-src $version failed" "$(tail -n 2 "$WORK/apt/log")"
			unpack_rust_sources
			return
		done
	done
	fail "no Debian suite of this machine's mirrors has rust-src of exactly $RUST" \
		"make rustup's server reachable and run: rustup target add $TARGET"
}

unpack_rust_sources() {
	local library
	dpkg-deb -x "$WORK"/apt/rust-src_*.deb "$WORK/rust-src"
	library=$(find "$WORK/rust-src/usr/src" -maxdepth 2 -type d -name library | head -n 1)
	[ -f "$library/core/src/lib.rs" ] || fail "the package rust-src has no library folder"
	mkdir -p "$SYSROOT/lib/rustlib/src/rust"
	rm -rf "$SYSROOT/lib/rustlib/src/rust/library.new"
	cp -a "$library" "$SYSROOT/lib/rustlib/src/rust/library.new"
	rm -rf "$SYSROOT/lib/rustlib/src/rust/library"
	mv "$SYSROOT/lib/rustlib/src/rust/library.new" "$SYSROOT/lib/rustlib/src/rust/library"
}

# ---- the client ------------------------------------------------------------------------------

install_client() {
	local lock=$CLIENT/package-lock.json stamp=$CLIENT/node_modules/.tenor-lock version
	version=$(node --version | tr -d v)
	at_least "$version" 18.19.0 || fail "node is $version; the client needs 18.19 or newer"
	if [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then
		say "client: npm packages are there"
		return
	fi
	say "client: installing its npm packages"
	(cd "$CLIENT" && npm ci --no-audit --no-fund --loglevel=error) ||
		fail "npm ci failed in tests/e2e" "look at the machine's npm configuration and its network"
	cp "$lock" "$stamp"
}

WITH_NPM=1
case "${1:-}" in
'') ;;
--no-npm) WITH_NPM=0 ;;
*) fail "unknown option $1" "known: --no-npm" ;;
esac

install_packages
check_rust
install_wasm_target
if [ "$WITH_NPM" = 1 ]; then install_client; fi
say "done"
